// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One run of vpnctl: the command line, genkand, failing, waiting. */
#include "ctl.h"

#include "config.h"
#include "ctl-suggest.h"
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
    case VPN_ERROR_FILE_NEEDED:
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
  CtlExit exit = ctl_exit_of_error (owned);

  if (exit == CTL_NOT_AUTHORIZED)
    return ctl_fail_printf (ctl, exit,
                            _ ("%s; log in at this computer itself rather than from elsewhere, or "
                               "let its administrator do it"),
                            owned->message);
  return ctl_fail (ctl, exit, owned->message);
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

/* Names of the profiles that can be seen, owned. */
static char **
list_profile_names (Ctl *ctl)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  GListModel *profiles = vpn_client_get_profiles (ctl->client);
  guint n = g_list_model_get_n_items (profiles);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientProfile) profile = g_list_model_get_item (profiles, i);

      g_strv_builder_add (names, vpn_client_profile_get_name (profile));
    }
  return g_strv_builder_end (names);
}

VpnClientProfile *
ctl_find_profile (Ctl *ctl, const char *name)
{
  VpnClientProfile *profile = vpn_client_find_profile (ctl->client, name);
  g_auto (GStrv) names = NULL;
  const char *near = NULL;

  if (profile != NULL)
    return profile;
  names = list_profile_names (ctl);
  near = ctl_suggest (name, (const char *const *) names);
  if (near != NULL)
    ctl_fail_printf (ctl, CTL_NOT_FOUND, _ ("There is no profile \"%s\"; did you mean \"%s\"?"),
                     name, near);
  else
    ctl_fail_printf (ctl, CTL_NOT_FOUND,
                     _ ("There is no profile \"%s\"; see \"vpnctl list\", or add it with \"vpnctl "
                        "add\""),
                     name);
  return NULL;
}

gboolean
ctl_reveal_profile (VpnClientProfile *profile, GError **error)
{
  g_auto (CtlWait) wait = { NULL };

  vpn_client_profile_reveal_async (profile, NULL, ctl_on_result, &wait);
  return vpn_client_profile_reveal_finish (profile, ctl_wait (&wait), error);
}

/* The only profile there is; NULL with the sentence printed when there is another number. */
static VpnClientProfile *
find_only_profile (Ctl *ctl, CtlExit *ret_exit)
{
  GListModel *profiles = vpn_client_get_profiles (ctl->client);
  g_auto (GStrv) names = list_profile_names (ctl);
  g_autofree char *all = g_strjoinv (", ", names);

  if (names[0] != NULL && names[1] == NULL)
    return g_list_model_get_item (profiles, 0);
  if (names[0] == NULL)
    *ret_exit
        = ctl_fail (ctl, CTL_NOT_FOUND, _ ("There are no profiles; add one with \"vpnctl add\""));
  else
    *ret_exit = ctl_fail_printf (ctl, CTL_USAGE, _ ("Which one? Name one of: %s"), all);
  return NULL;
}

/* ---- The command line ------------------------------------------------------------------------ */

static void
print_usage_line (const CtlCommand *command, FILE *to)
{
  fprintf (to, "%s vpnctl %s%s%s\n", _ ("Usage:"), command->name,
           *command->arguments != '\0' ? " " : "", command->arguments);
}

