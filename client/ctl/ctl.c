// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl.h"

#include "config.h"
#include "vpn-client-text.h"

#include <glib/gi18n.h>

#include <string.h>
#include <unistd.h>

/* ---- Waiting --------------------------------------------------------------------------------- */

void
ctl_on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CtlWait *wait = user_data;

  wait->result = g_object_ref (result);
}

GAsyncResult *
ctl_wait (CtlWait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return wait->result;
}

void
ctl_wait_clear (CtlWait *wait)
{
  g_clear_object (&wait->result);
}

/* ---- Failing --------------------------------------------------------------------------------- */

CtlExit
ctl_fail (Ctl *ctl, CtlExit exit, const char *sentence)
{
  g_autofree char *clean = vpn_client_text_clean (sentence);

  fprintf (ctl->err, "vpnctl: %s\n", clean);
  fflush (ctl->err);
  return exit;
}

CtlExit
ctl_fail_printf (Ctl *ctl, CtlExit exit, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  return ctl_fail (ctl, exit, sentence);
}

static CtlExit
exit_of_vpn_error (VpnError code)
{
  switch (code)
    {
    case VPN_ERROR_NOT_FOUND:
      return CTL_NOT_FOUND;
    case VPN_ERROR_NOT_AUTHORIZED:
      return CTL_NOT_AUTHORIZED;
    case VPN_ERROR_INVALID_SETTING:
    case VPN_ERROR_INVALID_ARGUMENT:
      return CTL_USAGE;
    case VPN_ERROR_NO_AGENT:
      return CTL_NEEDS_PERSON;
    case VPN_ERROR_NOT_ACTIVE:
      return CTL_NOT_CONNECTED;
    case VPN_ERROR_FAILED:
    case VPN_ERROR_EXISTS:
    case VPN_ERROR_FILE_NEEDED:
    case VPN_ERROR_ALREADY_ACTIVE:
    case VPN_ERROR_LIMIT:
    case VPN_ERROR_CANCELLED:
    case VPN_ERROR_IO:
    case VPN_ERROR_INTERNAL:
    case VPN_N_ERRORS:
      return CTL_FAILED;
    }
  return CTL_FAILED;
}

CtlExit
ctl_exit_of_error (const GError *error)
{
  if (error->domain == VPN_ERROR)
    return exit_of_vpn_error ((VpnError) error->code);
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return CTL_NO_DAEMON;
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    return CTL_NOT_AUTHORIZED;
  if (error->domain == G_FILE_ERROR || error->domain == G_OPTION_ERROR)
    return error->domain == G_OPTION_ERROR ? CTL_USAGE : CTL_NOT_FOUND;
  return CTL_FAILED;
}

CtlExit
ctl_fail_error (Ctl *ctl, GError *error)
{
  g_autoptr (GError) owned = error;

  return ctl_fail (ctl, ctl_exit_of_error (owned), owned->message);
}

CtlExit
ctl_exit_of_reason (VpnReason reason)
{
  switch (vpn_reason_get_kind (reason))
    {
    case VPN_KIND_NONE:
      return CTL_OK;
    case VPN_KIND_LOGIN:
      return CTL_LOGIN_FAILED;
    case VPN_KIND_UNTRUSTED:
      return CTL_GATEWAY_UNTRUSTED;
    case VPN_KIND_UNREACHABLE:
      return CTL_GATEWAY_UNREACHABLE;
    case VPN_KIND_PERSON:
      return CTL_NEEDS_PERSON;
    case VPN_KIND_FILE:
      return CTL_NOT_FOUND;
    case VPN_KIND_PROFILE:
      return CTL_USAGE;
    case VPN_KIND_USER:
    case VPN_KIND_REFUSED:
    case VPN_KIND_KEY:
    case VPN_KIND_NETWORK:
    case VPN_KIND_FAULT:
      return CTL_FAILED;
    }
  return CTL_FAILED;
}

/* ---- The daemon ------------------------------------------------------------------------------ */

