// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-id.h"

#include "ike-dn.h"
#include "sim-pki.h"
#include "test-support.h"

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    IkeIdType type;
    const char *printed; /* NULL: as given */
  } rows[] = {
    { "vpn.example.org", IKE_ID_FQDN, NULL },
    { "gateway", IKE_ID_FQDN, NULL },
    { "@vpn.example.org", IKE_ID_FQDN, "vpn.example.org" },
    { "alice@example.org", IKE_ID_EMAIL, NULL },
    { "192.0.2.1", IKE_ID_IPV4, NULL },
    { "2001:db8::1", IKE_ID_IPV6, NULL },
    { "2001:DB8:0::1", IKE_ID_IPV6, "2001:db8::1" },
    { "keyid:group-7", IKE_ID_KEY_ID, NULL },
    { "dn:CN=vpn.example.org,O=Example,C=JP", IKE_ID_DN, NULL },
    { "CN=vpn, O=Example", IKE_ID_DN, "dn:CN=vpn,O=Example" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (IkeId) id = { 0 };
      g_autofree char *text = NULL;

      g_assert_true (ike_id_parse (rows[i].text, &id, NULL));
      g_assert_cmpint (id.type, ==, rows[i].type);
      text = ike_id_to_text (&id);
      g_assert_cmpstr (text, ==, rows[i].printed != NULL ? rows[i].printed : rows[i].text);
    }
}

static void
test_parse_errors (void)
{
  static const char *const rows[] = {
    "",  "two words",        "keyid:",    "dn:", "dn:vpn", "dn:XX=vpn", "dn:CN=", "dn:CN=a+O=b",
    "@", "dn:CN=\"quoted\"", "dn:CN=a\\",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (IkeId) id = { 0 };
      g_autofree char *why = NULL;

      g_test_message ("%s", rows[i]);
      g_assert_false (ike_id_parse (rows[i], &id, &why));
      g_assert_nonnull (why);
    }
}

/* Checked against openssl asn1parse: last RDN of the text first, C as PrintableString. */
static void
test_dn_der (void)
{
  g_autofree char *why = NULL;
  g_autoptr (GBytes) der = ike_dn_encode ("CN=a\\,b, O=\\C3\\A9, C=JP", &why);

  g_assert_nonnull (der);
  assert_hex (g_bytes_get_data (der, NULL), g_bytes_get_size (der),
              "3028"
              "310b"
              "3009"
              "0603550406"
              "13024a50"
              "310b"
              "3009"
              "060355040a"
              "0c02c3a9"
              "310c"
              "300a"
              "0603550403"
              "0c03612c62");
}

/* From the part to the whole and from the whole to the part, as people copy names. */
static void
test_dn_order (void)
{
  static const struct
  {
    const char *one, *other;
    gboolean same;
  } rows[] = {
    { "CN=gw, O=Office, C=JP", "C=JP, O=Office, CN=gw", TRUE },
    { "CN=gw,DC=example,DC=org", "DC=org,DC=example,CN=gw", TRUE },
    { "E=a@b.c,CN=gw,O=Office,C=JP", "C=JP,O=Office,CN=gw,E=a@b.c", TRUE },
    { "CN=gw,CN=vpn", "CN=vpn,CN=gw", FALSE },
    { "OU=a,O=b", "O=b,OU=a", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) one = ike_dn_encode (rows[i].one, NULL);
      g_autoptr (GBytes) other = ike_dn_encode (rows[i].other, NULL);

      g_assert_cmpint (g_bytes_equal (one, other), ==, rows[i].same);
    }
}

static void
test_dn_escapes (void)
{
  static const char *const rows[] = { "CN=a\\,b\\+c,O=x", "CN=a\\\\b", "E=a@b.c,DC=org" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *why = NULL;
      g_autoptr (GBytes) der = ike_dn_encode (rows[i], &why);
      g_autofree char *text = NULL;

      g_assert_nonnull (der);
      text = ike_dn_decode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
      g_assert_cmpstr (text, ==, rows[i]);
    }
}

static void
test_dn_long (void)
{
  g_autofree char *value = g_strnfill (300, 'x');
  g_autofree char *given = g_strconcat ("CN=", value, NULL);
  g_autofree char *why = NULL;
  g_autoptr (GBytes) der = ike_dn_encode (given, &why);
  g_autofree char *text = ike_dn_decode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));

  g_assert_cmpstr (text, ==, given);
}

/* What a peer sends is shown without acting on a terminal. */
static void
test_text_is_harmless (void)
{
  g_auto (IkeId) fqdn = { IKE_ID_FQDN, g_bytes_new_static ("a\033[2Jb\0c\377", 9) };
  g_auto (IkeId) key_id = { IKE_ID_KEY_ID, g_bytes_new_static ("\0\1x y", 5) };
  g_auto (IkeId) empty = { IKE_ID_FQDN, g_bytes_new_static ("", 0) };
  g_auto (IkeId) dn = { IKE_ID_DN, g_bytes_new_static ("nonsense", 8) };
  g_autofree char *a = ike_id_to_text (&fqdn);
  g_autofree char *b = ike_id_to_text (&key_id);
  g_autofree char *c = ike_id_to_text (&empty);
  g_autofree char *d = ike_id_to_text (&dn);
  g_auto (IkeId) email = { IKE_ID_EMAIL, g_bytes_new_static ("vpn.example.org", 15) };
  g_auto (IkeId) host = { IKE_ID_FQDN, g_bytes_new_static ("vpn@example.org", 15) };
  g_autofree char *e = ike_id_to_text (&email);
  g_autofree char *f = ike_id_to_text (&host);

  for (const char *at = a; *at != '\0'; at++)
    g_assert_false (g_ascii_iscntrl (*at));
  g_assert_cmpstr (b, ==, "keyid:\\x00\\x01x\\x20y");
  g_assert_cmpstr (c, ==, "");
  g_assert_cmpstr (d, ==, "dn:?");
  /* Two identities are two texts. */
  g_assert_cmpstr (e, ==, "email:vpn.example.org");
  g_assert_cmpstr (f, ==, "fqdn:vpn@example.org");
}

