// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnProfile: one connection profile, typed. One table (VpnProfileKey) drives the key-file parser,
 * the validator, D-Bus, the editors, vpnctl set and its completion, and the manual page.
 *
 * A profile holds no secret. Values are kept as GVariant; a key that was never set has its default.
 * Plain reference-free struct with a single owner; not thread-safe.
 */
#pragma once

#include <glib.h>

typedef struct VpnProfile VpnProfile;

typedef enum
{
  VPN_TYPE_STRING,  /* s */
  VPN_TYPE_BOOLEAN, /* b */
  VPN_TYPE_INTEGER, /* i, with min and max */
  VPN_TYPE_CHOICE,  /* s, one of choices */
  VPN_TYPE_LIST,    /* as */
  VPN_TYPE_FILE,    /* s: absolute path or token, opened by the caller, never by genkand */
} VpnType;

/* What a string or list element must look like. */
typedef enum
{
  VPN_FORMAT_ANY,          /* printable UTF-8, no control characters, at most 255 bytes */
  VPN_FORMAT_HOST,         /* DNS name or IP address */
  VPN_FORMAT_IDENTITY,     /* IKE identity as ike_id_parse() takes it */
  VPN_FORMAT_PREFIX,       /* 192.0.2.0/24 or 2001:db8::/32 */
  VPN_FORMAT_ADDRESS,      /* IP address */
  VPN_FORMAT_PORT,         /* decimal, 1 to 65535 */
  VPN_FORMAT_PIN,          /* HOST[:PORT]=SHA256:HEX, see vpn-pin.h */
  VPN_FORMAT_DOMAIN,       /* DNS domain, optionally with a leading "~" */
  VPN_FORMAT_IKE_PROPOSAL, /* proposal.h; what a build can do is seen in the worker */
  VPN_FORMAT_ESP_PROPOSAL,
  VPN_FORMAT_UUID,
  VPN_FORMAT_PATH,          /* absolute path */
  VPN_FORMAT_PATH_OR_TOKEN, /* the same, or a PKCS#11 URI */
} VpnFormat;

typedef enum
{
  VPN_KEY_ADVANCED = 1 << 0, /* not in the short form */
  VPN_KEY_REQUIRED = 1 << 1,
  VPN_KEY_OWN_PORT = 1 << 2, /* INTEGER: of this computer, and no other service's of the system */
} VpnKeyFlags;

typedef struct
{
  const char *name; /* "group.key" as vpnctl and D-Bus spell it */
  VpnType type;
  VpnFormat format;
  guint flags;
  gint64 min, max;            /* INTEGER: range; LIST: max elements, STRING: max bytes if not 0 */
  const char *unit;           /* INTEGER: "s", "bytes", "packets" or NULL */
  const char *def;            /* default in key-file text form, "" for empty */
  const char *const *choices; /* CHOICE, and LIST of them; else NULL */
  const char *const *words;   /* N_() what people call each of them; CHOICE only */
  const char *label;          /* N_() short name for editors */
  const char *doc;            /* N_() one sentence for the manual and tool tips */
} VpnProfileKey;

