// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Lays out columns and labelled lines, and builds JSON. */
#include "ctl-output.h"

#include "vpn-client-text.h"

#include <json-glib/json-glib.h>

/* ---- Columns --------------------------------------------------------------------------------- */

guint
ctl_text_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static void
print_padded (FILE *out, const char *text, guint width)
{
  guint taken = ctl_text_width (text);

  fprintf (out, "%s%*s", text, taken < width ? (int) (width - taken) : 0, "");
}

void
ctl_print_table (FILE *out, const GPtrArray *rows, guint n_columns)
{
  g_autofree guint *widths = g_new0 (guint, n_columns);

  for (guint i = 0; i < rows->len; i++)
    for (guint j = 0; j < n_columns; j++)
      widths[j] = MAX (widths[j], ctl_text_width (((char **) rows->pdata[i])[j]));
  for (guint i = 0; i < rows->len; i++)
    {
      char **row = rows->pdata[i];

      for (guint j = 0; j + 1 < n_columns; j++)
        print_padded (out, row[j], widths[j] + 2);
      fprintf (out, "%s\n", row[n_columns - 1]);
    }
}

void
ctl_print_field (FILE *out, const char *label, guint width, const char *text)
{
  g_autofree char *with_colon = g_strconcat (label, ":", NULL);

  if (text == NULL || *text == '\0')
    return;
  fputs ("  ", out);
  print_padded (out, with_colon, width + 2);
  fprintf (out, "%s\n", text);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static JsonNode *node_from_variant (GVariant *value);

static JsonNode *
object_from_variant (GVariant *value)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  gsize n = g_variant_n_children (value);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (value, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) member = g_variant_get_child_value (entry, 1);
      g_autofree char *name = vpn_client_text_clean (g_variant_get_string (key, NULL));

      json_object_set_member (object, name, node_from_variant (member));
    }
  json_node_take_object (node, object);
  return node;
}

static JsonNode *
array_from_variant (GVariant *value)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  gsize n = g_variant_n_children (value);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) element = g_variant_get_child_value (value, i);

      json_array_add_element (array, node_from_variant (element));
    }
  json_node_take_array (node, array);
  return node;
}

static JsonNode *
string_from_variant (GVariant *value)
{
  g_autofree char *clean = vpn_client_text_clean (g_variant_get_string (value, NULL));

  return json_node_init_string (json_node_alloc (), clean);
}

static gint64
integer_from_variant (GVariant *value)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BYTE:
      return g_variant_get_byte (value);
    case G_VARIANT_CLASS_INT16:
      return g_variant_get_int16 (value);
    case G_VARIANT_CLASS_UINT16:
      return g_variant_get_uint16 (value);
    case G_VARIANT_CLASS_INT32:
      return g_variant_get_int32 (value);
    case G_VARIANT_CLASS_UINT32:
      return g_variant_get_uint32 (value);
    case G_VARIANT_CLASS_INT64:
      return g_variant_get_int64 (value);
    case G_VARIANT_CLASS_UINT64:
      return (gint64) MIN (g_variant_get_uint64 (value), (guint64) G_MAXINT64);
    case G_VARIANT_CLASS_BOOLEAN:
    case G_VARIANT_CLASS_DOUBLE:
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
    case G_VARIANT_CLASS_HANDLE:
    case G_VARIANT_CLASS_VARIANT:
    case G_VARIANT_CLASS_MAYBE:
    case G_VARIANT_CLASS_ARRAY:
    case G_VARIANT_CLASS_TUPLE:
    case G_VARIANT_CLASS_DICT_ENTRY:
      break;
    }
  return 0;
}

static JsonNode *
node_from_variant (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (value);

      return node_from_variant (inner);
    }
  if (g_variant_is_of_type (value, G_VARIANT_TYPE ("a{s*}")))
    return object_from_variant (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY)
      || g_variant_is_of_type (value, G_VARIANT_TYPE_TUPLE))
    return array_from_variant (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
      || g_variant_is_of_type (value, G_VARIANT_TYPE_OBJECT_PATH))
    return string_from_variant (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return json_node_init_boolean (json_node_alloc (), g_variant_get_boolean (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    return json_node_init_double (json_node_alloc (), g_variant_get_double (value));
  return json_node_init_int (json_node_alloc (), integer_from_variant (value));
}

/* Takes object. */
static void
print_object (FILE *out, JsonObject *object, gboolean pretty)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "version", 1);
  json_node_take_object (root, object);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, pretty);
  text = json_generator_to_data (generator, NULL);
  fprintf (out, "%s\n", text);
}

void
ctl_print_json (FILE *out, const char *name, GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "version", 1); /* the first one to read */
  json_object_set_member (object, name, node_from_variant (owned));
  print_object (out, object, TRUE);
}

