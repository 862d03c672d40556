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

#else

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
