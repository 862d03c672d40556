// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Why a connection is not up: one table, one row per reason. The number and the kebab-case name are
 * stable D-Bus API; a new reason is a row at the end of the table and nothing else. Pure; any
 * thread.
 */
#pragma once

#include "vpn-profile.h"

/* What a reason is about. vpnctl's exit status and NetworkManager's kind of failure follow. */
typedef enum
{
  VPN_KIND_NONE = 0,
  VPN_KIND_USER,        /* ended because somebody asked */
  VPN_KIND_UNREACHABLE, /* nothing came back */
  VPN_KIND_UNTRUSTED,   /* what answered did not prove that it is the gateway */
  VPN_KIND_REFUSED,     /* the gateway does not want this connection, or not now */
  VPN_KIND_LOGIN,       /* it does not want this person */
  VPN_KIND_PERSON,      /* a question and nobody to answer it */
  VPN_KIND_PROFILE,     /* the profile cannot work */
  VPN_KIND_FILE,        /* a file of the profile is missing */
  VPN_KIND_KEY,         /* the private key or own certificate cannot be used */
  VPN_KIND_NETWORK,     /* no usable network came of it */
  VPN_KIND_FAULT,       /* something is broken */
} VpnReasonKind;

/* Who can make us see a reason, and so whom to believe. */
typedef enum
{
  VPN_SOURCE_HERE,    /* this computer found it */
  VPN_SOURCE_GATEWAY, /* said in a session; true if that session's gateway was proven by then */
  VPN_SOURCE_ANYBODY, /* anybody on the way can make it appear: a hint, whatever else is known */
} VpnReasonSource;

/* What helps first. */
typedef enum
{
  VPN_FIX_AGAIN,       /* connect again */
  VPN_FIX_SETTINGS,    /* change the profile, the key named in the row first if there is one */
  VPN_FIX_CERTIFICATE, /* look at what the gateway showed */
  VPN_FIX_DOCTOR,      /* look at this computer */
} VpnFix;

/*
 * X (number, NAME, "name", kind, source, fix, key or NULL,
 *    sentence, sentence of the window or NULL, sentence while reconnecting or NULL)
 *
 * A sentence says what happened and, after a semicolon, what to do next. In it {gateway} becomes
 * " vpn.example.org" or nothing and {detail} becomes " (detail)" or nothing, so that it reads well
 * without them. Named places instead of printf directives: a slip of a translator can then garble a
 * sentence, but never read the stack. The sentence of the window speaks of buttons where the other
 * one speaks of commands. A reason has a sentence for the time of reconnecting, in which nobody is
 * told to do anything, exactly if trying again by itself can help.
 */
