// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-watch.h"

#include "net-fixture.h"
#include "net-ns.h"

static void
on_changed (gpointer user_data)
{
  ++*(guint *) user_data;
}

static gboolean
on_timeout (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main context until a callback comes or the time (ms) is over; returns how many came. */
static guint
await_changes (guint *changes, guint timeout, gboolean first_is_enough)
{
  gboolean over = FALSE;
  guint source = g_timeout_add (timeout, on_timeout, &over);
  guint seen;

  while (!over && !(first_is_enough && *changes > 0))
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (source);
  seen = *changes;
  *changes = 0;
  return seen;
}

/* Longer than the watch coalesces: nothing can still be on its way. */
static guint
count_changes (guint *changes)
{
  return await_changes (changes, 300, FALSE);
}

static void
test_changes (void)
{
  static const char *const commands[] = {
    "ip addr add 192.168.2.10/24 dev lan0",
    "ip addr del 192.168.2.10/24 dev lan0",
    "ip route replace default via 192.168.1.2 dev lan0",
    "ip route replace default via 192.168.1.1 dev lan0",
    "ip route add default via 192.168.1.3 dev lan0 metric 50",
    "ip route del default via 192.168.1.3 dev lan0 metric 50",
    "ip addr add 2001:db8:3::10/64 dev lan0 nodad",
    "ip addr del 2001:db8:3::10/64 dev lan0",
    /* With the address went its routes, which the kernel does not say. */
    "ip addr del 192.168.1.10/24 dev lan0",
    "ip addr add 192.168.1.10/24 dev lan0",
    "ip route add default via 192.168.1.1 dev lan0",
    "ip link set lan0 down",
    "ip link set lan0 up",
    "ip route add default via 192.168.1.1 dev lan0",
    "ip addr add 2001:db8:1::10/64 dev lan0 nodad",
    "ip link set lan1 down",
    "ip link set lan1 up",
    "ip link set lan1 mtu 1400",
    "ip link set lan1 mtu 1500",
  };
  guint changes = 0;
  g_autoptr (NetWatch) watch = net_watch_new (on_changed, &changes, NULL);

  g_assert_nonnull (watch);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_assert_true (net_ns_try (commands[i]));
      if (await_changes (&changes, 5000, TRUE) == 0)
        g_error ("%s was not noticed", commands[i]);
    }
}

static void
test_repeats (void)
{
  static const char *const commands[] = {
    "ip addr replace 192.168.1.10/24 dev lan0",
    "ip route replace default via 192.168.1.1 dev lan0",
    "ip link set lan0 txqueuelen 999",
    "ip link set lan0 txqueuelen 1000",
    "ip route add 198.51.100.0/24 via 192.168.1.1",
    "ip route del 198.51.100.0/24",
  };
  guint changes = 0;
  g_autoptr (NetWatch) watch = net_watch_new (on_changed, &changes, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_assert_true (net_ns_try (commands[i]));
  g_assert_cmpuint (count_changes (&changes), ==, 0);
}

/* A connection coming and going is no reason to look whether the network changed. */
static void
test_own_doings (void)
{
  guint changes = 0;
  g_autoptr (NetWatch) watch = net_watch_new (on_changed, &changes, NULL);
  g_autoptr (NetPlan) plan = NULL;
  NetFixture fixture;

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24 2001:db8:ff::5/64", "0.0.0.0/0 ::/0", "", NULL);
  g_assert_true (net_fixture_apply (fixture.applier, plan, NULL));
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  net_fixture_tear_down (&fixture);
  g_assert_cmpuint (count_changes (&changes), ==, 0);
}

static void
test_coalesced (void)
{
  guint changes = 0;
  g_autoptr (NetWatch) watch = net_watch_new (on_changed, &changes, NULL);

  g_assert_true (net_ns_try ("ip addr add 192.168.2.10/24 dev lan0"));
  g_assert_true (net_ns_try ("ip addr add 192.168.3.10/24 dev lan0"));
  g_assert_true (net_ns_try ("ip addr add 192.168.4.10/24 dev lan0"));
  g_assert_cmpuint (count_changes (&changes), ==, 1);
  g_assert_true (net_ns_try ("ip addr del 192.168.2.10/24 dev lan0"));
  g_assert_true (net_ns_try ("ip addr del 192.168.3.10/24 dev lan0"));
  g_assert_true (net_ns_try ("ip addr del 192.168.4.10/24 dev lan0"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/watch/changes", test_changes);
  g_test_add_func ("/net/watch/repeats", test_repeats);
  g_test_add_func ("/net/watch/own-doings", test_own_doings);
  g_test_add_func ("/net/watch/coalesced", test_coalesced);
  return g_test_run ();
}
