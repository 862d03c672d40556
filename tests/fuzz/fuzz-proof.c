// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Octets that a worker wants signed: no two kinds of login look alike, none is part of another. */
#include "vpn-proof.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  gboolean is_auth = vpn_proof_is_auth (data, len);

  g_assert (!is_auth || !vpn_proof_is_certificate_verify (data, len));
  g_assert (!is_auth || len >= 28 + 12 + 32);
  if (vpn_proof_is_certificate_verify (data, len))
    g_assert (!vpn_proof_is_certificate_verify (data, len - 1));
  return 0;
}