/* clang-format off */
#define VPN_REASON_TABLE(X) \
  X (0, NONE, "none", NONE, HERE, AGAIN, NULL, \
     N_ ("Nothing went wrong{detail}"), NULL, NULL) \
  X (1, USER, "user", USER, HERE, AGAIN, NULL, \
     N_ ("The connection was ended on request{detail}"), NULL, NULL) \
  /* Its name does not resolve: also while the laptop changes networks. */ \
  X (2, GATEWAY_NOT_FOUND, "gateway-not-found", UNREACHABLE, ANYBODY, SETTINGS, \
     VPN_KEY_GATEWAY, \
     N_ ("No address was found for the gateway{gateway}{detail}; check the spelling of its " \
         "name and that this computer is online"), NULL, \
     N_ ("The gateway{gateway} cannot be looked up at the moment{detail}; the VPN is being " \
         "re-established by itself")) \
  X (3, GATEWAY_SILENT, "gateway-silent", UNREACHABLE, ANYBODY, AGAIN, NULL, \
     N_ ("The gateway{gateway} did not answer{detail}; check the address and that UDP ports " \
         "500 and 4500 are not blocked on this network"), NULL, \
     N_ ("The gateway{gateway} does not answer{detail}; the VPN is being re-established by " \
         "itself")) \
  X (4, NO_COMMON_PROPOSAL, "no-common-proposal", REFUSED, ANYBODY, SETTINGS, \
     VPN_KEY_IKE_PROPOSALS, \
     N_ ("The gateway{gateway} accepts none of the profile's encryption proposals for " \
         "IKE{detail}; ask your administrator what it wants and set ike.proposals"), \
     N_ ("The gateway{gateway} accepts none of the encryption that the settings propose for " \
         "the key exchange{detail}; ask your administrator what it wants and enter it in the " \
         "settings"), \
     NULL) \
  X (5, NO_COMMON_CHILD_PROPOSAL, "no-common-child-proposal", REFUSED, GATEWAY, SETTINGS, \
     VPN_KEY_ESP_PROPOSALS, \
     N_ ("The gateway{gateway} accepts none of the profile's encryption proposals for the " \
         "traffic{detail}; ask your administrator what it wants and set esp.proposals"), \
     N_ ("The gateway{gateway} accepts none of the encryption that the settings propose for " \
         "the traffic{detail}; ask your administrator what it wants and enter it in the " \
         "settings"), \
     NULL) \
  X (6, GATEWAY_UNTRUSTED, "gateway-untrusted", UNTRUSTED, ANYBODY, CERTIFICATE, \
     VPN_KEY_CA, \
     N_ ("The certificate of the gateway{gateway} comes from an authority that is not " \
         "trusted{detail}; no password was sent; get the CA certificate from your " \
         "administrator and set auth.ca"), \
     N_ ("The certificate of the gateway{gateway} comes from an authority that is not " \
         "trusted{detail}; no password was sent; get the CA certificate from your " \
         "administrator and choose it in the settings"), NULL) \
  X (7, GATEWAY_CERT_EXPIRED, "gateway-certificate-expired", UNTRUSTED, ANYBODY, \
     CERTIFICATE, NULL, \
     N_ ("The certificate of the gateway{gateway} has expired{detail}; no password was sent; " \
         "check the clock of this computer, then tell your administrator"), NULL, NULL) \
  X (8, GATEWAY_CERT_NOT_YET_VALID, "gateway-certificate-not-yet-valid", UNTRUSTED, ANYBODY, \
     CERTIFICATE, NULL, \
     N_ ("The certificate of the gateway{gateway} is not valid yet{detail}; no password was " \
         "sent; check the date and time of this computer, then tell your administrator"), \
     NULL, NULL) \
  X (9, GATEWAY_CERT_INVALID, "gateway-certificate-invalid", UNTRUSTED, ANYBODY, \
     CERTIFICATE, NULL, \
     N_ ("The certificate of the gateway{gateway} is not acceptable{detail}; no password was " \
         "sent; ask your administrator to correct it"), NULL, NULL) \
  X (10, GATEWAY_WRONG_IDENTITY, "gateway-wrong-identity", UNTRUSTED, ANYBODY, \
     CERTIFICATE, VPN_KEY_REMOTE_ID, \
     N_ ("The gateway{gateway} has another identity than the profile expects{detail}; do not " \
         "enter your password, and ask your administrator"), NULL, NULL) \
  X (11, GATEWAY_AUTH_FAILED, "gateway-authentication-failed", UNTRUSTED, ANYBODY, AGAIN, \
     NULL, \
     N_ ("The gateway{gateway} could not prove that its certificate or key is its " \
         "own{detail}; no password was sent; try another network, and ask your administrator"), \
     NULL, NULL) \
  /* It wanted credentials before it had proven itself. */ \
  X (12, GATEWAY_NOT_PROVEN, "gateway-not-proven", UNTRUSTED, ANYBODY, AGAIN, NULL, \
     N_ ("The gateway{gateway} asked for your credentials before proving who it is{detail}; " \
         "nothing was sent; ask your administrator to give the gateway a certificate"), \
     NULL, NULL) \
  /* Trying a refused password again locks accounts. */ \
  X (13, LOGIN_FAILED, "login-failed", LOGIN, GATEWAY, AGAIN, VPN_KEY_USER, \
     N_ ("The gateway{gateway} refused your login{detail}; check the user name and the " \
         "password or certificate, then connect again"), NULL, NULL) \
  X (14, PASSWORD_EXPIRED, "password-expired", LOGIN, GATEWAY, AGAIN, NULL, \
     N_ ("The gateway{gateway} says that your password has expired{detail}; change it where " \
         "your organisation lets you, then connect again"), NULL, NULL) \
  X (15, ACCOUNT_DISABLED, "account-disabled", LOGIN, GATEWAY, AGAIN, NULL, \
     N_ ("The gateway{gateway} says that your account is disabled{detail}; ask your " \
         "administrator to enable it"), NULL, NULL) \
  /* Hours, or no permission to dial in. */ \
  X (16, LOGIN_NOT_ALLOWED, "login-not-allowed", LOGIN, GATEWAY, AGAIN, NULL, \
     N_ ("The gateway{gateway} does not let you sign in now{detail}; ask your administrator " \
         "about permitted hours and remote-access permission"), NULL, NULL) \
  /* An EAP method that is not allowed or not known. */ \
  X (17, NO_LOGIN_METHOD, "no-login-method", LOGIN, GATEWAY, SETTINGS, VPN_KEY_AUTH, \
     N_ ("The gateway{gateway} and the profile have no login method in common{detail}; ask " \
         "your administrator which one to use and set auth.method or auth.eap-methods"), \
     N_ ("The gateway{gateway} and the settings have no login method in common{detail}; ask " \
         "your administrator which one to use and choose it in the settings"), NULL) \
  /* Nobody could be asked, or who was asked declined. */ \
  X (18, NO_SECRETS, "no-secrets", PERSON, HERE, AGAIN, NULL, \
     N_ ("A password or code is needed for the gateway{gateway}, and none was given{detail}; " \
         "connect again and answer the question"), NULL, NULL) \
  X (19, NO_ADDRESS, "no-address", NETWORK, GATEWAY, AGAIN, NULL, \
     N_ ("The gateway{gateway} gave this computer no address{detail}; try again later, or " \
         "ask your administrator whether its address pool is full"), NULL, NULL) \
  /* TS_UNACCEPTABLE */ \
  X (20, NO_TRAFFIC_ALLOWED, "no-traffic-allowed", REFUSED, GATEWAY, SETTINGS, \
     VPN_KEY_ROUTES, \
     N_ ("The gateway{gateway} allows none of the networks the profile asks for{detail}; " \
         "correct network.routes, or ask your administrator"), \
     N_ ("The gateway{gateway} allows none of the networks the settings ask for{detail}; " \
         "correct them, or ask your administrator"), NULL) \
  /* Any other error notify. */ \
  X (21, GATEWAY_REFUSED, "gateway-refused", REFUSED, GATEWAY, AGAIN, NULL, \
     N_ ("The gateway{gateway} refused the connection{detail}; show your administrator " \
         "this message"), NULL, NULL) \
  /* A gateway that restarts says Delete first. */ \
  X (22, GATEWAY_CLOSED, "gateway-closed", REFUSED, GATEWAY, AGAIN, NULL, \
     N_ ("The gateway{gateway} ended the connection{detail}; connect again, and ask your " \
         "administrator if it happens often"), NULL, \
     N_ ("The gateway{gateway} ended the connection{detail}; the VPN is being re-established " \
         "by itself")) \
  X (23, GATEWAY_LOST, "gateway-lost", UNREACHABLE, ANYBODY, AGAIN, NULL, \
     N_ ("The gateway{gateway} no longer answers{detail}; check that this computer is " \
         "online, then connect again"), NULL, \
     N_ ("The gateway{gateway} no longer answers{detail}; the VPN is being re-established by " \
         "itself")) \
  X (24, GATEWAY_BUSY, "gateway-busy", REFUSED, ANYBODY, AGAIN, NULL, \
     N_ ("The gateway{gateway} is too busy for another connection{detail}; wait a few " \
         "minutes, then connect again"), NULL, \
     N_ ("The gateway{gateway} is too busy at the moment{detail}; the VPN is being " \
         "re-established by itself")) \
  X (25, GATEWAY_IKEV1_ONLY, "gateway-ikev1-only", REFUSED, ANYBODY, AGAIN, NULL, \
     N_ ("The gateway{gateway} speaks only the outdated IKEv1{detail}; ask your " \
         "administrator to enable IKEv2"), NULL, NULL) \
  X (26, PROTOCOL_ERROR, "protocol-error", FAULT, ANYBODY, AGAIN, NULL, \
     N_ ("The gateway{gateway} broke the rules of IKEv2{detail}; connect again, and report " \
         "it with the output of \"vpnctl log\" if it comes back"), \
     N_ ("The gateway{gateway} broke the rules of IKEv2{detail}; connect again, and report " \
         "it with the log if it comes back"), NULL) \
  X (27, BAD_PROFILE, "bad-profile", PROFILE, HERE, SETTINGS, NULL, \
     N_ ("The profile cannot work as it is{detail}; correct it with \"vpnctl set\""), \
     N_ ("The profile cannot work as it is{detail}; correct the settings"), NULL) \
  X (28, FILE_MISSING, "file-missing", FILE, HERE, SETTINGS, NULL, \
     N_ ("A certificate or key file of the profile is missing{detail}; check that the file " \
         "exists and that you may read it"), NULL, NULL) \
  X (29, KEY_UNUSABLE, "key-unusable", KEY, HERE, SETTINGS, VPN_KEY_PRIVATE_KEY, \
     N_ ("The private key cannot be used{detail}; check that it belongs to the certificate " \
         "and that its passphrase is right"), NULL, NULL) \
  /* TUN, routes or DNS could not be set. */ \
  X (30, NETWORK_SETUP, "network-setup", NETWORK, HERE, DOCTOR, NULL, \
     N_ ("The network of this computer could not be set up{detail}; run \"vpnctl doctor\" to " \
         "see what is missing"), \
     N_ ("The network of this computer could not be set up{detail}; check this computer to " \
         "see what is missing"), NULL) \
  X (31, WORKER_DIED, "worker-died", FAULT, HERE, AGAIN, NULL, \
     N_ ("The process that spoke with the gateway{gateway} ended unexpectedly{detail}; " \
         "connect again, and report it with the output of \"vpnctl log\""), \
     N_ ("The process that spoke with the gateway{gateway} ended unexpectedly{detail}; " \
         "connect again, and report it with the log"), \
     N_ ("The process that spoke with the gateway{gateway} ended unexpectedly{detail}; the " \
         "VPN is being re-established by itself")) \
  X (32, INTERNAL, "internal", FAULT, HERE, AGAIN, NULL, \
     N_ ("Something went wrong inside Genkan{detail}; connect again, and report it with the " \
         "output of \"vpnctl log\" if it comes back"), \
     N_ ("Something went wrong inside Genkan{detail}; connect again, and report it with the " \
         "log if it comes back"), NULL) \
  X (33, PSK_MISMATCH, "psk-mismatch", LOGIN, ANYBODY, AGAIN, NULL, \
     N_ ("The gateway{gateway} and this computer do not agree on the pre-shared key or on " \
         "who they are{detail}; type the key again, or ask your administrator for the key " \
         "and the identities"), NULL, NULL) \
  X (34, SESSION_EXPIRED, "session-expired", REFUSED, HERE, AGAIN, NULL, \
     N_ ("The session with the gateway{gateway} reached its time limit{detail}; connect again"), \
     NULL, \
     N_ ("The session with the gateway{gateway} reached its time limit{detail}; the VPN is " \
         "being re-established by itself")) \
  /* AUTHENTICATION_FAILED before anything was asked of the user. */ \
  X (35, LOGIN_KIND_REFUSED, "login-kind-refused", REFUSED, ANYBODY, SETTINGS, \
     VPN_KEY_AUTH, \
     N_ ("The gateway{gateway} refused before you could sign in{detail}; no password was " \
         "sent; it does not accept this kind of login, these identities or your certificate: " \
         "compare auth.method, auth.local-id and auth.remote-id with what your administrator " \
         "says"), \
     N_ ("The gateway{gateway} refused before you could sign in{detail}; no password was " \
         "sent; it does not accept this kind of login, these identities or your certificate: " \
         "compare the login settings with what your administrator says"), NULL) \
  X (36, WRONG_PASSPHRASE, "wrong-passphrase", KEY, HERE, AGAIN, NULL, \
     N_ ("The passphrase does not open the private key{detail}; nothing was sent to the " \
         "gateway; connect again with the passphrase of the key file"), NULL, NULL) \
  X (37, OWN_CERT_EXPIRED, "own-certificate-expired", KEY, HERE, SETTINGS, \
     VPN_KEY_CERTIFICATE, \
     N_ ("Your certificate has expired{detail}; nothing was sent to the gateway; ask your " \
         "administrator for a new one, and check the clock of this computer"), NULL, NULL) \
  X (38, OFFLINE, "offline", UNREACHABLE, HERE, AGAIN, NULL, \
     N_ ("This computer is not connected to a network{detail}; plug in a cable or join a " \
         "Wi-Fi network, then connect again"), NULL, \
     N_ ("This computer is not connected to a network{detail}; the VPN comes back by itself " \
         "when it is")) \
  /* ICMP said that nobody listens there. */ \
  X (39, GATEWAY_REJECTS, "gateway-rejects", UNREACHABLE, ANYBODY, AGAIN, VPN_KEY_GATEWAY, \
     N_ ("What is sent to the gateway{gateway} comes back{detail}; check the address, or try " \
         "another network: this one may turn the VPN away"), NULL, \
     N_ ("What is sent to the gateway{gateway} comes back at the moment{detail}; the VPN is " \
         "being re-established by itself")) \
  /* It has the user's answer by then, and nothing to show for it. */ \
  X (40, GATEWAY_NOT_GENUINE, "gateway-not-genuine", UNTRUSTED, GATEWAY, AGAIN, NULL, \
     N_ ("The gateway{gateway} took your login and could not prove afterwards that it knows " \
         "it{detail}; change your password, and tell your administrator"), NULL, NULL) \
  X (41, LOGIN_SERVER_UNTRUSTED, "login-server-untrusted", UNTRUSTED, GATEWAY, SETTINGS, \
     VPN_KEY_AAA_CA, \
     N_ ("The certificate of the login server behind the gateway{gateway} is not " \
         "acceptable{detail}; no password was sent; get the login server's CA certificate from " \
         "your administrator and set auth.aaa-ca"), \
     N_ ("The certificate of the login server behind the gateway{gateway} is not " \
         "acceptable{detail}; no password was sent; get the login server's CA certificate from " \
         "your administrator and choose it in the settings"), NULL) \
  X (42, LOGIN_SERVER_WRONG_NAME, "login-server-wrong-name", UNTRUSTED, GATEWAY, \
     SETTINGS, VPN_KEY_AAA_NAME, \
     N_ ("The login server behind the gateway{gateway} has another name than the profile " \
         "expects{detail}; no password was sent; ask your administrator for its name and set " \
         "auth.aaa-name"), \
     N_ ("The login server behind the gateway{gateway} has another name than the settings " \
         "expect{detail}; no password was sent; ask your administrator for its name and enter " \
         "it in the settings"), NULL) \
  /* No TLS session inside EAP. */ \
  X (43, LOGIN_CHANNEL_FAILED, "login-channel-failed", UNTRUSTED, GATEWAY, AGAIN, NULL, \
     N_ ("No protected channel to the login server behind the gateway{gateway} came " \
         "about{detail}; no password was sent; show your administrator this message"), NULL, NULL) \
  /* genkand was started anew, and a private key is in memory only. */ \
  X (44, FILES_GONE, "files-gone", PERSON, HERE, AGAIN, NULL, \
     N_ ("The VPN service was started again and does not have the private key of the profile " \
         "any more{detail}; connect again, which hands it over"), NULL, NULL) \
  X (45, TCP_REFUSED, "tcp-refused", UNREACHABLE, ANYBODY, SETTINGS, VPN_KEY_TCP_PORTS, \
     N_ ("The gateway{gateway} cannot be reached over TCP{detail}; ask your administrator " \
         "whether it offers the VPN over TCP and on which port, or set " \
         "connection.transport=auto"), \
     N_ ("The gateway{gateway} cannot be reached over TCP{detail}; ask your administrator " \
         "whether it offers the VPN over TCP and on which port, or let the settings use UDP"), \
     N_ ("The gateway{gateway} cannot be reached over TCP at the moment{detail}; the VPN is " \
         "being re-established by itself")) \
  X (46, GATEWAY_LACKS, "gateway-lacks", REFUSED, ANYBODY, SETTINGS, NULL, \
     N_ ("The gateway{gateway} does not offer what the profile insists on{detail}; ask your " \
         "administrator, or change the profile"), \
     N_ ("The gateway{gateway} does not offer what the settings insist on{detail}; ask your " \
         "administrator, or change the settings"), NULL) \
  /* There is a network, and it leads nowhere near the gateway. */ \
  X (47, NO_ROUTE, "no-route", UNREACHABLE, HERE, DOCTOR, \
     NULL, \
     N_ ("This computer is on a network and has no way to the gateway{gateway}{detail}; connect " \
         "to the network again, or ask whoever runs it for a default route"), NULL, \
     N_ ("There is no way to the gateway{gateway} at the moment{detail}; the VPN is being " \
         "re-established by itself")) \
  X (48, NAME_SERVERS_SILENT, "name-servers-silent", UNREACHABLE, ANYBODY, DOCTOR, \
     NULL, \
     N_ ("No name server gave an answer, so the gateway{gateway} cannot be looked up{detail}; " \
         "see whether this network lets you browse, or ask whoever runs it"), NULL, \
     N_ ("No name server gives an answer at the moment{detail}; the VPN is being re-established " \
         "by itself")) \
  /* The name leads to this computer, to nobody, or to everybody. */ \
  X (49, GATEWAY_ADDRESS_UNUSABLE, "gateway-address-unusable", UNREACHABLE, ANYBODY, SETTINGS, \
     VPN_KEY_GATEWAY, \
     N_ ("The name of the gateway{gateway} leads to an address at which no gateway can " \
         "be{detail}; check the spelling, /etc/hosts, and whether something on this computer or " \
         "network blocks names"), NULL, NULL) \
  /* IKE_SA_INIT was answered, and nothing after it. */ \
  X (50, GATEWAY_HALF_BLOCKED, "gateway-half-blocked", UNREACHABLE, ANYBODY, AGAIN, \
     VPN_KEY_NATT_PORT, \
     N_ ("The gateway{gateway} answered on UDP port 500 and fell silent on UDP port " \
         "4500{detail}; try another network, or ask your administrator whether port 4500 is " \
         "open"), NULL, \
     N_ ("The gateway{gateway} answers on UDP port 500 only{detail}; the VPN is being " \
         "re-established by itself")) \
  X (51, GATEWAY_NOT_IKE, "gateway-not-ike", UNREACHABLE, ANYBODY, SETTINGS, \
     VPN_KEY_GATEWAY, \
     N_ ("What answers at the gateway{gateway} does not speak IKEv2{detail}; check the address " \
         "and connection.port"), \
     N_ ("What answers at the gateway{gateway} does not speak IKEv2{detail}; check its address " \
         "and port in the settings"), \
     N_ ("What answers at the gateway{gateway} does not speak IKEv2{detail}; the VPN is being " \
         "re-established by itself")) \
  /* The two halves are of two pairs. */ \
  X (52, KEY_MISFIT, "key-does-not-fit", KEY, HERE, SETTINGS, \
     VPN_KEY_PRIVATE_KEY, \
     N_ ("The private key does not belong to the certificate{detail}; nothing was sent to the " \
         "gateway; set auth.certificate and auth.private-key to the two parts of one pair"), \
     N_ ("The private key does not belong to the certificate{detail}; nothing was sent to the " \
         "gateway; choose certificate and key that belong together in the settings"), NULL) \
  X (53, OWN_CERT_NOT_YET_VALID, "own-certificate-not-yet-valid", KEY, HERE, SETTINGS, \
     VPN_KEY_CERTIFICATE, \
     N_ ("Your certificate is not valid yet{detail}; nothing was sent to the gateway; check the " \
         "date and time of this computer, then ask your administrator"), NULL, NULL) \
  /* Both sides prove themselves with it, so nobody can tell which part of the login was wrong. */ \
  X (54, PPK_REFUSED, "ppk-refused", LOGIN, ANYBODY, SETTINGS, \
     VPN_KEY_PPK_ID, \
     N_ ("The gateway{gateway} refused a login that a post-quantum key is part of{detail}; check " \
         "auth.ppk-id and the key, then the rest of your login"), \
     N_ ("The gateway{gateway} refused a login that a post-quantum key is part of{detail}; check " \
         "the key and its name in the settings, then the rest of your login"), NULL) \
  X (55, TOKEN_MISSING, "token-missing", KEY, HERE, AGAIN, VPN_KEY_PRIVATE_KEY, \
     N_ ("The token with your private key is not there{detail}; plug it in and connect again; " \
         "\"p11tool --list-tokens\" shows those that this computer sees"), NULL, NULL) \
  X (56, PIN_REFUSED, "pin-refused", KEY, HERE, AGAIN, NULL, \
     N_ ("The token refused the PIN{detail}; nothing was sent to the gateway; connect again " \
         "with the right PIN, with care: a few wrong ones lock the token"), NULL, NULL) \
  X (57, PIN_LOCKED, "pin-locked", KEY, HERE, AGAIN, NULL, \
     N_ ("The PIN of the token is locked after too many wrong ones{detail}; nothing was sent to " \
         "the gateway; unlock it with its PUK, or ask your administrator"), NULL, NULL) \
  /* The profile asked for that. */ \
  X (58, IDLE, "idle", USER, HERE, AGAIN, VPN_KEY_IDLE_TIMEOUT, \
     N_ ("The connection was ended because nothing used it any more{detail}; connect again when " \
         "you need it"), NULL, NULL)
