// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-enums.h"

#include "config.h"
#include "text.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define DETAIL_MAX ((gsize) 255) /* bytes of a detail or a gateway's name in a sentence */

typedef struct
{
  int value;
  const char *nick;
} EnumName;

#define ENUM_NAME(value, name, nick) { value, nick },
static const EnumName state_names[] = { VPN_STATE_TABLE (ENUM_NAME){ 0, NULL } };
static const EnumName protection_names[] = { VPN_PROTECTION_TABLE (ENUM_NAME){ 0, NULL } };
static const EnumName step_names[] = { VPN_STEP_TABLE (ENUM_NAME){ 0, NULL } };
static const EnumName reason_names[] = { VPN_REASON_TABLE (ENUM_NAME){ 0, NULL } };
static const EnumName secret_names[] = { VPN_SECRET_TABLE (ENUM_NAME){ 0, NULL } };
#undef ENUM_NAME

/* In these texts {gateway} becomes " vpn.example.org" or nothing and {detail} becomes " (detail)"
 * or nothing, so that a sentence reads well without them. Named places instead of printf
 * directives: a slip of a translator can then garble a sentence, but never read the stack. */
static const char *const reason_sentences[] = {
  [VPN_REASON_NONE] = N_ ("Nothing went wrong{detail}"),
  [VPN_REASON_USER] = N_ ("The connection was ended as you asked{detail}"),
  [VPN_REASON_GATEWAY_NOT_FOUND]
  = N_ ("No address was found for the gateway{gateway}{detail}; check the spelling of its name and "
        "that this computer is online"),
  [VPN_REASON_GATEWAY_SILENT]
  = N_ ("The gateway{gateway} did not answer{detail}; check the address and that UDP ports 500 and "
        "4500 are not blocked on this network"),
  [VPN_REASON_NO_COMMON_PROPOSAL]
  = N_ ("The gateway{gateway} accepts none of the profile's encryption proposals for "
        "IKE{detail}; ask your administrator what it wants and set ike.proposals"),
  [VPN_REASON_NO_COMMON_CHILD_PROPOSAL]
  = N_ ("The gateway{gateway} accepts none of the profile's encryption proposals for the "
        "traffic{detail}; ask your administrator what it wants and set esp.proposals"),
  [VPN_REASON_GATEWAY_UNTRUSTED]
  = N_ ("The certificate of the gateway{gateway} comes from an authority that is not "
        "trusted{detail}; no password was sent; get the CA certificate from your administrator "
        "and set auth.ca"),
  [VPN_REASON_GATEWAY_CERT_EXPIRED]
  = N_ ("The certificate of the gateway{gateway} has expired{detail}; no password was sent; check "
        "the clock of this computer, then tell your administrator"),
  [VPN_REASON_GATEWAY_CERT_NOT_YET_VALID]
  = N_ ("The certificate of the gateway{gateway} is not valid yet{detail}; no password was sent; "
        "check the date and time of this computer, then tell your administrator"),
  [VPN_REASON_GATEWAY_CERT_INVALID]
  = N_ ("The certificate of the gateway{gateway} is not acceptable{detail}; no password was sent; "
        "ask your administrator to correct it"),
  [VPN_REASON_GATEWAY_WRONG_IDENTITY]
  = N_ ("The gateway{gateway} has another identity than the profile expects{detail}; do not enter "
        "your password, and ask your administrator"),
  [VPN_REASON_GATEWAY_AUTH_FAILED]
  = N_ ("The gateway{gateway} could not prove that its certificate or key is its own{detail}; no "
        "password was sent; try another network, and ask your administrator"),
  [VPN_REASON_GATEWAY_NOT_PROVEN]
  = N_ ("The gateway{gateway} asked for your credentials before proving who it is{detail}; nothing "
        "was sent; ask your administrator to give the gateway a certificate"),
  [VPN_REASON_LOGIN_FAILED]
  = N_ ("The gateway{gateway} refused your login{detail}; check the user name and the password or "
        "certificate, then connect again"),
  [VPN_REASON_PASSWORD_EXPIRED]
  = N_ ("The gateway{gateway} says that your password has expired{detail}; change it where your "
        "organisation lets you, then connect again"),
  [VPN_REASON_ACCOUNT_DISABLED]
  = N_ ("The gateway{gateway} says that your account is disabled{detail}; ask your administrator "
        "to enable it"),
  [VPN_REASON_LOGIN_NOT_ALLOWED]
  = N_ ("The gateway{gateway} does not let you log in now{detail}; ask your administrator about "
        "permitted hours and remote-access permission"),
  [VPN_REASON_NO_LOGIN_METHOD]
  = N_ ("The gateway{gateway} and the profile have no login method in common{detail}; ask your "
        "administrator which one to use and set auth.method or auth.eap-methods"),
  [VPN_REASON_NO_SECRETS]
  = N_ ("The gateway{gateway} needs a password or code, and none was given{detail}; connect again "
        "and answer the question"),
  [VPN_REASON_NO_ADDRESS]
  = N_ ("The gateway{gateway} gave this computer no address{detail}; try again later, or ask your "
        "administrator whether its address pool is full"),
  [VPN_REASON_NO_TRAFFIC_ALLOWED]
  = N_ ("The gateway{gateway} allows none of the networks the profile asks for{detail}; correct "
        "network.routes, or ask your administrator"),
  [VPN_REASON_GATEWAY_REFUSED]
  = N_ ("The gateway{gateway} refused the connection{detail}; tell your administrator these words"),
  [VPN_REASON_GATEWAY_CLOSED]
  = N_ ("The gateway{gateway} ended the connection{detail}; connect again, and ask your "
        "administrator if it happens often"),
  [VPN_REASON_GATEWAY_LOST]
  = N_ ("The gateway{gateway} no longer answers{detail}; check that this computer is online, then "
        "connect again"),
  [VPN_REASON_GATEWAY_BUSY]
  = N_ ("The gateway{gateway} is too busy for another connection{detail}; wait a few minutes, then "
        "connect again"),
  [VPN_REASON_GATEWAY_IKEV1_ONLY]
  = N_ ("The gateway{gateway} speaks only the outdated IKEv1{detail}; ask your administrator to "
        "enable IKEv2"),
  [VPN_REASON_PROTOCOL_ERROR]
  = N_ ("The gateway{gateway} broke the rules of IKEv2{detail}; connect again, and report it with "
        "the output of \"vpnctl log\" if it comes back"),
  [VPN_REASON_BAD_PROFILE]
  = N_ ("The profile cannot work as it is{detail}; correct it with \"vpnctl set\""),
  [VPN_REASON_FILE_MISSING]
  = N_ ("A certificate or key file of the profile is missing{detail}; check that the file exists "
        "and that you may read it"),
  [VPN_REASON_KEY_UNUSABLE]
  = N_ ("The private key cannot be used{detail}; check that it belongs to the certificate and that "
        "its passphrase is right"),
  [VPN_REASON_NETWORK_SETUP]
  = N_ ("The network of this computer could not be set up{detail}; run \"vpnctl doctor\" to see "
        "what is missing"),
  [VPN_REASON_WORKER_DIED]
  = N_ ("The process that spoke with the gateway{gateway} ended unexpectedly{detail}; connect "
        "again, and report it with the output of \"vpnctl log\""),
  [VPN_REASON_INTERNAL]
  = N_ ("Something went wrong inside Genkan{detail}; connect again, and report it with the output "
        "of \"vpnctl log\" if it comes back"),
  [VPN_REASON_PSK_MISMATCH]
  = N_ ("The gateway{gateway} has another pre-shared key{detail}; type the key again, or ask your "
        "administrator for the right one"),
  [VPN_REASON_SESSION_EXPIRED]
  = N_ ("The session with the gateway{gateway} reached its time limit{detail}; connect again"),
};

