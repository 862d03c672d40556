// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The packet level of EAP (RFC 3748 section 4) and the choice of a method; knows none of them. */
#include "eap-method.h"

#include "bytes.h"
#include "status.h"

#include <string.h>

#define CODE_REQUEST  1
#define CODE_RESPONSE 2
#define CODE_SUCCESS  3
#define CODE_FAILURE  4
#define HEADER_LEN    4
#define ALLOWED_MAX   8    /* methods in a Nak */
#define IDENTITY_MAX  1015 /* bytes that fit the minimum EAP MTU of 1020 (RFC 3748 section 3.1) */

struct EapPeer
{
  EapMethodSetup setup; /* the strings of its config are owned; methods borrow it */
  const EapMethod *allowed[ALLOWED_MAX];
  gsize n_allowed;

  const EapMethod *method; /* NULL before the first acceptable one */
  gpointer state;          /* owned by method */
  EapPhase phase;          /* of method */
  EapType refused;         /* what was last offered and answered by a Nak */

  GBytes *last_request;  /* owned; what last_response or the open ticket belongs to */
  GBytes *last_response; /* owned; NULL while a ticket is open */
  GBytes *outgoing;      /* owned; not yet pulled */
  GQueue events;         /* owned EapEvent */

  guint32 ticket; /* 0: none open */
  guint32 last_ticket;
  EapSecretKind asked; /* what the open ticket is for */
  gboolean asked_signature;
  guint8 identifier; /* of the request being answered */
  MonoTime now;      /* of the input being handled */
  guint rounds;      /* requests so far */
  guint prompts;     /* secrets asked for so far */

  EapEvent *refusal; /* owned; what a Failure will mean, from a method that knows more than that the
                        login was refused */
  char *text;        /* owned; the server's words about the last answer, which it refused */
  SecretBuf *msk;    /* owned */
  guint64 dropped;
  gboolean finished; /* SUCCEEDED or FAILED has been said */
};

static void
event_free (EapEvent *event)
{
  eap_event_clear (event);
  g_free (event);
}

void
eap_event_clear (EapEvent *event)
{
  g_clear_pointer (&event->text, g_free);
  g_clear_pointer (&event->octets, g_bytes_unref);
  g_clear_pointer (&event->expected, g_free);
  g_clear_pointer (&event->found, g_free);
  cry_verdict_clear (&event->verdict);
}

static void
eap_turn_clear (EapTurn *turn)
{
  secret_buf_free (turn->data);
  g_clear_pointer (&turn->octets, g_bytes_unref);
  g_free (turn->text);
  g_free (turn->expected);
  g_free (turn->found);
  g_free (turn->notice);
  cry_verdict_clear (&turn->verdict);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EapTurn, eap_turn_clear)

/* Whether nothing of the user can reach a server that has not proven itself: MD5 and GTC hand the
 * password over, and MSCHAPv2 can be cracked offline (RFC 5998 section 4). */
static gboolean
is_usable (const EapMethod *method, const EapConfig *config)
{
  gboolean proves_server = (method->flags & EAP_METHOD_PROVES_SERVER) != 0;
  gboolean needs_certificate = (method->flags & EAP_METHOD_NEEDS_CERTIFICATE) != 0;

  if (proves_server && (config->trust == NULL || config->server_name == NULL))
    return FALSE;
  if (needs_certificate && config->certificates == NULL)
    return FALSE;
  return proves_server || config->server_authenticated;
}

EapPeer *
eap_peer_new_with (const EapMethod *const *methods, gsize n_methods, const EapConfig *config,
                   const Rng *rng, const LogSink *log)
{
  EapPeer *peer = g_new0 (EapPeer, 1);
  EapConfig *own = &peer->setup.config;

  *own = *config;
  own->methods = NULL;
  own->identity = g_strndup (config->identity != NULL ? config->identity : "", IDENTITY_MAX);
  own->user = g_strdup (config->user != NULL ? config->user : own->identity);
  own->inner = g_strdup (config->inner);
  own->server_name = g_strdup (config->server_name);
  peer->setup.rng = rng;
  peer->setup.log = log;
  g_queue_init (&peer->events);
  for (gsize i = 0; i < n_methods && peer->n_allowed < ALLOWED_MAX; i++)
    if (is_usable (methods[i], config))
      peer->allowed[peer->n_allowed++] = methods[i];
  return peer;
}

