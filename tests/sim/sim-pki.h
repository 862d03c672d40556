// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Certificates and keys of tests/sim/pki by name. Loaded objects belong to the caller. */
#pragma once

#include "cry-x509.h"

/* Wall clock of the simulator at SIM_START, microseconds since 1970: within every validity. */
#define SIM_WALL ((gint64) 1798761600 * 1000000)

GPtrArray *sim_pki_certs (const char *name);          /* NAME.pem, of CryCert */
CryPrivateKey *sim_pki_key (const char *name);        /* NAME.key */
CryKeyType sim_pki_key_type (const GPtrArray *certs); /* of the first, which is a key's own */
CryTrust *sim_pki_trust (const char *name);           /* NAME.pem as anchors */