void
ctl_print_json_line (FILE *out, GVariant *event)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (event);
  g_autoptr (JsonNode) node = node_from_variant (owned);

  print_object (out, json_object_ref (json_node_get_object (node)), FALSE);
  fflush (out);
}

/* ---- Profiles and connections ---------------------------------------------------------------- */

void
ctl_profile_to_dict (VpnClientProfile *profile, GVariantDict *dict)
{
  const char *scope = vpn_client_profile_is_system (profile) ? "system" : "user";

  g_variant_dict_init (dict, NULL);
  g_variant_dict_insert (dict, "name", "s", vpn_client_profile_get_name (profile));
  g_variant_dict_insert (dict, "uuid", "s", vpn_client_profile_get_uuid (profile));
  g_variant_dict_insert (dict, "path", "s", vpn_client_profile_get_path (profile));
  g_variant_dict_insert (dict, "scope", "s", scope);
}

static const char *
text_or_empty (const char *text)
{
  return text == NULL ? "" : text;
}

static void
add_text (GVariantBuilder *builder, const char *key, const char *text)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (text_or_empty (text)));
}

static void
add_list (GVariantBuilder *builder, const char *key, const char *const *list)
{
  static const char *const empty[] = { NULL };

  g_variant_builder_add (builder, "{sv}", key,
                         g_variant_new_strv (list == NULL ? empty : list, -1));
}

static void
add_variant (GVariantBuilder *builder, const char *key, GVariant *value)
{
  if (value != NULL)
    g_variant_builder_add (builder, "{sv}", key, value);
}

GVariant *
ctl_connection_to_variant (VpnClientConnection *connection, GVariant *counters)
{
  VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connection);
  g_autofree char *sentence = NULL;
  GVariantBuilder builder;

  if (vpn_client_connection_get_reason (connection) != VPN_REASON_NONE)
    sentence = vpn_client_connection_explain (connection, VPN_VOICE_COMMANDS);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_text (&builder, "path", vpn_client_connection_get_path (connection));
  add_text (&builder, "name", vpn_client_connection_get_name (connection));
  add_text (&builder, "profile", vpn_dbus_connection_get_profile (proxy));
  add_text (&builder, "state", vpn_state_to_string (vpn_client_connection_get_state (connection)));
  add_text (&builder, "protection",
            vpn_protection_to_string (vpn_client_connection_get_protection (connection)));
  add_variant (&builder, "stalled",
               g_variant_new_boolean (vpn_dbus_connection_get_stalled (proxy)));
  add_text (&builder, "step", vpn_step_to_string (vpn_client_connection_get_step (connection)));
  add_text (&builder, "reason",
            vpn_reason_to_string (vpn_client_connection_get_reason (connection)));
  add_text (&builder, "error", sentence);
  add_variant (&builder, "since", g_variant_new_uint64 (vpn_dbus_connection_get_since (proxy)));
  add_text (&builder, "gateway", vpn_dbus_connection_get_gateway (proxy));
  add_text (&builder, "gateway-address", vpn_dbus_connection_get_gateway_address (proxy));
  add_variant (&builder, "peer", vpn_dbus_connection_get_peer (proxy));
  add_variant (&builder, "own-certificate-end",
               g_variant_new_int64 (vpn_dbus_connection_get_own_certificate_end (proxy)));
  add_text (&builder, "ike-suite", vpn_dbus_connection_get_ike_suite (proxy));
  add_text (&builder, "network", vpn_dbus_connection_get_network (proxy));
  add_text (&builder, "interface", vpn_dbus_connection_get_interface (proxy));
  add_variant (&builder, "mtu", g_variant_new_uint32 (vpn_dbus_connection_get_mtu (proxy)));
  add_list (&builder, "addresses", vpn_dbus_connection_get_addresses (proxy));
  add_list (&builder, "dns", vpn_dbus_connection_get_dns (proxy));
  add_list (&builder, "domains", vpn_dbus_connection_get_domains (proxy));
  add_list (&builder, "routes", vpn_dbus_connection_get_routes (proxy));
  add_text (&builder, "banner", vpn_dbus_connection_get_banner (proxy));
  add_list (&builder, "warnings", vpn_dbus_connection_get_warnings (proxy));
  add_variant (&builder, "child-sas", vpn_dbus_connection_get_child_sas (proxy));
  add_variant (&builder, "counters", counters);
  return g_variant_builder_end (&builder);
}

GVariant *
ctl_doctor_row_to_variant (const DoctorRow *row)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "check", "s", row->check);
  g_variant_dict_insert (&dict, "state", "s", doctor_state_to_string (row->state));
  g_variant_dict_insert (&dict, "text", "s", row->text);
  g_variant_dict_insert (&dict, "fix", "s", row->fix);
  return g_variant_dict_end (&dict);
}
