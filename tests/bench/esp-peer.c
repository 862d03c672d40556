// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * esp-peer: one end of an ESP tunnel with fixed keys and no IKE, on the project's own data plane.
 * As the gateway it is a far end that is fast enough not to be what a benchmark measures; as the
 * client it measures the plane alone. For benches in network namespaces only: the keys are in a
 * file and never change.
 *
 *   esp-peer gateway|client KEYFILE
 *
 * KEYFILE, group [peer]: ifname, port (local, 0: any), remote (address, client only), mtu,
 * suite (gcm128, gcm256, chacha, cbc256-sha256), esn, no-gso, no-gro. The keys are made from the
 * role and the suite. Runs until SIGTERM and then prints the plane's counters as one JSON line.
 */
#include "net-tun.h"
#include "net-udp.h"
#include "plane.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define HELLO          "\0\0\0\0hello" /* with the non-ESP marker: the plane hands it over */
#define HELLO_LEN      9
#define HELLO_MSEC     200
#define SPI_TO_GATEWAY 0x67000001
#define SPI_TO_CLIENT  0x63000001

typedef struct
{
  gboolean gateway;
  char *ifname, *remote, *suite;
  gint port, mtu;
  gboolean esn, no_gso, no_gro;
} Options;

typedef struct
{
  NetTun tun;
  int udp_fd, signal_fd;
  sa_family_t family; /* of udp_fd */
  Plane *plane;
  gboolean knows_peer;
} Peer;

static gboolean
read_options (Options *options, char **argv, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  options->gateway = strcmp (argv[1], "gateway") == 0;
  if (!g_key_file_load_from_file (file, argv[2], G_KEY_FILE_NONE, error))
    return FALSE;
  options->ifname = g_key_file_get_string (file, "peer", "ifname", NULL);
  options->remote = g_key_file_get_string (file, "peer", "remote", NULL);
  options->suite = g_key_file_get_string (file, "peer", "suite", NULL);
  options->port = g_key_file_get_integer (file, "peer", "port", NULL);
  options->mtu = g_key_file_get_integer (file, "peer", "mtu", NULL);
  options->esn = g_key_file_get_boolean (file, "peer", "esn", NULL);
  options->no_gso = g_key_file_get_boolean (file, "peer", "no-gso", NULL);
  options->no_gro = g_key_file_get_boolean (file, "peer", "no-gro", NULL);
  return TRUE;
}

static CrySuite
suite_by_name (const char *name)
{
  if (g_strcmp0 (name, "gcm256") == 0)
    return (CrySuite){ .encr = CRY_ENCR_AES_GCM_16, .key_bits = 256 };
  if (g_strcmp0 (name, "chacha") == 0)
    return (CrySuite){ .encr = CRY_ENCR_CHACHA20_POLY1305 };
  if (g_strcmp0 (name, "cbc256-sha256") == 0)
    return (CrySuite){ .encr = CRY_ENCR_AES_CBC,
                       .key_bits = 256,
                       .integ = CRY_INTEG_HMAC_SHA2_256_128 };
  return (CrySuite){ .encr = CRY_ENCR_AES_GCM_16, .key_bits = 128 };
}

static SecretBuf *
fixed_key (gsize len, guint8 fill)
{
  SecretBuf *key = secret_buf_new (len);

  for (gsize i = 0; i < len; i++)
    secret_buf_data (key)[i] = (guint8) (fill + 3 * i);
  return key;
}

static int
install (Plane *plane, const Options *options)
{
  EspTs any[2] = { { .port_to = G_MAXUINT16 }, { .port_to = G_MAXUINT16 } };
  CrySuite suite = suite_by_name (options->suite);
  gsize encr_len = cry_suite_encr_key_len (&suite), integ_len = cry_suite_integ_key_len (&suite);
  guint8 in = options->gateway ? 1 : 51, out = options->gateway ? 51 : 1;
  g_autoptr (SecretBuf) encr_in = fixed_key (encr_len, in);
  g_autoptr (SecretBuf) encr_out = fixed_key (encr_len, out);
  g_autoptr (SecretBuf) integ_in = fixed_key (integ_len, (guint8) (in + 1));
  g_autoptr (SecretBuf) integ_out = fixed_key (integ_len, (guint8) (out + 1));
  EspSaParams params = {
    .spi_in = options->gateway ? SPI_TO_GATEWAY : SPI_TO_CLIENT,
    .spi_out = options->gateway ? SPI_TO_CLIENT : SPI_TO_GATEWAY,
    .suite = suite,
    .esn = options->esn,
    .encr_in = encr_in,
    .encr_out = encr_out,
    .integ_in = integ_in,
    .integ_out = integ_out,
    .ts_local = any,
    .ts_remote = any,
    .n_ts_local = 2,
    .n_ts_remote = 2,
  };
  int status;

  g_assert (ip_range_parse ("0.0.0.0/0", &any[0].addresses));
  g_assert (ip_range_parse ("::/0", &any[1].addresses));
  status = plane_install (plane, &params);
  if (status == 0)
    plane_activate (plane, params.spi_in);
  return status;
}

