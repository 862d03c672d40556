// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Shows what a file holds before it is stored. */
#include "vpn-gui-import.h"

#include "vpn-client-agent.h"
#include "vpn-client-certificate.h"
#include "vpn-gui-grid.h"
#include "vpn-import.h"
#include "vpn-client-text.h"
#include "vpn-gui-secret-buffer.h"
#include "vpn-gui-words.h"

#include <glib/gi18n.h>

#include <string.h>

#define WIDTH  480 /* pixels at 100 % */
#define MARGIN 18

#define REPORT_HEIGHT 160 /* pixels */

enum
{
  RESPONSE_EDIT = 1,
  RESPONSE_OPEN,
};

struct _VpnGuiImport
{
  GtkDialog parent_instance;

  GCancellable *cancellable; /* owned */
  char *name;                /* owned; of the file, made safe to print */
  GBytes *data;              /* owned; NULL until it was read */
  VpnImport *import;         /* owned; NULL until it was understood */
  gboolean keep;             /* the files of the import belong to a profile now */
  GtkWidget *problem, *password_box, *password, *ca_check, *grid; /* borrowed: children */
  GtkWidget *report, *fields;                                     /* borrowed: children */
  GtkWidget *open, *edit, *add;                                   /* borrowed: buttons */
};

G_DEFINE_FINAL_TYPE (VpnGuiImport, vpn_gui_import, GTK_TYPE_DIALOG)

/* ---- The preview ----------------------------------------------------------------------------- */

static void
add_row (VpnGuiImport *self, int row, const char *label, const char *value)
{
  GtkWidget *text = vpn_gui_grid_add_row (GTK_GRID (self->grid), row, label, value);

  gtk_widget_set_can_focus (text, FALSE);
  gtk_widget_set_hexpand (text, TRUE);
}

static int
add_certificate_rows (VpnGuiImport *self, int row)
{
  GTlsCertificate *certificate = vpn_import_get_certificate (self->import);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;
  g_autofree char *validity = NULL;
  g_autofree char *folder = vpn_import_get_folder ();
  g_autofree char *where = NULL;

  if (certificate == NULL)
    return row;
  subject = vpn_client_certificate_subject (certificate);
  issuer = vpn_client_certificate_issuer (certificate);
  validity = vpn_client_certificate_validity (certificate, now, NULL);
  where = g_strdup_printf (_ ("In %s, readable only by you"), folder);
  add_row (self, row++, _ ("Certificate of"), subject);
  add_row (self, row++, _ ("Issued by"), issuer);
  add_row (self, row++, _ ("Validity"), validity);
  add_row (self, row++, _ ("Private key"), where);
  return row;
}

static void
show_settings (VpnGuiImport *self)
{
  VpnProfile *settings = vpn_import_get_settings (self->import);
  int row = 0;

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autofree char *text = NULL;

      if (!vpn_profile_is_set (settings, key->name))
        continue;
      text = vpn_profile_get_text (settings, key->name);
      add_row (self, row++, _ (key->label),
               key->type == VPN_TYPE_CHOICE ? vpn_profile_key_describe_choice (key, text) : text);
    }
  (void) add_certificate_rows (self, row);
  gtk_widget_show_all (self->grid);
}

/* "VPNRemoteIdentifier = vpn.example.org", and what became of it. */
static void
add_field (VpnGuiImport *self, int row, const VpnImportField *field)
{
  const VpnProfileKey *key = field->key == NULL ? NULL : vpn_profile_key_find (field->key);
  const char *value = field->value != NULL ? field->value : _ ("(not shown)");
  g_autofree char *label = g_strdup_printf ("%s = %s", field->name, value);
  /* Translators: what became of a setting of a file that cannot be taken over. */
  const char *place = key != NULL ? _ (key->label) : _ ("Left out");
  g_autofree char *note
      = field->note == NULL ? NULL : g_strdup_printf ("%s: %s", place, field->note);

  (void) vpn_gui_grid_add_row (GTK_GRID (self->fields), row, label, note != NULL ? note : place);
}

/* What became of each setting of the file: what has no counterpart comes first, and unasked. */
static void
show_report (VpnGuiImport *self)
{
  GPtrArray *fields = vpn_import_get_fields (self->import);
  guint left_out = 0;
  int row = 0;
  g_autofree char *title = NULL;

  for (guint i = 0; i < fields->len; i++)
    if (((const VpnImportField *) fields->pdata[i])->key == NULL)
      add_field (self, row++, fields->pdata[i]);
  left_out = (guint) row;
  for (guint i = 0; i < fields->len; i++)
    if (((const VpnImportField *) fields->pdata[i])->key != NULL)
      add_field (self, row++, fields->pdata[i]);
  title = g_strdup_printf (_ ("Settings of the file: %u, without a counterpart: %u"), fields->len,
                           left_out);
  gtk_expander_set_label (GTK_EXPANDER (self->report), title);
  gtk_expander_set_expanded (GTK_EXPANDER (self->report), left_out > 0);
  gtk_widget_show_all (self->fields);
  gtk_widget_set_visible (self->report, fields->len > 0);
}

