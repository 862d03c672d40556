// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* genkand: options, bus, loop. */
#include "config.h"

#include "cry-init.h"
#include "net-lockdown.h"
#include "vpn-lockdown.h"
#include "vpn-log.h"
#include "vpn-manager.h"
#include "vpn-names.h"
#include "vpn-options.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <libintl.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define BARRIER_US  (500 * 1000) /* for the service manager to take what was sent to it */
#define LARGE_BLOCK (128 * 1024)

typedef struct
{
  GMainLoop *loop;     /* owned */
  VpnManager *manager; /* owned */
  gboolean stopping;
  int exit_status;
} Daemon;

/* No core dump and no ptrace of a process that holds secrets; what is large and free is the
 * system's again. */
static void
harden_process (void)
{
  const struct rlimit none = { 0, 0 };

  (void) prctl (PR_SET_DUMPABLE, 0);
  (void) setrlimit (RLIMIT_CORE, &none);
  umask (S_IRWXG | S_IRWXO);
  /* A fixed limit: from the first large message the C library would learn to keep as much. */
  (void) mallopt (M_MMAP_THRESHOLD, LARGE_BLOCK);
}

/* Two genkands on one runtime directory would undo each other's routes. The lock is held, and its
 * descriptor open, until the process ends. */
static gboolean
lock_runtime_dir (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "genkand.lock", NULL);
  int fd;

  if (g_mkdir_with_parents (dir, 0711) != 0)
    {
      vpn_log (G_LOG_LEVEL_WARNING, "%s cannot be made: %s", dir, g_strerror (errno));
      return FALSE;
    }
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  vpn_log (G_LOG_LEVEL_WARNING, "Another genkand runs on %s: %s", dir, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return FALSE;
}

static void
on_stopped (gpointer user_data)
{
  Daemon *daemon = user_data;

  g_main_loop_quit (daemon->loop);
}

static void
stop (Daemon *daemon, int exit_status)
{
  if (daemon->stopping)
    return;
  daemon->stopping = TRUE;
  daemon->exit_status = exit_status;
  (void) sd_notify (0, "STOPPING=1");
  vpn_manager_stop (daemon->manager, on_stopped, daemon);
}

static gboolean
on_terminate (gpointer user_data)
{
  stop (user_data, EXIT_SUCCESS);
  return G_SOURCE_CONTINUE;
}

/* The service manager restarts us (RestartKillSignal=): everything stays as it is, for the next one
 * to go on with. That is also what a crash leaves, so nothing is tidied up on this way. */
static gboolean
on_restart (gpointer user_data)
{
  vpn_log (G_LOG_LEVEL_INFO, "genkand leaves everything to the next one");
  (void) sd_notify_barrier (0, BARRIER_US);
  _exit (EXIT_SUCCESS);
}

static gboolean
on_watchdog (gpointer user_data)
{
  (void) sd_notify (0, "WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

static void
on_bus_closed (GDBusConnection *bus, gboolean vanished, GError *error, gpointer user_data)
{
  vpn_log (G_LOG_LEVEL_WARNING, "The system bus is gone");
  stop (user_data, EXIT_FAILURE);
}

static void
on_name_acquired (GDBusConnection *bus, const char *name, gpointer user_data)
{
  vpn_log (G_LOG_LEVEL_INFO, "genkand %s is ready", GENKAN_VERSION);
  (void) sd_notify (0, "READY=1");
}

static void
on_name_lost (GDBusConnection *bus, const char *name, gpointer user_data)
{
  vpn_log (G_LOG_LEVEL_WARNING, "The bus does not give us the name %s", name);
  stop (user_data, EXIT_FAILURE);
}

static int
run (Daemon *daemon, GDBusConnection *bus)
{
  guint64 watchdog_us = 0;
  guint name;

  g_dbus_connection_set_exit_on_close (bus, FALSE);
  g_signal_connect (bus, "closed", G_CALLBACK (on_bus_closed), daemon);
  g_unix_signal_add (SIGTERM, on_terminate, daemon);
  g_unix_signal_add (SIGINT, on_terminate, daemon);
  g_unix_signal_add (SIGUSR1, on_restart, daemon);
  if (sd_watchdog_enabled (0, &watchdog_us) > 0)
    g_timeout_add ((guint) MAX (watchdog_us / 2000, 1), on_watchdog, NULL);
  name = g_bus_own_name_on_connection (bus, VPN_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE,
                                       on_name_acquired, on_name_lost, daemon, NULL);
  g_main_loop_run (daemon->loop);
  g_bus_unown_name (name);
  (void) g_dbus_connection_flush_sync (bus, NULL, NULL);
  return daemon->exit_status;
}

static int
start (const VpnOptions *options, GError **error)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (VpnStore) store = NULL;
  g_autoptr (VpnAgents) agents = NULL;
  g_autoptr (VpnFdStore) fds = vpn_fd_store_new ();
  g_autoptr (VpnMachine) machine
      = vpn_machine_new (options->config_dir, g_getenv ("CREDENTIALS_DIRECTORY"));
  g_autoptr (VpnManager) manager = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  VpnServices services = { .runtime_dir = options->runtime_dir,
                           .state_dir = options->state_dir,
                           .worker_path = options->worker,
                           .resolver_path = options->resolver };
  Daemon daemon = { .loop = loop };
  bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);
  if (bus == NULL || !lock_runtime_dir (options->runtime_dir))
    return EXIT_FAILURE;
  store = vpn_store_new (options->config_dir, options->state_dir, error);
  if (store == NULL)
    return EXIT_FAILURE;
  agents = vpn_agents_new (bus);
  services.bus = bus;
  services.store = store;
  services.agents = agents;
  services.fds = fds;
  services.machine = machine;
  manager = vpn_manager_new (&services);
  daemon.manager = manager;
  if (!vpn_manager_start (manager, error))
    return EXIT_FAILURE;
  return run (&daemon, bus);
}

/* Before there is a network, a bus or anybody to ask; or without them. */
static int
lock_down (const VpnOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnStore) store = NULL;

  if (options->unlock && net_lockdown_remove (&error))
    return EXIT_SUCCESS;
  if (!options->unlock)
    store = vpn_store_new (options->config_dir, options->state_dir, &error);
  if (store != NULL && vpn_lockdown_set_once (store, &error))
    return EXIT_SUCCESS;
  vpn_log (G_LOG_LEVEL_WARNING, "The lockdown cannot be changed: %s", error->message);
  return EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  g_autoptr (VpnOptions) options = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GENKAN_GETTEXT_DOMAIN, GENKAN_LOCALEDIR);
  bind_textdomain_codeset (GENKAN_GETTEXT_DOMAIN, "UTF-8");
  textdomain (GENKAN_GETTEXT_DOMAIN);
  harden_process ();
  options = vpn_options_parse (argc, argv, &error);
  if (options == NULL)
    {
      fprintf (stderr, "genkand: %s\n", error->message);
      return EXIT_FAILURE;
    }
  if (options->version)
    {
      printf ("genkand %s\n", GENKAN_VERSION);
      return EXIT_SUCCESS;
    }
  vpn_log_install (options->debug);
  if (options->lockdown || options->unlock)
    return lock_down (options);
  /* Before anything can read a key: openssl.cnf has no say in a privileged process. */
  cry_init ();
  status = start (options, &error);
  if (error != NULL)
    vpn_log (G_LOG_LEVEL_WARNING, "%s", error->message);
  return status;
}
