// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The items of the tray's menu. */
#include "vpn-gui-tray-menu.h"

#include <glib/gi18n.h>

#define SENTENCE_MAX 72 /* characters of an error in the menu; the window has all of it */

typedef struct /* borrowed for the building */
{
  GtkWidget *menu;
  GActionGroup *group;
  GList *rest; /* owned; items that were there before and are used again, in order */
} Builder;

static void
on_activate (GtkMenuItem *item, gpointer user_data)
{
  GActionGroup *group = user_data;
  const char *action = g_object_get_data (G_OBJECT (item), "action");
  const char *target = g_object_get_data (G_OBJECT (item), "target");

  g_action_group_activate_action (group, action,
                                  target == NULL ? NULL : g_variant_new_string (target));
}

/* Items are changed, not replaced: the libdbusmenu of panels may crash when a menu that it follows
 * gets other items while it still lays them out. */
static GtkWidget *
take_item (Builder *builder, gboolean separator)
{
  GtkWidget *item;

  while (builder->rest != NULL)
    {
      item = builder->rest->data;
      builder->rest = g_list_delete_link (builder->rest, builder->rest);
      if (GTK_IS_SEPARATOR_MENU_ITEM (item) == separator)
        return item;
      gtk_widget_destroy (item);
    }
  item = separator ? gtk_separator_menu_item_new () : gtk_menu_item_new_with_label ("");
  if (!separator)
    g_signal_connect_object (item, "activate", G_CALLBACK (on_activate), builder->group, 0);
  gtk_menu_shell_append (GTK_MENU_SHELL (builder->menu), item);
  return item;
}

/* label NULL: not to be seen now. action NULL: only tells something. */
static void
append (Builder *builder, const char *label, const char *action, const char *target)
{
  GtkWidget *item = take_item (builder, FALSE);

  gtk_menu_item_set_label (GTK_MENU_ITEM (item), label == NULL ? "" : label);
  gtk_widget_set_sensitive (item, action != NULL);
  g_object_set_data_full (G_OBJECT (item), "action", g_strdup (action), g_free);
  g_object_set_data_full (G_OBJECT (item), "target", g_strdup (target), g_free);
  gtk_widget_set_visible (item, label != NULL);
}

static void
append_separator (Builder *builder, gboolean visible)
{
  gtk_widget_set_visible (take_item (builder, TRUE), visible);
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
  g_autofree char *status = vpn_gui_profile_describe_status (profile);
  g_autofree char *state = NULL;
  g_autofree char *sentence = vpn_gui_profile_explain (profile);
  g_autofree char *brief = NULL;
  g_autofree char *connect = g_strdup_printf (_ ("Connect %s"), name);
  g_autofree char *disconnect = g_strdup_printf (_ ("Disconnect %s"), name);
  g_autofree char *reconnect = g_strdup_printf (_ ("Reconnect %s"), name);

  /* Translators: a profile and its state: "office: Connected" */
  state = g_strdup_printf (C_ ("profile and state", "%s: %s"), name, status);
  append (builder, state, NULL, NULL);
  brief = sentence == NULL ? NULL : shorten (sentence);
  append (builder, brief, "show-profile", uuid);
  append (builder, vpn_gui_profile_can_connect (profile) ? connect : NULL, "connect", uuid);
  append (builder, vpn_gui_profile_can_reconnect (profile) ? reconnect : NULL, "reconnect", uuid);
  append (builder, vpn_gui_profile_can_disconnect (profile) ? disconnect : NULL, "disconnect",
          uuid);
  append_separator (builder, TRUE);
}

char *
vpn_gui_tray_menu_fingerprint (VpnGuiModel *model)
{
  GListModel *profiles = vpn_gui_model_get_profiles (model);
  guint n = g_list_model_get_n_items (profiles);
  const char *lockdown = vpn_gui_model_explain_lockdown (model);
  GString *all = g_string_new (vpn_gui_model_is_running (model) ? "running" : "stopped");

  g_string_append (all, lockdown == NULL ? "" : lockdown);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (profiles, i);
      g_autofree char *status = vpn_gui_profile_describe_status (profile);
      g_autofree char *sentence = vpn_gui_profile_explain (profile);

      g_string_append_printf (
          all, "\n%s\t%s\t%s\t%s\t%d%d%d", vpn_gui_profile_get_name (profile),
          vpn_gui_profile_get_uuid (profile), status, sentence == NULL ? "" : sentence,
          vpn_gui_profile_can_connect (profile), vpn_gui_profile_can_disconnect (profile),
          vpn_gui_profile_can_reconnect (profile));
    }
  return g_string_free (all, FALSE);
}

void
vpn_gui_tray_menu_update (GtkWidget *menu, VpnGuiModel *model, GActionGroup *group)
{
  GListModel *profiles = vpn_gui_model_get_profiles (model);
  gboolean running = vpn_gui_model_is_running (model);
  guint n = g_list_model_get_n_items (profiles);
  const char *lockdown = vpn_gui_model_explain_lockdown (model);
  Builder builder = { menu, group, gtk_container_get_children (GTK_CONTAINER (menu)) };

  append (&builder, running ? NULL : _ ("The Genkan service does not run"), NULL, NULL);
  append_separator (&builder, !running);
  append (&builder, lockdown, NULL, NULL);
  append (&builder,
          lockdown != NULL && vpn_gui_model_is_locked_down (model) ? _ ("Sign In to This Network")
                                                                   : NULL,
          "sign-in", NULL);
  append (&builder,
          lockdown != NULL && vpn_gui_model_is_locked_down (model) ? _ ("Open the Network…") : NULL,
          "open-network", NULL);
  append_separator (&builder, lockdown != NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (profiles, i);

      append_profile (&builder, profile);
    }
  append (&builder, n == 0 && running ? _ ("Add a VPN…") : NULL, "add", NULL);
  append (&builder, _ ("Open Genkan VPN"), "show", NULL);
  append (&builder, _ ("Quit"), "quit", NULL);
  g_list_free_full (builder.rest, (GDestroyNotify) gtk_widget_destroy);
}

GtkWidget *
vpn_gui_tray_menu_new (VpnGuiModel *model, GActionGroup *group)
{
  GtkWidget *menu = gtk_menu_new ();

  vpn_gui_tray_menu_update (menu, model, group);
  return menu;
}
