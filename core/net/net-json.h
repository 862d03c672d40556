// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reading and writing JSON objects whose content nobody vouches for: a member that is missing or
 * of another type is FALSE or NULL, never a critical. Borrowed results unless said otherwise. */
#pragma once

#include <json-glib/json-glib.h>

const char *net_json_string (JsonObject *object, const char *name);
/* At most max. */
gboolean net_json_uint (JsonObject *object, const char *name, guint max, guint *ret_value);
gboolean net_json_boolean (JsonObject *object, const char *name);
JsonObject *net_json_object (JsonObject *object, const char *name);
/* A list of at most max strings; owned; NULL if it is missing or anything else is in it. */
GStrv net_json_strings (JsonObject *object, const char *name, guint max);
/* Octets as base64; owned or NULL. */
GBytes *net_json_bytes (JsonObject *object, const char *name);
/* Parses data whose nesting is bounded first: json-glib recurses. NULL if it is no object. */
JsonNode *net_json_parse (const char *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* A NULL is not written. */
void net_json_set_strings (JsonObject *object, const char *name, const char *const *strings);
void net_json_set_bytes (JsonObject *object, const char *name, GBytes *bytes);

/* One object in a file of root's own (0600), replaced in one piece and synced; max: bytes. read
 * gives NULL and an error unless the file is that, and whole. object is consumed. */
gboolean
net_json_write_file (JsonObject *object, const char *dir, const char *file, GError **error);
JsonNode *net_json_read_file (const char *dir, const char *file, gsize max, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Succeeds for what is gone already. */
gboolean net_json_remove_file (const char *dir, const char *file, GError **error);
/* runtime_dir/name, made if needed, 0700; owned; NULL if it cannot be had or is not root's. */
char *net_json_dir (const char *runtime_dir, const char *name, GError **error);
