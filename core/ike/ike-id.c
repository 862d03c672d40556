// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Identities: text, octets, comparison, and whether a certificate proves them. */
#include "ike-id.h"

#include "ike-dn.h"
#include "ip.h"
#include "text.h"

#include <string.h>

#define NAME_MAX_LEN 255

static IkeId
new_id (IkeIdType type, const void *data, gsize len)
{
  return (IkeId){ .type = type, .data = g_bytes_new (data, len) };
}

/* Visible characters without blanks: what a host name or address of mail can consist of. */
static gboolean
is_name (const char *text)
{
  gsize len = strlen (text);

  if (len == 0 || len > NAME_MAX_LEN || !g_utf8_validate (text, (gssize) len, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_dn (const char *text, IkeId *ret_id, char **ret_why)
{
  GBytes *der = ike_dn_encode (text, ret_why);

  if (der == NULL)
    return FALSE;
  ret_id->type = IKE_ID_DN;
  ret_id->data = der;
  return TRUE;
}

static gboolean
parse_name (const char *text, IkeIdType type, IkeId *ret_id, char **ret_why)
{
  if (!is_name (text))
    {
      *ret_why = g_strdup ("an identity must not be empty, too long or have blanks in it");
      return FALSE;
    }
  *ret_id = new_id (type, text, strlen (text));
  return TRUE;
}

gboolean
ike_id_parse (const char *text, IkeId *ret_id, char **ret_why)
{
  g_autofree char *unused = NULL;
  IpAddress address;

  if (ret_why == NULL)
    ret_why = &unused;
  if (g_str_has_prefix (text, "keyid:"))
    return parse_name (text + strlen ("keyid:"), IKE_ID_KEY_ID, ret_id, ret_why);
  if (g_str_has_prefix (text, "dn:"))
    return parse_dn (text + strlen ("dn:"), ret_id, ret_why);
  if (ip_address_parse (text, &address))
    {
      *ret_id = new_id (address.family == AF_INET ? IKE_ID_IPV4 : IKE_ID_IPV6, address.octets,
                        ip_family_octets (address.family));
      return TRUE;
    }
  if (strchr (text, '=') != NULL && strchr (text, '@') == NULL)
    return parse_dn (text, ret_id, ret_why);
  /* "@name" is how other clients write a host name that is not to be looked up. */
  if (text[0] == '@')
    return parse_name (text + 1, IKE_ID_FQDN, ret_id, ret_why);
  return parse_name (text, strchr (text, '@') != NULL ? IKE_ID_EMAIL : IKE_ID_FQDN, ret_id,
                     ret_why);
}

static char *
key_id_text (const guint8 *data, gsize len)
{
  GString *text = g_string_new ("keyid:");

  for (gsize i = 0; i < len; i++)
    {
      if (g_ascii_isgraph (data[i]))
        g_string_append_c (text, (char) data[i]);
      else
        g_string_append_printf (text, "\\x%02x", data[i]);
    }
  return g_string_free (text, FALSE);
}

static char *
address_text (IkeIdType type, const guint8 *data, gsize len)
{
  IpAddress address;

  if (!ip_address_from_bytes (&address, data, len)
      || address.family != (type == IKE_ID_IPV4 ? AF_INET : AF_INET6))
    return g_strdup ("?");
  return ip_address_to_text (&address);
}

static char *
dn_text (const guint8 *data, gsize len)
{
  g_autofree char *text = ike_dn_decode (data, len);

  return text != NULL ? g_strconcat ("dn:", text, NULL) : g_strdup ("dn:?");
}

/* What does not look its type says it: it would be the same text as that of another identity. */
static char *
name_text (IkeIdType type, const guint8 *data, gsize len)
{
  g_autofree char *text = text_clean (data, len, NAME_MAX_LEN);
  gboolean has_at = strchr (text, '@') != NULL;

  if (len == 0 || has_at == (type == IKE_ID_EMAIL))
    return g_steal_pointer (&text);
  return g_strconcat (has_at ? "fqdn:" : "email:", text, NULL);
}

char *
ike_id_to_text (const IkeId *id)
{
  gsize len = 0;
  const guint8 *data = id->data != NULL ? g_bytes_get_data (id->data, &len) : NULL;

  switch (id->type)
    {
    case IKE_ID_NONE:
      return g_strdup ("");
    case IKE_ID_IPV4:
    case IKE_ID_IPV6:
      return address_text (id->type, data, len);
    case IKE_ID_FQDN:
    case IKE_ID_EMAIL:
      return name_text (id->type, data, len);
    case IKE_ID_DN:
      return dn_text (data, len);
    case IKE_ID_KEY_ID:
      return key_id_text (data, len);
    }
  return g_strdup ("?");
}

void
ike_id_clear (IkeId *id)
{
  g_clear_pointer (&id->data, g_bytes_unref);
  id->type = IKE_ID_NONE;
}

void
ike_id_copy (const IkeId *id, IkeId *ret_id)
{
  ret_id->type = id->type;
  ret_id->data = id->data != NULL ? g_bytes_ref (id->data) : NULL;
}

gboolean
ike_id_equal (const IkeId *a, const IkeId *b)
{
  gsize len_a;
  gsize len_b;
  const char *data_a;
  const char *data_b;

  if (a->type != b->type || a->type == IKE_ID_NONE)
    return FALSE;
  if (a->type != IKE_ID_FQDN && a->type != IKE_ID_EMAIL)
    return g_bytes_equal (a->data, b->data);
  data_a = g_bytes_get_data (a->data, &len_a);
  data_b = g_bytes_get_data (b->data, &len_b);
  if (len_a != len_b)
    return FALSE;
  for (gsize i = 0; i < len_a; i++)
    {
      if (g_ascii_tolower (data_a[i]) != g_ascii_tolower (data_b[i]))
        return FALSE;
    }
  return TRUE;
}

gboolean
ike_id_is_in_cert (const IkeId *id, const CryCert *cert)
{
  gsize len = 0;
  const guint8 *data = id->data != NULL ? g_bytes_get_data (id->data, &len) : NULL;

  if (len == 0)
    return FALSE;
  switch (id->type)
    {
    case IKE_ID_IPV4:
    case IKE_ID_IPV6:
      return cry_cert_matches (cert, CRY_NAME_IP, data, len);
    case IKE_ID_FQDN:
      return cry_cert_matches (cert, CRY_NAME_DNS, data, len);
    case IKE_ID_EMAIL:
      return cry_cert_matches (cert, CRY_NAME_EMAIL, data, len);
    case IKE_ID_DN:
      return cry_cert_matches (cert, CRY_NAME_DN, data, len);
    case IKE_ID_KEY_ID:
    case IKE_ID_NONE:
      break;
    }
  return FALSE;
}

int
ike_id_check_gateway (const IkeId *expected, const IkeId *idr, const CryCert *cert)
{
  if (cert == NULL)
    {
      gboolean fine = expected->type == IKE_ID_NONE || ike_id_equal (expected, idr);

      return fine ? IKE_ID_PROVEN : IKE_ID_WRONG_IDR;
    }
  if (!ike_id_is_in_cert (expected, cert))
    return IKE_ID_WRONG_CERT;
  if (ike_id_equal (expected, idr) || ike_id_is_in_cert (idr, cert))
    return IKE_ID_PROVEN;
  return IKE_ID_WRONG_IDR;
}
