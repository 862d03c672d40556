// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Requests for signatures: open the token, ask for its PIN, sign. */
#include "vpn-client-signing-private.h"

#include "config.h"
#include "vpn-client-question-private.h"
#include "vpn-client-token.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

struct _VpnClientSigning
{
  GObject parent_instance;

  GHashTable *tokens; /* owned; URI -> VpnClientToken, unlocked */
  GQueue requests;    /* Request; the first is under way, as a token does one thing at a time */
};

G_DEFINE_FINAL_TYPE (VpnClientSigning, vpn_client_signing, G_TYPE_OBJECT)

/* One request, owned by the next step of it: a thread, or a question to a person. */
typedef struct
{
  VpnClientSigning *signing;         /* counted */
  GDBusMethodInvocation *invocation; /* owned */
  char *cookie, *key, *scheme;       /* owned */
  GBytes *octets;                    /* owned */
  VpnClientToken *token;             /* owned until it is unlocked, then of signing */
  SecretBuf *pin;                    /* owned or NULL: to be typed at the token */
  guint tries;                       /* PINs */
  gboolean reused;                   /* the token was unlocked before, and may be gone since */
} Request;

static void open_token (Request *request);
static void start_next (VpnClientSigning *self);

/* It was answered. */
static void
request_free (Request *request)
{
  g_autoptr (VpnClientSigning) signing = request->signing;

  (void) g_queue_pop_head (&signing->requests);
  g_clear_pointer (&request->pin, secret_buf_free);
  g_clear_pointer (&request->token, vpn_client_token_free);
  g_bytes_unref (request->octets);
  g_free (request->cookie);
  g_free (request->key);
  g_free (request->scheme);
  g_free (request);
  start_next (signing);
}

static void
fail (Request *request, const GError *error)
{
  g_dbus_method_invocation_return_gerror (request->invocation, error);
  request_free (request);
}

/* Runs step in a thread with the request as its data, and then. */
static void
go_on (Request *request, GTaskThreadFunc step, GAsyncReadyCallback then)
{
  g_autoptr (GTask) task = g_task_new (request->signing, NULL, then, request);

  g_task_set_task_data (task, request, NULL);
  g_task_run_in_thread (task, step);
}

/* ---- Signing --------------------------------------------------------------------------------- */

static void
sign (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  VpnClientToken *token = g_hash_table_lookup (request->signing->tokens, request->key);
  GError *error = NULL;
  GBytes *made = *request->scheme == '\0'
                     ? vpn_client_token_get_public_key (token)
                     : vpn_client_token_sign (token, request->scheme, request->octets, &error);

  if (made != NULL)
    g_task_return_pointer (task, made, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
on_signed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) made = g_task_propagate_pointer (G_TASK (result), &error);

  if (made == NULL)
    {
      g_hash_table_remove (request->signing->tokens, request->key);
      if (request->reused)
        open_token (request);
      else
        fail (request, error);
      return;
    }
  g_dbus_method_invocation_return_value (
      request->invocation,
      g_variant_new ("(@ay)", g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, made, TRUE)));
  request_free (request);
}

/* ---- Unlocking ------------------------------------------------------------------------------- */

static void ask_pin (Request *request);

static void
unlock (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;

  if (vpn_client_token_unlock (request->token, request->pin, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&request->pin, secret_buf_free);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_hash_table_insert (request->signing->tokens, g_strdup (request->key),
                           g_steal_pointer (&request->token));
      go_on (request, sign, on_signed);
    }
  else if (g_error_matches (error, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED)
           && request->tries < VPN_CLIENT_PIN_TRIES
           && !vpn_client_token_is_last_try (request->token))
    ask_pin (request);
  else
    fail (request, error);
}

static void
on_pin (const char *pin, gsize len, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;

  if (pin == NULL)
    {
      error = g_error_new_literal (VPN_ERROR, VPN_ERROR_CANCELLED, "No PIN was given");
      fail (request, error);
      return;
    }
  request->tries++;
  request->pin = secret_buf_new_copy (pin, len);
  go_on (request, unlock, on_unlocked);
}

static void
ask_pin (Request *request)
{
  const char *warning
      = vpn_client_token_is_last_try (request->token) ? _ ("one more wrong PIN locks it") : "";
  g_autoptr (VpnClientQuestion) question
      = vpn_client_question_new_pin (request->cookie, vpn_client_token_get_label (request->token),
                                     warning, request->tries > 0, on_pin, request);

  g_signal_emit_by_name (request->signing, "question", question);
}

/* ---- Opening --------------------------------------------------------------------------------- */

static void
open_it (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;

  request->token = vpn_client_token_open (request->key, &error);
  if (request->token != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (request, error);
  else if (vpn_client_token_needs_pin (request->token))
    ask_pin (request);
  else
    go_on (request, unlock, on_unlocked);
}

static void
open_token (Request *request)
{
  request->reused = FALSE;
  go_on (request, open_it, on_opened);
}

static void
start_next (VpnClientSigning *self)
{
  Request *request = g_queue_peek_head (&self->requests);

  if (request == NULL)
    return;
  request->reused = g_hash_table_contains (self->tokens, request->key);
  if (request->reused)
    go_on (request, sign, on_signed);
  else
    open_token (request);
}

void
vpn_client_signing_begin (VpnClientSigning *self, GVariant *arguments,
                          GDBusMethodInvocation *invocation)
{
  Request *request = g_new0 (Request, 1);
  g_autoptr (GVariant) octets = NULL;

  request->signing = g_object_ref (self);
  request->invocation = invocation;
  g_variant_get (arguments, "(osss@ay)", NULL, &request->cookie, &request->key, &request->scheme,
                 &octets);
  request->octets = g_variant_get_data_as_bytes (octets);
  g_queue_push_tail (&self->requests, request);
  if (g_queue_get_length (&self->requests) == 1)
    start_next (self);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
vpn_client_signing_finalize (GObject *object)
{
  g_hash_table_unref (VPN_CLIENT_SIGNING (object)->tokens);
  G_OBJECT_CLASS (vpn_client_signing_parent_class)->finalize (object);
}

static void
vpn_client_signing_class_init (VpnClientSigningClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vpn_client_signing_finalize;
  g_signal_new ("question", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, VPN_TYPE_CLIENT_QUESTION);
}

static void
vpn_client_signing_init (VpnClientSigning *self)
{
  g_queue_init (&self->requests);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) vpn_client_token_free);
}

VpnClientSigning *
vpn_client_signing_new (void)
{
  return g_object_new (VPN_TYPE_CLIENT_SIGNING, NULL);
}
