// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Configuration profiles of Apple's systems (.mobileconfig): a property list of payloads, of which
 * those of type com.apple.vpn.managed with IKEv2 are connections and others are certificates that
 * they point to. A signed one is CMS around it (RFC 5652); who signed is not checked, as nothing
 * here says who may. */

#include "config.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>
#include <plist/plist.h>

#include <stdlib.h>
#include <string.h>

#define DER_OCTETS      0x04u
#define DER_SEQUENCE    0x30u
#define DER_CONTEXT_0   0xa0u
#define DER_OCTETS_MADE 0x24u /* constructed: a row of octet strings */

/* ---- Signed files ---------------------------------------------------------------------------- */

typedef struct
{
  const guint8 *at, *end;
} Der;

/* The next element of whatever is read; its contents in ret. Indefinite lengths, which BER allows,
 * reach to the end of what is around them. */
static gboolean
next_element (Der *der, guint8 *ret_tag, Der *ret)
{
  gsize len = 0;
  guint8 first;

  if (der->end - der->at < 2)
    return FALSE;
  *ret_tag = *der->at++;
  first = *der->at++;
  if (first == 0x80)
    len = (gsize) (der->end - der->at);
  else if ((first & 0x80) == 0)
    len = first;
  else
    for (guint i = 0; i < (first & 0x7fu); i++)
      {
        if (der->at == der->end || len > G_MAXUINT32)
          return FALSE;
        len = len << 8 | *der->at++;
      }
  if (len > (gsize) (der->end - der->at))
    return FALSE;
  *ret = (Der){ der->at, der->at + len };
  der->at += len;
  return TRUE;
}

/* Goes into the next element that has this tag, others passed over. */
static gboolean
enter (Der *der, guint8 tag)
{
  Der contents;
  guint8 found;

  while (next_element (der, &found, &contents))
    if (found == tag)
      {
        *der = contents;
        return TRUE;
      }
  return FALSE;
}

/* What a CMS SignedData is around (RFC 5652 sections 3, 5.1, 5.2), or NULL. */
static GBytes *
unwrap (GBytes *data)
{
  gsize len;
  const guint8 *octets = g_bytes_get_data (data, &len);
  Der der = { octets, octets + len };
  GByteArray *content;
  Der part;
  guint8 tag;

  if (!enter (&der, DER_SEQUENCE) || !enter (&der, DER_CONTEXT_0) || !enter (&der, DER_SEQUENCE)
      || !enter (&der, DER_SEQUENCE) || !enter (&der, DER_CONTEXT_0)
      || !next_element (&der, &tag, &part))
    return NULL;
  if (tag == DER_OCTETS)
    return g_bytes_new (part.at, (gsize) (part.end - part.at));
  if (tag != DER_OCTETS_MADE)
    return NULL;
  content = g_byte_array_new ();
  for (der = part; next_element (&der, &tag, &part) && tag == DER_OCTETS;)
    g_byte_array_append (content, part.at, (guint) (part.end - part.at));
  return g_byte_array_free_to_bytes (content);
}

/* ---- Property lists -------------------------------------------------------------------------- */

static plist_t
parse (GBytes *data)
{
  gsize len;
  const char *octets = g_bytes_get_data (data, &len);
  plist_t root = NULL;

  if (len >= 8 && memcmp (octets, "bplist00", 8) == 0)
    (void) plist_from_bin (octets, (uint32_t) len, &root);
  else if (len > 0 && g_strstr_len (octets, (gssize) MIN (len, 1024), "<plist") != NULL)
    (void) plist_from_xml (octets, (uint32_t) len, &root);
  return root;
}

static plist_t
parse_any (GBytes *data)
{
  plist_t root = parse (data);
  g_autoptr (GBytes) inside = root == NULL ? unwrap (data) : NULL;

  return inside != NULL ? parse (inside) : root;
}

/* Owned, or NULL when it is no text. Not plist_get_string_val(), which aborts at a NUL in it. */
static char *
string_to_text (plist_t node)
{
  uint64_t len = 0;
  const char *text = node == NULL || plist_get_node_type (node) != PLIST_STRING
                         ? NULL
                         : plist_get_string_ptr (node, &len);

  return text == NULL ? NULL : g_strndup (text, (gsize) len);
}

