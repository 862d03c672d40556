// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The table of words, and the grammar around them. */
#include "proposal.h"

#define AEAD    PROPOSAL_AEAD
#define LEGACY  PROPOSAL_LEGACY
#define FOR_ESP PROPOSAL_ESP_ONLY
#define LARGE   PROPOSAL_LARGE
#define ANY     0

#define ADDITIONAL_MAX        7
#define ADDITIONAL_PREFIX_LEN 4 /* "ke1_" */

/* The three key lengths of an AES mode. */
#define AES(mode, id, flags, text)                                   \
  { "aes256" mode, PROPOSAL_ENCR, id, 256, flags, text "_256" },     \
      { "aes192" mode, PROPOSAL_ENCR, id, 192, flags, text "_192" }, \
  {                                                                  \
    "aes128" mode, PROPOSAL_ENCR, id, 128, flags, text "_128"        \
  }

static const ProposalWord table[] = {
  AES ("gcm16", 20, AEAD, "AES_GCM_16"),
  AES ("gcm128", 20, AEAD, "AES_GCM_16"),
  AES ("gcm12", 19, AEAD, "AES_GCM_12"),
  AES ("gcm96", 19, AEAD, "AES_GCM_12"),
  AES ("gcm8", 18, AEAD, "AES_GCM_8"),
  AES ("gcm64", 18, AEAD, "AES_GCM_8"),
  AES ("gcm16iiv", 30, AEAD | FOR_ESP, "AES_GCM_16_IIV"),
  { "chacha20poly1305", PROPOSAL_ENCR, 28, 0, AEAD, "CHACHA20_POLY1305" },
  { "chacha20poly1305iiv", PROPOSAL_ENCR, 31, 0, AEAD | FOR_ESP, "CHACHA20_POLY1305_IIV" },
  AES ("ccm16", 16, AEAD, "AES_CCM_16"),
  AES ("ccm128", 16, AEAD, "AES_CCM_16"),
  AES ("ccm12", 15, AEAD, "AES_CCM_12"),
  AES ("ccm96", 15, AEAD, "AES_CCM_12"),
  AES ("ccm8", 14, AEAD, "AES_CCM_8"),
  AES ("ccm64", 14, AEAD, "AES_CCM_8"),
  AES ("ccm16iiv", 29, AEAD | FOR_ESP, "AES_CCM_16_IIV"),
  AES ("gmac", 21, AEAD | FOR_ESP | LEGACY, "NULL_AES_GMAC"),
  AES ("", 12, ANY, "AES_CBC"),
  { "aes", PROPOSAL_ENCR, 12, 128, ANY, "AES_CBC_128" },
  AES ("ctr", 13, ANY, "AES_CTR"),
  { "prfsha256", PROPOSAL_PRF, 5, 0, ANY, "PRF_HMAC_SHA2_256" },
  { "prfsha384", PROPOSAL_PRF, 6, 0, ANY, "PRF_HMAC_SHA2_384" },
  { "prfsha512", PROPOSAL_PRF, 7, 0, ANY, "PRF_HMAC_SHA2_512" },
  { "prfsha1", PROPOSAL_PRF, 2, 0, LEGACY, "PRF_HMAC_SHA1" },
  { "sha256", PROPOSAL_INTEG, 12, 0, ANY, "HMAC_SHA2_256_128" },
  { "sha2_256", PROPOSAL_INTEG, 12, 0, ANY, "HMAC_SHA2_256_128" },
  { "sha384", PROPOSAL_INTEG, 13, 0, ANY, "HMAC_SHA2_384_192" },
  { "sha2_384", PROPOSAL_INTEG, 13, 0, ANY, "HMAC_SHA2_384_192" },
  { "sha512", PROPOSAL_INTEG, 14, 0, ANY, "HMAC_SHA2_512_256" },
  { "sha2_512", PROPOSAL_INTEG, 14, 0, ANY, "HMAC_SHA2_512_256" },
  { "sha1", PROPOSAL_INTEG, 2, 0, LEGACY, "HMAC_SHA1_96" },
  { "sha", PROPOSAL_INTEG, 2, 0, LEGACY, "HMAC_SHA1_96" },
  { "ecp256", PROPOSAL_KE, 19, 0, ANY, "ECP_256" },
  { "ecp384", PROPOSAL_KE, 20, 0, ANY, "ECP_384" },
  { "ecp521", PROPOSAL_KE, 21, 0, ANY, "ECP_521" },
  { "x25519", PROPOSAL_KE, 31, 0, ANY, "X25519" },
  { "curve25519", PROPOSAL_KE, 31, 0, ANY, "X25519" },
  { "x448", PROPOSAL_KE, 32, 0, ANY, "X448" },
  { "curve448", PROPOSAL_KE, 32, 0, ANY, "X448" },
  { "ecp256bp", PROPOSAL_KE, 28, 0, ANY, "BRAINPOOL_256" },
  { "ecp384bp", PROPOSAL_KE, 29, 0, ANY, "BRAINPOOL_384" },
  { "ecp512bp", PROPOSAL_KE, 30, 0, ANY, "BRAINPOOL_512" },
  { "modp2048", PROPOSAL_KE, 14, 0, ANY, "MODP_2048" },
  { "modp3072", PROPOSAL_KE, 15, 0, ANY, "MODP_3072" },
  { "modp4096", PROPOSAL_KE, 16, 0, ANY, "MODP_4096" },
  { "modp6144", PROPOSAL_KE, 17, 0, ANY, "MODP_6144" },
  { "modp8192", PROPOSAL_KE, 18, 0, ANY, "MODP_8192" },
  { "modp1536", PROPOSAL_KE, 5, 0, LEGACY, "MODP_1536" },
  { "modp1024", PROPOSAL_KE, 2, 0, LEGACY, "MODP_1024" },
  { "mlkem512", PROPOSAL_KE, 35, 0, LARGE, "ML_KEM_512" },
  { "mlkem768", PROPOSAL_KE, 36, 0, LARGE, "ML_KEM_768" },
  { "mlkem1024", PROPOSAL_KE, 37, 0, LARGE, "ML_KEM_1024" },
  { "none", PROPOSAL_KE, 0, 0, FOR_ESP, "NONE" },
  { "modpnone", PROPOSAL_KE, 0, 0, FOR_ESP, "NONE" },
  { "esn", PROPOSAL_ESN, 1, 0, FOR_ESP, "ESN" },
  { "noesn", PROPOSAL_ESN, 0, 0, FOR_ESP, "NO_ESN" },
};

