// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap.h"
#include "bytes.h"
#include "eap-method.h"
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
  char *identity;     /* owned */
  char *user;         /* owned; methods borrow it */
  const Rng *rng;     /* borrowed */
  const LogSink *log; /* borrowed; may be NULL */
  const EapMethod *allowed[ALLOWED_MAX];
  gsize n_allowed;

  const EapMethod *method; /* NULL before the first acceptable one */
  gpointer state;          /* owned by method */
  EapType refused;         /* what was last offered and answered by a Nak */

  GBytes *last_request;  /* owned; what last_response or the open ticket belongs to */
  GBytes *last_response; /* owned; NULL while a ticket is open */
  GBytes *outgoing;      /* owned; not yet pulled */
  GQueue events;         /* owned EapEvent */

  guint32 ticket; /* 0: none open */
  guint32 last_ticket;
  EapSecretKind asked; /* what the open ticket is for */
  guint8 identifier;   /* of the request being answered */
  guint rounds;        /* requests so far */
  guint prompts;       /* secrets asked for so far */

  EapReason reason; /* why a method knows that Failure will come */
  char *text;       /* owned; the server's words about its last refusal */
  SecretBuf *msk;   /* owned */
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
}

const EapMethod *
eap_method_find (guint8 type)
{
  static const EapMethod *const methods[]
      = { &eap_method_mschapv2, &eap_method_gtc, &eap_method_md5 };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (methods[i]->type == type)
      return methods[i];
  return NULL;
}

const char *
eap_type_name (EapType type)
{
  switch (type)
    {
    case EAP_TYPE_IDENTITY:
      return "Identity";
    case EAP_TYPE_NOTIFICATION:
      return "Notification";
    case EAP_TYPE_NAK:
      return "Nak";
    case EAP_TYPE_MD5:
      return "EAP-MD5";
    case EAP_TYPE_GTC:
      return "EAP-GTC";
    case EAP_TYPE_MSCHAPV2:
      return "EAP-MSCHAPv2";
    case EAP_TYPE_NONE:
      break;
    }
  return "none";
}

EapPeer *
eap_peer_new (const EapConfig *config, const Rng *rng, const LogSink *log)
{
  EapPeer *peer = g_new0 (EapPeer, 1);

  peer->identity = g_strndup (config->identity != NULL ? config->identity : "", IDENTITY_MAX);
  peer->user = g_strdup (config->user != NULL ? config->user : peer->identity);
  peer->rng = rng;
  peer->log = log;
  g_queue_init (&peer->events);
  /* None of these methods may meet a server that has not proved itself: MD5 and GTC hand the
   * password over, and MSCHAPv2 can be cracked offline (RFC 5998 section 4). */
  for (gsize i = 0; config->server_authenticated && i < config->n_allowed; i++)
    {
      const EapMethod *method = eap_method_find (config->allowed[i]);

      if (method != NULL && peer->n_allowed < ALLOWED_MAX)
        peer->allowed[peer->n_allowed++] = method;
    }
  return peer;
}

static void
leave_method (EapPeer *peer)
{
  if (peer->method != NULL)
    peer->method->destroy (peer->state);
  peer->method = NULL;
  peer->state = NULL;
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
  secret_buf_free (peer->msk);
  g_free (peer->identity);
  g_free (peer->user);
  g_free (peer->text);
  g_free (peer);
}

static EapEvent *
push_event (EapPeer *peer, EapEventType type)
{
  EapEvent *event = g_new0 (EapEvent, 1);

  event->type = type;
  event->method = peer->method != NULL ? peer->method->type : peer->refused;
  g_queue_push_tail (&peer->events, event);
  return event;
}

/* Takes text. The last thing the peer ever says. */
static void
finish_failed (EapPeer *peer, EapReason reason, char *text)
{
  EapEvent *event = push_event (peer, EAP_EVENT_FAILED);

  event->reason = reason;
  event->text = text;
  peer->finished = TRUE;
  peer->ticket = 0;
  g_clear_pointer (&peer->msk, secret_buf_free);
}

static int
drop (EapPeer *peer, const char *why)
{
  peer->dropped++;
  log_sink_debug (peer->log, "EAP: packet dropped: %s", why);
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
  if (secret_buf_len (data) > EAP_PACKET_MAX - HEADER_LEN - 1)
    return STATUS_FATAL_LIMIT;
  respond (peer, (guint8) peer->method->type, secret_buf_peek (data), secret_buf_len (data));
  return STATUS_OK;
}

