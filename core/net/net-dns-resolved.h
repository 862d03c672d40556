// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* systemd-resolved as a back end of net-dns.h. */
#pragma once

#include "net-dns.h"

#define NET_DNS_RESOLVED_NAME "org.freedesktop.resolve1"

extern const NetDnsBackend net_dns_resolved_backend;