/* Of the reasons that are transient, while the connection comes back by itself. */
static const char *const reconnecting_sentences[] = {
  [VPN_REASON_GATEWAY_NOT_FOUND]
  = N_ ("The gateway{gateway} cannot be looked up at the moment{detail}; the VPN is being "
        "re-established by itself"),
  [VPN_REASON_GATEWAY_SILENT]
  = N_ ("The gateway{gateway} does not answer{detail}; the VPN is being re-established by "
        "itself"),
  [VPN_REASON_GATEWAY_CLOSED]
  = N_ ("The gateway{gateway} ended the connection{detail}; the VPN is being re-established "
        "by itself"),
  [VPN_REASON_GATEWAY_LOST]
  = N_ ("The gateway{gateway} no longer answers{detail}; the VPN is being re-established by "
        "itself"),
  [VPN_REASON_GATEWAY_BUSY]
  = N_ ("The gateway{gateway} is too busy at the moment{detail}; the VPN is being "
        "re-established by itself"),
  [VPN_REASON_WORKER_DIED]
  = N_ ("The process that spoke with the gateway{gateway} ended unexpectedly{detail}; the VPN "
        "is being re-established by itself"),
  [VPN_REASON_SESSION_EXPIRED]
  = N_ ("The session with the gateway{gateway} reached its time limit{detail}; the VPN is "
        "being re-established by itself"),
};

