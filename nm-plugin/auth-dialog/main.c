// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* nm-genkan-auth-dialog: run by agents of NetworkManager (nmcli, GNOME Shell, nm-applet) as the
 * user, to learn which secrets a connection needs and to ask for them. */
#include "config.h"

#include "nmv-ask.h"
#include "nmv-auth.h"
#include "nmv-keyring.h"
#include "nmv-keys.h"
#include "secret.h"

#include <glib/gi18n.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

typedef struct
{
  char *uuid, *name, *service; /* owned */
  char **hints;                /* owned */
  gboolean interactive, retry, external_ui;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->uuid);
  g_free (options->name);
  g_free (options->service);
  g_strfreev (options->hints);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (int *argc, char ***argv, Options *options, GError **error)
{
  const GOptionEntry entries[] = {
    { "uuid", 'u', 0, G_OPTION_ARG_STRING, &options->uuid, N_ ("UUID of the connection"),
      N_ ("UUID") },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &options->name, N_ ("Name of the connection"),
      N_ ("NAME") },
    { "service", 's', 0, G_OPTION_ARG_STRING, &options->service, N_ ("VPN service"),
      N_ ("SERVICE") },
    { "allow-interaction", 'i', 0, G_OPTION_ARG_NONE, &options->interactive,
      N_ ("The user may be asked"), NULL },
    { "reprompt", 'r', 0, G_OPTION_ARG_NONE, &options->retry, N_ ("Known secrets are wrong"),
      NULL },
    { "hint", 't', 0, G_OPTION_ARG_STRING_ARRAY, &options->hints, N_ ("What is wanted"),
      N_ ("HINT") },
    { "external-ui-mode", 0, 0, G_OPTION_ARG_NONE, &options->external_ui,
      N_ ("Tell what to ask for, and do not ask"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _ ("Asks for the secrets of a VPN for NetworkManager."));
  g_option_context_add_main_entries (context, entries, GENKAN_GETTEXT_DOMAIN);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (options->uuid != NULL && options->name != NULL
      && g_strcmp0 (options->service, NMV_SERVICE_NAME) == 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("needs a connection of the service %s"), NMV_SERVICE_NAME);
  return FALSE;
}

/* Without a buffer on the way, which would keep it. */
static void
print_all (const char *text)
{
  fputs (text, stdout);
}

/* For agents without windows of their own: name and value on lines, an empty line. */
static void
print_lines (const NmvAuth *auth)
{
  for (guint i = 0; i < auth->n_fields; i++)
    if (auth->fields[i].value != NULL)
      {
        print_all (auth->fields[i].name);
        print_all ("\n");
        print_all (auth->fields[i].value);
        print_all ("\n");
      }
  print_all ("\n\n");
}

/* They say when it was read. */
static void
wait_for_quit (void)
{
  char word[16];

  while (fgets (word, sizeof word, stdin) != NULL && !g_str_has_prefix (word, "QUIT"))
    ;
}

/* FALSE: nobody answered. */
static gboolean
answer (const Options *options, NmvAuth *auth, int *argc, char ***argv)
{
  g_autofree char *text = NULL;

  nmv_keyring_look_up (auth, options->uuid, options->interactive);
  if (options->external_ui)
    {
      text = nmv_auth_to_external_ui (auth);
      print_all (text);
      secret_wipe (text, strlen (text));
      return TRUE;
    }
  if (nmv_auth_must_ask (auth) && !nmv_ask (auth, argc, argv))
    return FALSE;
  print_lines (auth);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (GHashTable) data = NULL;
  g_autoptr (GHashTable) secrets = NULL;
  g_autoptr (NmvAuth) auth = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GENKAN_GETTEXT_DOMAIN, GENKAN_LOCALEDIR);
  bind_textdomain_codeset (GENKAN_GETTEXT_DOMAIN, "UTF-8");
  textdomain (GENKAN_GETTEXT_DOMAIN);
  (void) prctl (PR_SET_DUMPABLE, 0);
  (void) setvbuf (stdout, NULL, _IONBF, 0);
  if (!parse_options (&argc, &argv, &options, &error))
    {
      g_printerr ("%s: %s\n", g_get_prgname (), error->message);
      return EXIT_FAILURE;
    }
  if (!nm_vpn_service_plugin_read_vpn_details (STDIN_FILENO, &data, &secrets))
    {
      g_printerr ("%s: %s\n", g_get_prgname (), _ ("no connection came on standard input"));
      return EXIT_FAILURE;
    }
  auth = nmv_auth_new (&(NmvAuthRequest){
      .name = options.name,
      .hints = (const char *const *) options.hints,
      .interactive = options.interactive,
      .retry = options.retry,
      .data = data,
      .secrets = secrets,
  });
  g_clear_pointer (&secrets, g_hash_table_unref);
  if (!answer (&options, auth, &argc, &argv))
    return EXIT_FAILURE;
  g_clear_pointer (&auth, nmv_auth_free);
  if (!options.external_ui)
    wait_for_quit ();
  return EXIT_SUCCESS;
}
