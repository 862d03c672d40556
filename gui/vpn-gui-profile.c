// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One profile and its connection, for the views. */
#include "vpn-gui-profile.h"

#include "vpn-client-text.h"
#include "vpn-client-user.h"

#include <glib/gi18n.h>

struct _VpnGuiProfile
{
  GObject parent_instance;

  VpnClientProfile *stored;        /* counted */
  VpnClientConnection *connection; /* counted; NULL: none since genkand runs */
  char *error;                     /* owned; a failure without a connection */
  char *user;                      /* owned; who signs in; NULL: as the profile says, or as kept */
  VpnGuiTraffic *traffic;          /* owned */
};

G_DEFINE_FINAL_TYPE (VpnGuiProfile, vpn_gui_profile, G_TYPE_OBJECT)

static void
emit_changed (VpnGuiProfile *self)
{
  g_signal_emit_by_name (self, "changed");
}

/* A name that was let in need not be asked for again. */
static void
keep_user (const VpnGuiProfile *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (self->stored, NULL);

  if (settings != NULL && !vpn_client_user_remember (settings, self->user, &error))
    g_message ("The user name is not kept: %s", error->message);
}

static void
on_state (VpnClientConnection *connection, int old, int now, gpointer user_data)
{
  VpnGuiProfile *self = user_data;

  /* Its counters begin at nothing, so that what passes unseen can be shown later. */
  if (old == VPN_STATE_CONNECTING && now == VPN_STATE_CONNECTED)
    vpn_gui_traffic_add (self->traffic, g_get_monotonic_time (), 0, 0);
  if (self->user != NULL && now == VPN_STATE_CONNECTED)
    keep_user (self);
  g_signal_emit_by_name (self, "state", old, now);
  emit_changed (self);
}

static void
on_step (VpnClientConnection *connection, int step, const char *detail, gpointer user_data)
{
  emit_changed (user_data);
}

static void
on_message (VpnClientConnection *connection, const char *text, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "message", text);
}

static void
vpn_gui_profile_finalize (GObject *object)
{
  VpnGuiProfile *self = VPN_GUI_PROFILE (object);

  g_clear_object (&self->stored);
  g_clear_object (&self->connection);
  g_free (self->error);
  g_free (self->user);
  vpn_gui_traffic_free (self->traffic);
  G_OBJECT_CLASS (vpn_gui_profile_parent_class)->finalize (object);
}

static void
vpn_gui_profile_class_init (VpnGuiProfileClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vpn_gui_profile_finalize;
  g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("state", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT,
                G_TYPE_INT);
  g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
}

static void
vpn_gui_profile_init (VpnGuiProfile *self)
{
  self->traffic = vpn_gui_traffic_new ();
}

