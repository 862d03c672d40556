// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The main window. */
#include "vpn-gui-window.h"

#include "vpn-gui-details.h"
#include "vpn-gui-row.h"

#include <glib/gi18n.h>

struct _VpnGuiWindow
{
  GtkApplicationWindow parent_instance;

  VpnGuiModel *model; /* counted */
  char *chosen;       /* owned; UUID, to find it again when genkand comes back */

  /* Borrowed: children of the template. */
  GtkStack *stack;
  GtkListBox *list;
  VpnGuiDetails *details;
  GtkInfoBar *lockdown;
  GtkLabel *lockdown_text;
  GtkButton *lockdown_open, *lockdown_sign_in;
};

G_DEFINE_FINAL_TYPE (VpnGuiWindow, vpn_gui_window, GTK_TYPE_APPLICATION_WINDOW)

static void
update_page (VpnGuiWindow *self)
{
  GListModel *profiles = vpn_gui_model_get_profiles (self->model);

  if (!vpn_gui_model_is_ready (self->model))
    gtk_stack_set_visible_child_name (self->stack, "waiting");
  else if (!vpn_gui_model_is_running (self->model))
    gtk_stack_set_visible_child_name (self->stack, "stopped");
  else if (g_list_model_get_n_items (profiles) == 0)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else
    gtk_stack_set_visible_child_name (self->stack, "profiles");
}

static void
update_lockdown (VpnGuiWindow *self)
{
  const char *sentence = vpn_gui_model_explain_lockdown (self->model);

  gtk_widget_set_visible (GTK_WIDGET (self->lockdown), sentence != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->lockdown_open),
                          vpn_gui_model_is_locked_down (self->model));
  gtk_widget_set_visible (GTK_WIDGET (self->lockdown_sign_in),
                          vpn_gui_model_is_locked_down (self->model));
  gtk_label_set_text (self->lockdown_text, sentence == NULL ? "" : sentence);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = vpn_gui_row_new (item);

  gtk_widget_show (row);
  return row;
}

/* The row of the profile, else that of one in use, else the first one; NULL when there is none. */
static GtkListBoxRow *
find_row (VpnGuiWindow *self, const char *uuid)
{
  GtkListBoxRow *best = gtk_list_box_get_row_at_index (self->list, 0);
  VpnGuiStatus most = VPN_GUI_STATUS_ATTENTION;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      VpnGuiProfile *profile = vpn_gui_row_get_profile (VPN_GUI_ROW (row));

      if (g_strcmp0 (vpn_gui_profile_get_uuid (profile), uuid) == 0)
        return row;
      if (vpn_gui_profile_get_status (profile) > most)
        {
          most = vpn_gui_profile_get_status (profile);
          best = row;
        }
    }
  return best;
}

static void
on_profiles (GListModel *profiles, guint position, guint removed, guint added, gpointer user_data)
{
  VpnGuiWindow *self = user_data;

  gtk_list_box_select_row (self->list, find_row (self, self->chosen));
  update_page (self);
}

static void
on_row_selected_cb (GtkListBox *list, GtkListBoxRow *row, VpnGuiWindow *self)
{
  VpnGuiProfile *profile = row == NULL ? NULL : vpn_gui_row_get_profile (VPN_GUI_ROW (row));

  if (self->model == NULL)
    return;
  vpn_gui_details_set_profile (self->details, self->model, profile);
}

/* What begins to connect is what a person wants to see, whoever began it; a connection that is
 * looked at stays. */
static void
on_state (VpnGuiModel *model, VpnGuiProfile *profile, int old, int now, gpointer user_data)
{
  VpnGuiWindow *self = user_data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  VpnGuiProfile *shown = row == NULL ? NULL : vpn_gui_row_get_profile (VPN_GUI_ROW (row));

  if (now == VPN_STATE_CONNECTING && (shown == NULL || !vpn_gui_profile_can_disconnect (shown)))
    vpn_gui_window_select (self, vpn_gui_profile_get_uuid (profile));
}

/* A row was chosen by a person, not by the list's coming and going. */
static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  VpnGuiWindow *self = user_data;

  g_free (self->chosen);
  self->chosen = g_strdup (vpn_gui_profile_get_uuid (vpn_gui_row_get_profile (VPN_GUI_ROW (row))));
}

static void
on_drop (GtkWidget *widget, GdkDragContext *context, int x, int y, GtkSelectionData *data,
         guint info, guint time)
{
  g_auto (GStrv) uris = gtk_selection_data_get_uris (data);

  for (gsize i = 0; uris != NULL && uris[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);

      g_signal_emit_by_name (widget, "import", file);
    }
  gtk_drag_finish (context, uris != NULL, FALSE, time);
}

static void
vpn_gui_window_dispose (GObject *object)
{
  VpnGuiWindow *self = VPN_GUI_WINDOW (object);

  if (self->details != NULL && self->model != NULL)
    vpn_gui_details_set_profile (self->details, self->model, NULL);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (vpn_gui_window_parent_class)->dispose (object);
}

static void
vpn_gui_window_finalize (GObject *object)
{
  g_free (VPN_GUI_WINDOW (object)->chosen);
  G_OBJECT_CLASS (vpn_gui_window_parent_class)->finalize (object);
}

static void
vpn_gui_window_class_init (VpnGuiWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VPN_GUI_TYPE_DETAILS);
  object_class->dispose = vpn_gui_window_dispose;
  object_class->finalize = vpn_gui_window_finalize;
  widget_class->drag_data_received = on_drop;
  g_signal_new ("import", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_FILE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/genkan/VPN1/Gui/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, VpnGuiWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiWindow, list);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiWindow, details);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiWindow, lockdown);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiWindow, lockdown_text);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiWindow, lockdown_open);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiWindow, lockdown_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected_cb);
}

static void
vpn_gui_window_init (VpnGuiWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drag_dest_set (GTK_WIDGET (self), GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_dest_add_uri_targets (GTK_WIDGET (self));
}

GtkWidget *
vpn_gui_window_new (GtkApplication *application, VpnGuiModel *model)
{
  VpnGuiWindow *self = g_object_new (VPN_GUI_TYPE_WINDOW, "application", application, NULL);
  GListModel *profiles = vpn_gui_model_get_profiles (model);

  self->model = g_object_ref (model);
  gtk_list_box_bind_model (self->list, profiles, create_row, NULL, NULL);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated), self, 0);
  g_signal_connect_object (profiles, "items-changed", G_CALLBACK (on_profiles), self, 0);
  g_signal_connect_object (model, "notify::running", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "notify::ready", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "state", G_CALLBACK (on_state), self, 0);
  g_signal_connect_object (model, "changed", G_CALLBACK (update_lockdown), self, G_CONNECT_SWAPPED);
  update_lockdown (self);
  on_profiles (profiles, 0, 0, g_list_model_get_n_items (profiles), self);
  return GTK_WIDGET (self);
}

void
vpn_gui_window_select (VpnGuiWindow *self, const char *uuid)
{
  g_free (self->chosen);
  self->chosen = g_strdup (uuid);
  gtk_list_box_select_row (self->list, find_row (self, uuid));
}
