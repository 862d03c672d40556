// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-proposal-words.h"

/* The words that people write for algorithms, and the names that logs and front ends show. */

#include "ike-proposal-offer.h"
#include "ike-proposal-table.h"

#include <string.h>

/* ecp256 first because some gateways drop a request whose first group they do not know instead of
 * asking for another one. At most two cipher families, to keep the request small (SAP-25). */
#define DEFAULT_IKE                                                        \
  "aes256gcm16-aes128gcm16-chacha20poly1305-prfsha384-prfsha256-prfsha512" \
  "-ecp256-x25519-ecp384-modp2048-modp3072-modp4096,"                      \
  "aes256-aes128-sha256-sha384-sha512-prfsha256-prfsha384-prfsha512"       \
  "-ecp256-x25519-ecp384-modp2048-modp3072-modp4096"

/* "none": gateways without PFS would refuse the rekey otherwise. */
#define DEFAULT_ESP                                                              \
  "aes256gcm16-aes128gcm16-chacha20poly1305-ecp256-x25519-ecp384-modp2048-none," \
  "aes256-aes128-sha256-sha384-sha512-ecp256-x25519-ecp384-modp2048-none"

typedef struct
{
  const char *keyword;
  guint8 type;
  guint16 id;
  guint16 key_bits;
  gboolean legacy;
  const char *text;
} Row;

#define ROW(keyword, kind, id, bits, legacy, text) \
  { keyword, IKE_TRANSFORM_##kind, id, bits, legacy, text },
static const Row rows[] = { IKE_PROPOSAL_TABLE (ROW) };

typedef struct /* the words of one proposal, before they are sorted into proposals */
{
  IkeProposal all;     /* every transform named, in order */
  gboolean without_ke; /* "none" was among them */
} WordList;

static CrySuite
suite_of (guint16 encr, guint16 key_bits)
{
  return (CrySuite){ .encr = (CryEncr) encr, .key_bits = key_bits };
}

static gboolean
is_aead (const IkeTransform *encr)
{
  const CrySuite suite = suite_of (encr->id, encr->key_bits);

  return cry_suite_is_aead (&suite);
}

static const Row *
find_keyword (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (g_ascii_strcasecmp (rows[i].keyword, word) == 0)
        return &rows[i];
    }
  return NULL;
}

static const Row *
find_row (guint8 type, guint16 id, guint16 key_bits)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].type == type && rows[i].id == id && rows[i].key_bits == key_bits)
        return &rows[i];
    }
  return NULL;
}

static gboolean
is_supported (const Row *row)
{
  CrySuite suite = suite_of (row->id, row->key_bits);

  switch (row->type)
    {
    case IKE_TRANSFORM_ENCR:
      if (!cry_suite_is_aead (&suite))
        suite.integ = CRY_INTEG_HMAC_SHA2_256_128;
      return cry_suite_is_supported (&suite);
    case IKE_TRANSFORM_INTEG:
      suite = suite_of (CRY_ENCR_AES_CBC, 128);
      suite.integ = (CryInteg) row->id;
      return cry_suite_is_supported (&suite);
    case IKE_TRANSFORM_PRF:
      return cry_prf_is_supported ((CryPrf) row->id);
    case IKE_TRANSFORM_KE:
      return row->id == CRY_KE_NONE || cry_ke_is_supported ((CryKe) row->id);
    default:
      return TRUE;
    }
}

static gboolean
has_meaning (const Row *row, IkeProtocol protocol)
{
  const CrySuite suite = suite_of (row->id, row->key_bits);

  if (protocol == IKE_PROTOCOL_ESP)
    return row->type != IKE_TRANSFORM_PRF;
  return row->type != IKE_TRANSFORM_ESN && (row->type != IKE_TRANSFORM_KE || row->id != CRY_KE_NONE)
         && (row->type != IKE_TRANSFORM_ENCR || !cry_suite_is_for_esp_only (&suite));
}

/* NULL when the word is fine, else why not (owned). */
static char *
take_word (WordList *words, const char *word, IkeProtocol protocol, gboolean legacy,
           gboolean skip_unsupported)
{
  const Row *row = find_keyword (word);
  IkeTransform transform = { 0 };

  if (row == NULL)
    return g_strdup_printf ("unknown word '%s'", word);
  if (row->legacy && !legacy)
    return g_strdup_printf ("'%s' is a legacy algorithm and has to be allowed first", word);
  if (!has_meaning (row, protocol))
    return g_strdup_printf ("'%s' has no meaning here", word);
  if (!is_supported (row))
    return skip_unsupported ? NULL : g_strdup_printf ("'%s' is not supported here", word);
  if (row->type == IKE_TRANSFORM_KE && row->id == CRY_KE_NONE)
    {
      words->without_ke = TRUE;
      return NULL;
    }
  transform.type = row->type;
  transform.id = row->id;
  transform.key_bits = row->key_bits;
  if (!ike_proposal_add (&words->all, &transform))
    return g_strdup ("too many words in one proposal");
  return NULL;
}

