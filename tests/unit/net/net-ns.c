// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-ns.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static gboolean
run (const char *command, char **ret_output)
{
  g_auto (GStrv) argv = g_strsplit (command, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL, *complaint = NULL;
  int status;

  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &complaint,
                     &status, &error))
    g_error ("%s: %s", command, error->message);
  if (!g_spawn_check_wait_status (status, NULL))
    {
      g_test_message ("%s: %s", command, complaint);
      return FALSE;
    }
  if (ret_output != NULL)
    *ret_output = g_steal_pointer (&output);
  return TRUE;
}

char *
net_ns_run (const char *command)
{
  char *output = NULL;

  if (!run (command, &output))
    g_error ("%s failed", command);
  return output;
}

gboolean
net_ns_try (const char *command)
{
  return run (command, NULL);
}

void
net_ns_write (const char *path, const char *content)
{
  /* In place: a rename is not for /proc, and changes what a bind mount shows. */
  FILE *file = fopen (path, "we");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (content, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static gboolean
has_carrier (const char *ifname)
{
  g_autofree char *command = g_strconcat ("ip -o link show ", ifname, NULL);
  g_autofree char *output = net_ns_run (command);

  return strstr (output, "LOWER_UP") != NULL && strstr (output, "state UP") != NULL;
}

/* A container often has no node of a device that its kernel has. Then /dev is one of ours. */
static gboolean
make_nodes (void)
{
  static const struct
  {
    const char *path;
    guint major, minor;
  } nodes[] = {
    { "/dev/null", 1, 3 },    { "/dev/zero", 1, 5 },       { "/dev/random", 1, 8 },
    { "/dev/urandom", 1, 9 }, { "/dev/net/tun", 10, 200 },
  };

  if (mount ("dev", "/dev", "tmpfs", 0, "mode=755") != 0 || g_mkdir ("/dev/net", 0755) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    if (mknod (nodes[i].path, S_IFCHR | 0666, makedev (nodes[i].major, nodes[i].minor)) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
has_tun (void)
{
  int fd = -1;

  if (access ("/dev/net/tun", F_OK) == 0 || make_nodes ())
    fd = open ("/dev/net/tun", O_RDWR | O_CLOEXEC);
  return fd >= 0 && close (fd) == 0;
}

static void
make_lan (void)
{
  static const char *const commands[] = {
    "ip link set lo up",
    "ip link add lan0 type veth peer name lan1",
    "ip link set lan0 addrgenmode none",
    "ip link set lan1 addrgenmode none",
    "ip link set lan0 up",
    "ip link set lan1 up",
    "ip addr add 192.168.1.10/24 dev lan0",
    "ip addr add 2001:db8:1::10/64 dev lan0 nodad",
    "ip addr add fe80::10/64 dev lan0 nodad",
    "ip route add default via 192.168.1.1 dev lan0",
    "ip route add default via fe80::1 dev lan0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_assert_true (net_ns_try (commands[i]));
  /* The kernel tells of a carrier a little later. */
  while (!has_carrier ("lan0") || !has_carrier ("lan1"))
    g_usleep (1000);
}

gboolean
net_ns_enter (void)
{
  if (geteuid () != 0 || unshare (CLONE_NEWNET | CLONE_NEWNS) != 0
      || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    {
      printf ("1..0 # SKIP needs root for network and mount namespaces\n");
      return FALSE;
    }
  if (!has_tun ())
    {
      printf ("1..0 # SKIP needs the TUN device: %s\n", g_strerror (errno));
      return FALSE;
    }
  g_assert_cmpint (mount ("etc", "/etc", "tmpfs", 0, "mode=755"), ==, 0);
  g_assert_cmpint (mount ("run", "/run", "tmpfs", 0, "mode=755"), ==, 0);
  net_ns_write ("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
  net_ns_write ("/etc/nsswitch.conf", "hosts: files dns\n");
  net_ns_write ("/etc/resolv.conf", "# the LAN's\nnameserver 192.168.1.1\nsearch home.test\n");
  g_assert_cmpint (g_chmod ("/etc/resolv.conf", 0640), ==, 0);
  make_lan ();
  return TRUE;
}

static void
append_resolv (GString *text)
{
  g_autofree char *content = NULL;
  g_autofree char *link = g_file_read_link ("/etc/resolv.conf", NULL);
  g_autofree char *names = net_ns_run ("ls -A /etc");
  struct stat info;

  if (g_lstat ("/etc/resolv.conf", &info) == 0)
    g_string_append_printf (text, "mode %o owner %u:%u link %s\n", info.st_mode, info.st_uid,
                            info.st_gid, link != NULL ? link : "none");
  if (g_file_get_contents ("/etc/resolv.conf", &content, NULL, NULL))
    g_string_append (text, content);
  g_string_append (text, names);
}

/* The kernel tells of a carrier when it finds the time, and takes it back for a moment. */
static char *
without_carrier (const char *output)
{
  g_autoptr (GRegex) carrier
      = g_regex_new ("NO-CARRIER,|,LOWER_UP| state [A-Z]+| linkdown", 0, 0, NULL);

  return g_regex_replace_literal (carrier, output, -1, 0, "", 0, NULL);
}

static int
compare_tables (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Tables are listed in the order they were made, which means nothing. */
static void
append_tables (GString *text)
{
  g_autofree char *output = net_ns_run ("nft list ruleset");
  g_auto (GStrv) tables = g_strsplit (output, "\n}\n", -1);

  qsort (tables, g_strv_length (tables), sizeof *tables, compare_tables);
  for (guint i = 0; tables[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", tables[i]);
}

gint64
net_ns_own_time (void)
{
  g_autofree char *schedstat = NULL;
  unsigned long long ran = 0, waited = 0;

  if (g_file_get_contents ("/proc/thread-self/schedstat", &schedstat, NULL, NULL))
    (void) !sscanf (schedstat, "%llu %llu", &ran, &waited);
  return g_get_monotonic_time () - (gint64) (waited / 1000);
}

char *
net_ns_snapshot (void)
{
  static const char *const commands[] = {
    "ip -o link show",
    "ip -o addr show",
    "ip -4 route show table all",
    "ip -6 route show table all",
    "ip -4 rule show",
    "ip -6 rule show",
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *output = net_ns_run (commands[i]);
      g_autofree char *still = without_carrier (output);

      g_string_append_printf (text, "$ %s\n%s", commands[i], still);
    }
  append_tables (text);
  append_resolv (text);
  return g_string_free (text, FALSE);
}

void
net_ns_assert_as (const char *before)
{
  g_autofree char *now = net_ns_snapshot ();
  g_auto (GStrv) old = g_strsplit (before, "\n", -1);
  g_auto (GStrv) new = g_strsplit (now, "\n", -1);

  if (g_str_equal (before, now))
    return;
  for (guint i = 0; old[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) new, old[i]))
      g_test_message ("gone: %s", old[i]);
  for (guint i = 0; new[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) old, new[i]))
      g_test_message ("left: %s", new[i]);
  g_error ("the host is not as it was");
}
