// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IKE_SA_INIT, with cookies, other groups and other answers. */
#include "task-init.h"

/* IKE_SA_INIT (RFC 7296 sections 1.2, 2.6, 2.7, 2.23). Nothing in this exchange is protected, so no
 * answer is taken as a verdict: what corrects us (cookie, other group) is followed within bounds,
 * what refuses us is remembered while a better answer may still come (INI-07), and every proper
 * answer makes a candidate, until one of them has proved to be the gateway (RTX-18).
 *
 * Cookie and group make new forms of the request. All are kept, since the answer to an earlier one
 * may still be on its way, and AUTH covers the form that the gateway answered (INI-05). */

#include "ike-closed.h"
#include "ike-exchange.h"
#include "ike-proposal-offer.h"
#include "ike-redirect.h"
#include "ike-session-private.h"
#include "payload-nonce.h"

#define FORMS_MAX  16 /* of the request; the oldest goes for a new one */
#define SHARES_MAX 8  /* groups that are followed */

/* Other cookies than the one sent back, after which it looks as if there were no end to them. */
#define COOKIES_MANY 3

/* How long a first cookie waits to be sent back. A gateway near by that asked for none has answered
 * by then, and one that did has sent its own, whatever somebody quicker made up. */
#define COOKIE_HOLD (100 * MONO_MSEC)

/* A form that went out later than this before an answer came, in per cent of the first round trip,
 * cannot be what is answered. */
#define ROUND_TRIP_MARGIN 75

typedef struct
{
  GBytes *request; /* owned */
  CryKex *kex;     /* borrowed from the task's shares */
  MonoTime sent_at;
} Form;

typedef struct
{
  IkeTask base;
  IkeProposals offered;
  CryKex *shares[SHARES_MAX]; /* owned; one for each group tried */
  guint n_shares;
  CryKex *kex;         /* borrowed from shares: in use */
  CryKex *next_kex;    /* borrowed from shares: for the next repeat, or NULL */
  GBytes *nonce;       /* owned */
  GBytes *cookie;      /* owned; NULL until the gateway asks */
  GBytes *next_cookie; /* owned: for the next repeat, or NULL */
  guint other_cookies; /* that came instead of an answer to the one sent back */
  Form forms[FORMS_MAX];
  guint n_forms;
  MonoTime last_sent;
  MonoTime round_trip; /* at least, judged by the first cookie or group; 0: none came */
} InitTask;

static void
init_free (IkeTask *base)
{
  InitTask *task = (InitTask *) base;

  for (guint i = 0; i < task->n_shares; i++)
    cry_kex_free (task->shares[i]);
  for (guint i = 0; i < task->n_forms; i++)
    g_bytes_unref (task->forms[i].request);
  g_clear_pointer (&task->nonce, g_bytes_unref);
  g_clear_pointer (&task->cookie, g_bytes_unref);
  g_clear_pointer (&task->next_cookie, g_bytes_unref);
  g_free (task);
}

/* ---- Requests ------------------------------------------------------------------------------- */

/* The share for the group, made at first need; NULL when there is no room or no such group. */
static CryKex *
share_of (InitTask *task, CryKe group)
{
  CryKex *kex = NULL;

  for (guint i = 0; i < task->n_shares; i++)
    if (cry_kex_group (task->shares[i]) == group)
      return task->shares[i];
  if (task->n_shares < SHARES_MAX)
    kex = cry_kex_new (group, &task->base.session->rng);
  if (kex != NULL)
    task->shares[task->n_shares++] = kex;
  return kex;
}

static GBytes *
make_request (const InitTask *task)
{
  const IkeSession *session = task->base.session;
  IkeHeader header = {
    .spi_i = task->base.sa->spi_i,
    .exchange = IKE_EXCHANGE_IKE_SA_INIT,
    .initiator = TRUE,
  };
  g_auto (IkeMessageBuilder) builder = { 0 };
  CrySpan cookie = ike_span (task->cookie);

  ike_message_builder_init (&builder);
  /* The cookie comes first and changes nothing else (INI-01). */
  if (task->cookie != NULL)
    ike_payload_notify_write (&builder, IKE_NOTIFY_COOKIE, cookie.data, cookie.len);
  ike_payload_sa_write (&builder, &task->offered);
  ike_exchange_write_share (&builder, task->kex);
  ike_payload_nonce_write (&builder, task->nonce);
  ike_natt_write (&builder, &header, &session->path, session->setup.force_encap);
  if (session->setup.fragmentation)
    ike_payload_notify_write (&builder, IKE_NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, NULL, 0);
  ike_hash_set_write (&builder, ike_hash_set_default ());
  if (ike_proposals_have_additional (&task->offered))
    ike_payload_notify_write (&builder, IKE_NOTIFY_INTERMEDIATE_EXCHANGE_SUPPORTED, NULL, 0);
  if (session->setup.ppk_id != NULL)
    ike_payload_notify_write (&builder, IKE_NOTIFY_USE_PPK, NULL, 0);
  if (session->setup.redirect)
    ike_redirect_write_supported (&builder, &session->setup.redirected_from);
  return ike_message_builder_finish (&builder, &header);
}

