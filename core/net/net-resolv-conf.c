// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-resolv-conf.h"

/* The file's past, its records, and the writing of it. */

#include "net-dns-text.h"
#include "net-json.h"
#include "vpn-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NSSWITCH_CONF   "/etc/nsswitch.conf"
#define RESOLV_CONF_NEW "/etc/.resolv.conf.genkan" /* same directory, for the rename */
#define FILE_MAX_LEN    65536                      /* bytes */
#define JSON_MAX        (512 * 1024)               /* bytes; three files of the former as base64 */
#define MODE_DEFAULT    0644
#define DIR_NAME        "resolv-conf"
#define PAST_FILE       "past.json"
#define RECORD_SUFFIX   ".record"
#define RECORDS_MAX     256

/* The file as it was, byte for byte, and what we put there instead. */
typedef struct
{
  char *link_target; /* owned; NULL: it was no symbolic link */
  GBytes *original;  /* owned; the content of a regular file; NULL: link, or no file */
  GBytes *written;   /* owned; NULL: not yet */
  GBytes *before;    /* owned; what was written before that: a kill may come between the two */
  guint mode, uid, gid;
} Past;

static void
past_free (Past *past)
{
  g_free (past->link_target);
  g_clear_pointer (&past->original, g_bytes_unref);
  g_clear_pointer (&past->written, g_bytes_unref);
  g_clear_pointer (&past->before, g_bytes_unref);
  g_free (past);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Past, past_free)

static gboolean
fail (GError **error, const char *what)
{
  int saved = errno;

  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot %s " NET_RESOLV_CONF ": %s", what,
               g_strerror (saved));
  return FALSE;
}

/* ---- The past ------------------------------------------------------------------------------- */

static Past *
past_load (const char *dir)
{
  g_autoptr (JsonNode) node = net_json_read_file (dir, PAST_FILE, JSON_MAX, NULL);
  g_autoptr (Past) past = g_new0 (Past, 1);
  JsonObject *object;

  if (node == NULL)
    return NULL;
  object = json_node_get_object (node);
  past->link_target = g_strdup (net_json_string (object, "link"));
  past->original = net_json_bytes (object, "original");
  past->written = net_json_bytes (object, "written");
  past->before = net_json_bytes (object, "before");
  if (past->written == NULL || !net_json_uint (object, "mode", 07777, &past->mode)
      || !net_json_uint (object, "uid", G_MAXUINT, &past->uid)
      || !net_json_uint (object, "gid", G_MAXUINT, &past->gid))
    return NULL;
  return g_steal_pointer (&past);
}

static gboolean
past_save (const Past *past, const char *dir, GError **error)
{
  JsonObject *object = json_object_new ();

  if (past->link_target != NULL)
    json_object_set_string_member (object, "link", past->link_target);
  net_json_set_bytes (object, "original", past->original);
  net_json_set_bytes (object, "written", past->written);
  net_json_set_bytes (object, "before", past->before);
  json_object_set_int_member (object, "mode", past->mode);
  json_object_set_int_member (object, "uid", past->uid);
  json_object_set_int_member (object, "gid", past->gid);
  return net_json_write_file (object, dir, PAST_FILE, error);
}

