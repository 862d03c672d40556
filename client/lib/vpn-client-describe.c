// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Sentences about a connection, made from its properties. */
#include "vpn-client-describe.h"

#include "config.h"
#include "vpn-client-certificate.h"
#include "vpn-client-text.h"
#include "vpn-sentence.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

static char *
look_up_clean (GVariant *dictionary, const char *key)
{
  const char *text = "";

  if (dictionary != NULL)
    (void) g_variant_lookup (dictionary, key, "&s", &text);
  return vpn_client_text_clean (text);
}

static char *
describe_place (VpnDbusConnection *proxy)
{
  g_autofree char *name = vpn_client_text_clean (vpn_dbus_connection_get_gateway (proxy));
  g_autofree char *address
      = vpn_client_text_clean (vpn_dbus_connection_get_gateway_address (proxy));

  if (*address == '\0' || g_strcmp0 (name, address) == 0)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s (%s)", name, address);
}

char *
vpn_client_describe_gateway (VpnDbusConnection *proxy)
{
  g_autofree char *transport = look_up_clean (vpn_dbus_connection_get_peer (proxy), "transport");
  g_autofree char *place = describe_place (proxy);

  if (g_strcmp0 (transport, "tcp") != 0)
    return g_steal_pointer (&place);
  /* Translators: a tunnel that goes through TCP, because UDP is blocked. */
  return g_strdup_printf (_ ("%s, over TCP"), place);
}

/* "vpn.example.org, proven by RSA-PSS with SHA-256" */
char *
vpn_client_describe_identity (VpnDbusConnection *proxy)
{
  GVariant *peer = vpn_dbus_connection_get_peer (proxy);
  g_autofree char *identity = look_up_clean (peer, "identity");
  g_autofree char *method = look_up_clean (peer, "method");

  if (*identity == '\0' || *method == '\0')
    return g_steal_pointer (&identity);
  /* Translators: the gateway's identity and what proved it: "vpn.example.org, proven by ECDSA" */
  return g_strdup_printf (_ ("%s, proven by %s"), identity, method);
}

char *
vpn_client_describe_dns (VpnDbusConnection *proxy)
{
  g_autofree char *servers = vpn_client_text_list (vpn_dbus_connection_get_dns (proxy));
  g_autofree char *domains = vpn_client_text_list (vpn_dbus_connection_get_domains (proxy));

  if (*domains == '\0' || *servers == '\0')
    return g_steal_pointer (&servers);
  /* Translators: DNS servers and the domains they are for. */
  return g_strdup_printf (C_ ("servers and domains", "%s for %s"), servers, domains);
}

char *
vpn_client_describe_certificate_end (VpnDbusConnection *proxy)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return vpn_client_certificate_warning (vpn_dbus_connection_get_own_certificate_end (proxy), now);
}

GStrv
vpn_client_describe_warnings (VpnDbusConnection *proxy)
{
  const char *const *warnings = vpn_dbus_connection_get_warnings (proxy);
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
  g_autofree char *end = vpn_client_describe_certificate_end (proxy);

  if (end != NULL)
    g_strv_builder_add (sentences, end);
  for (gsize i = 0; warnings != NULL && warnings[i] != NULL; i++)
    {
      g_autofree char *clean = vpn_client_text_clean (warnings[i]);
      g_autofree char *sentence = vpn_sentence_translate (clean);

      g_strv_builder_add (sentences, sentence);
    }
  return g_strv_builder_end (sentences);
}

char *
vpn_client_describe_traffic (GVariant *counters)
{
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;
  guint64 tx = 0, rx = 0;

  if (counters == NULL)
    return NULL;
  (void) g_variant_lookup (counters, "tx-bytes", "t", &tx);
  (void) g_variant_lookup (counters, "rx-bytes", "t", &rx);
  sent = vpn_client_text_bytes (tx);
  received = vpn_client_text_bytes (rx);
  return g_strdup_printf (_ ("%s sent, %s received"), sent, received);
}

