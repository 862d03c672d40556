// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One IKE_INTERMEDIATE exchange on one candidate: the next of its further key exchanges. */
#pragma once

#include "ike-tasks.h"

IkeTask *ike_task_intermediate_new (void) G_GNUC_WARN_UNUSED_RESULT;