CtlExit
ctl_open (Ctl *ctl)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GError) error = NULL;

  vpn_client_new_async (NULL, NULL, ctl_on_result, &wait);
  ctl->client = vpn_client_new_finish (ctl_wait (&wait), &error);
  if (ctl->client == NULL)
    return ctl_fail_printf (ctl, CTL_NO_DAEMON,
                            _ ("The system bus cannot be reached (%s); is dbus running?"),
                            error->message);
  if (vpn_client_is_running (ctl->client))
    return CTL_OK;
  return ctl_fail (ctl, CTL_NO_DAEMON,
                   _ ("The Genkan service is not running; start it with \"systemctl start "
                      "genkand\""));
}

VpnClientProfile *
ctl_find_profile (Ctl *ctl, const char *name)
{
  VpnClientProfile *profile = vpn_client_find_profile (ctl->client, name);

  if (profile == NULL)
    ctl_fail_printf (ctl, CTL_NOT_FOUND,
                     _ ("There is no profile \"%s\"; see \"vpnctl list\", or add it with \"vpnctl "
                        "add\""),
                     name);
  return profile;
}

/* ---- The command line ------------------------------------------------------------------------ */

static CtlExit
print_usage_of_command (Ctl *ctl, const GOptionEntry *own)
{
  const CtlCommand *command = ctl->command;

  fprintf (ctl->out, _ ("Usage: vpnctl %s %s\n\n%s\n"), command->name, command->arguments,
           _ (command->summary));
  if (own != NULL && own->long_name != NULL)
    fprintf (ctl->out, "\n%s\n", _ ("Options:"));
  for (; own != NULL && own->long_name != NULL; own++)
    {
      g_autofree char *flag
          = g_strdup_printf ("--%s%s%s", own->long_name, own->arg_description != NULL ? " " : "",
                             own->arg_description != NULL ? own->arg_description : "");

      fprintf (ctl->out, "  %-20s %s\n", flag, _ (own->description));
    }
  return CTL_OK;
}

gboolean
ctl_parse (Ctl *ctl, char **argv, const GOptionEntry *own, char ***ret_args, CtlExit *ret_exit)
{
  const GOptionEntry global[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl->json, NULL, NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &ctl->quiet, NULL, NULL },
    { "no-color", 0, 0, G_OPTION_ARG_NONE, &ctl->no_color, NULL, NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &ctl->help, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) args = g_strdupv (argv);
  GError *error = NULL;

  g_option_context_set_help_enabled (context, FALSE);
  if (own != NULL)
    g_option_context_add_main_entries (context, own, NULL);
  g_option_context_add_main_entries (context, global, NULL);
  if (!g_option_context_parse_strv (context, &args, &error))
    {
      *ret_exit = ctl_fail_printf (ctl, CTL_USAGE, _ ("%s; see \"vpnctl %s --help\""),
                                   error->message, ctl->command->name);
      g_error_free (error);
      return FALSE;
    }
  if (ctl->help)
    {
      *ret_exit = print_usage_of_command (ctl, own);
      return FALSE;
    }
  *ret_args = g_strdupv (args + 1);
  return TRUE;
}

gboolean
ctl_parse_counted (Ctl *ctl, char **argv, const GOptionEntry *own, guint min, guint max,
                   char ***ret_args, CtlExit *ret_exit)
{
  g_auto (GStrv) args = NULL;
  guint n;

  if (!ctl_parse (ctl, argv, own, &args, ret_exit))
    return FALSE;
  n = g_strv_length (args);
  if (n < min || n > max)
    {
      *ret_exit = ctl_fail_printf (ctl, CTL_USAGE, _ ("Usage: vpnctl %s %s"), ctl->command->name,
                                   ctl->command->arguments);
      return FALSE;
    }
  *ret_args = g_steal_pointer (&args);
  return TRUE;
}