static gboolean
equal (const char *a, const char *b)
{
  g_auto (IkeId) x = { 0 };
  g_auto (IkeId) y = { 0 };

  g_assert_true (ike_id_parse (a, &x, NULL));
  g_assert_true (ike_id_parse (b, &y, NULL));
  return ike_id_equal (&x, &y);
}

static void
test_equal (void)
{
  g_assert_true (equal ("vpn.example.org", "VPN.Example.ORG"));
  g_assert_true (equal ("Alice@example.org", "alice@EXAMPLE.org"));
  g_assert_false (equal ("vpn.example.org", "vpn.example.org."));
  g_assert_false (equal ("vpn.example.org", "keyid:vpn.example.org"));
  g_assert_false (equal ("*.example.org", "vpn.example.org"));
  g_assert_false (equal ("keyid:a", "keyid:A"));
  g_assert_false (equal ("dn:CN=a", "dn:CN=A"));
  g_assert_true (equal ("192.0.2.1", "192.0.2.1"));
}

/* A terminator sent by the peer is part of the name and does not match (MSG-20). */
static void
test_terminator (void)
{
  g_auto (IkeId) a = { IKE_ID_FQDN, g_bytes_new_static ("vpn\0", 4) };
  g_auto (IkeId) b = { IKE_ID_FQDN, g_bytes_new_static ("vpn", 3) };

  g_assert_false (ike_id_equal (&a, &b));
}

/* The certificate is for vpn.example.org and 192.0.2.1, subject O=Example, CN=vpn.example.org. */
static void
test_gateway (void)
{
  static const struct
  {
    const char *expected, *idr;
    int with_cert, with_psk;
  } rows[] = {
    { "vpn.example.org", "vpn.example.org", IKE_ID_PROVEN, IKE_ID_PROVEN },
    { "vpn.example.org", "VPN.example.org", IKE_ID_PROVEN, IKE_ID_PROVEN },
    { "vpn.example.org", "192.0.2.1", IKE_ID_PROVEN, IKE_ID_WRONG_IDR },
    { "192.0.2.1", "vpn.example.org", IKE_ID_PROVEN, IKE_ID_WRONG_IDR },
    { "vpn.example.org", "dn:CN=vpn.example.org,O=Example", IKE_ID_PROVEN, IKE_ID_WRONG_IDR },
    { "vpn.example.org", "other.example.org", IKE_ID_WRONG_IDR, IKE_ID_WRONG_IDR },
    { "vpn.example.org", "192.0.2.2", IKE_ID_WRONG_IDR, IKE_ID_WRONG_IDR },
    { "vpn.example.org", "keyid:x", IKE_ID_WRONG_IDR, IKE_ID_WRONG_IDR },
    { "other.example.org", "vpn.example.org", IKE_ID_WRONG_CERT, IKE_ID_WRONG_IDR },
    { "other.example.org", "other.example.org", IKE_ID_WRONG_CERT, IKE_ID_PROVEN },
    { "example.org", "vpn.example.org", IKE_ID_WRONG_CERT, IKE_ID_WRONG_IDR },
    { "keyid:x", "keyid:x", IKE_ID_WRONG_CERT, IKE_ID_PROVEN },
  };
  g_autoptr (GPtrArray) certs = sim_pki_certs ("gateway");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (IkeId) expected = { 0 };
      g_auto (IkeId) idr = { 0 };

      g_test_message ("%s %s", rows[i].expected, rows[i].idr);
      g_assert_true (ike_id_parse (rows[i].expected, &expected, NULL));
      g_assert_true (ike_id_parse (rows[i].idr, &idr, NULL));
      g_assert_cmpint (ike_id_check_gateway (&expected, &idr, certs->pdata[0]), ==,
                       rows[i].with_cert);
      g_assert_cmpint (ike_id_check_gateway (&expected, &idr, NULL), ==, rows[i].with_psk);
    }
}

static void
test_nothing_expected (void)
{
  g_autoptr (GPtrArray) certs = sim_pki_certs ("gateway");
  const IkeId none = { 0 };
  g_auto (IkeId) idr = { 0 };

  g_assert_true (ike_id_parse ("vpn.example.org", &idr, NULL));
  g_assert_cmpint (ike_id_check_gateway (&none, &idr, NULL), ==, IKE_ID_PROVEN);
  g_assert_cmpint (ike_id_check_gateway (&none, &idr, certs->pdata[0]), ==, IKE_ID_WRONG_CERT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/id/PKI-22/parse", test_parse);
  g_test_add_func ("/ike/id/parse-errors", test_parse_errors);
  g_test_add_func ("/ike/id/dn-der", test_dn_der);
  g_test_add_func ("/ike/id/dn-order", test_dn_order);
  g_test_add_func ("/ike/id/dn-escapes", test_dn_escapes);
  g_test_add_func ("/ike/id/dn-long", test_dn_long);
  g_test_add_func ("/ike/id/text-is-harmless", test_text_is_harmless);
  g_test_add_func ("/ike/id/PKI-06/equal", test_equal);
  g_test_add_func ("/ike/id/MSG-20/terminator", test_terminator);
  g_test_add_func ("/ike/id/PKI-08/gateway", test_gateway);
  g_test_add_func ("/ike/id/nothing-expected", test_nothing_expected);
  return g_test_run ();
}