static gboolean
open_descriptors (Peer *peer, const Options *options, GError **error)
{
  sigset_t ends;
  guint16 port;

  peer->family
      = options->remote != NULL && strchr (options->remote, ':') != NULL ? AF_INET6 : AF_INET;
  if (!net_tun_open (options->ifname, &peer->tun, error))
    return FALSE;
  peer->udp_fd = net_udp_open (peer->family, (guint16) options->port, &port, error);
  if (peer->udp_fd < 0)
    return FALSE;
  sigemptyset (&ends);
  sigaddset (&ends, SIGTERM);
  sigaddset (&ends, SIGINT);
  sigprocmask (SIG_BLOCK, &ends, NULL);
  peer->signal_fd = signalfd (-1, &ends, SFD_CLOEXEC);
  return TRUE;
}

static void
greet (const Peer *peer, const struct sockaddr *to, socklen_t len)
{
  (void) !sendto (peer->udp_fd, HELLO, HELLO_LEN, MSG_DONTWAIT, to, len);
}

static socklen_t
parse_remote (const char *text, struct sockaddr_storage *ret_address)
{
  struct sockaddr_in *in = (struct sockaddr_in *) ret_address;
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *) ret_address;

  memset (ret_address, 0, sizeof *ret_address);
  if (inet_pton (AF_INET, text, &in->sin_addr) == 1)
    {
      in->sin_family = AF_INET;
      in->sin_port = htons (4500);
      return sizeof *in;
    }
  in6->sin6_family = AF_INET6;
  in6->sin6_port = htons (4500);
  return inet_pton (AF_INET6, text, &in6->sin6_addr) == 1 ? sizeof *in6 : 0;
}

/* The gateway learns where the client is behind its NAT; the client learns that it is heard. */
static void
handle_greetings (Peer *peer, const Options *options)
{
  PlaneIkeDatagram datagram;
  guint32 spi;

  while (plane_pull_ike (peer->plane, &datagram))
    {
      if (options->gateway)
        {
          plane_set_peer (peer->plane, (struct sockaddr *) &datagram.peer, datagram.peer_len, NULL);
          greet (peer, (struct sockaddr *) &datagram.peer, datagram.peer_len);
        }
      peer->knows_peer = TRUE;
      plane_ike_datagram_clear (&datagram);
    }
  while (plane_pull_soft_limit (peer->plane, &spi))
    continue;
}

static void
run (Peer *peer, const Options *options)
{
  struct sockaddr_storage remote;
  socklen_t len = options->gateway ? 0 : parse_remote (options->remote, &remote);

  if (len > 0)
    plane_set_peer (peer->plane, (struct sockaddr *) &remote, len, NULL);
  for (;;)
    {
      struct pollfd fds[] = {
        { peer->signal_fd, POLLIN, 0 },
        { plane_event_fd (peer->plane), POLLIN, 0 },
      };

      if (len > 0 && !peer->knows_peer)
        greet (peer, (struct sockaddr *) &remote, len);
      if (poll (fds, G_N_ELEMENTS (fds), len > 0 && !peer->knows_peer ? HELLO_MSEC : -1) < 0)
        continue;
      if ((fds[0].revents & POLLIN) != 0)
        return;
      handle_greetings (peer, options);
    }
}

static void
print_stats (const Plane *plane)
{
  PlaneStats stats;

  plane_stats (plane, &stats);
  printf ("{\"tx_packets\": %" G_GUINT64_FORMAT ", \"tx_bytes\": %" G_GUINT64_FORMAT
          ", \"tx_batches\": %" G_GUINT64_FORMAT ", \"rx_packets\": %" G_GUINT64_FORMAT
          ", \"rx_bytes\": %" G_GUINT64_FORMAT ", \"rx_batches\": %" G_GUINT64_FORMAT,
          stats.tx_packets, stats.tx_bytes, stats.tx_batches, stats.rx_packets, stats.rx_bytes,
          stats.rx_batches);
  for (guint i = 0; i < ESP_N_DROPS; i++)
    if (stats.drops[i] > 0)
      printf (", \"drop_%s\": %" G_GUINT64_FORMAT, esp_drop_key (i), stats.drops[i]);
  printf (", \"gso\": %d, \"gro\": %d, \"vnet_hdr\": %d, \"uso\": %d, \"ipsec_mb\": %d}\n",
          stats.gso, stats.gro, stats.vnet_hdr, stats.uso, stats.ipsec_mb);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Options options = { 0 };
  Peer peer = { 0 };
  PlaneConfig config;

  if (argc != 3 || (strcmp (argv[1], "gateway") != 0 && strcmp (argv[1], "client") != 0))
    {
      fprintf (stderr, "usage: esp-peer gateway|client KEYFILE\n");
      return 2;
    }
  if (!read_options (&options, argv, &error) || !open_descriptors (&peer, &options, &error))
    {
      fprintf (stderr, "esp-peer: %s\n", error->message);
      return 1;
    }
  config = (PlaneConfig){
    .tun_fd = peer.tun.fd,
    .udp4_fd = peer.family == AF_INET ? peer.udp_fd : -1,
    .udp6_fd = peer.family == AF_INET6 ? peer.udp_fd : -1,
    .tun_offloads = peer.tun.offloads,
    .ike_port = 500,
    .tun_mtu = (guint16) (options.mtu != 0 ? options.mtu : 1400),
    .no_gso = options.no_gso,
    .no_gro = options.no_gro,
  };
  peer.plane = plane_new (&config);
  if (peer.plane == NULL || install (peer.plane, &options) != 0)
    {
      fprintf (stderr, "esp-peer: cannot start the data plane\n");
      return 1;
    }
  run (&peer, &options);
  print_stats (peer.plane);
  plane_free (peer.plane);
  net_tun_clear (&peer.tun);
  close (peer.udp_fd);
  close (peer.signal_fd);
  return 0;
}
