// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a click on add, edit, import, export or remove leads to. */
#include "vpn-gui-manage.h"

#include "vpn-import.h"
#include "vpn-error.h"
#include "vpn-gui-editor.h"
#include "vpn-gui-import.h"
#include "vpn-gui-keyring.h"

#include <glib/gi18n.h>

/* One dialog from opening to the stored profile; lives as long as its dialogs and calls do. */
typedef struct
{
  VpnGuiModel *model;     /* counted */
  VpnGuiProfile *profile; /* counted; NULL: a new one */
  GtkWidget *editor;      /* weak; NULL: not open */
  GtkWidget *import;      /* weak; NULL: not open */
} Job;

static Job *
job_new (VpnGuiModel *model, VpnGuiProfile *profile)
{
  Job *job = g_rc_box_new0 (Job);

  job->model = g_object_ref (model);
  g_set_object (&job->profile, profile);
  return job;
}

static void
job_clear (gpointer data)
{
  Job *job = data;

  g_clear_weak_pointer (&job->editor);
  g_clear_weak_pointer (&job->import);
  g_clear_object (&job->profile);
  g_object_unref (job->model);
}

static void
job_unref (gpointer job)
{
  g_rc_box_release_full (job, job_clear);
}

static void
job_unref_closure (gpointer job, GClosure *closure)
{
  job_unref (job);
}

static void
connect_job (GtkWidget *dialog, const char *signal, GCallback callback, Job *job)
{
  g_signal_connect_data (dialog, signal, callback, g_rc_box_acquire (job), job_unref_closure, 0);
}

/* genkand's refusal in words that say what to do. */
static char *
explain (const GError *error)
{
  if (vpn_error_is (error, VPN_ERROR_NOT_AUTHORIZED))
    return g_strdup (_ ("You may not do this here; ask an administrator of this computer"));
  if (vpn_error_is (error, VPN_ERROR_EXISTS))
    return g_strdup (_ ("There is a profile of that name already; choose another name"));
  if (vpn_error_is (error, VPN_ERROR_LIMIT))
    return g_strdup (_ ("There are too many profiles; remove one first"));
  return g_strdup (error->message);
}

static void
show_message (GtkWindow *parent, const char *title, const char *text)
{
  GtkWidget *dialog = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL, GTK_MESSAGE_ERROR,
                                              GTK_BUTTONS_CLOSE, "%s", title);

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", text);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_widget_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
vpn_gui_manage_show_refusal (GtkWindow *parent, const char *title, const GError *error)
{
  g_autofree char *words = explain (error);

  show_message (parent, title, words);
}

/* ---- Adding and changing --------------------------------------------------------------------- */

/* error NULL: it is stored. */
static void
settle (Job *job, const GError *error)
{
  g_autofree char *words = error == NULL ? NULL : explain (error);

  if (error == NULL && job->import != NULL)
    vpn_gui_import_keep_files (VPN_GUI_IMPORT (job->import));
  if (error != NULL && job->editor != NULL)
    vpn_gui_editor_show_error (VPN_GUI_EDITOR (job->editor), words);
  else if (error != NULL && job->import != NULL)
    vpn_gui_import_show_error (VPN_GUI_IMPORT (job->import), words);
  else if (error != NULL)
    show_message (NULL, _ ("The profile was not stored"), words);
  else if (job->editor != NULL)
    gtk_widget_destroy (job->editor);
  else if (job->import != NULL)
    gtk_widget_destroy (job->import);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vpn_gui_model_add_finish (VPN_GUI_MODEL (source), result, &error);

  settle (user_data, error);
  job_unref (user_data);
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  (void) vpn_gui_model_call_finish (VPN_GUI_MODEL (source), result, &error);
  settle (user_data, error);
  job_unref (user_data);
}

static void
on_save (VpnGuiEditor *editor, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (VpnProfile) settings = vpn_gui_editor_get_settings (editor, NULL);

  if (settings == NULL)
    return;
  if (job->profile == NULL)
    vpn_gui_model_add_async (job->model, settings, on_added, g_rc_box_acquire (job));
  else
    vpn_gui_model_update_async (job->model, job->profile, settings, on_updated,
                                g_rc_box_acquire (job));
}