static void
leave_method (EapPeer *peer)
{
  if (peer->state != NULL)
    peer->method->destroy (peer->state);
  peer->method = NULL;
  peer->state = NULL;
  peer->phase = EAP_PHASE_MIDWAY;
}

void
eap_peer_free (EapPeer *peer)
{
  if (peer == NULL)
    return;
  leave_method (peer);
  g_clear_pointer (&peer->last_request, g_bytes_unref);
  g_clear_pointer (&peer->last_response, g_bytes_unref);
  g_clear_pointer (&peer->outgoing, g_bytes_unref);
  g_queue_clear_full (&peer->events, (GDestroyNotify) event_free);
  g_clear_pointer (&peer->refusal, event_free);
  secret_buf_free (peer->msk);
  g_free ((char *) peer->setup.config.identity);
  g_free ((char *) peer->setup.config.user);
  g_free ((char *) peer->setup.config.inner);
  g_free ((char *) peer->setup.config.server_name);
  g_free (peer->text);
  g_free (peer);
}

static EapEvent *
new_event (const EapPeer *peer, EapEventType type)
{
  EapEvent *event = g_new0 (EapEvent, 1);

  event->type = type;
  event->method = peer->method != NULL ? peer->method->type : peer->refused;
  return event;
}

static EapEvent *
push_event (EapPeer *peer, EapEventType type)
{
  EapEvent *event = new_event (peer, type);

  g_queue_push_tail (&peer->events, event);
  return event;
}

/* Takes event, which is a FAILED: the last thing the peer ever says. */
static void
finish (EapPeer *peer, EapEvent *event)
{
  g_queue_push_tail (&peer->events, event);
  peer->finished = TRUE;
  peer->ticket = 0;
  g_clear_pointer (&peer->msk, secret_buf_free);
}

/* Takes text. */
static void
finish_failed (EapPeer *peer, EapReason reason, char *text)
{
  EapEvent *event = new_event (peer, EAP_EVENT_FAILED);

  event->reason = reason;
  event->text = text;
  finish (peer, event);
}

static int
drop (EapPeer *peer, const char *why)
{
  peer->dropped++;
  log_sink_debug (peer->setup.log, "EAP: packet dropped: %s", why);
  return STATUS_OK;
}

/* Passwords of GTC are in here in clear. */
static void
free_response (gpointer bytes)
{
  GByteArray *array = bytes;

  secret_wipe (array->data, array->len);
  g_byte_array_unref (array);
}

static void
respond (EapPeer *peer, guint8 type, const guint8 *data, gsize len)
{
  gsize total = HEADER_LEN + 1 + len;
  /* Sized at once, so that no reallocation leaves a copy behind. */
  GByteArray *array = g_byte_array_sized_new ((guint) total);

  g_byte_array_set_size (array, (guint) total);
  array->data[0] = CODE_RESPONSE;
  array->data[1] = peer->identifier;
  byte_put_u16 (array->data + 2, (guint16) total);
  array->data[HEADER_LEN] = type;
  if (len > 0)
    memcpy (array->data + HEADER_LEN + 1, data, len);
  g_clear_pointer (&peer->last_response, g_bytes_unref);
  peer->last_response = g_bytes_new_with_free_func (array->data, total, free_response, array);
  g_clear_pointer (&peer->outgoing, g_bytes_unref);
  peer->outgoing = g_bytes_ref (peer->last_response);
}

static int
respond_with_secret (EapPeer *peer, const SecretBuf *data)
{
  gsize len = data != NULL ? secret_buf_len (data) : 0;

  if (len > EAP_PACKET_MAX - HEADER_LEN - 1)
    return STATUS_FATAL_LIMIT;
  respond (peer, (guint8) peer->method->type, data != NULL ? secret_buf_peek (data) : NULL, len);
  return STATUS_OK;
}

static guint32
open_ticket (EapPeer *peer, gboolean for_signature)
{
  peer->phase = EAP_PHASE_MIDWAY;
  peer->asked_signature = for_signature;
  peer->ticket = ++peer->last_ticket;
  return peer->ticket;
}

