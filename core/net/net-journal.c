// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-journal.h"

#include "net-ifname.h"
#include "net-json.h"
#include "net-netlink.h"
#include "net-prefix.h"
#include "vpn-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOURNAL_VERSION 1
#define JOURNAL_MAX     (1024 * 1024) /* bytes */
#define JOURNAL_SUFFIX  ".json"
#define NAME_MAX_LEN    64
#define DNS_MAX         4

/* Names in the file, by NetStepKind. */
static const char *const step_names[NET_N_STEPS]
    = { "address", "unreachable", "throw", "route", "rule", "rule-whole" };

NetJournal *
net_journal_new (const char *ifname, guint slot)
{
  NetJournal *journal = g_new0 (NetJournal, 1);

  journal->ifname = g_strdup (ifname);
  journal->slot = slot;
  journal->steps = g_array_new (FALSE, TRUE, sizeof (NetStep));
  journal->dns = g_ptr_array_new_with_free_func ((GDestroyNotify) net_dns_state_free);
  return journal;
}

void
net_journal_free (NetJournal *journal)
{
  if (journal == NULL)
    return;
  g_free (journal->ifname);
  g_array_unref (journal->steps);
  g_ptr_array_unref (journal->dns);
  g_free (journal);
}

gboolean
net_journal_has_step (const NetJournal *journal, const NetStep *step)
{
  for (guint i = 0; i < journal->steps->len; i++)
    {
      const NetStep *known = &g_array_index (journal->steps, NetStep, i);

      if (known->kind == step->kind && net_prefix_equal (&known->prefix, &step->prefix))
        return TRUE;
    }
  return FALSE;
}

void
net_journal_merge (NetJournal *journal, const NetJournal *extra)
{
  for (guint i = 0; i < extra->steps->len; i++)
    {
      const NetStep *step = &g_array_index (extra->steps, NetStep, i);

      if (!net_journal_has_step (journal, step))
        g_array_append_vals (journal->steps, step, 1);
    }
  for (guint i = 0; i < extra->dns->len; i++)
    g_ptr_array_add (journal->dns, net_dns_state_copy (g_ptr_array_index (extra->dns, i)));
  journal->guarded |= extra->guarded;
  journal->source_mark |= extra->source_mark;
  if (!journal->linked && extra->linked)
    {
      journal->linked = TRUE;
      journal->old_mtu = extra->old_mtu;
      journal->was_up = extra->was_up;
    }
}

static void
add_steps (JsonBuilder *builder, const NetJournal *journal)
{
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < journal->steps->len; i++)
    {
      const NetStep *step = &g_array_index (journal->steps, NetStep, i);
      g_autofree char *prefix = net_prefix_to_text (&step->prefix);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, step_names[step->kind]);
      json_builder_add_string_value (builder, prefix);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

char *
net_journal_to_json (const NetJournal *journal)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, JOURNAL_VERSION);
  json_builder_set_member_name (builder, "interface");
  json_builder_add_string_value (builder, journal->ifname);
  json_builder_set_member_name (builder, "slot");
  json_builder_add_int_value (builder, journal->slot);
  json_builder_set_member_name (builder, "guarded");
  json_builder_add_boolean_value (builder, journal->guarded);
  json_builder_set_member_name (builder, "source-mark");
  json_builder_add_boolean_value (builder, journal->source_mark);
  if (journal->linked)
    {
      json_builder_set_member_name (builder, "old-mtu");
      json_builder_add_int_value (builder, journal->old_mtu);
      json_builder_set_member_name (builder, "was-up");
      json_builder_add_boolean_value (builder, journal->was_up);
    }
  add_steps (builder, journal);
  json_builder_set_member_name (builder, "dns");
  json_builder_begin_array (builder);
  for (guint i = 0; i < journal->dns->len; i++)
    json_builder_add_value (builder, net_dns_state_to_json (g_ptr_array_index (journal->dns, i)));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

static gboolean
read_step (JsonObject *object, NetStep *ret_step)
{
  for (guint kind = 0; kind < NET_N_STEPS; kind++)
    {
      const char *prefix = net_json_string (object, step_names[kind]);

      if (prefix == NULL)
        continue;
      ret_step->kind = kind;
      return net_prefix_parse (prefix, &ret_step->prefix);
    }
  return FALSE;
}

/* The object at index of a list, NULL if it is something else. */
static JsonObject *
get_object (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
read_steps (JsonObject *object, NetJournal *journal)
{
  JsonArray *steps = net_json_array (object, "steps");
  guint n = steps != NULL ? json_array_get_length (steps) : G_MAXUINT;

  if (n > NET_STEPS_MAX)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *element = get_object (steps, i);
      NetStep step = { 0 };

      if (element == NULL || !read_step (element, &step))
        return FALSE;
      g_array_append_val (journal->steps, step);
    }
  return TRUE;
}