/* What the last attempt failed by, if it is a setting. */
static const char *
key_to_change (VpnGuiProfile *profile)
{
  VpnReason reason = profile != NULL ? vpn_gui_profile_get_reason (profile) : VPN_REASON_NONE;

  return vpn_reason_get_fix (reason) == VPN_FIX_SETTINGS ? vpn_reason_get_key (reason) : NULL;
}

static void
open_editor (GtkWindow *parent, Job *job, const VpnProfile *settings)
{
  GtkWidget *editor = vpn_gui_editor_new (parent, settings, job->profile == NULL);
  const char *key = key_to_change (job->profile);

  if (key != NULL)
    vpn_gui_editor_show_key (VPN_GUI_EDITOR (editor), key);
  g_set_weak_pointer (&job->editor, editor);
  connect_job (editor, "save", G_CALLBACK (on_save), job);
  gtk_window_present (GTK_WINDOW (editor));
}

void
vpn_gui_manage_add (GtkWindow *parent, VpnGuiModel *model)
{
  Job *job = job_new (model, NULL);

  open_editor (parent, job, NULL);
  job_unref (job);
}

void
vpn_gui_manage_edit (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnProfile) settings
      = vpn_client_profile_get_settings (vpn_gui_profile_get_stored (profile), &error);
  Job *job;

  if (settings == NULL)
    {
      show_message (parent, _ ("This profile cannot be edited"), error->message);
      return;
    }
  job = job_new (model, profile);
  open_editor (parent, job, settings);
  job_unref (job);
}

/* ---- Importing ------------------------------------------------------------------------------- */

/* The editor came from an import: without it there is nothing left to do. */
static void
on_editor_gone (GtkWidget *editor, gpointer user_data)
{
  Job *job = user_data;

  if (job->import != NULL)
    gtk_widget_destroy (job->import);
}

static void
on_import_edit (VpnGuiImport *import, gpointer user_data)
{
  Job *job = user_data;

  gtk_widget_hide (GTK_WIDGET (import));
  open_editor (gtk_window_get_transient_for (GTK_WINDOW (import)), job,
               vpn_gui_import_get_settings (import));
  connect_job (job->editor, "destroy", G_CALLBACK (on_editor_gone), job);
}

static void
on_import (VpnGuiImport *import, gpointer user_data)
{
  Job *job = user_data;

  vpn_gui_model_add_async (job->model, vpn_gui_import_get_settings (import), on_added,
                           g_rc_box_acquire (job));
}

static void
import_file (GtkWindow *parent, VpnGuiModel *model, GFile *file)
{
  Job *job = job_new (model, NULL);
  GtkWidget *dialog = vpn_gui_import_new (parent, file);

  g_set_weak_pointer (&job->import, dialog);
  connect_job (dialog, "import", G_CALLBACK (on_import), job);
  connect_job (dialog, "edit", G_CALLBACK (on_import_edit), job);
  gtk_window_present (GTK_WINDOW (dialog));
  job_unref (job);
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GtkNativeDialog) owned = dialog; /* the reference of vpn_gui_manage_import() */
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    import_file (gtk_native_dialog_get_transient_for (dialog), user_data, file);
}

static GtkFileFilter *
new_filter (const char *name)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  return filter;
}

static void
add_filters (GtkFileChooser *chooser)
{
  GtkFileFilter *known = new_filter (_ ("Files that can be imported"));
  GtkFileFilter *all = new_filter (_ ("All files"));

  gtk_file_chooser_add_filter (chooser, known);
  for (gsize i = 0; vpn_importers ()[i] != NULL; i++)
    {
      const VpnImporter *importer = vpn_importers ()[i];
      GtkFileFilter *filter = new_filter (_ (importer->label));

      for (gsize p = 0; importer->patterns[p] != NULL; p++)
        {
          gtk_file_filter_add_pattern (known, importer->patterns[p]);
          gtk_file_filter_add_pattern (filter, importer->patterns[p]);
        }
      gtk_file_chooser_add_filter (chooser, filter);
    }
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, all);
}

