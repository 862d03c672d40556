// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * From the datagram to the task or the answer: SPI, window, ICV, syntax, admission, in that order.
 * Nothing that fails one of the first three changes any state (MSG-27). Same thread as the session.
 */
#pragma once

#include "ike.h"

/* One datagram from the network. */
int ike_receive (IkeSession *session, const IkePath *path, const guint8 *data, gsize len)
    G_GNUC_WARN_UNUSED_RESULT;