/* Key names, so that a typo does not compile. The table in vpn-profile-keys.c has one row each. */
#define VPN_KEY_NAME           "connection.name"
#define VPN_KEY_UUID           "connection.uuid"
#define VPN_KEY_GATEWAY        "connection.gateway"     /* required */
#define VPN_KEY_PORT           "connection.port"        /* 500 */
#define VPN_KEY_NATT_PORT      "connection.natt-port"   /* 4500 */
#define VPN_KEY_TRANSPORT      "connection.transport"   /* auto, udp, tcp */
#define VPN_KEY_TCP_PORTS      "connection.tcp-ports"   /* 4500 */
#define VPN_KEY_LOCAL_PORT     "connection.local-port"  /* 0: ephemeral */
#define VPN_KEY_FAMILY         "connection.family"      /* auto, ipv4, ipv6 (outer) */
#define VPN_KEY_AUTOCONNECT    "connection.autoconnect" /* no, login, boot, untrusted */
#define VPN_KEY_TRUST_NETWORKS "connection.trusted-networks"
#define VPN_KEY_TRUST_DOMAINS  "connection.trusted-domains"
#define VPN_KEY_TRUST_SERVERS  "connection.trusted-servers"
#define VPN_KEY_RECONNECT      "connection.reconnect"    /* true */
#define VPN_KEY_IDLE_TIMEOUT   "connection.idle-timeout" /* s, 0: any */
#define VPN_KEY_AUTH           "auth.method"             /* eap (default), psk, cert */
#define VPN_KEY_USER           "auth.user"
#define VPN_KEY_EAP_IDENTITY   "auth.eap-identity"   /* empty: user */
#define VPN_KEY_EAP_METHODS    "auth.eap-methods"    /* list of mschapv2, gtc, peap ... */
#define VPN_KEY_EAP_INNER      "auth.inner"          /* what ttls and peap carry: auto ... */
#define VPN_KEY_AAA_NAME       "auth.aaa-name"       /* empty: the gateway's */
#define VPN_KEY_AAA_CA         "auth.aaa-ca"         /* file; empty: as auth.ca */
#define VPN_KEY_LOCAL_ID       "auth.local-id"       /* empty: user, or the certificate's */
#define VPN_KEY_REMOTE_ID      "auth.remote-id"      /* empty: the gateway's name */
#define VPN_KEY_SEND_IDR       "auth.send-remote-id" /* auto, yes, no */
#define VPN_KEY_CA             "auth.ca"             /* file; empty: the system's CAs */
#define VPN_KEY_REVOCATION     "auth.revocation"     /* relaxed (default), strict, off */
#define VPN_KEY_CERT_FIRST     "auth.certificate-first"
#define VPN_KEY_PPK_ID         "auth.ppk-id"       /* empty: no post-quantum key */
#define VPN_KEY_PPK_REQUIRED   "auth.ppk-required" /* true */
#define VPN_KEY_CERTIFICATE    "auth.certificate"  /* file */
#define VPN_KEY_PRIVATE_KEY    "auth.private-key"  /* file */
#define VPN_KEY_IKE_PROPOSALS  "ike.proposals"
#define VPN_KEY_ESP_PROPOSALS  "esp.proposals"
#define VPN_KEY_LEGACY         "ike.legacy"
#define VPN_KEY_REQUIRE_PQ     "ike.require-pq"      /* false */
#define VPN_KEY_FRAGMENTATION  "ike.fragmentation"   /* true */
#define VPN_KEY_FRAGMENT_SIZE  "ike.fragment-size"   /* 1280 */
#define VPN_KEY_REDIRECT       "ike.redirect"        /* true */
#define VPN_KEY_IKE_LIFETIME   "ike.lifetime"        /* s, 14400 */
#define VPN_KEY_CHILD_LIFETIME "esp.lifetime"        /* s, 3600 */
#define VPN_KEY_CHILD_VOLUME   "esp.lifetime-volume" /* MB, 0: any */
#define VPN_KEY_DPD_INTERVAL   "ike.dpd-interval"    /* s, 30 */
#define VPN_KEY_KEEPALIVE      "ike.nat-keepalive"   /* s, 20 */
#define VPN_KEY_GIVE_UP        "ike.give-up"         /* s, 20 */
#define VPN_KEY_ESN            "esp.esn"             /* true */
#define VPN_KEY_REPLAY_WINDOW  "esp.replay-window"   /* packets, 1024 */
#define VPN_KEY_TFC_PADDING    "esp.tfc-padding"     /* false */
#define VPN_KEY_DUMMY_INTERVAL "esp.dummy-interval"  /* ms, 0: none */
#define VPN_KEY_IPV4           "network.ipv4"        /* auto, yes, no (inner) */
#define VPN_KEY_IPV6           "network.ipv6"
#define VPN_KEY_ROUTES         "network.routes"      /* list of prefixes; empty: all */
#define VPN_KEY_MTU            "network.mtu"         /* 0: computed */
#define VPN_KEY_EXCLUDE        "network.exclude"     /* list of prefixes; never in the tunnel */
#define VPN_KEY_LOCAL          "network.local"       /* machine (default), allow, block */
#define VPN_KEY_GUARD_MODE     "network.guard"       /* connected (default), always */
#define VPN_KEY_DNS            "network.dns"         /* addresses; empty: gateway's */
#define VPN_KEY_DNS_DOMAINS    "network.dns-domains" /* list; empty: gateway's */
#define VPN_KEY_DNS_ALLOWED    "network.dns-allowed" /* list; empty: what is not everybody's */
#define VPN_KEY_USE_DNS        "network.use-dns"     /* true */

