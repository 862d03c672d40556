// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads KEY=VALUE arguments into a profile. */
#include "ctl-profile.h"

#include "ctl-suggest.h"

#include "vpn-client-text.h"
#include "vpn-error.h"
#include "vpn-format.h"

#include <glib/gi18n.h>

#include <string.h>

static char *
absolute_path (const char *text)
{
  if (g_str_has_prefix (text, "~/"))
    return g_build_filename (g_get_home_dir (), text + 2, NULL);
  return g_canonicalize_filename (text, NULL);
}

gboolean
ctl_profile_set (VpnProfile *profile, const char *key, const char *text, GError **error)
{
  const VpnProfileKey *row = vpn_profile_key_find (key);
  g_autofree char *path = NULL;

  /* "KEY=" takes any key back to its default, also one whose value cannot be empty. */
  if (row != NULL && *text == '\0')
    {
      vpn_profile_reset (profile, key);
      return TRUE;
    }
  if (row != NULL && row->type == VPN_TYPE_FILE && *text != '/' && !vpn_format_is_token (text))
    text = path = absolute_path (text);
  return vpn_profile_set_text (profile, key, text, error);
}

static gboolean
refuse_key (const char *key, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  g_autofree char *shown = vpn_client_text_clean (key);
  const char *near;

  for (const VpnProfileKey *row = vpn_profile_keys (); row->name != NULL; row++)
    g_ptr_array_add (known, (gpointer) row->name);
  g_ptr_array_add (known, NULL);
  near = ctl_suggest (key, (const char *const *) known->pdata);
  if (near != NULL)
    g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING,
                 _ ("There is no setting \"%s\"; did you mean \"%s\"?"), shown, near);
  else
    g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING,
                 _ ("There is no setting \"%s\"; see vpn-profile(5) for those there are"), shown);
  return FALSE;
}

gboolean
ctl_profile_assign (VpnProfile *profile, char **assignments, GError **error)
{
  for (gsize i = 0; assignments[i] != NULL; i++)
    {
      const char *equals = strchr (assignments[i], '=');
      g_autofree char *key = NULL;

      if (equals == NULL)
        {
          g_autofree char *shown = vpn_client_text_clean (assignments[i]);

          g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                       _ ("\"%s\" has no \"=\"; write KEY=VALUE, and see vpn-profile(5) for the "
                          "keys"),
                       shown);
          return FALSE;
        }
      key = g_strndup (assignments[i], (gsize) (equals - assignments[i]));
      if (vpn_profile_key_find (key) == NULL)
        return refuse_key (key, error);
      if (!ctl_profile_set (profile, key, equals + 1, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ctl_profile_check (const VpnProfile *profile, gboolean is_shared, GError **error)
{
  return is_shared ? vpn_profile_validate_shared (profile, error)
                   : vpn_profile_validate (profile, error);
}
