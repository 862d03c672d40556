// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The messages of a worker, taken apart for who listens. */
#include "vpn-worker-words.h"

#include "text.h"

#define TEXT_MAX 1024 /* octets of a text that is handed on */

static char *
clean_text (const char *text)
{
  return text_clean_string (text, TEXT_MAX);
}

static gboolean
emit_stage (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message)
{
  g_autofree char *clean = NULL;
  const char *detail;
  guint32 step;

  g_variant_get (message->body, "(u&s)", &step, &detail);
  if (vpn_step_to_string ((VpnStep) step) == NULL)
    return FALSE;
  clean = clean_text (detail);
  if (events->stage != NULL)
    events->stage (owner, (VpnStep) step, clean);
  return TRUE;
}

static gboolean
emit_need_secret (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message)
{
  g_autofree char *clean = NULL;
  VpnWorkerSecretRequest request;
  const char *prompt;
  guint32 kind, round;

  g_variant_get (message->body, "(uuub&s)", &request.ticket, &kind, &round, &request.retry,
                 &prompt);
  if (vpn_secret_kind_to_string ((VpnSecretKind) kind) == NULL)
    return FALSE;
  clean = clean_text (prompt);
  request.kind = (VpnSecretKind) kind;
  request.round = round;
  request.prompt = clean;
  if (events->need_secret != NULL)
    events->need_secret (owner, &request);
  return TRUE;
}

static gboolean
emit_need_signature (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message)
{
  g_autoptr (GVariant) octets = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint32 ticket, sig;

  g_variant_get (message->body, "(uu@ay)", &ticket, &sig, &octets);
  if (sig == CRY_SIG_NONE || sig > CRY_SIG_LAST)
    return FALSE;
  bytes = g_variant_get_data_as_bytes (octets);
  if (events->need_signature != NULL)
    events->need_signature (owner, ticket, (CrySig) sig, bytes);
  return TRUE;
}

static gboolean
emit_counters (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message)
{
  g_autoptr (GVariant) counters = NULL;
  guint32 serial;

  g_variant_get (message->body, "(u@a{sv})", &serial, &counters);
  if (events->counters != NULL)
    events->counters (owner, serial, counters);
  return TRUE;
}

static gboolean
emit_text (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message)
{
  g_autofree char *clean = NULL;
  const char *text;
  guint32 level = LOG_SINK_INFO;

  if (message->type == RPC_LOG)
    g_variant_get (message->body, "(u&s)", &level, &text);
  else
    g_variant_get (message->body, "(&s)", &text);
  clean = clean_text (text);
  if (message->type == RPC_LOG && events->log != NULL)
    events->log (owner, (LogSinkLevel) MIN (level, LOG_SINK_WARNING), clean);
  if (message->type == RPC_MESSAGE && events->message != NULL)
    events->message (owner, clean);
  return TRUE;
}

static gboolean
emit_closed (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message)
{
  g_autofree char *clean = NULL;
  const char *detail;
  guint32 reason, step;

  g_variant_get (message->body, "(u&su)", &reason, &detail, &step);
  if (vpn_reason_to_string ((VpnReason) reason) == NULL
      || vpn_step_to_string ((VpnStep) step) == NULL)
    return FALSE;
  clean = clean_text (detail);
  if (events->closed != NULL)
    events->closed (owner, (VpnReason) reason, clean, (VpnStep) step);
  return TRUE;
}

static gboolean
emit_variant (gpointer owner, void (*handler) (gpointer, GVariant *), const RpcMessage *message)
{
  if (handler != NULL)
    handler (owner, message->body);
  return TRUE;
}

static gboolean
emit_up (const VpnWorkerEvents *events, gpointer owner)
{
  if (events->up != NULL)
    events->up (owner);
  return TRUE;
}

static gboolean
emit_boolean (gpointer owner, void (*event) (gpointer owner, gboolean value),
              const RpcMessage *message)
{
  gboolean value;

  g_variant_get (message->body, "(b)", &value);
  if (event != NULL)
    event (owner, value);
  return TRUE;
}

static gboolean
emit_reach (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message)
{
  g_autoptr (GVariant) octets = g_variant_get_child_value (message->body, 0);
  IpAddress address;
  gsize len;
  const guint8 *data = g_variant_get_fixed_array (octets, &len, 1);

  if (!ip_address_from_bytes (&address, data, len))
    return FALSE;
  if (events->reach != NULL)
    events->reach (owner, &address);
  return TRUE;
}

gboolean
vpn_worker_words_hand_on (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message)
{
  switch (message->type)
    {
    case RPC_READY:
      return TRUE;
    case RPC_STAGE:
      return emit_stage (events, owner, message);
    case RPC_NEED_SECRET:
      return emit_need_secret (events, owner, message);
    case RPC_NEED_SIGNATURE:
      return emit_need_signature (events, owner, message);
    case RPC_PEER:
      return emit_variant (owner, events->peer, message);
    case RPC_SHOWN:
      return emit_variant (owner, events->shown, message);
    case RPC_PLAN:
      return emit_variant (owner, events->plan, message);
    case RPC_CHILD_SAS:
      return emit_variant (owner, events->child_sas, message);
    case RPC_UP:
      return emit_up (events, owner);
    case RPC_STALLED:
      return emit_boolean (owner, events->stalled, message);
    case RPC_PULSE:
      return emit_boolean (owner, events->pulse, message);
    case RPC_REACH:
      return emit_reach (events, owner, message);
    case RPC_MESSAGE:
    case RPC_LOG:
      return emit_text (events, owner, message);
    case RPC_COUNTERS:
      return emit_counters (events, owner, message);
    case RPC_CLOSED:
      return emit_closed (events, owner, message);
      RPC_CASES_TO_WORKER
      break;
    }
  return FALSE;
}
