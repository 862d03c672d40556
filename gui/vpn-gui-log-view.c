// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The log with a filter. */
#include "vpn-gui-log-view.h"

#include "vpn-gui-report.h"

#include <glib/gi18n.h>

#include <string.h>

struct _VpnGuiLogView
{
  GtkBox parent_instance;

  VpnGuiModel *model;     /* counted */
  VpnGuiProfile *profile; /* counted */
  GVariant *log;          /* counted; a(xss), NULL: none was read */

  /* Borrowed: children of the template. */
  GtkEntry *filter;
  GtkTextView *text;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (VpnGuiLogView, vpn_gui_log_view, GTK_TYPE_BOX)

static gboolean
is_wanted (VpnGuiLogView *self, const char *line)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_entry_get_text (self->filter), -1);
  g_autofree char *folded = g_utf8_casefold (line, -1);

  return strstr (folded, wanted) != NULL;
}

static void
show_log (VpnGuiLogView *self)
{
  g_autoptr (GString) all = g_string_new (NULL);
  GVariantIter iter;
  gint64 when;
  const char *level, *text;

  if (self->log != NULL)
    {
      g_variant_iter_init (&iter, self->log);
      while (g_variant_iter_next (&iter, "(x&s&s)", &when, &level, &text))
        {
          g_autofree char *line = vpn_gui_report_format_line (when, level, text);

          if (is_wanted (self, line))
            g_string_append_printf (all, "%s\n", line);
        }
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), all->str, (int) all->len);
}

static void
on_log (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VpnGuiLogView) self = user_data;
  g_autoptr (GVariant) log = vpn_gui_model_get_finish (VPN_GUI_MODEL (source), result, NULL);

  if (self->profile == NULL)
    return; /* the view is gone */
  if (log != NULL)
    {
      g_clear_pointer (&self->log, g_variant_unref);
      self->log = g_steal_pointer (&log);
      gtk_label_set_text (self->note, _ ("Times are of this computer. No line holds a password."));
    }
  else if (self->log == NULL)
    gtk_label_set_text (self->note,
                        _ ("There is no log of this VPN now. Older lines are in the journal of "
                           "genkand."));
  show_log (self);
}

static void
refresh (VpnGuiLogView *self)
{
  if (self->profile != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    vpn_gui_model_get_log_async (self->model, self->profile, on_log, g_object_ref (self));
}

static void
on_filter_cb (GtkSearchEntry *entry, VpnGuiLogView *self)
{
  show_log (self);
}

static void
on_refresh_cb (GtkButton *button, VpnGuiLogView *self)
{
  refresh (self);
}

static void
on_copy_cb (GtkButton *button, VpnGuiLogView *self)
{
  GtkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self), GDK_SELECTION_CLIPBOARD);
  g_autofree char *report = NULL;

  if (self->profile == NULL)
    return;
  report = vpn_gui_report_new (self->model, self->profile, self->log);
  gtk_clipboard_set_text (clipboard, report, -1);
  gtk_label_set_text (self->note, _ ("The report is in the clipboard."));
}

static void
vpn_gui_log_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vpn_gui_log_view_parent_class)->map (widget);
  refresh (VPN_GUI_LOG_VIEW (widget));
}

static void
vpn_gui_log_view_dispose (GObject *object)
{
  VpnGuiLogView *self = VPN_GUI_LOG_VIEW (object);

  g_clear_object (&self->model);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->log, g_variant_unref);
  G_OBJECT_CLASS (vpn_gui_log_view_parent_class)->dispose (object);
}

static void
vpn_gui_log_view_class_init (VpnGuiLogViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vpn_gui_log_view_dispose;
  widget_class->map = vpn_gui_log_view_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/genkan/VPN1/Gui/ui/log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLogView, filter);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLogView, text);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiLogView, note);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_cb);
}

static void
vpn_gui_log_view_init (VpnGuiLogView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vpn_gui_log_view_set_profile (VpnGuiLogView *self, VpnGuiModel *model, VpnGuiProfile *profile)
{
  if (profile == self->profile)
    return;
  g_set_object (&self->model, model);
  g_set_object (&self->profile, profile);
  g_clear_pointer (&self->log, g_variant_unref);
  show_log (self);
  refresh (self);
}
