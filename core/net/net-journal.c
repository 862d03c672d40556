// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-journal.h"

/* Journals in their directory, one file for each connection. */

#include "net-json.h"
#include "net-plan-json.h"
#include "net-slot.h"
#include "vpn-error.h"

#include <string.h>

#define JOURNAL_VERSION 2
#define JOURNAL_MAX     (1024 * 1024) /* bytes */
#define JOURNAL_SUFFIX  ".json"
#define JOURNAL_DIR     "journal"
#define NAME_MAX_LEN    64

NetJournal *
net_journal_new (guint slot, VpnProtection protection, const NetPlan *plan)
{
  NetJournal *journal = g_new0 (NetJournal, 1);

  journal->slot = slot;
  journal->protection = protection;
  journal->plan = net_plan_copy (plan);
  return journal;
}

void
net_journal_free (NetJournal *journal)
{
  if (journal == NULL)
    return;
  net_plan_free (journal->plan);
  net_dns_state_free (journal->dns);
  g_free (journal);
}

JsonObject *
net_journal_to_json (const NetJournal *journal)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "version", JOURNAL_VERSION);
  json_object_set_int_member (object, "slot", journal->slot);
  json_object_set_boolean_member (object, "flowing", journal->protection == VPN_PROTECTION_FLOWING);
  json_object_set_boolean_member (object, "source-mark", journal->source_mark);
  if (journal->dns != NULL)
    json_object_set_object_member (object, "dns", net_dns_state_to_json (journal->dns));
  json_object_set_object_member (object, "plan", net_plan_to_json (journal->plan));
  return object;
}

NetJournal *
net_journal_from_json (JsonObject *object)
{
  JsonObject *plan = net_json_object (object, "plan"), *dns = net_json_object (object, "dns");
  g_autoptr (NetJournal) journal = g_new0 (NetJournal, 1);
  guint version;

  journal->protection
      = net_json_boolean (object, "flowing") ? VPN_PROTECTION_FLOWING : VPN_PROTECTION_HELD;
  journal->source_mark = net_json_boolean (object, "source-mark");
  journal->plan = plan != NULL ? net_plan_from_json (plan) : NULL;
  journal->dns = dns != NULL ? net_dns_state_from_json (dns) : NULL;
  if (!net_json_uint (object, "version", G_MAXUINT, &version) || version != JOURNAL_VERSION
      || !net_json_uint (object, "slot", NET_SLOT_MAX, &journal->slot) || journal->plan == NULL
      || (json_object_has_member (object, "dns") && journal->dns == NULL))
    return NULL;
  return g_steal_pointer (&journal);
}

char *
net_journal_dir (const char *runtime_dir, GError **error)
{
  return net_json_dir (runtime_dir, JOURNAL_DIR, error);
}

gboolean
net_journal_name_is_valid (const char *name)
{
  gsize len = name != NULL ? strlen (name) : 0;

  if (len == 0 || len > NAME_MAX_LEN)
    return FALSE;
  return strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

gboolean
net_journal_write (const NetJournal *journal, const char *dir, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, JOURNAL_SUFFIX, NULL);

  return net_json_write_file (net_journal_to_json (journal), dir, file, error);
}

NetJournal *
net_journal_read (const char *dir, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, JOURNAL_SUFFIX, NULL);
  g_autofree char *path = g_build_filename (dir, file, NULL);
  g_autoptr (JsonNode) node = NULL;
  NetJournal *journal;

  if (!g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return NULL;
  node = net_json_read_file (dir, file, JOURNAL_MAX, error);
  if (node == NULL)
    return NULL;
  journal = net_journal_from_json (json_node_get_object (node));
  if (journal == NULL)
    g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s is not a journal of ours", path);
  return journal;
}

GStrv
net_journal_list (const char *dir)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *file;

  while (entries != NULL && (file = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *name = NULL;

      /* The temporary file of a write that was cut short: the journal beside it counts. */
      if (!g_str_has_suffix (file, JOURNAL_SUFFIX))
        {
          net_json_remove_file (dir, file, NULL);
          continue;
        }
      name = g_strndup (file, strlen (file) - strlen (JOURNAL_SUFFIX));
      if (net_journal_name_is_valid (name))
        g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

guint
net_journal_count_source_marks (const char *dir)
{
  g_auto (GStrv) names = net_journal_list (dir);
  guint n = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (NetJournal) journal = net_journal_read (dir, names[i], NULL);

      n += journal != NULL && journal->source_mark;
    }
  return n;
}

gboolean
net_journal_remove (const char *dir, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, JOURNAL_SUFFIX, NULL);

  return net_json_remove_file (dir, file, error);
}
