// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnKeys: reading, unlocking and using the private key of one connection. */
#include "vpn-keys.h"

#include "vpn-error.h"

#include <sys/stat.h>
#include <unistd.h>

/* A passphrase-protected RSA-16384 key in PEM stays below this. */
#define KEY_FILE_MAX ((gsize) 32768) /* bytes */

struct VpnKeys
{
  SecretBuf *file;    /* owned; NULL once the key is unlocked */
  CryPrivateKey *key; /* owned or NULL */
  guint tries;        /* passphrases */
};

static SecretBuf *
read_key_file (int fd)
{
  g_autoptr (SecretBuf) file = secret_buf_new (KEY_FILE_MAX);
  struct stat status;
  gsize len = 0;
  ssize_t got = 1;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size <= 0
      || (gsize) status.st_size > KEY_FILE_MAX)
    return NULL;
  while (got > 0 && len < KEY_FILE_MAX)
    {
      got = pread (fd, secret_buf_data (file) + len, KEY_FILE_MAX - len, (off_t) len);
      len += got > 0 ? (gsize) got : 0;
    }
  if (got < 0)
    return NULL;
  secret_buf_truncate (file, len);
  return g_steal_pointer (&file);
}

VpnKeys *
vpn_keys_new (int fd, GError **error)
{
  SecretBuf *file = read_key_file (fd);
  VpnKeys *keys;

  if (file == NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED,
                   "private-key: not a readable file of at most %d bytes", (int) KEY_FILE_MAX);
      return NULL;
    }
  keys = g_new0 (VpnKeys, 1);
  keys->file = file;
  return keys;
}

void
vpn_keys_free (VpnKeys *keys)
{
  if (keys == NULL)
    return;
  secret_buf_free (keys->file);
  cry_private_key_free (keys->key);
  g_free (keys);
}

int
vpn_keys_unlock (VpnKeys *keys, const SecretBuf *passphrase)
{
  int result;

  if (keys->key != NULL)
    return CRY_PRIVATE_KEY_OK;
  if (passphrase != NULL)
    keys->tries++;
  result = cry_private_key_parse (keys->file, passphrase, &keys->key);
  if (result == CRY_PRIVATE_KEY_OK)
    g_clear_pointer (&keys->file, secret_buf_free);
  return result;
}

guint
vpn_keys_get_tries (const VpnKeys *keys)
{
  return keys->tries;
}

gboolean
vpn_keys_is_unlocked (const VpnKeys *keys)
{
  return keys->key != NULL;
}

GBytes *
vpn_keys_sign (const VpnKeys *keys, CrySig sig, GBytes *octets)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (octets, &len);

  if (keys->key == NULL)
    return NULL;
  return cry_private_key_sign (keys->key, sig, data, len);
}