static void
keep_form (InitTask *task, GBytes *request)
{
  if (task->n_forms == FORMS_MAX)
    {
      g_bytes_unref (task->forms[0].request);
      memmove (&task->forms[0], &task->forms[1], (FORMS_MAX - 1) * sizeof task->forms[0]);
      task->n_forms--;
    }
  task->last_sent = task->base.session->now;
  task->forms[task->n_forms++] = (Form){ .request = g_bytes_ref (request),
                                         .kex = task->kex,
                                         .sent_at = task->base.session->now };
}

/* The request with the present cookie and share as the window keeps it; NULL: it does not fit. */
static GPtrArray *
make_form (InitTask *task)
{
  GBytes *request = make_request (task);
  GPtrArray *datagrams = NULL;

  if (request == NULL)
    return NULL;
  keep_form (task, request);
  datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (datagrams, request);
  return datagrams;
}

static int
init_begin (IkeTask *base)
{
  InitTask *task = (InitTask *) base;
  IkeSession *session = base->session;
  GPtrArray *datagrams = NULL;

  task->offered = session->setup.ike;
  task->kex = share_of (task, ike_proposals_first_group (&task->offered));
  if (task->kex == NULL)
    return STATUS_FATAL_CONFIG;
  task->nonce = ike_nonce_new (&session->rng);
  datagrams = make_form (task);
  if (datagrams == NULL)
    return STATUS_FATAL_LIMIT;
  ike_sa_send (base->sa, &session->path, datagrams);
  ike_window_sent (&base->sa->window, IKE_EXCHANGE_IKE_SA_INIT, datagrams, session->now);
  return STATUS_OK;
}

/* In another form, at once. */
static int
ask_anew (InitTask *task)
{
  IkeSession *session = task->base.session;
  GPtrArray *datagrams = make_form (task);

  if (datagrams == NULL)
    return STATUS_FATAL_LIMIT;
  /* That was progress: what was suspected before means less than it did. */
  g_clear_pointer (&session->suspicion, ike_closed_free);
  ike_sa_send (task->base.sa, &session->path, datagrams);
  ike_window_replace (&task->base.sa->window, datagrams, session->now);
  return STATUS_OK;
}

/* Cookies, and groups that were tried before, change only what would have been sent anyway: a flood
 * of them, forged or caused by our own repeats on a long way, makes no flood of ours. */
static int
init_repeat (IkeTask *base)
{
  InitTask *task = (InitTask *) base;
  gboolean is_first_cookie = task->cookie == NULL && task->next_cookie != NULL;
  GPtrArray *datagrams = NULL;

  task->last_sent = base->session->now;
  if (task->next_cookie == NULL && task->next_kex == NULL)
    return STATUS_OK;
  if (task->next_cookie != NULL)
    {
      g_clear_pointer (&task->cookie, g_bytes_unref);
      task->cookie = g_steal_pointer (&task->next_cookie);
    }
  if (task->next_kex != NULL)
    task->kex = g_steal_pointer (&task->next_kex);
  datagrams = make_form (task);
  if (datagrams == NULL)
    return STATUS_FATAL_LIMIT;
  if (is_first_cookie)
    ike_window_replace (&base->sa->window, datagrams, base->session->now);
  else
    ike_window_amend (&base->sa->window, datagrams);
  return STATUS_OK;
}

/* ---- Answers that are no answer ------------------------------------------------------------- */

static void
suspect (IkeSession *session, IkeReason reason, guint16 notify)
{
  IkeClosed *account = ike_closed_new (session, reason);

  account->notify = notify;
  ike_closed_suspect (session, account);
}

static void
note_round_trip (InitTask *task)
{
  if (task->round_trip == 0)
    task->round_trip = MAX (task->base.session->now - task->last_sent, 1);
}

static int
take_cookie (InitTask *task, const IkeNotify *notify)
{
  IkeSession *session = task->base.session;
  g_autoptr (GBytes) cookie = NULL;

  if (notify->len < 1 || notify->len > IKE_COOKIE_MAX)
    {
      ike_outbox_drop (&session->outbox, "a cookie that is not taken");
      return STATUS_OK;
    }
  note_round_trip (task);
  g_clear_pointer (&session->suspicion, ike_closed_free);
  cookie = g_bytes_new (notify->data, notify->len);
  if (task->cookie != NULL && g_bytes_equal (cookie, task->cookie))
    return STATUS_OK;
  if (task->cookie != NULL && ++task->other_cookies >= COOKIES_MANY)
    suspect (session, IKE_REASON_GATEWAY_BUSY, notify->type);
  if (task->cookie == NULL && task->next_cookie == NULL)
    ike_window_repeat_by (&task->base.sa->window, session->now + COOKIE_HOLD);
  g_clear_pointer (&task->next_cookie, g_bytes_unref);
  task->next_cookie = g_steal_pointer (&cookie);
  return STATUS_OK;
}

