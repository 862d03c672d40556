// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-tun.h"

#include "net-ns.h"
#include "net-sockaddr.h"
#include "vpn-error.h"
#include "vpn-names.h"

#include <fcntl.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
test_open (void)
{
  g_auto (NetTun) first = { .fd = -1 };
  g_auto (NetTun) second = { .fd = -1 };
  g_auto (NetTun) third = { .fd = -1 };
  g_autoptr (GError) error = NULL;
  g_autofree char *addresses = NULL;

  g_assert_true (net_tun_open (NULL, &first, NULL));
  g_assert_cmpstr (first.ifname, ==, "genkan0");
  g_assert_cmpint (fcntl (first.fd, F_GETFL) & O_NONBLOCK, !=, 0);
  g_assert_cmpint (fcntl (first.fd, F_GETFD) & FD_CLOEXEC, !=, 0);
  /* Every kernel this runs on has at least these. */
  g_assert_cmpuint (first.offloads & 7, ==, 7);
  g_assert_true (net_tun_open (NULL, &second, NULL));
  g_assert_cmpstr (second.ifname, ==, "genkan1");
  g_assert_false (net_tun_open ("genkan1", &third, &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (net_tun_open ("a b", &third, &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (third.fd, ==, -1);
  /* Up, it must stay silent: no link-local address, so no router solicitation. */
  g_assert_true (net_ns_try ("ip link set genkan0 up"));
  addresses = net_ns_run ("ip -o addr show dev genkan0");
  g_assert_cmpstr (addresses, ==, "");
  net_tun_clear (&first);
  net_tun_clear (&first);
  g_assert_cmpuint (if_nametoindex ("genkan0"), ==, 0);
}

/* A persistent device of that name belongs to somebody else. */
static void
test_not_ours (void)
{
  g_auto (NetTun) tun = { .fd = -1 };

  g_assert_true (net_ns_try ("ip tuntap add dev office mode tun"));
  g_assert_false (net_tun_open ("office", &tun, NULL));
  g_assert_true (net_ns_try ("ip link del office"));
  g_assert_true (net_tun_open ("office", &tun, NULL));
}

static void
test_udp (void)
{
  static const sa_family_t families[] = { AF_INET, AF_INET6 };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autoptr (GError) error = NULL;
      guint16 port = 0, again = 0, same = 0;
      int fd = net_udp_open (families[i], 0, &port, &error);
      guint32 mark = 0;
      int discover = -1, taken;
      socklen_t len = sizeof mark;

      g_assert_no_error (error);
      g_assert_cmpuint (port, !=, 0);
      g_assert_cmpint (getsockopt (fd, SOL_SOCKET, SO_MARK, &mark, &len), ==, 0);
      g_assert_cmphex (mark, ==, VPN_FWMARK);
      len = sizeof discover;
      getsockopt (fd, families[i] == AF_INET ? IPPROTO_IP : IPPROTO_IPV6,
                  families[i] == AF_INET ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, &discover, &len);
      g_assert_cmpint (discover, ==, IP_PMTUDISC_WANT);
      g_assert_cmpint (fcntl (fd, F_GETFL) & O_NONBLOCK, !=, 0);
      taken = net_udp_open (families[i], port, &again, &error);
      g_assert_cmpint (taken, ==, -1);
      g_assert_error (error, VPN_ERROR, VPN_ERROR_FAILED);
      g_assert_cmpuint (again, ==, 0);
      close (fd);
      fd = net_udp_open (families[i], port, &same, NULL);
      g_assert_cmpuint (same, ==, port);
      close (fd);
    }
}

/* The path of marked packets counts, not the tunnel's. */
static void
test_path_mtu (void)
{
  const guint8 far[4] = { 192, 0, 2, 1 };
  const guint8 far6[16] = { 0x20, 0x01, 0x0d, 0xb8, 2 };

  g_assert_cmpuint (net_path_mtu (AF_INET, far), ==, 1500);
  g_assert_true (net_ns_try ("ip link set lan0 mtu 1420"));
  g_assert_cmpuint (net_path_mtu (AF_INET, far), ==, 1420);
  g_assert_cmpuint (net_path_mtu (AF_INET6, far6), ==, 1420);
  g_assert_true (net_ns_try ("ip route add 192.0.2.0/24 via 192.168.1.1 mtu 1300"));
  g_assert_cmpuint (net_path_mtu (AF_INET, far), ==, 1300);
  g_assert_true (net_ns_try ("ip route add unreachable 192.0.2.1"));
  g_assert_cmpuint (net_path_mtu (AF_INET, far), ==, 1500);
  g_assert_true (net_ns_try ("ip route del unreachable 192.0.2.1"));
  g_assert_true (net_ns_try ("ip route del 192.0.2.0/24"));
  g_assert_true (net_ns_try ("ip link set lan0 mtu 1500"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/tun/open", test_open);
  g_test_add_func ("/net/tun/not-ours", test_not_ours);
  g_test_add_func ("/net/udp/open", test_udp);
  g_test_add_func ("/net/path-mtu/marked", test_path_mtu);
  return g_test_run ();
}
