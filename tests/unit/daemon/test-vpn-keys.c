// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-keys.h"

#include "vpn-error.h"
#include "sealed-sample.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Ed25519, PKCS#8: the example of RFC 8410 section 10.3. */
static const char ed25519_pem[]
    = "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
      "-----END PRIVATE KEY-----\n";

static void
test_sign (void)
{
  /* The offset is at the end: the key is read from the start all the same. */
  int fd = sealed_sample (ed25519_pem, strlen (ed25519_pem));
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnKeys) keys = vpn_keys_new (fd, &error);
  g_autoptr (GBytes) octets = g_bytes_new_static ("message", 7);
  g_autoptr (GBytes) early = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) wrong = NULL;

  close (fd);
  g_assert_no_error (error);
  early = vpn_keys_sign (keys, CRY_SIG_ED25519, octets);
  g_assert_null (early);
  g_assert_cmpint (vpn_keys_unlock (keys, NULL), ==, CRY_PRIVATE_KEY_OK);
  g_assert_cmpint (vpn_keys_unlock (keys, NULL), ==, CRY_PRIVATE_KEY_OK);
  signature = vpn_keys_sign (keys, CRY_SIG_ED25519, octets);
  g_assert_cmpuint (g_bytes_get_size (signature), ==, 64);
  wrong = vpn_keys_sign (keys, CRY_SIG_RSA_PSS_SHA2_256, octets);
  g_assert_null (wrong);
}

static void
test_no_key (void)
{
  int fd = sealed_sample ("hello", 5);
  g_autoptr (VpnKeys) keys = vpn_keys_new (fd, NULL);

  close (fd);
  g_assert_nonnull (keys);
  g_assert_cmpint (vpn_keys_unlock (keys, NULL), ==, CRY_PRIVATE_KEY_MALFORMED);
}

static void
assert_refused (int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnKeys) keys = vpn_keys_new (fd, &error);

  close (fd);
  g_assert_null (keys);
  g_assert_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED);
}

static void
test_only_sealed (void)
{
  g_autofree char *large = g_strnfill (40000, 'x');

  assert_refused (open ("/etc/passwd", O_RDONLY | O_CLOEXEC));
  assert_refused (sealed_sample ("", 0));
  assert_refused (sealed_sample (large, 40000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/keys/sign", test_sign);
  g_test_add_func ("/daemon/keys/no-key", test_no_key);
  g_test_add_func ("/daemon/keys/only-sealed", test_only_sealed);
  return g_test_run ();
}