VpnGuiProfile *
vpn_gui_profile_new (VpnClientProfile *stored)
{
  VpnGuiProfile *self = g_object_new (VPN_GUI_TYPE_PROFILE, NULL);

  self->stored = g_object_ref (stored);
  g_signal_connect_object (stored, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  return self;
}

VpnClientProfile *
vpn_gui_profile_get_stored (VpnGuiProfile *self)
{
  return self->stored;
}

const char *
vpn_gui_profile_get_name (VpnGuiProfile *self)
{
  return vpn_client_profile_get_name (self->stored);
}

const char *
vpn_gui_profile_get_uuid (VpnGuiProfile *self)
{
  return vpn_client_profile_get_uuid (self->stored);
}

VpnClientConnection *
vpn_gui_profile_get_connection (VpnGuiProfile *self)
{
  return self->connection;
}

void
vpn_gui_profile_set_connection (VpnGuiProfile *self, VpnClientConnection *connection)
{
  VpnState old = vpn_gui_profile_get_state (self);
  VpnState now;

  if (connection == self->connection)
    return;
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_set_object (&self->connection, connection);
  vpn_gui_traffic_clear (self->traffic);
  if (connection != NULL)
    {
      g_clear_pointer (&self->error, g_free);
      g_signal_connect_object (connection, "state", G_CALLBACK (on_state), self, 0);
      g_signal_connect_object (connection, "step", G_CALLBACK (on_step), self, 0);
      g_signal_connect_object (connection, "message", G_CALLBACK (on_message), self, 0);
      g_signal_connect_object (connection, "changed", G_CALLBACK (emit_changed), self,
                               G_CONNECT_SWAPPED);
    }
  now = vpn_gui_profile_get_state (self);
  if (connection != NULL && now != old)
    g_signal_emit_by_name (self, "state", (int) old, (int) now);
  emit_changed (self);
}

VpnState
vpn_gui_profile_get_state (VpnGuiProfile *self)
{
  return self->connection == NULL ? VPN_STATE_DISCONNECTED
                                  : vpn_client_connection_get_state (self->connection);
}

VpnReason
vpn_gui_profile_get_reason (VpnGuiProfile *self)
{
  VpnReason reason = self->connection == NULL ? vpn_client_profile_get_last_reason (self->stored)
                                              : vpn_client_connection_get_reason (self->connection);

  /* Somebody who disconnects or declines to answer knows why. */
  return reason == VPN_REASON_USER ? VPN_REASON_NONE : reason;
}

/* Failed, and what goes through the VPN is refused until somebody does something. */
static gboolean
is_blocked (VpnGuiProfile *self)
{
  return self->connection != NULL && !vpn_client_connection_is_over (self->connection)
         && vpn_client_connection_get_state (self->connection) == VPN_STATE_FAILED;
}

static gboolean
is_stalled (VpnGuiProfile *self)
{
  return vpn_gui_profile_get_state (self) == VPN_STATE_CONNECTED
         && vpn_dbus_connection_get_stalled (vpn_client_connection_get_proxy (self->connection));
}

VpnGuiStatus
vpn_gui_profile_get_status (VpnGuiProfile *self)
{
  switch (vpn_gui_profile_get_state (self))
    {
    case VPN_STATE_CONNECTING:
    case VPN_STATE_DISCONNECTING:
      return VPN_GUI_STATUS_CONNECTING;
    case VPN_STATE_CONNECTED:
      return is_stalled (self) ? VPN_GUI_STATUS_STALLED : VPN_GUI_STATUS_ON;
    case VPN_STATE_RECONNECTING:
      return VPN_GUI_STATUS_LOCKED;
    case VPN_STATE_FAILED:
      return is_blocked (self) ? VPN_GUI_STATUS_BLOCKED : VPN_GUI_STATUS_ATTENTION;
    case VPN_STATE_DISCONNECTED:
      break;
    }
  if (self->error != NULL || vpn_gui_profile_get_reason (self) != VPN_REASON_NONE)
    return VPN_GUI_STATUS_ATTENTION;
  return VPN_GUI_STATUS_OFF;
}

gboolean
vpn_gui_profile_can_connect (VpnGuiProfile *self)
{
  return self->connection == NULL || vpn_client_connection_is_over (self->connection)
         || is_blocked (self);
}

gboolean
vpn_gui_profile_can_disconnect (VpnGuiProfile *self)
{
  return self->connection != NULL && !vpn_client_connection_is_over (self->connection);
}

gboolean
vpn_gui_profile_can_reconnect (VpnGuiProfile *self)
{
  return is_stalled (self) || vpn_gui_profile_get_state (self) == VPN_STATE_RECONNECTING;
}

char *
vpn_gui_profile_describe_status (VpnGuiProfile *self)
{
  VpnState state = vpn_gui_profile_get_state (self);

  if (state == VPN_STATE_CONNECTING
      && vpn_client_connection_get_step (self->connection) != VPN_STEP_NONE)
    return g_strdup (vpn_step_label (vpn_client_connection_get_step (self->connection)));
  if (is_stalled (self))
    /* Translators: a state: connected, and what is sent gets no answer. */
    return g_strdup (C_ ("state", "No answer"));
  if (is_blocked (self))
    return vpn_client_text_state (state, VPN_PROTECTION_HELD);
  if (vpn_gui_profile_get_status (self) == VPN_GUI_STATUS_ATTENTION)
    return g_strdup (vpn_state_label (VPN_STATE_FAILED));
  return g_strdup (vpn_state_label (state));
}

char *
vpn_gui_profile_explain (VpnGuiProfile *self)
{
  VpnReason reason = vpn_gui_profile_get_reason (self);
  VpnState state = vpn_gui_profile_get_state (self);

  if (self->error != NULL)
    return g_strdup (self->error);
  if (self->connection != NULL && state == VPN_STATE_FAILED)
    return vpn_client_connection_explain (self->connection, VPN_VOICE_WINDOW);
  if (reason == VPN_REASON_NONE)
    return NULL;
  if (self->connection != NULL)
    return vpn_client_connection_explain (self->connection, VPN_VOICE_WINDOW);
  /* The daemon's own sentence is in its language and speaks of commands. */
  return vpn_reason_explain (reason, VPN_VOICE_WINDOW, NULL);
}

const char *
vpn_gui_profile_get_user (VpnGuiProfile *self)
{
  return self->user;
}

void
vpn_gui_profile_set_user (VpnGuiProfile *self, const char *user)
{
  g_free (self->user);
  self->user = g_strdup (user);
}

void
vpn_gui_profile_set_error (VpnGuiProfile *self, const char *message)
{
  if (g_strcmp0 (message, self->error) == 0)
    return;
  g_free (self->error);
  self->error = g_strdup (message);
  if (message != NULL)
    g_signal_emit_by_name (self, "state", (int) vpn_gui_profile_get_state (self),
                           (int) VPN_STATE_FAILED);
  emit_changed (self);
}

VpnGuiTraffic *
vpn_gui_profile_get_traffic (VpnGuiProfile *self)
{
  return self->traffic;
}

const char *
vpn_gui_status_get_icon (VpnGuiStatus status, guint frame)
{
  static const char *const frames[VPN_GUI_ICON_FRAMES] = {
    "genkan-connecting-1-symbolic",
    "genkan-connecting-2-symbolic",
    "genkan-connecting-3-symbolic",
    "genkan-connecting-4-symbolic",
  };

  switch (status)
    {
    case VPN_GUI_STATUS_OFF:
      return "genkan-off-symbolic";
    case VPN_GUI_STATUS_CONNECTING:
      return frames[frame % VPN_GUI_ICON_FRAMES];
    case VPN_GUI_STATUS_ON:
      return "genkan-on-symbolic";
    case VPN_GUI_STATUS_STALLED:
      return "genkan-stalled-symbolic";
    case VPN_GUI_STATUS_LOCKED:
      return "genkan-locked-symbolic";
    case VPN_GUI_STATUS_BLOCKED:
      return "genkan-blocked-symbolic";
    case VPN_GUI_STATUS_ATTENTION:
      return "genkan-attention-symbolic";
    case VPN_GUI_N_STATUSES:
      break;
    }
  g_return_val_if_reached ("genkan-off-symbolic");
}

const char *
vpn_gui_status_get_label (VpnGuiStatus status)
{
  switch (status)
    {
    case VPN_GUI_STATUS_OFF:
      return _ ("No VPN is connected");
    case VPN_GUI_STATUS_CONNECTING:
      return _ ("The VPN is being connected");
    case VPN_GUI_STATUS_ON:
      return _ ("The VPN is connected");
    case VPN_GUI_STATUS_STALLED:
      return _ ("The VPN is connected, and gets no answer");
    case VPN_GUI_STATUS_LOCKED:
      return _ ("The VPN is interrupted; its traffic is held back");
    case VPN_GUI_STATUS_BLOCKED:
      return _ ("The VPN has failed; its traffic is blocked");
    case VPN_GUI_STATUS_ATTENTION:
      return _ ("The VPN needs attention");
    case VPN_GUI_N_STATUSES:
      break;
    }
  g_return_val_if_reached ("");
}
