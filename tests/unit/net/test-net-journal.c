// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-journal.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static NetStep
step (NetStepKind kind, const char *prefix)
{
  NetStep result = { .kind = kind };

  g_assert_true (net_prefix_parse (prefix, &result.prefix));
  return result;
}

static NetJournal *
make_journal (void)
{
  NetJournal *journal = net_journal_new ("genkan0", 7);
  NetDnsState *file = net_dns_state_new (NET_DNS_FILE, "genkan0");
  NetDnsState *resolved = net_dns_state_new (NET_DNS_RESOLVED, "genkan0");
  NetStep steps[] = {
    step (NET_STEP_ADDRESS, "10.0.0.5/32"), step (NET_STEP_UNREACHABLE, "10.0.0.0/8"),
    step (NET_STEP_THROW, "fe80::/10"),     step (NET_STEP_ROUTE, "::/0"),
    step (NET_STEP_RULE, "0.0.0.0/0"),
  };

  g_array_append_vals (journal->steps, steps, G_N_ELEMENTS (steps));
  journal->guarded = TRUE;
  journal->linked = TRUE;
  journal->old_mtu = 1500;
  /* No text file at all is guaranteed to be text. */
  file->file.original = g_bytes_new ("a\0\xff\n", 4);
  file->file.written = g_bytes_new ("", 0);
  file->file.mode = 0640;
  file->file.uid = 12;
  file->file.gid = 34;
  g_ptr_array_add (journal->dns, file);
  resolved->ifindex = 99;
  g_ptr_array_add (journal->dns, resolved);
  return journal;
}

