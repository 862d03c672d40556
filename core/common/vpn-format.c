// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The formats of profile values, and what to tell somebody who typed another one. */
#include "vpn-format.h"

#include "config.h"
#include "ip.h"
#include "proposal.h"
#include "text.h"
#include "vpn-error.h"
#include "vpn-pin.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define TEXT_MAX     255  /* bytes; UTF-8 */
#define PATH_MAX_LEN 1023 /* bytes */
#define PROPOSAL_MAX 1023 /* bytes */
#define SHOWN_MAX    64   /* bytes of a wrong value that an error repeats */

static gboolean
refuse (GError **error, const char *format, const char *value)
{
  g_autofree char *shown = text_clean_string (value, SHOWN_MAX);
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
check_host (const char *text, GError **error)
{
  IpAddress address;

  if (ip_address_parse (text, &address) || text_is_dns_name (text, strlen (text)))
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
check_prefix (const char *text, GError **error)
{
  g_autofree char *wanted = NULL;
  IpPrefix prefix;

  if (strchr (text, '/') == NULL || !ip_prefix_parse (text, &prefix))
    return refuse (error, _ ("\"{value}\" is not a prefix such as 192.0.2.0/24 or 2001:db8::/32"),
                   text);
  if (ip_prefix_is_network (&prefix))
    return TRUE;
  ip_prefix_mask (&prefix);
  wanted = ip_prefix_to_text (&prefix);
  return refuse (error, _ ("the prefix has bits behind its length; write {value}"), wanted);
}

static gboolean
check_port (const char *text, GError **error)
{
  return g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, NULL, NULL)
         || refuse (error, _ ("\"{value}\" is not a port from 1 to 65535"), text);
}

static gboolean
check_domain (const char *text, GError **error)
{
  const char *name = *text == '~' ? text + 1 : text;

  /* "~." is systemd-resolved's word for every name. */
  if (g_str_equal (text, "~.") || text_is_dns_name (name, strlen (name)))
    return TRUE;
  return refuse (error, _ ("\"{value}\" is not a domain name"), text);
}

static const char *
fault_sentence (ProposalFault fault)
{
  switch (fault)
    {
    case PROPOSAL_FINE:
      break;
    case PROPOSAL_UNKNOWN:
      return _ ("\"{value}\" is no algorithm that is known here; a list of proposals looks like "
                "aes256gcm16-prfsha384-ecp256,aes256-sha256-modp2048");
    case PROPOSAL_WEAK:
      return _ ("\"{value}\" is outdated and needs ike.legacy=true");
    case PROPOSAL_OUT_OF_PLACE:
      return _ ("\"{value}\" has no meaning among these proposals");
    case PROPOSAL_NO_ENCR:
      return _ ("\"{value}\" names no encryption such as aes256gcm16");
    case PROPOSAL_NO_INTEG:
      return _ ("\"{value}\" needs an integrity algorithm such as sha256");
    case PROPOSAL_NO_PRF:
      return _ ("\"{value}\" needs a pseudo-random function such as prfsha256");
    case PROPOSAL_NO_KE:
      return _ ("\"{value}\" needs a key exchange such as ecp256");
    }
  return NULL;
}

static gboolean
check_proposal (const char *text, gboolean for_ike, gboolean legacy, GError **error)
{
  g_autofree char *culprit = NULL;
  ProposalFault fault;

  if (!check_text (text, PROPOSAL_MAX, error))
    return FALSE;
  fault = proposal_check (text, for_ike, legacy, &culprit);
  return fault == PROPOSAL_FINE || refuse (error, fault_sentence (fault), culprit);
}

gboolean
vpn_format_check_modern (VpnFormat format, const char *text, GError **error)
{
  return check_proposal (text, format == VPN_FORMAT_IKE_PROPOSAL, FALSE, error);
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

static gboolean
check_pin (const char *text, GError **error)
{
  g_auto (VpnPin) pin = { NULL };

  return check_text (text, TEXT_MAX, error)
         && (vpn_pin_parse (text, &pin)
             || refuse (error, _ ("\"{value}\" is not NAME[:PORT]=SHA256:FINGERPRINT"), text));
}

gboolean
vpn_format_is_token (const char *text)
{
  return g_str_has_prefix (text, "pkcs11:");
}

/* What the URI names is looked up by who reads it; a PIN is a secret and has no place in one. */
static gboolean
check_path_or_token (const char *text, GError **error)
{
  if (!vpn_format_is_token (text))
    return check_path (text, error);
  if (!check_text (text, PATH_MAX_LEN, error))
    return FALSE;
  if (strchr (text, ' ') != NULL)
    return refuse (error, _ ("\"{value}\" is not a PKCS#11 URI; a space in it is written %20"),
                   text);
  if (strstr (text, "pin-value=") != NULL || strstr (text, "pin-source=") != NULL)
    return refuse (error,
                   _ ("\"{value}\" has a PIN, which is asked for and kept nowhere; take it "
                      "out"),
                   text);
  return TRUE;
}

gboolean
vpn_format_check (VpnFormat format, const char *text, GError **error)
{
  IpAddress address;

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
      return ip_address_parse (text, &address)
             || refuse (error, _ ("\"{value}\" is not an IP address"), text);
    case VPN_FORMAT_PORT:
      return check_port (text, error);
    case VPN_FORMAT_PIN:
      return check_pin (text, error);
    case VPN_FORMAT_DOMAIN:
      return check_domain (text, error);
    case VPN_FORMAT_IKE_PROPOSAL:
      return check_proposal (text, TRUE, TRUE, error);
    case VPN_FORMAT_ESP_PROPOSAL:
      return check_proposal (text, FALSE, TRUE, error);
    case VPN_FORMAT_UUID:
      return g_uuid_string_is_valid (text) || refuse (error, _ ("\"{value}\" is not a UUID"), text);
    case VPN_FORMAT_PATH:
      return check_path (text, error);
    case VPN_FORMAT_PATH_OR_TOKEN:
      return check_path_or_token (text, error);
    }
  g_return_val_if_reached (FALSE);
}

guint
vpn_format_ip_version (const char *text)
{
  IpPrefix prefix;

  if (!ip_prefix_parse (text, &prefix))
    return 0;
  return prefix.address.family == AF_INET ? 4 : 6;
}