/* Content and status of a regular file; flags: O_NOFOLLOW or 0. NULL and errno. */
static GBytes *
read_file (int flags, struct stat *ret_info)
{
  g_autofree guint8 *data = NULL;
  gssize len = -1;
  int fd = open (NET_RESOLV_CONF, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
  int saved;

  if (fd < 0)
    return NULL;
  errno = EFBIG;
  if (fstat (fd, ret_info) == 0 && S_ISREG (ret_info->st_mode) && ret_info->st_size < FILE_MAX_LEN)
    {
      data = g_malloc (FILE_MAX_LEN);
      len = read (fd, data, FILE_MAX_LEN);
    }
  saved = errno;
  close (fd);
  errno = saved;
  return len >= 0 ? g_bytes_new (data, (gsize) len) : NULL;
}

static gboolean
is_start_of (GBytes *start, GBytes *whole)
{
  gsize start_len, whole_len;
  const guint8 *first = g_bytes_get_data (start, &start_len);
  const guint8 *all = g_bytes_get_data (whole, &whole_len);

  return start_len < whole_len && (start_len == 0 || memcmp (first, all, start_len) == 0);
}

/* Whether what is there now is our work; that of a kill in the middle of rewrite() included. */
static gboolean
is_ours (const Past *past, GBytes *current)
{
  return g_bytes_equal (current, past->written)
         || (past->before != NULL && g_bytes_equal (current, past->before))
         || (past->original != NULL
             && (is_start_of (current, past->written) || is_start_of (current, past->original)));
}

static gboolean
is_made_here (GBytes *content)
{
  gsize len;
  const char *text = g_bytes_get_data (content, &len);

  return len > strlen (NET_DNS_TEXT_HEAD)
         && memcmp (text, NET_DNS_TEXT_HEAD, strlen (NET_DNS_TEXT_HEAD)) == 0;
}

/* The past as it is to be had now: the known one, unless somebody has since put something else
 * there. NULL and errno if the file cannot be read. */
static Past *
past_take (const char *dir)
{
  struct stat info = { 0 };
  g_autoptr (GBytes) current = read_file (O_NOFOLLOW, &info);
  int saved = errno;
  g_autoptr (Past) past = past_load (dir);

  if (past != NULL && current != NULL && is_ours (past, current))
    return g_steal_pointer (&past);
  g_clear_pointer (&past, past_free);
  past = g_new0 (Past, 1);
  past->mode = MODE_DEFAULT;
  if (current != NULL)
    {
      /* Our own work, whose past is lost: nothing is better than servers behind a VPN that ended.
       */
      if (is_made_here (current))
        {
          g_bytes_unref (current);
          current = g_bytes_new (NULL, 0);
        }
      past->original = g_steal_pointer (&current);
      past->mode = info.st_mode & 07777;
      past->uid = info.st_uid;
      past->gid = info.st_gid;
    }
  else if (saved == ELOOP)
    past->link_target = g_file_read_link (NET_RESOLV_CONF, NULL);
  else if (saved != ENOENT)
    {
      errno = saved;
      return NULL;
    }
  return g_steal_pointer (&past);
}

/* The content the file had without us, for what the new one keeps of it. */
static GBytes *
past_content (const Past *past)
{
  g_autofree char *path = NULL;
  char *content;
  gsize len;

  if (past->original != NULL)
    return g_bytes_ref (past->original);
  if (past->link_target == NULL)
    return NULL;
  path = g_canonicalize_filename (past->link_target, "/etc");
  return g_file_get_contents (path, &content, &len, NULL) ? g_bytes_new_take (content, len) : NULL;
}

/* ---- Writing -------------------------------------------------------------------------------- */

static gboolean
write_at (int fd, GBytes *content)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (content, &len);

  return ftruncate (fd, 0) == 0 && pwrite (fd, data, len, 0) == (gssize) len && fsync (fd) == 0;
}

/* Writes into the file that is there; only for one that cannot be renamed over. In between it is
 * the start of what it is to be, which is_ours() knows. */
static gboolean
rewrite (GBytes *content)
{
  int fd = open (NET_RESOLV_CONF, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  gboolean ok = fd >= 0 && write_at (fd, content);
  int saved = errno;

  if (fd >= 0)
    close (fd);
  errno = saved;
  return ok;
}

static gboolean
replace (const Past *past, GBytes *content)
{
  int fd, saved;
  gboolean ok;

  g_unlink (RESOLV_CONF_NEW);
  fd = open (RESOLV_CONF_NEW, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  ok = fd >= 0 && fchown (fd, past->uid, past->gid) == 0 && fchmod (fd, past->mode) == 0
       && write_at (fd, content) && g_rename (RESOLV_CONF_NEW, NET_RESOLV_CONF) == 0;
  saved = errno;
  if (fd >= 0)
    close (fd);
  if (!ok)
    g_unlink (RESOLV_CONF_NEW);
  errno = saved;
  return ok;
}

static gboolean
put (const Past *past, GBytes *content)
{
  if (replace (past, content))
    return TRUE;
  /* A mount point, a directory that is read-only around it, or an owner we may not give it. */
  if (past->original != NULL
      && (errno == EBUSY || errno == EROFS || errno == EPERM || errno == EACCES))
    return rewrite (content);
  return FALSE;
}

static gboolean
restore (const Past *past)
{
  if (past->original != NULL)
    return put (past, past->original);
  g_unlink (RESOLV_CONF_NEW);
  if (past->link_target != NULL)
    return symlink (past->link_target, RESOLV_CONF_NEW) == 0
           && g_rename (RESOLV_CONF_NEW, NET_RESOLV_CONF) == 0;
  return g_unlink (NET_RESOLV_CONF) == 0;
}

/* ---- Records -------------------------------------------------------------------------------- */

static gint
compare_records (gconstpointer a, gconstpointer b)
{
  const NetDnsRecord *left = *(NetDnsRecord *const *) a, *right = *(NetDnsRecord *const *) b;

  return left->order < right->order ? -1 : left->order > right->order;
}

/* The records of all connections, the oldest first; a damaged one does not count. */
static GPtrArray *
load_records (const char *dir)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) net_dns_record_free);
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *file;

  while (entries != NULL && records->len < RECORDS_MAX
         && (file = g_dir_read_name (entries)) != NULL)
    {
      g_autoptr (JsonNode) node = g_str_has_suffix (file, RECORD_SUFFIX)
                                      ? net_json_read_file (dir, file, JSON_MAX, NULL)
                                      : NULL;
      NetDnsRecord *record
          = node != NULL ? net_dns_record_from_json (json_node_get_object (node)) : NULL;

      if (record == NULL)
        continue;
      record->name = g_strndup (file, strlen (file) - strlen (RECORD_SUFFIX));
      g_ptr_array_add (records, record);
    }
  g_ptr_array_sort (records, compare_records);
  return records;
}

