// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads "HOST[:PORT]=SHA256:HEX". */
#include "vpn-pin.h"

#include "ip.h"
#include "text.h"

#include <string.h>

#define PREFIX     "SHA256:"
#define DIGITS     64
#define DIGITS_MAX (DIGITS + 31) /* with a colon behind each octet but the last */

/* Colons between the octets, and digits of either case, are as others write them. */
static char *
read_fingerprint (const char *text)
{
  GString *out;

  if (g_ascii_strncasecmp (text, PREFIX, strlen (PREFIX)) != 0)
    return NULL;
  text += strlen (PREFIX);
  if (strlen (text) != DIGITS && strlen (text) != DIGITS_MAX)
    return NULL;
  out = g_string_new (PREFIX);
  for (gsize i = 0; text[i] != '\0'; i++)
    {
      gboolean is_between = strlen (text) == DIGITS_MAX && i % 3 == 2;

      if (is_between ? text[i] != ':' : !g_ascii_isxdigit (text[i]))
        {
          g_string_free (out, TRUE);
          return NULL;
        }
      if (!is_between)
        g_string_append_c (out, g_ascii_tolower (text[i]));
    }
  return g_string_free (out, FALSE);
}

/* ret_host: of place, which is cut. */
static gboolean
read_place (char *place, char **ret_host, guint16 *ret_port)
{
  gboolean is_in_brackets = *place == '[';
  char *end = strchr (place, is_in_brackets ? ']' : ':');
  const char *port = NULL;
  guint64 number = VPN_PIN_PORT;
  IpAddress address;

  if (is_in_brackets && end == NULL)
    return FALSE;
  if (is_in_brackets)
    {
      *end++ = '\0';
      place++;
    }
  if (end != NULL && *end == ':')
    {
      *end = '\0';
      port = end + 1;
    }
  else if (end != NULL && *end != '\0')
    return FALSE;
  if (port != NULL && !g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *ret_host = place;
  *ret_port = (guint16) number;
  return ip_address_parse (place, &address)
         || (!is_in_brackets && text_is_dns_name (place, strlen (place)));
}

gboolean
vpn_pin_parse (const char *text, VpnPin *ret_pin)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 3);
  g_autofree char *fingerprint = NULL;
  guint16 port;
  char *host;

  if (g_strv_length (parts) != 2 || !read_place (parts[0], &host, &port))
    return FALSE;
  fingerprint = read_fingerprint (parts[1]);
  if (fingerprint == NULL)
    return FALSE;
  *ret_pin = (VpnPin){ g_strdup (host), port, g_steal_pointer (&fingerprint) };
  return TRUE;
}

void
vpn_pin_clear (VpnPin *pin)
{
  g_clear_pointer (&pin->host, g_free);
  g_clear_pointer (&pin->fingerprint, g_free);
}
