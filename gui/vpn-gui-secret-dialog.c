// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Asks for a secret. */
#include "vpn-gui-secret-dialog.h"

#include "vpn-client-text.h"
#include "vpn-gui-keyring.h"
#include "vpn-gui-secret-buffer.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include <string.h>

#define MARGIN      18
#define ENTRY_CHARS 32
#define TEXT_CHARS  48

struct _VpnGuiSecretDialog
{
  GtkDialog parent_instance;

  VpnClientQuestion *question;    /* counted */
  char *profile_uuid;             /* owned; NULL: not kept */
  GtkWidget *box;                 /* borrowed: child */
  GtkWidget *entry, *repeat;      /* borrowed: children; repeat NULL: not asked twice */
  GtkWidget *mismatch, *remember; /* borrowed: children or NULL */
};

G_DEFINE_FINAL_TYPE (VpnGuiSecretDialog, vpn_gui_secret_dialog, GTK_TYPE_DIALOG)

static const char *
name_entry (VpnSecretKind kind)
{
  switch (kind)
    {
    case VPN_SECRET_PSK:
      return _ ("Pre-shared _key");
    case VPN_SECRET_PPK:
      return _ ("Post-quantum _key");
    case VPN_SECRET_PASSWORD:
      return _ ("_Password");
    case VPN_SECRET_RESPONSE:
      return _ ("_Answer");
    case VPN_SECRET_NEW_PASSWORD:
      return _ ("New _password");
    case VPN_SECRET_KEY_PASSPHRASE:
      return _ ("_Passphrase");
    case VPN_SECRET_PIN:
      return _ ("_PIN");
    }
  return _ ("_Answer");
}

/* ---- Answering ------------------------------------------------------------------------------- */

static void
on_cancelled (VpnClientQuestion *question, const char *reason, gpointer user_data)
{
  gtk_widget_destroy (user_data);
}

static void
answer (VpnGuiSecretDialog *self)
{
  VpnSecretKind kind = vpn_client_question_get_kind (self->question);
  const char *typed = gtk_entry_get_text (GTK_ENTRY (self->entry));
  gsize len = strlen (typed);
  char *copy = g_strndup (typed, len);

  if (self->remember != NULL && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->remember)))
    vpn_gui_keyring_keep (self->profile_uuid, kind,
                          vpn_client_question_get_profile (self->question), copy);
  /* Our own "cancelled" handler must not meet the answered question. */
  g_signal_handlers_disconnect_by_func (self->question, on_cancelled, self);
  (void) vpn_client_question_answer (self->question, copy, len, vpn_gui_keyring_may_keep (kind));
  g_free (copy);
}

static void
vpn_gui_secret_dialog_response (GtkDialog *dialog, int response)
{
  VpnGuiSecretDialog *self = VPN_GUI_SECRET_DIALOG (dialog);

  if (response == GTK_RESPONSE_OK)
    answer (self);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
check (VpnGuiSecretDialog *self)
{
  const char *typed = gtk_entry_get_text (GTK_ENTRY (self->entry));
  gboolean same
      = self->repeat == NULL || strcmp (typed, gtk_entry_get_text (GTK_ENTRY (self->repeat))) == 0;
  /* Some servers want "Enter" and nothing else for an answer. */
  gboolean enough
      = *typed != '\0' || vpn_client_question_get_kind (self->question) == VPN_SECRET_RESPONSE;

  if (self->repeat != NULL)
    gtk_widget_set_visible (self->mismatch,
                            !same && *gtk_entry_get_text (GTK_ENTRY (self->repeat)) != '\0');
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_OK, same && enough);
}

static void
on_typed (GtkEditable *editable, gpointer user_data)
{
  check (user_data);
}

static void
on_show_toggled (GtkToggleButton *button, gpointer user_data)
{
  VpnGuiSecretDialog *self = user_data;
  gboolean visible = gtk_toggle_button_get_active (button);

  gtk_entry_set_visibility (GTK_ENTRY (self->entry), visible);
  if (self->repeat != NULL)
    gtk_entry_set_visibility (GTK_ENTRY (self->repeat), visible);
}

/* ---- Building -------------------------------------------------------------------------------- */

