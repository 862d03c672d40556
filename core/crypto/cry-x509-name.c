// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Compares identities with the names in a certificate. */
#include "cry-x509.h"
#include "cry-x509-private.h"
#include "ip.h"
#include "text.h"

#include <openssl/x509v3.h>

#include <string.h>

#define NAMES_MAX     64            /* names told to the user */
#define NAME_TEXT_MAX ((gsize) 255) /* bytes of one name that are shown */

typedef GENERAL_NAMES GeneralNames;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GeneralNames, GENERAL_NAMES_free)

static GeneralNames *
alternative_names (const CryCert *cert)
{
  return X509_get_ext_d2i (cert->x509, NID_subject_alt_name, NULL, NULL);
}

static gboolean
has_alternative_names (const CryCert *cert)
{
  return X509_get_ext_by_NID (cert->x509, NID_subject_alt_name, -1) >= 0;
}

static const guint8 *
string_bytes (const ASN1_STRING *string, gsize *ret_len)
{
  *ret_len = (gsize) MAX (ASN1_STRING_length (string), 0);
  return ASN1_STRING_get0_data (string);
}

static gboolean
matches_dns (const CryCert *cert, const guint8 *name, gsize len)
{
  guint flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;

  /* "vpn.example.org." is the same host. */
  if (len > 0 && name[len - 1] == '.')
    len--;
  /* A leading dot, which is none, would mean "any sub-domain" to the library. */
  if (!text_is_dns_name ((const char *) name, len))
    return FALSE;
  if (has_alternative_names (cert))
    flags |= X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  return X509_check_host (cert->x509, (const char *) name, len, flags, NULL) == 1;
}

/* RFC 4945 section 3.1.3: compared as a whole, without case; the library would compare the local
 * part with case and look into the subject. */
static gboolean
matches_email (const CryCert *cert, const guint8 *name, gsize len)
{
  g_autoptr (GeneralNames) names = alternative_names (cert);

  if (len == 0)
    return FALSE;
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *entry = sk_GENERAL_NAME_value (names, i);
      const guint8 *bytes;
      gsize bytes_len;

      if (entry->type != GEN_EMAIL)
        continue;
      bytes = string_bytes (entry->d.rfc822Name, &bytes_len);
      if (bytes_len == len && memchr (name, '\0', len) == NULL
          && g_ascii_strncasecmp ((const char *) bytes, (const char *) name, len) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
matches_subject (const CryCert *cert, const guint8 *name, gsize len)
{
  gsize subject_len;
  const guint8 *subject = cry_cert_subject_der (cert, &subject_len);

  /* An empty subject (SEQUENCE of nothing) names nobody. */
  return len > 2 && subject_len == len && memcmp (subject, name, len) == 0;
}

gboolean
cry_cert_matches (const CryCert *cert, CryNameType type, const guint8 *name, gsize len)
{
  switch (type)
    {
    case CRY_NAME_DNS:
      return matches_dns (cert, name, len);
    case CRY_NAME_EMAIL:
      return matches_email (cert, name, len);
    case CRY_NAME_IP:
      return (len == 4 || len == 16) && X509_check_ip (cert->x509, name, len, 0) == 1;
    case CRY_NAME_DN:
      return matches_subject (cert, name, len);
    }
  return FALSE;
}

static void
add_text (GPtrArray *texts, const char *kind, const ASN1_STRING *string)
{
  gsize len;
  const guint8 *bytes = string_bytes (string, &len);
  g_autofree char *text = text_clean (bytes, len, NAME_TEXT_MAX);

  g_ptr_array_add (texts, g_strconcat (kind, text, NULL));
}

static void
add_address (GPtrArray *texts, const ASN1_STRING *string)
{
  gsize len;
  const guint8 *bytes = string_bytes (string, &len);
  g_autofree char *text = NULL;
  IpAddress address;

  if (!ip_address_from_bytes (&address, bytes, len))
    return;
  text = ip_address_to_text (&address);
  g_ptr_array_add (texts, g_strconcat ("ip:", text, NULL));
}

static void
add_general_name (GPtrArray *texts, const GENERAL_NAME *entry)
{
  if (entry->type == GEN_DNS)
    add_text (texts, "dns:", entry->d.dNSName);
  else if (entry->type == GEN_EMAIL)
    add_text (texts, "email:", entry->d.rfc822Name);
  else if (entry->type == GEN_IPADD)
    add_address (texts, entry->d.iPAddress);
}

char **
cry_cert_names (const CryCert *cert)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GeneralNames) names = alternative_names (cert);
  const X509_NAME *subject = X509_get_subject_name (cert->x509);
  int at = X509_NAME_get_index_by_NID (subject, NID_commonName, -1);

  for (int i = 0; i < sk_GENERAL_NAME_num (names) && texts->len < NAMES_MAX; i++)
    add_general_name (texts, sk_GENERAL_NAME_value (names, i));
  if (!has_alternative_names (cert) && at >= 0)
    add_text (texts, "dns:", X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, at)));
  g_ptr_array_set_free_func (texts, NULL);
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
}
