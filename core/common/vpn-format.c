// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-format.h"

#include "config.h"
#include "vpn-error.h"
#include "vpn-redact.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <arpa/inet.h>
#include <string.h>

#define TEXT_MAX     255  /* bytes; UTF-8 */
#define PATH_MAX_LEN 1023 /* bytes */
#define PROPOSAL_MAX 1023 /* bytes */
#define DNS_NAME_MAX 253  /* RFC 1035 section 2.3.4 in text form without the last dot */
#define LABEL_MAX    63
#define SHOWN_MAX    64 /* bytes of a wrong value that an error repeats */

typedef struct
{
  guint8 octets[16];
  gsize len; /* 4 or 16 */
} Address;

static gboolean
refuse (GError **error, const char *format, const char *value)
{
  g_autofree char *shown = vpn_redact_peer_text (value, -1, SHOWN_MAX);
  GString *message = g_string_new (format);

  g_string_replace (message, "{value}", shown, 1);
  g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING, message->str);
  g_string_free (message, TRUE);
  return FALSE;
}

/* The first gate of every format. Control characters are refused and not escaped: a value that
 * contains a line break is an attack or an accident, never a wish (CVE-2018-10900 and its kin). */
static gboolean
check_text (const char *text, gsize max, GError **error)
{
  const char *p;

  if (strlen (text) > max)
    return refuse (error, _ ("the value is too long"), text);
  if (!g_utf8_validate (text, -1, NULL))
    return refuse (error, _ ("the value is not valid UTF-8"), text);
  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (p));

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        return refuse (error, _ ("the value contains a control character"), text);
    }
  if (*text == ' ' || g_str_has_suffix (text, " "))
    return refuse (error, _ ("the value begins or ends with a space"), text);
  return TRUE;
}

static gboolean
parse_address (const char *text, Address *ret_address)
{
  Address address = { { 0 }, 0 };

  if (inet_pton (AF_INET, text, address.octets) == 1)
    address.len = 4;
  else if (inet_pton (AF_INET6, text, address.octets) == 1)
    address.len = 16;
  else
    return FALSE;
  *ret_address = address;
  return TRUE;
}

static gboolean
is_label (const char *label)
{
  gsize len = strlen (label);

  if (len == 0 || len > LABEL_MAX || label[0] == '-' || label[len - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_dns_name (const char *text)
{
  g_auto (GStrv) labels = NULL;
  const char *last;

  if (*text == '\0' || strlen (text) > DNS_NAME_MAX)
    return FALSE;
  labels = g_strsplit (text, ".", -1);
  for (gsize i = 0; labels[i] != NULL; i++)
    if (!is_label (labels[i]))
      return FALSE;
  /* A last label of digits only is a mistyped address (RFC 3696 section 2). */
  last = labels[g_strv_length (labels) - 1];
  return strspn (last, "0123456789") < strlen (last);
}

static gboolean
check_host (const char *text, GError **error)
{
  Address address;

  if (parse_address (text, &address) || is_dns_name (text))
    return TRUE;
  return refuse (error, _ ("\"{value}\" is neither a host name nor an IP address"), text);
}

static gboolean
check_identity (const char *text, GError **error)
{
  if (!check_text (text, TEXT_MAX, error))
    return FALSE;
  if (g_str_has_prefix (text, "keyid:") && text[strlen ("keyid:")] == '\0')
    return refuse (error, _ ("the value has nothing after \"keyid:\""), text);
  if (g_str_has_prefix (text, "dn:") && strchr (text, '=') == NULL)
    return refuse (error, _ ("\"{value}\" is not a distinguished name such as dn:CN=vpn,O=Example"),
                   text);
  return TRUE;
}

static gboolean
parse_prefix_len (const char *text, const Address *address, guint *ret_bits)
{
  guint64 bits;

  if (strlen (text) > 3 || strspn (text, "0123456789") != strlen (text)
      || !g_ascii_string_to_unsigned (text, 10, 0, address->len * 8, &bits, NULL))
    return FALSE;
  *ret_bits = (guint) bits;
  return TRUE;
}

/* Clears what lies behind the prefix; TRUE when something did. */
static gboolean
mask_address (Address *address, guint bits)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < address->len; i++)
    {
      guint kept = bits > i * 8 ? MIN (bits - i * 8, 8) : 0;
      guint8 masked = address->octets[i] & (guint8) (0xff00u >> kept);

      changed |= masked != address->octets[i];
      address->octets[i] = masked;
    }
  return changed;
}

static gboolean
check_prefix (const char *text, GError **error)
{
  const char *slash = strchr (text, '/');
  g_autofree char *host = g_strndup (text, slash == NULL ? strlen (text) : (gsize) (slash - text));
  g_autofree char *wanted = NULL;
  char canonical[INET6_ADDRSTRLEN];
  Address address;
  guint bits;

  if (!parse_address (host, &address) || slash == NULL
      || !parse_prefix_len (slash + 1, &address, &bits))
    return refuse (error, _ ("\"{value}\" is not a prefix such as 192.0.2.0/24 or 2001:db8::/32"),
                   text);
  if (!mask_address (&address, bits))
    return TRUE;
  inet_ntop (address.len == 4 ? AF_INET : AF_INET6, address.octets, canonical, sizeof canonical);
  wanted = g_strdup_printf ("%s/%u", canonical, bits);
  return refuse (error, _ ("the prefix has bits behind its length; write {value}"), wanted);
}

static gboolean
check_domain (const char *text, GError **error)
{
  const char *name = *text == '~' ? text + 1 : text;

  /* "~." is systemd-resolved's word for every name. */
  if (g_str_equal (text, "~.") || is_dns_name (name))
    return TRUE;
  return refuse (error, _ ("\"{value}\" is not a domain name"), text);
}

static gboolean
check_proposal (const char *text, GError **error)
{
  if (strlen (text) <= PROPOSAL_MAX
      && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-_,") == strlen (text))
    return TRUE;
  return refuse (error,
                 _ ("\"{value}\" is not a list of proposals such as "
                    "aes256gcm16-prfsha384-ecp256"),
                 text);
}

static gboolean
check_path (const char *text, GError **error)
{
  if (!check_text (text, PATH_MAX_LEN, error))
    return FALSE;
  if (*text != '/')
    return refuse (error, _ ("\"{value}\" is not an absolute path"), text);
  return TRUE;
}

gboolean
vpn_format_check (VpnFormat format, const char *text, GError **error)
{
  Address address;

  switch (format)
    {
    case VPN_FORMAT_ANY:
      return check_text (text, TEXT_MAX, error);
    case VPN_FORMAT_HOST:
      return check_host (text, error);
    case VPN_FORMAT_IDENTITY:
      return check_identity (text, error);
    case VPN_FORMAT_PREFIX:
      return check_prefix (text, error);
    case VPN_FORMAT_ADDRESS:
      return parse_address (text, &address)
             || refuse (error, _ ("\"{value}\" is not an IP address"), text);
    case VPN_FORMAT_DOMAIN:
      return check_domain (text, error);
    case VPN_FORMAT_PROPOSAL:
      return check_proposal (text, error);
    case VPN_FORMAT_UUID:
      return g_uuid_string_is_valid (text) || refuse (error, _ ("\"{value}\" is not a UUID"), text);
    case VPN_FORMAT_PATH:
      return check_path (text, error);
    }
  g_return_val_if_reached (FALSE);
}

guint
vpn_format_ip_version (const char *text)
{
  g_autofree char *host = g_strndup (text, strcspn (text, "/"));
  Address address;

  if (!parse_address (host, &address))
    return 0;
  return address.len == 4 ? 4 : 6;
}
