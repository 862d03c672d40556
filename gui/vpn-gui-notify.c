// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Composes and shows notifications. */
#include "vpn-gui-notify.h"

#include "vpn-client-certificate.h"
#include "vpn-client-describe.h"
#include "vpn-client-text.h"

#include <glib/gi18n.h>

/* body may be NULL. */
static GNotification *
create (VpnGuiProfile *profile, VpnGuiStatus status, const char *title, const char *body)
{
  GNotification *notification = g_notification_new (title);
  g_autoptr (GIcon) icon = g_themed_icon_new (vpn_gui_status_get_icon (status, 0));
  g_autofree char *plain = body != NULL ? vpn_client_text_no_markup (body) : NULL;

  if (plain != NULL)
    g_notification_set_body (notification, plain);
  g_notification_set_icon (notification, icon);
  g_notification_set_default_action_and_target (notification, "app.show-profile", "s",
                                                vpn_gui_profile_get_uuid (profile));
  return notification;
}

static GNotification *
compose_connected (VpnGuiProfile *profile, VpnState old)
{
  VpnDbusConnection *proxy
      = vpn_client_connection_get_proxy (vpn_gui_profile_get_connection (profile));
  const char *name = vpn_gui_profile_get_name (profile);
  g_autofree char *addresses
      = vpn_client_text_addresses (vpn_dbus_connection_get_addresses (proxy));
  g_autofree char *routes = vpn_client_text_routes (vpn_dbus_connection_get_routes (proxy));
  g_autofree char *title = g_strdup_printf (
      old == VPN_STATE_RECONNECTING ? _ ("%s is connected again") : _ ("%s is connected"), name);
  g_autofree char *body
      = g_strdup_printf (_ ("Your address is %s. It reaches %s."), addresses, routes);
  GNotification *notification = create (profile, VPN_GUI_STATUS_ON, title, body);

  g_notification_add_button_with_target (notification, _ ("Disconnect"), "app.disconnect", "s",
                                         vpn_gui_profile_get_uuid (profile));
  return notification;
}

static GNotification *
compose_interrupted (VpnGuiProfile *profile)
{
  g_autofree char *title
      = g_strdup_printf (_ ("%s is interrupted"), vpn_gui_profile_get_name (profile));

  return create (profile, VPN_GUI_STATUS_LOCKED, title,
                 _ ("It is being connected again; traffic for the office is held back until "
                    "then."));
}

/* It failed and still keeps traffic from leaving in clear: whoever reads this must know the way on
 * and the way out. */
static GNotification *
compose_blocked (VpnGuiProfile *profile)
{
  const char *uuid = vpn_gui_profile_get_uuid (profile);
  g_autofree char *title
      = g_strdup_printf (_ ("%s is blocked"), vpn_gui_profile_get_name (profile));
  g_autofree char *sentence = vpn_gui_profile_explain (profile);
  g_autofree char *body = g_strdup_printf (
      "%s\n%s", sentence != NULL ? sentence : "",
      _ ("Traffic for the office is blocked until you connect again or disconnect."));
  GNotification *notification = create (profile, VPN_GUI_STATUS_BLOCKED, title, body);

  g_notification_add_button_with_target (notification, _ ("Connect Again"), "app.connect", "s",
                                         uuid);
  g_notification_add_button_with_target (notification, _ ("Disconnect"), "app.disconnect", "s",
                                         uuid);
  return notification;
}

static GNotification *
compose_end (VpnGuiProfile *profile, VpnState old, VpnState now)
{
  const char *name = vpn_gui_profile_get_name (profile);
  g_autofree char *sentence = vpn_gui_profile_explain (profile);
  g_autofree char *title = NULL;
  GNotification *notification;

  if (sentence == NULL && now == VPN_STATE_DISCONNECTED && old == VPN_STATE_CONNECTING)
    return NULL; /* cancelled by who started it */
  if (sentence == NULL)
    {
      title = g_strdup_printf (_ ("%s is disconnected"), name);
      return create (profile, VPN_GUI_STATUS_OFF, title, NULL);
    }
  title = g_strdup_printf (old == VPN_STATE_CONNECTING || old == VPN_STATE_DISCONNECTED
                               ? _ ("%s could not be connected")
                               : _ ("%s ended"),
                           name);
  notification = create (profile, VPN_GUI_STATUS_ATTENTION, title, sentence);
  g_notification_add_button_with_target (notification, _ ("Connect Again"), "app.connect", "s",
                                         vpn_gui_profile_get_uuid (profile));
  return notification;
}

