// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IKE_SA_INIT: asks, and makes a candidate of every proper answer. */
#pragma once

#include "ike-tasks.h"

IkeTask *ike_task_init_new (void) G_GNUC_WARN_UNUSED_RESULT;
