// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-profile.h"

#include "profile-sample.h"
#include "vpn-error.h"

#include <string.h>

static VpnProfile *
new_office (void)
{
  VpnProfile *profile = vpn_profile_new ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_NAME, "office", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_GATEWAY, "vpn.example.org", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_USER, "alice", NULL));
  return profile;
}

static void
test_table_is_complete (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_assert_true (g_hash_table_add (names, (gpointer) key->name));
      g_assert_true (vpn_profile_key_find (key->name) == key);
      g_assert_cmpuint (strlen (key->label), >, 1);
      g_assert_true (g_str_has_suffix (key->doc, "."));
      g_assert_nonnull (key->def);
      g_assert_nonnull (strchr (key->name, '.'));
      if (key->type == VPN_TYPE_CHOICE)
        g_assert_cmpuint (g_strv_length ((char **) key->choices), ==,
                          g_strv_length ((char **) key->words));
      for (gsize i = 0; key->type == VPN_TYPE_CHOICE && key->choices[i] != NULL; i++)
        g_assert_cmpstr (vpn_profile_key_describe_choice (key, key->choices[i]), !=,
                         key->choices[i]);
      if (key->unit != NULL)
        g_assert_cmpuint (strlen (vpn_profile_key_describe_unit (key)), >, 1);
      if (key->type == VPN_TYPE_INTEGER || key->type == VPN_TYPE_LIST)
        g_assert_cmpint (key->max, >, key->min);
    }
  g_assert_null (vpn_profile_key_find ("connection.nothing"));
}

static void
test_every_default_is_legal (void)
{
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autoptr (VpnProfile) profile = vpn_profile_new ();
      g_autofree char *text = vpn_profile_get_text (profile, key->name);
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (text, ==, key->def);
      g_assert_false (vpn_profile_is_set (profile, key->name));
      vpn_profile_set_text (profile, key->name, key->def, &error);
      g_assert_no_error (error);
    }
}

static void
test_header_defaults (void)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();

  g_assert_cmpint (vpn_profile_get_integer (profile, VPN_KEY_PORT), ==, 500);
  g_assert_cmpint (vpn_profile_get_integer (profile, VPN_KEY_CHILD_LIFETIME), ==, 3600);
  g_assert_true (vpn_profile_get_boolean (profile, VPN_KEY_RECONNECT));
  g_assert_false (vpn_profile_get_boolean (profile, VPN_KEY_LEGACY));
  g_assert_cmpstr (vpn_profile_get_string (profile, VPN_KEY_AUTH), ==, "eap");
  g_assert_cmpstr (vpn_profile_get_list (profile, VPN_KEY_EAP_METHODS)[0], ==, "mschapv2");
  g_assert_null (vpn_profile_get_list (profile, VPN_KEY_ROUTES)[0]);
}

/* text -> variant -> text, and the whole profile through the bus form, key by key. */
static void
test_every_key_goes_round (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    for (int i = 0; i < 20; i++)
      {
        g_autoptr (VpnProfile) profile = vpn_profile_new ();
        g_autoptr (VpnProfile) other = NULL;
        g_autoptr (GVariant) settings = NULL;
        g_autoptr (GError) error = NULL;
        g_autofree char *text = profile_sample_text (key, random);
        g_autofree char *back = NULL;

        vpn_profile_set_text (profile, key->name, text, &error);
        g_assert_no_error (error);
        settings = g_variant_ref_sink (vpn_profile_to_variant (profile));
        g_assert_cmpuint (g_variant_n_children (settings), ==, 1);
        other = vpn_profile_from_variant (settings, &error);
        g_assert_no_error (error);
        back = vpn_profile_get_text (other, key->name);
        g_assert_cmpstr (back, ==, text);
        g_assert_true (vpn_profile_equal (profile, other));
      }
}

static void
test_files_go_round (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (VpnProfile) profile = vpn_profile_new ();
      g_autoptr (VpnProfile) copy = NULL;
      g_autoptr (VpnProfile) read = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *data = NULL;
      g_autofree char *again = NULL;

      for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
        {
          g_autofree char *text = profile_sample_text (key, random);

          if (g_rand_boolean (random))
            g_assert_true (vpn_profile_set_text (profile, key->name, text, NULL));
        }
      data = vpn_profile_to_data (profile);
      read = vpn_profile_from_data (data, strlen (data), &error);
      g_assert_no_error (error);
      g_assert_true (vpn_profile_equal (profile, read));
      again = vpn_profile_to_data (read);
      g_assert_cmpstr (data, ==, again);
      copy = vpn_profile_copy (read);
      g_assert_true (vpn_profile_equal (copy, profile));
    }
}

