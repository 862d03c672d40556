// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The outer path's MTU as the kernel knows it. */
#pragma once

#include "ip.h"

/* Bytes; of the route that marked packets to this address take, or 1500. */
guint net_path_mtu (const IpAddress *address);