static char *
get_text (plist_t dict, const char *key)
{
  return dict == NULL ? NULL : string_to_text (plist_dict_get_item (dict, key));
}

static char *
scalar_to_text (plist_t node)
{
  guint8 flag = 0;
  guint64 number = 0;

  if (plist_get_node_type (node) == PLIST_BOOLEAN)
    {
      plist_get_bool_val (node, &flag);
      return g_strdup (flag ? "true" : "false");
    }
  if (plist_get_node_type (node) == PLIST_UINT)
    {
      plist_get_uint_val (node, &number);
      return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
    }
  return string_to_text (node);
}

static void flatten (VpnImportConnection *connection, const char *name, plist_t node, guint depth);

static void
flatten_dict (VpnImportConnection *connection, const char *name, plist_t dict, guint depth)
{
  plist_dict_iter iter = NULL;
  char *key = NULL;
  plist_t value = NULL;

  plist_dict_new_iter (dict, &iter);
  for (plist_dict_next_item (dict, iter, &key, &value); value != NULL;
       plist_dict_next_item (dict, iter, &key, &value))
    {
      g_autofree char *path = *name == '\0' ? g_strdup (key) : g_strconcat (name, ".", key, NULL);

      flatten (connection, path, value, depth + 1);
      free (key);
      key = NULL;
      value = NULL;
    }
  free (iter);
}

