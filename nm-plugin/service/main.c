// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* nm-genkan-service: started by NetworkManager for each connection. */
#include "config.h"

#include "nmv-keys.h"
#include "nmv-service.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>

/* Level of syslog that NetworkManager sets by the level of its own log. */
#define LEVEL_VARIABLE "NM_VPN_LOG_LEVEL"
#define LEVEL_DEBUG    7

static void
on_quit (NmvService *service, GMainLoop *loop)
{
  if (!nmv_service_is_busy (service))
    g_main_loop_quit (loop);
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
set_up_log (gboolean debug)
{
  const char *level = g_getenv (LEVEL_VARIABLE);
  gint64 number = 0;

  if (level != NULL)
    (void) g_ascii_string_to_signed (level, 10, 0, LEVEL_DEBUG, &number, NULL);
  g_log_writer_default_set_use_stderr (TRUE);
  if (debug || number >= LEVEL_DEBUG)
    g_setenv ("G_MESSAGES_DEBUG", "all", FALSE);
}

static int
run (const char *bus_name, gboolean stays)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NmvService) service = nmv_service_new (bus_name, stays, &error);

  if (service == NULL)
    {
      g_printerr ("%s: %s\n", g_get_prgname (), error->message);
      return EXIT_FAILURE;
    }
  bus = nm_vpn_service_plugin_get_connection (NM_VPN_SERVICE_PLUGIN (service));
  if (!stays)
    g_signal_connect (service, "quit", G_CALLBACK (on_quit), loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_main_loop_run (loop);
  /* genkand ends the connection of a service that leaves the bus. */
  nm_vpn_service_plugin_shutdown (NM_VPN_SERVICE_PLUGIN (service));
  (void) g_dbus_connection_flush_sync (bus, NULL, NULL);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  g_autofree char *bus_name = g_strdup (NMV_SERVICE_NAME);
  gboolean persist = FALSE, debug = FALSE;
  const GOptionEntry entries[] = {
    { "bus-name", 0, 0, G_OPTION_ARG_STRING, &bus_name, N_ ("Name to take on the bus"),
      N_ ("NAME") },
    { "persist", 0, 0, G_OPTION_ARG_NONE, &persist, N_ ("Stay when the connection ends"), NULL },
    { "debug", 0, 0, G_OPTION_ARG_NONE, &debug, N_ ("Log more"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GENKAN_GETTEXT_DOMAIN, GENKAN_LOCALEDIR);
  textdomain (GENKAN_GETTEXT_DOMAIN);
  /* Passwords pass through here. */
  (void) prctl (PR_SET_DUMPABLE, 0);
  g_option_context_set_summary (context, _ ("The VPN service that NetworkManager starts."));
  g_option_context_add_main_entries (context, entries, GENKAN_GETTEXT_DOMAIN);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  if (!g_str_has_prefix (bus_name, NMV_SERVICE_NAME))
    {
      g_printerr ("%s: %s\n", g_get_prgname (), _ ("that is not a name of this service"));
      return EXIT_FAILURE;
    }
  set_up_log (debug);
  return run (bus_name, persist);
}
