// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "pki-fixture.h"

#include <openssl/x509v3.h>

#include <string.h>

static CryCert *
cert_with (const char *subject, const char *names)
{
  const PkiSpec spec = { .subject = subject, .names = names };
  g_auto (PkiCert) made = pki_issue (&spec);

  return pki_cert (&made);
}

static gboolean
matches (const CryCert *cert, CryNameType type, const char *name)
{
  return cry_cert_matches (cert, type, (const guint8 *) name, strlen (name));
}

static void
test_dns (void)
{
  g_autoptr (CryCert) cert = cert_with ("other.example.org", "DNS:vpn.example.org,DNS:b.example");

  g_assert_true (matches (cert, CRY_NAME_DNS, "vpn.example.org"));
  g_assert_true (matches (cert, CRY_NAME_DNS, "VPN.Example.ORG"));
  g_assert_true (matches (cert, CRY_NAME_DNS, "vpn.example.org."));
  g_assert_true (matches (cert, CRY_NAME_DNS, "b.example"));
  g_assert_false (matches (cert, CRY_NAME_DNS, ""));
  g_assert_false (matches (cert, CRY_NAME_DNS, "."));
  g_assert_false (matches (cert, CRY_NAME_DNS, ".example.org"));
  g_assert_false (matches (cert, CRY_NAME_DNS, "example.org"));
  g_assert_false (matches (cert, CRY_NAME_DNS, "avpn.example.org"));
  g_assert_false (matches (cert, CRY_NAME_DNS, "vpn.example.or"));
  g_assert_false (matches (cert, CRY_NAME_DNS, "vpn.example.org.evil.test"));
  g_assert_false (matches (cert, CRY_NAME_DNS, "*.example.org"));
  g_assert_false (cry_cert_matches (cert, CRY_NAME_DNS, (const guint8 *) "vpn.example.org\0x", 17));
  /* Other kinds of name do not cross over. */
  g_assert_false (matches (cert, CRY_NAME_EMAIL, "vpn.example.org"));
}

static void
test_wildcard (void)
{
  g_autoptr (CryCert) cert = cert_with ("x", "DNS:*.example.org,DNS:g*.example.net");

  g_assert_true (matches (cert, CRY_NAME_DNS, "vpn.example.org"));
  g_assert_false (matches (cert, CRY_NAME_DNS, "a.vpn.example.org"));
  g_assert_false (matches (cert, CRY_NAME_DNS, "example.org"));
  g_assert_false (matches (cert, CRY_NAME_DNS, "gate.example.net"));
}

/* RFC 4945 section 3.1.9 wants no CN at all; a certificate with any SAN gets none. */
static void
test_common_name (void)
{
  g_autoptr (CryCert) bare = cert_with ("vpn.example.org", NULL);
  g_autoptr (CryCert) address = cert_with ("vpn.example.org", "IP:192.0.2.1");
  g_autoptr (CryCert) email = cert_with ("vpn.example.org", "email:a@example.org");

  g_assert_true (matches (bare, CRY_NAME_DNS, "vpn.example.org"));
  g_assert_false (matches (bare, CRY_NAME_DNS, "other.example.org"));
  g_assert_false (matches (address, CRY_NAME_DNS, "vpn.example.org"));
  g_assert_false (matches (email, CRY_NAME_DNS, "vpn.example.org"));
}

/* "vpn.example.org" NUL ".evil.test", as a CA with careless checks once signed. */
static void
test_embedded_nul (void)
{
  const PkiSpec spec = { .subject = "x" };
  g_auto (PkiCert) made = pki_issue (&spec);
  GENERAL_NAMES *names = sk_GENERAL_NAME_new_null ();
  GENERAL_NAME *name = GENERAL_NAME_new ();
  ASN1_IA5STRING *text = ASN1_IA5STRING_new ();
  g_autoptr (CryCert) cert = NULL;
  g_auto (GStrv) shown = NULL;

  ASN1_STRING_set (text, "vpn.example.org\0.evil.test", 26);
  GENERAL_NAME_set0_value (name, GEN_DNS, text);
  sk_GENERAL_NAME_push (names, name);
  g_assert_cmpint (X509_add1_ext_i2d (made.x509, NID_subject_alt_name, names, 0, 0), ==, 1);
  g_assert_cmpint (X509_sign (made.x509, made.pkey, EVP_sha256 ()), >, 0);
  cert = pki_cert (&made);
  g_assert_false (matches (cert, CRY_NAME_DNS, "vpn.example.org"));
  shown = cry_cert_names (cert);
  g_assert_cmpstr (shown[0], ==, "dns:vpn.example.org\xef\xbf\xbd.evil.test");
  GENERAL_NAMES_free (names);
}

