// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A profile as typed values, its key file and its validation. */
#include "vpn-profile.h"

#include "config.h"
#include "text.h"
#include "vpn-error.h"
#include "vpn-format.h"
#include "vpn-value-private.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct
{
  GVariant *value; /* owned; NULL: the key was never set */
  char **list;     /* owned; LIST: the elements, of the value or of the default */
} Slot;

/* Without this flag GKeyFile drops "key[ja]" in silence instead of showing it as unknown. */
#define FILE_FLAGS G_KEY_FILE_KEEP_TRANSLATIONS

struct VpnProfile
{
  gsize n_slots;
  Slot slots[]; /* one per row of the key table, in its order */
};

/* ---- The profile ----------------------------------------------------------------------------- */

static gsize
count_keys (void)
{
  gsize n = 0;

  while (vpn_profile_keys ()[n].name != NULL)
    n++;
  return n;
}

/* Takes value, which has been checked; NULL resets. */
static void
slot_set (Slot *slot, const VpnProfileKey *key, GVariant *value)
{
  g_clear_pointer (&slot->value, g_variant_unref);
  g_clear_pointer (&slot->list, g_strfreev);
  slot->value = value;
  if (key->type == VPN_TYPE_LIST)
    slot->list = value != NULL ? g_variant_dup_strv (value, NULL) : vpn_value_split_list (key->def);
}

static Slot *
find_slot (const VpnProfile *profile, const VpnProfileKey *key)
{
  return (Slot *) &profile->slots[key - vpn_profile_keys ()];
}

VpnProfile *
vpn_profile_new (void)
{
  const VpnProfileKey *keys = vpn_profile_keys ();
  gsize n = count_keys ();
  VpnProfile *profile = g_malloc0 (sizeof *profile + n * sizeof (Slot));

  profile->n_slots = n;
  for (gsize i = 0; i < n; i++)
    slot_set (&profile->slots[i], &keys[i], NULL);
  return profile;
}

VpnProfile *
vpn_profile_copy (const VpnProfile *profile)
{
  VpnProfile *copy = vpn_profile_new ();

  for (gsize i = 0; i < profile->n_slots; i++)
    if (profile->slots[i].value != NULL)
      slot_set (&copy->slots[i], &vpn_profile_keys ()[i], g_variant_ref (profile->slots[i].value));
  return copy;
}

void
vpn_profile_free (VpnProfile *profile)
{
  if (profile == NULL)
    return;
  for (gsize i = 0; i < profile->n_slots; i++)
    {
      g_clear_pointer (&profile->slots[i].value, g_variant_unref);
      g_strfreev (profile->slots[i].list);
    }
  g_free (profile);
}

gboolean
vpn_profile_equal (const VpnProfile *a, const VpnProfile *b)
{
  for (gsize i = 0; i < a->n_slots; i++)
    {
      GVariant *x = a->slots[i].value;
      GVariant *y = b->slots[i].value;

      if ((x == NULL) != (y == NULL) || (x != NULL && !g_variant_equal (x, y)))
        return FALSE;
    }
  return TRUE;
}

/* The row of a key that the program names; a mistake there is the programmer's. */
static const VpnProfileKey *
own_key (const char *name)
{
  const VpnProfileKey *key = vpn_profile_key_find (name);

  if (key == NULL)
    g_critical ("no profile key \"%s\"", name);
  return key;
}

/* The row of a key that somebody else names. */
static const VpnProfileKey *
foreign_key (const char *name, GError **error)
{
  const VpnProfileKey *key = vpn_profile_key_find (name);

  if (key == NULL)
    vpn_value_refuse (error, name, _ ("there is no such profile key"));
  return key;
}

const char *
vpn_profile_get_string (const VpnProfile *profile, const char *name)
{
  const VpnProfileKey *key = own_key (name);
  const Slot *slot;

  g_return_val_if_fail (key != NULL
                            && (key->type == VPN_TYPE_STRING || key->type == VPN_TYPE_CHOICE
                                || key->type == VPN_TYPE_FILE),
                        "");
  slot = find_slot (profile, key);
  return slot->value != NULL ? g_variant_get_string (slot->value, NULL) : key->def;
}

