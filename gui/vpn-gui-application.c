// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Command line, single instance, and what opens when. */
#include "vpn-gui-application.h"

#include "config.h"
#include "vpn-gui-certificate.h"
#include "vpn-gui-change.h"
#include "vpn-gui-demand.h"
#include "vpn-gui-doctor.h"
#include "vpn-gui-keyring.h"
#include "vpn-gui-manage.h"
#include "vpn-gui-model.h"
#include "vpn-gui-notify.h"
#include "vpn-gui-secret-dialog.h"
#include "vpn-gui-tray-menu.h"
#include "vpn-gui-tray.h"
#include "vpn-gui-user.h"
#include "vpn-gui-window.h"

#include <glib/gi18n.h>

#define TRAY_WATCHER "org.kde.StatusNotifierWatcher"

struct _VpnGuiApplication
{
  GtkApplication parent_instance;

  VpnGuiModel *model;   /* owned; from startup to shutdown */
  VpnGuiDemand *demand; /* owned; from startup to shutdown */
  VpnGuiTray *tray;     /* owned; from startup to shutdown */
  GtkWidget *menu;      /* counted; the tray's */
  char *menu_print;     /* owned; of what the menu says */
  GtkWidget *window;    /* borrowed: GTK's; NULL until it is first shown */
  GPtrArray *wishes;    /* owned; names to connect as soon as there is contact */
  guint watch;          /* of the tray's host */
  gboolean background;  /* started without a window, as the desktop does at login */
};

G_DEFINE_FINAL_TYPE (VpnGuiApplication, vpn_gui_application, GTK_TYPE_APPLICATION)

