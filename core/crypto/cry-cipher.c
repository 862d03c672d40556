// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The one face of packet protection: checks, and the choice of who does it. */
#include "cry-cipher.h"
#include "cry-cipher-private.h"
#include "status.h"

#include <string.h>

#define PROBES    20  /* more than any library works on side by side */
#define PROBE_MAX 352 /* octets of data */

struct CryCipher
{
  CrySuite suite;
  CryDirection direction;
  gsize block_len;
  const CryCipherBackend *backend; /* static */
  gpointer state;                  /* owned */
};

const CryCipherBackend *
cry_cipher_backend_nth (gsize n)
{
  static const CryCipherBackend *const backends[] = {
#ifdef HAVE_IPSEC_MB
    &cry_cipher_mb_aead,
    &cry_cipher_mb_cbc,
#endif
    &cry_cipher_openssl,
  };

  return n < G_N_ELEMENTS (backends) ? backends[n] : NULL;
}

static gboolean
keys_fit (const CrySuite *suite, const SecretBuf *encr_key, const SecretBuf *integ_key)
{
  if (!cry_suite_is_supported (suite) || encr_key == NULL
      || secret_buf_len (encr_key) != cry_suite_encr_key_len (suite))
    return FALSE;
  return cry_suite_is_aead (suite)
         || (integ_key != NULL && secret_buf_len (integ_key) == cry_suite_integ_key_len (suite));
}

CryCipher *
cry_cipher_new_on (const CryCipherBackend *backend, const CrySuite *suite,
                   const SecretBuf *encr_key, const SecretBuf *integ_key, CryDirection direction)
{
  CryCipherSetup setup = {
    .encr_key = encr_key,
    .integ_key = integ_key,
    .direction = direction,
  };
  gpointer state;
  CryCipher *cipher;

  if (!keys_fit (suite, encr_key, integ_key))
    return NULL;
  setup.encr = cry_encr_info (suite->encr, suite->key_bits);
  setup.integ = cry_suite_is_aead (suite) ? NULL : cry_integ_info (suite->integ);
  state = backend->new (&setup);
  if (state == NULL)
    return NULL;
  cipher = g_new (CryCipher, 1);
  *cipher = (CryCipher){ .suite = *suite,
                         .direction = direction,
                         .block_len = setup.encr->block_len,
                         .backend = backend,
                         .state = state };
  return cipher;
}

CryCipher *
cry_cipher_new (const CrySuite *suite, const SecretBuf *encr_key, const SecretBuf *integ_key,
                CryDirection direction)
{
  return cry_cipher_new_on (&cry_cipher_openssl, suite, encr_key, integ_key, direction);
}

void
cry_cipher_free (CryCipher *cipher)
{
  if (cipher == NULL)
    return;
  cipher->backend->free (cipher->state);
  g_free (cipher);
}

const char *
cry_cipher_library (const CryCipher *cipher)
{
  return cipher->backend->name;
}

typedef guint8 Probe[8 + CRY_IV_MAX + PROBE_MAX + CRY_ICV_MAX];

/* Packets of all lengths up to the longest, laid out as in ESP and filled with their number. */
static void
make_probes (const CrySuite *suite, Probe *probes, CryPacket *packets)
{
  static const guint8 trailer[4] = { 1, 2, 3, 4 };
  gsize iv_len = cry_suite_iv_len (suite);

  for (guint i = 0; i < PROBES; i++)
    {
      guint8 *data = probes[i] + 8 + iv_len;
      gsize len = 16 * (1 + (gsize) i * 7 % (PROBE_MAX / 16));

      memset (probes[i], (int) i + 1, sizeof probes[i]);
      packets[i] = (CryPacket){
        .aad = probes[i],
        .aad_len = 8,
        .iv = iv_len != 0 ? probes[i] + 8 : probes[i],
        .data = data,
        .len = len,
        .icv = data + len,
      };
      if (!cry_suite_is_aead (suite) && (i & 1) != 0)
        {
          packets[i].mac_trailer = trailer;
          packets[i].mac_trailer_len = sizeof trailer;
        }
    }
}

