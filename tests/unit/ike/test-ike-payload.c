// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The payloads one by one: what is refused, what is tolerated, and what we write. */
#include "ike-message.h"
#include "payload-auth.h"
#include "payload-cert.h"
#include "payload-cp.h"
#include "payload-delete.h"
#include "payload-eap.h"
#include "payload-id.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-notify.h"
#include "payload-sa.h"
#include "payload-ts.h"
#include "test-support.h"

#include <string.h>

typedef gboolean (*Validator) (const guint8 *data, gsize len);

typedef struct
{
  const char *what;
  const char *body; /* hex */
  gboolean valid;
} Body;

static void
check_bodies (Validator is_valid, const Body *bodies, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GBytes) bytes = hex (bodies[i].body);
      gsize len = g_bytes_get_size (bytes);
      /* An exact copy, so that a sanitizer sees a read past the end. */
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), len);

      g_test_message ("%s", bodies[i].what);
      g_assert_cmpint (is_valid (copy, len), ==, bodies[i].valid);
    }
}

#define ENCR "0300000c0100000c800e0080" /* more, AES-CBC 128 */
#define ESN  "0000000805000000"         /* last, no ESN */

/* clang-format off */
static const Body sa_bodies[] = {
  { "one ESP proposal", "0000002001030402" "11223344" ENCR ESN, TRUE },
  { "reserved octets set", "00ff002001030402" "11223344" "03ff000c01ff000c800e0080" ESN, TRUE },
  { "empty", "", FALSE },
  { "proposal length short", "0000001f01030402" "11223344" ENCR ESN, FALSE },
  { "proposal length long", "0000002101030402" "11223344" ENCR ESN, FALSE },
  { "says another follows", "0200002001030402" "11223344" ENCR ESN, FALSE },
  { "marker neither 0 nor 2", "0100002001030402" "11223344" ENCR ESN, FALSE },
  { "fewer transforms than said", "0000002001030403" "11223344" ENCR ESN, FALSE },
  { "more transforms than said", "0000002001030401" "11223344" ENCR ESN, FALSE },
  { "last transform says more", "0000002001030402" "11223344" ENCR "0300000805000000", FALSE },
  { "transform too short", "0000002001030402" "11223344" "030000070100000c800e0080" ESN, FALSE },
  { "SPI size 3", "0000001f01030302" "112233" ENCR ESN, FALSE },
  { "SPI size 8 for ESP", "0000002401030802" "1122334455667788" ENCR ESN, FALSE },
  { "SPI size 0 for ESP", "0000001c01030002" ENCR ESN, FALSE },
  { "ESP SPI 0", "0000002001030402" "00000000" ENCR ESN, FALSE },
  { "ESP SPI 255", "0000002001030402" "000000ff" ENCR ESN, FALSE },
  { "IKE rekey with SPI", "0000002401010802" "1122334455667788" ENCR ESN, TRUE },
  { "IKE rekey with SPI 0", "0000002401010802" "0000000000000000" ENCR ESN, FALSE },
  { "IKE without SPI", "0000001c01010002" ENCR ESN, TRUE },
  { "SPI size 4 for IKE", "0000002001010402" "11223344" ENCR ESN, FALSE },
  { "ESP SPI 256", "0000002001030402" "00000100" ENCR ESN, TRUE },
  { "Key Length twice",
    "0000002401030402" "11223344" "030000100100000c800e0080800e0080" ESN, FALSE },
  { "attribute past the end", "0000002001030402" "11223344" "0300000c0100000c000e0080" ESN,
    FALSE },
  { "trailing octet", "0000002001030402" "11223344" ENCR ESN "00", FALSE },
};
/* clang-format on */

static void
test_sa_bodies (void)
{
  check_bodies (ike_payload_sa_is_valid, sa_bodies, G_N_ELEMENTS (sa_bodies));
}

/* A Key Length in TLV form and unknown attributes make the transform unusable, not the message. */
static void
test_sa_strange (void)
{
  g_autoptr (GBytes) body = hex ("0000002801030403"
                                 "11223344"
                                 "0300000e0100000c000e00020080"
                                 "0300000c010000148063"
                                 "0001"
                                 "0000000a05000000"
                                 "8063");
  g_autoptr (GBytes) good = hex ("0000003201030403"
                                 "11223344"
                                 "0300000e0100000c000e00020080"
                                 "0300000c0100001480630001"
                                 "0000000c050000008063"
                                 "0001");
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  IkePayload payload = { .type = IKE_PAYLOAD_SA };

  g_assert_false (ike_payload_sa_is_valid (g_bytes_get_data (body, NULL), g_bytes_get_size (body)));
  payload.data = g_bytes_get_data (good, &payload.len);
  g_assert_true (ike_payload_sa_read (&payload, proposals));
  for (guint i = 0; i < 3; i++)
    g_assert_true (proposals->items[0].transforms[i].strange);
  g_assert_cmpuint (proposals->items[0].transforms[0].key_bits, ==, 0);
  g_assert_cmphex (proposals->items[0].spi, ==, 0x11223344);
}

