// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Names and labels of states, steps and kinds of secrets. */
#include "vpn-enums.h"

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct
{
  int value;
  const char *nick;
} EnumName;

#define ENUM_NAME(value, name, nick) { value, nick },
static const EnumName state_names[] = { VPN_STATE_TABLE (ENUM_NAME){ 0, NULL } };
static const EnumName protection_names[] = { VPN_PROTECTION_TABLE (ENUM_NAME){ 0, NULL } };
static const EnumName step_names[] = { VPN_STEP_TABLE (ENUM_NAME){ 0, NULL } };
static const EnumName secret_names[] = { VPN_SECRET_TABLE (ENUM_NAME){ 0, NULL } };
#undef ENUM_NAME

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

const char *
vpn_secret_kind_label (VpnSecretKind kind)
{
  switch (kind)
    {
    case VPN_SECRET_PSK:
      return _ ("Pre-shared key");
    case VPN_SECRET_PPK:
      return _ ("Post-quantum key");
    case VPN_SECRET_PASSWORD:
      return _ ("Password");
    case VPN_SECRET_RESPONSE:
      return _ ("Answer");
    case VPN_SECRET_NEW_PASSWORD:
      return _ ("New password");
    case VPN_SECRET_KEY_PASSPHRASE:
      return _ ("Passphrase of the private key");
    case VPN_SECRET_PIN:
      return _ ("PIN");
    }
  return _ ("Answer");
}