static void
flatten (VpnImportConnection *connection, const char *name, plist_t node, guint depth)
{
  g_autofree char *value = NULL;

  if (depth > VPN_IMPORT_DEPTH_MAX)
    vpn_import_note (vpn_import_add_field (connection, name, NULL), _ ("Nested too deeply"));
  else if (plist_get_node_type (node) == PLIST_DICT)
    flatten_dict (connection, name, node, depth);
  else if (plist_get_node_type (node) == PLIST_ARRAY)
    for (uint32_t i = 0; i < plist_array_get_size (node); i++)
      flatten (connection, name, plist_array_get_item (node, i), depth + 1);
  else
    {
      value = scalar_to_text (node);
      (void) vpn_import_add_field (connection, name, value);
    }
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* The certificate decides unless EAP is switched on, as Apple's documentation has it. */
static void
apply_method (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  const char *method = field->value != NULL ? field->value : "";
  const char *eap = vpn_import_lookup (connection, "IKEv2.ExtendedAuthEnabled");
  gboolean by_certificate = strcmp (method, "Certificate") == 0;

  if (eap != NULL && (strcmp (eap, "true") == 0 || strcmp (eap, "1") == 0))
    {
      if (by_certificate)
        vpn_import_set (connection, field, VPN_KEY_EAP_METHODS, "tls");
      else
        vpn_import_note (field, _ ("EAP is on, so it decides"));
    }
  else if (by_certificate || strcmp (method, "SharedSecret") == 0)
    vpn_import_set (connection, field, VPN_KEY_AUTH, by_certificate ? "cert" : "psk");
  else
    vpn_import_note (field, _ ("Genkan cannot sign in that way"));
}

static void
apply_eap (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  if (field->value != NULL
      && (strcmp (field->value, "true") == 0 || strcmp (field->value, "1") == 0))
    vpn_import_set (connection, field, VPN_KEY_AUTH, "eap");
  else
    vpn_import_note (field, _ ("Off, as the method above says"));
}

static void
apply_dpd (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  static const struct
  {
    const char *rate, *seconds;
  } rates[] = { { "Low", "1800" }, { "Medium", "600" }, { "High", "60" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    if (g_strcmp0 (field->value, rates[i].rate) == 0)
      vpn_import_set (connection, field, row->key, rates[i].seconds);
  if (field->key == NULL)
    vpn_import_note (field, _ ("Genkan always checks whether the gateway is there"));
}

static void
apply_minutes (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  guint64 minutes = 0;
  g_autofree char *text = NULL;

  if (field->value == NULL
      || !g_ascii_string_to_unsigned (field->value, 10, 1, 525600, &minutes, NULL))
    {
      vpn_import_note (field, _ ("Not a time"));
      return;
    }
  text = g_strdup_printf ("%" G_GUINT64_FORMAT, minutes * 60);
  vpn_import_set (connection, field, row->key, text);
}

#define IKE   "IKEv2.IKESecurityAssociationParameters."
#define CHILD "IKEv2.ChildSecurityAssociationParameters."
#define DNS   "DNS."

static const VpnImportRow rows[] = {
  { .name = "UserDefinedName", .key = VPN_KEY_NAME },
  { .name = "IKEv2.RemoteAddress", .key = VPN_KEY_GATEWAY },
  { .name = "IKEv2.RemoteIdentifier", .key = VPN_KEY_REMOTE_ID },
  { .name = "IKEv2.LocalIdentifier", .key = VPN_KEY_LOCAL_ID },
  { .name = "IKEv2.AuthenticationMethod", .apply = apply_method },
  { .name = "IKEv2.ExtendedAuthEnabled", .apply = apply_eap },
  { .name = "IKEv2.AuthName", .key = VPN_KEY_USER },
  { .name = "IKEv2.AuthPassword", .apply = vpn_import_apply_secret },
  { .name = "IKEv2.SharedSecret", .apply = vpn_import_apply_secret },
  { .name = "IKEv2.DeadPeerDetectionRate", .key = VPN_KEY_DPD_INTERVAL, .apply = apply_dpd },
  { .name = "IKEv2.NATKeepAliveInterval", .key = VPN_KEY_KEEPALIVE },
  { .name = "IKEv2.MTU", .key = VPN_KEY_MTU },
  { .name = IKE "LifeTimeInMinutes", .key = VPN_KEY_IKE_LIFETIME, .apply = apply_minutes },
  { .name = CHILD "LifeTimeInMinutes", .key = VPN_KEY_CHILD_LIFETIME, .apply = apply_minutes },
  { .name = "IKEv2.ServerCertificateCommonName",
    .why = N_ ("The gateway's identity decides, not the common name of its certificate") },
  { .name = "IKEv2.ServerCertificateIssuerCommonName",
    .why = N_ ("The CA certificate decides, not its name") },
  { .name = "IKEv2.CertificateType", .why = N_ ("The certificate tells") },
  { .name = "IKEv2.DisableMOBIKE", .why = N_ ("The gateway decides whether it can follow") },
  { .name = "IKEv2.EnablePFS", .why = N_ ("The proposals decide") },
  { .name = "IKEv2.TLS*", .why = N_ ("TLS 1.2 or newer is always used") },
  { .name = "IKEv2.NATKeepAliveOffload*", .why = N_ ("For phones") },
  { .name = "IKEv2.DisconnectOnIdle*", .why = N_ ("For phones") },
  { .name = DNS "ServerAddresses", .key = VPN_KEY_DNS, .apply = vpn_import_apply_list },
  { .name = DNS "SearchDomains", .key = VPN_KEY_DNS_DOMAINS, .apply = vpn_import_apply_list },
  { .name = DNS "SupplementalMatchDomains",
    .key = VPN_KEY_DNS_DOMAINS,
    .apply = vpn_import_apply_list },
  { .name = "VPNType", .why = N_ ("The only kind there is here") },
  { .name = "Payload*", .why = N_ ("About the file, not the connection") },
  { .name = NULL },
};

/* ---- Reading --------------------------------------------------------------------------------- */

/* The payload of that number, or NULL. */
static plist_t
find_payload (plist_t payloads, const char *uuid)
{
  for (uint32_t i = 0; uuid != NULL && i < plist_array_get_size (payloads); i++)
    {
      plist_t payload = plist_array_get_item (payloads, i);
      g_autofree char *own = get_text (payload, "PayloadUUID");

      if (g_strcmp0 (own, uuid) == 0)
        return payload;
    }
  return NULL;
}

static const guint8 *
get_content (plist_t payload, gsize *ret_len)
{
  plist_t node = plist_dict_get_item (payload, "PayloadContent");
  uint64_t len = 0;
  const char *octets = NULL;

  if (node != NULL && plist_get_node_type (node) == PLIST_DATA)
    octets = plist_get_data_ptr (node, &len);
  *ret_len = octets == NULL ? 0 : (gsize) len;
  return (const guint8 *) octets;
}

/* The user's certificate, which the connection names by its number. */
static gboolean
take_own (VpnImportConnection *connection, plist_t payloads, plist_t ikev2, const char *password,
          GError **error)
{
  g_autofree char *uuid = get_text (ikev2, "PayloadCertificateUUID");
  plist_t payload = find_payload (payloads, uuid);
  VpnImportField *field = vpn_import_find (connection, "IKEv2.PayloadCertificateUUID");
  g_autofree char *inside = get_text (payload, "Password");
  GTlsCertificate *certificate;
  const guint8 *octets;
  gsize len;

  if (uuid == NULL)
    return TRUE;
  octets = payload == NULL ? NULL : get_content (payload, &len);
  if (octets == NULL)
    {
      vpn_import_note (field, _ ("The certificate is not in the file"));
      return TRUE;
    }
  certificate = vpn_import_pkcs12_new (octets, len, inside != NULL ? inside : password, error);
  if (certificate == NULL)
    return FALSE;
  vpn_import_take_certificate (connection, certificate);
  field->key = VPN_KEY_CERTIFICATE;
  return TRUE;
}

static gboolean
is_authority (const char *type)
{
  static const char *const types[]
      = { "com.apple.security.root", "com.apple.security.pkcs1", "com.apple.security.pem", NULL };

  return type != NULL && g_strv_contains (types, type);
}

static void
take_authorities (VpnImportConnection *connection, plist_t payloads)
{
  for (uint32_t i = 0; i < plist_array_get_size (payloads); i++)
    {
      plist_t payload = plist_array_get_item (payloads, i);
      g_autofree char *type = get_text (payload, "PayloadType");
      const guint8 *octets;
      gsize len;

      if (!is_authority (type))
        continue;
      octets = get_content (payload, &len);
      if (octets != NULL)
        vpn_import_take_ca (connection, vpn_import_add_field (connection, type, NULL), octets, len);
    }
}

static gboolean
read_payload (VpnImport *import, plist_t payloads, plist_t payload, const char *password,
              GError **error)
{
  g_autofree char *type = get_text (payload, "PayloadType");
  g_autofree char *kind = get_text (payload, "VPNType");
  VpnImportConnection *connection;

  if (g_strcmp0 (type, "com.apple.vpn.managed") != 0 || g_strcmp0 (kind, "IKEv2") != 0)
    return TRUE;
  connection = vpn_import_add (import, NULL, error);
  if (connection == NULL)
    return FALSE;
  flatten_dict (connection, "", payload, 0);
  take_authorities (connection, payloads);
  if (!take_own (connection, payloads, plist_dict_get_item (payload, "IKEv2"), password, error))
    return FALSE;
  vpn_import_take_suite (connection, VPN_KEY_IKE_PROPOSALS, IKE "EncryptionAlgorithm",
                         IKE "IntegrityAlgorithm", IKE "DiffieHellmanGroup");
  vpn_import_take_suite (connection, VPN_KEY_ESP_PROPOSALS, CHILD "EncryptionAlgorithm",
                         CHILD "IntegrityAlgorithm", CHILD "DiffieHellmanGroup");
  vpn_import_map (connection, rows);
  return TRUE;
}

static gboolean
recognizes (const char *name, GBytes *data)
{
  plist_t root = parse_any (data);
  gboolean is = root != NULL && plist_get_node_type (root) == PLIST_DICT
                && plist_dict_get_item (root, "PayloadContent") != NULL;

  plist_free (root);
  return is;
}

static gboolean
read_mobileconfig (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  plist_t root = parse_any (data);
  plist_t payloads = root == NULL ? NULL : plist_dict_get_item (root, "PayloadContent");
  gboolean done = TRUE;

  if (payloads != NULL && plist_get_node_type (payloads) == PLIST_ARRAY)
    for (uint32_t i = 0; done && i < plist_array_get_size (payloads); i++)
      if (plist_get_node_type (plist_array_get_item (payloads, i)) == PLIST_DICT)
        done = read_payload (import, payloads, plist_array_get_item (payloads, i), password, error);
  plist_free (root);
  return done;
}

static const char *const patterns[] = { "*.mobileconfig", NULL };

const VpnImporter vpn_importer_mobileconfig = {
  .label = N_ ("Configuration profiles of Apple's systems"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_mobileconfig,
};