static void
test_a_file_reads_as_written_by_hand (void)
{
  static const char data[] = "# my office\n"
                             "[connection]\nname = Head office \ngateway=vpn.example.org\n\n"
                             "[auth]\nuser=alice\neap-methods=gtc, mschapv2\n"
                             "[network]\nroutes=192.0.2.0/24,2001:db8::/32\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnProfile) profile = vpn_profile_from_data (data, strlen (data), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (vpn_profile_get_string (profile, VPN_KEY_NAME), ==, "Head office");
  g_assert_cmpstr (vpn_profile_get_list (profile, VPN_KEY_EAP_METHODS)[1], ==, "mschapv2");
  g_assert_cmpstr (vpn_profile_get_list (profile, VPN_KEY_ROUTES)[1], ==, "2001:db8::/32");
  g_assert_true (vpn_profile_validate (profile, &error));
}

static void
assert_file_refused (const char *data, gsize len, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnProfile) profile = vpn_profile_from_data (data, len, &error);

  if (profile != NULL)
    g_test_message ("accepted: %s", data);
  g_assert_null (profile);
  g_assert_true (vpn_error_is (error, VPN_ERROR_INVALID_SETTING));
  if (named != NULL)
    g_assert_nonnull (strstr (error->message, named));
  for (const char *p = error->message; *p != '\0'; p++)
    g_assert_false (g_ascii_iscntrl (*p));
}

