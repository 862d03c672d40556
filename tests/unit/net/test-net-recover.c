// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * A process is killed at every point where it changes something outside itself, and what it left is
 * undone from its journal. The points are the functions through which all changes go; the linker's
 * --wrap puts a counter before and after each, so the code under test has no hook.
 */
#include "net-recover.h"

#include "net-fixture.h"
#include "net-journal.h"
#include "net-netlink.h"
#include "net-ns.h"

#include <glib/gstdio.h>
#include <nftables/libnftables.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static struct
{
  guint at;      /* how many points were passed */
  guint kill_at; /* 0: never */
} points;

static void
pass_point (void)
{
  if (points.kill_at != 0 && ++points.at == points.kill_at)
    kill (getpid (), SIGKILL);
}

#define WRAP(type, name, parameters, arguments)                           \
  type __real_##name parameters;                                          \
  __attribute__ ((visibility ("default"))) type __wrap_##name parameters; \
  type __wrap_##name parameters                                           \
  {                                                                       \
    type result;                                                          \
                                                                          \
    pass_point ();                                                        \
    result = __real_##name arguments;                                     \
    pass_point ();                                                        \
    return result;                                                        \
  }

WRAP (int, nl_send_sync, (struct nl_sock * nl, struct nl_msg *message), (nl, message))
WRAP (int, nft_run_cmd_from_buffer, (struct nft_ctx * nft, const char *buf), (nft, buf))
WRAP (int, rename, (const char *from, const char *to), (from, to))
WRAP (int, symlink, (const char *target, const char *path), (target, path))
WRAP (int, g_unlink, (const char *path), (path))
WRAP (ssize_t, pwrite64, (int fd, const void *data, size_t len, off_t at), (fd, data, len, at))
WRAP (int, ftruncate64, (int fd, off_t len), (fd, len))
WRAP (gboolean, g_file_set_contents_full,
      (const char *path, const char *data, gssize len, GFileSetContentsFlags flags, int mode,
       GError **error),
      (path, data, len, flags, mode, error))

typedef enum
{
  DURING_APPLY,
  DURING_MOVE,
  DURING_UNDO,
} Moment;

/* In the child: everything up to the moment unharmed, then with the counter running. */
static void
live (NetFixture *fixture, Moment moment, guint kill_at)
{
  g_autoptr (NetPlan) first
      = net_fixture_plan (fixture, "10.0.0.5/24 2001:db8:ff::5/64",
                          "10.0.0.0/8 172.16.0.0/12 2001:db8:ff::/48", "10.0.0.1", "corp.test");
  g_autoptr (NetPlan) second
      = net_fixture_plan (fixture, "10.0.0.6/24", "0.0.0.0/0", "10.0.0.2", "corp.test");

  points.kill_at = moment == DURING_APPLY ? kill_at : 0;
  net_fixture_apply (fixture->applier, first, NULL);
  points.kill_at = moment == DURING_MOVE ? kill_at : 0;
  if (moment == DURING_MOVE)
    net_fixture_apply (fixture->applier, second, NULL);
  points.kill_at = moment == DURING_UNDO ? kill_at : 0;
  if (moment == DURING_UNDO)
    net_fixture_undo (fixture->applier, NULL);
  _exit (0);
}

static gboolean
child_was_killed (pid_t child)
{
  int status = 0;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL;
}

/* Kills recovery as well, at a point that moves along, before the one that has to succeed. */
static void
recover (const NetFixture *fixture, guint kill_at)
{
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      points.at = 0;
      points.kill_at = kill_at;
      net_recover (fixture->runtime_dir, NULL);
      _exit (0);
    }
  child_was_killed (child);
  net_recover (fixture->runtime_dir, NULL);
}

static void
kill_everywhere (Moment moment)
{
  NetFixture fixture;
  gboolean killed = TRUE;
  guint kill_at = 0;

  net_fixture_set_up (&fixture, NULL);
  while (killed)
    {
      pid_t child;

      kill_at++;
      child = fork ();
      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        live (&fixture, moment, kill_at);
      killed = child_was_killed (child);
      recover (&fixture, kill_at);
      net_ns_assert_as (fixture.before);
    }
  g_test_message ("%u points", kill_at - 1);
  g_assert_cmpuint (kill_at, >, 20);
  net_fixture_tear_down (&fixture);
}

static void
test_apply (void)
{
  kill_everywhere (DURING_APPLY);
}

static void
test_move (void)
{
  kill_everywhere (DURING_MOVE);
}

static void
test_undo (void)
{
  kill_everywhere (DURING_UNDO);
}

/* As in a container: /etc/resolv.conf is a mount point and can only be rewritten. */
static void
test_bind_mount (void)
{
  net_ns_write ("/etc/.below", "nameserver 192.168.1.1\nsearch a.rather.long.list.test of.test\n"
                               "search so.that.it.is.longer.test\n");
  g_assert_cmpint (mount ("/etc/.below", "/etc/resolv.conf", NULL, MS_BIND, NULL), ==, 0);
  kill_everywhere (DURING_APPLY);
  kill_everywhere (DURING_MOVE);
  kill_everywhere (DURING_UNDO);
  g_assert_cmpint (umount ("/etc/resolv.conf"), ==, 0);
  g_unlink ("/etc/.below");
}

