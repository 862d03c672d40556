// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Certificates that other files carry inside. */

#include "config.h"
#include "vpn-client-certificate.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define PEM_BEGIN "-----BEGIN "
#define LINE_LEN  64u

static char *
der_to_pem (const guint8 *octets, gsize len)
{
  g_autofree char *base64 = g_base64_encode (octets, len);
  GString *pem = g_string_new ("-----BEGIN CERTIFICATE-----\n");

  for (gsize at = 0; base64[at] != '\0'; at += strnlen (base64 + at, LINE_LEN))
    {
      g_string_append_len (pem, base64 + at, (gssize) strnlen (base64 + at, LINE_LEN));
      g_string_append_c (pem, '\n');
    }
  g_string_append (pem, "-----END CERTIFICATE-----\n");
  return g_string_free (pem, FALSE);
}

GTlsCertificate *
vpn_import_certificate_new (const guint8 *octets, gsize len)
{
  g_autofree char *pem = NULL;

  if (len == 0)
    return NULL;
  pem = g_strstr_len ((const char *) octets, (gssize) len, PEM_BEGIN) != NULL
            ? g_strndup ((const char *) octets, len)
            : der_to_pem (octets, len);
  return g_tls_certificate_new_from_pem (pem, -1, NULL);
}

gboolean
vpn_import_wants_password (const GError *error)
{
  return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD);
}

GTlsCertificate *
vpn_import_pkcs12_new (const guint8 *octets, gsize len, const char *password, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;

  /* First without: the backend dislikes a password where none is needed. */
  certificate = g_tls_certificate_new_from_pkcs12 (octets, len, NULL, &why);
  if (certificate == NULL && vpn_import_wants_password (why) && password != NULL)
    {
      g_clear_error (&why);
      certificate = g_tls_certificate_new_from_pkcs12 (octets, len, password, &why);
    }
  if (certificate != NULL)
    return g_steal_pointer (&certificate);
  if (vpn_import_wants_password (why))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }
  g_debug ("pkcs12: %s", why->message);
  g_set_error_literal (
      error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
      g_error_matches (why, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE)
          ? _ ("PKCS#12 files cannot be read here: install the package glib-networking")
          : _ ("The file is damaged or has no certificate with a private key"));
  return NULL;
}

void
vpn_import_take_certificate (VpnImportConnection *connection, GTlsCertificate *certificate)
{
  GTlsCertificate *issuer = g_tls_certificate_get_issuer (certificate);

  g_clear_object (&connection->certificate);
  connection->certificate = certificate;
  for (guint n = 1; issuer != NULL && n < VPN_IMPORT_CHAIN_MAX && connection->ca == NULL; n++)
    {
      if (vpn_client_certificate_is_root (issuer))
        connection->ca = g_object_ref (issuer);
      issuer = g_tls_certificate_get_issuer (issuer);
    }
}

void
vpn_import_take_ca (VpnImportConnection *connection, VpnImportField *field, const guint8 *octets,
                    gsize len)
{
  g_autoptr (GTlsCertificate) ca = NULL;

  if (connection->ca != NULL)
    {
      vpn_import_note (field, _ ("A second certificate; the first one is used"));
      return;
    }
  ca = vpn_import_certificate_new (octets, len);
  if (ca == NULL)
    {
      vpn_import_note (field, _ ("Not a certificate"));
      return;
    }
  connection->ca = g_steal_pointer (&ca);
  if (field != NULL)
    field->key = VPN_KEY_CA;
}
