// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The error domain and its names on the bus. */
#include "vpn-error.h"

#include "text.h"
#include "vpn-names.h"
#include "vpn-profile.h"

#include <string.h>

#define BETWEEN ": "
#define KEY_MAX ((gsize) 64) /* bytes of a wrong name that a message repeats */

static const GDBusErrorEntry error_entries[] = {
  { VPN_ERROR_FAILED, VPN_BUS_NAME ".Error.Failed" },
  { VPN_ERROR_NOT_AUTHORIZED, VPN_BUS_NAME ".Error.NotAuthorized" },
  { VPN_ERROR_NOT_FOUND, VPN_BUS_NAME ".Error.NotFound" },
  { VPN_ERROR_EXISTS, VPN_BUS_NAME ".Error.Exists" },
  { VPN_ERROR_INVALID_SETTING, VPN_BUS_NAME ".Error.InvalidSetting" },
  { VPN_ERROR_INVALID_ARGUMENT, VPN_BUS_NAME ".Error.InvalidArgument" },
  { VPN_ERROR_FILE_NEEDED, VPN_BUS_NAME ".Error.FileNeeded" },
  { VPN_ERROR_ALREADY_ACTIVE, VPN_BUS_NAME ".Error.AlreadyActive" },
  { VPN_ERROR_NOT_ACTIVE, VPN_BUS_NAME ".Error.NotActive" },
  { VPN_ERROR_LIMIT, VPN_BUS_NAME ".Error.Limit" },
  { VPN_ERROR_CANCELLED, VPN_BUS_NAME ".Error.Cancelled" },
  { VPN_ERROR_NO_AGENT, VPN_BUS_NAME ".Error.NoAgent" },
  { VPN_ERROR_IO, VPN_BUS_NAME ".Error.Io" },
  { VPN_ERROR_INTERNAL, VPN_BUS_NAME ".Error.Internal" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (error_entries) == VPN_N_ERRORS);

GQuark
vpn_error_quark (void)
{
  static gsize quark = 0;

  if (g_once_init_enter (&quark))
    {
      GQuark domain = g_quark_from_static_string ("vpn-error-quark");

      /* Not g_dbus_error_register_error_domain(): in a process with two modules of ours (an editor
       * of NetworkManager) the second finds its entries there, which that one warns of. */
      for (gsize i = 0; i < G_N_ELEMENTS (error_entries); i++)
        g_dbus_error_register_error (domain, error_entries[i].error_code,
                                     error_entries[i].dbus_error_name);
      g_once_init_leave (&quark, domain);
    }
  return (GQuark) quark;
}

gboolean
vpn_error_is (const GError *error, VpnError code)
{
  g_autofree char *remote = NULL;

  if (g_error_matches (error, VPN_ERROR, (int) code))
    return TRUE;
  /* An error that came before the domain was registered still carries its bus name. */
  if (error == NULL || !g_dbus_error_is_remote_error (error))
    return FALSE;
  remote = g_dbus_error_get_remote_error (error);
  return g_strcmp0 (remote, error_entries[code].dbus_error_name) == 0;
}

void
vpn_error_set_key (GError **error, const char *key, const char *what)
{
  g_autofree char *shown = text_clean_string (key, KEY_MAX);

  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING, "%s" BETWEEN "%s", shown, what);
}

const char *
vpn_error_get_key (const GError *error, const char **ret_what)
{
  const char *between = strstr (error->message, BETWEEN);
  g_autofree char *name
      = between != NULL ? g_strndup (error->message, (gsize) (between - error->message)) : NULL;
  const VpnProfileKey *key = name != NULL && vpn_error_is (error, VPN_ERROR_INVALID_SETTING)
                                 ? vpn_profile_key_find (name)
                                 : NULL;

  if (ret_what != NULL)
    *ret_what = key != NULL ? between + strlen (BETWEEN) : error->message;
  return key != NULL ? key->name : NULL;
}