static void
ask_secret (EapPeer *peer, EapTurn *turn)
{
  EapEvent *event = push_event (peer, EAP_EVENT_NEED_SECRET);

  peer->asked = turn->kind;
  peer->prompts++;
  event->ticket = open_ticket (peer, FALSE);
  event->kind = turn->kind;
  event->round = peer->prompts;
  event->retry = turn->retry;
  event->text = g_steal_pointer (&turn->text);
  /* Should nobody have a better answer, this is why the last one was refused. */
  g_free (peer->text);
  peer->text = turn->retry ? g_strdup (event->text) : NULL;
}

static void
ask_signature (EapPeer *peer, EapTurn *turn)
{
  EapEvent *event = push_event (peer, EAP_EVENT_NEED_SIGNATURE);

  event->ticket = open_ticket (peer, TRUE);
  event->sig = turn->sig;
  event->octets = g_steal_pointer (&turn->octets);
}

/* What turn says about a failure, as the event that tells it. */
static EapEvent *
account_of (const EapPeer *peer, EapTurn *turn)
{
  EapEvent *event = new_event (peer, EAP_EVENT_FAILED);

  event->reason = turn->reason;
  event->text = g_steal_pointer (&turn->text);
  event->verdict = turn->verdict;
  turn->verdict = (CryVerdict){ 0 };
  event->expected = g_steal_pointer (&turn->expected);
  event->found = g_steal_pointer (&turn->found);
  return event;
}

static void
remember_request (EapPeer *peer, const guint8 *packet, gsize len)
{
  g_clear_pointer (&peer->last_response, g_bytes_unref);
  g_clear_pointer (&peer->last_request, g_bytes_unref);
  peer->last_request = g_bytes_new (packet, len);
}

/* What was known about a Failure to come stays known: nothing happened, or the server knows that we
 * heard its refusal. */
static gboolean
leaves_refusal (int step, const EapTurn *turn)
{
  return step == EAP_STEP_DROP
         || (step == EAP_STEP_RESPOND && turn->phase == EAP_PHASE_REFUSED
             && turn->reason == EAP_REASON_NONE);
}

/* What the method made of its request or answer. */
static int
apply_step (EapPeer *peer, int step, EapTurn *turn)
{
  if (status_is_fatal (step))
    return step;
  if (turn->notice != NULL)
    push_event (peer, EAP_EVENT_MESSAGE)->text = g_steal_pointer (&turn->notice);
  if (!leaves_refusal (step, turn))
    g_clear_pointer (&peer->refusal, event_free);
  switch ((EapStep) step)
    {
    case EAP_STEP_DROP:
      return drop (peer, "malformed or out of order for the method");
    case EAP_STEP_NEED_SECRET:
      ask_secret (peer, turn);
      return STATUS_OK;
    case EAP_STEP_NEED_SIGNATURE:
      ask_signature (peer, turn);
      return STATUS_OK;
    case EAP_STEP_FAIL:
      finish (peer, account_of (peer, turn));
      return STATUS_OK;
    case EAP_STEP_RESPOND:
      break;
    }
  peer->phase = turn->phase;
  if (turn->reason != EAP_REASON_NONE)
    peer->refusal = account_of (peer, turn);
  return respond_with_secret (peer, turn->data);
}

static const EapMethod *
find_allowed (const EapPeer *peer, guint8 type)
{
  for (gsize i = 0; i < peer->n_allowed; i++)
    if (peer->allowed[i]->type == type)
      return peer->allowed[i];
  return NULL;
}

static void
refuse_method (EapPeer *peer, guint8 type)
{
  guint8 types[ALLOWED_MAX] = { 0 };

  for (gsize i = 0; i < peer->n_allowed; i++)
    types[i] = (guint8) peer->allowed[i]->type;
  peer->refused = (EapType) type;
  /* A single zero says "nothing else" (RFC 3748 section 5.3.1). */
  respond (peer, EAP_TYPE_NAK, types, MAX (peer->n_allowed, 1));
}

static gboolean
is_midway (const EapPeer *peer)
{
  return peer->method != NULL && peer->phase != EAP_PHASE_MAY_END;
}

static void
enter_method (EapPeer *peer, const EapMethod *method)
{
  /* Keys of the one before go with it: they count only when the method that made them ends the
   * conversation, which is also how gateways that ask for a code after MSCHAPv2 compute AUTH. */
  leave_method (peer);
  peer->method = method;
  if (method->create != NULL)
    peer->state = method->create (&peer->setup);
}

