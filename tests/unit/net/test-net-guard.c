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
  int fd, on = 1;

  g_assert_true (ip_address_parse (addr, &address));
  len = net_sockaddr_make (&name, address.family, address.octets, PORT);
  fd = socket (address.family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  /* The one with the more specific address gets what is for it. */
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), ==, 0);
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

/* The other end of the LAN, in a namespace of its own. */
typedef struct
{
  int ours, theirs; /* namespaces */
  int socket;       /* at every IPv4 address there */
} Neighbour;

static int
open_there (const Neighbour *neighbour, const char *addr)
{
  int fd;

  g_assert_cmpint (setns (neighbour->theirs, CLONE_NEWNET), ==, 0);
  fd = open_socket (addr, 0);
  g_assert_cmpint (setns (neighbour->ours, CLONE_NEWNET), ==, 0);
  return fd;
}

static char *
run_there (const Neighbour *neighbour, const char *command)
{
  char *output;

  g_assert_cmpint (setns (neighbour->theirs, CLONE_NEWNET), ==, 0);
  output = net_ns_run (command);
  g_assert_cmpint (setns (neighbour->ours, CLONE_NEWNET), ==, 0);
  return output;
}

static void
neighbour_set_up (Neighbour *neighbour)
{
  static const char *const commands[] = {
    "ip addr add 192.168.1.66/24 dev lan1",
    "ip addr add 2001:db8:1::66/64 dev lan1 nodad",
    "ip link set lan1 up",
    "ip route add 10.0.0.5/32 via 192.168.1.10",
    "ip addr add 10.9.9.9/32 dev lan1",
    "ip addr add 198.51.100.9/32 dev lan1",
  };
  g_autofree char *move = NULL;

  neighbour->ours = open ("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (unshare (CLONE_NEWNET), ==, 0);
  neighbour->theirs = open ("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (setns (neighbour->ours, CLONE_NEWNET), ==, 0);
  move = g_strdup_printf ("ip link set lan1 netns /proc/%d/fd/%d", getpid (), neighbour->theirs);
  g_assert_true (net_ns_try (move));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_free (run_there (neighbour, commands[i]));
  neighbour->socket = open_there (neighbour, "0.0.0.0");
}

/* Sets the guard, or takes it away: a check that cannot fail proves nothing. */
static void
set_guard (const NetPlan *plan, gboolean on)
{
  g_autoptr (NetNl) nl = net_nl_open (NULL);
  g_autoptr (GArray) host = net_host_read (nl);
  g_autofree char *listing = on ? net_guard_set (3, plan, host, NULL) : NULL;

  if (on)
    g_assert_nonnull (listing);
  else
    g_assert_true (net_guard_remove (3, NULL));
}

/* What the guard is for, tried without it first: a check that cannot fail proves nothing. */
static void
test_packets (gconstpointer user_data)
{
  const Neighbour *there = user_data;
  int neighbour = there->socket;
  static const gboolean guarded[] = { FALSE, TRUE };
  NetFixture fixture;
  g_autoptr (NetPlan) plan = NULL;
  int bound, inner, around;

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24", "10.0.0.0/8", "", NULL);
  g_assert_true (net_fixture_apply (fixture.applier, plan, NULL));
  around = open_socket ("10.0.0.5", VPN_FWMARK);
  inner = open_socket ("10.0.0.5", 0);
  bound = open_socket ("192.168.1.10", 0);
  g_assert_cmpint (setsockopt (bound, SOL_SOCKET, SO_BINDTODEVICE, "lan0", 5), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (guarded); i++)
    {
      set_guard (plan, guarded[i]);
      /* CVE-2019-14899: a neighbour probes the tunnel's address. */
      g_assert_true (send_to (neighbour, "10.0.0.5"));
      g_assert_cmpint (arrives (inner), ==, !guarded[i]);
      /* A socket bound to the LAN's device gets around the tunnel's route: the kernel takes what
       * it cannot route there for a neighbour. */
      send_to (bound, "10.9.9.9");
      g_assert_cmpint (arrives (neighbour), ==, !guarded[i]);
      g_assert_true (send_to (bound, "192.168.1.66"));
      g_assert_true (arrives (neighbour));
      /* IKE's own packets, while the host has no address but the tunnel's. */
      send_to (around, "192.168.1.66");
      g_assert_cmpint (arrives (neighbour), ==, !guarded[i]);
    }
  close (around);
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
  const Neighbour *there = user_data;
  int neighbour = there->socket;
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

/* RFC 4301 section 5.2, step 3b: a clear packet that claims to come from behind the tunnel. */
static void
test_spd08_clear_from_office (gconstpointer user_data)
{
  const Neighbour *neighbour = user_data;
  int forger = open_there (neighbour, "10.9.9.9"), honest = open_there (neighbour, "192.168.1.66");
  NetFixture fixture;
  g_autoptr (NetPlan) plan = NULL;
  int bound;

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24", "10.0.0.0/8", "", NULL);
  bound = open_socket ("192.168.1.10", 0);
  for (gboolean guarded = FALSE; guarded <= TRUE; guarded++)
    {
      set_guard (plan, guarded);
      g_assert_true (send_to (forger, "192.168.1.10"));
      g_assert_cmpint (arrives (bound), ==, !guarded);
      g_assert_true (send_to (honest, "192.168.1.10"));
      g_assert_true (arrives (bound));
    }
  set_guard (plan, FALSE);
  close (forger);
  close (honest);
  close (bound);
  net_fixture_tear_down (&fixture);
}

/* A family that the tunnel closes is closed whatever a socket asks for, and however "everything" of
 * the other one is written. */
static void
test_closed_family (gconstpointer user_data)
{
  static const char *const routes[]
      = { "0.0.0.0/0", "0.0.0.0/1 128.0.0.0/2 192.0.0.0/3", "10.0.0.0/8" };
  const Neighbour *neighbour = user_data;
  int there = open_there (neighbour, "2001:db8:1::66");
  int bound = open_socket ("2001:db8:1::10", 0);

  g_assert_cmpint (setsockopt (bound, SOL_SOCKET, SO_BINDTODEVICE, "lan0", 5), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      NetFixture fixture;
      g_autoptr (NetPlan) plan = NULL;

      net_fixture_set_up (&fixture, NULL);
      plan = net_fixture_plan (&fixture, "10.0.0.5/24", routes[i], "", NULL);
      set_guard (plan, TRUE);
      send_to (bound, "2001:db8:1::66");
      g_assert_cmpint (arrives (there), ==, i == 2);
      send_to (there, "2001:db8:1::10");
      g_assert_cmpint (arrives (bound), ==, i == 2);
      set_guard (plan, FALSE);
      send_to (bound, "2001:db8:1::66");
      g_assert_true (arrives (there));
      net_fixture_tear_down (&fixture);
    }
  close (there);
  close (bound);
}

/* MLLVD-CR-24-03: who has the tunnel's address is nobody's business on the LAN. */
static void
test_no_arp_for_inner_address (gconstpointer user_data)
{
  const Neighbour *neighbour = user_data;
  NetFixture fixture;
  g_autoptr (NetPlan) plan = NULL;

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24", "10.0.0.0/8", "", NULL);
  g_assert_true (net_ns_try ("ip addr add 10.0.0.5/32 dev genkan0"));
  for (gboolean guarded = FALSE; guarded <= TRUE; guarded++)
    {
      gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
      g_autofree char *entry = NULL;

      set_guard (plan, guarded);
      g_free (run_there (neighbour, "ip route replace 10.0.0.5/32 dev lan1"));
      g_free (run_there (neighbour, "ip neigh flush dev lan1"));
      send_to (neighbour->socket, "10.0.0.5");
      do
        {
          g_assert_cmpint (g_get_monotonic_time (), <, end);
          g_free (entry);
          entry = run_there (neighbour, "ip neigh show 10.0.0.5");
        }
      while (strstr (entry, guarded ? "FAILED" : "REACHABLE") == NULL);
    }
  g_free (run_there (neighbour, "ip route replace 10.0.0.5/32 via 192.168.1.10"));
  set_guard (plan, FALSE);
  g_assert_true (net_ns_try ("ip addr flush dev genkan0"));
  net_fixture_tear_down (&fixture);
}

/* The tunnel's own packets pass a guard that takes everything: whole, in fragments, and what
 * routers say of them. Nobody else's do. */
static void
test_own_packets (gconstpointer user_data)
{
  const Neighbour *neighbour = user_data;
  NetFixture fixture;
  g_autoptr (NetPlan) plan = NULL;
  int marked = open_socket ("192.168.1.10", VPN_FWMARK), closed;
  char large[4000] = { 0 };
  IpAddress address = { AF_INET, { 192, 168, 1, 10 } };
  NetSockaddr name;
  socklen_t len = net_sockaddr_make (&name, AF_INET, address.octets, PORT);

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "10.0.0.5/24", "0.0.0.0/0", "", NULL);
  set_guard (plan, TRUE);
  g_assert_true (send_to (neighbour->socket, "192.168.1.10"));
  g_assert_true (arrives (marked));
  g_assert_cmpint (sendto (neighbour->socket, large, sizeof large, 0, &name.any, len), ==,
                   sizeof large);
  g_assert_true (arrives (marked));
  /* Nobody listens there any more: the error comes back. */
  closed = open_there (neighbour, "198.51.100.9");
  close (closed);
  g_assert_true (net_ns_try ("ip route add 198.51.100.9/32 dev lan0"));
  address = (IpAddress){ AF_INET, { 198, 51, 100, 9 } };
  len = net_sockaddr_make (&name, AF_INET, address.octets, PORT + 1);
  g_assert_cmpint (connect (marked, &name.any, len), ==, 0);
  g_assert_cmpint (send (marked, "x", 1, 0), ==, 1);
  g_assert_false (arrives (marked));
  g_assert_cmpint (errno, ==, ECONNREFUSED);
  g_assert_true (net_ns_try ("ip route del 198.51.100.9/32 dev lan0"));
  close (marked);
  marked = open_socket ("192.168.1.10", 0);
  g_assert_true (send_to (neighbour->socket, "192.168.1.10"));
  g_assert_false (arrives (marked));
  close (marked);
  set_guard (plan, FALSE);
  net_fixture_tear_down (&fixture);
}

/* The host's own address inside as well: it stays the host's. */
static void
test_address_of_the_host (gconstpointer user_data)
{
  const Neighbour *neighbour = user_data;
  NetFixture fixture;
  g_autoptr (NetPlan) plan = NULL;
  int bound = open_socket ("192.168.1.10", 0);

  net_fixture_set_up (&fixture, NULL);
  plan = net_fixture_plan (&fixture, "192.168.1.10/24", "10.0.0.0/8", "", NULL);
  set_guard (plan, TRUE);
  g_assert_true (send_to (neighbour->socket, "192.168.1.10"));
  g_assert_true (arrives (bound));
  set_guard (plan, FALSE);
  close (bound);
  net_fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  Neighbour neighbour;

  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  neighbour_set_up (&neighbour);
  /* The second bolt would hide what the guard lets through; a table of somebody else's keeps it
   * away. */
  g_assert_true (net_ns_try ("nft add table inet genkan-lock-3"));
  g_assert_true (net_ns_try ("nft add table inet genkan-lock-4"));
  g_test_add_data_func ("/net/guard/packets", &neighbour, test_packets);
  g_test_add_data_func ("/net/guard/SPD-05/strict-reverse-path", &neighbour,
                        test_strict_reverse_path);
  g_test_add_data_func ("/net/guard/SPD-08/clear-from-office", &neighbour,
                        test_spd08_clear_from_office);
  g_test_add_data_func ("/net/guard/closed-family", &neighbour, test_closed_family);
  g_test_add_data_func ("/net/guard/no-arp-for-inner-address", &neighbour,
                        test_no_arp_for_inner_address);
  g_test_add_data_func ("/net/guard/SPD-05/own-packets", &neighbour, test_own_packets);
  g_test_add_data_func ("/net/guard/address-of-the-host", &neighbour, test_address_of_the_host);
  return g_test_run ();
}
