// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-format.h"

#include "vpn-error.h"

#include <string.h>

typedef struct
{
  VpnFormat format;
  const char *text;
  gboolean good;
} Row;

#define LABEL63 "a123456789a123456789a123456789a123456789a123456789a123456789abc"

static const Row rows[] = {
  { VPN_FORMAT_ANY, "CORP\\alice", TRUE },
  { VPN_FORMAT_ANY, "山田 太郎", TRUE },
  { VPN_FORMAT_ANY, " alice", FALSE },
  { VPN_FORMAT_ANY, "alice ", FALSE },
  { VPN_FORMAT_ANY, "a\xff", FALSE },
  { VPN_FORMAT_HOST, "vpn.example.org", TRUE },
  { VPN_FORMAT_HOST, "gateway", TRUE },
  { VPN_FORMAT_HOST, "gw_1.example.org", TRUE },
  { VPN_FORMAT_HOST, "1und1.de", TRUE },
  { VPN_FORMAT_HOST, LABEL63 ".example", TRUE },
  { VPN_FORMAT_HOST, LABEL63 "x.example", FALSE },
  { VPN_FORMAT_HOST, LABEL63 "." LABEL63 "." LABEL63 "." LABEL63, FALSE },
  { VPN_FORMAT_HOST, "192.0.2.1", TRUE },
  { VPN_FORMAT_HOST, "2001:db8::1", TRUE },
  { VPN_FORMAT_HOST, "192.0.2.300", FALSE },
  { VPN_FORMAT_HOST, "192.0.2", FALSE },
  { VPN_FORMAT_HOST, "-vpn.example.org", FALSE },
  { VPN_FORMAT_HOST, "vpn-.example.org", FALSE },
  { VPN_FORMAT_HOST, "vpn..example.org", FALSE },
  { VPN_FORMAT_HOST, ".", FALSE },
  { VPN_FORMAT_HOST, "vpn.example.org:500", FALSE },
  { VPN_FORMAT_HOST, "vpn.example.org/x", FALSE },
  { VPN_FORMAT_HOST, "a b", FALSE },
  { VPN_FORMAT_IDENTITY, "vpn.example.org", TRUE },
  { VPN_FORMAT_IDENTITY, "alice@example.org", TRUE },
  { VPN_FORMAT_IDENTITY, "2001:db8::1", TRUE },
  { VPN_FORMAT_IDENTITY, "keyid:office", TRUE },
  { VPN_FORMAT_IDENTITY, "keyid:", FALSE },
  { VPN_FORMAT_IDENTITY, "dn:CN=vpn,O=Example Inc.", TRUE },
  { VPN_FORMAT_IDENTITY, "dn:vpn", FALSE },
  { VPN_FORMAT_PREFIX, "192.0.2.0/24", TRUE },
  { VPN_FORMAT_PREFIX, "0.0.0.0/0", TRUE },
  { VPN_FORMAT_PREFIX, "192.0.2.1/32", TRUE },
  { VPN_FORMAT_PREFIX, "2001:db8::/32", TRUE },
  { VPN_FORMAT_PREFIX, "::/0", TRUE },
  { VPN_FORMAT_PREFIX, "2001:db8::/29", TRUE },
  { VPN_FORMAT_PREFIX, "2001:dbf::/29", FALSE },
  { VPN_FORMAT_PREFIX, "192.0.2.0/33", FALSE },
  { VPN_FORMAT_PREFIX, "2001:db8::/129", FALSE },
  { VPN_FORMAT_PREFIX, "192.0.2.1/24", FALSE },
  { VPN_FORMAT_PREFIX, "192.0.2.0", FALSE },
  { VPN_FORMAT_PREFIX, "192.0.2.0/", FALSE },
  { VPN_FORMAT_PREFIX, "192.0.2.0/+8", FALSE },
  { VPN_FORMAT_PREFIX, "192.0.2.0/24/8", FALSE },
  { VPN_FORMAT_PREFIX, "10/8", FALSE },
  { VPN_FORMAT_ADDRESS, "192.0.2.53", TRUE },
  { VPN_FORMAT_ADDRESS, "2001:db8::53", TRUE },
  { VPN_FORMAT_ADDRESS, "::ffff:192.0.2.53", TRUE },
  { VPN_FORMAT_ADDRESS, "192.0.2.53/32", FALSE },
  { VPN_FORMAT_ADDRESS, "010.0.0.1", FALSE },
  { VPN_FORMAT_ADDRESS, "fe80::1%eth0", FALSE },
  { VPN_FORMAT_ADDRESS, "dns", FALSE },
  { VPN_FORMAT_PIN, "intranet.example", FALSE },
  { VPN_FORMAT_PORT, "1", TRUE },
  { VPN_FORMAT_PORT, "65535", TRUE },
  { VPN_FORMAT_PORT, "0", FALSE },
  { VPN_FORMAT_PORT, "65536", FALSE },
  { VPN_FORMAT_PORT, "+443", FALSE },
  { VPN_FORMAT_PORT, "443 ", FALSE },
  { VPN_FORMAT_PORT, "https", FALSE },
  { VPN_FORMAT_DOMAIN, "corp.example", TRUE },
  { VPN_FORMAT_DOMAIN, "~corp.example", TRUE },
  { VPN_FORMAT_DOMAIN, "~.", TRUE },
  { VPN_FORMAT_DOMAIN, "~", FALSE },
  { VPN_FORMAT_DOMAIN, "~~corp", FALSE },
  { VPN_FORMAT_DOMAIN, "corp'example", FALSE },
  { VPN_FORMAT_IKE_PROPOSAL, "aes256gcm16-prfsha384-ecp256,aes128-sha256-modp2048", TRUE },
  { VPN_FORMAT_IKE_PROPOSAL, "aes256-sha1-modp1024", TRUE },
  { VPN_FORMAT_IKE_PROPOSAL, "aes256gcm16-prfsha384-ecp257", FALSE },
  { VPN_FORMAT_IKE_PROPOSAL, "aes256 gcm", FALSE },
  { VPN_FORMAT_IKE_PROPOSAL, "AES", FALSE },
  { VPN_FORMAT_IKE_PROPOSAL, "aes;reboot", FALSE },
  { VPN_FORMAT_ESP_PROPOSAL, "aes256gcm16-ecp256", TRUE },
  { VPN_FORMAT_ESP_PROPOSAL, "aes256gcm16-prfsha384-ecp256", FALSE },
  { VPN_FORMAT_UUID, "123e4567-e89b-12d3-a456-426614174000", TRUE },
  { VPN_FORMAT_UUID, "123e4567", FALSE },
  { VPN_FORMAT_UUID, "../../etc/passwd", FALSE },
  { VPN_FORMAT_PATH, "/etc/ssl/office ca.pem", TRUE },
  { VPN_FORMAT_PATH, "office.pem", FALSE },
  { VPN_FORMAT_PATH, "~/office.pem", FALSE },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean good = vpn_format_check (rows[i].format, rows[i].text, &error);

      if (good != rows[i].good)
        g_test_message ("format %u: %s", rows[i].format, rows[i].text);
      g_assert_cmpint (good, ==, rows[i].good);
      g_assert_cmpint (good, ==, error == NULL);
      if (error != NULL)
        g_assert_true (vpn_error_is (error, VPN_ERROR_INVALID_SETTING));
    }
}

