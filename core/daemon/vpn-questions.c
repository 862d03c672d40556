// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnQuestions: from memory or from a person; the private key and its passphrase. */
#include "vpn-questions.h"

#include "vpn-error.h"
#include "vpn-format.h"
#include "vpn-secrets.h"

struct VpnQuestions
{
  VpnQuestionsConfig config;
  const VpnQuestionsEvents *events;
  gpointer owner;
  VpnSecrets *secrets;  /* owned */
  VpnKeys *keys;        /* owned or NULL */
  GBytes *token_public; /* owned; public half of the key of a token, NULL: not known */
  GCancellable *asking; /* owned; triggered when what people are asked is moot */
};

/* A question on its way to a person. */
typedef struct
{
  VpnQuestions *questions; /* borrowed until it is moot */
  guint32 ticket;
  VpnSecretKind kind;
} Waiting;

VpnQuestions *
vpn_questions_new (const VpnQuestionsConfig *config, const VpnQuestionsEvents *events,
                   gpointer owner, GError **error)
{
  int key = vpn_files_get (config->options->files, VPN_FILE_PRIVATE_KEY);
  VpnKeys *keys = NULL;
  VpnQuestions *self;

  if (key >= 0)
    {
      keys = vpn_keys_new (key, error);
      if (keys == NULL)
        return NULL;
    }
  self = g_new0 (VpnQuestions, 1);
  self->config = *config;
  self->events = events;
  self->owner = owner;
  self->secrets = vpn_secrets_new ();
  self->keys = keys;
  self->asking = g_cancellable_new ();
  return self;
}

void
vpn_questions_free (VpnQuestions *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->asking);
  g_object_unref (self->asking);
  vpn_secrets_free (self->secrets);
  vpn_keys_free (self->keys);
  g_clear_pointer (&self->token_public, g_bytes_unref);
  g_free (self);
}

void
vpn_questions_drop (VpnQuestions *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->asking);
  g_object_unref (self->asking);
  self->asking = g_cancellable_new ();
}

void
vpn_questions_forget (VpnQuestions *self)
{
  vpn_secrets_free (self->secrets);
  self->secrets = vpn_secrets_new ();
}

static VpnAgentQuestion
make_question (const VpnQuestions *self)
{
  const VpnQuestionsConfig *config = &self->config;

  return (VpnAgentQuestion){
    .uid = config->uid,
    .first_name = config->options->agent_name,
    .first_path = config->options->agent_path,
    .connection = config->connection,
    .profile_name = vpn_profile_get_string (config->profile, VPN_KEY_NAME),
    .gateway = vpn_profile_get_string (config->profile, VPN_KEY_GATEWAY),
    .user = vpn_profile_get_string (config->profile, VPN_KEY_USER),
  };
}

static Waiting *
new_waiting (VpnQuestions *self, guint32 ticket, VpnSecretKind kind)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->questions = self;
  waiting->ticket = ticket;
  waiting->kind = kind;
  return waiting;
}

static void
ask_agents (VpnQuestions *self, const VpnWorkerSecretRequest *request, GAsyncReadyCallback callback)
{
  const VpnQuestionsConfig *config = &self->config;
  VpnAgentQuestion question = make_question (self);

  question.prompt = request->prompt;
  question.kind = request->kind;
  question.round = request->round;
  question.retry = request->retry;
  vpn_log_add (config->log, G_LOG_LEVEL_INFO, "asking for a secret: %s, round %u%s",
               vpn_secret_kind_to_string (request->kind), request->round,
               request->retry ? ", again" : "");
  vpn_agents_ask_async (config->agents, &question, self->asking, callback,
                        new_waiting (self, request->ticket, request->kind));
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnAgentAnswer) answer = vpn_agents_ask_finish (result, &error);
  VpnQuestions *self = waiting->questions;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    vpn_log_add (self->config.log, G_LOG_LEVEL_INFO, "no secret: %s", error->message);
  else if (answer->remember)
    vpn_secrets_remember (self->secrets, waiting->kind, answer->secret);
  self->events->answer (self->owner, waiting->ticket, answer != NULL ? answer->secret : NULL);
}

/* What the computer itself has for a connection of its own; NULL: nothing. */
static SecretBuf *
get_own_secret (const VpnQuestions *self, VpnSecretKind kind)
{
  return self->config.options->by_machine
             ? vpn_machine_get_secret (self->config.machine, self->config.profile, kind)
             : NULL;
}

void
vpn_questions_ask (VpnQuestions *self, const VpnWorkerSecretRequest *request)
{
  const SecretBuf *known = vpn_secrets_recall (self->secrets, request->kind, request->retry);
  g_autoptr (SecretBuf) own = NULL;

  if (known == NULL && !request->retry)
    known = own = get_own_secret (self, request->kind);
  /* A second round of one kind is another question (a new password typed twice, a second code). */
  if (known != NULL && request->round <= 1)
    self->events->answer (self->owner, request->ticket, known);
  else
    ask_agents (self, request, on_secret);
}

/* ---- Keys of tokens ------------------------------------------------------------------------ */

/* NULL: the key is no token's, or none is used. */
static const char *
get_token (const VpnQuestions *self)
{
  const VpnProfile *profile = self->config.profile;
  const char *key = vpn_profile_get_string (profile, VPN_KEY_PRIVATE_KEY);

  return vpn_profile_needs_certificate (profile) && vpn_format_is_token (key) ? key : NULL;
}

