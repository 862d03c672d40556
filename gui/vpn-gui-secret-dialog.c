// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-gui-secret-dialog.h"

#include <glib/gi18n.h>

#include <string.h>

struct _VpnGuiSecretDialog
{
  GtkDialog parent_instance;

  VpnClientQuestion *question; /* counted */
  GtkWidget *entry;            /* borrowed: child */
};

G_DEFINE_FINAL_TYPE (VpnGuiSecretDialog, vpn_gui_secret_dialog, GTK_TYPE_DIALOG)

static void
on_cancelled (VpnClientQuestion *question, const char *reason, gpointer user_data)
{
  gtk_widget_destroy (user_data);
}

static void
vpn_gui_secret_dialog_response (GtkDialog *dialog, int response)
{
  VpnGuiSecretDialog *self = VPN_GUI_SECRET_DIALOG (dialog);
  g_autofree char *secret = g_strdup (gtk_entry_get_text (GTK_ENTRY (self->entry)));

  if (response == GTK_RESPONSE_OK)
    (void) vpn_client_question_answer (self->question, secret, strlen (secret), FALSE);
  else
    vpn_client_question_decline (self->question);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
vpn_gui_secret_dialog_finalize (GObject *object)
{
  g_clear_object (&VPN_GUI_SECRET_DIALOG (object)->question);
  G_OBJECT_CLASS (vpn_gui_secret_dialog_parent_class)->finalize (object);
}

static void
vpn_gui_secret_dialog_class_init (VpnGuiSecretDialogClass *klass)
{
  GTK_DIALOG_CLASS (klass)->response = vpn_gui_secret_dialog_response;
  G_OBJECT_CLASS (klass)->finalize = vpn_gui_secret_dialog_finalize;
}

static void
vpn_gui_secret_dialog_init (VpnGuiSecretDialog *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));

  self->entry = gtk_entry_new ();
  gtk_entry_set_visibility (GTK_ENTRY (self->entry), FALSE);
  gtk_entry_set_activates_default (GTK_ENTRY (self->entry), TRUE);
  gtk_container_add (GTK_CONTAINER (content), self->entry);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("C_onnect"), GTK_RESPONSE_OK);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_OK);
  gtk_widget_show_all (content);
}

GtkWidget *
vpn_gui_secret_dialog_new (GtkWindow *parent, VpnClientQuestion *question)
{
  VpnGuiSecretDialog *self
      = g_object_new (VPN_GUI_TYPE_SECRET_DIALOG, "transient-for", parent, NULL);
  g_autofree char *text = vpn_client_question_get_text (question);

  self->question = g_object_ref (question);
  gtk_window_set_title (GTK_WINDOW (self), text);
  atk_object_set_name (gtk_widget_get_accessible (self->entry), text);
  g_signal_connect_object (question, "cancelled", G_CALLBACK (on_cancelled), self, 0);
  return GTK_WIDGET (self);
}

void
vpn_gui_secret_dialog_ask (GtkWindow *parent, VpnClientQuestion *question,
                           const char *profile_uuid)
{
  gtk_window_present (GTK_WINDOW (vpn_gui_secret_dialog_new (parent, question)));
}
