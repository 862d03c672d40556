// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What an administrator wants to see of the traffic, and the keys to it as Wireshark takes them. */
#include "worker-driver-private.h"

#include <string.h>
#include <sys/socket.h>

typedef struct
{
  char text[1024]; /* of which the longest row takes half */
  gsize len;
} Row;

/* As Wireshark calls them in its tables of ESP SAs and of IKE SAs, where the length of the key is
 * in the middle; NULL: it cannot open that. */
static const struct
{
  CryEncr encr;
  const char *esp, *ike, *ike_end;
} ciphers[] = {
  { CRY_ENCR_AES_CBC, "AES-CBC [RFC3602]", "AES-CBC", " [RFC3602]" },
  { CRY_ENCR_AES_CTR, "AES-CTR [RFC3686]", "AES-CTR", " [RFC5930]" },
  { CRY_ENCR_AES_CCM_8, NULL, "AES-CCM", " with 8 octet ICV [RFC5282]" },
  { CRY_ENCR_AES_CCM_12, NULL, "AES-CCM", " with 12 octet ICV [RFC5282]" },
  { CRY_ENCR_AES_CCM_16, NULL, "AES-CCM", " with 16 octet ICV [RFC5282]" },
  { CRY_ENCR_AES_GCM_8, "AES-GCM with 8 octet ICV [RFC4106]", "AES-GCM",
    " with 8 octet ICV [RFC5282]" },
  { CRY_ENCR_AES_GCM_12, "AES-GCM with 12 octet ICV [RFC4106]", "AES-GCM",
    " with 12 octet ICV [RFC5282]" },
  { CRY_ENCR_AES_GCM_16, "AES-GCM with 16 octet ICV [RFC4106]", "AES-GCM",
    " with 16 octet ICV [RFC5282]" },
};

static const struct
{
  CryInteg integ;
  const char *esp, *ike;
} macs[] = {
  { CRY_INTEG_NONE, "NULL", "NONE [RFC4306]" },
  { CRY_INTEG_HMAC_SHA1_96, "HMAC-SHA-1-96 [RFC2404]", "HMAC_SHA1_96 [RFC2404]" },
  { CRY_INTEG_HMAC_SHA2_256_128, "HMAC-SHA-256-128 [RFC4868]", "HMAC_SHA2_256_128 [RFC4868]" },
  { CRY_INTEG_HMAC_SHA2_384_192, "HMAC-SHA-384-192 [RFC4868]", "HMAC_SHA2_384_192 [RFC4868]" },
  { CRY_INTEG_HMAC_SHA2_512_256, "HMAC-SHA-512-256 [RFC4868]", "HMAC_SHA2_512_256 [RFC4868]" },
};

/* The index of either; FALSE: it is not there. */
static gboolean
find_names (const CrySuite *suite, gsize *ret_cipher, gsize *ret_mac)
{
  gsize cipher = 0, mac = 0;

  while (cipher < G_N_ELEMENTS (ciphers) && ciphers[cipher].encr != suite->encr)
    cipher++;
  while (mac < G_N_ELEMENTS (macs) && macs[mac].integ != suite->integ)
    mac++;
  *ret_cipher = cipher;
  *ret_mac = mac;
  return cipher < G_N_ELEMENTS (ciphers) && mac < G_N_ELEMENTS (macs);
}

G_GNUC_PRINTF (2, 3)
static void
add (Row *row, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  row->len += (gsize) g_vsnprintf (row->text + row->len, sizeof row->text - row->len, format, args);
  va_end (args);
  g_assert (row->len < sizeof row->text);
}

/* Hexadecimal behind the prefix; nothing at all for no key. */
static void
add_key (Row *row, const char *prefix, const SecretBuf *key)
{
  gsize len = key != NULL ? secret_buf_len (key) : 0;

  if (len > 0)
    add (row, "%s", prefix);
  for (gsize i = 0; i < len; i++)
    add (row, "%02x", secret_buf_peek (key)[i]);
}

