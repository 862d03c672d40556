// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-udp.h"

#include "net-ns.h"
#include "vpn-error.h"
#include "vpn-names.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static void
test_udp (void)
{
  static const int families[] = { AF_INET, AF_INET6 };

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/udp/open", test_udp);
  return g_test_run ();
}