static const char *
name_of (const EnumName *names, int value)
{
  for (; names->nick != NULL; names++)
    if (names->value == value)
      return names->nick;
  return NULL;
}

static gboolean
value_of (const EnumName *names, const char *text, int *ret_value)
{
  if (text == NULL)
    return FALSE;
  for (; names->nick != NULL; names++)
    if (strcmp (names->nick, text) == 0)
      {
        *ret_value = names->value;
        return TRUE;
      }
  return FALSE;
}

const char *
vpn_state_to_string (VpnState state)
{
  return name_of (state_names, (int) state);
}

const char *
vpn_protection_to_string (VpnProtection protection)
{
  return name_of (protection_names, (int) protection);
}

const char *
vpn_step_to_string (VpnStep step)
{
  return name_of (step_names, (int) step);
}

const char *
vpn_reason_to_string (VpnReason reason)
{
  return name_of (reason_names, (int) reason);
}

const char *
vpn_secret_kind_to_string (VpnSecretKind kind)
{
  return name_of (secret_names, (int) kind);
}

gboolean
vpn_state_from_string (const char *text, VpnState *ret_state)
{
  int value;

  if (!value_of (state_names, text, &value))
    return FALSE;
  *ret_state = (VpnState) value;
  return TRUE;
}

gboolean
vpn_protection_from_string (const char *text, VpnProtection *ret_protection)
{
  int value;

  if (!value_of (protection_names, text, &value))
    return FALSE;
  *ret_protection = (VpnProtection) value;
  return TRUE;
}

gboolean
vpn_step_from_string (const char *text, VpnStep *ret_step)
{
  int value;

  if (!value_of (step_names, text, &value))
    return FALSE;
  *ret_step = (VpnStep) value;
  return TRUE;
}

gboolean
vpn_reason_from_string (const char *text, VpnReason *ret_reason)
{
  int value;

  if (!value_of (reason_names, text, &value))
    return FALSE;
  *ret_reason = (VpnReason) value;
  return TRUE;
}

gboolean
vpn_secret_kind_from_string (const char *text, VpnSecretKind *ret_kind)
{
  int value;

  if (!value_of (secret_names, text, &value))
    return FALSE;
  *ret_kind = (VpnSecretKind) value;
  return TRUE;
}

const char *
vpn_state_label (VpnState state)
{
  switch (state)
    {
    case VPN_STATE_DISCONNECTED:
      return _ ("Disconnected");
    case VPN_STATE_CONNECTING:
      return _ ("Connecting");
    case VPN_STATE_CONNECTED:
      return _ ("Connected");
    case VPN_STATE_RECONNECTING:
      return _ ("Reconnecting");
    case VPN_STATE_DISCONNECTING:
      return _ ("Disconnecting");
    case VPN_STATE_FAILED:
      return _ ("Failed");
    }
  return _ ("Unknown");
}

const char *
vpn_step_label (VpnStep step)
{
  switch (step)
    {
    case VPN_STEP_NONE:
      return _ ("Getting ready");
    case VPN_STEP_RESOLVE:
      return _ ("Looking up the gateway's address");
    case VPN_STEP_CONTACT:
      return _ ("Contacting the gateway");
    case VPN_STEP_VERIFY_GATEWAY:
      return _ ("Checking the gateway's identity");
    case VPN_STEP_SIGN_IN:
      return _ ("Signing in");
    case VPN_STEP_CONFIGURE:
      return _ ("Getting an address");
    case VPN_STEP_NETWORK:
      return _ ("Setting up the network");
    case VPN_STEP_DONE:
      return _ ("Connected");
    }
  return _ ("Unknown");
}

