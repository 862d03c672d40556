// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * esp-speed: what a packet costs without the kernel, as one JSON object.
 *
 *   esp-speed [crypto|path]     (default: both)
 *
 * crypto   nanoseconds to seal and to open a packet, by suite, back end and size
 * path     nanoseconds a packet from the TUN buffer to sealed datagrams (split, clamp, seal)
 *          and back (open, clamp, join) for TCP of full size and for small UDP
 *
 * Each figure is the best of several short runs: what the code costs when nobody disturbs it.
 */
#include "bytes.h"
#include "cry-cipher-private.h"
#include "esp-checksum.h"
#include "esp-gso.h"
#include "esp-join.h"
#include "esp-mss.h"
#include "esp-open.h"
#include "esp-seal.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define RUNS        200 /* short ones: some fall between two time slices */
#define BATCHES     20  /* of a run */
#define PACKETS     ESP_BATCH_PACKETS
#define PACKET_MAX  1600
#define SUPER_MAX   66000
#define PIECES_MAX  64
#define TCP_SEGMENT 1360

typedef struct
{
  const char *name;
  CrySuite suite;
} Suite;

static const Suite suites[] = {
  { "aes128gcm16", { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_NONE } },
  { "aes256gcm16", { CRY_ENCR_AES_GCM_16, 256, CRY_INTEG_NONE } },
  { "chacha20poly1305", { CRY_ENCR_CHACHA20_POLY1305, 0, CRY_INTEG_NONE } },
  { "aes256-sha256", { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_256_128 } },
  { "aes256-sha512", { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_512_256 } },
};

static const gsize sizes[] = { 64, 512, 1400 };

static guint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (guint64) now.tv_sec * 1000000000 + (guint64) now.tv_nsec;
}

static SecretBuf *
some_key (gsize len)
{
  SecretBuf *key = secret_buf_new (len);

  memset (secret_buf_data (key), 0x3c, len);
  return key;
}

/* ---- The crypto libraries ------------------------------------------------------------------- */

typedef struct
{
  guint8 octets[PACKETS][PACKET_MAX];
  CryPacket packets[PACKETS];
} CryptoBatch;

static void
lay_out (CryptoBatch *batch, const CrySuite *suite, gsize len)
{
  gsize iv_len = cry_suite_iv_len (suite);

  len = len / cry_suite_block_len (suite) * cry_suite_block_len (suite);
  for (guint i = 0; i < PACKETS; i++)
    {
      guint8 *at = batch->octets[i];

      memset (at, (int) i, PACKET_MAX);
      batch->packets[i] = (CryPacket){ .aad = at,
                                       .aad_len = 8,
                                       .iv = at + 8,
                                       .data = at + 8 + iv_len,
                                       .len = len,
                                       .icv = at + 8 + iv_len + len };
    }
}

static double
time_seal (CryCipher *sealer, CryptoBatch *batch)
{
  guint64 best = G_MAXUINT64;

  for (guint run = 0; run < RUNS; run++)
    {
      guint64 start = now_ns ();

      for (guint i = 0; i < BATCHES; i++)
        if (cry_cipher_seal_many (sealer, batch->packets, PACKETS) != 0)
          g_error ("sealing failed");
      best = MIN (best, now_ns () - start);
    }
  return (double) best / (BATCHES * PACKETS);
}

/* Opening undoes what is opened, so each time it is sealed again, and the clock stands. */
static double
time_open (CryCipher *sealer, CryCipher *opener, CryptoBatch *batch)
{
  gboolean genuine[PACKETS];
  guint64 best = G_MAXUINT64;

  for (guint run = 0; run < RUNS; run++)
    {
      guint64 spent = 0;

      for (guint i = 0; i < BATCHES; i++)
        {
          guint64 start;

          if (cry_cipher_seal_many (sealer, batch->packets, PACKETS) != 0)
            g_error ("sealing failed");
          start = now_ns ();
          cry_cipher_open_many (opener, batch->packets, PACKETS, genuine);
          spent += now_ns () - start;
        }
      best = MIN (best, spent);
    }
  if (!genuine[0] || !genuine[PACKETS - 1])
    g_error ("opening failed");
  return (double) best / (BATCHES * PACKETS);
}