/* peers.md D2: line breaks and other controls that once became keys of a generated file. */
static void
test_controls_never_pass (void)
{
  static const char *const evil[]
      = { "\n",       "\r",           "\033",         "\x01",        "\x7f",
          "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (evil); j++)
      {
        g_autofree char *middle = g_strconcat (rows[i].text, evil[j], "x=1", NULL);
        g_autofree char *end = g_strconcat (rows[i].text, evil[j], NULL);
        g_autofree char *start = g_strconcat (evil[j], rows[i].text, NULL);
        g_autoptr (GError) error = NULL;

        g_assert_false (vpn_format_check (rows[i].format, middle, NULL));
        g_assert_false (vpn_format_check (rows[i].format, end, NULL));
        g_assert_false (vpn_format_check (rows[i].format, start, &error));
        g_assert_null (strstr (error->message, evil[j]));
      }
}

static void
test_lengths_are_bounded (void)
{
  static const VpnFormat all[]
      = { VPN_FORMAT_ANY,          VPN_FORMAT_HOST, VPN_FORMAT_IDENTITY, VPN_FORMAT_PREFIX,
          VPN_FORMAT_ADDRESS,      VPN_FORMAT_PORT, VPN_FORMAT_DOMAIN,   VPN_FORMAT_IKE_PROPOSAL,
          VPN_FORMAT_ESP_PROPOSAL, VPN_FORMAT_UUID, VPN_FORMAT_PATH };
  g_autofree char *huge = g_strnfill (70000, 'a');

  huge[0] = '/';
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (vpn_format_check (all[i], huge, &error));
      g_assert_cmpuint (strlen (error->message), <, 300);
    }
  huge[255] = '\0';
  g_assert_true (vpn_format_check (VPN_FORMAT_ANY, huge, NULL));
}

