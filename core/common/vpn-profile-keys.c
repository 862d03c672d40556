// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The table of profile keys: a new key is one row here, its name in vpn-profile.h, and nothing else
 * for the parser, the validator, the bus, vpnctl, the editors and the manual page. */
#include "vpn-profile.h"

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define TCP_PORTS_MAX     4 /* a silent one costs five seconds */
#define TRUST_SERVERS_MAX 4

static const char *const family_choices[] = { "auto", "ipv4", "ipv6", NULL };
static const char *const family_words[]
    = { N_ ("Automatic"), N_ ("IPv4 only"), N_ ("IPv6 only"), NULL };
static const char *const transport_choices[] = { "auto", "udp", "tcp", NULL };
static const char *const transport_words[]
    = { N_ ("UDP, else TCP"), N_ ("UDP only"), N_ ("TCP only"), NULL };
static const char *const autoconnect_choices[] = { "no", "login", "boot", "untrusted", NULL };
static const char *const autoconnect_words[]
    = { N_ ("No"), N_ ("When you log in"), N_ ("When the computer starts"),
        N_ ("In networks that are not trusted"), NULL };
static const char *const auth_choices[] = { "eap", "psk", "cert", NULL };
static const char *const auth_words[]
    = { N_ ("User name and password"), N_ ("Pre-shared key"), N_ ("Certificate"), NULL };
static const char *const eap_choices[] = { "tls", "ttls", "peap", "mschapv2", "gtc", "md5", NULL };
static const char *const inner_choices[]
    = { "auto", "mschapv2", "pap", "chap", "eap-mschapv2", "eap-gtc", NULL };
static const char *const inner_words[]
    = { N_ ("Automatic"), "MS-CHAPv2", "PAP", "CHAP", "EAP-MSCHAPv2", "EAP-GTC", NULL };
static const char *const revocation_choices[] = { "relaxed", "strict", "off", NULL };
static const char *const revocation_words[]
    = { N_ ("Where there is a list"), N_ ("Always"), N_ ("Never"), NULL };
static const char *const tristate_choices[] = { "auto", "yes", "no", NULL };
static const char *const tristate_words[] = { N_ ("Automatic"), N_ ("Yes"), N_ ("No"), NULL };
static const char *const guard_choices[] = { "connected", "always", NULL };
static const char *const guard_words[]
    = { N_ ("While the VPN is in use"), N_ ("Always, from the start of the computer"), NULL };
static const char *const local_choices[] = { "machine", "allow", "block", NULL };
static const char *const local_words[]
    = { N_ ("This computer's own networks"), N_ ("The local network too"), N_ ("Nothing"), NULL };

static const struct
{
  const char *unit, *words;
} units[] = {
  { "s", N_ ("seconds") },
  { "bytes", N_ ("bytes") },
  { "packets", N_ ("packets") },
};

