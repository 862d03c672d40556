// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-secrets.h"

#include <string.h>

static void
remember (VpnSecrets *secrets, VpnSecretKind kind, const char *text)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy (text, strlen (text));

  vpn_secrets_remember (secrets, kind, secret);
}

static void
assert_recalls (VpnSecrets *secrets, VpnSecretKind kind, const char *text)
{
  const SecretBuf *secret = vpn_secrets_recall (secrets, kind, FALSE);

  g_assert_nonnull (secret);
  g_assert_cmpmem (secret_buf_peek (secret), secret_buf_len (secret), text, strlen (text));
}

static void
test_kept (void)
{
  g_autoptr (VpnSecrets) secrets = vpn_secrets_new ();

  g_assert_null (vpn_secrets_recall (secrets, VPN_SECRET_PASSWORD, FALSE));
  remember (secrets, VPN_SECRET_PASSWORD, "one");
  remember (secrets, VPN_SECRET_PSK, "shared");
  assert_recalls (secrets, VPN_SECRET_PASSWORD, "one");
  assert_recalls (secrets, VPN_SECRET_PSK, "shared");
  remember (secrets, VPN_SECRET_PASSWORD, "two");
  assert_recalls (secrets, VPN_SECRET_PASSWORD, "two");
}

static void
test_retry_forgets (void)
{
  g_autoptr (VpnSecrets) secrets = vpn_secrets_new ();

  remember (secrets, VPN_SECRET_PASSWORD, "wrong");
  remember (secrets, VPN_SECRET_PSK, "shared");
  g_assert_null (vpn_secrets_recall (secrets, VPN_SECRET_PASSWORD, TRUE));
  g_assert_null (vpn_secrets_recall (secrets, VPN_SECRET_PASSWORD, FALSE));
  assert_recalls (secrets, VPN_SECRET_PSK, "shared");
}

static void
test_codes_are_never_kept (void)
{
  g_autoptr (VpnSecrets) secrets = vpn_secrets_new ();

  remember (secrets, VPN_SECRET_RESPONSE, "123456");
  remember (secrets, VPN_SECRET_KEY_PASSPHRASE, "sesame");
  g_assert_null (vpn_secrets_recall (secrets, VPN_SECRET_RESPONSE, FALSE));
  g_assert_null (vpn_secrets_recall (secrets, VPN_SECRET_KEY_PASSPHRASE, FALSE));
}

static void
test_new_password (void)
{
  g_autoptr (VpnSecrets) secrets = vpn_secrets_new ();

  remember (secrets, VPN_SECRET_PASSWORD, "old");
  g_assert_null (vpn_secrets_recall (secrets, VPN_SECRET_NEW_PASSWORD, FALSE));
  remember (secrets, VPN_SECRET_NEW_PASSWORD, "new");
  assert_recalls (secrets, VPN_SECRET_PASSWORD, "new");
  g_assert_null (vpn_secrets_recall (secrets, VPN_SECRET_NEW_PASSWORD, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/secrets/kept", test_kept);
  g_test_add_func ("/daemon/secrets/retry-forgets", test_retry_forgets);
  g_test_add_func ("/daemon/secrets/codes-are-never-kept", test_codes_are_never_kept);
  g_test_add_func ("/daemon/secrets/new-password", test_new_password);
  return g_test_run ();
}
