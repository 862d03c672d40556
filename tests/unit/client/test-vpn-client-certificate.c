// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-client-certificate.h"

#include <string.h>

static GTlsCertificate *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "client", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
test_names (void)
{
  g_autoptr (GTlsCertificate) alice = load ("alice.crt");
  g_autoptr (GTlsCertificate) ca = load ("ca.crt");
  g_autofree char *subject = vpn_client_certificate_subject (alice);
  g_autofree char *issuer = vpn_client_certificate_issuer (alice);
  g_autofree char *name = vpn_client_certificate_short_name (alice);
  g_autofree char *ca_name = vpn_client_certificate_short_name (ca);

  g_assert_nonnull (strstr (subject, "Office\\, Ltd"));
  g_assert_nonnull (strstr (issuer, "Office CA"));
  g_assert_cmpstr (name, ==, "alice");
  g_assert_cmpstr (ca_name, ==, "Office CA");
  g_assert_false (vpn_client_certificate_is_root (alice));
  g_assert_true (vpn_client_certificate_is_root (ca));
}

static void
assert_validity (int year, const char *words, gboolean expected)
{
  g_autoptr (GTlsCertificate) alice = load ("alice.crt");
  g_autoptr (GDateTime) now = g_date_time_new_utc (year, 1, 1, 0, 0, 0);
  gboolean good;
  g_autofree char *text = vpn_client_certificate_validity (alice, now, &good);

  g_assert_nonnull (strstr (text, words));
  g_assert_cmpint (good, ==, expected);
}

static void
test_validity (void)
{
  assert_validity (2030, "Valid until", TRUE);
  assert_validity (2020, "Not valid before", FALSE);
  assert_validity (2090, "Expired on", FALSE);
}

static void
assert_warning (int days_left, const char *expected)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 6, 15, 12, 0, 0);
  /* An hour more than so many days. */
  gint64 end = g_date_time_to_unix (now) + days_left * (gint64) 86400 + 3600;
  g_autofree char *text = vpn_client_certificate_warning (end, now);

  if (expected == NULL)
    g_assert_null (text);
  else
    g_assert_nonnull (strstr (text, expected));
}

static void
test_warning (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 6, 15, 12, 0, 0);

  g_assert_null (vpn_client_certificate_warning (0, now)); /* there is none */
  assert_warning (30, NULL);
  assert_warning (29, "ends in 29 days (14 July 2026)");
  assert_warning (1, "ends in 1 day (16 June 2026)");
  assert_warning (0, "ends within a day (15 June 2026)");
  assert_warning (-2, "ended on 13 June 2026");
}

static void
test_fingerprint (void)
{
  g_autoptr (GTlsCertificate) alice = load ("alice.crt");
  g_autofree char *text = vpn_client_certificate_fingerprint (alice);

  g_assert_cmpuint (strlen (text), ==, 32 * 3 - 1);
  g_assert_true (g_regex_match_simple ("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", text, 0, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/certificate/names", test_names);
  g_test_add_func ("/client/certificate/validity", test_validity);
  g_test_add_func ("/client/certificate/warning", test_warning);
  g_test_add_func ("/client/certificate/fingerprint", test_fingerprint);
  return g_test_run ();
}
