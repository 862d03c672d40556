// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"

#include "bytes.h"

#include <arpa/inet.h>
#include <string.h>

#define TCP_ACK 0x10

const CrySuite fixture_gcm128 = { .encr = CRY_ENCR_AES_GCM_16, .key_bits = 128 };
const CrySuite fixture_gcm256 = { .encr = CRY_ENCR_AES_GCM_16, .key_bits = 256 };
const CrySuite fixture_chacha = { .encr = CRY_ENCR_CHACHA20_POLY1305 };
const CrySuite fixture_cbc_sha256
    = { .encr = CRY_ENCR_AES_CBC, .key_bits = 256, .integ = CRY_INTEG_HMAC_SHA2_256_128 };
const CrySuite fixture_cbc_sha1
    = { .encr = CRY_ENCR_AES_CBC, .key_bits = 128, .integ = CRY_INTEG_HMAC_SHA1_96 };

static SecretBuf *
make_key (gsize len, guint8 fill)
{
  SecretBuf *key = secret_buf_new (len);

  for (gsize i = 0; i < len; i++)
    secret_buf_data (key)[i] = (guint8) (fill + i);
  return key;
}

EspTs
esp_fixture_ts (const char *from, const char *to)
{
  EspTs ts = { .port_to = G_MAXUINT16 };

  g_assert_true (ip_address_parse (from, &ts.addresses.first));
  g_assert_true (ip_address_parse (to, &ts.addresses.last));
  return ts;
}

void
esp_fixture_init (EspFixture *fixture, const CrySuite *suite, gboolean mirror)
{
  gsize encr_len = cry_suite_encr_key_len (suite), integ_len = cry_suite_integ_key_len (suite);

  *fixture = (EspFixture){
    .encr_in = make_key (encr_len, mirror ? 1 : 101),
    .encr_out = make_key (encr_len, mirror ? 101 : 1),
    .integ_in = make_key (integ_len, mirror ? 2 : 102),
    .integ_out = make_key (integ_len, mirror ? 102 : 2),
  };
  fixture->params = (EspSaParams){
    .spi_in = mirror ? 0xaaaa0001 : 0xbbbb0001,
    .spi_out = mirror ? 0xbbbb0001 : 0xaaaa0001,
    .suite = *suite,
    .encr_in = fixture->encr_in,
    .encr_out = fixture->encr_out,
    .integ_in = fixture->integ_in,
    .integ_out = fixture->integ_out,
    .ts_local = &fixture->local,
    .ts_remote = &fixture->remote,
    .n_ts_local = 1,
    .n_ts_remote = 1,
  };
  esp_fixture_use_family (fixture, AF_INET);
}

void
esp_fixture_use_family (EspFixture *fixture, sa_family_t family)
{
  fixture->local = family == AF_INET
                       ? esp_fixture_ts ("0.0.0.0", "255.255.255.255")
                       : esp_fixture_ts ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  fixture->remote = fixture->local;
}

void
esp_fixture_clear (EspFixture *fixture)
{
  g_clear_pointer (&fixture->encr_in, secret_buf_free);
  g_clear_pointer (&fixture->encr_out, secret_buf_free);
  g_clear_pointer (&fixture->integ_in, secret_buf_free);
  g_clear_pointer (&fixture->integ_out, secret_buf_free);
}

EspDrop
esp_fixture_seal (EspOutbound *sa, guint8 *buf, gsize len, gsize *ret_len)
{
  g_autofree EspSealBatch *batch = g_new0 (EspSealBatch, 1);
  EspDrop drop = esp_seal_add (batch, sa, buf, len, ret_len);

  g_assert_true (esp_seal_finish (batch));
  return drop;
}

EspDrop
esp_fixture_open (EspInbound *sa, guint8 *packet, gsize len, EspOpened *ret_opened)
{
  g_autofree EspOpenBatch *batch = g_new0 (EspOpenBatch, 1);
  EspDrop drop = esp_open_add (batch, sa, packet, len, 0);
  guint n = esp_open_finish (batch);

  g_assert_cmpuint (n, ==, drop == ESP_DROP_NONE);
  if (n == 0)
    return drop;
  *ret_opened = batch->opened[0];
  return ret_opened->drop;
}

void
esp_link_init (EspLink *link, const CrySuite *suite, gboolean esn, gboolean v6)
{
  esp_fixture_init (&link->near, suite, FALSE);
  esp_fixture_init (&link->far, suite, TRUE);
  link->near.params.esn = link->far.params.esn = esn;
  esp_fixture_use_family (&link->near, v6 ? AF_INET6 : AF_INET);
  esp_fixture_use_family (&link->far, v6 ? AF_INET6 : AF_INET);
  link->out = esp_outbound_new (&link->near.params);
  link->in = esp_inbound_new (&link->far.params);
  g_assert_nonnull (link->out);
  g_assert_nonnull (link->in);
}

void
esp_link_clear (EspLink *link)
{
  g_clear_pointer (&link->out, esp_outbound_free);
  g_clear_pointer (&link->in, esp_inbound_free);
  esp_fixture_clear (&link->near);
  esp_fixture_clear (&link->far);
}