static void
test_bad_files_are_refused_by_name (void)
{
  static const char nul[] = "[connection]\nname=a\0b\n";
  g_autofree char *huge = g_strnfill (VPN_PROFILE_FILE_MAX + 1, '\n');
  static const struct
  {
    const char *data, *named;
  } cases[] = {
    { "[connection]\ncolour=red\n", "connection.colour" },
    { "[auth]\npassword=secret\n", "auth.password" },
    { "[connection]\nname[ja]=x\n", "connection.name[ja]" },
    { "[conn\033ection]\nname=x\n", NULL },
    { "name=x\n", NULL },
    { "[connection]\nport=0\n", "connection.port" },
    { "[connection]\nport=65536\n", "connection.port" },
    { "[connection]\nport=99999999999999999999\n", "connection.port" },
    { "[connection]\nport=5e2\n", "connection.port" },
    { "[connection]\nname=a\\nb\n", "connection.name" },
    { "[connection]\nname=a\\qb\n", "connection.name" },
    { "[auth]\nmethod=pap\n", "eap, psk, cert" },
    { "[auth]\nmethod=\n", "auth.method" },
    { "[auth]\neap-methods=gtc,,md5\n", "auth.eap-methods" },
    { "[auth]\neap-methods=gtc,gtc\n", "auth.eap-methods" },
    { "[auth]\nca=ca.pem\n", "auth.ca" },
    { "[ike]\nlegacy=perhaps\n", "ike.legacy" },
    { "\xff\xfe", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_file_refused (cases[i].data, strlen (cases[i].data), cases[i].named);
  assert_file_refused (nul, sizeof nul - 1, NULL);
  assert_file_refused (huge, VPN_PROFILE_FILE_MAX + 1, "65536");
}

/* peers.md D2: no value of any key carries a line break into a file, and what stands in a file is
 * read back as one value whatever it looks like. */
static void
test_no_key_takes_an_injection (void)
{
  static const char *const evil[] = {
    "x\n[auth]\nmethod=psk", "x\rleftupdown=/tmp/x", "x\n", "\nx", "a\tb", "a\033b",
    "a\xe2\x80\xa9 b",
  };

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    for (gsize i = 0; i < G_N_ELEMENTS (evil); i++)
      {
        g_autoptr (VpnProfile) profile = vpn_profile_new ();
        g_autoptr (GError) error = NULL;
        const char *list[] = { evil[i], NULL };

        /* As a user types a list, blanks around an element go. */
        if (key->type != VPN_TYPE_LIST)
          g_assert_false (vpn_profile_set_text (profile, key->name, evil[i], NULL));
        g_assert_false (vpn_profile_set_variant (profile, key->name,
                                                 key->type == VPN_TYPE_LIST
                                                     ? g_variant_new_strv (list, -1)
                                                     : g_variant_new_string (evil[i]),
                                                 &error));
        g_assert_nonnull (strstr (error->message, key->name));
        g_assert_false (vpn_profile_is_set (profile, key->name));
      }
}

static void
test_bus_values_are_checked (void)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (GVariant) unknown = g_variant_ref_sink (
      g_variant_new_parsed ("{'connection.name': <'x'>, 'connection.upscript': <'/bin/sh'>}"));
  g_autoptr (GVariant) wrong = g_variant_ref_sink (g_variant_new_parsed ("['a']"));
  g_autoptr (GError) error = NULL;

  g_assert_null (vpn_profile_from_variant (unknown, &error));
  g_assert_nonnull (strstr (error->message, "connection.upscript"));
  g_clear_error (&error);
  g_assert_null (vpn_profile_from_variant (wrong, &error));
  g_assert_true (vpn_error_is (error, VPN_ERROR_INVALID_ARGUMENT));
  g_assert_false (
      vpn_profile_set_variant (profile, VPN_KEY_PORT, g_variant_new_string ("500"), NULL));
  g_assert_false (vpn_profile_set_variant (profile, VPN_KEY_PORT, g_variant_new_int32 (0), NULL));
  g_assert_false (
      vpn_profile_set_variant (profile, VPN_KEY_GATEWAY, g_variant_new_boolean (TRUE), NULL));
  g_assert_true (vpn_profile_set_variant (profile, VPN_KEY_PORT, g_variant_new_int32 (501), NULL));
  g_assert_cmpint (vpn_profile_get_integer (profile, VPN_KEY_PORT), ==, 501);
}

static void
test_failed_set_changes_nothing (void)
{
  g_autoptr (VpnProfile) profile = new_office ();
  g_autoptr (VpnProfile) before = vpn_profile_copy (profile);

  g_assert_false (vpn_profile_set_text (profile, VPN_KEY_GATEWAY, "a b", NULL));
  g_assert_false (vpn_profile_set_text (profile, VPN_KEY_NAME, "\n", NULL));
  g_assert_false (vpn_profile_set_text (profile, "no.such", "x", NULL));
  g_assert_true (vpn_profile_equal (profile, before));
}

static void
test_empty_and_reset_give_the_default (void)
{
  g_autoptr (VpnProfile) profile = new_office ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_EAP_METHODS, "md5", NULL));
  g_assert_cmpstr (vpn_profile_get_list (profile, VPN_KEY_EAP_METHODS)[0], ==, "md5");
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_EAP_METHODS, "", NULL));
  g_assert_false (vpn_profile_is_set (profile, VPN_KEY_EAP_METHODS));
  g_assert_cmpstr (vpn_profile_get_list (profile, VPN_KEY_EAP_METHODS)[0], ==, "mschapv2");
  vpn_profile_reset (profile, VPN_KEY_USER);
  g_assert_cmpstr (vpn_profile_get_string (profile, VPN_KEY_USER), ==, "");
}

static void
test_lists_and_names_are_bounded (void)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (GString) routes = g_string_new ("10.0.0.0/16");
  g_autofree char *name = g_strnfill (VPN_PROFILE_NAME_MAX + 1, 'a');

  for (int i = 1; i < VPN_PROFILE_LIST_MAX; i++)
    g_string_append_printf (routes, ",10.%d.0.0/16", i);
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_ROUTES, routes->str, NULL));
  g_string_append (routes, ",172.16.0.0/12");
  g_assert_false (vpn_profile_set_text (profile, VPN_KEY_ROUTES, routes->str, NULL));
  g_assert_false (vpn_profile_set_text (profile, VPN_KEY_NAME, name, NULL));
  name[VPN_PROFILE_NAME_MAX] = '\0';
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_NAME, name, NULL));
}

static void
assert_invalid (VpnProfile *profile, const char *named)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (vpn_profile_validate (profile, &error));
  g_assert_true (vpn_error_is (error, VPN_ERROR_INVALID_SETTING));
  g_assert_true (g_str_has_prefix (error->message, named));
}

static void
set (VpnProfile *profile, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;

  vpn_profile_set_text (profile, key, text, &error);
  g_assert_no_error (error);
}