char *
vpn_client_describe_encryption (VpnDbusConnection *proxy)
{
  GVariant *children = vpn_dbus_connection_get_child_sas (proxy);
  g_autofree char *ike = vpn_client_text_clean (vpn_dbus_connection_get_ike_suite (proxy));
  g_autofree char *suite = NULL;
  g_autoptr (GVariant) child = NULL;

  if (children == NULL || g_variant_n_children (children) == 0)
    return g_steal_pointer (&ike);
  child = g_variant_get_child_value (children, 0);
  suite = look_up_clean (child, "suite");
  return g_strdup_printf ("%s (IKE: %s)", suite, ike);
}

typedef struct
{
  const char *name, *words; /* as the suites of genkand name it, as standards for people do */
} Wording;

static const Wording ciphers[] = {
  { "AES_GCM_16_256", "AES-256-GCM" }, { "AES_GCM_16_192", "AES-192-GCM" },
  { "AES_GCM_16_128", "AES-128-GCM" }, { "CHACHA20_POLY1305", "ChaCha20-Poly1305" },
  { "AES_CBC_256", "AES-256-CBC" },    { "AES_CBC_192", "AES-192-CBC" },
  { "AES_CBC_128", "AES-128-CBC" },    { NULL, NULL },
};

static const Wording checks[] = {
  { "HMAC_SHA2_256_128", "HMAC-SHA-256" },
  { "HMAC_SHA2_384_192", "HMAC-SHA-384" },
  { "HMAC_SHA2_512_256", "HMAC-SHA-512" },
  { "HMAC_SHA1_96", "HMAC-SHA-1" },
  { NULL, NULL },
};

static const Wording agreements[] = {
  { "ECP_256", "ECDH P-256" },    { "ECP_384", "ECDH P-384" },
  { "ECP_521", "ECDH P-521" },    { "X25519", "X25519" },
  { "MODP_2048", "2048-bit DH" }, { "MODP_3072", "3072-bit DH" },
  { "MODP_4096", "4096-bit DH" }, { "MODP_1536", "1536-bit DH" },
  { "MODP_1024", "1024-bit DH" }, { NULL, NULL },
};

/* The wording of the first part of suite ("A/B/C") that the table has; NULL: none. */
static const char *
find_wording (const Wording *table, const char *const *parts)
{
  for (; table->name != NULL; table++)
    if (g_strv_contains (parts, table->name))
      return table->words;
  return NULL;
}

char *
vpn_client_describe_encryption_in_words (VpnDbusConnection *proxy)
{
  GVariant *children = vpn_dbus_connection_get_child_sas (proxy);
  g_autofree char *ike = vpn_client_text_clean (vpn_dbus_connection_get_ike_suite (proxy));
  g_auto (GStrv) ike_parts = g_strsplit (ike, "/", -1);
  g_autofree char *traffic = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *sealed = NULL;
  const char *cipher, *check, *agreement;

  /* While it is interrupted nothing is encrypted, as nothing is sent. */
  if (g_strcmp0 (vpn_dbus_connection_get_state (proxy), "reconnecting") == 0)
    return g_strdup ("");
  if (children != NULL && g_variant_n_children (children) > 0)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (children, 0);

      traffic = look_up_clean (child, "suite");
    }
  parts = g_strsplit (traffic == NULL ? "" : traffic, "/", -1);
  cipher = find_wording (ciphers, (const char *const *) parts);
  check = find_wording (checks, (const char *const *) parts);
  agreement = find_wording (agreements, (const char *const *) ike_parts);
  if (cipher == NULL || agreement == NULL)
    return vpn_client_describe_encryption (proxy);
  sealed = check == NULL ? g_strdup (cipher) : g_strdup_printf ("%s, %s", cipher, check);
  /* Translators: algorithms: "AES-256-GCM, keys agreed by ECDH P-256" */
  return g_strdup_printf (_ ("%s, keys agreed by %s"), sealed, agreement);
}