static void
test_symlink (void)
{
  g_assert_cmpint (rename ("/etc/resolv.conf", "/etc/managed"), ==, 0);
  g_assert_cmpint (symlink ("managed", "/etc/resolv.conf"), ==, 0);
  kill_everywhere (DURING_APPLY);
  kill_everywhere (DURING_UNDO);
  g_assert_cmpint (g_unlink ("/etc/resolv.conf"), ==, 0);
  g_assert_cmpint (rename ("/etc/managed", "/etc/resolv.conf"), ==, 0);
}

/* What is in the directory and is no journal of ours is never believed, opens nothing, and can be
 * got rid of. */
static void
test_hostile (void)
{
  static const char *const contents[] = {
    "",
    "[]",
    "{}",
    "{\"version\":2,\"slot\":3,\"plan\":{}}",
    "{\"version\":2,\"slot\":256,\"plan\":{}}",
  };
  NetFixture fixture;

  net_fixture_set_up (&fixture, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *path = g_build_filename (fixture.runtime_dir, "journal", "x.json", NULL);

      g_assert_true (
          g_file_set_contents_full (path, contents[i], -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*what it closed stays closed*");
      g_assert_cmpuint (net_recover (fixture.runtime_dir, NULL), ==, 0);
      g_test_assert_expected_messages ();
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*what it closed stays closed*");
      g_assert_true (net_recover_force (fixture.runtime_dir, NULL, NULL));
      g_test_assert_expected_messages ();
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  net_fixture_tear_down (&fixture);
}

/* A journal that lost its end: the office's networks stay refused, until somebody insists. */
static void
test_truncated (void)
{
  NetFixture fixture;
  g_autofree char *path = NULL;
  g_autoptr (NetPlan) plan = NULL;
  NetApplierConfig config = { .name = "office", .slot = 3 };

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24", "10.0.0.0/8", "10.0.0.1", NULL);
  g_assert_true (net_fixture_apply (fixture.applier, plan, NULL));
  net_applier_free (g_steal_pointer (&fixture.applier));
  g_assert_true (net_ns_try ("ip link set genkan0 down"));
  path = g_build_filename (fixture.runtime_dir, "journal", "office.json", NULL);
  g_assert_cmpint (truncate (path, 100), ==, 0);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*what it closed stays closed*");
  g_assert_cmpuint (net_recover (fixture.runtime_dir, NULL), ==, 0);
  net_fixture_assert_refused ("10.9.9.9");
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*what it closed stays closed*");
  g_assert_true (net_recover_force (fixture.runtime_dir, NULL, NULL));
  g_test_assert_expected_messages ();
  net_fixture_assert_route ("10.9.9.9", "dev lan0");
  /* The device is whoever holds it; no address of it was in the way. */
  g_assert_true (net_ns_try ("ip addr flush dev genkan0"));
  g_assert_true (net_ns_try ("ip link set genkan0 mtu 1500"));
  config.runtime_dir = fixture.runtime_dir;
  fixture.applier = net_applier_new (&config, NULL);
  net_fixture_tear_down (&fixture);
}

/* What an earlier run wanted, for who goes on with it. */
static void
test_list (void)
{
  NetFixture fixture;
  g_autoptr (NetPlan) plan = NULL;
  g_autoptr (GPtrArray) leftovers = NULL;
  const NetLeftover *leftover;

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24", "10.0.0.0/8", "10.0.0.1", "corp.test");
  g_assert_true (net_fixture_apply (fixture.applier, plan, NULL));
  g_assert_true (net_fixture_hold (fixture.applier, NULL));
  leftovers = net_recover_list (fixture.runtime_dir);
  g_assert_cmpuint (leftovers->len, ==, 1);
  leftover = g_ptr_array_index (leftovers, 0);
  g_assert_cmpstr (leftover->name, ==, "office");
  g_assert_cmpuint (leftover->slot, ==, 3);
  g_assert_cmpuint (leftover->protection, ==, VPN_PROTECTION_HELD);
  g_assert_cmpstr (leftover->plan->domains[0], ==, "corp.test");
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  net_fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/recover/killed-during-apply", test_apply);
  g_test_add_func ("/net/recover/killed-during-move", test_move);
  g_test_add_func ("/net/recover/killed-during-undo", test_undo);
  g_test_add_func ("/net/recover/bind-mounted-resolv-conf", test_bind_mount);
  g_test_add_func ("/net/recover/symlinked-resolv-conf", test_symlink);
  g_test_add_func ("/net/recover/hostile-journals", test_hostile);
  g_test_add_func ("/net/recover/truncated-journal", test_truncated);
  g_test_add_func ("/net/recover/list", test_list);
  return g_test_run ();
}