/* Takes text. */
static void
ask (EapPeer *peer, const EapTurn *turn, char *text)
{
  EapEvent *event = push_event (peer, EAP_EVENT_NEED_SECRET);

  peer->ticket = ++peer->last_ticket;
  peer->asked = turn->kind;
  peer->prompts++;
  event->ticket = peer->ticket;
  event->kind = turn->kind;
  event->round = peer->prompts;
  event->retry = turn->retry;
  event->text = text;
  /* Should nobody have a better answer, this is why the last one was refused. */
  g_free (peer->text);
  peer->text = turn->retry ? g_strdup (text) : NULL;
}

static void
remember_request (EapPeer *peer, const guint8 *packet, gsize len)
{
  g_clear_pointer (&peer->last_response, g_bytes_unref);
  g_clear_pointer (&peer->last_request, g_bytes_unref);
  peer->last_request = g_bytes_new (packet, len);
}

/* What the method made of its request or answer. */
static int
apply_step (EapPeer *peer, int step, EapTurn *turn)
{
  g_autoptr (SecretBuf) data = g_steal_pointer (&turn->data);
  g_autofree char *text = g_steal_pointer (&turn->text);
  int status = STATUS_OK;

  if (status_is_fatal (step))
    return step;
  switch ((EapStep) step)
    {
    case EAP_STEP_DROP:
      return drop (peer, "malformed or out of order for the method");
    case EAP_STEP_NEED_SECRET:
      ask (peer, turn, g_steal_pointer (&text));
      return STATUS_OK;
    case EAP_STEP_FAIL:
      finish_failed (peer, turn->reason, g_steal_pointer (&text));
      return STATUS_OK;
    case EAP_STEP_RESPOND:
      status = respond_with_secret (peer, data);
      break;
    }
  if (peer->method->phase (peer->state) == EAP_PHASE_REFUSED)
    {
      peer->reason = turn->reason;
      g_free (peer->text);
      peer->text = g_steal_pointer (&text);
    }
  return status;
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
  return peer->method != NULL && peer->method->phase (peer->state) != EAP_PHASE_MAY_END;
}

static void
enter_method (EapPeer *peer, const EapMethod *method)
{
  const EapMethodSetup setup = { .user = peer->user, .rng = peer->rng };

  /* Keys of the one before go with it: they count only when the method that made them ends the
   * conversation, which is also how gateways that ask for a code after MSCHAPv2 compute AUTH. */
  leave_method (peer);
  peer->method = method;
  peer->state = method->create (&setup);
}

/* A method's request; packet is remembered unless it turns out to be dropped. */
static int
recv_method (EapPeer *peer, guint8 type, ByteReader *reader, const guint8 *packet, gsize len)
{
  const EapMethod *method = find_allowed (peer, type);
  gboolean fresh = peer->method == NULL || peer->method != method;
  EapTurn turn = { .identifier = peer->identifier, .first = peer->prompts == 0 };
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
  if (++peer->rounds > EAP_ROUNDS_MAX)
    {
      finish_failed (peer, EAP_REASON_LIMIT, NULL);
      return STATUS_OK;
    }
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
  respond (peer, EAP_TYPE_IDENTITY, (const guint8 *) peer->identity, strlen (peer->identity));
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
  if (peer->method->steal_msk != NULL)
    peer->msk = peer->method->steal_msk (peer->state);
  event = push_event (peer, EAP_EVENT_SUCCEEDED);
  event->reason = EAP_REASON_NONE;
  peer->finished = TRUE;
}

static void
recv_failure (EapPeer *peer)
{
  EapReason reason = EAP_REASON_REJECTED;

  if (peer->reason != EAP_REASON_NONE)
    reason = peer->reason;
  else if (peer->method == NULL && peer->refused != EAP_TYPE_NONE)
    reason = EAP_REASON_NO_METHOD;
  finish_failed (peer, reason, g_steal_pointer (&peer->text));
}

int
eap_peer_recv (EapPeer *peer, const guint8 *packet, gsize len, MonoTime now)
{
  ByteReader reader = byte_reader (packet, len);
  guint8 code = byte_read_u8 (&reader);
  gsize stated;

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

int
eap_peer_answer (EapPeer *peer, guint32 ticket, SecretBuf *secret, MonoTime now)
{
  g_autoptr (SecretBuf) owned = secret;
  EapTurn turn = { .identifier = peer->identifier };

  if (ticket == 0 || ticket != peer->ticket)
    return STATUS_OK;
  peer->ticket = 0;
  if (owned == NULL)
    {
      finish_failed (peer,
                     peer->asked == EAP_SECRET_NEW_PASSWORD ? EAP_REASON_PASSWORD_EXPIRED
                                                            : EAP_REASON_CANCELLED,
                     g_steal_pointer (&peer->text));
      return STATUS_OK;
    }
  return apply_step (peer, peer->method->answer (peer->state, owned, &turn), &turn);
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
