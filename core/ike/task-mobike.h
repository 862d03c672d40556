// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* UPDATE_SA_ADDRESSES: tells the gateway of another path (RFC 4555 section 3.5). */
#pragma once

#include "ike-tasks.h"

IkeTask *ike_task_mobike_new (void) G_GNUC_WARN_UNUSED_RESULT;
