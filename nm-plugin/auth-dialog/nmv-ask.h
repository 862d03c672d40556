// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A window of our own, for agents that have none (nm-applet). The only file that uses GTK. */
#pragma once

#include "nmv-auth.h"

/* Starts GTK and fills the fields that must be asked. FALSE when there is no display or the person
 * declined. */
gboolean nmv_ask (NmvAuth *auth, int *argc, char ***argv);