static void
offer_ca (VpnGuiImport *self)
{
  GTlsCertificate *ca = vpn_import_get_ca (self->import);
  g_autofree char *name = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *text = NULL;
  g_autofree char *proof = NULL;

  if (ca == NULL)
    return;
  name = vpn_client_certificate_short_name (ca);
  text = g_strdup_printf (_ ("Believe only gateways that “%s” vouches for"), name);
  gtk_button_set_label (GTK_BUTTON (self->ca_check), text);
  fingerprint = vpn_client_certificate_fingerprint (ca);
  proof = g_strdup_printf (_ ("Fingerprint (SHA-256): %s"), fingerprint);
  gtk_widget_set_tooltip_text (self->ca_check, proof);
  gtk_widget_show (self->ca_check);
}

static void
show_problem (VpnGuiImport *self, const char *message)
{
  g_autofree char *words = message == NULL ? NULL : vpn_gui_words_plain (message);

  gtk_label_set_text (GTK_LABEL (self->problem), words != NULL ? words : "");
  gtk_widget_set_visible (self->problem, words != NULL);
}

/* Complete settings can be added as they are; others need the person's hand first. */
static void
show_content (VpnGuiImport *self)
{
  VpnProfile *settings = vpn_import_get_settings (self->import);
  gboolean by_certificate = vpn_import_get_certificate (self->import) != NULL;
  gboolean complete = !by_certificate && vpn_profile_is_set (settings, VPN_KEY_NAME)
                      && vpn_profile_validate (settings, NULL);

  show_problem (self, NULL);
  gtk_widget_hide (self->password_box);
  gtk_widget_hide (self->open);
  show_settings (self);
  show_report (self);
  offer_ca (self);
  gtk_widget_set_visible (self->add, complete);
  gtk_button_set_label (GTK_BUTTON (self->edit), complete ? _ ("_Edit First") : _ ("C_ontinue"));
  gtk_widget_show (self->edit);
  gtk_dialog_set_default_response (GTK_DIALOG (self), complete ? GTK_RESPONSE_OK : RESPONSE_EDIT);
  gtk_widget_grab_focus (complete ? self->add : self->edit);
}

/* ---- Reading --------------------------------------------------------------------------------- */

static void
ask_for_password (VpnGuiImport *self, gboolean again)
{
  show_problem (self, again ? _ ("That was not the password; try again") : NULL);
  gtk_widget_show (self->password_box);
  gtk_widget_show (self->open);
  gtk_dialog_set_default_response (GTK_DIALOG (self), RESPONSE_OPEN);
  gtk_entry_set_text (GTK_ENTRY (self->password), "");
  gtk_widget_grab_focus (self->password);
}

static void
understand (VpnGuiImport *self, const char *password)
{
  g_autoptr (GError) error = NULL;

  self->import = vpn_import_new (self->name, self->data, password, &error);
  if (self->import != NULL)
    show_content (self);
  else if (vpn_import_wants_password (error))
    ask_for_password (self, password != NULL);
  else
    show_problem (self, error->message);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) data = vpn_import_load_finish (result, &error);
  VpnGuiImport *self = user_data;

  /* Only then is self certainly there. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (data == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  self->data = g_steal_pointer (&data);
  understand (self, NULL);
}

/* ---- The dialog ------------------------------------------------------------------------------ */

static void
hand_over (VpnGuiImport *self, const char *signal)
{
  g_autoptr (GError) error = NULL;

  vpn_import_set_use_ca (self->import,
                         gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->ca_check)));
  if (!vpn_import_store (self->import, &error))
    {
      show_problem (self, error->message);
      return;
    }
  show_problem (self, NULL);
  g_signal_emit_by_name (self, signal);
}

static void
vpn_gui_import_response (GtkDialog *dialog, int response)
{
  VpnGuiImport *self = VPN_GUI_IMPORT (dialog);

  if (response == RESPONSE_OPEN && self->data != NULL)
    understand (self, gtk_entry_get_text (GTK_ENTRY (self->password)));
  else if (response == RESPONSE_EDIT && self->import != NULL)
    hand_over (self, "edit");
  else if (response == GTK_RESPONSE_OK && self->import != NULL)
    hand_over (self, "import");
  else
    gtk_widget_destroy (GTK_WIDGET (self));
}

static void
vpn_gui_import_dispose (GObject *object)
{
  VpnGuiImport *self = VPN_GUI_IMPORT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->import != NULL && !self->keep)
    vpn_import_unstore (self->import);
  G_OBJECT_CLASS (vpn_gui_import_parent_class)->dispose (object);
}

