// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a worker may ask for, by the way one logs in. */
#include "vpn-demands.h"

static VpnProfile *
make_profile (const char *auth, const char *methods)
{
  VpnProfile *profile = vpn_profile_new ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_AUTH, auth, NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_EAP_METHODS, methods, NULL));
  return profile;
}

static const char tls_octets[] = "                                                                "
                                 "TLS 1.3, client CertificateVerify\0"
                                 "hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh";

static void
test_kinds (void)
{
  static const struct
  {
    const char *auth, *methods;
    gboolean psk, password, tls;
  } rows[] = {
    { "psk", "mschapv2", TRUE, FALSE, FALSE }, { "cert", "mschapv2", FALSE, FALSE, FALSE },
    { "eap", "mschapv2", FALSE, TRUE, FALSE }, { "eap", "tls", FALSE, FALSE, TRUE },
    { "eap", "tls,peap", FALSE, TRUE, TRUE },
  };
  g_autoptr (GBytes) octets = g_bytes_new_static (tls_octets, sizeof tls_octets - 1);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (VpnProfile) profile = make_profile (rows[i].auth, rows[i].methods);
      VpnDemands demands = { .profile = profile };

      g_test_message ("%s %s", rows[i].auth, rows[i].methods);
      g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_PSK), ==,
                       rows[i].psk ? VPN_BREACH_NONE : VPN_BREACH_SECRET_KIND);
      g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_PASSWORD), ==,
                       rows[i].password ? VPN_BREACH_NONE : VPN_BREACH_SECRET_KIND);
      g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_RESPONSE), ==,
                       rows[i].password ? VPN_BREACH_NONE : VPN_BREACH_SECRET_KIND);
      g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_NEW_PASSWORD), ==,
                       rows[i].password ? VPN_BREACH_NONE : VPN_BREACH_SECRET_KIND);
      g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_KEY_PASSPHRASE), ==,
                       VPN_BREACH_SECRET_KIND);
      g_assert_cmpint (vpn_demands_signature (&demands, octets), ==,
                       rows[i].tls                          ? VPN_BREACH_NONE
                       : g_str_equal (rows[i].auth, "cert") ? VPN_BREACH_SIGNATURE_FORM
                                                            : VPN_BREACH_SIGNATURE_KIND);
    }
}

/* A certificate and then a login (RFC 4739). */
static void
test_certificate_first (void)
{
  g_autoptr (VpnProfile) profile = make_profile ("eap", "mschapv2");
  g_autoptr (GBytes) octets = g_bytes_new_static (tls_octets, sizeof tls_octets - 1);
  VpnDemands demands = { .profile = profile };

  g_assert_cmpint (vpn_demands_signature (&demands, octets), ==, VPN_BREACH_SIGNATURE_KIND);
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_CERT_FIRST, "true", NULL));
  g_assert_cmpint (vpn_demands_signature (&demands, octets), ==, VPN_BREACH_SIGNATURE_FORM);
  g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_PASSWORD), ==, VPN_BREACH_NONE);
  /* A key that the profile does not name is none of the worker's business. */
  g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_PPK), ==, VPN_BREACH_SECRET_KIND);
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_PPK_ID, "office", NULL));
  g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_PPK), ==, VPN_BREACH_NONE);
}

static void
test_once (void)
{
  g_autoptr (VpnProfile) profile = make_profile ("eap", "tls,peap");
  g_autoptr (GBytes) octets = g_bytes_new_static (tls_octets, sizeof tls_octets - 1);
  VpnDemands demands = { .profile = profile };

  for (guint i = 0; i < VPN_DEMANDS_SECRETS_MAX; i++)
    g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_RESPONSE), ==, VPN_BREACH_NONE);
  g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_RESPONSE), ==, VPN_BREACH_SECRET_COUNT);
  for (guint i = 0; i < VPN_DEMANDS_SIGNATURES_MAX; i++)
    g_assert_cmpint (vpn_demands_signature (&demands, octets), ==, VPN_BREACH_NONE);
  g_assert_cmpint (vpn_demands_signature (&demands, octets), ==, VPN_BREACH_SIGNATURE_COUNT);
  demands = (VpnDemands){ .profile = profile, .is_up = TRUE };
  g_assert_cmpint (vpn_demands_secret (&demands, VPN_SECRET_PASSWORD), ==, VPN_BREACH_SECRET_LATE);
  g_assert_cmpint (vpn_demands_signature (&demands, octets), ==, VPN_BREACH_SIGNATURE_LATE);
}

static void
test_sha1_is_for_legacy (void)
{
  g_autoptr (VpnProfile) profile = make_profile ("cert", "mschapv2");
  VpnDemands demands = { .profile = profile };

  for (guint sig = CRY_SIG_NONE + 1; sig <= CRY_SIG_LAST; sig++)
    g_assert_cmpint (vpn_demands_allow (&demands, sig), ==, sig != CRY_SIG_RSA_PKCS1_SHA1);
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_LEGACY, "true", NULL));
  g_assert_true (vpn_demands_allow (&demands, CRY_SIG_RSA_PKCS1_SHA1));
}

static void
test_words_of_a_breach (void)
{
  for (guint i = VPN_BREACH_NONE + 1; i < VPN_BREACH_N; i++)
    {
      g_assert_true (g_str_has_prefix (vpn_breach_sentence (i), "it"));
      for (guint j = i + 1; j < VPN_BREACH_N; j++)
        g_assert_cmpstr (vpn_breach_nick (i), !=, vpn_breach_nick (j));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/demands/kinds", test_kinds);
  g_test_add_func ("/daemon/demands/certificate-first", test_certificate_first);
  g_test_add_func ("/daemon/demands/once", test_once);
  g_test_add_func ("/daemon/demands/sha1-is-for-legacy", test_sha1_is_for_legacy);
  g_test_add_func ("/daemon/demands/words-of-a-breach", test_words_of_a_breach);
  return g_test_run ();
}
