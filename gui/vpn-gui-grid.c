// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Labelled lines of a dialog. */
#include "vpn-gui-grid.h"

#define TEXT_CHARS 48

GtkWidget *
vpn_gui_grid_add_row (GtkGrid *grid, int row, const char *label, const char *text)
{
  GtkWidget *what = gtk_label_new (label);
  GtkWidget *is = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_widget_set_valign (what, GTK_ALIGN_START);
  gtk_style_context_add_class (gtk_widget_get_style_context (what), GTK_STYLE_CLASS_DIM_LABEL);
  gtk_label_set_xalign (GTK_LABEL (is), 0);
  gtk_label_set_line_wrap (GTK_LABEL (is), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (is), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (is), TEXT_CHARS);
  gtk_label_set_selectable (GTK_LABEL (is), TRUE);
  gtk_grid_attach (grid, what, 0, row, 1, 1);
  gtk_grid_attach (grid, is, 1, row, 1, 1);
  return is;
}
