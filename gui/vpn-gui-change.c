// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Changes one setting and connects with it. */
#include "vpn-gui-change.h"

#include "vpn-client-certificate.h"
#include "vpn-gui-manage.h"

#include <glib/gi18n.h>

#include <string.h>

/* One change from the click to the connection. */
typedef struct
{
  VpnGuiModel *model;     /* counted */
  VpnGuiProfile *profile; /* counted */
  GtkWindow *parent;      /* weak */
  const char *key;        /* static */
  char *value;            /* owned */
  gulong waiting;         /* handler, once it is stored; 0: none */
} Change;

static Change *
change_new (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile, const char *key)
{
  Change *change = g_new0 (Change, 1);

  change->model = g_object_ref (model);
  change->profile = g_object_ref (profile);
  g_set_weak_pointer (&change->parent, parent);
  change->key = key;
  return change;
}

static void
change_free (Change *change)
{
  g_clear_signal_handler (&change->waiting, change->profile);
  g_clear_weak_pointer (&change->parent);
  g_object_unref (change->profile);
  g_object_unref (change->model);
  g_free (change->value);
  g_free (change);
}

/* The files that a profile names are opened here, for genkand: the new name has to have arrived. */
static gboolean
has_arrived (const Change *change)
{
  g_autoptr (VpnProfile) settings
      = vpn_client_profile_get_settings (vpn_gui_profile_get_stored (change->profile), NULL);
  g_autofree char *text = settings == NULL ? NULL : vpn_profile_get_text (settings, change->key);

  return g_strcmp0 (text, change->value) == 0;
}

/* A connection keeps the settings it began with: it ends first. */
static void
go_on (Change *change)
{
  if (!has_arrived (change))
    return;
  if (vpn_gui_profile_can_connect (change->profile))
    {
      vpn_gui_model_connect (change->model, change->profile);
      change_free (change);
    }
  else if (vpn_gui_profile_get_state (change->profile) != VPN_STATE_DISCONNECTING)
    vpn_gui_model_disconnect (change->model, change->profile);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Change *change = user_data;
  g_autoptr (GError) error = NULL;

  if (!vpn_gui_model_call_finish (VPN_GUI_MODEL (source), result, &error))
    {
      vpn_gui_manage_show_refusal (change->parent, _ ("The profile was not stored"), error);
      change_free (change);
      return;
    }
  change->waiting
      = g_signal_connect_swapped (change->profile, "changed", G_CALLBACK (go_on), change);
  go_on (change);
}

/* Takes change. */
static void
store (Change *change)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnProfile) settings
      = vpn_client_profile_get_settings (vpn_gui_profile_get_stored (change->profile), &error);

  if (settings == NULL || !vpn_profile_set_text (settings, change->key, change->value, &error))
    {
      vpn_gui_manage_show_refusal (change->parent, _ ("The profile was not stored"), error);
      change_free (change);
      return;
    }
  vpn_gui_model_update_async (change->model, change->profile, settings, on_stored, change);
}

/* ---- The authority that vouches for the gateway ---------------------------------------------- */

static void
on_answered (GtkDialog *dialog, int response, gpointer user_data)
{
  gtk_widget_destroy (GTK_WIDGET (dialog));
  if (response == GTK_RESPONSE_ACCEPT)
    store (user_data);
  else
    change_free (user_data);
}

/* Takes change. Whoever makes people believe another authority can play the gateway: what is chosen
 * is shown first, with the fingerprint that an administrator can read out. */
static void
ask_whether_to_trust (Change *change, GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = vpn_client_certificate_short_name (certificate);
  g_autofree char *validity = vpn_client_certificate_validity (certificate, now, NULL);
  g_autofree char *fingerprint = vpn_client_certificate_fingerprint (certificate);
  GtkWidget *dialog = gtk_message_dialog_new (change->parent, GTK_DIALOG_MODAL,
                                              GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE,
                                              _ ("Believe gateways that “%s” vouches for?"), name);

  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (dialog), "%s\n\n%s\n%s\n\n%s", validity, _ ("Fingerprint (SHA-256):"),
      fingerprint,
      _ ("Ask your administrator whether this is the fingerprint of the office's authority. It "
         "counts for this VPN alone."));
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  (void) gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Believe and Connect"),
                                GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_signal_connect (dialog, "response", G_CALLBACK (on_answered), change);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_file_chosen (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  Change *change = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    change->value = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  g_object_unref (chooser); /* the reference of vpn_gui_change_ca() */
  if (change->value != NULL)
    certificate = g_tls_certificate_new_from_file (change->value, &error);
  if (error != NULL)
    vpn_gui_manage_show_refusal (change->parent, _ ("This is not a certificate"), error);
  if (certificate != NULL)
    ask_whether_to_trust (change, certificate);
  else
    change_free (change);
}

void
vpn_gui_change_ca (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile)
{
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (_ ("Choose the CA certificate of the office"), parent,
                                     GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (on_file_chosen),
                    change_new (parent, model, profile, VPN_KEY_CA));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- The local network ----------------------------------------------------------------------- */

gboolean
vpn_gui_change_can_allow_local (VpnGuiProfile *profile)
{
  VpnClientConnection *connection = vpn_gui_profile_get_connection (profile);
  g_autoptr (VpnProfile) settings
      = vpn_client_profile_get_settings (vpn_gui_profile_get_stored (profile), NULL);
  const char *const *routes;

  if (settings == NULL || vpn_gui_profile_get_state (profile) != VPN_STATE_CONNECTED
      || strcmp (vpn_profile_get_string (settings, VPN_KEY_LOCAL), "allow") == 0)
    return FALSE;
  routes = vpn_dbus_connection_get_routes (vpn_client_connection_get_proxy (connection));
  return routes != NULL
         && (g_strv_contains (routes, "0.0.0.0/0") || g_strv_contains (routes, "::/0"));
}

void
vpn_gui_change_allow_local (VpnGuiModel *model, VpnGuiProfile *profile)
{
  Change *change = change_new (NULL, model, profile, VPN_KEY_LOCAL);

  change->value = g_strdup ("allow");
  store (change);
}
