// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-proposal-words.h"

/* The words that people write for algorithms, and the names that logs and front ends show. */

#include "ike-proposal-offer.h"
#include "proposal.h"

#include <string.h>

/* ecp256 first because some gateways drop a request whose first group they do not know instead of
 * asking for another one; x25519 beside ML-KEM, which such gateways do not know either. At most two
 * cipher families, to keep the request small (SAP-25). */
#define DEFAULT_IKE                                                        \
  "aes256gcm16-aes128gcm16-chacha20poly1305-prfsha384-prfsha256-prfsha512" \
  "-x25519-ecp256-ecp384-modp3072-ke1_mlkem768-ke1_mlkem1024,"             \
  "aes256gcm16-aes128gcm16-chacha20poly1305-prfsha384-prfsha256-prfsha512" \
  "-ecp256-x25519-ecp384-modp2048-modp3072-modp4096,"                      \
  "aes256-aes128-sha256-sha384-sha512-prfsha256-prfsha384-prfsha512"       \
  "-ecp256-x25519-ecp384-modp2048-modp3072-modp4096"

/* "none": gateways without PFS would refuse the rekey otherwise. */
#define DEFAULT_ESP                                                              \
  "aes256gcm16-aes128gcm16-chacha20poly1305-ecp256-x25519-ecp384-modp2048-none," \
  "aes256-aes128-sha256-sha384-sha512-ecp256-x25519-ecp384-modp2048-none"

typedef struct /* the words of one proposal, before they are sorted into proposals */
{
  IkeProposal all;      /* every transform named, in order */
  gboolean without_ke;  /* "none" was among them */
  gboolean unsupported; /* one that it makes no sense without */
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

static gboolean
is_supported (const ProposalWord *word)
{
  CrySuite suite = suite_of (word->id, word->key_bits);

  switch (word->kind)
    {
    case PROPOSAL_ENCR:
      if (!(word->flags & PROPOSAL_AEAD))
        suite.integ = CRY_INTEG_HMAC_SHA2_256_128;
      return cry_suite_is_supported (&suite);
    case PROPOSAL_INTEG:
      suite = suite_of (CRY_ENCR_AES_CBC, 128);
      suite.integ = (CryInteg) word->id;
      return cry_suite_is_supported (&suite);
    case PROPOSAL_PRF:
      return cry_prf_is_supported ((CryPrf) word->id);
    case PROPOSAL_KE:
      return word->id == CRY_KE_NONE || cry_ke_is_supported ((CryKe) word->id);
    case PROPOSAL_ESN:
      break;
    }
  return TRUE;
}

/* keyword is one of the table. NULL when it is fine, else why not (owned). */
static char *
take_word (WordList *words, const char *keyword, gboolean skip_unsupported)
{
  guint additional = 0;
  const ProposalWord *word = proposal_word_find (keyword, &additional);
  IkeTransform transform = { 0 };

  if (!is_supported (word))
    {
      words->unsupported |= additional != 0;
      return skip_unsupported ? NULL : g_strdup_printf ("'%s' is not supported here", keyword);
    }
  if (additional == 0 && word->kind == PROPOSAL_KE && word->id == CRY_KE_NONE)
    {
      words->without_ke = TRUE;
      return NULL;
    }
  transform.type = (guint8) word->kind;
  if (additional != 0)
    transform.type = (guint8) (IKE_TRANSFORM_ADDKE1 + additional - 1);
  transform.id = word->id;
  transform.key_bits = word->key_bits;
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
  for (guint8 type = IKE_TRANSFORM_ADDKE1; type <= IKE_TRANSFORM_ADDKE7; type++)
    add_all_of_type (ret_proposal, all, type);
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
append_words (IkeProposals *proposals, const WordList *words, IkeProtocol protocol)
{
  gboolean has_ke = ike_proposal_first (&words->all, IKE_TRANSFORM_KE) != NULL;
  char *why = NULL;

  for (guint half = 0; half < 2 && why == NULL; half++)
    {
      IkeProposal proposal;

      build_half (words, half == 0, protocol, TRUE, &proposal);
      why = append_proposal (proposals, &proposal);
      if (why == NULL && words->without_ke && has_ke)
        {
          build_half (words, half == 0, protocol, FALSE, &proposal);
          why = append_proposal (proposals, &proposal);
        }
    }
  return why;
}

static char *
parse_one (IkeProposals *proposals, const char *text, IkeProtocol protocol,
           gboolean skip_unsupported)
{
  g_auto (GStrv) split = g_strsplit (text, "-", -1);
  g_autofree WordList *words = g_new0 (WordList, 1);
  char *why = NULL;

  for (guint i = 0; split[i] != NULL && why == NULL; i++)
    why = take_word (words, split[i], skip_unsupported);
  if (why != NULL || words->unsupported)
    return why;
  return append_words (proposals, words, protocol);
}

static char *
check_words (const char *list, IkeProtocol protocol, gboolean legacy)
{
  g_autofree char *culprit = NULL;

  if (proposal_check (list, protocol == IKE_PROTOCOL_IKE, legacy, &culprit) == PROPOSAL_FINE)
    return NULL;
  return g_strdup_printf ("'%s' is wrong or incomplete", culprit);
}

gboolean
ike_proposals_parse (const char *list, IkeProtocol protocol, gboolean legacy,
                     IkeProposals *ret_proposals, char **ret_why)
{
  gboolean defaults = list == NULL || list[0] == '\0';
  const char *own = protocol == IKE_PROTOCOL_IKE ? DEFAULT_IKE : DEFAULT_ESP;
  const char *text = defaults ? own : list;
  g_auto (GStrv) split = g_strsplit (text, ",", -1);
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  g_autofree char *why = check_words (text, protocol, legacy);

  for (guint i = 0; split[i] != NULL && why == NULL; i++)
    why = parse_one (proposals, g_strstrip (split[i]), protocol, defaults);
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
  const ProposalWord *word
      = proposal_word_of ((ProposalKind) transform->type, transform->id, transform->key_bits);

  if (word != NULL && !transform->strange)
    return g_strdup (word->text);
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
  for (guint i = 0; i < suite->n_additional; i++)
    append_name (text, IKE_TRANSFORM_KE, suite->additional[i], 0);
  if (suite->esn)
    append_name (text, IKE_TRANSFORM_ESN, 1, 0);
  if (suite->ppk)
    g_string_append (text, "/PPK");
  return g_string_free (text, FALSE);
}