gboolean
vpn_profile_get_boolean (const VpnProfile *profile, const char *name)
{
  const VpnProfileKey *key = own_key (name);
  const Slot *slot;

  g_return_val_if_fail (key != NULL && key->type == VPN_TYPE_BOOLEAN, FALSE);
  slot = find_slot (profile, key);
  return slot->value != NULL ? g_variant_get_boolean (slot->value) : strcmp (key->def, "true") == 0;
}

gint64
vpn_profile_get_integer (const VpnProfile *profile, const char *name)
{
  const VpnProfileKey *key = own_key (name);
  const Slot *slot;

  g_return_val_if_fail (key != NULL && key->type == VPN_TYPE_INTEGER, 0);
  slot = find_slot (profile, key);
  return slot->value != NULL ? g_variant_get_int32 (slot->value)
                             : g_ascii_strtoll (key->def, NULL, 10);
}

const char *const *
vpn_profile_get_list (const VpnProfile *profile, const char *name)
{
  static const char *const empty[] = { NULL };
  const VpnProfileKey *key = own_key (name);

  g_return_val_if_fail (key != NULL && key->type == VPN_TYPE_LIST, empty);
  return (const char *const *) find_slot (profile, key)->list;
}

gboolean
vpn_profile_is_set (const VpnProfile *profile, const char *name)
{
  const VpnProfileKey *key = own_key (name);

  g_return_val_if_fail (key != NULL, FALSE);
  return find_slot (profile, key)->value != NULL;
}

gboolean
vpn_profile_set_variant (VpnProfile *profile, const char *name, GVariant *value, GError **error)
{
  const VpnProfileKey *key = foreign_key (name, error);
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  GVariant *checked = NULL;

  if (key == NULL || !vpn_value_check (key, owned, &checked, error))
    return FALSE;
  slot_set (find_slot (profile, key), key, checked);
  return TRUE;
}

gboolean
vpn_profile_set_text (VpnProfile *profile, const char *name, const char *text, GError **error)
{
  const VpnProfileKey *key = foreign_key (name, error);
  GVariant *value = key == NULL ? NULL : vpn_value_parse (key, text, error);

  return value != NULL && vpn_profile_set_variant (profile, name, value, error);
}

char *
vpn_profile_get_text (const VpnProfile *profile, const char *name)
{
  const VpnProfileKey *key = own_key (name);
  const Slot *slot;

  g_return_val_if_fail (key != NULL, NULL);
  slot = find_slot (profile, key);
  return slot->value != NULL ? vpn_value_format (slot->value) : g_strdup (key->def);
}

GVariant *
vpn_profile_get_variant (const VpnProfile *profile, const char *name)
{
  const VpnProfileKey *key = own_key (name);
  GVariant *value;

  g_return_val_if_fail (key != NULL, NULL);
  value = find_slot (profile, key)->value;
  return value == NULL ? NULL : g_variant_ref (value);
}

void
vpn_profile_reset (VpnProfile *profile, const char *name)
{
  const VpnProfileKey *key = own_key (name);

  g_return_if_fail (key != NULL);
  slot_set (find_slot (profile, key), key, NULL);
}

/* ---- Rules across keys ----------------------------------------------------------------------- */

gboolean
vpn_profile_needs_certificate (const VpnProfile *profile)
{
  const char *method = vpn_profile_get_string (profile, VPN_KEY_AUTH);

  return strcmp (method, "cert") == 0
         || (strcmp (method, "eap") == 0
             && (vpn_profile_get_boolean (profile, VPN_KEY_CERT_FIRST)
                 || g_strv_contains (vpn_profile_get_list (profile, VPN_KEY_EAP_METHODS), "tls")));
}

static gboolean
check_login (const VpnProfile *profile, GError **error)
{
  const char *method = vpn_profile_get_string (profile, VPN_KEY_AUTH);
  gboolean needs_certificate = vpn_profile_needs_certificate (profile);

  if (needs_certificate && !vpn_profile_is_set (profile, VPN_KEY_CERTIFICATE))
    return vpn_value_refuse (error, VPN_KEY_CERTIFICATE,
                             strcmp (method, "cert") == 0
                                 ? _ ("a login with auth.method=cert needs a certificate file")
                                 : _ ("this login needs a certificate file"));
  if (needs_certificate && !vpn_profile_is_set (profile, VPN_KEY_PRIVATE_KEY))
    return vpn_value_refuse (error, VPN_KEY_PRIVATE_KEY,
                             strcmp (method, "cert") == 0
                                 ? _ ("a login with auth.method=cert needs a private key file")
                                 : _ ("this login needs a private key file"));
  return TRUE;
}

