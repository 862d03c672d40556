// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Asks who signs in, and connects. */
#include "vpn-gui-user.h"

#include "vpn-client-user.h"

#include <glib/gi18n.h>

typedef struct
{
  VpnGuiModel *model;     /* counted */
  VpnGuiProfile *profile; /* counted */
  GtkEntry *entry;        /* borrowed: the dialog's */
} Asking;

static void
asking_free (gpointer data, GClosure *closure)
{
  Asking *asking = data;

  g_object_unref (asking->model);
  g_object_unref (asking->profile);
  g_free (asking);
}

static void
on_answered (GtkDialog *dialog, int response, gpointer user_data)
{
  const Asking *asking = user_data;
  g_autofree char *user = g_strstrip (g_strdup (gtk_entry_get_text (asking->entry)));

  if (response == GTK_RESPONSE_OK && *user != '\0')
    {
      vpn_gui_profile_set_user (asking->profile, user);
      vpn_gui_model_connect (asking->model, asking->profile);
    }
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

/* Without a name there is nothing to go on with. */
static void
on_typed (GtkEntry *entry, gpointer dialog)
{
  g_autofree char *user = g_strstrip (g_strdup (gtk_entry_get_text (entry)));

  gtk_dialog_set_response_sensitive (dialog, GTK_RESPONSE_OK, *user != '\0');
}

static GtkWidget *
add_entry (GtkWidget *dialog)
{
  GtkWidget *entry = gtk_entry_new ();

  atk_object_set_name (gtk_widget_get_accessible (entry), _ ("User name"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  g_signal_connect (entry, "changed", G_CALLBACK (on_typed), dialog);
  gtk_widget_show (entry);
  gtk_container_add (
      GTK_CONTAINER (gtk_message_dialog_get_message_area (GTK_MESSAGE_DIALOG (dialog))), entry);
  return entry;
}

/* known: a name that may be the right one. */
static void
ask (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile, const char *known)
{
  GtkWidget *dialog
      = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL, GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE,
                                _ ("Who signs in to “%s”?"), vpn_gui_profile_get_name (profile));
  Asking *asking = g_new0 (Asking, 1);

  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (dialog), "%s",
      _ ("This VPN is for everybody who uses this computer. The name is kept once it was let in."));
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("C_ontinue"), GTK_RESPONSE_OK);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog), GTK_RESPONSE_OK, FALSE);
  *asking
      = (Asking){ g_object_ref (model), g_object_ref (profile), GTK_ENTRY (add_entry (dialog)) };
  gtk_entry_set_text (asking->entry, known != NULL ? known : "");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answered), asking, asking_free,
                         (GConnectFlags) 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
vpn_gui_user_connect (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile)
{
  g_autoptr (VpnProfile) settings
      = vpn_client_profile_get_settings (vpn_gui_profile_get_stored (profile), NULL);
  g_autofree char *kept = settings != NULL ? vpn_client_user_recall (settings) : NULL;
  const char *said = vpn_gui_profile_get_user (profile);
  gboolean is_refused
      = vpn_reason_get_kind (vpn_gui_profile_get_reason (profile)) == VPN_KIND_LOGIN;

  if (settings == NULL || !vpn_profile_lacks_user (settings) || (kept != NULL && !is_refused))
    vpn_gui_model_connect (model, profile);
  else
    ask (parent, model, profile, said != NULL ? said : kept);
}