/* clang-format on */

typedef enum
{
#define VPN_REASON_ENUM(value, name, ...) VPN_REASON_##name = value,
  VPN_REASON_TABLE (VPN_REASON_ENUM)
#undef VPN_REASON_ENUM
} VpnReason;

/* Stable kebab-case name; NULL for a value outside the enum. */
const char *vpn_reason_to_string (VpnReason reason);
gboolean vpn_reason_from_string (const char *text, VpnReason *ret_reason);

/* A value outside the enum counts as INTERNAL in all that follows. */
VpnReasonKind vpn_reason_get_kind (VpnReason reason);
VpnReasonSource vpn_reason_get_source (VpnReason reason);
VpnFix vpn_reason_get_fix (VpnReason reason);
/* The profile key it is about first, or NULL. */
const char *vpn_reason_get_key (VpnReason reason);
/* Whether it is reason enough to stop trying: nothing that an attacker on the way can say is.
 * gateway_proven: the session it came in had proven its gateway by then. */
gboolean vpn_reason_ends_retries (VpnReason reason, gboolean gateway_proven);

/* The particulars of a sentence; each may be NULL. Made safe to print when it is written. */
typedef struct
{
  const char *gateway;
  const char *detail;   /* the specific part; what was found, if something else was expected */
  const char *expected; /* by the profile, where detail is what was found instead */
} VpnReasonFacts;

/* Whom a sentence sends to commands, or to buttons. */
typedef enum
{
  VPN_VOICE_COMMANDS,
  VPN_VOICE_WINDOW,
} VpnVoice;

/* One translated sentence that says what happened and what to do next, without period and newline.
 * facts may be NULL. Owned by the caller. */
char *vpn_reason_explain (VpnReason reason, VpnVoice voice, const VpnReasonFacts *facts);
/* The same while the connection is being re-established by itself, for which nobody has to do
 * anything. */
char *vpn_reason_explain_reconnecting (VpnReason reason, const VpnReasonFacts *facts);
