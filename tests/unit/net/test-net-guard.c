// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The guard against real packets between two namespaces: ours, and a "neighbour" on the LAN. */
#include "net-guard.h"

#include "net-fixture.h"
#include "net-ns.h"
#include "net-sockaddr.h"
#include "net-source-mark.h"
#include "vpn-names.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 4500

/* A UDP socket at addr, in the namespace we are in now. */
static int
open_socket (const char *addr, guint32 mark)
{
  IpAddress address;
  NetSockaddr name;
  socklen_t len;
  int fd;

  g_assert_true (ip_address_parse (addr, &address));
  len = net_sockaddr_make (&name, address.family, address.octets, PORT);
  fd = socket (address.family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (bind (fd, &name.any, len), ==, 0);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_MARK, &mark, sizeof mark), ==, 0);
  return fd;
}

static gboolean
send_to (int fd, const char *addr)
{
  IpAddress address;
  NetSockaddr name;
  socklen_t len;

  g_assert_true (ip_address_parse (addr, &address));
  len = net_sockaddr_make (&name, address.family, address.octets, PORT);
  return sendto (fd, "x", 1, 0, &name.any, len) == 1;
}

/* On one host a datagram has arrived, or never will, once one sent after it has. */
static gboolean
arrives (int fd)
{
  struct pollfd wait = { .fd = fd, .events = POLLIN };
  char byte;

  return poll (&wait, 1, 300) == 1 && recv (fd, &byte, 1, 0) == 1;
}

/* lan1 goes to a namespace of its own; returns a socket at addr there. */
static int
open_neighbour (const char *addr)
{
  int ours = open ("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  int theirs, fd;
  g_autofree char *move = NULL;

  g_assert_cmpint (unshare (CLONE_NEWNET), ==, 0);
  theirs = open ("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (setns (ours, CLONE_NEWNET), ==, 0);
  move = g_strdup_printf ("ip link set lan1 netns /proc/%d/fd/%d", getpid (), theirs);
  g_assert_true (net_ns_try (move));
  g_assert_cmpint (setns (theirs, CLONE_NEWNET), ==, 0);
  g_assert_true (net_ns_try ("ip addr add 192.168.1.66/24 dev lan1"));
  g_assert_true (net_ns_try ("ip link set lan1 up"));
  g_assert_true (net_ns_try ("ip route add 10.0.0.5/32 via 192.168.1.10"));
  g_assert_true (net_ns_try ("ip addr add 10.9.9.9/32 dev lan1"));
  fd = open_socket (addr, 0);
  g_assert_cmpint (setns (ours, CLONE_NEWNET), ==, 0);
  close (ours);
  close (theirs);
  return fd;
}

/* What the guard is for, tried without it first: a check that cannot fail proves nothing. */
static void
test_packets (gconstpointer user_data)
{
  int neighbour = *(const int *) user_data;
  static const gboolean guarded[] = { FALSE, TRUE };
  NetFixture fixture;
  g_autoptr (NetPlan) plan = NULL;
  g_autoptr (NetNl) nl = net_nl_open (NULL);
  g_autoptr (GArray) host = NULL;
  int bound, inner;

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24", "10.0.0.0/8", "", NULL);
  g_assert_true (net_fixture_apply (fixture.applier, plan, NULL));
  host = net_host_read (nl);
  inner = open_socket ("10.0.0.5", 0);
  bound = open_socket ("192.168.1.10", 0);
  g_assert_cmpint (setsockopt (bound, SOL_SOCKET, SO_BINDTODEVICE, "lan0", 5), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (guarded); i++)
    {
      if (guarded[i])
        g_free (net_guard_set (3, plan, host, NULL));
      else
        g_assert_true (net_guard_remove (3, NULL));
      /* CVE-2019-14899: a neighbour probes the tunnel's address. */
      g_assert_true (send_to (neighbour, "10.0.0.5"));
      g_assert_cmpint (arrives (inner), ==, !guarded[i]);
      /* A socket bound to the LAN's device gets around the tunnel's route: the kernel takes what
       * it cannot route there for a neighbour. */
      send_to (bound, "10.9.9.9");
      g_assert_cmpint (arrives (neighbour), ==, !guarded[i]);
      g_assert_true (send_to (bound, "192.168.1.66"));
      g_assert_true (arrives (neighbour));
    }
  close (bound);
  close (inner);
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  net_fixture_tear_down (&fixture);
}

static gboolean
answers_come (int marked, int neighbour)
{
  g_assert_true (send_to (marked, "192.168.1.66"));
  g_assert_true (arrives (neighbour));
  g_assert_true (send_to (neighbour, "192.168.1.10"));
  return arrives (marked);
}

/* Strict reverse path filtering sees the way back to the gateway in the tunnel, unless the answers
 * have our mark and the filter looks at it. Two connections share that setting of the host. */
static void
test_strict_reverse_path (gconstpointer user_data)
{
  int neighbour = *(const int *) user_data;
  NetFixture fixture;
  NetApplierConfig config = { .name = "second", .slot = 4 };
  g_autoptr (NetApplier) second = NULL;
  g_autoptr (NetPlan) plan = NULL;
  g_autoptr (NetPlan) other = NULL;
  g_auto (NetTun) tun = { .fd = -1 };
  int marked = open_socket ("192.168.1.10", VPN_FWMARK);

  net_ns_write ("/proc/sys/net/ipv4/conf/lan0/rp_filter", "1");
  g_assert_true (net_tun_open ("genkan1", &tun, NULL));
  g_assert_true (net_ns_try ("ip link set genkan1 up"));
  g_assert_true (net_ns_try ("ip link set genkan1 down"));
  net_fixture_set_up (&fixture, NULL);
  config.runtime_dir = fixture.runtime_dir;
  second = net_applier_new (&config, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24", "0.0.0.0/0", "", NULL);
  other = net_fixture_plan (&fixture, "10.0.0.6/24", "172.16.0.0/12", "", NULL);
  g_free (other->ifname);
  other->ifname = g_strdup (tun.ifname);
  g_assert_true (net_fixture_apply (fixture.applier, plan, NULL));
  g_assert_true (net_source_mark_get ());
  g_assert_true (answers_come (marked, neighbour));
  net_source_mark_set (FALSE);
  g_assert_false (answers_come (marked, neighbour));
  net_source_mark_set (TRUE);
  g_assert_true (net_fixture_apply (second, other, NULL));
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  g_assert_true (net_source_mark_get ());
  g_assert_true (net_fixture_undo (second, NULL));
  g_assert_false (net_source_mark_get ());
  /* An administrator's setting stays. */
  net_source_mark_set (TRUE);
  g_assert_true (net_fixture_apply (fixture.applier, plan, NULL));
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  g_assert_true (net_source_mark_get ());
  net_source_mark_set (FALSE);
  net_ns_write ("/proc/sys/net/ipv4/conf/lan0/rp_filter", "0");
  net_fixture_tear_down (&fixture);
  close (marked);
}

int
main (int argc, char **argv)
{
  int neighbour;

  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  neighbour = open_neighbour ("0.0.0.0");
  g_test_add_data_func ("/net/guard/packets", &neighbour, test_packets);
  g_test_add_data_func ("/net/guard/strict-reverse-path", &neighbour, test_strict_reverse_path);
  return g_test_run ();
}
