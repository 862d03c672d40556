// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The stages of a session as a state machine: which may follow which, and the one function that
 * enters a stage. What happens inside a stage is the business of the tasks. Same thread as the
 * session.
 */
#pragma once

#include "ike.h"

gboolean ike_state_is_legal (IkeStage from, IkeStage to);

/* Makes it the session's stage and tells the driver, the first time. Entering a stage that may not
 * follow is a programmer's error and changes nothing. */
void ike_state_enter (IkeSession *session, IkeStage to);