static void
add_all_of_type (IkeProposal *proposal, const IkeProposal *from, guint8 type)
{
  for (guint i = 0; i < from->n_transforms; i++)
    {
      if (from->transforms[i].type == type)
        ike_proposal_add (proposal, &from->transforms[i]);
    }
}

static CryPrf
prf_of_integ (guint16 integ)
{
  switch ((CryInteg) integ)
    {
    case CRY_INTEG_HMAC_SHA1_96:
      return CRY_PRF_HMAC_SHA1;
    case CRY_INTEG_HMAC_SHA2_256_128:
      return CRY_PRF_HMAC_SHA2_256;
    case CRY_INTEG_HMAC_SHA2_384_192:
      return CRY_PRF_HMAC_SHA2_384;
    case CRY_INTEG_HMAC_SHA2_512_256:
      return CRY_PRF_HMAC_SHA2_512;
    case CRY_INTEG_NONE:
      break;
    }
  return CRY_PRF_NONE;
}

static void
add_prfs (IkeProposal *proposal, const IkeProposal *all)
{
  if (ike_proposal_first (all, IKE_TRANSFORM_PRF) != NULL)
    {
      add_all_of_type (proposal, all, IKE_TRANSFORM_PRF);
      return;
    }
  for (guint i = 0; i < all->n_transforms; i++)
    {
      const IkeTransform prf
          = { .type = IKE_TRANSFORM_PRF, .id = prf_of_integ (all->transforms[i].id) };

      if (all->transforms[i].type == IKE_TRANSFORM_INTEG)
        ike_proposal_add (proposal, &prf);
    }
}

static void
add_esn (IkeProposal *proposal, const IkeProposal *all)
{
  const IkeTransform esn = { .type = IKE_TRANSFORM_ESN, .id = 1 };
  const IkeTransform no_esn = { .type = IKE_TRANSFORM_ESN, .id = 0 };

  if (ike_proposal_first (all, IKE_TRANSFORM_ESN) != NULL)
    {
      add_all_of_type (proposal, all, IKE_TRANSFORM_ESN);
      return;
    }
  ike_proposal_add (proposal, &esn);
  ike_proposal_add (proposal, &no_esn);
}

/* Builds the AEAD or the other half of a word list; it has no cipher when no word was of the kind.
 * */
static void
build_half (const WordList *words, gboolean aead, IkeProtocol protocol, gboolean with_ke,
            IkeProposal *ret_proposal)
{
  const IkeProposal *all = &words->all;

  memset (ret_proposal, 0, sizeof *ret_proposal);
  ret_proposal->protocol = (guint8) protocol;
  for (guint i = 0; i < all->n_transforms; i++)
    {
      if (all->transforms[i].type == IKE_TRANSFORM_ENCR && is_aead (&all->transforms[i]) == aead)
        ike_proposal_add (ret_proposal, &all->transforms[i]);
    }
  if (ret_proposal->n_transforms == 0)
    return;
  if (protocol == IKE_PROTOCOL_IKE)
    add_prfs (ret_proposal, all);
  if (!aead)
    add_all_of_type (ret_proposal, all, IKE_TRANSFORM_INTEG);
  if (with_ke)
    add_all_of_type (ret_proposal, all, IKE_TRANSFORM_KE);
  if (protocol == IKE_PROTOCOL_ESP)
    add_esn (ret_proposal, all);
}

static char *
append_proposal (IkeProposals *proposals, const IkeProposal *proposal)
{
  if (proposal->n_transforms == 0)
    return NULL;
  if (proposals->n_items == IKE_PROPOSALS_MAX)
    return g_strdup ("too many proposals");
  proposals->items[proposals->n_items] = *proposal;
  proposals->items[proposals->n_items].number = (guint8) (proposals->n_items + 1);
  proposals->n_items++;
  return NULL;
}