static GtkWidget *
add_text (VpnGuiSecretDialog *self, const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_CHARS);
  if (style_class != NULL)
    gtk_style_context_add_class (gtk_widget_get_style_context (label), style_class);
  gtk_box_pack_start (GTK_BOX (self->box), label, FALSE, FALSE, 0);
  return label;
}

static GtkWidget *
add_entry (VpnGuiSecretDialog *self, const char *name)
{
  g_autoptr (GtkEntryBuffer) buffer = vpn_gui_secret_buffer_new ();
  GtkWidget *label = gtk_label_new_with_mnemonic (name);
  GtkWidget *entry = gtk_entry_new_with_buffer (buffer);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  atk_object_set_name (gtk_widget_get_accessible (entry), gtk_label_get_text (GTK_LABEL (label)));
  gtk_entry_set_visibility (GTK_ENTRY (entry), FALSE);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_PASSWORD);
  gtk_entry_set_width_chars (GTK_ENTRY (entry), ENTRY_CHARS);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_widget_set_margin_top (label, 6);
  gtk_box_pack_start (GTK_BOX (self->box), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self->box), entry, FALSE, FALSE, 0);
  g_signal_connect (entry, "changed", G_CALLBACK (on_typed), self);
  return entry;
}

static void
add_question (VpnGuiSecretDialog *self)
{
  g_autofree char *text = vpn_client_question_get_text (self->question);
  const char *gateway = vpn_client_question_get_gateway (self->question);
  PangoAttrList *bold = pango_attr_list_new ();

  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  gtk_label_set_attributes (GTK_LABEL (add_text (self, text, NULL)), bold);
  pango_attr_list_unref (bold);
  if (*gateway != '\0')
    {
      g_autofree char *where = g_strdup_printf (_ ("Gateway: %s"), gateway);

      (void) add_text (self, where, GTK_STYLE_CLASS_DIM_LABEL);
    }
  if (vpn_client_question_is_retry (self->question))
    (void) add_text (self, vpn_client_text_refusal (vpn_client_question_get_kind (self->question)),
                     GTK_STYLE_CLASS_ERROR);
}

static void
add_choices (VpnGuiSecretDialog *self)
{
  GtkWidget *show = gtk_check_button_new_with_mnemonic (_ ("_Show"));

  g_signal_connect (show, "toggled", G_CALLBACK (on_show_toggled), self);
  gtk_box_pack_start (GTK_BOX (self->box), show, FALSE, FALSE, 0);
  if (self->profile_uuid == NULL
      || !vpn_gui_keyring_may_keep (vpn_client_question_get_kind (self->question)))
    return;
  self->remember = gtk_check_button_new_with_mnemonic (_ ("_Remember in my keyring"));
  gtk_box_pack_start (GTK_BOX (self->box), self->remember, FALSE, FALSE, 0);
}

static void
build (VpnGuiSecretDialog *self)
{
  VpnSecretKind kind = vpn_client_question_get_kind (self->question);

  add_question (self);
  self->entry = add_entry (self, name_entry (kind));
  if (kind == VPN_SECRET_NEW_PASSWORD)
    {
      self->repeat = add_entry (self, _ ("The same _again"));
      self->mismatch = add_text (self, _ ("The two are not the same"), GTK_STYLE_CLASS_ERROR);
    }
  add_choices (self);
  gtk_widget_show_all (self->box);
  check (self);
  gtk_widget_grab_focus (self->entry);
}

static void
vpn_gui_secret_dialog_dispose (GObject *object)
{
  VpnGuiSecretDialog *self = VPN_GUI_SECRET_DIALOG (object);

  /* Also when the window was closed or the program ends. Answered questions stay answered. */
  if (self->question != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->question, on_cancelled, self);
      vpn_client_question_decline (self->question);
    }
  g_clear_object (&self->question);
  G_OBJECT_CLASS (vpn_gui_secret_dialog_parent_class)->dispose (object);
}

static void
vpn_gui_secret_dialog_finalize (GObject *object)
{
  g_free (VPN_GUI_SECRET_DIALOG (object)->profile_uuid);
  G_OBJECT_CLASS (vpn_gui_secret_dialog_parent_class)->finalize (object);
}

static void
vpn_gui_secret_dialog_class_init (VpnGuiSecretDialogClass *klass)
{
  GTK_DIALOG_CLASS (klass)->response = vpn_gui_secret_dialog_response;
  G_OBJECT_CLASS (klass)->dispose = vpn_gui_secret_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = vpn_gui_secret_dialog_finalize;
}