static gboolean
save_record (const char *dir, const char *name, const NetPlan *plan, GError **error)
{
  g_autoptr (GPtrArray) records = load_records (dir);
  g_autoptr (NetDnsRecord) record = net_dns_record_new (plan);
  g_autofree char *file = g_strconcat (name, RECORD_SUFFIX, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const NetDnsRecord *known = g_ptr_array_index (records, i);

      if (g_str_equal (known->name, name))
        {
          record->order = known->order;
          break;
        }
      record->order = MAX (record->order, known->order + 1);
    }
  return net_json_write_file (net_dns_record_to_json (record), dir, file, error);
}

/* Makes the file what the records say. */
static gboolean
write_records (const char *dir, GError **error)
{
  g_autoptr (GPtrArray) records = load_records (dir);
  g_autoptr (Past) past = past_take (dir);
  g_autoptr (GBytes) content = NULL, wanted = NULL;

  if (past == NULL)
    return fail (error, "read");
  content = past_content (past);
  wanted = net_dns_text_compose (records, content);
  g_clear_pointer (&past->before, g_bytes_unref);
  past->before = past->written;
  past->written = g_bytes_ref (wanted);
  if (!past_save (past, dir, error))
    return FALSE;
  return put (past, wanted) || fail (error, "write");
}

gboolean
net_resolv_conf_put (const char *runtime_dir, const char *name, const NetPlan *plan, GError **error)
{
  g_autofree char *dir = net_json_dir (runtime_dir, DIR_NAME, error);

  return dir != NULL && save_record (dir, name, plan, error) && write_records (dir, error);
}

/* The temporary files of writes that were cut short. */
static void
remove_leftovers (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *file;

  while (entries != NULL && (file = g_dir_read_name (entries)) != NULL)
    net_json_remove_file (dir, file, NULL);
}

/* Nobody needs the file any more. */
static gboolean
give_back (const char *dir, GError **error)
{
  g_autoptr (Past) past = past_load (dir);
  struct stat info;
  g_autoptr (GBytes) current = read_file (O_NOFOLLOW, &info);

  if (past != NULL && current != NULL && is_ours (past, current) && !restore (past))
    return fail (error, "restore");
  g_unlink (RESOLV_CONF_NEW);
  if (!net_json_remove_file (dir, PAST_FILE, error))
    return FALSE;
  remove_leftovers (dir);
  return g_rmdir (dir) == 0 || errno == ENOENT || fail (error, "forget what was done to");
}

gboolean
net_resolv_conf_drop (const char *runtime_dir, const char *name, GError **error)
{
  g_autofree char *dir = g_build_filename (runtime_dir, DIR_NAME, NULL);
  g_autofree char *file = g_strconcat (name, RECORD_SUFFIX, NULL);
  g_autoptr (GPtrArray) records = NULL;

  if (!net_json_remove_file (dir, file, error))
    return FALSE;
  records = load_records (dir);
  return records->len > 0 ? write_records (dir, error) : give_back (dir, error);
}

gboolean
net_resolv_conf_drop_all (const char *runtime_dir, GError **error)
{
  g_autofree char *dir = g_build_filename (runtime_dir, DIR_NAME, NULL);
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *file;

  if (entries == NULL)
    return TRUE;
  while ((file = g_dir_read_name (entries)) != NULL)
    if (g_str_has_suffix (file, RECORD_SUFFIX) && !net_json_remove_file (dir, file, error))
      return FALSE;
  return give_back (dir, error);
}

gboolean
net_resolv_conf_is_ours (const char *runtime_dir)
{
  g_autofree char *dir = g_build_filename (runtime_dir, DIR_NAME, NULL);
  g_autoptr (Past) past = past_load (dir);
  struct stat info;
  g_autoptr (GBytes) current = read_file (O_NOFOLLOW, &info);

  return past == NULL || (current != NULL && g_bytes_equal (current, past->written));
}

char *
net_resolv_conf_get_author (void)
{
  g_autofree char *content = NULL;
  g_autoptr (GRegex) regex
      = g_regex_new ("^# *Generated by ([A-Za-z0-9_.-]{1,32})", G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_file_get_contents (NET_RESOLV_CONF, &content, NULL, NULL)
      || !g_utf8_validate (content, -1, NULL) || !g_regex_match (regex, content, 0, &match))
    return NULL;
  return g_match_info_fetch (match, 1);
}

gboolean
net_resolv_conf_asks_resolved (void)
{
  g_autofree char *target = realpath (NET_RESOLV_CONF, NULL);
  g_autofree char *resolv = NULL;
  g_autofree char *nsswitch = NULL;

  if (target != NULL && g_str_has_prefix (target, "/run/systemd/resolve/"))
    return TRUE;
  if (g_file_get_contents (NET_RESOLV_CONF, &resolv, NULL, NULL)
      && g_regex_match_simple ("^nameserver\\s+127\\.0\\.0\\.5[34]\\s*$", resolv, G_REGEX_MULTILINE,
                               0))
    return TRUE;
  return g_file_get_contents (NSSWITCH_CONF, &nsswitch, NULL, NULL)
         && g_regex_match_simple ("^hosts:.*\\sresolve(\\s|$)", nsswitch, G_REGEX_MULTILINE, 0);
}
