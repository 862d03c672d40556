// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* /etc/resolv.conf itself as a back end of net-dns.h. */
#pragma once

#include "net-dns.h"

extern const NetDnsBackend net_dns_file_backend;
