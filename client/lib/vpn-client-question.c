// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One question of genkand and its answer. */
#include "vpn-client-question-private.h"

#include "secret.h"
#include "vpn-client-text.h"
#include "vpn-error.h"

#include <string.h>

struct _VpnClientQuestion
{
  GObject parent_instance;

  GDBusMethodInvocation *invocation; /* owned; NULL once settled, and of a PIN */
  VpnClientAnsweredFunc answered;    /* of a PIN; NULL once settled */
  gpointer answered_data;
  VpnSecretKind kind;
  char *cookie;                            /* owned */
  char *profile, *gateway, *user, *prompt; /* owned, cleaned */
  gboolean retry;
};

G_DEFINE_FINAL_TYPE (VpnClientQuestion, vpn_client_question, G_TYPE_OBJECT)

typedef struct
{
  gsize len;
  guint8 octets[];
} Wiped;

static void
wiped_free (gpointer data)
{
  Wiped *wiped = data;

  secret_wipe (wiped->octets, wiped->len);
  g_free (wiped);
}

/* Octets in a variant that wipes them when the message is gone. */
static GVariant *
new_secret_variant (const char *secret, gsize len)
{
  Wiped *wiped = g_malloc (sizeof *wiped + len);
  g_autoptr (GBytes) bytes = NULL;

  wiped->len = len;
  if (len > 0)
    memcpy (wiped->octets, secret, len);
  bytes = g_bytes_new_with_free_func (wiped->octets, len, wiped_free, wiped);
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

static void
vpn_client_question_dispose (GObject *object)
{
  vpn_client_question_decline (VPN_CLIENT_QUESTION (object));
  G_OBJECT_CLASS (vpn_client_question_parent_class)->dispose (object);
}

static void
vpn_client_question_finalize (GObject *object)
{
  VpnClientQuestion *self = VPN_CLIENT_QUESTION (object);

  g_free (self->cookie);
  g_free (self->profile);
  g_free (self->gateway);
  g_free (self->user);
  g_free (self->prompt);
  G_OBJECT_CLASS (vpn_client_question_parent_class)->finalize (object);
}

static void
vpn_client_question_class_init (VpnClientQuestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = vpn_client_question_dispose;
  object_class->finalize = vpn_client_question_finalize;
  g_signal_new ("cancelled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vpn_client_question_init (VpnClientQuestion *self)
{
}

static char *
look_up_clean (GVariant *details, const char *key)
{
  const char *text = "";

  (void) g_variant_lookup (details, key, "&s", &text);
  return vpn_client_text_clean (text);
}

VpnClientQuestion *
vpn_client_question_new (GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) details = NULL;
  const char *cookie, *kind_name;
  VpnClientQuestion *self;
  VpnSecretKind kind;

  g_variant_get (arguments, "(o&s&s@a{sv})", NULL, &cookie, &kind_name, &details);
  if (!vpn_secret_kind_from_string (kind_name, &kind))
    return NULL;
  self = g_object_new (VPN_TYPE_CLIENT_QUESTION, NULL);
  self->invocation = invocation;
  self->kind = kind;
  self->cookie = g_strdup (cookie);
  self->profile = look_up_clean (details, "name");
  self->gateway = look_up_clean (details, "gateway");
  self->user = look_up_clean (details, "user");
  self->prompt = look_up_clean (details, "prompt");
  (void) g_variant_lookup (details, "retry", "b", &self->retry);
  return self;
}

VpnClientQuestion *
vpn_client_question_new_pin (const char *cookie, const char *token, const char *warning,
                             gboolean retry, VpnClientAnsweredFunc answered, gpointer user_data)
{
  VpnClientQuestion *self = g_object_new (VPN_TYPE_CLIENT_QUESTION, NULL);

  self->kind = VPN_SECRET_PIN;
  self->cookie = g_strdup (cookie);
  self->profile = vpn_client_text_clean (token);
  self->gateway = g_strdup ("");
  self->user = g_strdup ("");
  self->prompt = vpn_client_text_clean (warning);
  self->retry = retry;
  self->answered = answered;
  self->answered_data = user_data;
  return self;
}

VpnSecretKind
vpn_client_question_get_kind (VpnClientQuestion *self)
{
  return self->kind;
}

const char *
vpn_client_question_get_cookie (VpnClientQuestion *self)
{
  return self->cookie;
}

const char *
vpn_client_question_get_profile (VpnClientQuestion *self)
{
  return self->profile;
}

const char *
vpn_client_question_get_gateway (VpnClientQuestion *self)
{
  return self->gateway;
}

gboolean
vpn_client_question_is_retry (VpnClientQuestion *self)
{
  return self->retry;
}

char *
vpn_client_question_get_text (VpnClientQuestion *self)
{
  return vpn_client_text_prompt (self->kind, self->profile, self->user, self->prompt);
}

static gboolean
is_settled (const VpnClientQuestion *self)
{
  return self->invocation == NULL && self->answered == NULL;
}

/* secret: NULL when nobody answers. */
static void
settle (VpnClientQuestion *self, const char *secret, gsize len, gboolean remember)
{
  GDBusMethodInvocation *invocation = g_steal_pointer (&self->invocation);
  VpnClientAnsweredFunc answered = self->answered;
  GVariantDict result;

  self->answered = NULL;
  if (answered != NULL)
    answered (secret, len, self->answered_data);
  else if (secret == NULL)
    g_dbus_method_invocation_return_error_literal (invocation, VPN_ERROR, VPN_ERROR_CANCELLED,
                                                   "No answer was given");
  else
    {
      g_variant_dict_init (&result, NULL);
      g_variant_dict_insert (&result, "remember", "b", remember);
      g_dbus_method_invocation_return_value (
          invocation, g_variant_new ("(@ay@a{sv})", new_secret_variant (secret, len),
                                     g_variant_dict_end (&result)));
    }
  g_signal_emit_by_name (self, "settled");
}

gboolean
vpn_client_question_answer (VpnClientQuestion *self, char *secret, gsize len, gboolean remember)
{
  gboolean in_time = !is_settled (self);

  if (in_time)
    settle (self, secret, len, remember);
  secret_wipe (secret, len);
  return in_time;
}

void
vpn_client_question_decline (VpnClientQuestion *self)
{
  if (!is_settled (self))
    settle (self, NULL, 0, FALSE);
}

void
vpn_client_question_cancel (VpnClientQuestion *self, const char *reason)
{
  if (is_settled (self))
    return;
  g_signal_emit_by_name (self, "cancelled", reason);
  vpn_client_question_decline (self);
}
