// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The second bolt: what it drops and lets through, and that nobody else can draw it. */
#include "net-lock.h"

#include "net-fixture.h"
#include "net-host.h"
#include "net-ns.h"
#include "net-sockaddr.h"
#include "vpn-names.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A plan as the gateway's answer makes it, without a device. */
static NetPlan *
make_plan (const char *addresses, const char *routes, const char *exclude)
{
  const NetFixture fixture = { .tun = { .ifname = "genkan0" } };
  NetPlan *plan = net_fixture_plan (&fixture, addresses, routes, "", NULL);

  if (exclude != NULL)
    g_assert_true (ip_prefix_parse (exclude, &plan->exclude[plan->n_exclude++]));
  return plan;
}

static gboolean
set (NetLock *lock, const NetPlan *plan)
{
  g_autoptr (NetNl) nl = net_nl_open (NULL);
  g_autoptr (GArray) host = net_host_read (nl);

  return net_lock_set (lock, plan, host);
}

/* Whether a packet gets past the filter, to wherever the host's own routes send it. */
static gboolean
passes (const char *to, guint32 mark)
{
  IpAddress address;
  NetSockaddr name;
  socklen_t len;
  gboolean ok;
  int fd;

  g_assert_true (ip_address_parse (to, &address));
  len = net_sockaddr_make (&name, address.family, address.octets, 9);
  fd = socket (address.family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_MARK, &mark, sizeof mark), ==, 0);
  ok = sendto (fd, "x", 1, 0, &name.any, len) == 1;
  g_assert_true (ok || errno == EPERM);
  close (fd);
  return ok;
}

static gboolean
is_there (void)
{
  g_autofree char *tables = net_ns_run ("nft list tables");

  return strstr (tables, "genkan-lock-3") != NULL;
}

static void
test_drops (void)
{
  g_autoptr (NetPlan) plan
      = make_plan ("10.0.0.5/24 2001:db8:ff::5/64", "10.0.0.0/8 203.0.113.128/25 2001:db8:ff::/47",
                   "10.8.0.0/16");
  g_autoptr (NetLock) lock = net_lock_new (3);

  g_assert_true (passes ("10.1.2.3", 0));
  g_assert_true (set (lock, plan));
  g_assert_false (passes ("10.1.2.3", 0));
  g_assert_false (passes ("10.255.255.255", 0));
  g_assert_true (passes ("11.0.0.0", 0));
  g_assert_false (passes ("203.0.113.128", 0));
  g_assert_true (passes ("203.0.113.127", 0));
  g_assert_true (passes ("10.8.1.1", 0));
  g_assert_true (passes ("127.0.0.1", 0));
  g_assert_false (passes ("2001:db8:fe::1", 0));
  g_assert_true (passes ("2001:db8:fd::1", 0));
  /* IKE and ESP themselves. */
  g_assert_true (passes ("10.1.2.3", VPN_FWMARK));
  g_clear_pointer (&lock, net_lock_free);
  g_assert_false (is_there ());
  g_assert_true (passes ("10.1.2.3", 0));
}

/* A tunnel for everything: also of the family that it has nothing of. */
static void
test_drops_everything (void)
{
  g_autoptr (NetPlan) plan = make_plan ("10.0.0.5/24", "0.0.0.0/0", NULL);
  g_autoptr (NetLock) lock = net_lock_new (3);

  g_assert_true (set (lock, plan));
  g_assert_false (passes ("192.168.1.66", 0));
  g_assert_false (passes ("2001:db8:1::66", 0));
  g_assert_true (passes ("224.0.0.251", 0));
  g_assert_true (passes ("192.168.1.66", VPN_FWMARK));
}

/* Whoever sets up the packet filter anew cannot take it along, and it follows its plan. */
static void
test_nobody_else (void)
{
  g_autoptr (NetPlan) plan = make_plan ("10.0.0.5/24", "10.0.0.0/8", NULL);
  g_autoptr (NetPlan) other = make_plan ("10.0.0.5/24", "10.0.0.0/16", NULL);
  g_autoptr (NetLock) lock = net_lock_new (3);
  g_autoptr (NetLock) second = net_lock_new (3);

  g_assert_true (set (lock, plan));
  g_assert_true (net_ns_try ("nft flush ruleset"));
  g_assert_true (is_there ());
  g_assert_false (net_ns_try ("nft delete table inet genkan-lock-3"));
  g_assert_false (passes ("10.1.2.3", 0));
  g_assert_false (set (second, other));
  g_assert_false (passes ("10.1.2.3", 0));
  g_assert_true (set (lock, other));
  g_assert_true (passes ("10.1.2.3", 0));
  g_assert_false (passes ("10.0.2.3", 0));
}

/* The process dies; whoever has a copy of the socket keeps the table, and the next one goes on. */
static void
test_adopted (void)
{
  g_autoptr (NetPlan) plan = make_plan ("10.0.0.5/24", "10.0.0.0/8", NULL);
  g_autoptr (NetPlan) other = make_plan ("10.0.0.5/24", "10.0.0.0/16", NULL);
  g_autoptr (NetLock) lock = net_lock_new (3);
  g_autoptr (NetLock) next = net_lock_new (3);
  int copy;

  g_assert_cmpint (net_lock_get_fd (lock), ==, -1);
  g_assert_true (set (lock, plan));
  copy = dup (net_lock_get_fd (lock));
  g_clear_pointer (&lock, net_lock_free);
  g_assert_true (net_ns_try ("nft flush ruleset"));
  g_assert_false (passes ("10.1.2.3", 0));
  net_lock_adopt (next, dup (copy));
  g_assert_true (set (next, other));
  g_assert_true (passes ("10.1.2.3", 0));
  g_assert_false (passes ("10.0.2.3", 0));
  net_lock_remove (next);
  g_assert_false (is_there ());
  g_assert_true (set (next, plan));
  g_assert_false (passes ("10.1.2.3", 0));
  net_lock_remove (next);
  close (copy);
}

/* As many routes and exceptions as there may be. */
static void
test_many (void)
{
  g_autoptr (NetPlan) plan = make_plan ("10.0.0.5/24", "", NULL);
  g_autoptr (NetLock) lock = net_lock_new (3);

  for (guint i = 0; i < NET_LIST_MAX; i++)
    {
      plan->routes[i] = plan->exclude[i]
          = (IpPrefix){ { AF_INET6, { 0x20, 1, 0x0d, 0xb8, (guint8) i } }, 48 };
      plan->exclude[i].length = 64;
    }
  plan->n_routes = plan->n_exclude = NET_LIST_MAX;
  for (guint i = 0; i < 3; i++)
    g_assert_true (set (lock, plan));
  g_assert_false (passes ("2001:db8:7f00:1::1", 0));
  g_assert_true (passes ("2001:db8:7f00::1", 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/lock/drops", test_drops);
  g_test_add_func ("/net/lock/drops-everything", test_drops_everything);
  g_test_add_func ("/net/lock/nobody-else", test_nobody_else);
  g_test_add_func ("/net/lock/adopted", test_adopted);
  g_test_add_func ("/net/lock/many", test_many);
  return g_test_run ();
}
