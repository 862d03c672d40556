// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnKeys: reading, unlocking and using the private key of one connection. */
#include "vpn-keys.h"

#include "vpn-error.h"
#include "vpn-sealed.h"

#include <unistd.h>

/* A passphrase-protected RSA-16384 key in PEM stays below this. */
#define KEY_FILE_MAX 32768 /* bytes */

struct VpnKeys
{
  SecretBuf *file;    /* owned; NULL once the key is unlocked */
  CryPrivateKey *key; /* owned or NULL */
  guint tries;        /* passphrases */
};

static SecretBuf *
read_key_file (int fd)
{
  gssize size = vpn_sealed_get_size (fd);
  g_autoptr (SecretBuf) file = NULL;

  if (size <= 0 || size > KEY_FILE_MAX)
    return NULL;
  file = secret_buf_new ((gsize) size);
  return pread (fd, secret_buf_data (file), (gsize) size, 0) == size ? g_steal_pointer (&file)
                                                                     : NULL;
}

VpnKeys *
vpn_keys_new (int fd, GError **error)
{
  SecretBuf *file = read_key_file (fd);
  VpnKeys *keys;

  if (file == NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED,
                   "private-key: not a readable file of at most %d bytes", KEY_FILE_MAX);
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

GBytes *
vpn_keys_get_public (const VpnKeys *keys)
{
  return keys->key != NULL ? cry_private_key_public (keys->key) : NULL;
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