static void
print_crypto (const Suite *suite, const CryCipherBackend *backend, gboolean *first)
{
  g_autoptr (SecretBuf) encr_key = some_key (cry_suite_encr_key_len (&suite->suite));
  g_autoptr (SecretBuf) integ_key = some_key (cry_suite_integ_key_len (&suite->suite));
  g_autoptr (CryCipher) sealer
      = cry_cipher_new_on (backend, &suite->suite, encr_key, integ_key, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) opener
      = cry_cipher_new_on (backend, &suite->suite, encr_key, integ_key, CRY_DIRECTION_OPEN);
  g_autofree CryptoBatch *batch = g_new (CryptoBatch, 1);

  for (guint i = 0; sealer != NULL && i < G_N_ELEMENTS (sizes); i++)
    {
      lay_out (batch, &suite->suite, sizes[i]);
      printf ("%s\n  {\"suite\": \"%s\", \"library\": \"%s\", \"octets\": %" G_GSIZE_FORMAT
              ", \"seal_ns\": %.1f, \"open_ns\": %.1f}",
              *first ? "" : ",", suite->name, backend->name, sizes[i], time_seal (sealer, batch),
              time_open (sealer, opener, batch));
      *first = FALSE;
    }
}

static void
measure_crypto (void)
{
  gboolean first = TRUE;

  printf ("\"crypto\": [");
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    for (gsize j = 0; cry_cipher_backend_nth (j) != NULL; j++)
      print_crypto (&suites[i], cry_cipher_backend_nth (j), &first);
  printf ("]");
}

/* ---- The way of a packet -------------------------------------------------------------------- */

typedef struct
{
  EspOutbound *out;
  EspInbound *in;
  EspSealBatch seal;
  EspOpenBatch open;
  EspJoin *join;
  guint8 super[SUPER_MAX];
  gsize super_len;
  EspOffload offload;
  guint8 sealed[PIECES_MAX][PACKET_MAX];
  gsize sealed_len[PIECES_MAX];
  guint n;
} Path;

static void
path_init (Path *path, const CrySuite *suite)
{
  g_autoptr (SecretBuf) key = some_key (cry_suite_encr_key_len (suite));
  g_autoptr (SecretBuf) integ_key = some_key (cry_suite_integ_key_len (suite));
  EspTs any = { .port_to = G_MAXUINT16 };
  EspSaParams params = { .spi_in = 1,
                         .spi_out = 1,
                         .suite = *suite,
                         .encr_in = key,
                         .encr_out = key,
                         .integ_in = integ_key,
                         .integ_out = integ_key,
                         .ts_local = &any,
                         .ts_remote = &any,
                         .n_ts_local = 1,
                         .n_ts_remote = 1 };

  (void) ip_range_parse ("0.0.0.0/0", &any.addresses);
  path->out = esp_outbound_new (&params);
  path->in = esp_inbound_new (&params);
  path->join = esp_join_new (PIECES_MAX);
}

static void
path_clear (Path *path)
{
  esp_outbound_free (path->out);
  esp_inbound_free (path->in);
  esp_join_free (path->join);
}

/* TCP: a super-packet of n segments; else n separate UDP datagrams are made of the same one. */
static void
make_traffic (Path *path, gboolean tcp, guint n)
{
  gsize payload = tcp ? (gsize) n * TCP_SEGMENT : 64;
  guint8 *packet = path->super, *upper = packet + 20;

  memset (packet, 0, sizeof path->super);
  packet[0] = 0x45;
  packet[6] = 0x40;
  packet[8] = 64;
  packet[9] = tcp ? IPPROTO_TCP : IPPROTO_UDP;
  packet[12] = packet[16] = 10;
  packet[19] = 1;
  path->super_len = 20 + (tcp ? 20 : 8) + payload;
  byte_put_u16 (packet + 2, (guint16) path->super_len);
  esp_checksum_ipv4 (packet);
  byte_put_u16 (upper + 2, 80);
  if (tcp)
    {
      upper[12] = 0x50;
      upper[13] = 0x10;
    }
  else
    byte_put_u16 (upper + 4, (guint16) (8 + payload));
  path->offload = (EspOffload){ .kind = tcp ? ESP_GSO_TCP4 : ESP_GSO_UDP,
                                .needs_csum = TRUE,
                                .segment = (guint16) (tcp ? TCP_SEGMENT : payload),
                                .csum_start = 20,
                                .csum_offset = tcp ? 16 : 6 };
  path->n = 0;
}

