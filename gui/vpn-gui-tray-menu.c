// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-gui-tray-menu.h"

#include <glib/gi18n.h>

#define SENTENCE_MAX 72 /* characters of an error in the menu; the window has all of it */

typedef struct
{
  GtkWidget *menu;
  GActionGroup *group;
} Builder; /* borrowed for the building */

static void
on_activate (GtkMenuItem *item, gpointer user_data)
{
  GActionGroup *group = user_data;
  const char *action = g_object_get_data (G_OBJECT (item), "action");
  const char *target = g_object_get_data (G_OBJECT (item), "target");

  g_action_group_activate_action (group, action,
                                  target == NULL ? NULL : g_variant_new_string (target));
}

/* action NULL: only tells something. */
static void
append (Builder *builder, const char *label, const char *action, const char *target)
{
  GtkWidget *item = gtk_menu_item_new_with_label (label);

  if (action == NULL)
    gtk_widget_set_sensitive (item, FALSE);
  else
    {
      g_object_set_data_full (G_OBJECT (item), "action", g_strdup (action), g_free);
      g_object_set_data_full (G_OBJECT (item), "target", g_strdup (target), g_free);
      g_signal_connect_object (item, "activate", G_CALLBACK (on_activate), builder->group, 0);
    }
  gtk_menu_shell_append (GTK_MENU_SHELL (builder->menu), item);
}

static void
append_separator (Builder *builder)
{
  gtk_menu_shell_append (GTK_MENU_SHELL (builder->menu), gtk_separator_menu_item_new ());
}

static char *
shorten (const char *sentence)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (sentence, -1) <= SENTENCE_MAX)
    return g_strdup (sentence);
  start = g_utf8_substring (sentence, 0, SENTENCE_MAX - 1);
  return g_strconcat (start, "…", NULL);
}

static void
append_profile (Builder *builder, VpnGuiProfile *profile)
{
  const char *name = vpn_gui_profile_get_name (profile);
  const char *uuid = vpn_gui_profile_get_uuid (profile);
  gboolean can_connect = vpn_gui_profile_can_connect (profile);
  g_autofree char *status = vpn_gui_profile_describe_status (profile);
  g_autofree char *state = NULL;
  g_autofree char *sentence = vpn_gui_profile_explain (profile);
  g_autofree char *verb = NULL;

  /* Translators: a profile and its state: "office: Connected" */
  state = g_strdup_printf (C_ ("profile and state", "%s: %s"), name, status);
  append (builder, state, NULL, NULL);
  if (sentence != NULL)
    {
      g_autofree char *brief = shorten (sentence);

      append (builder, brief, "show-profile", uuid);
    }
  verb = g_strdup_printf (can_connect ? _ ("Connect %s") : _ ("Disconnect %s"), name);
  append (builder, verb, can_connect ? "connect" : "disconnect", uuid);
  append_separator (builder);
}

char *
vpn_gui_tray_menu_fingerprint (VpnGuiModel *model)
{
  GListModel *profiles = vpn_gui_model_get_profiles (model);
  guint n = g_list_model_get_n_items (profiles);
  GString *all = g_string_new (vpn_gui_model_is_running (model) ? "running" : "stopped");

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (profiles, i);
      g_autofree char *status = vpn_gui_profile_describe_status (profile);
      g_autofree char *sentence = vpn_gui_profile_explain (profile);

      g_string_append_printf (all, "\n%s\t%s\t%s\t%s\t%d", vpn_gui_profile_get_name (profile),
                              vpn_gui_profile_get_uuid (profile), status,
                              sentence == NULL ? "" : sentence,
                              vpn_gui_profile_can_connect (profile));
    }
  return g_string_free (all, FALSE);
}

GtkWidget *
vpn_gui_tray_menu_new (VpnGuiModel *model, GActionGroup *group)
{
  GListModel *profiles = vpn_gui_model_get_profiles (model);
  guint n = g_list_model_get_n_items (profiles);
  Builder builder = { gtk_menu_new (), group };

  if (!vpn_gui_model_is_running (model))
    {
      append (&builder, _ ("The Genkan service does not run"), NULL, NULL);
      append_separator (&builder);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (profiles, i);

      append_profile (&builder, profile);
    }
  if (n == 0 && vpn_gui_model_is_running (model))
    append (&builder, _ ("Add a VPN…"), "add", NULL);
  append (&builder, _ ("Open Genkan VPN"), "show", NULL);
  append (&builder, _ ("Quit"), "quit", NULL);
  gtk_widget_show_all (builder.menu);
  return builder.menu;
}
