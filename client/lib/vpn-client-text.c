// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Words for durations, amounts, times, states and secrets. */
#include "vpn-client-text.h"

#include "config.h"
#include "text.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define TEXT_MAX ((gsize) 1024) /* bytes of any one text of somebody else */

char *
vpn_client_text_clean (const char *text)
{
  return text_clean_string (text, TEXT_MAX);
}

char *
vpn_client_text_no_markup (const char *text)
{
  GString *plain = g_string_new (text);

  (void) g_string_replace (plain, "&", "\uff06", 0);
  (void) g_string_replace (plain, "<", "\u2039", 0);
  (void) g_string_replace (plain, ">", "\u203a", 0);
  return g_string_free (plain, FALSE);
}

char *
vpn_client_text_list (const char *const *list)
{
  GString *joined = g_string_new (NULL);

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    {
      g_autofree char *clean = vpn_client_text_clean (list[i]);

      if (i > 0)
        g_string_append (joined, ", ");
      g_string_append (joined, clean);
    }
  return g_string_free (joined, FALSE);
}

char *
vpn_client_text_duration (gint64 seconds)
{
  int s = (int) (seconds % 60);
  int min = (int) (seconds / 60 % 60);
  int h = (int) (seconds / 3600 % 24);
  gint64 d = seconds / 86400;

  if (seconds < 0)
    return g_strdup_printf (_ ("%d s"), 0);
  if (d > 0)
    return g_strdup_printf (_ ("%d d %d h"), (int) MIN (d, G_MAXINT), h);
  if (h > 0)
    return g_strdup_printf (_ ("%d h %d min"), h, min);
  if (min > 0)
    return g_strdup_printf (_ ("%d min %d s"), min, s);
  return g_strdup_printf (_ ("%d s"), s);
}

char *
vpn_client_text_bytes (guint64 bytes)
{
  return g_format_size (bytes);
}

char *
vpn_client_text_state (VpnState state, VpnProtection protection)
{
  if (state == VPN_STATE_FAILED && protection == VPN_PROTECTION_HELD)
    /* Translators: not connected, and what would go through the VPN is refused meanwhile. */
    return g_strdup (C_ ("state", "Blocked"));
  return g_strdup (vpn_state_label (state));
}

char *
vpn_client_text_step (VpnStep step, const char *detail)
{
  g_autofree char *clean = vpn_client_text_clean (detail);

  if (*clean == '\0')
    return g_strdup (vpn_step_label (step));
  /* Translators: a step of connecting and a detail of it, such as an address. */
  return g_strdup_printf (_ ("%s (%s)"), vpn_step_label (step), clean);
}

char *
vpn_client_text_addresses (const char *const *addresses)
{
  g_autoptr (GPtrArray) short_ones = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; addresses != NULL && addresses[i] != NULL; i++)
    {
      const char *slash = strchr (addresses[i], '/');
      gboolean whole = slash != NULL
                       && strcmp (slash, strchr (addresses[i], ':') != NULL ? "/128" : "/32") == 0;

      g_ptr_array_add (short_ones, whole ? g_strndup (addresses[i], (gsize) (slash - addresses[i]))
                                         : g_strdup (addresses[i]));
    }
  g_ptr_array_add (short_ones, NULL);
  return vpn_client_text_list ((const char *const *) short_ones->pdata);
}

static gboolean
is_default_route (const char *route)
{
  return strcmp (route, "0.0.0.0/0") == 0 || strcmp (route, "::/0") == 0;
}

char *
vpn_client_text_routes (const char *const *routes)
{
  if (routes == NULL || routes[0] == NULL)
    return g_strdup (_ ("nothing"));
  for (gsize i = 0; routes[i] != NULL; i++)
    if (!is_default_route (routes[i]))
      return vpn_client_text_list (routes);
  return g_strdup (_ ("everything"));
}

/* The gateway's words without the blanks and the colon at their end. */
static char *
trim_prompt (const char *prompt)
{
  char *words = vpn_client_text_clean (prompt);
  gsize len = strlen (words);

  while (len > 0 && (words[len - 1] == ':' || words[len - 1] == ' '))
    words[--len] = '\0';
  return words;
}

char *
vpn_client_text_prompt (VpnSecretKind kind, const char *profile, const char *user,
                        const char *prompt)
{
  g_autofree char *words = trim_prompt (prompt);
  g_autofree char *name = vpn_client_text_clean (profile);
  g_autofree char *person = vpn_client_text_clean (user);
  g_autofree char *question = NULL;

  /* The profile's name goes first, so that a gateway cannot pass for sudo. */
  if (kind == VPN_SECRET_RESPONSE && *words != '\0')
    return g_strdup_printf ("%s: %s", name, words);
  if (kind == VPN_SECRET_PSK || kind == VPN_SECRET_PPK || kind == VPN_SECRET_KEY_PASSPHRASE
      || kind == VPN_SECRET_PIN || *person == '\0')
    /* Translators: what is asked for, and the profile: "Pre-shared key for office". */
    question = g_strdup_printf (C_ ("secret and profile", "%s for %s"),
                                vpn_secret_kind_label (kind), name);
  else
    /* Translators: what is asked for, user name, profile: "Password for alice at office". */
    question = g_strdup_printf (_ ("%s for %s at %s"), vpn_secret_kind_label (kind), person, name);
  if (*words == '\0' || g_ascii_strcasecmp (words, "password") == 0)
    return g_steal_pointer (&question); /* it says nothing more */
  return g_strdup_printf ("%s (%s)", question, words);
}

const char *
vpn_client_text_refusal (VpnSecretKind kind)
{
  switch (kind)
    {
    case VPN_SECRET_PSK:
      return _ ("The pre-shared key was refused; check it and try again");
    case VPN_SECRET_PPK:
      return _ ("The post-quantum key was refused; check it and try again");
    case VPN_SECRET_PASSWORD:
      return _ ("The gateway refused the password; check it and try again");
    case VPN_SECRET_RESPONSE:
      return _ ("The gateway refused the answer; if it was a code, wait for a new one");
    case VPN_SECRET_NEW_PASSWORD:
      return _ ("The gateway refused the new password; choose a longer or a different one");
    case VPN_SECRET_KEY_PASSPHRASE:
      return _ ("This passphrase does not open the private key; try again");
    case VPN_SECRET_PIN:
      return _ ("The token refused the PIN; try again, with care: a few wrong ones lock it");
    }
  return "";
}
