// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The list of profiles with their connections, kept current. */
#include "vpn-gui-model.h"

#include "vpn-gui-model-private.h"

#include <glib/gi18n.h>

struct _VpnGuiModel
{
  GObject parent_instance;

  VpnClient *client;         /* counted; NULL until there is contact */
  VpnClientAgent *agent;     /* counted; NULL until there is contact */
  GListStore *profiles;      /* owned; VpnGuiProfile */
  GCancellable *cancellable; /* owned; of everything under way */
  gboolean ready;
};

enum
{
  PROP_RUNNING = 1,
  PROP_READY,
};

G_DEFINE_FINAL_TYPE (VpnGuiModel, vpn_gui_model, G_TYPE_OBJECT)

static void
emit_changed (VpnGuiModel *self)
{
  g_signal_emit_by_name (self, "changed");
}

/* ---- Which connection belongs to which profile ----------------------------------------------- */

static void
attach_connections (VpnGuiModel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->profiles));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (G_LIST_MODEL (self->profiles), i);
      VpnClientConnection *connection
          = vpn_client_find_connection_of (self->client, vpn_gui_profile_get_stored (profile));

      /* One that ended is forgotten by genkand soon, but not by who reads why it ended. */
      if (connection != NULL)
        vpn_gui_profile_set_connection (profile, connection);
    }
}

static void
on_connections (GListModel *connections, guint position, guint removed, guint added,
                gpointer user_data)
{
  if (added > 0)
    attach_connections (user_data);
}

/* ---- Profiles -------------------------------------------------------------------------------- */

static void
on_profile_changed (VpnGuiProfile *profile, gpointer user_data)
{
  emit_changed (user_data);
}

static void
on_profile_state (VpnGuiProfile *profile, int old, int now, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "state", profile, old, now);
}

static void
on_profile_message (VpnGuiProfile *profile, const char *text, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "message", profile, text);
}

static VpnGuiProfile *
wrap_profile (VpnGuiModel *self, VpnClientProfile *stored)
{
  VpnGuiProfile *profile = vpn_gui_profile_new (stored);

  g_signal_connect_object (profile, "changed", G_CALLBACK (on_profile_changed), self, 0);
  g_signal_connect_object (profile, "state", G_CALLBACK (on_profile_state), self, 0);
  g_signal_connect_object (profile, "message", G_CALLBACK (on_profile_message), self, 0);
  return profile;
}

/* Our list has one item for each of the client's, at the same place. */
static void
on_profiles (GListModel *stored, guint position, guint removed, guint added, gpointer user_data)
{
  VpnGuiModel *self = user_data;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    {
      g_autoptr (VpnClientProfile) item = g_list_model_get_item (stored, position + i);

      g_ptr_array_add (items, wrap_profile (self, item));
    }
  g_list_store_splice (self->profiles, position, removed, items->pdata, added);
  attach_connections (self);
  emit_changed (self);
}

/* ---- Contact --------------------------------------------------------------------------------- */

static void
on_question (VpnClientAgent *agent, VpnClientQuestion *question, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "question", question);
}

static void
on_lockdown (VpnGuiModel *self)
{
  emit_changed (self);
}

static void
on_running (VpnClient *client, GParamSpec *spec, gpointer user_data)
{
  g_object_notify (user_data, "running");
  emit_changed (user_data);
}

static void
become_ready (VpnGuiModel *self)
{
  self->ready = TRUE;
  g_object_notify (G_OBJECT (self), "ready");
  g_object_notify (G_OBJECT (self), "running");
  emit_changed (self);
}

static void
adopt_client (VpnGuiModel *self, VpnClient *client)
{
  g_autoptr (GError) error = NULL;
  GListModel *stored = vpn_client_get_profiles (client);

  self->client = client;
  g_signal_connect_object (client, "notify::running", G_CALLBACK (on_running), self, 0);
  g_signal_connect_object (client, "notify::lockdown", G_CALLBACK (on_lockdown), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (stored, "items-changed", G_CALLBACK (on_profiles), self, 0);
  g_signal_connect_object (vpn_client_get_connections (client), "items-changed",
                           G_CALLBACK (on_connections), self, 0);
  on_profiles (stored, 0, 0, g_list_model_get_n_items (stored), self);
  self->agent = vpn_client_agent_new (client, &error);
  if (self->agent == NULL)
    {
      g_warning ("Nobody can be asked for passwords: %s", error->message);
      return;
    }
  g_signal_connect_object (self->agent, "question", G_CALLBACK (on_question), self, 0);
  vpn_client_agent_register (self->agent);
}

static void
on_client_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  VpnClient *client = vpn_client_new_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the model is gone */
  if (client == NULL)
    g_message ("No contact with the system bus: %s", error->message);
  else
    adopt_client (user_data, client);
  become_ready (user_data);
}

