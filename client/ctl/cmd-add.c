// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl add: a new profile from options and KEY=VALUE arguments. */
#include "ctl-commands.h"
#include "ctl-profile.h"

#include <glib/gi18n.h>

#include <string.h>

#define SHELL_SPECIAL " '\"\\$&;|<>()*?`!#~[]{}"

typedef struct
{
  char *gateway, *user, *auth; /* owned */
  gboolean system;
} AddOptions;

static void
add_options_clear (AddOptions *options)
{
  g_free (options->gateway);
  g_free (options->user);
  g_free (options->auth);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, add_options_clear)

static VpnProfile *
build_profile (const AddOptions *options, char **args, GError **error)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();

  if (!ctl_profile_set (profile, VPN_KEY_NAME, args[0], error)
      || (options->gateway != NULL
          && !ctl_profile_set (profile, VPN_KEY_GATEWAY, options->gateway, error))
      || (options->user != NULL && !ctl_profile_set (profile, VPN_KEY_USER, options->user, error))
      || (options->auth != NULL && !ctl_profile_set (profile, VPN_KEY_AUTH, options->auth, error))
      || !ctl_profile_assign (profile, args + 1, error)
      || !ctl_profile_check (profile, options->system, error))
    return NULL;
  return g_steal_pointer (&profile);
}

/* The command can be copied as it is: a name may hold what a shell would take apart. */
static void
say_added (const Ctl *ctl, const char *name)
{
  g_autofree char *quoted
      = strpbrk (name, SHELL_SPECIAL) != NULL ? g_shell_quote (name) : g_strdup (name);

  fprintf (ctl->out, _ ("Added \"%s\"; connect with \"vpnctl connect %s\"\n"), name, quoted);
}

CtlExit
ctl_cmd_add (Ctl *ctl, char **argv)
{
  g_auto (AddOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "gateway", 'g', 0, G_OPTION_ARG_STRING, &options.gateway,
      N_ ("Host name or address of the gateway"), "HOST" },
    { "user", 'u', 0, G_OPTION_ARG_STRING, &options.user, N_ ("Your user name"), "USER" },
    { "auth", 0, 0, G_OPTION_ARG_STRING, &options.auth, N_ ("How you sign in"), "eap|psk|cert" },
    { "system", 0, 0, G_OPTION_ARG_NONE, &options.system, N_ ("For all users of this computer"),
      NULL },
    { NULL },
  };
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (VpnProfile) profile = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_parse (ctl, argv, entries, &exit))
    return exit;
  profile = build_profile (&options, ctl->args, &error);
  if (profile == NULL)
    return ctl_fail_error (ctl, error);
  if (!ctl_start (ctl, &exit))
    return exit;
  vpn_client_add_profile_async (ctl->client, profile, options.system, NULL, ctl_on_result, &wait);
  path = vpn_client_add_profile_finish (ctl->client, ctl_wait (&wait), &error);
  if (path == NULL)
    return ctl_fail_error (ctl, error);
  if (!ctl->quiet)
    say_added (ctl, ctl->args[0]);
  return CTL_OK;
}