static void
vpn_gui_secret_dialog_init (VpnGuiSecretDialog *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, MARGIN);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-password", GTK_ICON_SIZE_DIALOG);
  GtkWidget *accept;

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_object_set (row, "margin", MARGIN, NULL);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_pack_start (GTK_BOX (row), icon, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->box, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (content), row, TRUE, TRUE, 0);
  gtk_widget_show_all (row);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  accept = gtk_dialog_add_button (GTK_DIALOG (self), _ ("C_ontinue"), GTK_RESPONSE_OK);
  gtk_style_context_add_class (gtk_widget_get_style_context (accept),
                               GTK_STYLE_CLASS_SUGGESTED_ACTION);
  g_object_set (gtk_widget_get_parent (accept), "margin", MARGIN, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_OK);
}

GtkWidget *
vpn_gui_secret_dialog_new (GtkWindow *parent, VpnClientQuestion *question, const char *profile_uuid)
{
  VpnGuiSecretDialog *self = g_object_new (VPN_GUI_TYPE_SECRET_DIALOG, "transient-for", parent,
                                           "resizable", FALSE, "urgency-hint", TRUE, NULL);
  g_autofree char *title
      = g_strdup_printf (_ ("Sign in to %s"), vpn_client_question_get_profile (question));

  gtk_window_set_title (GTK_WINDOW (self), title);
  if (parent == NULL)
    gtk_window_set_position (GTK_WINDOW (self), GTK_WIN_POS_CENTER);
  self->question = g_object_ref (question);
  self->profile_uuid = g_strdup (profile_uuid);
  build (self);
  g_signal_connect_object (question, "cancelled", G_CALLBACK (on_cancelled), self, 0);
  return GTK_WIDGET (self);
}

/* ---- The keyring first ----------------------------------------------------------------------- */

typedef struct
{
  GtkWindow *parent;           /* weak */
  VpnClientQuestion *question; /* counted */
  char *profile_uuid;          /* owned */
  GCancellable *cancellable;   /* owned */
  gulong handler;
} Asking;

static void
asking_free (Asking *asking)
{
  g_signal_handler_disconnect (asking->question, asking->handler);
  g_clear_weak_pointer (&asking->parent);
  g_object_unref (asking->question);
  g_object_unref (asking->cancellable);
  g_free (asking->profile_uuid);
  g_free (asking);
}

static void
on_withdrawn (VpnClientQuestion *question, const char *reason, gpointer user_data)
{
  Asking *asking = user_data;

  g_cancellable_cancel (asking->cancellable);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GError) error = NULL;
  char *secret = vpn_gui_keyring_look_up_finish (result, &error);

  if (error != NULL)
    g_debug ("No answer from the keyring: %s", error->message);
  if (secret != NULL)
    (void) vpn_client_question_answer (asking->question, secret, strlen (secret), TRUE);
  else if (!g_cancellable_is_cancelled (asking->cancellable))
    gtk_window_present (GTK_WINDOW (
        vpn_gui_secret_dialog_new (asking->parent, asking->question, asking->profile_uuid)));
  secret_password_free (secret);
  asking_free (asking);
}

void
vpn_gui_secret_dialog_ask (GtkWindow *parent, VpnClientQuestion *question, const char *profile_uuid)
{
  VpnSecretKind kind = vpn_client_question_get_kind (question);
  gboolean kept = profile_uuid != NULL && vpn_gui_keyring_may_keep (kind);
  Asking *asking;

  if (kept && vpn_client_question_is_retry (question))
    vpn_gui_keyring_forget (profile_uuid, kind);
  if (!kept || vpn_client_question_is_retry (question))
    {
      gtk_window_present (GTK_WINDOW (vpn_gui_secret_dialog_new (parent, question, profile_uuid)));
      return;
    }
  asking = g_new0 (Asking, 1);
  g_set_weak_pointer (&asking->parent, parent);
  asking->question = g_object_ref (question);
  asking->profile_uuid = g_strdup (profile_uuid);
  asking->cancellable = g_cancellable_new ();
  asking->handler = g_signal_connect (question, "cancelled", G_CALLBACK (on_withdrawn), asking);
  vpn_gui_keyring_look_up_async (profile_uuid, kind, asking->cancellable, on_looked_up, asking);
}
