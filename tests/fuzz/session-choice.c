// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A session's extras, on both sides. */
#include "session-choice.h"

void
session_choose (SimWorldConfig *config, gboolean with_ppk, gboolean further)
{
  if (with_ppk)
    {
      config->client.ppk_id = config->gateway.ppk_id = "office-2026";
      config->ppk = config->gateway.ppk = "a key of more than thirty-two octets";
    }
  config->client.ike_proposals = config->gateway.ike_proposals
      = further ? "aes256gcm16-prfsha384-x25519-ke1_ecp256" : "aes256gcm16-prfsha384-x25519";
}
