// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* PKCS#12 (RFC 7292): a certificate and its key, unpacked by GIO's TLS backend. */
#include "vpn-import-private.h"

#include "config.h"
#include "vpn-client-certificate.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define DER_SEQUENCE 0x30 /* first octet of every PFX */

/* The name does not matter: mail programs rename what they send. */
static gboolean
recognizes (const char *name, GBytes *data)
{
  gsize len;
  const guint8 *octets = g_bytes_get_data (data, &len);

  return len > 2 && octets[0] == DER_SEQUENCE;
}

static gboolean
read_pkcs12 (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  gsize len;
  const guint8 *octets = g_bytes_get_data (data, &len);
  g_autoptr (GTlsCertificate) certificate = vpn_import_pkcs12_new (octets, len, password, error);
  g_autofree char *name = NULL;
  VpnImportConnection *connection;

  if (certificate == NULL)
    return FALSE;
  name = vpn_client_certificate_short_name (certificate);
  connection = vpn_import_add (import, name, error);
  if (connection == NULL
      || !vpn_profile_set_text (connection->settings, VPN_KEY_AUTH, "cert", error))
    return FALSE;
  vpn_import_take_certificate (connection, g_steal_pointer (&certificate));
  return TRUE;
}

static const char *const patterns[] = { "*.p12", "*.pfx", NULL };

const VpnImporter vpn_importer_pkcs12 = {
  .label = N_ ("PKCS#12 files"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_pkcs12,
};
