// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-windows.h"
/* The words of Windows for tunnels, logins and algorithms. */

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

void
vpn_import_windows_tunnel (VpnImportConnection *connection, VpnImportField *field,
                           const VpnImportRow *row)
{
  vpn_import_note (field, field->value == NULL || vpn_import_has (field->value, "ikev2")
                                  || vpn_import_has (field->value, "automatic")
                              ? _ ("The only kind there is here")
                              : _ ("Another kind of tunnel; Genkan tries IKEv2, which the gateway "
                                   "may not offer"));
}

void
vpn_import_windows_method (VpnImportConnection *connection, VpnImportField *field,
                           const VpnImportRow *row)
{
  const char *method = field->value != NULL ? field->value : "";

  if (vpn_import_has (method, "certificate"))
    vpn_import_set (connection, field, VPN_KEY_AUTH, "cert");
  else if (vpn_import_has (method, "eap") || vpn_import_has (method, "mschapv2"))
    vpn_import_set (connection, field, VPN_KEY_AUTH, "eap");
  else
    vpn_import_note (field, _ ("Genkan cannot sign in that way"));
}

void
vpn_import_windows_eap (VpnImportConnection *connection, VpnImportField *field,
                        const VpnImportRow *row)
{
  static const struct
  {
    const char *number, *method;
  } methods[] = { { "13", "tls" }, { "21", "ttls" }, { "25", "peap" }, { "26", "mschapv2" } };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_strcmp0 (field->value, methods[i].number) == 0)
      vpn_import_set (connection, field, VPN_KEY_EAP_METHODS, methods[i].method);
  if (field->key == NULL && field->note == NULL)
    vpn_import_note (field, _ ("Genkan cannot sign in that way"));
}

void
vpn_import_windows_suites (VpnImportConnection *connection, const char *prefix)
{
  g_autofree char *encryption = g_strconcat (prefix, "EncryptionMethod", NULL);
  g_autofree char *integrity = g_strconcat (prefix, "IntegrityCheckMethod", NULL);
  g_autofree char *group = g_strconcat (prefix, "DHGroup", NULL);
  g_autofree char *cipher = g_strconcat (prefix, "CipherTransformConstants", NULL);
  g_autofree char *transform = g_strconcat (prefix, "AuthenticationTransformConstants", NULL);
  g_autofree char *pfs = g_strconcat (prefix, "PfsGroup", NULL);

  if (vpn_import_find (connection, encryption) != NULL)
    vpn_import_take_suite (connection, VPN_KEY_IKE_PROPOSALS, encryption, integrity, group);
  if (vpn_import_find (connection, cipher) != NULL)
    vpn_import_take_suite (connection, VPN_KEY_ESP_PROPOSALS, cipher, transform, pfs);
}