static void
test_sa_write (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  IkeProposal *proposal = &proposals->items[0];

  proposals->n_items = 1;
  proposal->number = 1;
  proposal->protocol = IKE_PROTOCOL_ESP;
  proposal->spi_len = 4;
  proposal->spi = 0x11223344;
  proposal->n_transforms = 2;
  proposal->transforms[0] = (IkeTransform){ IKE_TRANSFORM_ENCR, CRY_ENCR_AES_CBC, 128, FALSE };
  proposal->transforms[1] = (IkeTransform){ IKE_TRANSFORM_ESN, 0, 0, FALSE };
  ike_message_builder_init (&builder);
  ike_payload_sa_write (&builder, proposals);
  assert_hex (byte_writer_data (&builder.chain), byte_writer_len (&builder.chain),
              "00000024"
              "0000002001030402"
              "11223344" ENCR ESN);
}

/* More proposals and transforms than are kept: the rest is passed over (MSG-32). */
static void
test_sa_many (void)
{
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GBytes) one = hex ("0200002001030402"
                                "11223344" ENCR ESN);
  IkePayload payload = { .type = IKE_PAYLOAD_SA };

  for (guint i = 0; i < 100; i++)
    g_byte_array_append (body, g_bytes_get_data (one, NULL), (guint) g_bytes_get_size (one));
  body->data[body->len - g_bytes_get_size (one)] = 0;
  payload.data = body->data;
  payload.len = body->len;
  g_assert_true (ike_payload_sa_is_valid (body->data, body->len));
  g_assert_true (ike_payload_sa_read (&payload, proposals));
  g_assert_cmpuint (proposals->n_items, ==, IKE_PROPOSALS_MAX);
}

