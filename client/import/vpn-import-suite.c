// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Algorithms by the names that Apple, Microsoft and Amazon give them, as a proposal of ours. */

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct
{
  const char *name; /* case does not matter */
  const char *ours; /* NULL: outdated */
} Word;

static const Word ciphers[] = {
  { "AES-128", "aes128" },
  { "AES-192", "aes192" },
  { "AES-256", "aes256" },
  { "AES128", "aes128" },
  { "AES192", "aes192" },
  { "AES256", "aes256" },
  { "aes-128-cbc", "aes128" },
  { "aes-192-cbc", "aes192" },
  { "aes-256-cbc", "aes256" },
  { "AES-128-GCM", "aes128gcm16" },
  { "AES-256-GCM", "aes256gcm16" },
  { "AES128-GCM-16", "aes128gcm16" },
  { "AES256-GCM-16", "aes256gcm16" },
  { "GCMAES128", "aes128gcm16" },
  { "GCMAES192", "aes192gcm16" },
  { "GCMAES256", "aes256gcm16" },
  { "AES_GCM_128", "aes128gcm16" },
  { "AES_GCM_256", "aes256gcm16" },
  { "ChaCha20Poly1305", "chacha20poly1305" },
  { "3DES", NULL },
  { "DES3", NULL },
  { "DES", NULL },
};

static const Word hashes[] = {
  /* Windows names the cipher here too when it needs no hash. */
  { "GCMAES128", "sha256" }, { "GCMAES192", "sha256" }, { "GCMAES256", "sha256" },
  { "SHA2-256", "sha256" },  { "SHA2-384", "sha384" },  { "SHA2-512", "sha512" },
  { "SHA256", "sha256" },    { "SHA384", "sha384" },    { "SHA512", "sha512" },
  { "SHA256128", "sha256" }, { "SHA196", NULL },        { "SHA1", NULL },
  { "SHA1-96", NULL },       { "SHA1-160", NULL },      { "MD5", NULL },
  { "MD596", NULL },
};

static const Word groups[] = {
  { "14", "modp2048" },
  { "15", "modp3072" },
  { "16", "modp4096" },
  { "19", "ecp256" },
  { "20", "ecp384" },
  { "21", "ecp521" },
  { "31", "x25519" },
  { "Group14", "modp2048" },
  { "ECP256", "ecp256" },
  { "ECP384", "ecp384" },
  { "PFS2048", "modp2048" },
  { "PFS14", "modp2048" },
  { "PFSMM", "modp2048" },
  { "1", NULL },
  { "2", NULL },
  { "5", NULL },
  { "Group1", NULL },
  { "Group2", NULL },
  { "Group24", NULL },
  { "PFS1", NULL },
  { "PFS2", NULL },
  { "PFS24", NULL },
  { "22", NULL },
  { "23", NULL },
  { "24", NULL },
};

/* Looks the field's value up. FALSE: it names what we do not offer; the note says so. */
static gboolean
translate (VpnImportConnection *connection, const char *name, const Word *words, gsize n_words,
           const char **ret_ours)
{
  VpnImportField *field = name == NULL ? NULL : vpn_import_find (connection, name);

  *ret_ours = NULL;
  if (field == NULL || field->value == NULL || g_ascii_strcasecmp (field->value, "None") == 0)
    return TRUE;
  for (gsize i = 0; i < n_words; i++)
    if (g_ascii_strcasecmp (field->value, words[i].name) == 0)
      {
        *ret_ours = words[i].ours;
        if (words[i].ours == NULL)
          vpn_import_note (field, _ ("Outdated, so the safe default is offered instead; if the "
                                     "gateway refuses that, ask its administrator"));
        return words[i].ours != NULL;
      }
  vpn_import_note (field, _ ("Not known here; the safe default is offered instead"));
  return FALSE;
}

static void
settle (VpnImportConnection *connection, const char *name, const char *key)
{
  VpnImportField *field = name == NULL ? NULL : vpn_import_find (connection, name);

  if (field == NULL || field->note != NULL)
    return;
  if (key != NULL)
    field->key = key;
  else
    vpn_import_note (field, _ ("Belongs to a proposal that is left out"));
}

void
vpn_import_take_suite (VpnImportConnection *connection, const char *key, const char *encr,
                       const char *integ, const char *group)
{
  const char *cipher, *hash, *dh;
  gboolean known = translate (connection, encr, ciphers, G_N_ELEMENTS (ciphers), &cipher);
  g_autofree char *text = NULL;
  gboolean is_ike = strcmp (key, VPN_KEY_IKE_PROPOSALS) == 0;
  gboolean is_aead;

  /* All three are looked at, so that each of them gets its note. */
  known = translate (connection, integ, hashes, G_N_ELEMENTS (hashes), &hash) && known;
  known = translate (connection, group, groups, G_N_ELEMENTS (groups), &dh) && known;
  if (known && cipher != NULL && (dh != NULL || !is_ike))
    {
      is_aead = strstr (cipher, "gcm") != NULL || strstr (cipher, "poly") != NULL;
      if (hash == NULL)
        hash = "sha256";
      text = g_strconcat (cipher,
                          is_aead && !is_ike ? ""
                          : is_aead          ? "-prf"
                                             : "-",
                          is_aead && !is_ike ? "" : hash, dh != NULL ? "-" : "",
                          dh != NULL ? dh : "", NULL);
      vpn_import_set (connection, NULL, key, text);
    }
  settle (connection, encr, text != NULL ? key : NULL);
  settle (connection, integ, text != NULL ? key : NULL);
  settle (connection, group, text != NULL ? key : NULL);
}
