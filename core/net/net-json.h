// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reading members of a JSON object whose content nobody vouches for: a member that is missing or
 * of another type is FALSE or NULL, never a critical. Borrowed results. */
#pragma once

#include <json-glib/json-glib.h>

const char *net_json_string (JsonObject *object, const char *name);
/* At most max. */
gboolean net_json_uint (JsonObject *object, const char *name, guint max, guint *ret_value);
gboolean net_json_boolean (JsonObject *object, const char *name);
JsonArray *net_json_array (JsonObject *object, const char *name);
/* Octets as base64; owned or NULL. */
GBytes *net_json_bytes (JsonObject *object, const char *name);
/* Parses data whose nesting is bounded first: json-glib recurses. NULL if it is no object. */
JsonNode *net_json_parse (const char *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;
