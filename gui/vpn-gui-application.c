// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-gui-application.h"

#include "config.h"
#include "vpn-gui-manage.h"
#include "vpn-gui-model.h"
#include "vpn-gui-secret-dialog.h"

#include <glib/gi18n.h>

struct _VpnGuiApplication
{
  GtkApplication parent_instance;

  VpnGuiModel *model;  /* owned; from startup to shutdown */
  GPtrArray *wishes;   /* owned; names to connect as soon as there is contact */
  gboolean background; /* started without a window, as the desktop does at login */
};

G_DEFINE_FINAL_TYPE (VpnGuiApplication, vpn_gui_application, GTK_TYPE_APPLICATION)

static GtkWindow *
get_window (VpnGuiApplication *self)
{
  return gtk_application_get_active_window (GTK_APPLICATION (self));
}

static VpnGuiProfile *
find_target (VpnGuiApplication *self, GVariant *parameter)
{
  return vpn_gui_model_find (self->model, g_variant_get_string (parameter, NULL));
}

/* ---- Actions --------------------------------------------------------------------------------- */

static void
on_show (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (user_data);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (user_data);
}

static void
on_connect (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    vpn_gui_model_connect (self->model, profile);
}

static void
on_disconnect (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    vpn_gui_model_disconnect (self->model, profile);
}

static void
on_add (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;

  vpn_gui_manage_add (get_window (self), self->model);
}

static void
on_import (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;

  vpn_gui_manage_import (get_window (self), self->model, NULL);
}

static void
on_edit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    vpn_gui_manage_edit (get_window (self), self->model, profile);
}

static void
on_remove (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    vpn_gui_manage_remove (get_window (self), self->model, profile);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    vpn_gui_manage_export (get_window (self), self->model, profile);
}

static void
add_actions (VpnGuiApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "show", .activate = on_show },
    { .name = "quit", .activate = on_quit },
    { .name = "add", .activate = on_add },
    { .name = "import", .activate = on_import },
    { .name = "connect", .activate = on_connect, .parameter_type = "s" },
    { .name = "disconnect", .activate = on_disconnect, .parameter_type = "s" },
    { .name = "edit", .activate = on_edit, .parameter_type = "s" },
    { .name = "remove", .activate = on_remove, .parameter_type = "s" },
    { .name = "export", .activate = on_export, .parameter_type = "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/* ---- What was asked at the start ------------------------------------------------------------- */

static void
fulfil_wishes (VpnGuiApplication *self)
{
  if (!vpn_gui_model_is_running (self->model))
    return;
  for (guint i = 0; i < self->wishes->len; i++)
    {
      VpnGuiProfile *profile = vpn_gui_model_find (self->model, self->wishes->pdata[i]);

      if (profile != NULL)
        vpn_gui_model_connect (self->model, profile);
      else
        g_message ("There is no profile \"%s\"", (const char *) self->wishes->pdata[i]);
    }
  g_ptr_array_set_size (self->wishes, 0);
}

static void
on_ready (VpnGuiModel *model, GParamSpec *spec, gpointer user_data)
{
  fulfil_wishes (user_data);
}

static void
on_question (VpnGuiModel *model, VpnClientQuestion *question, gpointer user_data)
{
  VpnGuiProfile *profile
      = vpn_gui_model_find (model, vpn_client_question_get_profile (question));

  vpn_gui_secret_dialog_ask (get_window (user_data), question,
                             profile == NULL ? NULL : vpn_gui_profile_get_uuid (profile));
}

/* ---- Life ------------------------------------------------------------------------------------ */

static void
vpn_gui_application_startup (GApplication *application)
{
  VpnGuiApplication *self = VPN_GUI_APPLICATION (application);

  G_APPLICATION_CLASS (vpn_gui_application_parent_class)->startup (application);
  self->model = vpn_gui_model_new ();
  g_signal_connect_object (self->model, "notify::ready", G_CALLBACK (on_ready), self, 0);
  g_signal_connect_object (self->model, "question", G_CALLBACK (on_question), self, 0);
  add_actions (self);
  vpn_gui_model_start (self->model, NULL);
  g_application_hold (application);
}

static void
vpn_gui_application_shutdown (GApplication *application)
{
  VpnGuiApplication *self = VPN_GUI_APPLICATION (application);

  g_clear_object (&self->model);
  G_APPLICATION_CLASS (vpn_gui_application_parent_class)->shutdown (application);
}

static void
vpn_gui_application_activate (GApplication *application)
{
  if (get_window (VPN_GUI_APPLICATION (application)) == NULL)
    gtk_widget_show_all (gtk_application_window_new (GTK_APPLICATION (application)));
  gtk_window_present (get_window (VPN_GUI_APPLICATION (application)));
}

static void
vpn_gui_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  VpnGuiApplication *self = VPN_GUI_APPLICATION (application);

  g_application_activate (application);
  for (int i = 0; i < n_files; i++)
    vpn_gui_manage_import (get_window (self), self->model, files[i]);
}

static int
vpn_gui_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  VpnGuiApplication *self = VPN_GUI_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  const char *name = NULL;

  if (g_variant_dict_contains (options, "background"))
    return 0;
  if (g_variant_dict_lookup (options, "connect", "&s", &name))
    {
      g_ptr_array_add (self->wishes, g_strdup (name));
      fulfil_wishes (self);
      return 0;
    }
  g_application_activate (application);
  return 0;
}

static void
vpn_gui_application_finalize (GObject *object)
{
  g_ptr_array_unref (VPN_GUI_APPLICATION (object)->wishes);
  G_OBJECT_CLASS (vpn_gui_application_parent_class)->finalize (object);
}

static void
vpn_gui_application_class_init (VpnGuiApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vpn_gui_application_finalize;
  application_class->startup = vpn_gui_application_startup;
  application_class->shutdown = vpn_gui_application_shutdown;
  application_class->activate = vpn_gui_application_activate;
  application_class->open = vpn_gui_application_open;
  application_class->command_line = vpn_gui_application_command_line;
}

static void
vpn_gui_application_init (VpnGuiApplication *self)
{
  const GOptionEntry options[] = {
    { "connect", 'c', 0, G_OPTION_ARG_STRING, NULL, N_ ("Connect the profile of this name"),
      N_ ("PROFILE") },
    { "background", 'b', 0, G_OPTION_ARG_NONE, NULL, N_ ("Start without a window"), NULL },
    { NULL },
  };

  self->wishes = g_ptr_array_new_with_free_func (g_free);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

VpnGuiApplication *
vpn_gui_application_new (void)
{
  return g_object_new (VPN_GUI_TYPE_APPLICATION, "application-id", VPN_GUI_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "register-session", TRUE, NULL);
}