static void
test_rules_across_keys (void)
{
  g_autoptr (VpnProfile) empty = vpn_profile_new ();
  g_autoptr (VpnProfile) profile = new_office ();

  assert_invalid (empty, VPN_KEY_GATEWAY);
  g_assert_true (vpn_profile_validate (profile, NULL));
  vpn_profile_reset (profile, VPN_KEY_USER);
  assert_invalid (profile, VPN_KEY_USER);
  set (profile, VPN_KEY_AUTH, "psk");
  g_assert_true (vpn_profile_validate (profile, NULL));
  set (profile, VPN_KEY_AUTH, "cert");
  assert_invalid (profile, VPN_KEY_CERTIFICATE);
  set (profile, VPN_KEY_CERTIFICATE, "/home/alice/alice.pem");
  assert_invalid (profile, VPN_KEY_PRIVATE_KEY);
  set (profile, VPN_KEY_PRIVATE_KEY, "/home/alice/alice.key");
  g_assert_true (vpn_profile_validate (profile, NULL));

  set (profile, VPN_KEY_AUTH, "eap");
  set (profile, VPN_KEY_USER, "alice");
  set (profile, VPN_KEY_EAP_METHODS, "mschapv2,tls");
  g_assert_true (vpn_profile_needs_certificate (profile));
  vpn_profile_reset (profile, VPN_KEY_CERTIFICATE);
  assert_invalid (profile, VPN_KEY_CERTIFICATE);
  set (profile, VPN_KEY_EAP_METHODS, "mschapv2,ttls");
  g_assert_false (vpn_profile_needs_certificate (profile));
  g_assert_true (vpn_profile_validate (profile, NULL));

  set (profile, VPN_KEY_ROUTES, "10.0.0.0/8");
  set (profile, VPN_KEY_IPV4, "no");
  assert_invalid (profile, VPN_KEY_ROUTES);
  set (profile, VPN_KEY_IPV6, "no");
  assert_invalid (profile, VPN_KEY_IPV6);
  set (profile, VPN_KEY_IPV4, "auto");
  g_assert_true (vpn_profile_validate (profile, NULL));
  set (profile, VPN_KEY_MTU, "300");
  assert_invalid (profile, VPN_KEY_MTU);
  set (profile, VPN_KEY_MTU, "576");
  g_assert_true (vpn_profile_validate (profile, NULL));
  set (profile, VPN_KEY_IPV6, "yes");
  assert_invalid (profile, VPN_KEY_MTU);
}

/* Who may connect must not be able to take the place of another service of the computer. */
static void
test_local_port (void)
{
  static const struct
  {
    const char *port;
    gboolean ok;
  } rows[] = { { "0", TRUE },     { "500", TRUE },   { "4500", TRUE }, { "1024", TRUE },
               { "65535", TRUE }, { "53", FALSE },   { "68", FALSE },  { "1023", FALSE },
               { "1", FALSE },    { "65536", FALSE } };
  g_autoptr (VpnProfile) profile = vpn_profile_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (vpn_profile_set_text (profile, VPN_KEY_LOCAL_PORT, rows[i].port, NULL), ==,
                     rows[i].ok);
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_PORT, "53", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/profile/table-is-complete", test_table_is_complete);
  g_test_add_func ("/common/profile/every-default-is-legal", test_every_default_is_legal);
  g_test_add_func ("/common/profile/header-defaults", test_header_defaults);
  g_test_add_func ("/common/profile/every-key-goes-round", test_every_key_goes_round);
  g_test_add_func ("/common/profile/files-go-round", test_files_go_round);
  g_test_add_func ("/common/profile/file-by-hand", test_a_file_reads_as_written_by_hand);
  g_test_add_func ("/common/profile/bad-files", test_bad_files_are_refused_by_name);
  g_test_add_func ("/common/profile/CVE-2024-9050/injection", test_no_key_takes_an_injection);
  g_test_add_func ("/common/profile/bus-values", test_bus_values_are_checked);
  g_test_add_func ("/common/profile/failed-set", test_failed_set_changes_nothing);
  g_test_add_func ("/common/profile/reset", test_empty_and_reset_give_the_default);
  g_test_add_func ("/common/profile/bounds", test_lists_and_names_are_bounded);
  g_test_add_func ("/common/profile/rules", test_rules_across_keys);
  g_test_add_func ("/common/profile/local-port", test_local_port);
  return g_test_run ();
}