static gboolean
read_dns (JsonObject *object, NetJournal *journal)
{
  JsonArray *dns = net_json_array (object, "dns");
  guint n = dns != NULL ? json_array_get_length (dns) : G_MAXUINT;

  if (n > DNS_MAX)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *element = get_object (dns, i);
      NetDnsState *state = element != NULL ? net_dns_state_from_json (element) : NULL;

      if (state == NULL)
        return FALSE;
      g_ptr_array_add (journal->dns, state);
    }
  return TRUE;
}

NetJournal *
net_journal_from_json (const char *data, gsize len)
{
  g_autoptr (JsonNode) root = net_json_parse (data, len);
  g_autoptr (NetJournal) journal = NULL;
  JsonObject *object;
  const char *ifname;
  guint version, slot;

  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  ifname = net_json_string (object, "interface");
  if (!net_json_uint (object, "version", G_MAXUINT, &version) || version != JOURNAL_VERSION
      || !net_ifname_is_valid (ifname) || !net_json_uint (object, "slot", NET_SLOT_MAX, &slot))
    return NULL;
  journal = net_journal_new (ifname, slot);
  journal->guarded = net_json_boolean (object, "guarded");
  journal->source_mark = net_json_boolean (object, "source-mark");
  journal->linked = net_json_uint (object, "old-mtu", G_MAXUINT16, &journal->old_mtu);
  journal->was_up = net_json_boolean (object, "was-up");
  if (!read_steps (object, journal) || !read_dns (object, journal))
    return NULL;
  return g_steal_pointer (&journal);
}

static gboolean
fail (GError **error, const char *what, const char *path)
{
  int saved = errno;

  g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "Cannot %s %s: %s", what, path, g_strerror (saved));
  return FALSE;
}

char *
net_journal_dir (const char *runtime_dir, GError **error)
{
  g_autofree char *dir = g_build_filename (runtime_dir, "journal", NULL);
  struct stat info;

  if (g_mkdir_with_parents (dir, 0700) != 0 || lstat (dir, &info) != 0)
    {
      fail (error, "make", dir);
      return NULL;
    }
  if (!S_ISDIR (info.st_mode) || info.st_uid != geteuid () || (info.st_mode & 022) != 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s is not a directory of root's alone", dir);
      return NULL;
    }
  return g_steal_pointer (&dir);
}

gboolean
net_journal_name_is_valid (const char *name)
{
  gsize len = name != NULL ? strlen (name) : 0;

  if (len == 0 || len > NAME_MAX_LEN)
    return FALSE;
  return strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

char *
net_journal_file (const char *name)
{
  return g_strconcat (name, JOURNAL_SUFFIX, NULL);
}

gboolean
net_journal_write (const NetJournal *journal, const char *dir, const char *name, GError **error)
{
  g_autofree char *json = net_journal_to_json (journal);
  g_autofree char *file = net_journal_file (name);
  g_autofree char *path = g_build_filename (dir, file, NULL);
  GError *local = NULL;

  /* CONSISTENT: a temporary file, fsync, rename; DURABLE: it is there before the next step. */
  if (g_file_set_contents_full (path, json, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "Cannot write the journal: %s", local->message);
  g_error_free (local);
  return FALSE;
}

static gboolean
read_all (int fd, GByteArray *data)
{
  guint8 chunk[4096];
  gssize got;

  while ((got = read (fd, chunk, sizeof chunk)) > 0)
    {
      if (data->len + (gsize) got > JOURNAL_MAX)
        return FALSE;
      g_byte_array_append (data, chunk, (guint) got);
    }
  return got == 0;
}

NetJournal *
net_journal_read (const char *dir, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (dir, file, NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  NetJournal *journal = NULL;
  struct stat info;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    {
      fail (error, "open", path);
      return NULL;
    }
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid ()
      && (info.st_mode & 077) == 0 && read_all (fd, data))
    journal = net_journal_from_json ((const char *) data->data, data->len);
  close (fd);
  if (journal == NULL)
    g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s is not a journal of ours", path);
  return journal;
}

gboolean
net_journal_remove (const char *dir, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (dir, file, NULL);

  return g_unlink (path) == 0 || errno == ENOENT || fail (error, "remove", path);
}

guint
net_journal_count_source_marks (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *file;
  guint n = 0;

  while (entries != NULL && (file = g_dir_read_name (entries)) != NULL)
    {
      g_autoptr (NetJournal) journal
          = g_str_has_suffix (file, JOURNAL_SUFFIX) ? net_journal_read (dir, file, NULL) : NULL;

      n += journal != NULL && journal->source_mark;
    }
  return n;
}
