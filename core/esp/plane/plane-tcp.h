// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The link over a TCP stream (RFC 9329), for networks that let no UDP through. Every message is a
 * frame: two octets of length, which count themselves, then what a UDP datagram would hold. What
 * finds no room in the socket waits here: the rest of a frame that was begun, and IKE, because
 * nobody repeats it; ESP that finds no room is dropped.
 */
#pragma once

#include "plane-link.h"

/* fd: borrowed; connected, non-blocking. peer: whom it is connected to. */
void plane_tcp_init (PlaneLink *link, int fd, const struct sockaddr_storage *peer);
/* When no thread uses the link any more. Does nothing to other links. */
void plane_tcp_clear (PlaneLink *link);