static void
tell (const WorkerDriver *driver, Row *row)
{
  (void) send (driver->capture.fd, row->text, row->len, MSG_DONTWAIT | MSG_NOSIGNAL);
  secret_wipe (row, sizeof *row);
}

static void
tell_esp_row (const WorkerDriver *driver, const IkeChildSa *child, guint32 spi,
              const SecretBuf *encr, const SecretBuf *integ)
{
  const char *family = child->path.remote.address.family == AF_INET ? "IPv4" : "IPv6";
  gsize cipher, mac;
  Row row = { .len = 0 };

  if (!find_names (&child->suite, &cipher, &mac) || ciphers[cipher].esp == NULL)
    add (&row, "# 0x%08x is of %s, which Wireshark cannot open\n", spi, child->suite_text);
  else
    {
      add (&row, "\"%s\",\"*\",\"*\",\"0x%08x\",\"%s\",\"", family, spi, ciphers[cipher].esp);
      add_key (&row, "0x", encr);
      add (&row, "\",\"%s\",\"", macs[mac].esp);
      add_key (&row, "0x", integ);
      add (&row, "\"\n");
    }
  tell (driver, &row);
}

void
worker_capture_tell_child (const WorkerDriver *driver, const IkeChildSa *child)
{
  if (driver->capture.fd < 0 || !driver->capture.keys)
    return;
  tell_esp_row (driver, child, child->spi_in, child->encr_in, child->integ_in);
  tell_esp_row (driver, child, child->spi_out, child->encr_out, child->integ_out);
}

void
worker_capture_tell_ike_sa (const WorkerDriver *driver)
{
  IkeSaKeys keys;
  gsize cipher, mac;
  Row row = { .len = 0 };

  if (driver->capture.fd < 0 || !driver->capture.keys
      || !ike_session_peek_keys (driver->session, &keys)
      || !find_names (&keys.suite, &cipher, &mac))
    return;
  add (&row, "%016" G_GINT64_MODIFIER "x,%016" G_GINT64_MODIFIER "x,", keys.spi_i, keys.spi_r);
  add_key (&row, "", keys.ei);
  add (&row, ",");
  add_key (&row, "", keys.er);
  add (&row, ",\"%s-%u%s\",", ciphers[cipher].ike, keys.suite.key_bits, ciphers[cipher].ike_end);
  add_key (&row, "", keys.ai);
  add (&row, ",");
  add_key (&row, "", keys.ar);
  add (&row, ",\"%s\"\n", macs[mac].ike);
  tell (driver, &row);
}

/* Keys that were given away open nothing of what comes before or after: both times there are new
 * ones. */
static void
change_keys (WorkerDriver *driver, MonoTime now)
{
  WorkerUplink *uplink = &driver->uplink;

  if (!driver->capture.keys)
    return;
  worker_uplink_check (uplink, ike_session_rekey (driver->session, TRUE, now));
  worker_uplink_check (uplink, ike_session_rekey (driver->session, FALSE, now));
}

void
worker_capture_begin (WorkerDriver *driver, RpcMessage *message, MonoTime now)
{
  gboolean contents, keys;

  if (message->n_fds != 1)
    return;
  g_variant_get (message->body, "(bb)", &contents, &keys);
  if (driver->capture.fd >= 0 && !keys)
    change_keys (driver, now);
  driver->capture = (WorkerCapture){ .fd = g_steal_fd (&message->fds[0]), .keys = keys };
  plane_capture (driver->plane, driver->capture.fd,
                 (contents ? PLANE_CAPTURE_CONTENTS : 0) | (keys ? PLANE_CAPTURE_SEALED : 0));
  change_keys (driver, now);
}

void
worker_capture_end (WorkerDriver *driver, MonoTime now)
{
  plane_capture (driver->plane, -1, 0);
  change_keys (driver, now);
  driver->capture = (WorkerCapture){ .fd = -1 };
}
