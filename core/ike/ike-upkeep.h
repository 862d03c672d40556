// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What must be true of a session after every input, whatever the input was: who has begun is
 * proven, what is unwanted is deleted, what has passed its soft lifetime is rekeyed, what has
 * passed its hard lifetime is gone, and an established session has a Child SA. Tasks and timers
 * only leave facts; here, and in ike-session.c for what the driver and the clock want, they become
 * tasks. Same thread as the session.
 */
#pragma once

#include "ike.h"

/* Once after every input, before waiting tasks are begun. */
void ike_upkeep (IkeSession *session);
