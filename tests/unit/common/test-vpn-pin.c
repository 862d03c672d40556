// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-pin.h"

#define HEX   "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define LOUD  "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF"
#define PAIRS "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"

static void
test_right (void)
{
  static const struct
  {
    const char *text, *host;
    guint16 port;
  } rows[] = {
    { "intranet.example=SHA256:" HEX, "intranet.example", 443 },
    { "intranet.example:8443=sha256:" LOUD, "intranet.example", 8443 },
    { "10.0.0.1=SHA256:" PAIRS ":" PAIRS, "10.0.0.1", 443 },
    { "[2001:db8::1]:1=SHA256:" HEX, "2001:db8::1", 1 },
    { "[2001:db8::1]=SHA256:" HEX, "2001:db8::1", 443 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (VpnPin) pin = { NULL };

      g_assert_true (vpn_pin_parse (rows[i].text, &pin));
      g_assert_cmpstr (pin.host, ==, rows[i].host);
      g_assert_cmpuint (pin.port, ==, rows[i].port);
      g_assert_cmpstr (pin.fingerprint, ==, "SHA256:" HEX);
    }
}

static void
test_wrong (void)
{
  static const char *const texts[] = {
    "",
    "intranet.example",
    "SHA256:" HEX,
    "intranet.example=SHA256:",
    "intranet.example=SHA1:" HEX,
    "intranet.example=SHA256:" HEX "00",
    "intranet.example=SHA256:g0112233445566778899aabbccddeeff" HEX,
    "intranet.example==SHA256:" HEX,
    "intranet.example=SHA256:" PAIRS "-" PAIRS,
    "intranet.example:0=SHA256:" HEX,
    "intranet.example:65536=SHA256:" HEX,
    "intranet.example:=SHA256:" HEX,
    "intranet.example:44x=SHA256:" HEX,
    "-x=SHA256:" HEX,
    "[intranet.example]=SHA256:" HEX,
    "[2001:db8::1=SHA256:" HEX,
    "[2001:db8::1]443=SHA256:" HEX,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      VpnPin pin = { NULL };

      g_test_message ("%s", texts[i]);
      g_assert_false (vpn_pin_parse (texts[i], &pin));
      g_assert_null (pin.host);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/pin/right", test_right);
  g_test_add_func ("/common/pin/wrong", test_wrong);
  return g_test_run ();
}