static void
test_round_trip (void)
{
  g_autoptr (NetJournal) journal = make_journal ();
  g_autofree char *json = net_journal_to_json (journal);
  g_autoptr (NetJournal) back = net_journal_from_json (json, strlen (json));
  const NetDnsState *file, *resolved;

  g_assert_nonnull (back);
  g_assert_cmpstr (back->ifname, ==, "genkan0");
  g_assert_cmpuint (back->slot, ==, 7);
  g_assert_true (back->guarded);
  g_assert_true (back->linked);
  g_assert_cmpuint (back->old_mtu, ==, 1500);
  g_assert_false (back->was_up);
  g_assert_cmpuint (back->steps->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_true (net_journal_has_step (back, &g_array_index (journal->steps, NetStep, i)));
  g_assert_cmpuint (g_array_index (back->steps, NetStep, 3).kind, ==, NET_STEP_ROUTE);
  g_assert_cmpuint (back->dns->len, ==, 2);
  file = g_ptr_array_index (back->dns, 0);
  resolved = g_ptr_array_index (back->dns, 1);
  g_assert_cmpuint (file->kind, ==, NET_DNS_FILE);
  g_assert_cmpmem (g_bytes_get_data (file->file.original, NULL), 4, "a\0\xff\n", 4);
  g_assert_cmpuint (g_bytes_get_size (file->file.written), ==, 0);
  g_assert_cmpuint (file->file.mode, ==, 0640);
  g_assert_cmpuint (file->file.uid, ==, 12);
  g_assert_cmpuint (file->file.gid, ==, 34);
  g_assert_cmpuint (resolved->kind, ==, NET_DNS_RESOLVED);
  g_assert_cmpuint (resolved->ifindex, ==, 99);
}

static void
test_merge (void)
{
  g_autoptr (NetJournal) journal = net_journal_new ("genkan0", 7);
  g_autoptr (NetJournal) extra = make_journal ();
  NetStep mine = step (NET_STEP_ROUTE, "::/0");

  g_array_append_val (journal->steps, mine);
  journal->linked = TRUE;
  journal->old_mtu = 9000;
  net_journal_merge (journal, extra);
  g_assert_cmpuint (journal->steps->len, ==, 5);
  g_assert_cmpuint (journal->old_mtu, ==, 9000);
  g_assert_true (journal->guarded);
  g_assert_cmpuint (journal->dns->len, ==, 2);
}

/* Every single-byte corruption and every truncation: refused or a journal, never a crash. */
static void
test_corrupt (void)
{
  g_autoptr (NetJournal) journal = make_journal ();
  g_autofree char *json = net_journal_to_json (journal);
  gsize len = strlen (json);

  for (gsize i = 0; i < len; i++)
    {
      static const char bytes[] = { 0, '"', '{', '[', '9', '-', ',', '\xff' };
      NetJournal *cut = net_journal_from_json (json, i);

      g_assert_null (cut);
      for (gsize j = 0; j < sizeof bytes; j++)
        {
          g_autofree char *copy = g_memdup2 (json, len + 1);

          copy[i] = bytes[j];
          net_journal_free (net_journal_from_json (copy, len));
        }
    }
}

static void
test_hostile (void)
{
  static const char *const contents[] = {
    "",
    " ",
    "null",
    "[]",
    "{}",
    "{\"version\":2,\"interface\":\"genkan0\",\"slot\":0,\"steps\":[],\"dns\":[]}",
    "{\"version\":1,\"interface\":7,\"slot\":0,\"steps\":[],\"dns\":[]}",
    "{\"version\":1,\"interface\":\"a b\",\"slot\":0,\"steps\":[],\"dns\":[]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":-1,\"steps\":[],\"dns\":[]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":0.5,\"steps\":[],\"dns\":[]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":[0],\"steps\":[],\"dns\":[]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":0,\"steps\":{},\"dns\":[]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":0,\"steps\":[],\"dns\":[null]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":0,\"steps\":[1],\"dns\":[]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":0,\"steps\":[{}],\"dns\":[]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":0,\"steps\":[{\"route\":{}}],\"dns\":[]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":0,\"steps\":[],\"dns\":[{\"backend\":"
    "\"sh\","
    "\"interface\":\"genkan0\",\"ifindex\":1}]}",
    "{\"version\":1,\"interface\":\"genkan0\",\"slot\":0,\"steps\":[],\"dns\":[{\"backend\":"
    "\"file\","
    "\"interface\":\"genkan0\",\"ifindex\":1,\"mode\":420,\"uid\":0,\"gid\":0}]}",
  };
  g_autofree char *deep = g_strnfill (200000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    if (net_journal_from_json (contents[i], strlen (contents[i])) != NULL)
      g_error ("taken for a journal: %s", contents[i]);
  /* json-glib recurses: unbounded, this would end the process. */
  g_assert_null (net_journal_from_json (deep, strlen (deep)));
}

static void
test_too_many_steps (void)
{
  g_autoptr (NetJournal) journal = net_journal_new ("genkan0", 7);
  NetStep one = step (NET_STEP_ROUTE, "10.0.0.0/8");
  g_autofree char *json = NULL;

  for (guint i = 0; i <= NET_STEPS_MAX; i++)
    g_array_append_val (journal->steps, one);
  json = net_journal_to_json (journal);
  g_assert_null (net_journal_from_json (json, strlen (json)));
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
  good = net_journal_read (dir, "office.json", NULL);
  g_assert_nonnull (good);
  g_assert_cmpint (symlink (path, link), ==, 0);
  g_assert_null (net_journal_read (dir, "link.json", NULL));
  g_assert_cmpint (g_chmod (path, 0604), ==, 0);
  g_assert_null (net_journal_read (dir, "office.json", NULL));
  g_assert_true (net_journal_remove (dir, "office.json", NULL));
  g_assert_true (net_journal_remove (dir, "office.json", NULL));
  g_assert_true (net_journal_remove (dir, "link.json", NULL));
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
  g_test_add_func ("/net/journal/merge", test_merge);
  g_test_add_func ("/net/journal/corrupt", test_corrupt);
  g_test_add_func ("/net/journal/hostile", test_hostile);
  g_test_add_func ("/net/journal/too-many-steps", test_too_many_steps);
  g_test_add_func ("/net/journal/names", test_names);
  g_test_add_func ("/net/journal/files", test_files);
  return g_test_run ();
}
