// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-mobike.h"

/* Lists of addresses, and how the gateway sees us. */

#include "ike-message.h"
#include "payload-notify.h"
#include "test-support.h"

static IkeMessage *
message_of (IkeMessageBuilder *builder)
{
  IkeMessage *message = g_new0 (IkeMessage, 1);
  const IkeHeader header = { 0 };

  g_assert_cmpint (ike_message_read_inner (&header, builder->first,
                                           byte_writer_data (&builder->chain),
                                           byte_writer_len (&builder->chain), message),
                   ==, IKE_MESSAGE_OK);
  return message;
}

static void
take (IkeMobike *mobike, guint16 type, const guint8 *data, gsize len, guint times)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *message = NULL;

  ike_message_builder_init (&builder);
  for (guint i = 0; i < times; i++)
    ike_payload_notify_write (&builder, type, data, len);
  message = message_of (&builder);
  ike_mobike_take_addresses (mobike, message);
}

/* MOB-04: a list replaces the former one; what is no address of a host is none. */
static void
test_addresses (void)
{
  static const guint8 four[4] = { 192, 0, 2, 2 };
  static const guint8 group[4] = { 224, 0, 0, 1 };
  IkeMobike mobike = { 0 };

  take (&mobike, IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS, four, 4, 20);
  g_assert_cmpuint (mobike.n_others, ==, IKE_MOBIKE_ADDRESSES_MAX);
  take (&mobike, IKE_NOTIFY_MOBIKE_SUPPORTED, NULL, 0, 1);
  g_assert_cmpuint (mobike.n_others, ==, IKE_MOBIKE_ADDRESSES_MAX);
  take (&mobike, IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS, four, 4, 1);
  g_assert_cmpuint (mobike.n_others, ==, 1);
  take (&mobike, IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS, four, 3, 1);
  g_assert_cmpuint (mobike.n_others, ==, 0);
  take (&mobike, IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS, group, 4, 1);
  g_assert_cmpuint (mobike.n_others, ==, 0);
  take (&mobike, IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS, four, 4, 1);
  take (&mobike, IKE_NOTIFY_NO_ADDITIONAL_ADDRESSES, NULL, 0, 1);
  g_assert_cmpuint (mobike.n_others, ==, 0);
}

static void
assert_path (const IkePath *path, const char *local, const char *remote)
{
  g_autofree char *from = ip_address_to_text (&path->local.address);
  g_autofree char *to = ip_address_to_text (&path->remote.address);

  g_assert_cmpstr (from, ==, local);
  g_assert_cmpstr (to, ==, remote);
  g_assert_cmpuint (path->local.port, ==, 4501);
  g_assert_cmpuint (path->remote.port, ==, 4500);
}

static IkePath
path_of (const char *local, const char *remote)
{
  IkePath path = { .local.port = 4501, .remote.port = 4500, .transport = IKE_TRANSPORT_NATT };

  g_assert_true (ip_address_parse (local, &path.local.address));
  g_assert_true (ip_address_parse (remote, &path.remote.address));
  return path;
}

/* MOB-05: to and fro between two, never to another family without an address of ours there, and
 * never to one that is inside. */
static void
test_other_addresses (void)
{
  IkeMobike mobike = { .n_others = 2 };
  IkeTsList inside = { 0 };
  IkeTs everything = ike_ts_any (AF_INET);
  IkePath at = path_of ("10.0.0.2", "192.0.2.1");
  IkePath paths[IKE_MOBIKE_PATHS_MAX];

  g_assert_true (ip_address_parse ("2001:db8::2", &mobike.others[0]));
  g_assert_true (ip_address_parse ("192.0.2.2", &mobike.others[1]));
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (ike_mobike_paths (&mobike, &at, &inside, paths), ==, 1);
      assert_path (&paths[0], "10.0.0.2", i == 1 ? "192.0.2.1" : "192.0.2.2");
      ike_mobike_go (&mobike, &at, &paths[0]);
    }
  ike_ts_list_add (&inside, &everything);
  g_assert_cmpuint (ike_mobike_paths (&mobike, &at, &inside, paths), ==, 0);
}

