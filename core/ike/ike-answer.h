// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the proven gateway asks of us. Every request gets exactly one response (DPD-01). Same thread
 * as the session. */
#pragma once

#include "ike-sa.h"

/* A request of the proven gateway, admitted: does what it asks and answers. */
int ike_answer_request (IkeSa *sa, const IkePath *path, const IkeMessage *request)
    G_GNUC_WARN_UNUSED_RESULT;
