// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* REDIRECT and its kin (RFC 5685): the gateway names another one to go to. Pure; any thread. */
#pragma once

#include "cry-prf.h"
#include "ip.h"
#include "payload-notify.h"

/* Whether the notify names a gateway; ret_target is its address or name as text (owned). nonce must
 * follow the name: Ni in IKE_SA_INIT and nothing elsewhere (RFC 5685 sections 3 and 5). */
gboolean ike_redirect_read (const IkeNotify *notify, CrySpan nonce, char **ret_target);

/* That we follow: REDIRECT_SUPPORTED, or whom we came from (section 4). from: family 0: nobody. */
void ike_redirect_write_supported (IkeMessageBuilder *builder, const IpAddress *from);