gsize
esp_link_seal_udp (EspLink *link, gsize payload_len)
{
  PacketSpec spec = { .protocol = IPPROTO_UDP,
                      .v6 = link->near.local.addresses.first.family == AF_INET6,
                      .src_port = 5,
                      .dst_port = 6,
                      .payload_len = payload_len };
  gsize len = packet_build (&spec, link->buf + esp_headroom (link->out));
  gsize room = esp_sealed_len (link->out, len);

  g_assert_cmpint (esp_fixture_seal (link->out, link->buf, len, &len), ==, ESP_DROP_NONE);
  g_assert_cmpuint (len, ==, room);
  return len;
}

EspDrop
esp_link_open (EspLink *link, gsize len, gsize *ret_len)
{
  EspOpened opened = { 0 };
  EspDrop drop = esp_fixture_open (link->in, link->buf, len, &opened);

  *ret_len = opened.inner.total_len;
  return drop;
}

guint32
packet_slow_sum (const guint8 *data, gsize len, guint32 sum)
{
  for (gsize i = 0; i < len; i++)
    sum += (i & 1) != 0 ? data[i] : (guint32) data[i] << 8;
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

static guint32
slow_upper_sum (const guint8 *packet, gsize len)
{
  gboolean v6 = packet[0] >> 4 == 6;
  gsize ip_len = v6 ? 40 : (gsize) (packet[0] & 15) * 4;
  guint32 sum = packet_slow_sum (packet + (v6 ? 8 : 12), v6 ? 32 : 8, 0);

  sum += packet[v6 ? 6 : 9] + (guint32) (len - ip_len);
  return packet_slow_sum (packet + ip_len, len - ip_len, sum);
}

gboolean
packet_checksums_are_right (const guint8 *packet, gsize len)
{
  if (packet[0] >> 4 == 4 && packet_slow_sum (packet, (gsize) (packet[0] & 15) * 4, 0) != 0xffff)
    return FALSE;
  return slow_upper_sum (packet, len) == 0xffff;
}

static gsize
build_ip (const PacketSpec *spec, guint8 *out, gsize upper_len)
{
  if (spec->v6)
    {
      out[0] = (guint8) (0x60 | spec->tclass >> 4);
      out[1] = (guint8) (spec->tclass << 4);
      byte_put_u16 (out + 4, (guint16) upper_len);
      out[6] = spec->protocol;
      out[7] = spec->ttl != 0 ? spec->ttl : 64;
      inet_pton (AF_INET6, "fd00::1", out + 8);
      inet_pton (AF_INET6, "fd00::2", out + 24);
      return 40;
    }
  out[0] = 0x45;
  out[1] = spec->tclass;
  byte_put_u16 (out + 2, (guint16) (20 + upper_len));
  byte_put_u16 (out + 4, spec->id);
  out[6] = spec->df ? 0x40 : 0;
  out[8] = spec->ttl != 0 ? spec->ttl : 64;
  out[9] = spec->protocol;
  inet_pton (AF_INET, "10.0.0.1", out + 12);
  inet_pton (AF_INET, "10.0.0.2", out + 16);
  byte_put_u16 (out + 10, (guint16) ~packet_slow_sum (out, 20, 0));
  return 20;
}

static gsize
build_tcp (const PacketSpec *spec, guint8 *tcp)
{
  gsize len = spec->mss_option != 0 ? 24 : 20;

  byte_put_u16 (tcp, spec->src_port);
  byte_put_u16 (tcp + 2, spec->dst_port);
  byte_put_u32 (tcp + 4, spec->seq);
  byte_put_u32 (tcp + 8, spec->ack);
  tcp[12] = (guint8) (len / 4 << 4);
  tcp[13] = spec->flags != 0 ? spec->flags : TCP_ACK;
  byte_put_u16 (tcp + 14, 1000);
  byte_put_u16 (tcp + 18, spec->urgent);
  if (spec->mss_option != 0)
    {
      tcp[20] = 2;
      tcp[21] = 4;
      byte_put_u16 (tcp + 22, spec->mss_option);
    }
  return len;
}

gsize
packet_build (const PacketSpec *spec, guint8 *out)
{
  gsize ip_len = spec->v6 ? 40 : 20;
  gsize header_len = 0;
  guint8 *upper = out + ip_len;
  gsize check_at = 0;
  gsize len;

  memset (out, 0, ip_len + 60);
  if (spec->protocol == IPPROTO_TCP)
    {
      header_len = build_tcp (spec, upper);
      check_at = 16;
    }
  else if (spec->protocol == IPPROTO_UDP)
    {
      header_len = 8;
      byte_put_u16 (upper, spec->src_port);
      byte_put_u16 (upper + 2, spec->dst_port);
      byte_put_u16 (upper + 4, (guint16) (8 + spec->payload_len));
      check_at = 6;
    }
  for (gsize i = 0; i < spec->payload_len; i++)
    upper[header_len + i] = (guint8) (spec->fill + i);
  len = ip_len + header_len + spec->payload_len;
  build_ip (spec, out, len - ip_len);
  if (check_at != 0)
    byte_put_u16 (upper + check_at, (guint16) ~slow_upper_sum (out, len));
  return len;
}