static int
take_group (InitTask *task, const IkeNotify *notify)
{
  IkeSession *session = task->base.session;
  CryKe group = ike_exchange_group_wanted (&task->offered, notify);
  guint n_shares = task->n_shares;
  CryKex *kex = NULL;

  if (group == CRY_KE_NONE)
    {
      if (notify->len == 2)
        suspect (session, IKE_REASON_NO_COMMON_GROUP, notify->type);
      else
        ike_outbox_drop (&session->outbox, "a group that is not taken");
      return STATUS_OK;
    }
  note_round_trip (task);
  kex = share_of (task, group);
  if (kex == NULL || kex == task->kex)
    return STATUS_OK;
  /* One that was tried before is tried again, but not at once: two forgers could send us to and
   * fro. */
  if (task->n_shares == n_shares)
    {
      task->next_kex = kex;
      return STATUS_OK;
    }
  task->kex = kex;
  return ask_anew (task);
}

static int
init_refused (InitTask *task, const IkeMessage *response)
{
  IkeSession *session = task->base.session;
  IkeNotify notify = { 0 };

  /* Somebody has answered properly meanwhile. */
  if (session->stage != IKE_STAGE_INIT)
    return STATUS_OK;
  if (ike_message_find_notify (response, IKE_NOTIFY_COOKIE, &notify))
    return take_cookie (task, &notify);
  if (ike_message_find_notify (response, IKE_NOTIFY_INVALID_KE_PAYLOAD, &notify))
    return take_group (task, &notify);
  if (ike_closed_redirect (session, IKE_FAREWELL_NONE, response, ike_span (task->nonce)))
    return STATUS_OK;
  if (ike_message_find_error (response, &notify))
    suspect (session, ike_closed_reason_of_notify (notify.type, session->stage), notify.type);
  else
    {
      ike_outbox_drop (&session->outbox, "an answer that says nothing");
      suspect (session, IKE_REASON_PROTOCOL, 0);
    }
  return STATUS_OK;
}

/* ---- The answer ----------------------------------------------------------------------------- */

/* The form that is answered: the newest with that group that was on its way long enough; of none
 * that was, the oldest. */
static const Form *
find_form (const InitTask *task, const IkeMessage *response)
{
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_KE);
  MonoTime latest = task->base.session->now - task->round_trip * ROUND_TRIP_MARGIN / 100;
  const Form *found = NULL;
  IkeKe ke = { 0 };

  if (payload == NULL || !ike_payload_ke_read (payload, &ke))
    return NULL;
  for (guint i = 0; i < task->n_forms; i++)
    {
      const Form *form = &task->forms[i];

      if (ke.group == (guint16) cry_kex_group (form->kex)
          && (found == NULL || form->sent_at <= latest))
        found = form;
    }
  return found;
}

/* From IKE_AUTH on everything goes to the other port when there is a NAT, or when one is pretended
 * so that ESP travels in UDP (NAT-04). FALSE: without NAT traversal nothing could be sent through
 * a Child SA, since ESP travels in UDP only. */
static gboolean
float_path (const IkeSession *session, const IkeMessage *response, IkeHandshake *handshake)
{
  IkePath *path = &handshake->path;
  IkeNatt *natt = &handshake->natt;

  *path = session->path;
  ike_natt_check (response, path, natt);
  if (path->transport == IKE_TRANSPORT_UDP && natt->supported
      && (session->setup.force_encap || natt->nat_local || natt->nat_remote))
    {
      path->transport = IKE_TRANSPORT_NATT;
      path->remote.port = session->setup.natt_port;
    }
  return natt->supported || path->transport != IKE_TRANSPORT_UDP || !session->setup.force_encap;
}

/* Both sides must have said so (RFC 9242 section 3.1). */
static gboolean
knows_intermediate (const InitTask *task, const IkeMessage *response)
{
  IkeNotify notify = { 0 };

  return ike_proposals_have_additional (&task->offered)
         && ike_message_find_notify (response, IKE_NOTIFY_INTERMEDIATE_EXCHANGE_SUPPORTED, &notify);
}