/* Texts are marked for translation here and translated where they are shown. */
/* clang-format off */
static const VpnProfileKey profile_keys[] = {
  { .name = VPN_KEY_NAME, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_ANY,
    .max = VPN_PROFILE_NAME_MAX, .def = "",
    .label = N_ ("Name"),
    .doc = N_ ("The name of the profile, unique among the profiles you can see.") },
  { .name = VPN_KEY_UUID, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_UUID,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("UUID"),
    .doc = N_ ("A number that names the profile for good, given when it is added.") },
  { .name = VPN_KEY_GATEWAY, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_HOST,
    .flags = VPN_KEY_REQUIRED, .def = "",
    .label = N_ ("Gateway"),
    .doc = N_ ("The host name or IP address of the VPN gateway.") },
  { .name = VPN_KEY_PORT, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 1, .max = 65535, .def = "500",
    .label = N_ ("IKE port"),
    .doc = N_ ("The UDP port of the gateway for the first messages.") },
  { .name = VPN_KEY_NATT_PORT, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 1, .max = 65535, .def = "4500",
    .label = N_ ("NAT-T port"),
    .doc = N_ ("The UDP port of the gateway for everything after the first messages.") },
  { .name = VPN_KEY_TRANSPORT, .type = VPN_TYPE_CHOICE, .flags = VPN_KEY_ADVANCED,
    .def = "auto", .choices = transport_choices, .words = transport_words,
    .label = N_ ("Carried by"),
    .doc = N_ ("Whether the tunnel goes over UDP, over TCP (RFC 9329; slower, and the gateway must "
               "offer it), or over TCP only where UDP gets no answer.") },
  { .name = VPN_KEY_TCP_PORTS, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_PORT,
    .flags = VPN_KEY_ADVANCED, .max = TCP_PORTS_MAX, .def = "4500",
    .label = N_ ("TCP ports"),
    .doc = N_ ("The TCP ports of the gateway, tried in turn where the tunnel goes over TCP.") },
  { .name = VPN_KEY_LOCAL_PORT, .type = VPN_TYPE_INTEGER,
    .flags = VPN_KEY_ADVANCED | VPN_KEY_OWN_PORT,
    .min = 0, .max = 65535, .def = "0",
    .label = N_ ("Local port"),
    .doc = N_ ("The UDP port of this computer: 500, 4500 or one from 1024 on; 0 takes any free "
               "one.") },
  { .name = VPN_KEY_FAMILY, .type = VPN_TYPE_CHOICE, .flags = VPN_KEY_ADVANCED,
    .def = "auto", .choices = family_choices, .words = family_words,
    .label = N_ ("Reach the gateway over"),
    .doc = N_ ("Whether the gateway is reached over IPv4, IPv6 or whichever works.") },
  { .name = VPN_KEY_AUTOCONNECT, .type = VPN_TYPE_CHOICE, .def = "no",
    .choices = autoconnect_choices, .words = autoconnect_words,
    .label = N_ ("Connect automatically"),
    .doc = N_ ("Who connects without being asked: login has the tray application do it when you "
               "log in, boot has the computer itself, for profiles of the system whose secrets it "
               "holds (genkand(8)). untrusted connects in networks that are not trusted "
               "(connection.trusted-networks, connection.trusted-domains, "
               "connection.trusted-servers), a profile of the system like boot, your own by the "
               "tray application, and disconnects in trusted ones.") },
  { .name = VPN_KEY_TRUST_NETWORKS, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_ANY,
    .flags = VPN_KEY_ADVANCED, .max = VPN_PROFILE_LIST_MAX, .def = "",
    .label = N_ ("Trusted networks"),
    .doc = N_ ("The networks where autoconnect=untrusted needs no VPN, by the names of their Wi-Fi "
               "or of their connections in NetworkManager; anybody can name a network so.") },
  { .name = VPN_KEY_TRUST_DOMAINS, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_DOMAIN,
    .flags = VPN_KEY_ADVANCED, .max = VPN_PROFILE_LIST_MAX, .def = "",
    .label = N_ ("Trusted networks' domains"),
    .doc = N_ ("The DNS domains by which a trusted network is known; where there are "
               "connection.trusted-networks too, both must fit.") },
  { .name = VPN_KEY_TRUST_SERVERS, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_PIN,
    .flags = VPN_KEY_ADVANCED, .max = TRUST_SERVERS_MAX, .def = "",
    .label = N_ ("Trusted networks' servers"),
    .doc = N_ ("Servers that only a trusted network reaches, each as NAME[:PORT]="
               "SHA256:FINGERPRINT of its certificate, which it has to prove by TLS; nobody else "
               "can. One is enough; where other signs are asked for too, they must fit as "
               "well.") },
  { .name = VPN_KEY_RECONNECT, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED, .def = "true",
    .label = N_ ("Reconnect"),
    .doc = N_ ("Whether to connect again by itself when the connection is lost.") },
  { .name = VPN_KEY_IDLE_TIMEOUT, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 0, .max = 604800, .unit = "s", .def = "0",
    .label = N_ ("Disconnect when unused for"),
    .doc = N_ ("After how much time without a packet in either direction the connection is ended, "
               "as if you disconnected it; 0 never does.") },

  { .name = VPN_KEY_AUTH, .type = VPN_TYPE_CHOICE, .def = "eap",
    .choices = auth_choices, .words = auth_words,
    .label = N_ ("Login"),
    .doc = N_ ("How you sign in: eap with a user name and password, psk with a pre-shared key "
               "(also as 0x and hexadecimal digits, or 0s and base64), cert with a certificate.") },
  { .name = VPN_KEY_USER, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_ANY, .def = "",
    .label = N_ ("User name"),
    .doc = N_ ("Your user name at the gateway.") },
  { .name = VPN_KEY_EAP_IDENTITY, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_ANY,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("EAP identity"),
    .doc = N_ ("The identity the login server is told first, in clear with tls, ttls and peap; "
               "empty means the user name.") },
  { .name = VPN_KEY_EAP_METHODS, .type = VPN_TYPE_LIST, .flags = VPN_KEY_ADVANCED, .max = 6,
    .def = "mschapv2,gtc", .choices = eap_choices,
    .label = N_ ("EAP methods"),
    .doc = N_ ("The EAP methods that may be used, the best one first; tls, ttls and peap speak "
               "with a login server behind the gateway (auth.aaa-name).") },
  { .name = VPN_KEY_EAP_INNER, .type = VPN_TYPE_CHOICE, .flags = VPN_KEY_ADVANCED,
    .def = "auto", .choices = inner_choices, .words = inner_words,
    .label = N_ ("Inside TTLS and PEAP"),
    .doc = N_ ("How the password is told inside ttls or peap; auto lets the login server choose "
               "among the EAP methods for it, pap and chap are for ttls only.") },
  { .name = VPN_KEY_CERT_FIRST, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED,
    .def = "false",
    .label = N_ ("Certificate before the login"),
    .doc = N_ ("Whether your certificate is shown before the login with a user name, as gateways "
               "want it that ask for both (auth.method=eap only).") },
  { .name = VPN_KEY_AAA_NAME, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_HOST,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("Login server's name"),
    .doc = N_ ("The name that the certificate of the login server must be good for, with tls, ttls "
               "and peap; empty means the gateway's.") },
  { .name = VPN_KEY_AAA_CA, .type = VPN_TYPE_FILE, .format = VPN_FORMAT_PATH,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("Login server's CA certificate"),
    .doc = N_ ("PEM file with the CA certificates that may vouch for the login server; empty means "
               "those that may vouch for the gateway.") },
  { .name = VPN_KEY_LOCAL_ID, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_IDENTITY,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("Own identity"),
    .doc = N_ ("The IKE identity of this computer; empty means the user name or the certificate's "
               "subject.") },
  { .name = VPN_KEY_REMOTE_ID, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_IDENTITY,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("Gateway's identity"),
    .doc = N_ ("The identity the gateway must prove; empty means the gateway's host name.") },
  { .name = VPN_KEY_SEND_IDR, .type = VPN_TYPE_CHOICE, .flags = VPN_KEY_ADVANCED, .def = "auto",
    .choices = tristate_choices, .words = tristate_words,
    .label = N_ ("Send gateway's identity"),
    .doc = N_ ("Whether the gateway is told which identity is expected; auto tells it when "
               "auth.remote-id is set.") },
  { .name = VPN_KEY_CA, .type = VPN_TYPE_FILE, .format = VPN_FORMAT_PATH, .def = "",
    .label = N_ ("CA certificate"),
    .doc = N_ ("PEM file with the CA certificates that may vouch for the gateway; empty means the "
               "authorities this computer trusts.") },
  { .name = VPN_KEY_REVOCATION, .type = VPN_TYPE_CHOICE, .flags = VPN_KEY_ADVANCED,
    .def = "relaxed", .choices = revocation_choices, .words = revocation_words,
    .label = N_ ("Check for revocation"),
    .doc = N_ ("Whether a certificate must not have been revoked: relaxed looks at the revocation "
               "lists that stand in the file of auth.ca beside the certificates and at the OCSP "
               "responses that the other side brings along, strict wants a valid list or response "
               "for each certificate, off looks at none.") },
  { .name = VPN_KEY_CERTIFICATE, .type = VPN_TYPE_FILE, .format = VPN_FORMAT_PATH_OR_TOKEN,
    .def = "",
    .label = N_ ("Own certificate"),
    .doc = N_ ("PEM file with your certificate and the certificates between it and its CA, or the "
               "PKCS#11 URI (RFC 7512) of your certificate on a token.") },
  { .name = VPN_KEY_PRIVATE_KEY, .type = VPN_TYPE_FILE, .format = VPN_FORMAT_PATH_OR_TOKEN,
    .def = "",
    .label = N_ ("Private key"),
    .doc = N_ ("PEM file with the private key of your certificate, or the PKCS#11 URI of the key "
               "on a token, which signs there and whose PIN is asked for.") },
  { .name = VPN_KEY_PPK_ID, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_ANY,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("Post-quantum key's name"),
    .doc = N_ ("The name of a post-quantum pre-shared key (RFC 8784) that protects the connection "
               "beside the login; the key itself is asked for; empty means that there is none.") },
  { .name = VPN_KEY_PPK_REQUIRED, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED,
    .def = "true",
    .label = N_ ("Post-quantum key required"),
    .doc = N_ ("Whether a gateway that does not use the post-quantum key is refused.") },

  { .name = VPN_KEY_IKE_PROPOSALS, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_IKE_PROPOSAL,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("IKE proposals"),
    .doc = N_ ("The algorithms offered for the IKE SA, separated by commas; empty means a safe "
               "choice that most gateways accept.") },
  { .name = VPN_KEY_REQUIRE_PQ, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED,
    .def = "false",
    .label = N_ ("Post-quantum key exchange required"),
    .doc = N_ ("Whether a gateway is refused that does not take part in a key exchange which a "
               "quantum computer cannot break (ML-KEM); without it such an exchange is offered "
               "where this computer's OpenSSL has one.") },
  { .name = VPN_KEY_LEGACY, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED, .def = "false",
    .label = N_ ("Allow outdated algorithms"),
    .doc = N_ ("Whether the proposals may name SHA-1, small Diffie-Hellman groups and traffic in "
               "clear, and whether the gateway may sign with SHA-1; such a connection is weak.") },
  { .name = VPN_KEY_FRAGMENTATION, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED,
    .def = "true",
    .label = N_ ("IKE fragmentation"),
    .doc = N_ ("Whether large IKE messages are split so that routers do not drop them.") },
  { .name = VPN_KEY_FRAGMENT_SIZE, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 576, .max = 9000, .unit = "bytes", .def = "1280",
    .label = N_ ("Fragment size"),
    .doc = N_ ("The largest IP packet that carries a part of an IKE message.") },
  { .name = VPN_KEY_REDIRECT, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED, .def = "true",
    .label = N_ ("Follow to another gateway"),
    .doc = N_ ("Whether the gateway may send this computer on to another one, which must prove the "
               "same identity.") },
  { .name = VPN_KEY_IKE_LIFETIME, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 2, .max = 604800, .unit = "s", .def = "14400",
    .label = N_ ("IKE SA lifetime"),
    .doc = N_ ("How long the keys of the IKE SA are used before new ones are made.") },
  { .name = VPN_KEY_DPD_INTERVAL, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 1, .max = 3600, .unit = "s", .def = "30",
    .label = N_ ("Liveness check after"),
    .doc = N_ ("After how much silence the gateway is asked whether it is still there.") },
  { .name = VPN_KEY_KEEPALIVE, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 1, .max = 3600, .unit = "s", .def = "20",
    .label = N_ ("NAT keepalive"),
    .doc = N_ ("After how much silence of this computer a packet keeps the NAT router's mapping "
               "open.") },
  { .name = VPN_KEY_GIVE_UP, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 1, .max = 600, .unit = "s", .def = "20",
    .label = N_ ("Give up after"),
    .doc = N_ ("How long to wait for the answer to one message before the gateway counts as "
               "lost.") },

  { .name = VPN_KEY_ESP_PROPOSALS, .type = VPN_TYPE_STRING, .format = VPN_FORMAT_ESP_PROPOSAL,
    .flags = VPN_KEY_ADVANCED, .def = "",
    .label = N_ ("ESP proposals"),
    .doc = N_ ("The algorithms offered for the traffic, separated by commas; empty means a safe "
               "choice that most gateways accept.") },
  { .name = VPN_KEY_CHILD_LIFETIME, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 2, .max = 604800, .unit = "s", .def = "3600",
    .label = N_ ("Child SA lifetime"),
    .doc = N_ ("How long the keys of the traffic are used before new ones are made.") },
  { .name = VPN_KEY_CHILD_VOLUME, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 0, .max = 100000000, .unit = "MB", .def = "0",
    .label = N_ ("Child SA volume"),
    .doc = N_ ("How much traffic the keys are used for before new ones are made; twice as much is "
               "never carried under one key. 0 means that only time counts.") },
  { .name = VPN_KEY_ESN, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED, .def = "true",
    .label = N_ ("Extended sequence numbers"),
    .doc = N_ ("Whether 64-bit sequence numbers are offered.") },
  { .name = VPN_KEY_REPLAY_WINDOW, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 64, .max = 4096, .unit = "packets", .def = "1024",
    .label = N_ ("Replay window"),
    .doc = N_ ("How far packets may arrive out of order.") },
  { .name = VPN_KEY_TFC_PADDING, .type = VPN_TYPE_BOOLEAN, .flags = VPN_KEY_ADVANCED,
    .def = "false",
    .label = N_ ("Hide packet lengths"),
    .doc = N_ ("Whether every packet is filled up to the MTU, so that its length says nothing to "
               "who listens, unless the gateway cannot have that; costs throughput.") },
  { .name = VPN_KEY_DUMMY_INTERVAL, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 0, .max = 60000, .unit = "ms", .def = "0",
    .label = N_ ("Dummy packets after"),
    .doc = N_ ("After how much silence of this computer a packet leaves that means nothing, so "
               "that silence says less to who listens; 0 sends none.") },

  { .name = VPN_KEY_IPV4, .type = VPN_TYPE_CHOICE, .flags = VPN_KEY_ADVANCED, .def = "auto",
    .choices = tristate_choices, .words = tristate_words,
    .label = N_ ("IPv4 inside"),
    .doc = N_ ("Whether an IPv4 address is asked for; yes fails without one.") },
  { .name = VPN_KEY_IPV6, .type = VPN_TYPE_CHOICE, .flags = VPN_KEY_ADVANCED, .def = "auto",
    .choices = tristate_choices, .words = tristate_words,
    .label = N_ ("IPv6 inside"),
    .doc = N_ ("Whether an IPv6 address is asked for; yes fails without one.") },
  { .name = VPN_KEY_ROUTES, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_PREFIX,
    .max = VPN_PROFILE_LIST_MAX, .def = "",
    .label = N_ ("Networks"),
    .doc = N_ ("The networks to reach through the VPN; empty means those the gateway names, else "
               "everything it allows.") },
  { .name = VPN_KEY_EXCLUDE, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_PREFIX,
    .flags = VPN_KEY_ADVANCED, .max = VPN_PROFILE_LIST_MAX, .def = "",
    .label = N_ ("Excluded networks"),
    .doc = N_ ("The networks that never go through the VPN, even where it takes everything.") },
  { .name = VPN_KEY_LOCAL, .type = VPN_TYPE_CHOICE, .def = "machine",
    .choices = local_choices, .words = local_words,
    .label = N_ ("Local network"),
    .doc = N_ ("What stays reachable beside a VPN that takes everything: machine means containers "
               "and virtual machines of this computer, allow also the private network it is in, "
               "block nothing.") },
  { .name = VPN_KEY_MTU, .type = VPN_TYPE_INTEGER, .flags = VPN_KEY_ADVANCED,
    .min = 0, .max = 9000, .unit = "bytes", .def = "0",
    .label = N_ ("MTU"),
    .doc = N_ ("The largest packet inside the VPN; 0 computes it.") },
  { .name = VPN_KEY_USE_DNS, .type = VPN_TYPE_BOOLEAN, .def = "true",
    .label = N_ ("Use the office's DNS"),
    .doc = N_ ("Whether names are looked up at the DNS servers behind the VPN.") },
  { .name = VPN_KEY_GUARD_MODE, .type = VPN_TYPE_CHOICE, .flags = VPN_KEY_ADVANCED,
    .def = "connected", .choices = guard_choices, .words = guard_words,
    .label = N_ ("Close the network without the VPN"),
    .doc = N_ ("When nothing of what the VPN carries may leave this computer in clear: connected "
               "from the moment the VPN is up until you disconnect, always from the start of the "
               "computer (genkand(8)); always is for profiles of the system.") },
  { .name = VPN_KEY_DNS, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_ADDRESS,
    .flags = VPN_KEY_ADVANCED, .max = 8, .def = "",
    .label = N_ ("DNS servers"),
    .doc = N_ ("The DNS servers behind the VPN; empty means those the gateway names.") },
  { .name = VPN_KEY_DNS_DOMAINS, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_DOMAIN,
    .flags = VPN_KEY_ADVANCED, .max = VPN_PROFILE_LIST_MAX, .def = "",
    .label = N_ ("DNS domains"),
    .doc = N_ ("The domains to look up behind the VPN, with ~ before one that is not to be "
               "searched; empty means those the gateway names.") },
  { .name = VPN_KEY_DNS_ALLOWED, .type = VPN_TYPE_LIST, .format = VPN_FORMAT_DOMAIN,
    .flags = VPN_KEY_ADVANCED, .max = VPN_PROFILE_LIST_MAX, .def = "",
    .label = N_ ("Allowed DNS domains"),
    .doc = N_ ("The domains, with everything below them, that the gateway may name to be looked up "
               "behind the VPN; empty means any that does not belong to everybody.") },
  { .name = NULL },
};
/* clang-format on */

const VpnProfileKey *
vpn_profile_keys (void)
{
  return profile_keys;
}

const VpnProfileKey *
vpn_profile_key_find (const char *name)
{
  for (const VpnProfileKey *key = profile_keys; key->name != NULL; key++)
    if (strcmp (key->name, name) == 0)
      return key;
  return NULL;
}

const char *
vpn_profile_key_describe_choice (const VpnProfileKey *key, const char *choice)
{
  for (gsize i = 0; key->words != NULL && key->choices[i] != NULL; i++)
    if (strcmp (key->choices[i], choice) == 0)
      return _ (key->words[i]);
  return choice;
}

const char *
vpn_profile_key_describe_unit (const VpnProfileKey *key)
{
  for (gsize i = 0; key->unit != NULL && i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].unit, key->unit) == 0)
      return _ (units[i].words);
  return key->unit;
}