/* Of a proposal with more transforms than are kept, the first ones are. */
static void
test_sa_many_transforms (void)
{
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;
  guint n = IKE_TRANSFORMS_MAX + 1;
  IkePayload payload = { .type = IKE_PAYLOAD_SA };

  g_string_append_printf (text, "0000%04x010304%02x11223344", 12u + 8u * n, n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%02x0000080400%04x", i + 1 < n ? 3u : 0u, i + 1);
  body = hex (text->str);
  payload.data = g_bytes_get_data (body, &payload.len);
  g_assert_true (ike_payload_sa_read (&payload, proposals));
  g_assert_cmpuint (proposals->items[0].n_transforms, ==, IKE_TRANSFORMS_MAX);
  g_assert_cmpuint (proposals->items[0].transforms[IKE_TRANSFORMS_MAX - 1].id, ==,
                    IKE_TRANSFORMS_MAX);
}

/* A proposal of a protocol that nobody asked for is no reason to refuse the rest (AH). */
static void
test_sa_other_protocol (void)
{
  g_autoptr (GBytes) body = hex ("0000001401020401"
                                 "11223344"
                                 "0000000804000001");
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (body, &len);

  g_assert_true (ike_payload_sa_is_valid (data, len));
}

static void
test_no_values (void)
{
  static const guint8 empty[4] = { 0, 19 };
  static const guint8 strange[5] = { 200, 0, 0, 0, 'x' };
  static const guint8 address[9] = { IKE_ID_IPV4, 0, 0, 0, 192, 0, 2, 1, 1 };
  IkePayload ke = { .type = IKE_PAYLOAD_KE, .data = empty, .len = sizeof empty };
  IkePayload id = { .type = IKE_PAYLOAD_IDI, .data = strange, .len = sizeof strange };
  IkeKe ret_ke = { 0 };
  IkeId ret_id = { 0 };

  g_assert_false (ike_payload_ke_read (&ke, &ret_ke));
  g_assert_false (ike_payload_id_read (&id, &ret_id));
  g_assert_null (ret_id.data);
  /* An IPv4 address of five octets. */
  id.data = address;
  id.len = sizeof address;
  g_assert_false (ike_payload_id_read (&id, &ret_id));
}

static void
test_notify_spi (void)
{
  static const guint8 body[12] = { 1, 8, 0x40, 9, 1, 2, 3, 4, 5, 6, 7, 8 };
  IkePayload payload = { .type = IKE_PAYLOAD_NOTIFY, .data = body, .len = sizeof body };
  IkeNotify notify = { 0 };

  g_assert_true (ike_payload_notify_read (&payload, &notify));
  g_assert_cmphex (notify.spi, ==, 0x0102030405060708);
}

static void
test_nonce (void)
{
  guint8 nonce[257] = { 0 };

  g_assert_false (ike_payload_nonce_is_valid (nonce, 15));
  g_assert_true (ike_payload_nonce_is_valid (nonce, 16));
  g_assert_true (ike_payload_nonce_is_valid (nonce, 256));
  g_assert_false (ike_payload_nonce_is_valid (nonce, 257));
}

/* clang-format off */
static const Body ke_bodies[] = {
  { "group 19", "00130000aa", TRUE }, { "reserved set", "0013ffffaa", TRUE },
  { "no data", "00130000", FALSE },   { "short", "0013", FALSE },
};
/* clang-format on */

/* clang-format off */
static const Body id_bodies[] = {
  { "FQDN", "0200000061", TRUE },       { "reserved set", "02ffffff61", TRUE },
  { "IPv4", "01000000c0000201", TRUE }, { "IPv4 of 5 octets", "01000000c000020100", FALSE },
  { "IPv6 of 4", "05000000c0000201", FALSE },
  { "unknown type", "63000000", TRUE }, { "short", "020000", FALSE },
};
/* clang-format on */

/* clang-format off */
static const Body notify_bodies[] = {
  { "plain", "00004004", TRUE },
  { "protocol without SPI", "01004004", TRUE },
  { "SPI of 4", "0304400911223344", TRUE },
  { "SPI longer than the payload", "03ff400911223344", FALSE },
  { "short", "000040", FALSE },
};
/* clang-format on */

/* clang-format off */
static const Body delete_bodies[] = {
  { "IKE", "01000000", TRUE },
  { "ESP", "0304000111223344", TRUE },
  { "count too large", "0304ffff11223344", FALSE },
  { "SPI size 8", "030800011122334455667788", FALSE },
  { "SPI size 0 for ESP", "03000000", FALSE },
  { "SPI for IKE", "01080001112233445566", FALSE },
  { "trailing octet", "0304000111223344ff", FALSE },
};
/* clang-format on */

#define TS4  \
  "07000010" \
  "0000ffff" \
  "0a000000" \
  "0affffff"

/* clang-format off */
static const Body ts_bodies[] = {
  { "one", "01000000" TS4, TRUE },
  { "reserved set", "01ffffff" TS4, TRUE },
  { "with one of unknown type", "02000000" TS4 "09000008aabbccdd", TRUE },
  { "count too small", "01000000" TS4 TS4, FALSE },
  { "count too large", "03000000" TS4 TS4, FALSE },
  { "length 0", "01000000" "07000000" "0000ffff" "0a000000" "0affffff", FALSE },
  { "IPv4 with length of IPv6", "01000000" "07000028" "0000ffff" "0a000000" "0affffff", FALSE },
  { "unknown type of length 3", "01000000" "09000003", FALSE },
};
/* clang-format on */

/* clang-format off */
static const Body cp_bodies[] = {
  { "empty request", "01000000", TRUE },
  { "attributes", "02000000" "000100040a000001" "7fff0000", TRUE },
  { "past the end", "02000000" "000100050a000001", FALSE },
  { "half an attribute", "02000000" "0001", FALSE },
};
/* clang-format on */

/* clang-format off */
static const Body eap_bodies[] = {
  { "success", "03010004", TRUE },
  { "success with one octet more (FortiGate)", "0301000506", TRUE },
  { "length too long", "03010005", FALSE },
  { "length too short", "0301000401", FALSE },
  { "short", "030100", FALSE },
};
/* clang-format on */

typedef struct
{
  const char *path;
  Validator is_valid;
  const Body *bodies;
  gsize n;
} Table;

static const Table tables[] = {
  { "/ike/payload/MSG-18/ke-bodies", ike_payload_ke_is_valid, ke_bodies, G_N_ELEMENTS (ke_bodies) },
  { "/ike/payload/MSG-20/id-bodies", ike_payload_id_is_valid, id_bodies, G_N_ELEMENTS (id_bodies) },
  { "/ike/payload/MSG-21/notify-bodies", ike_payload_notify_is_valid, notify_bodies,
    G_N_ELEMENTS (notify_bodies) },
  { "/ike/payload/MSG-22/delete-bodies", ike_payload_delete_is_valid, delete_bodies,
    G_N_ELEMENTS (delete_bodies) },
  { "/ike/payload/MSG-23/ts-bodies", ike_payload_ts_is_valid, ts_bodies, G_N_ELEMENTS (ts_bodies) },
  { "/ike/payload/MSG-24/cp-bodies", ike_payload_cp_is_valid, cp_bodies, G_N_ELEMENTS (cp_bodies) },
  { "/ike/payload/MSG-25/eap-bodies", ike_payload_eap_is_valid, eap_bodies,
    G_N_ELEMENTS (eap_bodies) },
};

static void
test_bodies (gconstpointer data)
{
  const Table *table = data;

  check_bodies (table->is_valid, table->bodies, table->n);
}

/* Octets that are reserved say nothing, whatever stands in them. */
static void
test_reserved (void)
{
  static const guint8 ke[] = { 0, 19, 0xff, 0xff, 1 };
  static const guint8 auth[] = { 2, 0xff, 0xff, 0xff, 1 };
  static const guint8 cp[] = { IKE_CFG_REPLY, 0xff, 0xff, 0xff, 0x80, 1, 0, 4, 10, 0, 0, 1 };
  static const guint8 id[] = { IKE_ID_FQDN, 0xff, 0xff, 0xff, 'a' };
  IkePayload payload = { .data = ke, .len = sizeof ke };
  g_auto (IkeId) name = { 0 };
  IkeCpAttribute attribute = { 0 };
  IkeAuth proof = { 0 };
  IkeKe share = { 0 };
  IkeCp config = { 0 };

  g_assert_true (ike_payload_ke_read (&payload, &share));
  g_assert_cmpuint (share.group, ==, 19);
  g_assert_cmpuint (share.len, ==, 1);
  payload = (IkePayload){ .data = auth, .len = sizeof auth };
  g_assert_true (ike_payload_auth_read (&payload, &proof));
  g_assert_cmpuint (proof.method, ==, IKE_AUTH_METHOD_SHARED_KEY);
  g_assert_cmpuint (proof.len, ==, 1);
  payload = (IkePayload){ .data = id, .len = sizeof id };
  g_assert_true (ike_payload_id_read (&payload, &name));
  g_assert_cmpint (name.type, ==, IKE_ID_FQDN);
  payload = (IkePayload){ .data = cp, .len = sizeof cp };
  g_assert_true (ike_payload_cp_read (&payload, &config) && ike_cp_next (&config, &attribute));
  g_assert_cmpuint (attribute.type, ==, IKE_CP_INTERNAL_IP4_ADDRESS);
}

/* The same octet by octet, and what ends first is the lower. */
static void
test_nonce_order (void)
{
  static const struct
  {
    const char *low, *high; /* hex */
  } rows[] = {
    { "00ff", "01" }, { "7f", "80" }, { "0102", "010200" }, { "010203", "0103" }, { "", "00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) low = hex (rows[i].low);
      g_autoptr (GBytes) high = hex (rows[i].high);

      g_assert_true (ike_nonce_lower (low, high) == low);
      g_assert_true (ike_nonce_lower (high, low) == low);
    }
}

static void
test_ts_skips_unknown (void)
{
  g_autoptr (GBytes) tsi = hex ("03000000"
                                "09000008aabbccdd" TS4 "09000004");
  g_autoptr (GBytes) unknown = hex ("01000000"
                                    "09000004");
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  g_autofree IkeTsList *local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *remote = g_new0 (IkeTsList, 1);
  g_autofree char *text = NULL;

  message->n_payloads = 2;
  message->payloads[0].type = IKE_PAYLOAD_TSI;
  message->payloads[1].type = IKE_PAYLOAD_TSR;
  for (guint i = 0; i < 2; i++)
    message->payloads[i].data = g_bytes_get_data (tsi, &message->payloads[i].len);
  g_assert_true (ike_message_read_ts (message, TRUE, local, remote));
  g_assert_cmpuint (local->n, ==, 1);
  g_assert_cmpuint (local->ts[0].port_to, ==, 65535);
  text = ip_range_to_text (&local->ts[0].range);
  g_assert_cmpstr (text, ==, "10.0.0.0/8");
  message->payloads[1].data = g_bytes_get_data (unknown, &message->payloads[1].len);
  g_assert_false (ike_message_read_ts (message, TRUE, local, remote));
}

/* Each side writes TSi for who initiated the exchange, and finds its own end again. */
static void
test_ts_sides (void)
{
  for (guint ours = 0; ours < 2; ours++)
    {
      g_auto (IkeMessageBuilder) builder = { 0 };
      const IkeHeader header = { 0 };
      g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
      IkeTsList four = { .n = 1, .ts = { ike_ts_any (AF_INET) } };
      IkeTsList six = { .n = 1, .ts = { ike_ts_any (AF_INET6) } };
      IkeTsList local = { 0 };
      IkeTsList remote = { 0 };

      ike_message_builder_init (&builder);
      ike_message_write_ts (&builder, ours != 0, &four, &six);
      g_assert_cmpint (ike_message_read_inner (&header, builder.first,
                                               byte_writer_data (&builder.chain),
                                               byte_writer_len (&builder.chain), message),
                       ==, IKE_MESSAGE_OK);
      g_assert_true (ike_message_read_ts (message, ours == 0, &remote, &local));
      g_assert_true (ike_ts_list_contains (&four, &local) && ike_ts_list_contains (&six, &remote));
      g_assert_cmpint (ike_message_find (message, IKE_PAYLOAD_TSI)->data[4], ==, ours ? 7 : 8);
    }
}

static void
test_delete_spis (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const guint32 spis[] = { 0x11223344, 0x55667788 };
  IkePayload payload = { .type = IKE_PAYLOAD_DELETE };
  IkeDelete del;

  ike_message_builder_init (&builder);
  ike_payload_delete_write (&builder, spis, 2);
  assert_hex (byte_writer_data (&builder.chain), byte_writer_len (&builder.chain),
              "00000010"
              "03040002"
              "11223344"
              "55667788");
  payload.data = byte_writer_data (&builder.chain) + 4;
  payload.len = 12;
  g_assert_true (ike_payload_delete_read (&payload, &del));
  g_assert_cmphex (ike_delete_spi (&del, 1), ==, 0x55667788);
}

static void
test_certreq_limit (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const guint8 hashes[60] = { 0 };

  ike_message_builder_init (&builder);
  ike_payload_certreq_write (&builder, hashes, sizeof hashes, 2);
  g_assert_cmpuint (byte_writer_len (&builder.chain), ==, 4 + 1 + 40);
}

static void
test_id (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_auto (IkeId) id = { 0 };
  g_auto (IkeId) again = { 0 };
  g_autoptr (GBytes) body = NULL;
  IkePayload payload = { .type = IKE_PAYLOAD_IDR };

  g_assert_true (ike_id_parse ("vpn.example.org", &id, NULL));
  ike_message_builder_init (&builder);
  ike_payload_id_write (&builder, IKE_PAYLOAD_IDR, &id);
  payload.data = byte_writer_data (&builder.chain) + 4;
  payload.len = byte_writer_len (&builder.chain) - 4;
  body = ike_payload_id_body (&id);
  g_assert_cmpmem (payload.data, payload.len, g_bytes_get_data (body, NULL),
                   g_bytes_get_size (body));
  assert_hex (payload.data, payload.len,
              "02000000"
              "76706e2e6578616d706c652e6f7267");
  g_assert_true (ike_payload_id_read (&payload, &again));
  g_assert_true (g_bytes_equal (id.data, again.data));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/payload/MSG-14+MSG-15+RKI-10/sa-bodies", test_sa_bodies);
  g_test_add_func ("/ike/payload/MSG-16/sa-strange", test_sa_strange);
  g_test_add_func ("/ike/payload/sa-write", test_sa_write);
  g_test_add_func ("/ike/payload/MSG-32/sa-many", test_sa_many);
  g_test_add_func ("/ike/payload/MSG-32/sa-many-transforms", test_sa_many_transforms);
  g_test_add_func ("/ike/payload/sa-other-protocol", test_sa_other_protocol);
  g_test_add_func ("/ike/payload/MSG-18+MSG-20/no-values", test_no_values);
  g_test_add_func ("/ike/payload/MSG-21/notify-spi", test_notify_spi);
  g_test_add_func ("/ike/payload/MSG-17/nonce", test_nonce);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    g_test_add_data_func (tables[i].path, &tables[i], test_bodies);
  g_test_add_func ("/ike/payload/MSG-09/reserved", test_reserved);
  g_test_add_func ("/ike/payload/COL-02/nonce-order", test_nonce_order);
  g_test_add_func ("/ike/payload/MSG-23+TSN-12/ts-skips-unknown", test_ts_skips_unknown);
  g_test_add_func ("/ike/payload/TSN-01/sides", test_ts_sides);
  g_test_add_func ("/ike/payload/delete-spis", test_delete_spis);
  g_test_add_func ("/ike/payload/certreq-limit", test_certreq_limit);
  g_test_add_func ("/ike/payload/MSG-20/id", test_id);
  return g_test_run ();
}