static gboolean
seals_as (CryCipher *cipher, CryCipher *reference)
{
  Probe ours[PROBES], theirs[PROBES];
  CryPacket our_packets[PROBES], their_packets[PROBES];

  make_probes (&cipher->suite, ours, our_packets);
  make_probes (&cipher->suite, theirs, their_packets);
  return cry_cipher_seal_many (cipher, our_packets, PROBES) == STATUS_OK
         && cry_cipher_seal_many (reference, their_packets, PROBES) == STATUS_OK
         && memcmp (ours, theirs, sizeof ours) == 0;
}

/* Every third one was changed on its way. */
static gboolean
opens_what_was_sealed (CryCipher *cipher, CryCipher *reference)
{
  Probe plain[PROBES], sealed[PROBES];
  CryPacket plain_packets[PROBES], packets[PROBES];
  gboolean genuine[PROBES];

  make_probes (&cipher->suite, plain, plain_packets);
  make_probes (&cipher->suite, sealed, packets);
  if (cry_cipher_seal_many (reference, packets, PROBES) != STATUS_OK)
    return FALSE;
  for (guint i = 0; i < PROBES; i += 3)
    packets[i].icv[i % cry_suite_icv_len (&cipher->suite)] ^= 1;
  cry_cipher_open_many (cipher, packets, PROBES, genuine);
  for (guint i = 0; i < PROBES; i++)
    if (genuine[i] != (i % 3 != 0)
        || (genuine[i] && memcmp (packets[i].data, plain_packets[i].data, packets[i].len) != 0))
      return FALSE;
  return TRUE;
}

/* A back end must do under these very keys what OpenSSL does, which was checked against known
 * answers at start. Nothing of the probes is ever sent, so their IVs are not used up. */
static gboolean
agrees_with_openssl (CryCipher *cipher, const SecretBuf *encr_key, const SecretBuf *integ_key)
{
  g_autoptr (CryCipher) reference
      = cry_cipher_new (&cipher->suite, encr_key, integ_key, CRY_DIRECTION_SEAL);

  if (reference == NULL)
    return FALSE;
  return cipher->direction == CRY_DIRECTION_SEAL ? seals_as (cipher, reference)
                                                 : opens_what_was_sealed (cipher, reference);
}

CryCipher *
cry_cipher_new_bulk (const CrySuite *suite, const SecretBuf *encr_key, const SecretBuf *integ_key,
                     CryDirection direction)
{
  for (gsize i = 0; cry_cipher_backend_nth (i) != &cry_cipher_openssl; i++)
    {
      g_autoptr (CryCipher) cipher
          = cry_cipher_new_on (cry_cipher_backend_nth (i), suite, encr_key, integ_key, direction);

      if (cipher != NULL && agrees_with_openssl (cipher, encr_key, integ_key))
        return g_steal_pointer (&cipher);
    }
  return cry_cipher_new (suite, encr_key, integ_key, direction);
}

/* Libraries count in int; nothing longer than a datagram ever comes here. */
static gboolean
fits_library (const CryCipher *cipher, const CryPacket *packet)
{
  return packet->len <= G_MAXINT && packet->aad_len <= G_MAXINT
         && packet->len % cipher->block_len == 0;
}

int
cry_cipher_seal_many (CryCipher *cipher, const CryPacket *packets, guint n)
{
  if (cipher->direction != CRY_DIRECTION_SEAL)
    return STATUS_FATAL_CRYPTO;
  for (guint i = 0; i < n; i++)
    if (!fits_library (cipher, &packets[i]))
      return STATUS_FATAL_CRYPTO;
  return cipher->backend->seal (cipher->state, packets, n) ? STATUS_OK : STATUS_FATAL_CRYPTO;
}

int
cry_cipher_seal (CryCipher *cipher, const CryPacket *packet)
{
  return cry_cipher_seal_many (cipher, packet, 1);
}

void
cry_cipher_open_many (CryCipher *cipher, const CryPacket *packets, guint n, gboolean *ret_genuine)
{
  gboolean fit = cipher->direction == CRY_DIRECTION_OPEN;

  for (guint i = 0; i < n; i++)
    {
      ret_genuine[i] = FALSE;
      fit = fit && fits_library (cipher, &packets[i]);
    }
  if (fit)
    cipher->backend->open (cipher->state, packets, n, ret_genuine);
}

gboolean
cry_cipher_open (CryCipher *cipher, const CryPacket *packet)
{
  gboolean genuine;

  cry_cipher_open_many (cipher, packet, 1, &genuine);
  return genuine;
}
