// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A plan as JSON, the way a journal keeps it. Pure; any thread. */
#pragma once

#include "net-plan.h"

#include <json-glib/json-glib.h>

JsonObject *net_plan_to_json (const NetPlan *plan);
/* NULL unless every part is what net_plan_to_json() writes. */
NetPlan *net_plan_from_json (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;
