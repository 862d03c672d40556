// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A chosen file with what it holds. */
#include "vpn-gui-file.h"

#include "vpn-client-certificate.h"
#include "vpn-import.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>

struct _VpnGuiFile
{
  GtkBox parent_instance;

  GtkWidget *entry, *preview; /* borrowed: children */
  char *title;                /* owned */
  gboolean is_key;
  GCancellable *cancellable;     /* owned; of the file being read */
  GtkFileChooserNative *chooser; /* owned; NULL: not open */
};

G_DEFINE_FINAL_TYPE (VpnGuiFile, vpn_gui_file, GTK_TYPE_BOX)

static void
show_preview (VpnGuiFile *self, const char *text, gboolean good)
{
  GtkStyleContext *context = gtk_widget_get_style_context (self->preview);

  gtk_label_set_text (GTK_LABEL (self->preview), text);
  gtk_widget_set_visible (self->preview, *text != '\0');
  if (good)
    gtk_style_context_remove_class (context, GTK_STYLE_CLASS_ERROR);
  else
    gtk_style_context_add_class (context, GTK_STYLE_CLASS_ERROR);
  atk_object_set_description (gtk_widget_get_accessible (self->entry), text);
}

static void
preview_certificate (VpnGuiFile *self, GBytes *data)
{
  gsize len;
  const char *pem = g_bytes_get_data (data, &len);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *subject = NULL;
  g_autofree char *validity = NULL;
  g_autofree char *text = NULL;
  gboolean good;

  certificate = g_tls_certificate_new_from_pem (pem, (gssize) len, &error);
  if (certificate == NULL)
    {
      show_preview (self, _ ("This is not a certificate in PEM form"), FALSE);
      return;
    }
  subject = vpn_client_certificate_subject (certificate);
  validity = vpn_client_certificate_validity (certificate, now, &good);
  text = g_strconcat (subject, "\n", validity, NULL);
  show_preview (self, text, good);
}

/* Never parsed here: genkand is the one that uses it. */
static void
preview_key (VpnGuiFile *self, GBytes *data)
{
  gsize len;
  const char *pem = g_bytes_get_data (data, &len);
  GStatBuf info;

  if (g_strstr_len (pem, (gssize) len, "PRIVATE KEY-----") == NULL)
    show_preview (self, _ ("This is not a private key in PEM form"), FALSE);
  else if (g_stat (vpn_gui_file_get_path (self), &info) == 0 && (info.st_mode & 0077) != 0)
    show_preview (
        self, _ ("Other users of this computer can read this key; change its permissions"), FALSE);
  else if (g_strstr_len (pem, (gssize) len, "ENCRYPTED") != NULL)
    show_preview (self, _ ("A key with a passphrase, asked for when you connect"), TRUE);
  else
    show_preview (self, _ ("A key that only you can read"), TRUE);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) data = vpn_import_load_finish (result, &error);
  VpnGuiFile *self = user_data;

  /* Only then is self certainly there. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (data == NULL)
    show_preview (self, error->message, FALSE);
  else if (self->is_key)
    preview_key (self, data);
  else
    preview_certificate (self, data);
}

static void
on_path_changed (GtkEditable *editable, gpointer user_data)
{
  VpnGuiFile *self = user_data;
  const char *path = vpn_gui_file_get_path (self);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  show_preview (self, "", TRUE);
  if (g_path_is_absolute (path))
    {
      g_autoptr (GFile) file = g_file_new_for_path (path);

      self->cancellable = g_cancellable_new ();
      vpn_import_load_async (file, self->cancellable, on_loaded, self);
    }
  g_signal_emit_by_name (self, "changed");
}

static void
on_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  VpnGuiFile *self = user_data;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog));
  g_clear_object (&self->chooser);
  if (path != NULL)
    vpn_gui_file_set_path (self, path);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (; *patterns != NULL; patterns++)
    gtk_file_filter_add_pattern (filter, *patterns);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
on_choose_clicked (GtkButton *button, gpointer user_data)
{
  static const char *const certificates[] = { "*.pem", "*.crt", "*.cer", NULL };
  static const char *const keys[] = { "*.pem", "*.key", NULL };
  static const char *const all[] = { "*", NULL };
  VpnGuiFile *self = user_data;
  GtkWidget *top = gtk_widget_get_toplevel (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (self->title, GTK_WINDOW (top),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (self->is_key)
    add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("Private keys"), keys);
  else
    add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("Certificates"), certificates);
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("All files"), all);
  if (*vpn_gui_file_get_path (self) != '\0')
    (void) gtk_file_chooser_set_filename (GTK_FILE_CHOOSER (self->chooser),
                                          vpn_gui_file_get_path (self));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
vpn_gui_file_dispose (GObject *object)
{
  VpnGuiFile *self = VPN_GUI_FILE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (vpn_gui_file_parent_class)->dispose (object);
}

static void
vpn_gui_file_finalize (GObject *object)
{
  g_free (VPN_GUI_FILE (object)->title);
  G_OBJECT_CLASS (vpn_gui_file_parent_class)->finalize (object);
}

static void
vpn_gui_file_class_init (VpnGuiFileClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vpn_gui_file_dispose;
  G_OBJECT_CLASS (klass)->finalize = vpn_gui_file_finalize;
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
vpn_gui_file_init (VpnGuiFile *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose…"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_box_pack_start (GTK_BOX (row), self->entry, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), button, FALSE, FALSE, 0);
  self->preview = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->preview), 0);
  gtk_label_set_line_wrap (GTK_LABEL (self->preview), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (self->preview), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (self->preview), TRUE);
  gtk_widget_set_can_focus (self->preview, FALSE);
  gtk_widget_set_no_show_all (self->preview, TRUE);
  gtk_box_pack_start (GTK_BOX (self), row, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), self->preview, FALSE, FALSE, 0);
  g_signal_connect (self->entry, "changed", G_CALLBACK (on_path_changed), self);
  g_signal_connect (button, "clicked", G_CALLBACK (on_choose_clicked), self);
}

GtkWidget *
vpn_gui_file_new (const char *title, gboolean is_key)
{
  VpnGuiFile *self = g_object_new (VPN_GUI_TYPE_FILE, NULL);

  self->title = g_strdup (title);
  self->is_key = is_key;
  return GTK_WIDGET (self);
}

const char *
vpn_gui_file_get_path (VpnGuiFile *self)
{
  return gtk_entry_get_text (GTK_ENTRY (self->entry));
}

void
vpn_gui_file_set_path (VpnGuiFile *self, const char *path)
{
  gtk_entry_set_text (GTK_ENTRY (self->entry), path);
  /* The end tells more about a path than its beginning. */
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

GtkWidget *
vpn_gui_file_get_entry (VpnGuiFile *self)
{
  return self->entry;
}
