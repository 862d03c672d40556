// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Labelled lines of a dialog. Main-loop thread. */
#pragma once

#include <gtk/gtk.h>

/* Adds a dim label and the text that it is about, which wraps and can be selected. Returns the
 * widget of the text, borrowed. */
GtkWidget *vpn_gui_grid_add_row (GtkGrid *grid, int row, const char *label, const char *text);
