// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The few calls of the editor that GTK 3 and GTK 4 spell differently. Main thread. */
#pragma once

#include <gtk/gtk.h>

#if GTK_CHECK_VERSION(4, 0, 0)

static inline void
nmv_gtk_box_append (GtkWidget *box, GtkWidget *child)
{
  gtk_box_append (GTK_BOX (box), child);
}

static inline void
nmv_gtk_window_destroy (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The window the widget is in, borrowed; NULL as long as it is in none. */
static inline GtkWindow *
nmv_gtk_window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* Tells a screen reader what the style tells the eye. */
static inline void
nmv_gtk_tell_invalid (GtkWidget *widget, gboolean invalid)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* Who scrolls the page does not mean the value below the pointer. The wheel reaches the page only
 * where the toolkit lets it through (GTK 3); here it is not taken by the value at least. */
static inline gboolean
nmv_gtk_on_scroll (GtkEventControllerScroll *controller, double dx, double dy, gpointer user_data)
{
  return TRUE;
}

static inline void
nmv_gtk_ignore_wheel (GtkWidget *widget)
{
  GtkEventController *controller
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "scroll", G_CALLBACK (nmv_gtk_on_scroll), NULL);
  gtk_widget_add_controller (widget, controller);
}

#else

/* Who scrolls the page does not mean the value below the pointer: the page gets the event. */
static inline gboolean
nmv_gtk_on_scroll (GtkWidget *widget, GdkEventScroll *event, gpointer user_data)
{
  g_signal_stop_emission_by_name (widget, "scroll-event");
  return GDK_EVENT_PROPAGATE;
}

static inline void
nmv_gtk_ignore_wheel (GtkWidget *widget)
{
  g_signal_connect (widget, "scroll-event", G_CALLBACK (nmv_gtk_on_scroll), NULL);
}

static inline void
nmv_gtk_box_append (GtkWidget *box, GtkWidget *child)
{
  gtk_container_add (GTK_CONTAINER (box), child);
}

static inline void
nmv_gtk_window_destroy (GtkWidget *window)
{
  gtk_widget_destroy (window);
}

static inline GtkWindow *
nmv_gtk_window_of (GtkWidget *widget)
{
  GtkWidget *top = gtk_widget_get_toplevel (widget);

  return GTK_IS_WINDOW (top) ? GTK_WINDOW (top) : NULL;
}

/* ATK has a state for text fields only, which GTK 3 does not let a program set. */
static inline void
nmv_gtk_tell_invalid (GtkWidget *widget, gboolean invalid)
{
}

#endif