static VpnReason
reason_of_token (const GError *error)
{
  if (vpn_error_is (error, VPN_ERROR_NOT_FOUND))
    return VPN_REASON_TOKEN_MISSING;
  if (vpn_error_is (error, VPN_ERROR_NOT_AUTHORIZED))
    return VPN_REASON_PIN_REFUSED;
  if (vpn_error_is (error, VPN_ERROR_LIMIT))
    return VPN_REASON_PIN_LOCKED;
  return vpn_error_is (error, VPN_ERROR_FAILED) ? VPN_REASON_KEY_UNUSABLE : VPN_REASON_NO_SECRETS;
}

/* scheme: as of VpnAgentSigning. */
static void
ask_token (VpnQuestions *self, guint32 ticket, const char *scheme, GBytes *octets,
           GAsyncReadyCallback callback)
{
  const VpnAgentQuestion question = make_question (self);
  const VpnAgentSigning signing = { get_token (self), scheme, octets };

  vpn_log_add (self->config.log, G_LOG_LEVEL_INFO, "asking the token of %s%s", signing.key,
               octets != NULL ? " for a signature" : "");
  vpn_agents_sign_async (self->config.agents, &question, &signing, self->asking, callback,
                         new_waiting (self, ticket, VPN_SECRET_PIN));
}

/* What the token made; NULL after the owner has heard that it made nothing. */
static GBytes *
take_made (VpnQuestions *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnAgentAnswer) answer = vpn_agents_ask_finish (result, &error);

  if (answer != NULL)
    return g_bytes_new (secret_buf_peek (answer->secret), secret_buf_len (answer->secret));
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->events->key_unusable (self->owner, reason_of_token (error), error->message);
  return NULL;
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr (GBytes) signature = take_made (waiting->questions, result);
  VpnQuestions *self = waiting->questions;

  if (signature != NULL)
    self->events->signature (self->owner, waiting->ticket, signature);
}

static void
on_token_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr (GBytes) key = take_made (waiting->questions, result);
  VpnQuestions *self = waiting->questions;

  if (key == NULL)
    return;
  g_clear_pointer (&self->token_public, g_bytes_unref);
  if (g_bytes_get_size (key) > 0)
    self->token_public = g_steal_pointer (&key);
  self->events->key_ready (self->owner);
}

/* ---- The key ------------------------------------------------------------------------------- */

void
vpn_questions_sign (VpnQuestions *self, guint32 ticket, CrySig sig, GBytes *octets)
{
  g_autoptr (GBytes) signature = NULL;

  if (get_token (self) != NULL)
    {
      ask_token (self, ticket, cry_sig_name (sig), octets, on_made);
      return;
    }
  signature = self->keys != NULL ? vpn_keys_sign (self->keys, sig, octets) : NULL;
  self->events->signature (self->owner, ticket, signature);
}

GBytes *
vpn_questions_get_public_key (const VpnQuestions *self)
{
  if (self->token_public != NULL)
    return g_bytes_ref (self->token_public);
  return self->keys != NULL ? vpn_keys_get_public (self->keys) : NULL;
}

static const char *
describe_key_result (int result)
{
  switch ((CryPrivateKeyResult) result)
    {
    case CRY_PRIVATE_KEY_OK:
    case CRY_PRIVATE_KEY_NEEDS_PASSPHRASE:
    case CRY_PRIVATE_KEY_WRONG_PASSPHRASE:
      return "";
    case CRY_PRIVATE_KEY_MALFORMED:
      return "the file is no private key";
    case CRY_PRIVATE_KEY_UNSUPPORTED:
      return "this type of key is not supported";
    }
  return "the key cannot be read";
}

static void
fail_with_key (const VpnQuestions *self, int result)
{
  gboolean is_wrong = result == CRY_PRIVATE_KEY_WRONG_PASSPHRASE;

  self->events->key_unusable (self->owner,
                              is_wrong ? VPN_REASON_WRONG_PASSPHRASE : VPN_REASON_KEY_UNUSABLE,
                              describe_key_result (result));
}

static void
ask_passphrase (VpnQuestions *self, GAsyncReadyCallback callback)
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
  VpnQuestions *self = waiting->questions;
  int unlocked;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    {
      if (vpn_keys_get_tries (self->keys) > 0)
        fail_with_key (self, CRY_PRIVATE_KEY_WRONG_PASSPHRASE);
      else
        self->events->key_unusable (self->owner, VPN_REASON_NO_SECRETS, error->message);
      return;
    }
  unlocked = vpn_keys_unlock (self->keys, answer->secret);
  if (unlocked == CRY_PRIVATE_KEY_OK)
    self->events->key_ready (self->owner);
  else if (unlocked == CRY_PRIVATE_KEY_WRONG_PASSPHRASE
           && vpn_keys_get_tries (self->keys) < VPN_KEYS_PASSPHRASE_TRIES)
    ask_passphrase (self, on_passphrase);
  else
    fail_with_key (self, unlocked);
}

void
vpn_questions_unlock_key (VpnQuestions *self)
{
  int result = self->keys != NULL ? vpn_keys_unlock (self->keys, NULL) : CRY_PRIVATE_KEY_OK;
  g_autoptr (SecretBuf) own = NULL;

  if (get_token (self) != NULL)
    {
      ask_token (self, 0, "", NULL, on_token_ready);
      return;
    }
  if (result == CRY_PRIVATE_KEY_NEEDS_PASSPHRASE)
    own = get_own_secret (self, VPN_SECRET_KEY_PASSPHRASE);
  if (own != NULL)
    result = vpn_keys_unlock (self->keys, own);
  /* Asked before the gateway is contacted, which would not wait for a person to find it. */
  if (result == CRY_PRIVATE_KEY_OK)
    self->events->key_ready (self->owner);
  else if (result == CRY_PRIVATE_KEY_NEEDS_PASSPHRASE)
    ask_passphrase (self, on_passphrase);
  else
    fail_with_key (self, result);
}