/* MOB-16: each address of ours with each of the gateway's, but for the pair that is in use. */
static void
test_paths (void)
{
  IkeMobike mobike = { .n_others = 1, .n_ways = 2 };
  const IkePath at = path_of ("10.0.0.2", "192.0.2.1");
  const IkeTsList inside = { 0 };
  IkePath paths[IKE_MOBIKE_PATHS_MAX];

  g_assert_true (ip_address_parse ("192.0.2.2", &mobike.others[0]));
  mobike.ways[0] = path_of ("10.0.1.2", "192.0.2.1");
  mobike.ways[1] = path_of ("2001:db8:1::2", "2001:db8::1");
  g_assert_cmpuint (ike_mobike_paths (&mobike, &at, &inside, paths), ==, 4);
  assert_path (&paths[0], "10.0.0.2", "192.0.2.2");
  assert_path (&paths[1], "10.0.1.2", "192.0.2.1");
  assert_path (&paths[2], "10.0.1.2", "192.0.2.2");
  assert_path (&paths[3], "2001:db8:1::2", "2001:db8::1");
}

/* The types of what is said about our addresses, in order; 0 ends. */
static guint16
told (IkeMobike *mobike, guint index)
{
  const IkePath at = path_of ("10.0.0.2", "192.0.2.1");
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *message = NULL;
  IkeNotify notify = { 0 };

  ike_message_builder_init (&builder);
  ike_mobike_write_addresses (mobike, &at, &builder);
  message = message_of (&builder);
  if (index >= message->n_payloads)
    return 0;
  g_assert_true (ike_payload_notify_read (&message->payloads[index], &notify));
  return notify.type;
}

/* MOB-04: all our addresses but the one in use; and when there are no more, that. */
static void
test_own_addresses (void)
{
  IkeMobike mobike = { 0 };

  g_assert_cmpuint (told (&mobike, 0), ==, 0);
  mobike.n_ways = 3;
  mobike.ways[0] = path_of ("10.0.0.2", "192.0.2.1");
  mobike.ways[1] = path_of ("10.0.1.2", "192.0.2.1");
  mobike.ways[2] = path_of ("2001:db8:1::2", "2001:db8::1");
  g_assert_cmpuint (told (&mobike, 0), ==, IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS);
  g_assert_cmpuint (told (&mobike, 1), ==, IKE_NOTIFY_ADDITIONAL_IP6_ADDRESS);
  g_assert_cmpuint (told (&mobike, 2), ==, 0);
  mobike.n_ways = 1;
  g_assert_cmpuint (told (&mobike, 0), ==, IKE_NOTIFY_NO_ADDITIONAL_ADDRESSES);
  g_assert_cmpuint (told (&mobike, 0), ==, 0);
}

/* What the gateway says of our address on an IKE SA. */
static gboolean
sees_elsewhere (IkeMobike *mobike, guint64 spi, guint8 address, gboolean unknown)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *message = NULL;
  guint8 hash[IKE_NATT_HASH_LEN] = { address };

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP, hash, sizeof hash);
  message = message_of (&builder);
  message->header.spi_i = spi;
  return ike_mobike_sees_us_elsewhere (mobike, message, unknown);
}

/* MOB-13: with nothing to compare with, as on a new IKE SA, it is as the asker thinks. */
static void
test_seen (void)
{
  IkeMobike mobike = { 0 };

  g_assert_false (sees_elsewhere (&mobike, 1, 1, FALSE));
  g_assert_false (sees_elsewhere (&mobike, 1, 1, TRUE));
  g_assert_true (sees_elsewhere (&mobike, 1, 2, FALSE));
  g_assert_false (sees_elsewhere (&mobike, 1, 2, FALSE));
  g_assert_true (sees_elsewhere (&mobike, 2, 2, TRUE));
  g_assert_false (sees_elsewhere (&mobike, 3, 1, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/mobike/MOB-04/addresses", test_addresses);
  g_test_add_func ("/ike/mobike/MOB-05/other-addresses", test_other_addresses);
  g_test_add_func ("/ike/mobike/MOB-16/paths", test_paths);
  g_test_add_func ("/ike/mobike/MOB-04/own-addresses", test_own_addresses);
  g_test_add_func ("/ike/mobike/MOB-13/seen", test_seen);
  return g_test_run ();
}
