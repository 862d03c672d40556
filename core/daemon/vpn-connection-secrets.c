// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnection's secrets: what a person is asked for, and the private key. */
#include "vpn-connection-private.h"

#include "vpn-error.h"

/* A question on its way to a person. */
typedef struct
{
  VpnConnection *connection; /* borrowed until the questions are moot */
  guint32 ticket;
  VpnSecretKind kind;
} Waiting;

void
vpn_connection_drop_questions (VpnConnection *self)
{
  g_cancellable_cancel (self->questions);
  g_object_unref (self->questions);
  self->questions = g_cancellable_new ();
}

static void
ask_agents (VpnConnection *self, const VpnWorkerSecretRequest *request,
            GAsyncReadyCallback callback)
{
  VpnAgentQuestion question = {
    .uid = vpn_exported_get_owner (VPN_EXPORTED (self)),
    .first_name = self->options->agent_name,
    .first_path = self->options->agent_path,
    .connection = vpn_exported_get_path (VPN_EXPORTED (self)),
    .profile_name = vpn_profile_get_string (self->profile, VPN_KEY_NAME),
    .gateway = vpn_profile_get_string (self->profile, VPN_KEY_GATEWAY),
    .user = vpn_profile_get_string (self->profile, VPN_KEY_USER),
    .prompt = request->prompt,
    .kind = request->kind,
    .round = request->round,
    .retry = request->retry,
  };
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->connection = self;
  waiting->ticket = request->ticket;
  waiting->kind = request->kind;
  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "asking for a secret: %s, round %u%s",
               vpn_secret_kind_to_string (request->kind), request->round,
               request->retry ? ", again" : "");
  vpn_agents_ask_async (self->services->agents, &question, self->questions, callback, waiting);
}

static void
answer_worker (VpnConnection *self, guint32 ticket, const SecretBuf *secret)
{
  VpnWorker *worker = vpn_attempt_get_worker (self->attempt);

  if (worker != NULL)
    vpn_worker_answer_secret (worker, ticket, secret);
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnAgentAnswer) answer = vpn_agents_ask_finish (result, &error);
  VpnConnection *self = waiting->connection;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    vpn_log_add (self->log, G_LOG_LEVEL_INFO, "no secret: %s", error->message);
  else if (answer->remember)
    vpn_secrets_remember (self->secrets, waiting->kind, answer->secret);
  answer_worker (self, waiting->ticket, answer != NULL ? answer->secret : NULL);
}

void
vpn_connection_need_secret (VpnConnection *self, const VpnWorkerSecretRequest *request)
{
  const SecretBuf *known;

  /* A second round of one kind is another question (a new password typed twice, a second code). */
  known = vpn_secrets_recall (self->secrets, request->kind, request->retry);
  if (known != NULL && request->round <= 1)
    answer_worker (self, request->ticket, known);
  else
    ask_agents (self, request, on_secret);
}

void
vpn_connection_need_signature (VpnConnection *self, guint32 ticket, CrySig sig, GBytes *octets)
{
  g_autoptr (GBytes) signature = NULL;

  if (self->keys != NULL)
    signature = vpn_keys_sign (self->keys, sig, octets);
  vpn_log_add (self->log, G_LOG_LEVEL_DEBUG, "signature %s: %s", cry_sig_name (sig),
               signature != NULL ? "made" : "refused");
  vpn_worker_answer_signature (vpn_attempt_get_worker (self->attempt), ticket, signature);
}

static const char *
describe_key_result (int result)
{
  switch ((CryPrivateKeyResult) result)
    {
    case CRY_PRIVATE_KEY_OK:
    case CRY_PRIVATE_KEY_NEEDS_PASSPHRASE:
      return NULL;
    case CRY_PRIVATE_KEY_WRONG_PASSPHRASE:
      return "the passphrase is wrong";
    case CRY_PRIVATE_KEY_MALFORMED:
      return "the file is no private key";
    case CRY_PRIVATE_KEY_UNSUPPORTED:
      return "this type of key is not supported";
    }
  return "the key cannot be read";
}

static void
ask_passphrase (VpnConnection *self, GAsyncReadyCallback callback)
{
  guint tries = vpn_keys_get_tries (self->keys);
  VpnWorkerSecretRequest request = {
    .kind = VPN_SECRET_KEY_PASSPHRASE,
    .round = tries + 1,
    .retry = tries > 0,
    .prompt = "",
  };

  ask_agents (self, &request, callback);
}

static void
on_passphrase (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnAgentAnswer) answer = vpn_agents_ask_finish (result, &error);
  VpnConnection *self = waiting->connection;
  int unlocked;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    {
      vpn_connection_lost (self, VPN_REASON_NO_SECRETS, error->message, FALSE);
      return;
    }
  unlocked = vpn_keys_unlock (self->keys, answer->secret);
  if (unlocked == CRY_PRIVATE_KEY_OK)
    vpn_connection_begin_attempt (self);
  else if (unlocked == CRY_PRIVATE_KEY_WRONG_PASSPHRASE
           && vpn_keys_get_tries (self->keys) < VPN_KEYS_PASSPHRASE_TRIES)
    ask_passphrase (self, on_passphrase);
  else
    vpn_connection_lost (self, VPN_REASON_KEY_UNUSABLE, describe_key_result (unlocked), FALSE);
}

void
vpn_connection_unlock_key (VpnConnection *self)
{
  int result = self->keys != NULL ? vpn_keys_unlock (self->keys, NULL) : CRY_PRIVATE_KEY_OK;

  /* Asked before the gateway is contacted, which would not wait for a person to find it. */
  if (result == CRY_PRIVATE_KEY_OK)
    vpn_connection_begin_attempt (self);
  else if (result == CRY_PRIVATE_KEY_NEEDS_PASSPHRASE)
    ask_passphrase (self, on_passphrase);
  else
    vpn_connection_lost (self, VPN_REASON_KEY_UNUSABLE, describe_key_result (result), FALSE);
}