static void
vpn_gui_import_finalize (GObject *object)
{
  VpnGuiImport *self = VPN_GUI_IMPORT (object);

  vpn_import_free (self->import);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self->name);
  G_OBJECT_CLASS (vpn_gui_import_parent_class)->finalize (object);
}

static void
vpn_gui_import_class_init (VpnGuiImportClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vpn_gui_import_dispose;
  G_OBJECT_CLASS (klass)->finalize = vpn_gui_import_finalize;
  GTK_DIALOG_CLASS (klass)->response = vpn_gui_import_response;
  g_signal_new ("import", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
make_password_box (VpnGuiImport *self)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Password of the file"));
  g_autoptr (GtkEntryBuffer) buffer = vpn_gui_secret_buffer_new ();

  self->password_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->password = gtk_entry_new_with_buffer (buffer);
  gtk_entry_set_visibility (GTK_ENTRY (self->password), FALSE);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->password), GTK_INPUT_PURPOSE_PASSWORD);
  gtk_entry_set_activates_default (GTK_ENTRY (self->password), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->password);
  atk_object_set_name (gtk_widget_get_accessible (self->password),
                       gtk_label_get_text (GTK_LABEL (label)));
  gtk_container_add (GTK_CONTAINER (self->password_box), label);
  gtk_container_add (GTK_CONTAINER (self->password_box), self->password);
}

/* A long one is scrolled in: the buttons below must stay on the screen. */
static void
make_report (VpnGuiImport *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL);

  self->report = gtk_expander_new (NULL);
  self->fields = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->fields), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->fields), 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), REPORT_HEIGHT);
  gtk_widget_set_margin_top (scrolled, 6);
  gtk_container_add (GTK_CONTAINER (scrolled), self->fields);
  gtk_container_add (GTK_CONTAINER (self->report), scrolled);
}

static void
make_content (VpnGuiImport *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  g_object_set (box, "margin", MARGIN, NULL);
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  make_password_box (self);
  make_report (self);
  self->ca_check = gtk_check_button_new_with_label ("");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->ca_check), TRUE);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->problem), GTK_STYLE_CLASS_ERROR);
  gtk_container_add (GTK_CONTAINER (box), self->grid);
  gtk_container_add (GTK_CONTAINER (box), self->report);
  gtk_container_add (GTK_CONTAINER (box), self->password_box);
  gtk_container_add (GTK_CONTAINER (box), self->ca_check);
  gtk_container_add (GTK_CONTAINER (box), self->problem);
  gtk_widget_set_size_request (box, WIDTH, -1);
  gtk_box_pack_start (GTK_BOX (content), box, TRUE, TRUE, 0);
  gtk_widget_show_all (box); /* not content: the buttons are in it */
  gtk_widget_hide (self->report);
  gtk_widget_hide (self->password_box);
  gtk_widget_hide (self->ca_check);
  gtk_widget_hide (self->problem);
}

static void
vpn_gui_import_init (VpnGuiImport *self)
{
  GtkDialog *dialog = GTK_DIALOG (self);

  self->cancellable = g_cancellable_new ();
  gtk_dialog_add_button (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  self->open = gtk_dialog_add_button (dialog, _ ("_Open"), RESPONSE_OPEN);
  self->edit = gtk_dialog_add_button (dialog, _ ("_Edit First"), RESPONSE_EDIT);
  self->add = gtk_dialog_add_button (dialog, _ ("_Add"), GTK_RESPONSE_OK);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->add),
                               GTK_STYLE_CLASS_SUGGESTED_ACTION);
  g_object_set (gtk_widget_get_parent (self->add), "margin", MARGIN, NULL);
  gtk_widget_hide (self->open);
  gtk_widget_hide (self->edit);
  gtk_widget_hide (self->add);
  make_content (self);
}

GtkWidget *
vpn_gui_import_new (GtkWindow *parent, GFile *file)
{
  VpnGuiImport *self
      = g_object_new (VPN_GUI_TYPE_IMPORT, "transient-for", parent, "modal", TRUE, NULL);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *title = NULL;

  self->name = vpn_client_text_clean (base != NULL ? base : "");
  title = g_strdup_printf (_ ("Import from %s"), self->name);
  gtk_window_set_title (GTK_WINDOW (self), title);
  vpn_import_load_async (file, self->cancellable, on_loaded, self);
  return GTK_WIDGET (self);
}

const VpnProfile *
vpn_gui_import_get_settings (VpnGuiImport *self)
{
  return self->import == NULL ? NULL : vpn_import_get_settings (self->import);
}

void
vpn_gui_import_show_error (VpnGuiImport *self, const char *message)
{
  if (self->import != NULL)
    vpn_import_unstore (self->import);
  show_problem (self, message);
}

void
vpn_gui_import_keep_files (VpnGuiImport *self)
{
  self->keep = TRUE;
}