static int
make_candidate (const InitTask *task, const IkeMessage *response, const IkeKeying *keying,
                IkeHandshake *handshake /* taken */)
{
  IkeSession *session = task->base.session;
  g_autoptr (IkeSa) sa = ike_sa_new (session, 1); /* IKE_SA_INIT had the first Message ID */
  IkeKeySeed seed = {
    .ni = ike_span (handshake->ni),
    .nr = ike_span (handshake->nr),
    .spi_i = task->base.sa->spi_i,
    .spi_r = response->header.spi_r,
    .shared = keying->shared,
  };
  g_auto (IkeKeymat) keymat = { 0 };
  IkeNotify notify = { 0 };
  int status = STATUS_OK;

  sa->handshake = handshake;
  status = ike_keymat_derive (&keying->choice.suite, &seed, &keymat);
  if (status_is_fatal (status))
    return status;
  sa->initiator = TRUE;
  sa->spi_i = seed.spi_i;
  sa->spi_r = seed.spi_r;
  sa->fragments
      = ike_message_find_notify (response, IKE_NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, &notify);
  sa->additional = knows_intermediate (task, response);
  if (!ike_sa_set_keys (sa, &keying->choice.suite, &keymat, &session->rng))
    return STATUS_FATAL_CRYPTO;
  ike_sas_add (&session->sas, g_steal_pointer (&sa));
  session->sas.n_answers++;
  return STATUS_OK;
}

static gboolean
is_known (const IkeSas *sas, GBytes *response)
{
  for (guint i = 0; i < sas->list->len; i++)
    {
      const IkeHandshake *handshake = ike_sas_get (sas, i)->handshake;

      if (handshake != NULL && g_bytes_equal (handshake->response, response))
        return TRUE;
    }
  return FALSE;
}

/* NULL, or why the answer is passed over; a genuine one may still come. */
static const char *
read_answer (const InitTask *task, const IkeMessage *response, IkeKeying *keying,
             IkeHandshake *handshake)
{
  const IkeSession *session = task->base.session;
  g_autoptr (GBytes) bytes = g_bytes_new (response->octets, response->n_octets);
  const Form *form = find_form (task, response);
  const char *why = NULL;
  IkeNotify notify = { 0 };

  if (is_known (&session->sas, bytes))
    return "an answer that came before";
  if (ike_sas_n_candidates (&session->sas) >= IKE_CANDIDATES_MAX
      || session->sas.n_answers >= IKE_ANSWERS_MAX
      || session->now - task->forms[0].sent_at > session->setup.window.give_up)
    return "one answer too many";
  if (form == NULL || response->header.spi_r == 0
      || !ike_exchange_read (&task->offered, form->kex, response, keying, &why))
    return why != NULL ? why : "an answer to something else";
  if (keying->choice.suite.n_additional > 0 && !knows_intermediate (task, response))
    return "further key exchanges, and no exchange for them";
  if (!float_path (session, response, handshake))
    return "no NAT traversal";
  handshake->request = g_bytes_ref (form->request);
  handshake->response = g_bytes_ref (bytes);
  handshake->ni = g_bytes_ref (task->nonce);
  handshake->nr = g_bytes_ref (keying->peer_nonce);
  handshake->peer_hashes = ike_hash_set_read (response);
  handshake->multiple_auth
      = ike_message_find_notify (response, IKE_NOTIFY_MULTIPLE_AUTH_SUPPORTED, &notify);
  handshake->ppk = session->setup.ppk_id != NULL
                   && ike_message_find_notify (response, IKE_NOTIFY_USE_PPK, &notify);
  return NULL;
}

static int
init_handle (IkeTask *base, const IkeMessage *response)
{
  InitTask *task = (InitTask *) base;
  IkeSession *session = base->session;
  g_autoptr (IkeKeying) keying = g_new0 (IkeKeying, 1);
  g_autoptr (IkeHandshake) handshake = NULL;
  const char *why = NULL;

  if (!ike_message_has (response, IKE_PAYLOAD_SA))
    return init_refused (task, response);
  handshake = g_new0 (IkeHandshake, 1);
  why = read_answer (task, response, keying, handshake);
  if (why != NULL)
    {
      ike_outbox_drop (&session->outbox, why);
      if (session->stage == IKE_STAGE_INIT)
        suspect (session, IKE_REASON_PROTOCOL, 0);
      return STATUS_OK;
    }
  /* There is nothing to repeat any more, but others may answer, too. */
  ike_window_abandon (&base->sa->window);
  if (session->stage == IKE_STAGE_INIT)
    {
      g_clear_pointer (&session->suspicion, ike_closed_free);
      ike_state_enter (session, IKE_STAGE_GATEWAY);
    }
  return make_candidate (task, response, keying, g_steal_pointer (&handshake));
}

IkeTask *
ike_task_init_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_INIT,
    .begin = init_begin,
    .handle = init_handle,
    .repeat = init_repeat,
    .free = init_free,
  };
  InitTask *task = g_new0 (InitTask, 1);

  task->base.klass = &klass;
  return &task->base;
}