static EapTurn
new_turn (const EapPeer *peer)
{
  return (EapTurn){
    .identifier = peer->identifier,
    .first = peer->prompts == 0,
    .now = peer->now,
    .stands = peer->phase,
  };
}

/* A method's request; packet is remembered unless it turns out to be dropped. */
static int
recv_method (EapPeer *peer, guint8 type, ByteReader *reader, const guint8 *packet, gsize len)
{
  const EapMethod *method = find_allowed (peer, type);
  gboolean fresh = peer->method == NULL || peer->method != method;
  g_auto (EapTurn) turn = new_turn (peer);
  int step;

  if (fresh && is_midway (peer))
    return drop (peer, "another method while one is running");
  if (method == NULL)
    {
      /* RFC 3748 section 2.1: no Nak once a method has run. */
      if (peer->method != NULL)
        return drop (peer, "a method that is not allowed after another one");
      remember_request (peer, packet, len);
      refuse_method (peer, type);
      return STATUS_OK;
    }
  if (fresh)
    enter_method (peer, method);
  step = method->request (peer->state, reader->at, reader->left, &turn);
  if (step == EAP_STEP_DROP && fresh)
    leave_method (peer);
  if (step != EAP_STEP_DROP)
    remember_request (peer, packet, len);
  return apply_step (peer, step, &turn);
}

static int
recv_request (EapPeer *peer, ByteReader *reader, const guint8 *packet, gsize len)
{
  guint8 type = byte_read_u8 (reader);

  if (!byte_reader_ok (reader) || type == EAP_TYPE_NONE || type == EAP_TYPE_NAK)
    return drop (peer, "not a request type");
  if (++peer->rounds > EAP_ROUNDS_MAX)
    {
      finish_failed (peer, EAP_REASON_LIMIT, NULL);
      return STATUS_OK;
    }
  if (peer->last_request != NULL && g_bytes_get_size (peer->last_request) == len
      && memcmp (g_bytes_get_data (peer->last_request, NULL), packet, len) == 0)
    {
      /* A retransmission: the old answer again, or nothing while the user is still typing. */
      if (peer->last_response != NULL && peer->outgoing == NULL)
        peer->outgoing = g_bytes_ref (peer->last_response);
      return STATUS_OK;
    }
  if (peer->ticket != 0)
    return drop (peer, "a new request before the last one was answered");
  peer->identifier = packet[1];
  if (type == EAP_TYPE_NOTIFICATION)
    {
      EapEvent *event = push_event (peer, EAP_EVENT_MESSAGE);

      event->text = eap_text_clean (reader->at, reader->left);
      remember_request (peer, packet, len);
      respond (peer, EAP_TYPE_NOTIFICATION, NULL, 0);
      return STATUS_OK;
    }
  if (type != EAP_TYPE_IDENTITY)
    return recv_method (peer, type, reader, packet, len);
  if (is_midway (peer))
    return drop (peer, "Identity while a method is running");
  remember_request (peer, packet, len);
  respond (peer, EAP_TYPE_IDENTITY, (const guint8 *) peer->setup.config.identity,
           strlen (peer->setup.config.identity));
  return STATUS_OK;
}

/* Success is only legal where a method allows to end (RFC 3748 section 4.2). The packet came
 * through the gateway's protected channel, so an early one is no injection that could be outwaited
 * but a gateway that skips the check of the user, or its own. */
static void
recv_success (EapPeer *peer)
{
  EapEvent *event;

  if (peer->method == NULL || is_midway (peer))
    {
      finish_failed (peer, EAP_REASON_PROTOCOL, NULL);
      return;
    }
  peer->msk = eap_peer_take_msk (peer);
  event = push_event (peer, EAP_EVENT_SUCCEEDED);
  event->reason = EAP_REASON_NONE;
  peer->finished = TRUE;
}

static void
recv_failure (EapPeer *peer)
{
  if (peer->refusal != NULL)
    finish (peer, g_steal_pointer (&peer->refusal));
  else
    finish_failed (peer,
                   peer->method == NULL && peer->refused != EAP_TYPE_NONE ? EAP_REASON_NO_METHOD
                                                                          : EAP_REASON_REJECTED,
                   g_steal_pointer (&peer->text));
}

