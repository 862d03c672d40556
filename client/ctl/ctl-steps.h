// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The list of steps that grows while connecting: on a terminal one line per step with a mark when
 * it is done, elsewhere one plain line when it starts. */
#pragma once

#include "ctl.h"

typedef struct
{
  const Ctl *ctl;   /* borrowed */
  char *open_text;  /* owned; step under way, NULL: none */
  gboolean on_line; /* the cursor stands behind it */
} CtlSteps;

void ctl_steps_init (CtlSteps *steps, const Ctl *ctl);
void ctl_steps_clear (CtlSteps *steps);
/* A step starts; the one before it is done. */
void ctl_steps_begin (CtlSteps *steps, VpnStep step, const char *detail);
/* Something else will be printed: leaves the line. */
void ctl_steps_pause (CtlSteps *steps);
/* The last one ended well or badly. */
void ctl_steps_end (CtlSteps *steps, gboolean good);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtlSteps, ctl_steps_clear)
