// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Words of each breach. */
#include "vpn-breach.h"

static const struct
{
  const char *nick;
  const char *sentence;
} words[VPN_BREACH_N] = {
#define VPN_BREACH_ROW(name, nick, sentence) [VPN_BREACH_##name] = { nick, sentence },
  VPN_BREACH_TABLE (VPN_BREACH_ROW)
#undef VPN_BREACH_ROW
};

const char *
vpn_breach_nick (VpnBreach breach)
{
  return words[breach].nick;
}

const char *
vpn_breach_sentence (VpnBreach breach)
{
  return words[breach].sentence;
}
