// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-json.h"

/* The few kinds of JSON that this folder keeps on disk, and the files they are in. */

#include "vpn-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 8

static JsonNode *
find_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type)
    return NULL;
  return node;
}

const char *
net_json_string (JsonObject *object, const char *name)
{
  JsonNode *node = find_value (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

gboolean
net_json_uint (JsonObject *object, const char *name, guint max, guint *ret_value)
{
  JsonNode *node = find_value (object, name, G_TYPE_INT64);
  gint64 value = node != NULL ? json_node_get_int (node) : -1;

  if (value < 0 || value > max)
    return FALSE;
  *ret_value = (guint) value;
  return TRUE;
}

gboolean
net_json_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = find_value (object, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

JsonObject *
net_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

GStrv
net_json_strings (JsonObject *object, const char *name, guint max)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array
      = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : G_MAXUINT;
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();

  if (n > max)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        return NULL;
      g_strv_builder_add (strings, json_node_get_string (element));
    }
  return g_strv_builder_end (strings);
}

GBytes *
net_json_bytes (JsonObject *object, const char *name)
{
  const char *text = net_json_string (object, name);
  gsize len;
  guchar *data;

  if (text == NULL)
    return NULL;
  data = g_base64_decode (text, &len);
  return g_bytes_new_take (data, len);
}

/* Counts brackets outside strings; what is wrong otherwise is the parser's to say. */
static gboolean
is_shallow (const char *data, gsize len)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < len; i++)
    {
      if (quoted && data[i] == '\\')
        i++;
      else if (data[i] == '"')
        quoted = !quoted;
      else if (!quoted && (data[i] == '[' || data[i] == '{') && ++depth > DEPTH_MAX)
        return FALSE;
      else if (!quoted && (data[i] == ']' || data[i] == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

JsonNode *
net_json_parse (const char *data, gsize len)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (len == 0 || !is_shallow (data, len) || !g_utf8_validate_len (data, len, NULL)
      || !json_parser_load_from_data (parser, data, (gssize) len, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_ref (root) : NULL;
}

void
net_json_set_strings (JsonObject *object, const char *name, const char *const *strings)
{
  JsonArray *array;

  if (strings == NULL)
    return;
  array = json_array_new ();
  for (guint i = 0; strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);
  json_object_set_array_member (object, name, array);
}

void
net_json_set_bytes (JsonObject *object, const char *name, GBytes *bytes)
{
  gsize len;
  const guint8 *data;
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &len);
  text = g_base64_encode (data, len);
  json_object_set_string_member (object, name, text);
}

/* ---- Files ---------------------------------------------------------------------------------- */

static gboolean
fail (GError **error, const char *what, const char *path)
{
  int saved = errno;

  g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "Cannot %s %s: %s", what, path, g_strerror (saved));
  return FALSE;
}

char *
net_json_dir (const char *runtime_dir, const char *name, GError **error)
{
  g_autofree char *dir = g_build_filename (runtime_dir, name, NULL);
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
net_json_write_file (JsonObject *object, const char *dir, const char *file, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *path = g_build_filename (dir, file, NULL);
  g_autofree char *text = NULL;
  GError *local = NULL;

  json_node_take_object (node, object);
  text = json_to_string (node, TRUE);
  /* CONSISTENT: a temporary file, fsync, rename; DURABLE: it is there before the next step. */
  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "Cannot write %s: %s", path, local->message);
  g_error_free (local);
  return FALSE;
}

static gboolean
read_all (int fd, GByteArray *data, gsize max)
{
  guint8 chunk[4096];
  gssize got;

  while ((got = read (fd, chunk, sizeof chunk)) > 0)
    {
      if (data->len + (gsize) got > max)
        return FALSE;
      g_byte_array_append (data, chunk, (guint) got);
    }
  return got == 0;
}

JsonNode *
net_json_read_file (const char *dir, const char *file, gsize max, GError **error)
{
  g_autofree char *path = g_build_filename (dir, file, NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  JsonNode *node = NULL;
  struct stat info;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    {
      fail (error, "open", path);
      return NULL;
    }
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid ()
      && (info.st_mode & 077) == 0 && read_all (fd, data, max))
    node = net_json_parse ((const char *) data->data, data->len);
  close (fd);
  if (node == NULL)
    g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s is damaged or not ours", path);
  return node;
}

gboolean
net_json_remove_file (const char *dir, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (dir, file, NULL);

  return g_unlink (path) == 0 || errno == ENOENT || fail (error, "remove", path);
}
