// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A Child SA from nothing, when the last one has gone. */
#pragma once

#include "ike-tasks.h"

IkeTask *ike_task_child_new (void) G_GNUC_WARN_UNUSED_RESULT;
