// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl connect: starts a connection, shows its steps, answers its questions and waits for its
 * end or its success. */
#include "ctl-ask.h"
#include "ctl-commands.h"
#include "ctl-doubt.h"
#include "ctl-names.h"
#include "ctl-output.h"
#include "ctl-steps.h"

#include "vpn-client-text.h"
#include "vpn-client-user.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#define DISCONNECT_MS 3000 /* genkand promises two seconds */
#define USER_MAX      1024

typedef struct
{
  int wait_s;      /* 0: as long as it takes */
  int password_fd; /* -1: none given */
  gboolean detach;
  char *user; /* owned; NULL: as the profile says, or as kept */
} ConnectOptions;

static void
connect_options_clear (ConnectOptions *options)
{
  g_free (options->user);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ConnectOptions, connect_options_clear)

typedef struct
{
  Ctl *ctl;                        /* borrowed */
  VpnClientConnection *connection; /* owned; NULL until genkand gave it */
  GCancellable *starting;          /* owned; the call that starts it */
  CtlDoubt *doubt;                 /* owned; NULL until it is under way */
  CtlSteps steps;
  gboolean interrupted, timed_out;
  gboolean given_up; /* the disconnection took too long, or a second Ctrl-C */
} Attempt;

static void
on_step (VpnClientConnection *connection, int step, const char *detail, gpointer user_data)
{
  Attempt *attempt = user_data;

  ctl_steps_begin (&attempt->steps, (VpnStep) step, detail);
}

static void
on_message (VpnClientConnection *connection, const char *text, gpointer user_data)
{
  Attempt *attempt = user_data;

  if (attempt->ctl->quiet)
    return;
  ctl_steps_pause (&attempt->steps);
  fprintf (attempt->ctl->out, _ ("The gateway says: %s\n"), text);
  fflush (attempt->ctl->out);
}

/* ---- Ending it early ------------------------------------------------------------------------- */

static gboolean
on_give_up (gpointer user_data)
{
  Attempt *attempt = user_data;

  attempt->given_up = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
on_disconnect_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* What matters is the state that follows; an error means that it is over already. */
  (void) vpn_client_connection_disconnect_finish (VPN_CLIENT_CONNECTION (source), result, NULL);
}