gboolean
ctl_begin (Ctl *ctl, char **argv, const GOptionEntry *own, guint min, guint max, char ***ret_args,
           CtlExit *ret_exit)
{
  g_auto (GStrv) args = NULL;

  if (!ctl_parse_counted (ctl, argv, own, min, max, &args, ret_exit))
    return FALSE;
  *ret_exit = ctl_open (ctl);
  if (*ret_exit != CTL_OK)
    return FALSE;
  *ret_args = g_steal_pointer (&args);
  return TRUE;
}

VpnClientProfile *
ctl_begin_with_profile (Ctl *ctl, char **argv, const GOptionEntry *own, guint max, char ***ret_args,
                        CtlExit *ret_exit)
{
  VpnClientProfile *profile;

  if (!ctl_begin (ctl, argv, own, 1, max, ret_args, ret_exit))
    return NULL;
  profile = ctl_find_profile (ctl, (*ret_args)[0]);
  if (profile == NULL)
    *ret_exit = CTL_NOT_FOUND;
  else
    g_object_ref (profile); /* the list may drop it while the command waits */
  return profile;
}

static CtlExit
print_usage (Ctl *ctl, FILE *to)
{
  fprintf (to, "%s\n\n%s\n", _ ("Usage: vpnctl COMMAND [ARGUMENT...]"), _ ("Commands:"));
  for (const CtlCommand *command = ctl->commands; command->name != NULL; command++)
    fprintf (to, "  %-12s %s\n", command->name, _ (command->summary));
  fprintf (to, "\n%s\n  %-12s %s\n  %-12s %s\n  %-12s %s\n  %-12s %s\n  %-12s %s\n", _ ("Options:"),
           "--json", _ ("Print JSON (list, show, status)"), "--quiet", _ ("Print errors only"),
           "--no-color", _ ("Print without colors"), "--help", _ ("Explain a command"), "--version",
           _ ("Print the version"));
  return to == ctl->out ? CTL_OK : CTL_USAGE;
}

static const CtlCommand *
find_command (const Ctl *ctl, const char *name)
{
  for (const CtlCommand *command = ctl->commands; command->name != NULL; command++)
    if (strcmp (command->name, name) == 0)
      return command;
  return NULL;
}

/* The first argument that is no option names the command; it is taken out of argv. */
static char *
take_command_name (char **argv)
{
  for (guint i = 1; argv[i] != NULL; i++)
    if (argv[i][0] != '-')
      {
        char *name = argv[i];

        memmove (&argv[i], &argv[i + 1], sizeof (char *) * (g_strv_length (argv + i)));
        return name;
      }
  return NULL;
}

static void
look_at_output (Ctl *ctl)
{
  const char *term = g_getenv ("TERM");
  const char *charset;
  int fd = fileno (ctl->out);

  ctl->utf8 = g_get_charset (&charset);
  ctl->terminal = fd >= 0 && isatty (fd) && term != NULL && strcmp (term, "dumb") != 0;
  if (g_getenv ("NO_COLOR") != NULL)
    ctl->no_color = TRUE;
}

CtlExit
ctl_main (const CtlCommand *commands, int argc, char **argv, FILE *out, FILE *err)
{
  g_auto (GStrv) args = g_strdupv (argv);
  g_autofree char *name = NULL;
  Ctl ctl = { .commands = commands, .out = out, .err = err };
  CtlExit exit;

  look_at_output (&ctl);
  name = take_command_name (args);
  if (name == NULL && g_strv_contains ((const char *const *) args, "--version"))
    {
      fprintf (out, "vpnctl %s\n", GENKAN_VERSION);
      return CTL_OK;
    }
  if (name == NULL || strcmp (name, "help") == 0)
    return print_usage (&ctl, name == NULL && argc < 2 ? err : out);
  ctl.command = find_command (&ctl, name);
  if (ctl.command == NULL)
    return ctl_fail_printf (&ctl, CTL_USAGE, _ ("There is no command \"%s\"; see \"vpnctl help\""),
                            name);
  exit = ctl.command->run (&ctl, args);
  g_clear_object (&ctl.client);
  fflush (out);
  return exit;
}