static char *
check_half (const IkeProposal *proposal, const char *text, gboolean aead)
{
  if (proposal->n_transforms == 0)
    return NULL;
  if (!aead && ike_proposal_first (proposal, IKE_TRANSFORM_INTEG) == NULL)
    return g_strdup_printf ("'%s' needs an integrity algorithm such as sha256", text);
  if (proposal->protocol != IKE_PROTOCOL_IKE)
    return NULL;
  if (ike_proposal_first (proposal, IKE_TRANSFORM_PRF) == NULL)
    return g_strdup_printf ("'%s' needs a prf such as prfsha256", text);
  if (ike_proposal_first (proposal, IKE_TRANSFORM_KE) == NULL)
    return g_strdup_printf ("'%s' needs a group such as ecp256", text);
  return NULL;
}

static char *
append_words (IkeProposals *proposals, const WordList *words, IkeProtocol protocol,
              const char *text)
{
  gboolean has_ke = ike_proposal_first (&words->all, IKE_TRANSFORM_KE) != NULL;

  if (ike_proposal_first (&words->all, IKE_TRANSFORM_ENCR) == NULL)
    return g_strdup_printf ("'%s' names no cipher", text);
  for (guint half = 0; half < 2; half++)
    {
      gboolean aead = half == 0;
      IkeProposal proposal;
      char *why;

      build_half (words, aead, protocol, TRUE, &proposal);
      why = check_half (&proposal, text, aead);
      if (why == NULL)
        why = append_proposal (proposals, &proposal);
      if (why == NULL && words->without_ke && has_ke)
        {
          build_half (words, aead, protocol, FALSE, &proposal);
          why = append_proposal (proposals, &proposal);
        }
      if (why != NULL)
        return why;
    }
  return NULL;
}

static char *
parse_one (IkeProposals *proposals, const char *text, IkeProtocol protocol, gboolean legacy,
           gboolean skip_unsupported)
{
  g_auto (GStrv) split = g_strsplit (text, "-", -1);
  g_autofree WordList *words = g_new0 (WordList, 1);

  for (guint i = 0; split[i] != NULL; i++)
    {
      char *why = take_word (words, split[i], protocol, legacy, skip_unsupported);

      if (why != NULL)
        return why;
    }
  return append_words (proposals, words, protocol, text);
}

gboolean
ike_proposals_parse (const char *list, IkeProtocol protocol, gboolean legacy,
                     IkeProposals *ret_proposals, char **ret_why)
{
  gboolean defaults = list == NULL || list[0] == '\0';
  const char *text = protocol == IKE_PROTOCOL_IKE ? DEFAULT_IKE : DEFAULT_ESP;
  g_auto (GStrv) split = g_strsplit (defaults ? text : list, ",", -1);
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  g_autofree char *why = NULL;

  for (guint i = 0; split[i] != NULL && why == NULL; i++)
    why = parse_one (proposals, g_strstrip (split[i]), protocol, legacy, defaults);
  if (why != NULL)
    {
      if (ret_why != NULL)
        *ret_why = g_steal_pointer (&why);
      return FALSE;
    }
  *ret_proposals = *proposals;
  return TRUE;
}

char *
ike_proposals_check (const char *list, gboolean ike, gboolean legacy)
{
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  char *why = NULL;

  if (list == NULL)
    return NULL;
  if (ike_proposals_parse (list, ike ? IKE_PROTOCOL_IKE : IKE_PROTOCOL_ESP, legacy, proposals,
                           &why))
    return NULL;
  return why;
}

static char *
transform_text (const IkeTransform *transform)
{
  const Row *row = find_row (transform->type, transform->id, transform->key_bits);

  if (row != NULL && !transform->strange)
    return g_strdup (row->text);
  return g_strdup_printf ("type %u id %u bits %u", transform->type, transform->id,
                          transform->key_bits);
}

static void
append_name (GString *text, guint8 type, guint16 id, guint16 key_bits)
{
  const IkeTransform transform = { .type = type, .id = id, .key_bits = key_bits };
  g_autofree char *name = transform_text (&transform);

  if (text->len > 0)
    g_string_append_c (text, '/');
  g_string_append (text, name);
}

char *
ike_suite_text (const IkeSuite *suite)
{
  GString *text = g_string_new (NULL);

  append_name (text, IKE_TRANSFORM_ENCR, suite->packet.encr, suite->packet.key_bits);
  if (suite->packet.integ != CRY_INTEG_NONE)
    append_name (text, IKE_TRANSFORM_INTEG, suite->packet.integ, 0);
  if (suite->prf != CRY_PRF_NONE)
    append_name (text, IKE_TRANSFORM_PRF, suite->prf, 0);
  if (suite->group != CRY_KE_NONE)
    append_name (text, IKE_TRANSFORM_KE, suite->group, 0);
  if (suite->esn)
    append_name (text, IKE_TRANSFORM_ESN, 1, 0);
  return g_string_free (text, FALSE);
}