static CtlExit
print_usage_of_command (Ctl *ctl, const GOptionEntry *own)
{
  const CtlCommand *command = ctl->command;

  print_usage_line (command, ctl->out);
  fprintf (ctl->out, "\n%s\n", _ (command->summary));
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

/* One option a line for completion: "--wait" and, behind a tab, what it does. */
static void
print_options (Ctl *ctl, const GOptionEntry *own)
{
  for (; own != NULL && own->long_name != NULL; own++)
    fprintf (ctl->out, "--%s\t%s\n", own->long_name, _ (own->description));
  if (ctl->command->flags & CTL_PRINTS_JSON)
    fprintf (ctl->out, "--json\t%s\n", _ ("Print JSON"));
  fprintf (ctl->out, "--quiet\t%s\n--no-color\t%s\n--help\t%s\n", _ ("Print errors only"),
           _ ("Print without colors"), _ ("Explain a command"));
}

/* "Unknown option --wiat" of GOption, with the option that was meant when one is near. */
static CtlExit
fail_option (Ctl *ctl, const GOptionEntry *own, const char *message)
{
  static const char *const global[] = { "json", "quiet", "no-color", "help" };
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  const char *typed = strstr (message, " --");
  const char *near;

  for (gsize i = 0; i < G_N_ELEMENTS (global); i++)
    g_ptr_array_add (known, (gpointer) global[i]);
  for (; own != NULL && own->long_name != NULL; own++)
    g_ptr_array_add (known, (gpointer) own->long_name);
  g_ptr_array_add (known, NULL);
  near = typed == NULL ? NULL : ctl_suggest (typed + 3, (const char *const *) known->pdata);
  /* One that is there has a wrong value. */
  if (near != NULL && !g_str_equal (near, typed + 3))
    return ctl_fail_printf (ctl, CTL_USAGE, _ ("%s; did you mean --%s?"), message, near);
  return ctl_fail_printf (ctl, CTL_USAGE, _ ("%s; see \"vpnctl %s --help\""), message,
                          ctl->command->name);
}

static gboolean
parse_options (Ctl *ctl, char **argv, const GOptionEntry *own, CtlExit *ret_exit)
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
  g_autoptr (GError) error = NULL;

  g_option_context_set_help_enabled (context, FALSE);
  if (own != NULL)
    g_option_context_add_main_entries (context, own, NULL);
  g_option_context_add_main_entries (context, global, NULL);
  if (!g_option_context_parse_strv (context, &args, &error))
    {
      *ret_exit = fail_option (ctl, own, error->message);
      return FALSE;
    }
  ctl->args = g_strdupv (args + 1);
  return TRUE;
}

gboolean
ctl_parse (Ctl *ctl, char **argv, const GOptionEntry *own, CtlExit *ret_exit)
{
  const CtlCommand *command = ctl->command;
  guint n;

  *ret_exit = CTL_OK;
  if (ctl->completing)
    {
      print_options (ctl, own);
      return FALSE;
    }
  if (!parse_options (ctl, argv, own, ret_exit))
    return FALSE;
  n = g_strv_length (ctl->args);
  if (ctl->help)
    *ret_exit = print_usage_of_command (ctl, own);
  else if (n < command->min || n > command->max)
    *ret_exit = ctl_fail_printf (ctl, CTL_USAGE, "%s vpnctl %s%s%s", _ ("Usage:"), command->name,
                                 *command->arguments != '\0' ? " " : "", command->arguments);
  else if (ctl->json && !(command->flags & CTL_PRINTS_JSON))
    *ret_exit = ctl_fail_printf (ctl, CTL_USAGE, _ ("\"vpnctl %s\" prints no JSON"), command->name);
  else
    return TRUE;
  return FALSE;
}

gboolean
ctl_start (Ctl *ctl, CtlExit *ret_exit)
{
  *ret_exit = ctl_open (ctl);
  if (*ret_exit != CTL_OK)
    return FALSE;
  if (ctl->command->flags & CTL_WANTS_RIGHT)
    ctl->authority = ctl_authority_new ();
  if (!(ctl->command->flags & CTL_TAKES_PROFILE)
      && !(ctl->command->flags & CTL_MAY_TAKE_PROFILE && ctl->args[0] != NULL))
    return TRUE;
  if (ctl->args[0] == NULL && (ctl->command->flags & CTL_TAKES_ONLY))
    ctl->profile = find_only_profile (ctl, ret_exit);
  else
    {
      *ret_exit = CTL_NOT_FOUND;
      /* Kept: the list may drop it while the command waits. */
      g_set_object (&ctl->profile, ctl_find_profile (ctl, ctl->args[0]));
    }
  return ctl->profile != NULL;
}

gboolean
ctl_begin (Ctl *ctl, char **argv, const GOptionEntry *own, CtlExit *ret_exit)
{
  return ctl_parse (ctl, argv, own, ret_exit) && ctl_start (ctl, ret_exit);
}