static gboolean
check_inner_network (const VpnProfile *profile, GError **error)
{
  gboolean no_ipv4 = strcmp (vpn_profile_get_string (profile, VPN_KEY_IPV4), "no") == 0;
  gboolean no_ipv6 = strcmp (vpn_profile_get_string (profile, VPN_KEY_IPV6), "no") == 0;
  const char *const *routes = vpn_profile_get_list (profile, VPN_KEY_ROUTES);
  gint64 mtu = vpn_profile_get_integer (profile, VPN_KEY_MTU);

  if (no_ipv4 && no_ipv6)
    return vpn_value_refuse (error, VPN_KEY_IPV6,
                             _ ("network.ipv4 and network.ipv6 cannot both be no"));
  for (gsize i = 0; routes[i] != NULL; i++)
    {
      guint version = vpn_format_ip_version (routes[i]);

      if ((version == 4 && no_ipv4) || (version == 6 && no_ipv6))
        return vpn_value_refuse (error, VPN_KEY_ROUTES,
                                 _ ("%s cannot be reached with network.ipv%u=no"), routes[i],
                                 version);
    }
  /* RFC 791: every link carries 68, every host takes 576; RFC 8200 section 5: 1280. */
  if (mtu != 0 && mtu < 576)
    return vpn_value_refuse (error, VPN_KEY_MTU, _ ("an MTU below 576 does not work"));
  if (mtu != 0 && mtu < 1280 && strcmp (vpn_profile_get_string (profile, VPN_KEY_IPV6), "yes") == 0)
    return vpn_value_refuse (error, VPN_KEY_MTU, _ ("IPv6 needs an MTU of at least 1280"));
  return TRUE;
}

static gboolean
check_proposals (const VpnProfile *profile, GError **error)
{
  static const char *const names[] = { VPN_KEY_IKE_PROPOSALS, VPN_KEY_ESP_PROPOSALS };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *list = vpn_profile_get_string (profile, names[i]);
      g_autoptr (GError) why = NULL;

      if (*list != '\0' && !vpn_profile_get_boolean (profile, VPN_KEY_LEGACY)
          && !vpn_format_check_modern (vpn_profile_key_find (names[i])->format, list, &why))
        return vpn_value_refuse (error, names[i], "%s", why->message);
    }
  return TRUE;
}

gboolean
vpn_profile_lacks_user (const VpnProfile *profile)
{
  return strcmp (vpn_profile_get_string (profile, VPN_KEY_AUTH), "eap") == 0
         && *vpn_profile_get_string (profile, VPN_KEY_USER) == '\0';
}

gboolean
vpn_profile_validate (const VpnProfile *profile, GError **error)
{
  if (!vpn_profile_validate_shared (profile, error))
    return FALSE;
  if (vpn_profile_lacks_user (profile))
    return vpn_value_refuse (error, VPN_KEY_USER,
                             _ ("a login with auth.method=eap needs a user name"));
  return TRUE;
}

gboolean
vpn_profile_validate_shared (const VpnProfile *profile, GError **error)
{
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    if ((key->flags & VPN_KEY_REQUIRED) && find_slot (profile, key)->value == NULL)
      return vpn_value_refuse (error, key->name, _ ("a value is needed"));
  return check_login (profile, error) && check_proposals (profile, error)
         && check_inner_network (profile, error);
}

/* ---- Key files ------------------------------------------------------------------------------- */

/* An invisible blank at the end of a line is no part of what somebody wrote. */
static void
trim_end (char *text)
{
  gsize len = strlen (text);

  while (len > 0 && text[len - 1] == ' ')
    text[--len] = '\0';
}

/* What g_key_file_set_string() wrote, owned; NULL for an escape that it never writes. Not left to
 * g_key_file_get_string(): it sets its error twice when a value has two faults. */
