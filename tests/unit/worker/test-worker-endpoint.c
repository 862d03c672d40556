// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-endpoint.h"

#include <string.h>

static void
test_sockaddr (void)
{
  const IkeEndpoint both[] = {
    { { AF_INET, { 192, 0, 2, 1 } }, 4500 },
    { { AF_INET6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 } }, 500 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      struct sockaddr_storage address;
      IkeEndpoint back;

      g_assert_cmpuint (worker_endpoint_to_sockaddr (&both[i], &address), ==,
                        i == 0 ? sizeof (struct sockaddr_in) : sizeof (struct sockaddr_in6));
      g_assert_true (worker_endpoint_from_sockaddr (&address, &back));
      g_assert_true (worker_endpoint_is_same_host (&both[i], &back));
      g_assert_cmpuint (back.port, ==, both[i].port);
      address.ss_family = AF_UNIX;
      g_assert_false (worker_endpoint_from_sockaddr (&address, &back));
    }
  g_assert_false (worker_endpoint_is_same_host (&both[0], &both[1]));
}

static gboolean
read_way (const char *text, WorkerWay *ret_way)
{
  g_autoptr (GVariant) way = g_variant_ref_sink (g_variant_new_parsed (text));

  return worker_way_read (way, ret_way);
}

static void
test_ways (void)
{
  WorkerWay way;

  g_assert_true (
      read_way ("([byte 10, 0, 0, 5], [byte 192, 0, 2, 1], uint16 1400, uint32 3)", &way));
  g_assert_cmpmem (way.local.address.octets, 4, "\x0a\0\0\5", 4);
  g_assert_cmpint (way.remote.address.family, ==, AF_INET);
  g_assert_cmpuint (way.mtu, ==, 1400);
  g_assert_false (read_way ("([byte 10, 0, 0], [byte 192, 0, 2, 1], uint16 1400, uint32 3)", &way));
  g_assert_false (read_way ("(@ay [], [byte 192, 0, 2, 1], uint16 1400, uint32 3)", &way));
  g_assert_false (read_way ("([byte 10, 0, 0, 5], [byte 253,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2],"
                            " uint16 1400, uint32 3)",
                            &way));
}

static void
test_text (void)
{
  const IkeEndpoint set = { { AF_INET, { 192, 0, 2, 1 } }, 4500 }, unset = { 0 };
  g_autofree char *text = worker_endpoint_text (&set);
  g_autofree char *nothing = worker_endpoint_text (&unset);

  g_assert_cmpstr (text, ==, "192.0.2.1");
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/endpoint/sockaddr", test_sockaddr);
  g_test_add_func ("/worker/endpoint/ways", test_ways);
  g_test_add_func ("/worker/endpoint/text", test_text);
  return g_test_run ();
}
