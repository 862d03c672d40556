// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * CtlAuthority: where polkit wants a password and no desktop is there to ask for it (a console, a
 * session over the network), the terminal asks. polkit itself does both, asking and checking: no
 * password comes to this program. A thread of its own serves it, so that Ctrl-C works meanwhile.
 */
#pragma once

#include <glib.h>

typedef struct CtlAuthority CtlAuthority;

/* NULL where there is nobody to ask, nothing to ask for, or no polkit. */
CtlAuthority *ctl_authority_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* NULL is legal. */
void ctl_authority_free (CtlAuthority *authority);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlAuthority, ctl_authority_free)
