// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-tun.h"

#include "net-ns.h"
#include "vpn-error.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
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

/* What nobody takes is counted once the queue is full. */
static void
test_overrun (void)
{
  enum
  {
    QUEUE = 5,
    SENT = 20
  };
  g_auto (NetTun) tun = { .fd = -1 };
  struct sockaddr_in to
      = { .sin_family = AF_INET, .sin_port = g_htons (9), .sin_addr.s_addr = g_htonl (0x0a090002) };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_assert_true (net_tun_open (NULL, &tun, NULL));
  g_assert_true (net_ns_try ("ip link set genkan0 txqueuelen 5"));
  g_assert_true (net_ns_try ("ip link set genkan0 up"));
  g_assert_true (net_ns_try ("ip addr add 10.9.0.1/24 dev genkan0"));
  g_assert_cmpuint (net_tun_get_overrun (&tun), ==, 0);
  for (guint i = 0; i < SENT; i++)
    (void) sendto (fd, "x", 1, 0, (struct sockaddr *) &to, sizeof to);
  g_assert_cmpuint (net_tun_get_overrun (&tun), ==, SENT - QUEUE);
  close (fd);
}

/* Nothing that comes out of the tunnel may configure the kernel. */
static void
test_locked_down (void)
{
  static const char *const settings[]
      = { "ipv6/conf/genkan0/accept_ra", "ipv6/conf/genkan0/autoconf",
          "ipv6/conf/genkan0/accept_redirects", "ipv4/conf/genkan0/accept_redirects" };
  g_auto (NetTun) tun = { .fd = -1 };

  g_assert_true (net_tun_open ("genkan0", &tun, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *path = g_build_filename ("/proc/sys/net", settings[i], NULL);
      g_autofree char *value = NULL;

      g_assert_true (g_file_get_contents (path, &value, NULL, NULL));
      g_assert_cmpstr (g_strchomp (value), ==, "0");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/tun/open", test_open);
  g_test_add_func ("/net/tun/not-ours", test_not_ours);
  g_test_add_func ("/net/tun/overrun", test_overrun);
  g_test_add_func ("/net/tun/locked-down", test_locked_down);
  return g_test_run ();
}
