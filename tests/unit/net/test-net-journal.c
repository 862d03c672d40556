// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-journal.h"

#include "net-json.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static NetJournal *
make_journal (void)
{
  g_autoptr (NetPlan) plan = net_plan_new ();
  NetJournal *journal;

  plan->ifname = g_strdup ("genkan0");
  plan->mtu = 1400;
  plan->domains = g_strsplit ("corp.test ~.", " ", -1);
  plan->local = NET_LOCAL_ALLOW;
  g_assert_true (ip_prefix_parse ("10.0.0.5/24", &plan->addresses[plan->n_addresses++]));
  g_assert_true (ip_prefix_parse ("0.0.0.0/0", &plan->routes[plan->n_routes++]));
  g_assert_true (ip_prefix_parse ("2001:db8::/32", &plan->exclude[plan->n_exclude++]));
  g_assert_true (ip_address_parse ("10.0.0.1", &plan->dns[plan->n_dns++]));
  g_assert_true (ip_address_parse ("192.0.2.1", &plan->gateway));
  journal = net_journal_new (7, VPN_PROTECTION_FLOWING, plan);
  journal->source_mark = TRUE;
  journal->dns = net_dns_state_new (NET_DNS_RESOLVED, "genkan0");
  journal->dns->ifindex = 99;
  return journal;
}

static char *
write_text (const NetJournal *journal)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, net_journal_to_json (journal));
  return json_to_string (node, TRUE);
}

static NetJournal *
read_text (const char *text, gsize len)
{
  g_autoptr (JsonNode) node = net_json_parse (text, len);

  return node != NULL ? net_journal_from_json (json_node_get_object (node)) : NULL;
}

static void
test_round_trip (void)
{
  g_autoptr (NetJournal) journal = make_journal ();
  g_autofree char *text = write_text (journal);
  g_autoptr (NetJournal) back = read_text (text, strlen (text));
  g_autofree char *again = NULL;

  g_assert_nonnull (back);
  g_assert_cmpuint (back->slot, ==, 7);
  g_assert_cmpuint (back->protection, ==, VPN_PROTECTION_FLOWING);
  g_assert_true (back->source_mark);
  g_assert_cmpuint (back->dns->kind, ==, NET_DNS_RESOLVED);
  g_assert_cmpuint (back->dns->ifindex, ==, 99);
  g_assert_cmpstr (back->plan->ifname, ==, "genkan0");
  g_assert_cmpuint (back->plan->mtu, ==, 1400);
  g_assert_true (back->plan->full_ipv4);
  g_assert_cmpuint (back->plan->local, ==, NET_LOCAL_ALLOW);
  g_assert_true (ip_address_equal (&back->plan->dns[0], &journal->plan->dns[0]));
  g_assert_true (ip_address_equal (&back->plan->gateway, &journal->plan->gateway));
  again = write_text (back);
  g_assert_cmpstr (again, ==, text);
}

/* Every single-byte corruption and every truncation: refused or a journal, never a crash. */
static void
test_corrupt (void)
{
  g_autoptr (NetJournal) journal = make_journal ();
  g_autofree char *text = write_text (journal);
  gsize len = strlen (text);

  for (gsize i = 0; i < len; i++)
    {
      static const char bytes[] = { 0, '"', '{', '[', '9', '-', ',', '\xff' };

      g_assert_null (read_text (text, i));
      for (gsize j = 0; j < sizeof bytes; j++)
        {
          g_autofree char *copy = g_memdup2 (text, len + 1);

          copy[i] = bytes[j];
          net_journal_free (read_text (copy, len));
        }
    }
}

/* One member of another kind or value, and it is none. */
static void
test_hostile (void)
{
  static const struct
  {
    const char *from, *to;
  } rows[] = {
    { "\"version\" : 2", "\"version\" : 1" },
    { "\"slot\" : 7", "\"slot\" : 256" },
    { "\"slot\" : 7", "\"slot\" : -1" },
    { "\"slot\" : 7", "\"slot\" : [7]" },
    { "\"slot\" : 7", "\"slot\" : 0.5" },
    { "\"genkan0\"", "\"x\\\" drop\"" },
    { "\"genkan0\"", "7" },
    { "\"0.0.0.0/0\"", "\"lan\"" },
    { "\"0.0.0.0/0\"", "null" },
    { "\"10.0.0.5/24\"", "{}" },
    { "\"corp.test\"", "\"a b\"" },
    { "\"corp.test\"", "\"a\\nnameserver 192.0.2.66\"" },
    { "\"allow\"", "\"everything\"" },
    { "\"192.0.2.1\"", "\"gateway\"" },
    { "\"resolved\"", "\"sh\"" },
    { "\"mtu\" : 1400", "\"mtu\" : 65536" },
  };
  g_autoptr (NetJournal) journal = make_journal ();
  g_autofree char *text = write_text (journal);
  g_autofree char *deep = g_strnfill (200000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) parts = g_strsplit (text, rows[i].from, 2);
      g_autofree char *changed = g_strjoinv (rows[i].to, parts);

      g_assert_nonnull (parts[1]);
      if (read_text (changed, strlen (changed)) != NULL)
        g_error ("taken for a journal: %s", changed);
    }
  /* json-glib recurses: unbounded, this would end the process. */
  g_assert_null (read_text (deep, strlen (deep)));
}

static void
test_names (void)
{
  g_assert_true (net_journal_name_is_valid ("office-2"));
  g_assert_false (net_journal_name_is_valid (NULL));
  g_assert_false (net_journal_name_is_valid (""));
  g_assert_false (net_journal_name_is_valid ("../office"));
  g_assert_false (net_journal_name_is_valid ("Office"));
  g_assert_false (net_journal_name_is_valid (
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

static gboolean
is_damaged (const char *dir, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NetJournal) journal = net_journal_read (dir, name, &error);

  g_assert_null (journal);
  return error != NULL;
}

/* Only a file that nobody else could have written is believed. */
static void
test_files (void)
{
  g_autoptr (NetJournal) journal = make_journal ();
  g_autofree char *runtime_dir = g_dir_make_tmp ("genkan-journal-XXXXXX", NULL);
  g_autofree char *dir = net_journal_dir (runtime_dir, NULL);
  g_autofree char *path = g_build_filename (dir, "office.json", NULL);
  g_autofree char *link = g_build_filename (dir, "link.json", NULL);
  g_autoptr (NetJournal) good = NULL;
  GStatBuf info;

  g_assert_true (net_journal_write (journal, dir, "office", NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
  good = net_journal_read (dir, "office", NULL);
  g_assert_nonnull (good);
  g_assert_false (is_damaged (dir, "home"));
  g_assert_cmpint (symlink (path, link), ==, 0);
  g_assert_true (is_damaged (dir, "link"));
  g_assert_cmpint (g_chmod (path, 0604), ==, 0);
  g_assert_true (is_damaged (dir, "office"));
  g_assert_true (net_journal_remove (dir, "office", NULL));
  g_assert_true (net_journal_remove (dir, "office", NULL));
  g_assert_true (net_journal_remove (dir, "link", NULL));
  g_assert_cmpint (g_chmod (dir, 0777), ==, 0);
  g_assert_null (net_journal_dir (runtime_dir, NULL));
  g_rmdir (dir);
  g_rmdir (runtime_dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/journal/round-trip", test_round_trip);
  g_test_add_func ("/net/journal/corrupt", test_corrupt);
  g_test_add_func ("/net/journal/hostile", test_hostile);
  g_test_add_func ("/net/journal/names", test_names);
  g_test_add_func ("/net/journal/files", test_files);
  return g_test_run ();
}
