// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The agent's object on the bus and its questions under way. */
#include "vpn-client-agent.h"

#include "vpn-client-call-private.h"
#include "vpn-client-question-private.h"
#include "vpn-client-signing-private.h"
#include "vpn-error.h"
#include "vpn-names.h"

#include <string.h>

struct _VpnClientAgent
{
  GObject parent_instance;

  VpnClient *client; /* counted */
  char *path;        /* owned */
  guint export_id;
  GHashTable *open;          /* owned; cookie -> VpnClientQuestion with a reference */
  VpnClientSigning *signing; /* counted */
  gboolean registered;
};

G_DEFINE_FINAL_TYPE (VpnClientAgent, vpn_client_agent, G_TYPE_OBJECT)

/* A settled question needs no place in the table. */
static void
on_settled (VpnClientQuestion *question, gpointer user_data)
{
  VpnClientAgent *self = user_data;

  g_hash_table_remove (self->open, vpn_client_question_get_cookie (question));
}

static void
put (VpnClientAgent *self, VpnClientQuestion *question)
{
  g_signal_connect_object (question, "settled", G_CALLBACK (on_settled), self, 0);
  g_hash_table_insert (self->open, g_strdup (vpn_client_question_get_cookie (question)),
                       g_object_ref (question));
  if (!g_signal_has_handler_pending (self, g_signal_lookup ("question", VPN_TYPE_CLIENT_AGENT), 0,
                                     FALSE))
    vpn_client_question_decline (question);
  else
    g_signal_emit_by_name (self, "question", question);
}

static void
ask (VpnClientAgent *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (VpnClientQuestion) question = vpn_client_question_new (arguments, invocation);

  if (question != NULL)
    put (self, question);
  else
    g_dbus_method_invocation_return_error_literal (
        invocation, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, "Unknown kind of secret");
}

static void
on_pin_needed (VpnClientSigning *signing, VpnClientQuestion *question, gpointer user_data)
{
  put (user_data, question);
}

static void
cancel (VpnClientAgent *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  const char *cookie, *reason;
  VpnClientQuestion *question;

  g_variant_get (arguments, "(&s&s)", &cookie, &reason);
  question = g_hash_table_lookup (self->open, cookie);
  if (question != NULL)
    vpn_client_question_cancel (question, reason);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_method_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                const char *method, GVariant *arguments, GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  VpnClientAgent *self = user_data;

  /* Anybody on the bus can try to ask for a password; one daemon may. */
  if (g_strcmp0 (sender, vpn_client_get_owner (self->client)) != 0)
    g_dbus_method_invocation_return_error_literal (invocation, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED,
                                                   "Only the Genkan service may ask");
  else if (strcmp (method, "RequestSecret") == 0)
    ask (self, arguments, invocation);
  else if (strcmp (method, "CancelRequest") == 0)
    cancel (self, arguments, invocation);
  else
    vpn_client_signing_begin (self->signing, arguments, invocation);
}

static void
on_registered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!vpn_dbus_manager_call_register_agent_finish (VPN_DBUS_MANAGER (source), result, &error)
      && !vpn_error_is (error, VPN_ERROR_EXISTS))
    g_debug ("the agent was not registered: %s", error->message);
}

static void
call_register (VpnClientAgent *self)
{
  if (vpn_client_is_running (self->client))
    vpn_dbus_manager_call_register_agent (vpn_client_get_manager (self->client), self->path,
                                          VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT, NULL,
                                          on_registered, NULL);
}

static void
decline_all (VpnClientAgent *self)
{
  g_autoptr (GList) questions = g_hash_table_get_values (self->open);

  for (GList *at = questions; at != NULL; at = at->next)
    {
      g_autoptr (VpnClientQuestion) question = g_object_ref (at->data);

      vpn_client_question_cancel (question, "disconnected");
    }
}

static void
on_running (VpnClient *client, GParamSpec *spec, gpointer user_data)
{
  VpnClientAgent *self = user_data;

  if (!vpn_client_is_running (client))
    decline_all (self);
  else if (self->registered)
    call_register (self);
}

static void
vpn_client_agent_dispose (GObject *object)
{
  VpnClientAgent *self = VPN_CLIENT_AGENT (object);

  if (self->client != NULL)
    {
      decline_all (self);
      vpn_client_agent_unregister (self);
      if (self->export_id != 0)
        g_dbus_connection_unregister_object (vpn_client_get_bus (self->client), self->export_id);
      self->export_id = 0;
    }
  g_clear_object (&self->client);
  G_OBJECT_CLASS (vpn_client_agent_parent_class)->dispose (object);
}

static void
vpn_client_agent_finalize (GObject *object)
{
  VpnClientAgent *self = VPN_CLIENT_AGENT (object);

  g_hash_table_unref (self->open);
  g_object_unref (self->signing);
  g_free (self->path);
  G_OBJECT_CLASS (vpn_client_agent_parent_class)->finalize (object);
}

static void
vpn_client_agent_class_init (VpnClientAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vpn_client_agent_dispose;
  object_class->finalize = vpn_client_agent_finalize;
  g_signal_new ("question", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, VPN_TYPE_CLIENT_QUESTION);
}

static void
vpn_client_agent_init (VpnClientAgent *self)
{
  g_autofree char *id = g_dbus_generate_guid ();

  self->path = g_strconcat (VPN_ROOT_PATH "/agent/", id, NULL);
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->signing = vpn_client_signing_new ();
  g_signal_connect_object (self->signing, "question", G_CALLBACK (on_pin_needed), self, 0);
}

VpnClientAgent *
vpn_client_agent_new (VpnClient *client, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  g_autoptr (VpnClientAgent) self = g_object_new (VPN_TYPE_CLIENT_AGENT, NULL);

  /* Not through the generated skeleton: it takes octets for a C string and would cut a secret at a
   * NUL octet and add one at its end. */
  self->client = g_object_ref (client);
  self->export_id = g_dbus_connection_register_object (vpn_client_get_bus (client), self->path,
                                                       vpn_dbus_agent_interface_info (), &vtable,
                                                       self, NULL, error);
  if (self->export_id == 0)
    return NULL;
  g_signal_connect_object (client, "notify::running", G_CALLBACK (on_running), self, 0);
  return g_steal_pointer (&self);
}

const char *
vpn_client_agent_get_path (VpnClientAgent *self)
{
  return self->path;
}

void
vpn_client_agent_register (VpnClientAgent *self)
{
  self->registered = TRUE;
  call_register (self);
}

void
vpn_client_agent_unregister (VpnClientAgent *self)
{
  if (!self->registered)
    return;
  self->registered = FALSE;
  if (vpn_client_is_running (self->client))
    vpn_dbus_manager_call_unregister_agent (vpn_client_get_manager (self->client), self->path,
                                            VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT, NULL,
                                            NULL, NULL);
}