static void
test_prefix_error_gives_the_right_one (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) error6 = NULL;

  g_assert_false (vpn_format_check (VPN_FORMAT_PREFIX, "10.1.2.3/12", &error));
  g_assert_nonnull (strstr (error->message, "write 10.0.0.0/12"));
  g_assert_false (vpn_format_check (VPN_FORMAT_PREFIX, "2001:db8:0:1::5/48", &error6));
  g_assert_nonnull (strstr (error6->message, "write 2001:db8::/48"));
}

static void
assert_proposal_error (const char *list, gboolean modern, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (modern ? vpn_format_check_modern (VPN_FORMAT_IKE_PROPOSAL, list, &error)
                         : vpn_format_check (VPN_FORMAT_IKE_PROPOSAL, list, &error));
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_proposal_errors_name_the_word (void)
{
  assert_proposal_error ("aes256gcm16-prfsha384-ecp256,aes256-sha256-dh14", FALSE, "\"dh14\"");
  assert_proposal_error ("aes256-ecp256", FALSE, "\"aes256-ecp256\" needs an integrity");
  assert_proposal_error ("aes256gcm16-ecp256", FALSE, "needs a pseudo-random");
  assert_proposal_error ("aes256gcm16-prfsha256", FALSE, "needs a key exchange");
  assert_proposal_error ("sha256-ecp256", FALSE, "names no encryption");
  assert_proposal_error ("aes256-sha256-modp1024", TRUE, "ike.legacy");
  g_assert_true (vpn_format_check_modern (VPN_FORMAT_ESP_PROPOSAL, "aes256gcm16", NULL));
}

static void
test_ip_version (void)
{
  g_assert_cmpuint (vpn_format_ip_version ("192.0.2.0/24"), ==, 4);
  g_assert_cmpuint (vpn_format_ip_version ("2001:db8::1"), ==, 6);
  g_assert_cmpuint (vpn_format_ip_version ("vpn.example.org"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/format/table", test_table);
  g_test_add_func ("/common/format/CVE-2018-10900/controls", test_controls_never_pass);
  g_test_add_func ("/common/format/lengths", test_lengths_are_bounded);
  g_test_add_func ("/common/format/prefix-error", test_prefix_error_gives_the_right_one);
  g_test_add_func ("/common/format/proposal-errors-name-the-word",
                   test_proposal_errors_name_the_word);
  g_test_add_func ("/common/format/ip-version", test_ip_version);
  return g_test_run ();
}
