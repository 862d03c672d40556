// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Liveness: whether the gateway is still there. */
#pragma once

#include "ike-tasks.h"

/* urgent: asked on a new path, or after a sleep; not answered soon means that a new session is the
 * quicker way. */
IkeTask *ike_task_liveness_new (gboolean urgent) G_GNUC_WARN_UNUSED_RESULT;
/* The same, and the gateway learns that ESP of its comes under an SPI that nobody here knows
 * (RFC 7296 section 1.5). */
IkeTask *ike_task_liveness_new_stray (guint32 spi_in) G_GNUC_WARN_UNUSED_RESULT;