#define VPN_PROFILE_NAME_MAX 64
#define VPN_PROFILE_FILE_MAX 65536 /* bytes of a profile file */
#define VPN_PROFILE_LIST_MAX 64

/* The table, ending with a row whose name is NULL; its order is the order of pages and manuals. */
const VpnProfileKey *vpn_profile_keys (void);
const VpnProfileKey *vpn_profile_key_find (const char *name);
/* "User name and password" for "eap" of auth.method; translated, borrowed. */
const char *vpn_profile_key_describe_choice (const VpnProfileKey *key, const char *choice);
/* "seconds" for "s"; translated, borrowed; NULL for no unit. */
const char *vpn_profile_key_describe_unit (const VpnProfileKey *key);

VpnProfile *vpn_profile_new (void) G_GNUC_WARN_UNUSED_RESULT;
VpnProfile *vpn_profile_copy (const VpnProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
void vpn_profile_free (VpnProfile *profile);
gboolean vpn_profile_equal (const VpnProfile *a, const VpnProfile *b);

/* Typed reads; the key must exist with that type (programmer's error otherwise). Borrowed. */
const char *vpn_profile_get_string (const VpnProfile *profile, const char *key);
gboolean vpn_profile_get_boolean (const VpnProfile *profile, const char *key);
gint64 vpn_profile_get_integer (const VpnProfile *profile, const char *key);
const char *const *vpn_profile_get_list (const VpnProfile *profile, const char *key);
gboolean vpn_profile_is_set (const VpnProfile *profile, const char *key);

/* Sets from text as a user types it ("true", "1280", "a,b"); checks type, range and format. An
 * empty string or list resets the key to its default. Nothing changes on an error. */
gboolean
vpn_profile_set_text (VpnProfile *profile, const char *key, const char *text, GError **error);
/* The value as set_text would take it; owned. */
char *vpn_profile_get_text (const VpnProfile *profile, const char *key);
/* Sets from the bus; the type must be the key's. */
gboolean
vpn_profile_set_variant (VpnProfile *profile, const char *key, GVariant *value, GError **error);
/* The value as it was set, owned; NULL when the key was never set. */
GVariant *vpn_profile_get_variant (const VpnProfile *profile, const char *key);
void vpn_profile_reset (VpnProfile *profile, const char *key);

/* Whether signing in needs the user's certificate and its private key. */
gboolean vpn_profile_needs_certificate (const VpnProfile *profile);
/* Rules across keys: gateway present; psk needs no CA; cert needs certificate and key; ... */
gboolean vpn_profile_validate (const VpnProfile *profile, GError **error);
/* The same of a profile of the computer, which many share: who signs in need not stand in it, but
 * is said by the person who connects. */
gboolean vpn_profile_validate_shared (const VpnProfile *profile, GError **error);
/* Whether nobody is named who signs in by EAP. */
gboolean vpn_profile_lacks_user (const VpnProfile *profile);

/* Key file text, both ways. Unknown keys and oversize files are errors that name them. data may be
 * NULL when len is 0. */
VpnProfile *
vpn_profile_from_data (const char *data, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *vpn_profile_to_data (const VpnProfile *profile); /* only keys that are set; owned */

/* a{sv} of the keys that are set, floating. */
GVariant *vpn_profile_to_variant (const VpnProfile *profile);
VpnProfile *vpn_profile_from_variant (GVariant *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The names that must be proven: by the gateway, and by the login server behind it. Borrowed. */
const char *vpn_profile_get_gateway_name (const VpnProfile *profile);
const char *vpn_profile_get_login_server_name (const VpnProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnProfile, vpn_profile_free)
