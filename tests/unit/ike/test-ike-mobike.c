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

/* MOB-05: to and fro between two, never to another family. */
static void
test_next (void)
{
  IkeMobike mobike = { .n_others = 2 };
  IkeTsList inside = { 0 };
  IkeTs everything = ike_ts_any (AF_INET);
  IpAddress at;
  g_autofree char *text = NULL;
  g_autofree char *back = NULL;

  g_assert_true (ip_address_parse ("192.0.2.1", &at));
  g_assert_true (ip_address_parse ("2001:db8::2", &mobike.others[0]));
  g_assert_true (ip_address_parse ("192.0.2.2", &mobike.others[1]));
  g_assert_true (ike_mobike_next_address (&mobike, &inside, &at));
  text = ip_address_to_text (&at);
  g_assert_cmpstr (text, ==, "192.0.2.2");
  g_assert_true (ike_mobike_next_address (&mobike, &inside, &at));
  back = ip_address_to_text (&at);
  g_assert_cmpstr (back, ==, "192.0.2.1");
  ike_ts_list_add (&inside, &everything);
  g_assert_false (ike_mobike_next_address (&mobike, &inside, &at));
  inside.n = 0;
  mobike.n_others = 1;
  g_assert_false (ike_mobike_next_address (&mobike, &inside, &at));
}

/* MOB-13 */
static void
test_seen (void)
{
  IkeMobike mobike = { 0 };

  for (guint8 i = 0; i < 4; i++)
    {
      g_auto (IkeMessageBuilder) builder = { 0 };
      g_autofree IkeMessage *message = NULL;
      guint8 hash[IKE_NATT_HASH_LEN] = { i / 2 };

      ike_message_builder_init (&builder);
      ike_payload_notify_write (&builder, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP, hash,
                                sizeof hash);
      message = message_of (&builder);
      g_assert_true (ike_mobike_sees_us_elsewhere (&mobike, message) == (i == 2));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/mobike/MOB-04/addresses", test_addresses);
  g_test_add_func ("/ike/mobike/MOB-05/next", test_next);
  g_test_add_func ("/ike/mobike/MOB-13/seen", test_seen);
  return g_test_run ();
}