static void
test_email (void)
{
  g_autoptr (CryCert) cert = cert_with ("b@example.org", "email:User@Example.org");

  g_assert_true (matches (cert, CRY_NAME_EMAIL, "user@example.ORG"));
  g_assert_false (matches (cert, CRY_NAME_EMAIL, "b@example.org"));
  g_assert_false (matches (cert, CRY_NAME_EMAIL, "ser@example.org"));
  g_assert_false (matches (cert, CRY_NAME_EMAIL, "user@example.or"));
  g_assert_false (matches (cert, CRY_NAME_EMAIL, ""));
}

static void
test_ip (void)
{
  static const guint8 v4[] = { 192, 0, 2, 1 };
  static const guint8 v6[] = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
  g_autoptr (CryCert) cert = cert_with ("192.0.2.9", "IP:192.0.2.1,IP:2001:db8::1");
  guint8 other[16];

  g_assert_true (cry_cert_matches (cert, CRY_NAME_IP, v4, sizeof v4));
  g_assert_true (cry_cert_matches (cert, CRY_NAME_IP, v6, sizeof v6));
  g_assert_false (cry_cert_matches (cert, CRY_NAME_IP, v6, 4));
  g_assert_false (cry_cert_matches (cert, CRY_NAME_IP, v4, 3));
  g_assert_false (cry_cert_matches (cert, CRY_NAME_IP, NULL, 0));
  memcpy (other, v6, sizeof other);
  other[15] = 2;
  g_assert_false (cry_cert_matches (cert, CRY_NAME_IP, other, sizeof other));
  /* The text of an address is no address. */
  g_assert_false (matches (cert, CRY_NAME_IP, "192.0.2.1"));
}

static void
test_dn (void)
{
  g_autoptr (CryCert) cert = cert_with ("gateway", NULL);
  g_autoptr (CryCert) other = cert_with ("Gateway", NULL);
  g_autoptr (CryCert) empty = cert_with (NULL, "DNS:vpn.example.org");
  gsize len;
  const guint8 *subject = cry_cert_subject_der (cert, &len);

  g_assert_true (cry_cert_matches (cert, CRY_NAME_DN, subject, len));
  g_assert_false (cry_cert_matches (cert, CRY_NAME_DN, subject, len - 1));
  g_assert_false (cry_cert_matches (other, CRY_NAME_DN, subject, len));
  g_assert_false (cry_cert_matches (cert, CRY_NAME_DN, NULL, 0));
  /* Nobody proves to be nobody. */
  subject = cry_cert_subject_der (empty, &len);
  g_assert_cmpuint (len, ==, 2);
  g_assert_false (cry_cert_matches (empty, CRY_NAME_DN, subject, len));
  g_assert_true (matches (empty, CRY_NAME_DNS, "vpn.example.org"));
}

static void
test_names (void)
{
  g_autoptr (CryCert) full = cert_with (
      "cn", "DNS:vpn.example.org,IP:192.0.2.1,IP:2001:db8::1,email:a@example.org,URI:x:y");
  g_autoptr (CryCert) bare = cert_with ("vpn.example.org", NULL);
  g_autoptr (CryCert) none = cert_with (NULL, NULL);
  g_auto (GStrv) names = cry_cert_names (full);
  g_auto (GStrv) common = cry_cert_names (bare);
  g_auto (GStrv) nothing = cry_cert_names (none);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_cmpstr (joined, ==,
                   "dns:vpn.example.org ip:192.0.2.1 ip:2001:db8::1 "
                   "email:a@example.org");
  g_assert_cmpstr (common[0], ==, "dns:vpn.example.org");
  g_assert_null (common[1]);
  g_assert_null (nothing[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/x509-name/PKI-06/dns", test_dns);
  g_test_add_func ("/crypto/x509-name/PKI-16/wildcard", test_wildcard);
  g_test_add_func ("/crypto/x509-name/PKI-07/common-name", test_common_name);
  g_test_add_func ("/crypto/x509-name/embedded-nul", test_embedded_nul);
  g_test_add_func ("/crypto/x509-name/PKI-05/email", test_email);
  g_test_add_func ("/crypto/x509-name/PKI-05/ip", test_ip);
  g_test_add_func ("/crypto/x509-name/PKI-12/dn", test_dn);
  g_test_add_func ("/crypto/x509-name/names", test_names);
  return g_test_run ();
}
