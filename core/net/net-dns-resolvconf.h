// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* resolvconf(8) as a back end of net-dns.h. */
#pragma once

#include "net-dns.h"

extern const NetDnsBackend net_dns_resolvconf_backend;

/* The program, if /etc/resolv.conf is its work; NULL otherwise. */
const char *net_dns_resolvconf_program (void);
