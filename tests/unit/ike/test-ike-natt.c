// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-natt.h"

#include "ike-message.h"
#include "payload-notify.h"
#include "test-support.h"

#include <string.h>

static const IkeHeader header = {
  .spi_i = G_GUINT64_CONSTANT (0x0102030405060708),
};

static const IkePath client_path = {
  .local = { { AF_INET, { 198, 51, 100, 7 } }, 41000 },
  .remote = { { AF_INET, { 192, 0, 2, 1 } }, 500 },
};

static void
test_vector (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const guint8 *last = NULL;

  ike_message_builder_init (&builder);
  ike_natt_write (&builder, &header, &client_path, FALSE);
  /* The hash of the gateway's address ends the chain. */
  last = byte_writer_data (&builder.chain) + byte_writer_len (&builder.chain) - IKE_NATT_HASH_LEN;
  assert_hex (last, IKE_NATT_HASH_LEN, "644b4575455bd6fcc1efe2be8162a9218e448e5f");
}

static IkeNatt
detect (IkeMessageBuilder *builder, const IkePath *path)
{
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  IkeNatt natt;

  g_assert_cmpint (ike_message_read_inner (&header, builder->first,
                                           byte_writer_data (&builder->chain),
                                           byte_writer_len (&builder->chain), message),
                   ==, IKE_MESSAGE_OK);
  ike_natt_check (message, path, &natt);
  return natt;
}

static IkePath
mirror (const IkePath *path)
{
  return (IkePath){ .local = path->remote, .remote = path->local };
}

/* The four combinations (NAT-05), as the gateway sees the client's message. */
static void
test_combinations (void)
{
  for (guint i = 0; i < 4; i++)
    {
      g_auto (IkeMessageBuilder) builder = { 0 };
      IkePath seen = mirror (&client_path);
      IkeNatt natt;

      ike_message_builder_init (&builder);
      ike_natt_write (&builder, &header, &client_path, FALSE);
      if ((i & 1) != 0)
        seen.remote.port++;
      if ((i & 2) != 0)
        seen.local.address.octets[3]++;
      natt = detect (&builder, &seen);
      g_assert_true (natt.supported);
      g_assert_cmpint (natt.nat_remote, ==, (i & 1) != 0);
      g_assert_cmpint (natt.nat_local, ==, (i & 2) != 0);
    }
}

static void
test_forced (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const IkePath seen = mirror (&client_path);
  IkeNatt natt;

  ike_message_builder_init (&builder);
  ike_natt_write (&builder, &header, &client_path, TRUE);
  natt = detect (&builder, &seen);
  g_assert_true (natt.nat_remote && !natt.nat_local);
}

/* Several source hashes: one that matches is enough (NAT-03). */
static void
test_several_sources (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const IkePath seen = mirror (&client_path);
  const guint8 wrong[IKE_NATT_HASH_LEN] = { 0 };
  IkeNatt natt;

  ike_message_builder_init (&builder);
  for (guint i = 0; i < 2; i++)
    ike_payload_notify_write (&builder, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, wrong, sizeof wrong);
  ike_natt_write (&builder, &header, &client_path, FALSE);
  natt = detect (&builder, &seen);
  g_assert_false (natt.nat_remote || natt.nat_local);
}

/* The hash is over the SPIs of the message that carries it, the responder's among them. */
static void
test_spis (void)
{
  const IkePath seen = mirror (&client_path);
  IkeHeader other = header;

  for (guint i = 0; i < 2; i++)
    {
      g_auto (IkeMessageBuilder) builder = { 0 };
      IkeNatt natt;

      other.spi_r = i == 0 ? 5 : 0;
      other.spi_i = header.spi_i + i;
      ike_message_builder_init (&builder);
      ike_natt_write (&builder, &other, &client_path, FALSE);
      natt = detect (&builder, &seen);
      g_assert_true (natt.supported && natt.nat_local && natt.nat_remote);
    }
}

static void
test_unsupported (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const IkePath seen = mirror (&client_path);
  const guint8 hash[IKE_NATT_HASH_LEN] = { 0 };
  IkeNatt natt;

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, hash, sizeof hash);
  natt = detect (&builder, &seen);
  g_assert_false (natt.supported || natt.nat_local || natt.nat_remote);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/natt/NAT-01/vector", test_vector);
  g_test_add_func ("/ike/natt/NAT-05/combinations", test_combinations);
  g_test_add_func ("/ike/natt/forced", test_forced);
  g_test_add_func ("/ike/natt/NAT-03/several-sources", test_several_sources);
  g_test_add_func ("/ike/natt/NAT-02/spis", test_spis);
  g_test_add_func ("/ike/natt/unsupported", test_unsupported);
  return g_test_run ();
}
