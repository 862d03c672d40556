// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnOptions: the command line. */
#include "config.h"

#include "vpn-options.h"

#include <glib/gi18n.h>

/* A relative path would change its meaning with the working directory. */
static void
complete_path (char **path, const char *standard)
{
  g_autofree char *given = g_steal_pointer (path);

  *path = g_canonicalize_filename (given != NULL ? given : standard, NULL);
}

VpnOptions *
vpn_options_parse (int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (VpnOptions) options = g_new0 (VpnOptions, 1);
  const GOptionEntry entries[] = {
    { "config-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->config_dir,
      N_ ("Directory of the system's profiles"), "DIR" },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->state_dir,
      N_ ("Directory of the users' profiles"), "DIR" },
    { "runtime-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->runtime_dir,
      N_ ("Directory of journals of what was changed on this computer"), "DIR" },
    { "worker", 0, 0, G_OPTION_ARG_FILENAME, &options->worker, N_ ("Path of genkan-worker"),
      "FILE" },
    { "resolver", 0, 0, G_OPTION_ARG_FILENAME, &options->resolver, N_ ("Path of genkan-resolve"),
      "FILE" },
    { "lockdown", 0, 0, G_OPTION_ARG_NONE, &options->lockdown,
      N_ ("Close the network as the profiles want it, and end"), NULL },
    { "unlock", 0, 0, G_OPTION_ARG_NONE, &options->unlock,
      N_ ("Open what --lockdown closed, and end"), NULL },
    { "debug", 0, 0, G_OPTION_ARG_NONE, &options->debug, N_ ("Log more; never secrets"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_ ("Print the version"), NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GENKAN_GETTEXT_DOMAIN);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return NULL;
  if (argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "%s %s",
                   _ ("What is this:"), argv[1]);
      return NULL;
    }
  complete_path (&options->config_dir, GENKAN_CONFIG_DIR);
  complete_path (&options->state_dir, GENKAN_STATE_DIR);
  complete_path (&options->runtime_dir, GENKAN_RUNTIME_DIR);
  return g_steal_pointer (&options);
}

void
vpn_options_free (VpnOptions *options)
{
  if (options == NULL)
    return;
  g_free (options->config_dir);
  g_free (options->state_dir);
  g_free (options->runtime_dir);
  g_free (options->worker);
  g_free (options->resolver);
  g_free (options);
}