void
vpn_gui_manage_import (GtkWindow *parent, VpnGuiModel *model, GFile *file)
{
  GtkFileChooserNative *chooser;

  if (file != NULL)
    {
      import_file (parent, model, file);
      return;
    }
  chooser = gtk_file_chooser_native_new (_ ("Import a VPN"), parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                         NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (chooser));
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_file_chosen), model, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- Removing -------------------------------------------------------------------------------- */

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnGuiProfile) profile = user_data;

  if (vpn_gui_model_call_finish (VPN_GUI_MODEL (source), result, &error))
    {
      vpn_gui_keyring_forget_profile (vpn_gui_profile_get_uuid (profile));
      return;
    }
  vpn_gui_manage_show_refusal (NULL, _ ("The profile was not removed"), error);
}

static void
on_remove_answered (GtkDialog *dialog, int response, gpointer user_data)
{
  Job *job = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    vpn_gui_model_delete_async (job->model, job->profile, on_removed, g_object_ref (job->profile));
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

/* A question whose answer yes cannot be taken back; on_answered gets the job. Takes job. */
static void
ask (GtkWindow *parent, const char *title, const char *text, const char *yes, GCallback on_answered,
     Job *job)
{
  GtkWidget *dialog = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL, GTK_MESSAGE_QUESTION,
                                              GTK_BUTTONS_NONE, "%s", title);
  GtkWidget *button;

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", text);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  button = gtk_dialog_add_button (GTK_DIALOG (dialog), yes, GTK_RESPONSE_ACCEPT);
  gtk_style_context_add_class (gtk_widget_get_style_context (button),
                               GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  connect_job (dialog, "response", on_answered, job);
  gtk_window_present (GTK_WINDOW (dialog));
  job_unref (job);
}

void
vpn_gui_manage_remove (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile)
{
  g_autofree char *title = g_strdup_printf (_ ("Remove “%s”?"), vpn_gui_profile_get_name (profile));

  ask (parent, title,
       _ ("Its settings and what your keyring remembers for it are deleted. Certificate files "
          "stay."),
       _ ("_Remove"), G_CALLBACK (on_remove_answered), job_new (model, profile));
}

/* ---- Opening --------------------------------------------------------------------------------- */

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!vpn_gui_model_call_finish (VPN_GUI_MODEL (source), result, &error))
    vpn_gui_manage_show_refusal (NULL, _ ("The network was not opened"), error);
}

static void
on_open_answered (GtkDialog *dialog, int response, gpointer user_data)
{
  Job *job = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    vpn_gui_model_open_async (job->model, on_opened, NULL);
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

void
vpn_gui_manage_open (GtkWindow *parent, VpnGuiModel *model)
{
  ask (parent, _ ("Open the network?"),
       _ ("All VPNs of this computer are disconnected, and what they would carry leaves in clear "
          "until the one that closes the network is connected again."),
       _ ("Disconnect and _Open"), G_CALLBACK (on_open_answered), job_new (model, NULL));
}

/* ---- Exporting ------------------------------------------------------------------------------- */

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    show_message (NULL, _ ("The profile was not exported"), error->message);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GFile) file = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = vpn_gui_model_export_finish (VPN_GUI_MODEL (source), result, &error);

  if (text != NULL)
    {
      g_file_replace_contents_bytes_async (file, text, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                           on_written, NULL);
      return;
    }
  vpn_gui_manage_show_refusal (NULL, _ ("The profile was not exported"), error);
}

static void
on_target_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Job *job = user_data;
  GFile *file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    vpn_gui_model_export_async (job->model, job->profile, on_exported, file);
  g_object_unref (dialog); /* the reference of vpn_gui_manage_export() */
}

void
vpn_gui_manage_export (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile)
{
  Job *job = job_new (model, profile);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export a VPN"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = g_strconcat (vpn_gui_profile_get_name (profile), ".genkan", NULL);

  (void) g_strdelimit (name, G_DIR_SEPARATOR_S, '_');
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_do_overwrite_confirmation (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_target_chosen), job, job_unref_closure,
                         0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
