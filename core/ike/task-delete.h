// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Deletes that we ask for. */
#pragma once

#include "ike-tasks.h"

IkeTask *ike_task_delete_child_new (guint32 spi_in) G_GNUC_WARN_UNUSED_RESULT;
/* Of the IKE SA it is queued on. */
IkeTask *ike_task_delete_ike_new (void) G_GNUC_WARN_UNUSED_RESULT;