static char *
unescape (const char *raw)
{
  static const char letters[] = "sntr\\";
  static const char meanings[] = " \n\t\r\\";
  g_autoptr (GString) text = g_string_new (NULL);
  const char *letter;

  for (; *raw != '\0'; raw++)
    {
      if (*raw != '\\')
        {
          g_string_append_c (text, *raw);
          continue;
        }
      raw++;
      letter = *raw == '\0' ? NULL : strchr (letters, *raw);
      if (letter == NULL)
        return NULL;
      g_string_append_c (text, meanings[letter - letters]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_group (VpnProfile *profile, GKeyFile *file, const char *group, GError **error)
{
  g_auto (GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *full = g_strconcat (group, ".", names[i], NULL);
      g_autofree char *raw = g_key_file_get_value (file, group, names[i], NULL);
      g_autofree char *text = raw == NULL ? NULL : unescape (raw);

      if (text == NULL)
        return vpn_value_refuse (error, full, _ ("the value has a wrong escape sequence"));
      trim_end (text);
      if (!vpn_profile_set_text (profile, full, text, error))
        return FALSE;
    }
  return TRUE;
}

VpnProfile *
vpn_profile_from_data (const char *data, gsize len, GError **error)
{
  g_autoptr (VpnProfile) profile = NULL;
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) why = NULL;
  g_auto (GStrv) groups = NULL;

  if (len > VPN_PROFILE_FILE_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING,
                   _ ("The profile is larger than %d bytes"), VPN_PROFILE_FILE_MAX);
      return NULL;
    }
  file = g_key_file_new ();
  /* g_utf8_validate() with a length also refuses NUL bytes, which GKeyFile would stop at. */
  if (len > 0
      && (!g_utf8_validate (data, (gssize) len, NULL)
          || !g_key_file_load_from_data (file, data, len, FILE_FLAGS, &why)))
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING,
                           _ ("This is not a profile file"));
      return NULL;
    }
  profile = vpn_profile_new ();
  groups = g_key_file_get_groups (file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    if (!read_group (profile, file, groups[i], error))
      return NULL;
  return g_steal_pointer (&profile);
}

char *
vpn_profile_to_data (const VpnProfile *profile)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      const Slot *slot = find_slot (profile, key);
      const char *dot = strchr (key->name, '.');
      g_autofree char *group = NULL;
      g_autofree char *text = NULL;

      if (slot->value == NULL)
        continue;
      group = g_strndup (key->name, (gsize) (dot - key->name));
      text = vpn_value_format (slot->value);
      g_key_file_set_string (file, group, dot + 1, text);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/* ---- The bus --------------------------------------------------------------------------------- */

GVariant *
vpn_profile_to_variant (const VpnProfile *profile)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    if (find_slot (profile, key)->value != NULL)
      g_variant_builder_add (&builder, "{sv}", key->name, find_slot (profile, key)->value);
  return g_variant_builder_end (&builder);
}

VpnProfile *
vpn_profile_from_variant (GVariant *settings, GError **error)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (GVariant) value = NULL;
  GVariantIter iter;
  const char *name;

  if (!g_variant_is_of_type (settings, G_VARIANT_TYPE_VARDICT))
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           _ ("The settings are not a dictionary"));
      return NULL;
    }
  g_variant_iter_init (&iter, settings);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      if (!vpn_profile_set_variant (profile, name, value, error))
        return NULL;
      g_clear_pointer (&value, g_variant_unref);
    }
  return g_steal_pointer (&profile);
}

const char *
vpn_profile_get_gateway_name (const VpnProfile *profile)
{
  const char *name = vpn_profile_get_string (profile, VPN_KEY_REMOTE_ID);

  return *name != '\0' ? name : vpn_profile_get_string (profile, VPN_KEY_GATEWAY);
}

const char *
vpn_profile_get_login_server_name (const VpnProfile *profile)
{
  const char *name = vpn_profile_get_string (profile, VPN_KEY_AAA_NAME);
  const char *gateway = vpn_profile_get_string (profile, VPN_KEY_REMOTE_ID);

  if (*name != '\0')
    return name;
  return text_is_dns_name (gateway, strlen (gateway))
             ? gateway
             : vpn_profile_get_string (profile, VPN_KEY_GATEWAY);
}
