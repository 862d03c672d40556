// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * CtlDoubt: while a gateway does not answer, the doctor has a look at why that may be, so that the
 * sentence at the end can say more than that it did not. Main-loop thread.
 */
#pragma once

#include "ctl.h"

typedef struct CtlDoubt CtlDoubt;

/* Looks after a few seconds, if it is still there by then. client and profile are counted. */
CtlDoubt *ctl_doubt_new (VpnClient *client, VpnClientProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
/* NULL is legal. */
void ctl_doubt_free (CtlDoubt *doubt);
/* What explains silence better than "it did not answer", one sentence; owned; NULL: nothing. */
char *ctl_doubt_explain (const CtlDoubt *doubt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlDoubt, ctl_doubt_free)