static void
begin_to_end (Attempt *attempt)
{
  if (attempt->connection != NULL)
    vpn_client_connection_disconnect_async (attempt->connection, NULL, on_disconnect_called, NULL);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Attempt *attempt = user_data;

  if (attempt->interrupted)
    {
      attempt->given_up = TRUE;
      g_cancellable_cancel (attempt->starting);
      return G_SOURCE_CONTINUE;
    }
  attempt->interrupted = TRUE;
  begin_to_end (attempt);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_time_is_up (gpointer user_data)
{
  Attempt *attempt = user_data;

  if (attempt->interrupted || attempt->timed_out)
    return G_SOURCE_CONTINUE;
  attempt->timed_out = TRUE;
  begin_to_end (attempt);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_settled (const Attempt *attempt)
{
  VpnState state = vpn_client_connection_get_state (attempt->connection);

  if (attempt->given_up || vpn_client_connection_is_over (attempt->connection)
      || (state == VPN_STATE_FAILED && !attempt->interrupted && !attempt->timed_out))
    return TRUE;
  return state == VPN_STATE_CONNECTED && !attempt->interrupted && !attempt->timed_out;
}

/* Runs the loop until it is connected or over, or nobody wants to wait any more. */
static void
follow (Attempt *attempt)
{
  guint give_up = 0;

  while (!is_settled (attempt))
    {
      if (give_up == 0 && (attempt->interrupted || attempt->timed_out))
        give_up = g_timeout_add (DISCONNECT_MS, on_give_up, attempt);
      g_main_context_iteration (NULL, TRUE);
    }
  if (give_up != 0)
    g_source_remove (give_up);
}

/* ---- Where answers come from ----------------------------------------------------------------- */

/* The descriptor to read answers from, -1 when nobody can be asked. */
static int
find_input (const ConnectOptions *options)
{
  if (options->password_fd >= 0)
    return options->password_fd;
  return isatty (STDIN_FILENO) == 1 ? STDIN_FILENO : -1;
}

/* Standard output may be a file even where there is a terminal to ask at. */
static FILE *
find_prompt (const Ctl *ctl)
{
  return isatty (STDERR_FILENO) == 1 ? ctl->err : ctl->out;
}

/* ---- The result ------------------------------------------------------------------------------ */

static CtlExit
fail_for_want_of_answers (Attempt *attempt, const CtlAsk *ask)
{
  Ctl *ctl = attempt->ctl;
  const char *name = vpn_client_connection_get_name (attempt->connection);
  g_autofree char *sentence = NULL;

  if (ask == NULL)
    return ctl_fail_printf (ctl, CTL_NEEDS_PERSON,
                            _ ("\"%s\" needs a password, passphrase or code and there is no "
                               "terminal to ask at; run this in a terminal or use --password-fd"),
                            name);
  switch (ctl_ask_get_end (ask))
    {
    case CTL_ASK_REFUSED:
      sentence = vpn_reason_explain (ctl_ask_get_refusal (ask), VPN_VOICE_COMMANDS,
                                     &(VpnReasonFacts){ vpn_dbus_connection_get_gateway (
                                         vpn_client_connection_get_proxy (attempt->connection)) });
      return ctl_fail (ctl, ctl_exit_of_reason (ctl_ask_get_refusal (ask)), sentence);
    case CTL_ASK_NO_LINE:
      return ctl_fail_printf (ctl, CTL_NEEDS_PERSON,
                              _ ("\"%s\" asked for another password, passphrase or code and "
                                 "--password-fd had no line left; give one line for each "
                                 "question"),
                              name);
    case CTL_ASK_FINE:
    case CTL_ASK_DECLINED:
      break;
    }
  sentence = vpn_client_connection_explain (attempt->connection, VPN_VOICE_COMMANDS);
  return ctl_fail (ctl, CTL_NEEDS_PERSON, sentence);
}

static void
print_good (Ctl *ctl, VpnClientConnection *connection)
{
  g_autofree char *names = ctl->quiet ? NULL : ctl_names_explain (connection);

  ctl_print_summary (ctl, connection);
  if (names != NULL)
    fprintf (ctl->out, "%s\n", names);
}

static CtlExit
report (Attempt *attempt, const CtlAsk *ask, const ConnectOptions *options)
{
  Ctl *ctl = attempt->ctl;
  VpnReason reason = vpn_client_connection_get_reason (attempt->connection);
  g_autofree char *sentence = NULL;
  gboolean good;

  good = vpn_client_connection_get_state (attempt->connection) == VPN_STATE_CONNECTED
         && !attempt->interrupted && !attempt->timed_out;
  ctl_steps_end (&attempt->steps, good);
  if (good)
    {
      print_good (ctl, attempt->connection);
      return CTL_OK;
    }
  if (attempt->interrupted)
    return ctl_fail (ctl, CTL_INTERRUPTED, _ ("Interrupted; nothing is left connected"));
  if (attempt->timed_out)
    return ctl_fail_printf (ctl, CTL_TIMED_OUT,
                            _ ("Not connected within %d s; try again with a longer --wait"),
                            options->wait_s);
  if (vpn_client_connection_is_lost (attempt->connection))
    {
      sentence = vpn_client_connection_explain (attempt->connection, VPN_VOICE_COMMANDS);
      return ctl_fail (ctl, CTL_NO_DAEMON, sentence);
    }
  if (reason == VPN_REASON_NO_SECRETS)
    return fail_for_want_of_answers (attempt, ask);
  if (vpn_reason_get_kind (reason) == VPN_KIND_UNREACHABLE && attempt->doubt != NULL)
    sentence = ctl_doubt_explain (attempt->doubt);
  if (sentence == NULL)
    sentence = vpn_client_connection_explain (attempt->connection, VPN_VOICE_COMMANDS);
  return ctl_fail (ctl, reason == VPN_REASON_NONE ? CTL_FAILED : ctl_exit_of_reason (reason),
                   sentence);
}

/* ---- The command ----------------------------------------------------------------------------- */

/* The connection of a profile that is up or on its way, owned; NULL: none. One that has failed and
 * is held has to be asked to try again. */
static VpnClientConnection *
find_live_connection (Ctl *ctl, VpnClientProfile *profile)
{
  VpnClientConnection *known
      = vpn_client_find_connection (ctl->client, vpn_client_profile_get_name (profile));

  if (known == NULL || vpn_client_connection_is_over (known)
      || vpn_client_connection_get_state (known) == VPN_STATE_FAILED)
    return NULL;
  return g_object_ref (known);
}

/* Asks genkand for the connection. After Ctrl-C meanwhile it is ended as soon as it is there, so
 * that none is left behind; a second Ctrl-C does not wait (polkit may ask for a password). */
static gboolean
start (Attempt *attempt, VpnClientProfile *profile, const char *user, VpnClientAgent *agent,
       GError **error)
{
  Ctl *ctl = attempt->ctl;
  g_auto (CtlWait) wait = { NULL };
  VpnClientConnectOptions options = { .user = user };

  attempt->connection = find_live_connection (ctl, profile);
  if (attempt->connection != NULL)
    return TRUE;
  if (agent != NULL)
    options.agent = vpn_client_agent_get_path (agent);
  vpn_client_connect_async (ctl->client, profile, &options, attempt->starting, ctl_on_result,
                            &wait);
  attempt->connection = vpn_client_connect_finish (ctl->client, ctl_wait (&wait), error);
  return attempt->connection != NULL;
}

static CtlExit
fail_to_start (Attempt *attempt, GError *error)
{
  g_autoptr (GError) owned = error;

  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ctl_fail (attempt->ctl, CTL_INTERRUPTED, _ ("Interrupted"));
  return ctl_fail_error (attempt->ctl, g_steal_pointer (&owned));
}

/* Asks who signs in with a profile that is everybody's; owned. NULL: nobody answers. */
static char *
ask_user (const VpnProfile *settings, int input, FILE *prompt_to)
{
  char line[USER_MAX];

  if (input != STDIN_FILENO || isatty (input) != 1)
    return NULL;
  fprintf (prompt_to, _ ("User name for %s: "), vpn_profile_get_string (settings, VPN_KEY_NAME));
  fflush (prompt_to);
  if (fgets (line, sizeof line, stdin) == NULL || *g_strstrip (line) == '\0')
    return NULL;
  return g_strdup (line);
}

/* FALSE: it has to be said, and nobody says it. ret_user: owned; NULL: as the profile says. */
static gboolean
choose_user (VpnClientProfile *profile, const ConnectOptions *options, int input, FILE *prompt_to,
             char **ret_user)
{
  g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (profile, NULL);

  *ret_user = NULL;
  if (options->user != NULL)
    *ret_user = g_strdup (options->user);
  else if (settings != NULL && vpn_profile_lacks_user (settings))
    {
      *ret_user = vpn_client_user_recall (settings);
      if (*ret_user == NULL)
        *ret_user = ask_user (settings, input, prompt_to);
      return *ret_user != NULL;
    }
  return TRUE;
}

static void
keep_user (Attempt *attempt, VpnClientProfile *profile, const char *user)
{
  g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (profile, NULL);
  g_autoptr (GError) error = NULL;

  if (user == NULL || settings == NULL
      || vpn_client_connection_get_state (attempt->connection) != VPN_STATE_CONNECTED)
    return;
  if (!vpn_client_user_remember (settings, user, &error))
    ctl_fail (attempt->ctl, CTL_OK, error->message);
}

static CtlExit
run_attempt (Attempt *attempt, VpnClientProfile *profile, const ConnectOptions *options)
{
  Ctl *ctl = attempt->ctl;
  int input = options->detach ? -1 : find_input (options);
  g_autofree char *user = NULL;
  g_autoptr (VpnClientAgent) agent = NULL;
  g_autoptr (CtlAsk) ask = NULL;
  GError *error = NULL;

  if (!ctl_reveal_profile (profile, &error))
    return ctl_fail_error (ctl, error);
  if (!choose_user (profile, options, input, find_prompt (ctl), &user))
    return ctl_fail_printf (ctl, CTL_NEEDS_PERSON,
                            _ ("\"%s\" is for everybody and does not say who signs in; say it with "
                               "--user"),
                            vpn_client_profile_get_name (profile));
  if (input >= 0)
    {
      agent = vpn_client_agent_new (ctl->client, &error);
      if (agent == NULL)
        return ctl_fail_error (ctl, error);
      ask = ctl_ask_new (agent, &attempt->steps, input, find_prompt (ctl));
    }
  if (!start (attempt, profile, user, agent, &error))
    return fail_to_start (attempt, error);
  if (options->detach)
    return CTL_OK;
  g_signal_connect (attempt->connection, "step", G_CALLBACK (on_step), attempt);
  g_signal_connect (attempt->connection, "message", G_CALLBACK (on_message), attempt);
  /* The first steps may be over before we could listen. */
  if (vpn_client_connection_get_state (attempt->connection) == VPN_STATE_CONNECTING)
    on_step (attempt->connection, (int) vpn_client_connection_get_step (attempt->connection),
             vpn_client_connection_get_step_detail (attempt->connection), attempt);
  if (attempt->interrupted || attempt->timed_out)
    begin_to_end (attempt);
  attempt->doubt = ctl_doubt_new (ctl->client, profile);
  follow (attempt);
  if (ask != NULL)
    ctl_ask_stop (ask);
  g_signal_handlers_disconnect_by_data (attempt->connection, attempt);
  keep_user (attempt, profile, user);
  return report (attempt, ask, options);
}

static CtlExit
attempt_to_connect (Ctl *ctl, VpnClientProfile *profile, const ConnectOptions *options)
{
  Attempt attempt = { .ctl = ctl, .starting = g_cancellable_new () };
  guint sources[] = {
    g_unix_signal_add (SIGINT, on_interrupt, &attempt),
    g_unix_signal_add (SIGTERM, on_interrupt, &attempt),
    g_unix_signal_add (SIGHUP, on_interrupt, &attempt),
    options->wait_s > 0 ? g_timeout_add_seconds ((guint) options->wait_s, on_time_is_up, &attempt)
                        : 0,
  };
  CtlExit exit;

  ctl_steps_init (&attempt.steps, ctl);
  exit = run_attempt (&attempt, profile, options);
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != 0)
      g_source_remove (sources[i]);
  ctl_steps_clear (&attempt.steps);
  g_clear_pointer (&attempt.doubt, ctl_doubt_free);
  g_clear_object (&attempt.connection);
  g_object_unref (attempt.starting);
  return exit;
}

CtlExit
ctl_cmd_connect (Ctl *ctl, char **argv)
{
  g_auto (ConnectOptions) options = { .password_fd = -1 };
  const GOptionEntry entries[] = {
    { "wait", 'w', 0, G_OPTION_ARG_INT, &options.wait_s, N_ ("Give up after this many seconds"),
      "SECONDS" },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &options.password_fd,
      N_ ("Read answers from this descriptor, one line each"), "N" },
    { "user", 'u', 0, G_OPTION_ARG_STRING, &options.user,
      N_ ("Who signs in, where the profile does not say it"), "USER" },
    { "detach", 'd', 0, G_OPTION_ARG_NONE, &options.detach,
      N_ ("Start it and do not wait for the end"), NULL },
    { NULL },
  };
  CtlExit exit;

  if (!ctl_parse (ctl, argv, entries, &exit))
    return exit;
  if (options.wait_s < 0)
    return ctl_fail (ctl, CTL_USAGE, _ ("--wait needs a number of seconds"));
  if (options.password_fd >= 0 && fcntl (options.password_fd, F_GETFD) < 0)
    return ctl_fail_printf (ctl, CTL_USAGE, _ ("--password-fd: descriptor %d is not open"),
                            options.password_fd);
  if (!ctl_start (ctl, &exit))
    return exit;
  return attempt_to_connect (ctl, ctl->profile, &options);
}
