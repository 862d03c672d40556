// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The dialogue with every setting that the page does not show, made from the table of profile keys.
 * What is changed in it is in the form at once; it only has to be closed. Main thread.
 */
#pragma once

#include "nmv-form.h"

/* shown: keys that are on the page, ending with NULL. parent may be NULL. The dialogue destroys
 * itself when it is closed. */
GtkWidget *nmv_advanced_new (NmvForm *form, GtkWindow *parent, const char *const *shown);