GNotification *
vpn_gui_notify_compose (VpnGuiProfile *profile, VpnState old, VpnState now)
{
  switch (now)
    {
    case VPN_STATE_CONNECTED:
      return compose_connected (profile, old);
    case VPN_STATE_RECONNECTING:
      return compose_interrupted (profile);
    case VPN_STATE_FAILED:
      if (vpn_gui_profile_get_status (profile) == VPN_GUI_STATUS_BLOCKED)
        return compose_blocked (profile);
      return compose_end (profile, old, now);
    case VPN_STATE_DISCONNECTED:
      return compose_end (profile, old, now);
    case VPN_STATE_CONNECTING:
    case VPN_STATE_DISCONNECTING:
      return NULL;
    }
  return NULL;
}

GNotification *
vpn_gui_notify_compose_end_of_certificate (VpnGuiProfile *profile, VpnState old, VpnState now)
{
  VpnClientConnection *connection = vpn_gui_profile_get_connection (profile);
  gboolean is_new = old == VPN_STATE_CONNECTING && now == VPN_STATE_CONNECTED;
  VpnDbusConnection *proxy;
  GNotification *notification;
  g_autofree char *sentence = NULL;
  gint64 left;

  if (!is_new || connection == NULL)
    return NULL;
  proxy = vpn_client_connection_get_proxy (connection);
  sentence = vpn_client_describe_certificate_end (proxy);
  if (sentence == NULL)
    return NULL;
  notification
      = create (profile, VPN_GUI_STATUS_ATTENTION, vpn_gui_profile_get_name (profile), sentence);
  left = vpn_dbus_connection_get_own_certificate_end (proxy) * G_USEC_PER_SEC - g_get_real_time ();
  if (left < VPN_CLIENT_CERTIFICATE_URGENT)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  return notification;
}

void
vpn_gui_notify_state (GApplication *application, VpnGuiProfile *profile, VpnState old, VpnState now)
{
  const char *id = vpn_gui_profile_get_uuid (profile);
  g_autoptr (GNotification) notification = vpn_gui_notify_compose (profile, old, now);
  g_autoptr (GNotification) end = vpn_gui_notify_compose_end_of_certificate (profile, old, now);
  g_autofree char *id_of_end = g_strconcat (id, "-certificate", NULL);

  if (notification != NULL)
    g_application_send_notification (application, id, notification);
  else
    g_application_withdraw_notification (application, id);
  if (end != NULL)
    g_application_send_notification (application, id_of_end, end);
}

void
vpn_gui_notify_message (GApplication *application, VpnGuiProfile *profile, const char *text)
{
  /* Translators: words of the gateway of a profile. */
  g_autofree char *title
      = g_strdup_printf (_ ("The gateway of %s says"), vpn_gui_profile_get_name (profile));
  g_autofree char *id = g_strconcat (vpn_gui_profile_get_uuid (profile), "-message", NULL);
  g_autoptr (GNotification) notification = create (profile, VPN_GUI_STATUS_ON, title, text);

  g_application_send_notification (application, id, notification);
}

void
vpn_gui_notify_no_profile (GApplication *application, const char *name)
{
  g_autofree char *clean = vpn_client_text_clean (name);
  g_autofree char *title = g_strdup_printf (_ ("There is no VPN \"%s\""), clean);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, _ ("Open Genkan VPN to see those there are."));
  g_notification_set_default_action (notification, "app.show");
  g_application_send_notification (application, NULL, notification);
}
