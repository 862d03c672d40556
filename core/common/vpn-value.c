// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Profile values between text, GVariant and their type. */
#include "vpn-value-private.h"

#include "config.h"
#include "text.h"
#include "vpn-error.h"
#include "vpn-format.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define SHOWN_MAX 64   /* bytes of a wrong name or value that an error repeats */
#define TEXT_MAX  8192 /* bytes of one value as text */

#define IKE_PORT        500  /* of UDP, where IKE may want to be: that of NAT traversal is above */
#define FIRST_USER_PORT 1024 /* below it are services of the system (RFC 6335) */

gboolean
vpn_value_refuse (GError **error, const char *key, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  vpn_error_set_key (error, key, what);
  return FALSE;
}

static const GVariantType *
variant_type_of (const VpnProfileKey *key)
{
  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      return G_VARIANT_TYPE_BOOLEAN;
    case VPN_TYPE_INTEGER:
      return G_VARIANT_TYPE_INT32;
    case VPN_TYPE_LIST:
      return G_VARIANT_TYPE_STRING_ARRAY;
    case VPN_TYPE_STRING:
    case VPN_TYPE_CHOICE:
    case VPN_TYPE_FILE:
      return G_VARIANT_TYPE_STRING;
    }
  g_return_val_if_reached (NULL);
}

static gboolean
check_choice (const VpnProfileKey *key, const char *text, GError **error)
{
  g_autofree char *known = NULL;
  g_autofree char *shown = NULL;

  if (g_strv_contains (key->choices, text))
    return TRUE;
  known = g_strjoinv (", ", (char **) key->choices);
  shown = text_clean_string (text, SHOWN_MAX);
  return vpn_value_refuse (error, key->name, _ ("\"%s\" is not one of %s"), shown, known);
}

static gboolean
check_string (const VpnProfileKey *key, const char *text, GError **error)
{
  g_autoptr (GError) wrong = NULL;

  if (key->choices != NULL)
    return check_choice (key, text, error);
  if (key->type == VPN_TYPE_STRING && key->max > 0 && strlen (text) > (gsize) key->max)
    return vpn_value_refuse (error, key->name, _ ("the value is longer than %d bytes"),
                             (int) key->max);
  if (vpn_format_check (key->format, text, &wrong))
    return TRUE;
  vpn_error_set_key (error, key->name, wrong->message);
  return FALSE;
}

static gboolean
check_list (const VpnProfileKey *key, const char *const *list, GError **error)
{
  if (g_strv_length ((char **) list) > (guint) key->max)
    return vpn_value_refuse (error, key->name, _ ("the list has more than %d elements"),
                             (int) key->max);
  for (gsize i = 0; list[i] != NULL; i++)
    {
      if (list[i][0] == '\0')
        return vpn_value_refuse (error, key->name, _ ("the list has an empty element"));
      /* The comma separates elements in files and on the command line. */
      if (strchr (list[i], ',') != NULL)
        return vpn_value_refuse (error, key->name, _ ("an element contains a comma"));
      if (!check_string (key, list[i], error))
        return FALSE;
      if (g_strv_contains (list + i + 1, list[i]))
        return vpn_value_refuse (error, key->name, _ ("\"%s\" stands in the list twice"), list[i]);
    }
  return TRUE;
}

static gboolean
check_integer (const VpnProfileKey *key, gint32 number, GError **error)
{
  gboolean is_others = (key->flags & VPN_KEY_OWN_PORT) != 0 && number > 0
                       && number < FIRST_USER_PORT && number != IKE_PORT;

  if (is_others)
    return vpn_value_refuse (error, key->name,
                             _ ("port %d is for another service; take 500, 4500 or one from 1024 "
                                "on"),
                             number);
  if (number >= key->min && number <= key->max)
    return TRUE;
  return vpn_value_refuse (error, key->name, _ ("%d is not between %d and %d"), number,
                           (int) key->min, (int) key->max);
}

gboolean
vpn_value_check (const VpnProfileKey *key, GVariant *value, GVariant **ret_value, GError **error)
{
  g_autofree const char **list = NULL;
  const char *text;

  if (!g_variant_is_of_type (value, variant_type_of (key)))
    return vpn_value_refuse (error, key->name, _ ("the value has type %s instead of %s"),
                             g_variant_get_type_string (value),
                             g_variant_type_peek_string (variant_type_of (key)));
  if (key->type == VPN_TYPE_INTEGER && !check_integer (key, g_variant_get_int32 (value), error))
    return FALSE;
  if (key->type == VPN_TYPE_LIST)
    {
      list = g_variant_get_strv (value, NULL);
      if (!check_list (key, list, error))
        return FALSE;
      *ret_value = list[0] == NULL ? NULL : g_variant_ref (value);
      return TRUE;
    }
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      text = g_variant_get_string (value, NULL);
      if (*text == '\0' && key->type != VPN_TYPE_CHOICE)
        {
          *ret_value = NULL;
          return TRUE;
        }
      if (!check_string (key, text, error))
        return FALSE;
    }
  *ret_value = g_variant_ref (value);
  return TRUE;
}

char **
vpn_value_split_list (const char *text)
{
  char **list;

  if (*text == '\0')
    return g_new0 (char *, 1);
  list = g_strsplit (text, ",", -1);
  for (gsize i = 0; list[i] != NULL; i++)
    g_strstrip (list[i]);
  return list;
}

static GVariant *
parse_boolean (const VpnProfileKey *key, const char *text, GError **error)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };
  g_autofree char *shown = NULL;

  if (g_strv_contains (yes, text))
    return g_variant_new_boolean (TRUE);
  if (g_strv_contains (no, text))
    return g_variant_new_boolean (FALSE);
  shown = text_clean_string (text, SHOWN_MAX);
  vpn_value_refuse (error, key->name, _ ("\"%s\" is neither true nor false"), shown);
  return NULL;
}

static GVariant *
parse_integer (const VpnProfileKey *key, const char *text, GError **error)
{
  g_autofree char *shown = NULL;
  gint64 number;

  if (g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &number, NULL))
    return g_variant_new_int32 ((gint32) number);
  shown = text_clean_string (text, SHOWN_MAX);
  vpn_value_refuse (error, key->name, _ ("\"%s\" is not a whole number"), shown);
  return NULL;
}

GVariant *
vpn_value_parse (const VpnProfileKey *key, const char *text, GError **error)
{
  g_auto (GStrv) list = NULL;

  if (strlen (text) > TEXT_MAX)
    {
      vpn_value_refuse (error, key->name, _ ("the value is longer than %d bytes"), TEXT_MAX);
      return NULL;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      vpn_value_refuse (error, key->name, _ ("the value is not valid UTF-8"));
      return NULL;
    }
  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      return parse_boolean (key, text, error);
    case VPN_TYPE_INTEGER:
      return parse_integer (key, text, error);
    case VPN_TYPE_LIST:
      list = vpn_value_split_list (text);
      return g_variant_new_strv ((const char *const *) list, -1);
    case VPN_TYPE_STRING:
    case VPN_TYPE_CHOICE:
    case VPN_TYPE_FILE:
      return g_variant_new_string (text);
    }
  g_return_val_if_reached (NULL);
}

char *
vpn_value_format (GVariant *value)
{
  g_autofree const char **list = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "true" : "false");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    return g_strdup_printf ("%d", g_variant_get_int32 (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  list = g_variant_get_strv (value, NULL);
  return g_strjoinv (",", (char **) list);
}