void
eap_peer_refused (EapPeer *peer)
{
  if (!peer->finished)
    recv_failure (peer);
}

int
eap_peer_recv (EapPeer *peer, const guint8 *packet, gsize len, MonoTime now)
{
  ByteReader reader = byte_reader (packet, len);
  guint8 code = byte_read_u8 (&reader);
  gsize stated;

  peer->now = now;
  if (peer->finished)
    return drop (peer, "the conversation is over");
  byte_read_skip (&reader, 1);
  stated = byte_read_u16 (&reader);
  if (!byte_reader_ok (&reader) || stated < HEADER_LEN || stated > len)
    return drop (peer, "length");
  /* Octets beyond the length are padding (RFC 3748 section 4.1). */
  reader.left = stated - HEADER_LEN;

  switch (code)
    {
    case CODE_REQUEST:
      return recv_request (peer, &reader, packet, stated);
    case CODE_SUCCESS:
      recv_success (peer);
      return STATUS_OK;
    case CODE_FAILURE:
      recv_failure (peer);
      return STATUS_OK;
    default:
      return drop (peer, "code");
    }
}

/* Whether the ticket is the open one; it is closed then. */
static gboolean
take_ticket (EapPeer *peer, guint32 ticket, MonoTime now)
{
  if (ticket == 0 || ticket != peer->ticket)
    return FALSE;
  peer->ticket = 0;
  peer->now = now;
  return TRUE;
}

static EapReason
reason_of_declining (const EapPeer *peer)
{
  if (peer->asked_signature)
    return EAP_REASON_NO_SIGNATURE;
  return peer->asked == EAP_SECRET_NEW_PASSWORD ? EAP_REASON_PASSWORD_EXPIRED
                                                : EAP_REASON_CANCELLED;
}

int
eap_peer_answer (EapPeer *peer, guint32 ticket, SecretBuf *secret, MonoTime now)
{
  g_autoptr (SecretBuf) owned = secret;
  g_auto (EapTurn) turn = { 0 };

  if (!take_ticket (peer, ticket, now))
    return STATUS_OK;
  if (owned == NULL || peer->asked_signature)
    {
      finish_failed (peer, reason_of_declining (peer), g_steal_pointer (&peer->text));
      return STATUS_OK;
    }
  turn = new_turn (peer);
  return apply_step (peer, peer->method->answer (peer->state, owned, &turn), &turn);
}

int
eap_peer_answer_signature (EapPeer *peer, guint32 ticket, GBytes *signature, MonoTime now)
{
  g_auto (EapTurn) turn = { 0 };

  if (signature == NULL || g_bytes_get_size (signature) == 0 || !peer->asked_signature)
    return eap_peer_answer (peer, ticket, NULL, now);
  if (!take_ticket (peer, ticket, now))
    return STATUS_OK;
  turn = new_turn (peer);
  return apply_step (peer, peer->method->sign (peer->state, signature, &turn), &turn);
}

SecretBuf *
eap_peer_take_msk (EapPeer *peer)
{
  return peer->method != NULL && peer->method->steal_msk != NULL
             ? peer->method->steal_msk (peer->state)
             : NULL;
}

EapPhase
eap_peer_phase (const EapPeer *peer)
{
  return peer->phase;
}

EapReason
eap_peer_refusal (const EapPeer *peer, const char **ret_text)
{
  *ret_text = peer->refusal != NULL ? peer->refusal->text : NULL;
  return peer->refusal != NULL ? peer->refusal->reason : EAP_REASON_NONE;
}

gboolean
eap_peer_pull_packet (EapPeer *peer, GBytes **ret_packet)
{
  if (peer->outgoing == NULL)
    return FALSE;
  *ret_packet = g_steal_pointer (&peer->outgoing);
  return TRUE;
}

gboolean
eap_peer_pull_event (EapPeer *peer, EapEvent *ret_event)
{
  g_autofree EapEvent *event = g_queue_pop_head (&peer->events);

  if (event == NULL)
    return FALSE;
  *ret_event = *event;
  return TRUE;
}

const SecretBuf *
eap_peer_msk (const EapPeer *peer)
{
  return peer->msk;
}

guint64
eap_peer_dropped (const EapPeer *peer)
{
  return peer->dropped;
}
