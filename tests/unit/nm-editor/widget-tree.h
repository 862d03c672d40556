// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Finds widgets as a user's eye does, in both toolkits. */
#pragma once

#include <gtk/gtk.h>

/* The widget with this id in the .ui file, at root or below; borrowed, NULL when there is none. */
GtkWidget *widget_tree_find (GtkWidget *root, const char *id);
/* The widget that is bound to the key of the profile. */
GtkWidget *widget_tree_find_key (GtkWidget *root, const char *key);
/* Lets the toolkit do what it has to do. */
void widget_tree_settle (void);
