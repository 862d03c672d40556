// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What an administrator wants to see of the traffic, and the keys to it as Wireshark takes them. */
#include "worker-driver-private.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define ROW_MAX 512 /* octets */

/* As Wireshark's table of ESP SAs calls them; it has no others. */
static const struct
{
  CryEncr encr;
  const char *name;
} ciphers[] = {
  { CRY_ENCR_AES_CBC, "AES-CBC [RFC3602]" },
  { CRY_ENCR_AES_CTR, "AES-CTR [RFC3686]" },
  { CRY_ENCR_AES_GCM_8, "AES-GCM with 8 octet ICV [RFC4106]" },
  { CRY_ENCR_AES_GCM_12, "AES-GCM with 12 octet ICV [RFC4106]" },
  { CRY_ENCR_AES_GCM_16, "AES-GCM with 16 octet ICV [RFC4106]" },
};

static const struct
{
  CryInteg integ;
  const char *name;
} macs[] = {
  { CRY_INTEG_NONE, "NULL" },
  { CRY_INTEG_HMAC_SHA1_96, "HMAC-SHA-1-96 [RFC2404]" },
  { CRY_INTEG_HMAC_SHA2_256_128, "HMAC-SHA-256-128 [RFC4868]" },
  { CRY_INTEG_HMAC_SHA2_384_192, "HMAC-SHA-384-192 [RFC4868]" },
  { CRY_INTEG_HMAC_SHA2_512_256, "HMAC-SHA-512-256 [RFC4868]" },
};

static const char *
name_cipher (CryEncr encr)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if (ciphers[i].encr == encr)
      return ciphers[i].name;
  return NULL;
}

static const char *
name_mac (CryInteg integ)
{
  for (gsize i = 0; i < G_N_ELEMENTS (macs); i++)
    if (macs[i].integ == integ)
      return macs[i].name;
  return NULL;
}

/* "0x00ff", or nothing for no key. */
static void
append_key (char *row, const SecretBuf *key)
{
  char *at = row + strlen (row);
  gsize len = key != NULL ? secret_buf_len (key) : 0;

  if (len > 0)
    at = stpcpy (at, "0x");
  for (gsize i = 0; i < len; i++, at += 2)
    (void) g_snprintf (at, 3, "%02x", secret_buf_peek (key)[i]);
}

static void
tell_row (const WorkerDriver *driver, const IkeChildSa *child, guint32 spi, const SecretBuf *encr,
          const SecretBuf *integ)
{
  const char *cipher = name_cipher (child->suite.encr), *mac = name_mac (child->suite.integ);
  const char *family = child->path.remote.address.family == AF_INET ? "IPv4" : "IPv6";
  char row[ROW_MAX];

  if (cipher == NULL || mac == NULL)
    (void) g_snprintf (row, sizeof row, "# 0x%08x is of %s, which Wireshark cannot open\n", spi,
                       child->suite_text);
  else
    {
      (void) g_snprintf (row, sizeof row, "\"%s\",\"*\",\"*\",\"0x%08x\",\"%s\",\"", family, spi,
                         cipher);
      append_key (row, encr);
      (void) g_strlcat (row, "\",\"", sizeof row);
      (void) g_strlcat (row, mac, sizeof row);
      (void) g_strlcat (row, "\",\"", sizeof row);
      append_key (row, integ);
      (void) g_strlcat (row, "\"\n", sizeof row);
    }
  (void) send (driver->capture.fd, row, strlen (row), MSG_DONTWAIT | MSG_NOSIGNAL);
  secret_wipe (row, sizeof row);
}

void
worker_capture_tell_keys (const WorkerDriver *driver, const IkeChildSa *child)
{
  if (driver->capture.fd < 0 || !driver->capture.keys)
    return;
  tell_row (driver, child, child->spi_in, child->encr_in, child->integ_in);
  tell_row (driver, child, child->spi_out, child->encr_out, child->integ_out);
}

/* Keys that were given away open nothing of what comes before or after: both times there are new
 * ones. */
static void
change_keys (WorkerDriver *driver, MonoTime now)
{
  if (driver->capture.keys)
    worker_uplink_check (&driver->uplink, ike_session_rekey (driver->session, FALSE, now));
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
