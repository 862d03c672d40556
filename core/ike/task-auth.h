// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IKE_AUTH on one candidate: proves both sides and makes the first Child SA. */
#pragma once

#include "ike-tasks.h"

IkeTask *ike_task_auth_new (void) G_GNUC_WARN_UNUSED_RESULT;