/* pattern with {text} replaced by text made safe; empty when there is no text. */
static char *
fill_pattern (const char *pattern, const char *text)
{
  g_autofree char *clean = NULL;
  g_autoptr (GString) filled = NULL;

  if (text == NULL || *text == '\0')
    return g_strdup ("");
  clean = text_clean_string (text, DETAIL_MAX);
  filled = g_string_new (pattern);
  g_string_replace (filled, "{text}", clean, 1);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* One pass over the template, so that braces inside a value (a peer may have written it) are
 * never taken for a place to fill. */
static char *
fill_sentence (const char *sentence, const char *gateway, const char *detail)
{
  g_autofree char *gateway_part = NULL;
  g_autofree char *detail_part = NULL;
  GString *filled = g_string_new (NULL);

  /* Translators: how the gateway's name follows the word gateway in a sentence. */
  gateway_part = fill_pattern (C_ ("gateway in a sentence", " {text}"), gateway);
  /* Translators: how a detail is added in the middle of a sentence. */
  detail_part = fill_pattern (C_ ("detail in a sentence", " ({text})"), detail);
  while (*sentence != '\0')
    {
      if (g_str_has_prefix (sentence, "{gateway}"))
        {
          g_string_append (filled, gateway_part);
          sentence += strlen ("{gateway}");
        }
      else if (g_str_has_prefix (sentence, "{detail}"))
        {
          g_string_append (filled, detail_part);
          sentence += strlen ("{detail}");
        }
      else
        g_string_append_c (filled, *sentence++);
    }
  return g_string_free (filled, FALSE);
}

/* The detail "found != expected" of a wrong identity in words. The last separator counts: what
 * stands before it is the peer's, what stands after it is the profile's. */
static char *
describe_identities (const char *detail)
{
  const char *separator = detail == NULL ? NULL : g_strrstr (detail, VPN_DETAIL_NOT_EQUAL);
  g_autofree char *found = NULL;

  if (separator == NULL || separator == detail)
    return g_strdup (detail);
  found = g_strndup (detail, (gsize) (separator - detail));
  return g_strdup_printf (_ ("it says \"%s\", expected was \"%s\""), found,
                          separator + strlen (VPN_DETAIL_NOT_EQUAL));
}

char *
vpn_reason_explain (VpnReason reason, const char *gateway, const char *detail)
{
  g_autofree char *words = NULL;

  if ((gsize) reason >= G_N_ELEMENTS (reason_sentences))
    reason = VPN_REASON_INTERNAL;
  if (reason == VPN_REASON_GATEWAY_WRONG_IDENTITY)
    words = describe_identities (detail);
  else
    words = g_strdup (detail);
  return fill_sentence (_ (reason_sentences[reason]), gateway, words);
}

char *
vpn_reason_explain_reconnecting (VpnReason reason, const char *gateway, const char *detail)
{
  if ((gsize) reason >= G_N_ELEMENTS (reconnecting_sentences)
      || reconnecting_sentences[reason] == NULL)
    return vpn_reason_explain (reason, gateway, detail);
  return fill_sentence (_ (reconnecting_sentences[reason]), gateway, detail);
}

gboolean
vpn_reason_is_transient (VpnReason reason)
{
  switch (reason)
    {
    case VPN_REASON_GATEWAY_NOT_FOUND: /* no name service while the laptop changes networks */
    case VPN_REASON_GATEWAY_SILENT:
    case VPN_REASON_GATEWAY_CLOSED: /* a gateway that restarts says Delete first */
    case VPN_REASON_GATEWAY_LOST:
    case VPN_REASON_GATEWAY_BUSY:
    case VPN_REASON_WORKER_DIED:
    case VPN_REASON_SESSION_EXPIRED:
      return TRUE;
    case VPN_REASON_NONE:
    case VPN_REASON_USER:
    case VPN_REASON_NO_COMMON_PROPOSAL:
    case VPN_REASON_NO_COMMON_CHILD_PROPOSAL:
    case VPN_REASON_GATEWAY_UNTRUSTED:
    case VPN_REASON_GATEWAY_CERT_EXPIRED:
    case VPN_REASON_GATEWAY_CERT_NOT_YET_VALID:
    case VPN_REASON_GATEWAY_CERT_INVALID:
    case VPN_REASON_GATEWAY_WRONG_IDENTITY:
    case VPN_REASON_GATEWAY_AUTH_FAILED:
    case VPN_REASON_GATEWAY_NOT_PROVEN:
    case VPN_REASON_LOGIN_FAILED:
    case VPN_REASON_PASSWORD_EXPIRED:
    case VPN_REASON_ACCOUNT_DISABLED:
    case VPN_REASON_LOGIN_NOT_ALLOWED:
    case VPN_REASON_NO_LOGIN_METHOD:
    case VPN_REASON_NO_SECRETS:
    case VPN_REASON_NO_ADDRESS:
    case VPN_REASON_NO_TRAFFIC_ALLOWED:
    case VPN_REASON_GATEWAY_REFUSED:
    case VPN_REASON_GATEWAY_IKEV1_ONLY:
    case VPN_REASON_PROTOCOL_ERROR:
    case VPN_REASON_BAD_PROFILE:
    case VPN_REASON_FILE_MISSING:
    case VPN_REASON_KEY_UNUSABLE:
    case VPN_REASON_NETWORK_SETUP:
    case VPN_REASON_INTERNAL:
    case VPN_REASON_PSK_MISMATCH:
      return FALSE;
    }
  return FALSE;
}