static void
send_one (Path *path)
{
  EspSplit split;
  gsize len;

  if (!esp_split_init (&split, &path->offload, path->super, path->super_len))
    g_error ("cannot split");
  while ((len = esp_split_next_len (&split)) > 0)
    {
      guint8 *place = path->sealed[path->n];
      guint8 *inner = place + esp_headroom (path->out);

      if (!esp_seal_has_room (&path->seal, path->out) && !esp_seal_finish (&path->seal))
        g_error ("sealing failed");
      esp_split_next (&split, inner);
      esp_mss_clamp (inner, &split.inner, 1400);
      if (esp_seal_add (&path->seal, path->out, place, len, &path->sealed_len[path->n++])
          != ESP_DROP_NONE)
        g_error ("not sealed");
    }
}

/* Everything up to where the datagrams would be sent. */
static void
send_all (Path *path, gboolean tcp)
{
  path->n = 0;
  do
    send_one (path);
  while (!tcp && path->n < PACKETS);
  if (!esp_seal_finish (&path->seal))
    g_error ("sealing failed");
}

static void
take_opened (Path *path)
{
  guint n = esp_open_finish (&path->open);

  for (guint i = 0; i < n; i++)
    {
      EspOpened *opened = &path->open.opened[i];

      if (opened->drop != ESP_DROP_NONE)
        g_error ("dropped: %s", esp_drop_key (opened->drop));
      esp_mss_clamp (opened->packet, &opened->inner, 1400);
      esp_join_add (path->join, opened->packet, &opened->inner);
    }
}

/* Everything up to where super-packets would be written. */
static void
receive_all (Path *path)
{
  struct iovec iov[ESP_JOIN_PIECES];
  EspOffload offload;

  esp_join_begin (path->join, ESP_JOIN_TCP | ESP_JOIN_UDP);
  for (guint i = 0; i < path->n; i++)
    {
      if (!esp_open_has_room (&path->open, path->in))
        take_opened (path);
      if (esp_open_add (&path->open, path->in, path->sealed[i], path->sealed_len[i], 0)
          != ESP_DROP_NONE)
        g_error ("not opened");
    }
  take_opened (path);
  for (guint i = 0; i < esp_join_count (path->join); i++)
    (void) esp_join_take (path->join, i, &offload, iov);
}

static void
print_path (const Suite *suite, gboolean tcp, gboolean first)
{
  g_autofree Path *path = g_new0 (Path, 1);
  guint64 best[2] = { G_MAXUINT64, G_MAXUINT64 };

  path_init (path, &suite->suite);
  make_traffic (path, tcp, 45);
  for (guint run = 0; run < RUNS; run++)
    {
      guint64 spent[2] = { 0, 0 };

      for (guint i = 0; i < BATCHES; i++)
        {
          guint64 start = now_ns (), middle;

          send_all (path, tcp);
          middle = now_ns ();
          receive_all (path);
          spent[0] += middle - start;
          spent[1] += now_ns () - middle;
        }
      best[0] = MIN (best[0], spent[0]);
      best[1] = MIN (best[1], spent[1]);
    }
  printf ("%s\n  {\"suite\": \"%s\", \"traffic\": \"%s\", \"send_ns\": %.1f, \"receive_ns\": %.1f}",
          first ? "" : ",", suite->name, tcp ? "tcp-1400" : "udp-64",
          (double) best[0] / BATCHES / path->n, (double) best[1] / BATCHES / path->n);
  path_clear (path);
}

static void
measure_path (void)
{
  printf ("\"path\": [");
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      print_path (&suites[i], TRUE, i == 0);
      print_path (&suites[i], FALSE, FALSE);
    }
  printf ("]");
}

int
main (int argc, char **argv)
{
  gboolean crypto = argc < 2 || strcmp (argv[1], "crypto") == 0;
  gboolean path = argc < 2 || strcmp (argv[1], "path") == 0;

  printf ("{");
  if (crypto)
    measure_crypto ();
  printf (crypto && path ? ",\n " : "");
  if (path)
    measure_path ();
  printf ("}\n");
  return 0;
}
