// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What genkand saw of the gateway, in sentences: its name, whether it answers, what it agrees to,
 * and who it is. */
#include "doctor-private.h"

#include "config.h"
#include "vpn-client-certificate.h"
#include "vpn-client-text.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

/* Machines renew theirs late, some a month before the end, some a week. */
#define RENEWED (7 * G_TIME_SPAN_DAY)

typedef enum /* in the order in which a connection meets them */
{
  PART_NAME,
  PART_REACH,
  PART_PROPOSALS,
  PART_IDENTITY,
  PART_LOGIN,
} Part;

static const char *const checks[] = {
  [PART_NAME] = "gateway-name",   [PART_REACH] = "gateway-reach",
  [PART_PROPOSALS] = "proposals", [PART_IDENTITY] = "gateway-identity",
  [PART_LOGIN] = "login",
};

static Part
part_of (VpnReason reason)
{
  if (reason == VPN_REASON_GATEWAY_NOT_FOUND || reason == VPN_REASON_NAME_SERVERS_SILENT
      || reason == VPN_REASON_GATEWAY_ADDRESS_UNUSABLE)
    return PART_NAME;
  if (reason == VPN_REASON_GATEWAY_IKEV1_ONLY || reason == VPN_REASON_GATEWAY_BUSY
      || reason == VPN_REASON_PROTOCOL_ERROR)
    return PART_REACH;
  if (reason == VPN_REASON_NO_COMMON_PROPOSAL)
    return PART_PROPOSALS;
  switch (vpn_reason_get_kind (reason))
    {
    case VPN_KIND_UNREACHABLE:
    case VPN_KIND_FAULT:
      return PART_REACH;
    case VPN_KIND_UNTRUSTED:
      return PART_IDENTITY;
    case VPN_KIND_NONE:
    case VPN_KIND_USER:
    case VPN_KIND_REFUSED:
    case VPN_KIND_LOGIN:
    case VPN_KIND_PERSON:
    case VPN_KIND_PROFILE:
    case VPN_KIND_FILE:
    case VPN_KIND_KEY:
    case VPN_KIND_NETWORK:
      break;
    }
  return PART_LOGIN;
}

static const char *
get_text (const DoctorContext *context, const char *key)
{
  const char *text = "";

  (void) g_variant_lookup (context->gateway, key, "&s", &text);
  return text;
}

static char *
describe_addresses (const DoctorContext *context)
{
  g_autofree const char **addresses = NULL;
  g_autofree char *list = NULL;

  if (!g_variant_lookup (context->gateway, "addresses", "^a&s", &addresses))
    return g_strdup (vpn_profile_get_string (context->profile, VPN_KEY_GATEWAY));
  list = vpn_client_text_list ((const char *const *) addresses);
  return g_strdup_printf ("%s (%s)", vpn_profile_get_string (context->profile, VPN_KEY_GATEWAY),
                          list);
}

/* Whether it proves itself only to somebody who has proven himself. */
static char *
describe_identity (const DoctorContext *context, DoctorState *ret_state)
{
  g_autoptr (GVariant) peer
      = g_variant_lookup_value (context->gateway, "peer", G_VARIANT_TYPE_VARDICT);
  g_autofree char *identity = NULL;
  const char *text = NULL;

  *ret_state = DOCTOR_UNKNOWN;
  if (peer == NULL || !g_variant_lookup (peer, "identity", "&s", &text))
    return g_strdup (_ ("Who the gateway is shows when you sign in: this kind of login proves "
                        "both sides at once"));
  *ret_state = DOCTOR_GOOD;
  identity = vpn_client_text_clean (text);
  return g_strdup_printf (_ ("The gateway has proven that it is \"%s\""), identity);
}

/* When what the gateway proved itself with ends soon: nobody gets in afterwards. */
static void
look_at_end (DoctorContext *context)
{
  g_autoptr (GVariant) peer
      = g_variant_lookup_value (context->gateway, "peer", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) until = NULL;
  g_autofree char *validity = NULL;
  gint64 end = 0;

  if (peer != NULL)
    (void) g_variant_lookup (peer, "not-after", "x", &end);
  until = end != 0 ? g_date_time_new_from_unix_utc (end) : NULL;
  if (until == NULL || g_date_time_difference (until, now) > RENEWED)
    return;
  validity = vpn_client_certificate_period (NULL, until, now, NULL);
  doctor_report_add (context->report, "gateway-certificate", DOCTOR_NOTE,
                     g_strdup_printf (_ ("The certificate of the gateway: %s"), validity),
                     _ ("Tell the VPN's administrator: nobody can connect once it has ended"));
}

static void
add_good (DoctorContext *context, Part part)
{
  g_autofree char *gateway = describe_addresses (context);
  DoctorState state = DOCTOR_GOOD;
  char *text = NULL;

  if (part == PART_NAME)
    text = g_strdup_printf (_ ("The gateway is %s"), gateway);
  else if (part == PART_REACH)
    text = g_strdup (_ ("The gateway answers"));
  else if (part == PART_PROPOSALS)
    text = g_strdup (_ ("The gateway and the profile agree on how to encrypt"));
  else
    text = describe_identity (context, &state);
  doctor_report_add (context->report, checks[part], state, text, NULL);
}

static void
add_bad (DoctorContext *context, Part part)
{
  const VpnReasonFacts facts = { vpn_profile_get_string (context->profile, VPN_KEY_GATEWAY),
                                 get_text (context, "detail"), get_text (context, "expected") };
  g_autofree char *sentence = vpn_reason_explain (context->reason, context->voice, &facts);
  /* A sentence says what happened and, after a semicolon, what to do. */
  g_auto (GStrv) halves = g_strsplit (sentence, "; ", 2);

  doctor_report_add (context->report, checks[part], DOCTOR_BAD, g_strdup (halves[0]),
                     halves[0] != NULL ? halves[1] : NULL);
}

gboolean
doctor_is_unreached (const DoctorContext *context)
{
  Part part = part_of (context->reason);

  return context->gateway != NULL && (part == PART_NAME || part == PART_REACH)
         && context->reason != VPN_REASON_NONE;
}

void
doctor_look_at_gateway (DoctorContext *context)
{
  Part bad = part_of (context->reason);

  if (context->gateway == NULL)
    return;
  /* Our own key and files are looked at before the gateway is. */
  if (bad == PART_LOGIN && context->reason != VPN_REASON_NONE)
    {
      add_bad (context, bad);
      return;
    }
  for (Part part = PART_NAME; part <= PART_IDENTITY; part++)
    if (context->reason != VPN_REASON_NONE && part == bad)
      {
        add_bad (context, part);
        return;
      }
    else
      add_good (context, part);
  look_at_end (context);
}