static void
vpn_gui_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VpnGuiModel *self = VPN_GUI_MODEL (object);

  if (id == PROP_RUNNING)
    g_value_set_boolean (value, vpn_gui_model_is_running (self));
  else if (id == PROP_READY)
    g_value_set_boolean (value, self->ready);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
vpn_gui_model_dispose (GObject *object)
{
  VpnGuiModel *self = VPN_GUI_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  if (self->agent != NULL)
    vpn_client_agent_unregister (self->agent);
  g_clear_object (&self->agent);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (vpn_gui_model_parent_class)->dispose (object);
}

static void
vpn_gui_model_finalize (GObject *object)
{
  VpnGuiModel *self = VPN_GUI_MODEL (object);

  g_clear_object (&self->profiles);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (vpn_gui_model_parent_class)->finalize (object);
}

static void
vpn_gui_model_class_init (VpnGuiModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vpn_gui_model_get_property;
  object_class->dispose = vpn_gui_model_dispose;
  object_class->finalize = vpn_gui_model_finalize;
  g_object_class_install_property (object_class, PROP_RUNNING,
                                   g_param_spec_boolean ("running", NULL, NULL, FALSE, flags));
  g_object_class_install_property (object_class, PROP_READY,
                                   g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags));
  g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("state", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                VPN_GUI_TYPE_PROFILE, G_TYPE_INT, G_TYPE_INT);
  g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                VPN_GUI_TYPE_PROFILE, G_TYPE_STRING);
  g_signal_new ("question", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                VPN_TYPE_CLIENT_QUESTION);
}

static void
vpn_gui_model_init (VpnGuiModel *self)
{
  self->profiles = g_list_store_new (VPN_GUI_TYPE_PROFILE);
  self->cancellable = g_cancellable_new ();
}

VpnGuiModel *
vpn_gui_model_new (void)
{
  return g_object_new (VPN_GUI_TYPE_MODEL, NULL);
}

void
vpn_gui_model_start (VpnGuiModel *self, GDBusConnection *bus)
{
  vpn_client_new_async (bus, self->cancellable, on_client_ready, self);
}

/* ---- Reading --------------------------------------------------------------------------------- */

gboolean
vpn_gui_model_is_running (VpnGuiModel *self)
{
  return self->client != NULL && vpn_client_is_running (self->client);
}

gboolean
vpn_gui_model_is_ready (VpnGuiModel *self)
{
  return self->ready;
}

const char *
vpn_gui_model_get_version (VpnGuiModel *self)
{
  return self->client == NULL ? "" : vpn_client_get_version (self->client);
}

GListModel *
vpn_gui_model_get_profiles (VpnGuiModel *self)
{
  return G_LIST_MODEL (self->profiles);
}

VpnGuiProfile *
vpn_gui_model_find (VpnGuiModel *self, const char *name)
{
  VpnClientProfile *stored
      = self->client == NULL ? NULL : vpn_client_find_profile (self->client, name);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->profiles));

  for (guint i = 0; stored != NULL && i < n; i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (G_LIST_MODEL (self->profiles), i);

      if (vpn_gui_profile_get_stored (profile) == stored)
        return profile; /* the list keeps it */
    }
  return NULL;
}

VpnGuiStatus
vpn_gui_model_get_status (VpnGuiModel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->profiles));
  VpnGuiStatus most = VPN_GUI_STATUS_OFF;

  if (self->ready && !vpn_gui_model_is_running (self))
    return VPN_GUI_STATUS_ATTENTION;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (G_LIST_MODEL (self->profiles), i);

      most = MAX (most, vpn_gui_profile_get_status (profile));
    }
  return most;
}

gboolean
vpn_gui_model_is_locked_down (VpnGuiModel *self)
{
  return vpn_gui_model_is_running (self)
         && g_str_equal (vpn_client_get_lockdown (self->client), "on");
}

const char *
vpn_gui_model_explain_lockdown (VpnGuiModel *self)
{
  const char *state
      = vpn_gui_model_is_running (self) ? vpn_client_get_lockdown (self->client) : "off";
  VpnGuiStatus status = vpn_gui_model_get_status (self);

  if (g_str_equal (state, "on") && status != VPN_GUI_STATUS_ON)
    return _ ("The network is closed until the VPN is connected");
  if (g_str_equal (state, "sign-in"))
    return _ ("Web pages of this network can be opened for a few minutes: sign in there");
  if (g_str_equal (state, "suspended"))
    return _ ("The network is open until the VPN that closes it is connected");
  if (g_str_equal (state, "failed"))
    return _ ("The network cannot be closed without the VPN: see the log of the service");
  return NULL;
}

VpnClient *
vpn_gui_model_get_client (VpnGuiModel *self)
{
  return self->client;
}

const char *
vpn_gui_model_get_agent_path (VpnGuiModel *self)
{
  return self->agent != NULL ? vpn_client_agent_get_path (self->agent) : NULL;
}

GCancellable *
vpn_gui_model_get_cancellable (VpnGuiModel *self)
{
  return self->cancellable;
}