static guint
read_prefix (const char *keyword)
{
  gint number;

  if (g_ascii_strncasecmp (keyword, "ke", 2) != 0)
    return 0;
  number = g_ascii_digit_value (keyword[2]);
  return number >= 1 && number <= ADDITIONAL_MAX && keyword[3] == '_' ? (guint) number : 0;
}

const ProposalWord *
proposal_word_find (const char *keyword, guint *ret_additional)
{
  guint additional = read_prefix (keyword);

  if (additional != 0)
    keyword += ADDITIONAL_PREFIX_LEN;
  if (ret_additional != NULL)
    *ret_additional = additional;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_ascii_strcasecmp (table[i].keyword, keyword) == 0
        && (additional == 0 || table[i].kind == PROPOSAL_KE))
      return &table[i];
  return NULL;
}

const ProposalWord *
proposal_word_of (ProposalKind kind, guint16 id, guint16 key_bits)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].kind == kind && table[i].id == id && table[i].key_bits == key_bits)
      return &table[i];
  return NULL;
}

typedef struct /* of what kinds a proposal has words */
{
  gboolean aead, cipher, prf, integ, ke;
} Kinds;

static void
note_kind (Kinds *kinds, const ProposalWord *word)
{
  switch (word->kind)
    {
    case PROPOSAL_ENCR:
      if (word->flags & PROPOSAL_AEAD)
        kinds->aead = TRUE;
      else
        kinds->cipher = TRUE;
      break;
    case PROPOSAL_PRF:
      kinds->prf = TRUE;
      break;
    case PROPOSAL_INTEG:
      kinds->integ = TRUE;
      break;
    case PROPOSAL_KE:
      kinds->ke = TRUE;
      break;
    case PROPOSAL_ESN:
      break;
    }
}

/* A further key exchange is for the IKE SA alone, and may be one that is no first one. */
static ProposalFault
check_word (const ProposalWord *word, guint additional, gboolean for_ike, gboolean legacy)
{
  guint out_of_place = for_ike && additional == 0 ? PROPOSAL_LARGE | PROPOSAL_ESP_ONLY : 0;

  if (word == NULL)
    return PROPOSAL_UNKNOWN;
  if ((word->flags & out_of_place) != 0
      || (!for_ike && (word->kind == PROPOSAL_PRF || additional != 0)))
    return PROPOSAL_OUT_OF_PLACE;
  return (word->flags & PROPOSAL_LEGACY) && !legacy ? PROPOSAL_WEAK : PROPOSAL_FINE;
}

/* A prf may follow from the integrity algorithm. */
static ProposalFault
check_kinds (const Kinds *kinds, gboolean for_ike)
{
  if (!kinds->aead && !kinds->cipher)
    return PROPOSAL_NO_ENCR;
  if (kinds->cipher && !kinds->integ)
    return PROPOSAL_NO_INTEG;
  if (for_ike && !kinds->prf && !kinds->integ)
    return PROPOSAL_NO_PRF;
  return for_ike && !kinds->ke ? PROPOSAL_NO_KE : PROPOSAL_FINE;
}

static ProposalFault
check_one (const char *proposal, gboolean for_ike, gboolean legacy, char **ret_culprit)
{
  g_auto (GStrv) words = g_strsplit (proposal, "-", -1);
  ProposalFault fault = PROPOSAL_FINE;
  Kinds kinds = { 0 };

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint additional = 0;
      const ProposalWord *word = proposal_word_find (words[i], &additional);

      fault = check_word (word, additional, for_ike, legacy);
      if (fault != PROPOSAL_FINE)
        {
          *ret_culprit = g_strdup (words[i]);
          return fault;
        }
      if (additional == 0)
        note_kind (&kinds, word);
    }
  fault = check_kinds (&kinds, for_ike);
  if (fault != PROPOSAL_FINE)
    *ret_culprit = g_strdup (proposal);
  return fault;
}

ProposalFault
proposal_check (const char *list, gboolean for_ike, gboolean legacy, char **ret_culprit)
{
  g_auto (GStrv) proposals = g_strsplit (list, ",", -1);
  ProposalFault fault = PROPOSAL_FINE;

  for (guint i = 0; proposals[i] != NULL && fault == PROPOSAL_FINE; i++)
    fault = check_one (g_strstrip (proposals[i]), for_ike, legacy, ret_culprit);
  return fault;
}