static CtlExit
print_usage (Ctl *ctl, FILE *to)
{
  fprintf (to, "%s\n\n%s\n", _ ("Usage: vpnctl COMMAND [ARGUMENT...]"), _ ("Commands:"));
  for (const CtlCommand *command = ctl->commands; command->name != NULL; command++)
    if (!(command->flags & CTL_IS_HIDDEN))
      fprintf (to, "  %-12s %s\n", command->name, _ (command->summary));
  fprintf (to, "\n%s\n  %-12s %s\n  %-12s %s\n  %-12s %s\n  %-12s %s\n  %-12s %s\n", _ ("Options:"),
           "--json", _ ("Print JSON (doctor, list, monitor, report, show, status)"), "--quiet",
           _ ("Print errors only"), "--no-color", _ ("Print without colors"), "--help",
           _ ("Explain a command"), "--version", _ ("Print the version"));
  return to == ctl->out ? CTL_OK : CTL_USAGE;
}

const CtlCommand *
ctl_find_command (const Ctl *ctl, const char *name)
{
  for (const CtlCommand *command = ctl->commands; command->name != NULL; command++)
    if (strcmp (command->name, name) == 0)
      return command;
  return NULL;
}

static CtlExit
fail_no_command (Ctl *ctl, const char *name)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  const char *near;

  for (const CtlCommand *command = ctl->commands; command->name != NULL; command++)
    if (!(command->flags & CTL_IS_HIDDEN))
      g_ptr_array_add (known, (gpointer) command->name);
  g_ptr_array_add (known, NULL);
  near = ctl_suggest (name, (const char *const *) known->pdata);
  if (near != NULL)
    return ctl_fail_printf (ctl, CTL_USAGE, _ ("There is no command \"%s\"; did you mean \"%s\"?"),
                            name, near);
  return ctl_fail_printf (ctl, CTL_USAGE, _ ("There is no command \"%s\"; see \"vpnctl help\""),
                          name);
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

/* What there is to do without a command: argv has options only. */
static CtlExit
run_without_command (Ctl *ctl, char **argv)
{
  static const char *const known[] = { "--json", "--quiet", "-q", "--no-color", NULL };

  for (char **at = argv + 1; *at != NULL; at++)
    {
      if (strcmp (*at, "--version") == 0 || strcmp (*at, "-V") == 0)
        {
          fprintf (ctl->out, "vpnctl %s\n", GENKAN_VERSION);
          return CTL_OK;
        }
      if (strcmp (*at, "--help") == 0 || strcmp (*at, "-h") == 0)
        return print_usage (ctl, ctl->out);
      if (!g_strv_contains (known, *at))
        return ctl_fail_printf (ctl, CTL_USAGE, _ ("Unknown option %s; see \"vpnctl help\""), *at);
    }
  return print_usage (ctl, ctl->err);
}

/* "vpnctl help", or of one command. argv has the options and arguments behind it. */
static CtlExit
run_help (Ctl *ctl, char **argv)
{
  g_autofree char *name = take_command_name (argv);
  char *help[] = { argv[0], (char *) "--help", NULL };

  if (name == NULL)
    return print_usage (ctl, ctl->out);
  ctl->command = ctl_find_command (ctl, name);
  return ctl->command != NULL ? ctl->command->run (ctl, help) : fail_no_command (ctl, name);
}

static CtlExit
run (Ctl *ctl, const char *name, char **argv)
{
  if (name == NULL)
    return run_without_command (ctl, argv);
  if (strcmp (name, "help") == 0)
    return run_help (ctl, argv);
  ctl->command = ctl_find_command (ctl, name);
  return ctl->command != NULL ? ctl->command->run (ctl, argv) : fail_no_command (ctl, name);
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
  exit = run (&ctl, name, args);
  g_clear_pointer (&ctl.authority, ctl_authority_free);
  g_clear_object (&ctl.profile);
  g_clear_object (&ctl.client);
  g_strfreev (ctl.args);
  fflush (out);
  return exit;
}
