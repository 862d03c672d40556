// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Known answers of tests/vectors/esp.txt, in both directions where the IV is ours to choose. */
#include "esp-fixture.h"
#include "esp-private.h"

#include <string.h>

typedef struct
{
  CrySuite suite;
  EspFixture fixture; /* owns the keys */
  guint64 seq;
  GByteArray *inner, *packet;
} Vector;

static GByteArray *
from_hex (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *hex = g_key_file_get_string (file, group, key, NULL);
  GByteArray *bytes = g_byte_array_new ();

  g_assert_nonnull (hex);
  for (gsize i = 0; hex[i] != '\0'; i += 2)
    {
      gint high = g_ascii_xdigit_value (hex[i]), low = g_ascii_xdigit_value (hex[i + 1]);
      guint8 octet = (guint8) (high << 4 | low);

      g_byte_array_append (bytes, &octet, 1);
    }
  return bytes;
}

static SecretBuf *
key_from_hex (GKeyFile *file, const char *group, const char *key)
{
  g_autoptr (GByteArray) bytes = from_hex (file, group, key);

  return secret_buf_new_copy (bytes->data, bytes->len);
}

static CrySuite
suite_by_name (const char *name)
{
  static const struct
  {
    const char *name;
    CrySuite suite;
  } table[] = {
    { "gcm128", { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_NONE } },
    { "gcm256", { CRY_ENCR_AES_GCM_16, 256, CRY_INTEG_NONE } },
    { "chacha", { CRY_ENCR_CHACHA20_POLY1305, 0, CRY_INTEG_NONE } },
    { "cbc128-sha1", { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA1_96 } },
    { "cbc256-sha256", { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_256_128 } },
    { "cbc256-sha384", { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_384_192 } },
    { "cbc256-sha512", { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_512_256 } },
    { "ccm128", { CRY_ENCR_AES_CCM_16, 128, CRY_INTEG_NONE } },
    { "ccm256", { CRY_ENCR_AES_CCM_16, 256, CRY_INTEG_NONE } },
    { "ctr128-sha256", { CRY_ENCR_AES_CTR, 128, CRY_INTEG_HMAC_SHA2_256_128 } },
    { "ctr256-sha512", { CRY_ENCR_AES_CTR, 256, CRY_INTEG_HMAC_SHA2_512_256 } },
    { "gcm128iiv", { CRY_ENCR_AES_GCM_16_IIV, 128, CRY_INTEG_NONE } },
    { "chachaiiv", { CRY_ENCR_CHACHA20_POLY1305_IIV, 0, CRY_INTEG_NONE } },
    { "ccm256iiv", { CRY_ENCR_AES_CCM_16_IIV, 256, CRY_INTEG_NONE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (name, table[i].name) == 0)
      return table[i].suite;
  g_assert_not_reached ();
}

static void
vector_load (Vector *vector, GKeyFile *file, const char *group)
{
  g_autofree char *name = g_key_file_get_string (file, group, "suite", NULL);
  g_autofree char *spi = g_key_file_get_string (file, group, "spi", NULL);
  EspFixture *fixture = &vector->fixture;

  vector->suite = suite_by_name (name);
  esp_fixture_init (fixture, &vector->suite, FALSE);
  esp_fixture_clear (fixture);
  fixture->encr_in = key_from_hex (file, group, "encr");
  fixture->encr_out = key_from_hex (file, group, "encr");
  fixture->integ_in = key_from_hex (file, group, "integ");
  fixture->integ_out = key_from_hex (file, group, "integ");
  fixture->params.encr_in = fixture->encr_in;
  fixture->params.encr_out = fixture->encr_out;
  fixture->params.integ_in = fixture->integ_in;
  fixture->params.integ_out = fixture->integ_out;
  fixture->params.spi_in = fixture->params.spi_out = (guint32) g_ascii_strtoull (spi, NULL, 16);
  fixture->params.esn = g_key_file_get_boolean (file, group, "esn", NULL);
  vector->seq = g_key_file_get_uint64 (file, group, "seq", NULL);
  vector->inner = from_hex (file, group, "inner");
  vector->packet = from_hex (file, group, "packet");
  esp_fixture_use_family (fixture, vector->inner->data[0] >> 4 == 6 ? AF_INET6 : AF_INET);
}

static void
vector_clear (Vector *vector)
{
  esp_fixture_clear (&vector->fixture);
  g_byte_array_unref (vector->inner);
  g_byte_array_unref (vector->packet);
}

static void
check_open (const Vector *vector)
{
  g_autoptr (EspInbound) sa = esp_inbound_new (&vector->fixture.params);
  g_autofree guint8 *packet = g_memdup2 (vector->packet->data, vector->packet->len);
  EspOpened opened = { 0 };

  g_assert_nonnull (sa);
  sa->replay.top = vector->seq - 1;
  g_assert_cmpint (esp_fixture_open (sa, packet, vector->packet->len, &opened), ==, ESP_DROP_NONE);
  g_assert_cmpmem (opened.packet, opened.inner.total_len, vector->inner->data, vector->inner->len);
  g_assert_cmpuint (sa->replay.top, ==, vector->seq);
}

static void
check_seal (const Vector *vector)
{
  g_autoptr (EspOutbound) sa = esp_outbound_new (&vector->fixture.params);
  guint8 buf[2048];
  gsize len = 0;

  g_assert_nonnull (sa);
  sa->seq = vector->seq - 1;
  memcpy (buf + esp_headroom (sa), vector->inner->data, vector->inner->len);
  g_assert_cmpint (esp_fixture_seal (sa, buf, vector->inner->len, &len), ==, ESP_DROP_NONE);
  g_assert_cmpmem (buf, len, vector->packet->data, vector->packet->len);
}

static void
test_all (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "vectors", "esp.txt", NULL);
  g_auto (GStrv) groups = NULL;

  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  groups = g_key_file_get_groups (file, NULL);
  g_assert_cmpuint (g_strv_length (groups), >=, 71);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      Vector vector = { 0 };

      g_test_message ("%s", groups[i]);
      vector_load (&vector, file, groups[i]);
      check_open (&vector);
      if (!cry_suite_iv_is_random (&vector.suite) && g_str_has_prefix (groups[i], "scapy"))
        check_seal (&vector);
      vector_clear (&vector);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/vectors/AEA-03+AEA-09+AEA-10+AEA-13/all", test_all);
  return g_test_run ();
}