/* What dialogs belong to: the window when it is shown. */
static GtkWindow *
get_window (VpnGuiApplication *self)
{
  if (self->window == NULL || !gtk_widget_get_visible (self->window))
    return NULL;
  return GTK_WINDOW (self->window);
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
on_show_profile (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  g_application_activate (user_data);
  if (profile != NULL)
    vpn_gui_window_select (VPN_GUI_WINDOW (self->window), vpn_gui_profile_get_uuid (profile));
}

static void
on_doctor (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;

  gtk_window_present (GTK_WINDOW (vpn_gui_doctor_new (get_window (self), self->model)));
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_show_about_dialog (get_window (user_data), "program-name", _ ("Genkan VPN"), "version",
                         GENKAN_VERSION, "logo-icon-name", VPN_GUI_APPLICATION_ID, "comments",
                         _ ("Connects this computer to the network of your office"), "license-type",
                         GTK_LICENSE_GPL_2_0, "copyright", "Copyright © 2026 The Genkan authors",
                         NULL);
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
    vpn_gui_user_connect (get_window (self), self->model, profile);
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
on_reconnect (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    vpn_gui_model_reconnect (self->model, profile);
}

static void
on_sign_in (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  vpn_gui_model_sign_in (VPN_GUI_APPLICATION (user_data)->model);
}

static void
on_open_network (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;

  g_application_activate (user_data);
  vpn_gui_manage_open (get_window (self), self->model);
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
on_explain (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    gtk_window_present (GTK_WINDOW (vpn_gui_certificate_new (get_window (self), profile)));
}

static void
on_choose_ca (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    vpn_gui_change_ca (get_window (self), self->model, profile);
}

static void
on_allow_local (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = find_target (self, parameter);

  if (profile != NULL)
    vpn_gui_change_allow_local (self->model, profile);
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
    { .name = "show-profile", .activate = on_show_profile, .parameter_type = "s" },
    { .name = "doctor", .activate = on_doctor },
    { .name = "about", .activate = on_about },
    { .name = "quit", .activate = on_quit },
    { .name = "add", .activate = on_add },
    { .name = "import", .activate = on_import },
    { .name = "connect", .activate = on_connect, .parameter_type = "s" },
    { .name = "disconnect", .activate = on_disconnect, .parameter_type = "s" },
    { .name = "reconnect", .activate = on_reconnect, .parameter_type = "s" },
    { .name = "sign-in", .activate = on_sign_in },
    { .name = "open-network", .activate = on_open_network },
    { .name = "edit", .activate = on_edit, .parameter_type = "s" },
    { .name = "explain", .activate = on_explain, .parameter_type = "s" },
    { .name = "choose-ca", .activate = on_choose_ca, .parameter_type = "s" },
    { .name = "allow-local", .activate = on_allow_local, .parameter_type = "s" },
    { .name = "remove", .activate = on_remove, .parameter_type = "s" },
    { .name = "export", .activate = on_export, .parameter_type = "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/* ---- The tray -------------------------------------------------------------------------------- */

static void
update_tray (VpnGuiApplication *self)
{
  char *print = vpn_gui_tray_menu_fingerprint (self->model);

  vpn_gui_tray_set_status (self->tray, vpn_gui_model_get_status (self->model));
  if (g_strcmp0 (print, self->menu_print) != 0)
    vpn_gui_tray_menu_update (self->menu, self->model, G_ACTION_GROUP (self));
  g_free (self->menu_print);
  self->menu_print = print;
}

static void
set_tray (VpnGuiApplication *self, VpnGuiTray *tray)
{
  g_clear_object (&self->tray);
  g_clear_object (&self->menu);
  self->tray = tray;
  self->menu = g_object_ref_sink (vpn_gui_tray_menu_new (self->model, G_ACTION_GROUP (self)));
  vpn_gui_tray_set_menu (tray, self->menu);
  update_tray (self);
}

static void
on_host_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  set_tray (user_data, vpn_gui_tray_sni_new ());
}

/* Without a panel to come back from, a window that was only hidden would be lost. */
static void
on_host_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  set_tray (user_data, vpn_gui_tray_none_new ());
}

/* ---- The model ------------------------------------------------------------------------------- */

static void
on_state (VpnGuiModel *model, VpnGuiProfile *profile, int old, int now, gpointer user_data)
{
  vpn_gui_notify_state (user_data, profile, (VpnState) old, (VpnState) now);
  /* A password that was refused is no good the next time either. */
  if (now == VPN_STATE_FAILED)
    vpn_gui_keyring_learn (vpn_gui_profile_get_uuid (profile),
                           vpn_gui_profile_get_reason (profile));
}

static void
on_message (VpnGuiModel *model, VpnGuiProfile *profile, const char *text, gpointer user_data)
{
  vpn_gui_notify_message (user_data, profile, text);
}

/* At login, what is to connect by itself does. */
static void
wish_for_autoconnect (VpnGuiApplication *self)
{
  GListModel *profiles = vpn_gui_model_get_profiles (self->model);
  guint n = g_list_model_get_n_items (profiles);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (profiles, i);
      g_autoptr (VpnProfile) settings
          = vpn_client_profile_get_settings (vpn_gui_profile_get_stored (profile), NULL);

      if (settings != NULL
          && g_str_equal (vpn_profile_get_string (settings, VPN_KEY_AUTOCONNECT), "login"))
        g_ptr_array_add (self->wishes, g_strdup (vpn_gui_profile_get_uuid (profile)));
    }
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
        vpn_gui_user_connect (get_window (self), self->model, profile);
      else
        vpn_gui_notify_no_profile (G_APPLICATION (self), self->wishes->pdata[i]);
    }
  g_ptr_array_set_size (self->wishes, 0);
}

static void
on_ready (VpnGuiModel *model, GParamSpec *spec, gpointer user_data)
{
  VpnGuiApplication *self = user_data;

  if (self->background)
    wish_for_autoconnect (self);
  fulfil_wishes (self);
}

static void
on_question (VpnGuiModel *model, VpnClientQuestion *question, gpointer user_data)
{
  VpnGuiApplication *self = user_data;
  VpnGuiProfile *profile = vpn_gui_model_find (model, vpn_client_question_get_profile (question));
  const char *uuid = profile == NULL ? NULL : vpn_gui_profile_get_uuid (profile);

  /* The question of one profile stands before that one's page. */
  if (self->window != NULL && uuid != NULL)
    vpn_gui_window_select (VPN_GUI_WINDOW (self->window), uuid);
  vpn_gui_secret_dialog_ask (get_window (self), question, uuid);
}

/* ---- Life ------------------------------------------------------------------------------------ */

/* Closing the window leaves the application in the panel. Without one it stays only as long as
 * there is something to tell. */
static gboolean
on_close (GtkWidget *window, GdkEvent *event, gpointer user_data)
{
  VpnGuiApplication *self = user_data;

  if (vpn_gui_tray_is_shown (self->tray)
      || vpn_gui_model_get_status (self->model) != VPN_GUI_STATUS_OFF)
    gtk_widget_hide (window);
  else
    g_application_quit (G_APPLICATION (self));
  return GDK_EVENT_STOP;
}

static void
on_import_dropped (VpnGuiWindow *window, GFile *file, gpointer user_data)
{
  VpnGuiApplication *self = user_data;

  vpn_gui_manage_import (GTK_WINDOW (window), self->model, file);
}

static void
on_window_destroyed (GtkWidget *window, gpointer user_data)
{
  VPN_GUI_APPLICATION (user_data)->window = NULL;
}

static void
ensure_window (VpnGuiApplication *self)
{
  if (self->window != NULL)
    return;
  self->window = vpn_gui_window_new (GTK_APPLICATION (self), self->model);
  g_signal_connect_object (self->window, "delete-event", G_CALLBACK (on_close), self, 0);
  g_signal_connect_object (self->window, "import", G_CALLBACK (on_import_dropped), self, 0);
  g_signal_connect_object (self->window, "destroy", G_CALLBACK (on_window_destroyed), self, 0);
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/genkan/VPN1/Gui/style.css");
  gtk_style_context_add_provider_for_screen (gdk_screen_get_default (),
                                             GTK_STYLE_PROVIDER (provider),
                                             GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
add_accelerators (GtkApplication *application)
{
  static const struct
  {
    const char *action, *keys[2];
  } table[] = {
    { "app.quit", { "<Primary>q", NULL } },
    { "app.add", { "<Primary>n", NULL } },
    { "app.import", { "<Primary>o", NULL } },
    { "window.close", { "<Primary>w", NULL } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (application, table[i].action, table[i].keys);
}

static void
vpn_gui_application_startup (GApplication *application)
{
  VpnGuiApplication *self = VPN_GUI_APPLICATION (application);

  G_APPLICATION_CLASS (vpn_gui_application_parent_class)->startup (application);
  load_style ();
  gtk_window_set_default_icon_name (VPN_GUI_APPLICATION_ID);
  self->model = vpn_gui_model_new ();
  self->demand = vpn_gui_demand_new (self->model);
  g_signal_connect_object (self->model, "notify::ready", G_CALLBACK (on_ready), self, 0);
  g_signal_connect_object (self->model, "question", G_CALLBACK (on_question), self, 0);
  g_signal_connect_object (self->model, "state", G_CALLBACK (on_state), self, 0);
  g_signal_connect_object (self->model, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (update_tray), self,
                           G_CONNECT_SWAPPED);
  add_actions (self);
  add_accelerators (GTK_APPLICATION (application));
  set_tray (self, vpn_gui_tray_none_new ());
  self->watch = g_bus_watch_name (G_BUS_TYPE_SESSION, TRAY_WATCHER, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                  on_host_appeared, on_host_vanished, self, NULL);
  vpn_gui_model_start (self->model, NULL);
  g_application_hold (application);
}

static void
vpn_gui_application_shutdown (GApplication *application)
{
  VpnGuiApplication *self = VPN_GUI_APPLICATION (application);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->window != NULL)
    gtk_widget_destroy (self->window);
  g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->tray);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->demand, vpn_gui_demand_free);
  g_clear_object (&self->model);
  G_APPLICATION_CLASS (vpn_gui_application_parent_class)->shutdown (application);
}

static void
vpn_gui_application_activate (GApplication *application)
{
  VpnGuiApplication *self = VPN_GUI_APPLICATION (application);

  ensure_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
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
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (line, NULL);
  const char *name = NULL;

  if (g_variant_dict_contains (options, "background"))
    {
      self->background |= !vpn_gui_model_is_ready (self->model);
      return 0;
    }
  if (g_variant_dict_lookup (options, "connect", "&s", &name))
    {
      g_ptr_array_add (self->wishes, g_strdup (name));
      fulfil_wishes (self);
      return 0;
    }
  g_application_activate (application);
  for (gsize i = 1; arguments[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, arguments[i]);

      vpn_gui_manage_import (get_window (self), self->model, file);
    }
  return 0;
}

static void
vpn_gui_application_finalize (GObject *object)
{
  VpnGuiApplication *self = VPN_GUI_APPLICATION (object);

  g_ptr_array_unref (self->wishes);
  g_free (self->menu_print);
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
