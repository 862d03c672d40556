// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The leash against real datagrams: to the gateway, and to everybody else. */
#include "net-leash.h"

#include "net-ns.h"
#include "net-slot.h"
#include "net-udp.h"
#include "net-sockaddr.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SLOT 7

typedef struct
{
  NetLeash *leash;
  int fd;
  guint16 port;
} Worker;

static IpAddress
parse (const char *text)
{
  IpAddress address;

  g_assert_true (ip_address_parse (text, &address));
  return address;
}

static void
worker_open (Worker *self)
{
  const IpAddress gateway = parse ("198.51.100.1");
  g_autoptr (GArray) gateways = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  g_autoptr (GError) error = NULL;

  (void) net_ns_try ("ip route replace default dev lan0");
  self->fd = net_udp_open (AF_INET, 0, &self->port, &error);
  g_assert_no_error (error);
  g_array_append_val (gateways, gateway);
  self->leash = net_leash_new (SLOT, 500, 4500);
  g_assert_true (net_leash_tie (self->leash, self->fd, -1, gateways, &error));
  g_assert_no_error (error);
}

static void
worker_close (Worker *self)
{
  net_leash_free (self->leash);
  close (self->fd);
}

static gboolean
sends (int fd, const char *text, guint16 port)
{
  const IpAddress address = parse (text);
  NetSockaddr name;
  socklen_t len = net_sockaddr_make (&name, address.family, address.octets, port);
  gssize n = sendto (fd, "x", 1, 0, &name.any, len);

  g_assert_true (n == 1 || errno == EPERM);
  return n == 1;
}

static void
test_gateway_only (void)
{
  Worker self;

  worker_open (&self);
  g_assert_true (sends (self.fd, "198.51.100.1", 500));
  g_assert_true (sends (self.fd, "198.51.100.1", 4500));
  g_assert_false (sends (self.fd, "198.51.100.1", 53));
  g_assert_false (sends (self.fd, "198.51.100.2", 500));
  g_assert_false (sends (self.fd, "127.0.0.1", 500));
  g_assert_false (sends (self.fd, "192.168.1.10", 4500));
  worker_close (&self);
}

/* Nobody else's datagrams are held. */
static void
test_others (void)
{
  Worker self, other;
  int plain = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  worker_open (&self);
  other.fd = net_udp_open (AF_INET, 0, &other.port, NULL);
  g_assert_true (sends (plain, "198.51.100.9", 53));
  g_assert_true (sends (other.fd, "198.51.100.9", 500));
  g_assert_false (sends (self.fd, "198.51.100.9", 500));
  close (other.fd);
  close (plain);
  net_leash_free (self.leash);
  g_assert_true (sends (self.fd, "198.51.100.9", 500));
  close (self.fd);
}

static void
test_longer (void)
{
  static const char *const refused[]
      = { "127.0.0.1", "192.168.1.10", "192.168.1.77", "224.0.0.1", "0.0.0.0", "::1" };
  g_autoptr (GError) error = NULL;
  Worker self;

  worker_open (&self);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      const IpAddress address = parse (refused[i]);

      g_assert_false (net_leash_lengthen (self.leash, &address, &error));
      g_assert_nonnull (strstr (error->message, refused[i]));
      g_assert_false (net_leash_reaches (self.leash, &address));
      g_clear_error (&error);
    }
  for (guint i = 0; i <= NET_LEASH_MORE_MAX; i++)
    {
      g_autofree char *text = g_strdup_printf ("198.51.100.%u", 10 + i);
      const IpAddress address = parse (text);

      g_assert_false (sends (self.fd, text, 4500));
      g_assert_cmpint (net_leash_lengthen (self.leash, &address, NULL), ==, i < NET_LEASH_MORE_MAX);
      g_assert_cmpint (sends (self.fd, text, 4500), ==, i < NET_LEASH_MORE_MAX);
    }
  worker_close (&self);
}

static void
test_renewed_and_swept (void)
{
  gboolean kept[NET_SLOT_MAX + 1] = { [SLOT] = TRUE };
  Worker self;

  worker_open (&self);
  g_assert_true (net_ns_try ("nft flush ruleset"));
  g_assert_true (sends (self.fd, "198.51.100.9", 500));
  g_assert_true (net_leash_renew (self.leash));
  g_assert_false (net_leash_renew (self.leash));
  g_assert_false (sends (self.fd, "198.51.100.9", 500));
  net_leash_sweep (kept);
  g_assert_false (sends (self.fd, "198.51.100.9", 500));
  kept[SLOT] = FALSE;
  net_leash_sweep (kept);
  g_assert_true (sends (self.fd, "198.51.100.9", 500));
  worker_close (&self);
}

static void
test_longer_without_its_table (void)
{
  const IpAddress another = parse ("198.51.100.10");
  Worker self;

  worker_open (&self);
  g_assert_true (net_ns_try ("nft flush ruleset"));
  g_assert_true (net_leash_lengthen (self.leash, &another, NULL));
  g_assert_true (sends (self.fd, "198.51.100.10", 4500));
  g_assert_true (sends (self.fd, "198.51.100.1", 4500));
  g_assert_false (sends (self.fd, "198.51.100.9", 4500));
  worker_close (&self);
}

/* By another genkand, which finds the table or does not. */
static void
test_tied_again (void)
{
  static const char *const nonsense[] = { "",
                                          "40000",
                                          "40000 0 0",
                                          "0 0 0 198.51.100.1",
                                          "40000 0 9 198.51.100.1",
                                          "65536 0 0 198.51.100.1",
                                          "40000 0 0 gateway",
                                          "40000 0 0 198.51.100.1 " };
  const IpAddress more = parse ("198.51.100.10");
  g_autofree char *text = NULL;
  Worker self;

  worker_open (&self);
  g_assert_true (net_leash_lengthen (self.leash, &more, NULL));
  text = net_leash_to_text (self.leash);
  net_leash_free (self.leash);
  self.leash = net_leash_new (SLOT, 500, 4500);
  g_assert_false (net_leash_is_tied (self.leash));
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_false (net_leash_tie_again (self.leash, nonsense[i]));
  g_assert_false (net_leash_is_tied (self.leash));
  g_assert_true (net_leash_tie_again (self.leash, text));
  g_assert_true (net_leash_is_tied (self.leash));
  g_assert_true (net_leash_reaches (self.leash, &more));
  g_assert_true (sends (self.fd, "198.51.100.10", 4500));
  g_assert_true (sends (self.fd, "198.51.100.1", 500));
  g_assert_false (sends (self.fd, "198.51.100.9", 4500));
  worker_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/leash/gateway-only", test_gateway_only);
  g_test_add_func ("/net/leash/others", test_others);
  g_test_add_func ("/net/leash/longer", test_longer);
  g_test_add_func ("/net/leash/renewed-and-swept", test_renewed_and_swept);
  g_test_add_func ("/net/leash/longer-without-its-table", test_longer_without_its_table);
  g_test_add_func ("/net/leash/tied-again", test_tied_again);
  return g_test_run ();
}
