// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-proposal.h"

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

static gboolean
is_aead (guint16 encr)
{
  return encr == CRY_ENCR_AES_GCM_16 || encr == CRY_ENCR_CHACHA20_POLY1305;
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
transform_equal (const IkeTransform *a, const IkeTransform *b)
{
  return a->type == b->type && a->id == b->id && a->key_bits == b->key_bits && !a->strange
         && !b->strange;
}

static gboolean
proposal_has (const IkeProposal *proposal, const IkeTransform *transform)
{
  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      if (transform_equal (&proposal->transforms[i], transform))
        return TRUE;
    }
  return FALSE;
}

static const IkeTransform *
first_of_type (const IkeProposal *proposal, guint8 type)
{
  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      if (proposal->transforms[i].type == type)
        return &proposal->transforms[i];
    }
  return NULL;
}

/* Adds without doubles; FALSE when the proposal is full. */
static gboolean
add_transform (IkeProposal *proposal, const IkeTransform *transform)
{
  if (proposal_has (proposal, transform))
    return TRUE;
  if (proposal->n_transforms == IKE_TRANSFORMS_MAX)
    return FALSE;
  proposal->transforms[proposal->n_transforms++] = *transform;
  return TRUE;
}

static void
add_transforms_of_type (IkeProposal *proposal, const IkeProposal *from, guint8 type)
{
  for (guint i = 0; i < from->n_transforms; i++)
    {
      if (from->transforms[i].type == type)
        add_transform (proposal, &from->transforms[i]);
    }
}

/* ---- Parsing -------------------------------------------------------------------------------- */

static gboolean
is_supported (const Row *row)
{
  CrySuite suite = { 0 };

  switch (row->type)
    {
    case IKE_TRANSFORM_ENCR:
      suite.encr = (CryEncr) row->id;
      suite.key_bits = row->key_bits;
      suite.integ = is_aead (row->id) ? CRY_INTEG_NONE : CRY_INTEG_HMAC_SHA2_256_128;
      return cry_suite_is_supported (&suite);
    case IKE_TRANSFORM_INTEG:
      suite.encr = CRY_ENCR_AES_CBC;
      suite.key_bits = 128;
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
  if (protocol == IKE_PROTOCOL_IKE
          ? row->type == IKE_TRANSFORM_ESN || (row->type == IKE_TRANSFORM_KE && row->id == 0)
          : row->type == IKE_TRANSFORM_PRF)
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
  if (!add_transform (&words->all, &transform))
    return g_strdup ("too many words in one proposal");
  return NULL;
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
  if (first_of_type (all, IKE_TRANSFORM_PRF) != NULL)
    {
      add_transforms_of_type (proposal, all, IKE_TRANSFORM_PRF);
      return;
    }
  for (guint i = 0; i < all->n_transforms; i++)
    {
      const IkeTransform prf
          = { .type = IKE_TRANSFORM_PRF, .id = prf_of_integ (all->transforms[i].id) };

      if (all->transforms[i].type == IKE_TRANSFORM_INTEG)
        add_transform (proposal, &prf);
    }
}

static void
add_esn (IkeProposal *proposal, const IkeProposal *all)
{
  const IkeTransform esn = { .type = IKE_TRANSFORM_ESN, .id = 1 };
  const IkeTransform no_esn = { .type = IKE_TRANSFORM_ESN, .id = 0 };

  if (first_of_type (all, IKE_TRANSFORM_ESN) != NULL)
    {
      add_transforms_of_type (proposal, all, IKE_TRANSFORM_ESN);
      return;
    }
  add_transform (proposal, &esn);
  add_transform (proposal, &no_esn);
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
      if (all->transforms[i].type == IKE_TRANSFORM_ENCR && is_aead (all->transforms[i].id) == aead)
        add_transform (ret_proposal, &all->transforms[i]);
    }
  if (ret_proposal->n_transforms == 0)
    return;
  if (protocol == IKE_PROTOCOL_IKE)
    add_prfs (ret_proposal, all);
  if (!aead)
    add_transforms_of_type (ret_proposal, all, IKE_TRANSFORM_INTEG);
  if (with_ke)
    add_transforms_of_type (ret_proposal, all, IKE_TRANSFORM_KE);
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
  if (!aead && first_of_type (proposal, IKE_TRANSFORM_INTEG) == NULL)
    return g_strdup_printf ("'%s' needs an integrity algorithm such as sha256", text);
  if (proposal->protocol != IKE_PROTOCOL_IKE)
    return NULL;
  if (first_of_type (proposal, IKE_TRANSFORM_PRF) == NULL)
    return g_strdup_printf ("'%s' needs a prf such as prfsha256", text);
  if (first_of_type (proposal, IKE_TRANSFORM_KE) == NULL)
    return g_strdup_printf ("'%s' needs a group such as ecp256", text);
  return NULL;
}

static char *
append_words (IkeProposals *proposals, const WordList *words, IkeProtocol protocol,
              const char *text)
{
  gboolean has_ke = first_of_type (&words->all, IKE_TRANSFORM_KE) != NULL;

  if (first_of_type (&words->all, IKE_TRANSFORM_ENCR) == NULL)
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

/* ---- What is offered ------------------------------------------------------------------------ */

void
ike_proposals_set_spi (IkeProposals *proposals, guint8 spi_len, guint64 spi)
{
  for (guint i = 0; i < proposals->n_items; i++)
    {
      proposals->items[i].spi_len = spi_len;
      proposals->items[i].spi = spi;
    }
}

static void
drop_transforms (IkeProposal *proposal, guint8 type, guint16 min_id)
{
  guint kept = 0;

  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      const IkeTransform *transform = &proposal->transforms[i];

      if (transform->type != type || transform->id < min_id)
        proposal->transforms[kept++] = *transform;
    }
  proposal->n_transforms = kept;
}

void
ike_proposals_drop_esn (IkeProposals *proposals)
{
  const IkeTransform no_esn = { .type = IKE_TRANSFORM_ESN, .id = 0 };

  for (guint i = 0; i < proposals->n_items; i++)
    {
      drop_transforms (&proposals->items[i], IKE_TRANSFORM_ESN, 1);
      add_transform (&proposals->items[i], &no_esn);
    }
}

static gboolean
same_transforms (const IkeProposal *a, const IkeProposal *b)
{
  if (a->n_transforms != b->n_transforms)
    return FALSE;
  for (guint i = 0; i < a->n_transforms; i++)
    {
      if (!proposal_has (b, &a->transforms[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_equal (const IkeProposals *proposals, guint n, const IkeProposal *proposal)
{
  for (guint i = 0; i < n; i++)
    {
      if (same_transforms (&proposals->items[i], proposal))
        return TRUE;
    }
  return FALSE;
}

void
ike_proposals_drop_groups (IkeProposals *proposals)
{
  guint kept = 0;

  for (guint i = 0; i < proposals->n_items; i++)
    {
      IkeProposal *proposal = &proposals->items[i];

      drop_transforms (proposal, IKE_TRANSFORM_KE, 0);
      if (has_equal (proposals, kept, proposal))
        continue;
      if (kept != i)
        proposals->items[kept] = *proposal;
      proposals->items[kept].number = (guint8) (kept + 1);
      kept++;
    }
  proposals->n_items = kept;
}

CryKe
ike_proposals_first_group (const IkeProposals *proposals)
{
  for (guint i = 0; i < proposals->n_items; i++)
    {
      const IkeTransform *ke = first_of_type (&proposals->items[i], IKE_TRANSFORM_KE);

      if (ke != NULL)
        return (CryKe) ke->id;
    }
  return CRY_KE_NONE;
}

gboolean
ike_proposals_has_group (const IkeProposals *proposals, guint16 group)
{
  const IkeTransform wanted = { .type = IKE_TRANSFORM_KE, .id = group };

  for (guint i = 0; i < proposals->n_items; i++)
    {
      if (group != CRY_KE_NONE && proposal_has (&proposals->items[i], &wanted))
        return TRUE;
    }
  return FALSE;
}

static void
prefer_group_in (IkeProposal *proposal, const IkeTransform *wanted)
{
  guint first = G_MAXUINT;

  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      if (proposal->transforms[i].type != IKE_TRANSFORM_KE)
        continue;
      if (first == G_MAXUINT)
        first = i;
      if (!transform_equal (&proposal->transforms[i], wanted))
        continue;
      memmove (&proposal->transforms[first + 1], &proposal->transforms[first],
               (i - first) * sizeof proposal->transforms[0]);
      proposal->transforms[first] = *wanted;
      return;
    }
}

void
ike_proposals_prefer_group (IkeProposals *proposals, CryKe group)
{
  const IkeTransform wanted = { .type = IKE_TRANSFORM_KE, .id = group };

  for (guint i = 0; i < proposals->n_items; i++)
    prefer_group_in (&proposals->items[i], &wanted);
}

/* ---- Choosing and checking ------------------------------------------------------------------ */

static void
suite_from_answer (const IkeProposal *answer, IkeSuite *ret_suite)
{
  IkeSuite suite = { 0 };

  for (guint i = 0; i < answer->n_transforms; i++)
    {
      const IkeTransform *transform = &answer->transforms[i];

      switch (transform->type)
        {
        case IKE_TRANSFORM_ENCR:
          suite.packet.encr = (CryEncr) transform->id;
          suite.packet.key_bits = transform->key_bits;
          break;
        case IKE_TRANSFORM_PRF:
          suite.prf = (CryPrf) transform->id;
          break;
        case IKE_TRANSFORM_INTEG:
          suite.packet.integ = (CryInteg) transform->id;
          break;
        case IKE_TRANSFORM_KE:
          suite.group = (CryKe) transform->id;
          break;
        case IKE_TRANSFORM_ESN:
          suite.esn = transform->id == 1;
          break;
        default:
          break;
        }
    }
  *ret_suite = suite;
}

static const IkeProposal *
find_number (const IkeProposals *proposals, guint8 number)
{
  for (guint i = 0; i < proposals->n_items; i++)
    {
      if (proposals->items[i].number == number)
        return &proposals->items[i];
    }
  return NULL;
}

/* NONE of an optional type that was not offered says nothing (SAP-09); neither does a group for a
 * Child SA that has no key exchange (SAP-11). */
static gboolean
is_harmless_extra (const IkeProposal *offer, const IkeTransform *transform)
{
  if (first_of_type (offer, transform->type) != NULL)
    return FALSE;
  if (transform->type == IKE_TRANSFORM_KE)
    return offer->protocol == IKE_PROTOCOL_ESP;
  return transform->type == IKE_TRANSFORM_INTEG && transform->id == CRY_INTEG_NONE;
}

static const char *
check_transforms (const IkeProposal *offer, const IkeProposal *answer, IkeProposal *ret_clean)
{
  *ret_clean = *answer;
  ret_clean->n_transforms = 0;
  for (guint i = 0; i < answer->n_transforms; i++)
    {
      const IkeTransform *transform = &answer->transforms[i];

      if (is_harmless_extra (offer, transform))
        continue;
      if (!proposal_has (offer, transform))
        return "the answer has a transform that was not offered";
      if (first_of_type (ret_clean, transform->type) != NULL)
        return "the answer has two transforms of a type";
      ret_clean->transforms[ret_clean->n_transforms++] = *transform;
    }
  for (guint i = 0; i < offer->n_transforms; i++)
    {
      if (first_of_type (ret_clean, offer->transforms[i].type) == NULL)
        return "the answer lacks a transform type";
    }
  return NULL;
}

gboolean
ike_proposals_check_choice (const IkeProposals *offered, const IkeProposals *answer,
                            IkeChoice *ret_choice, const char **ret_why)
{
  const IkeProposal *chosen = &answer->items[0];
  const IkeProposal *offer = answer->n_items > 0 ? find_number (offered, chosen->number) : NULL;
  IkeChoice choice = { 0 };

  if (answer->n_items != 1)
    *ret_why = "the answer has not exactly one proposal";
  else if (offer == NULL)
    *ret_why = "the answer has a number that was not offered";
  else if (chosen->protocol != offer->protocol || chosen->spi_len != offer->spi_len)
    *ret_why = "the answer has another protocol or SPI size";
  else if (chosen->strange)
    *ret_why = "the answer is too long";
  else
    *ret_why = check_transforms (offer, chosen, &choice.answer);
  if (*ret_why != NULL)
    return FALSE;

  suite_from_answer (&choice.answer, &choice.suite);
  choice.peer_spi = chosen->spi;
  *ret_choice = choice;
  return TRUE;
}

/* Picks the transform of one type for the answer. FALSE: the proposals do not meet. A type that
 * only one side names meets nothing but NONE (RFC 7296 section 3.3.6). */
static gboolean
select_type (const IkeProposal *ours, const IkeProposal *theirs, guint8 type, guint16 group_sent,
             IkeProposal *answer)
{
  const IkeTransform sent = { .type = IKE_TRANSFORM_KE, .id = group_sent };
  const IkeTransform none = { .type = type };
  gboolean may_be_none = type == IKE_TRANSFORM_KE || type == IKE_TRANSFORM_INTEG;

  if (first_of_type (ours, type) == NULL)
    {
      if (first_of_type (theirs, type) == NULL)
        return TRUE;
      return may_be_none && proposal_has (theirs, &none) && add_transform (answer, &none);
    }
  if (type == IKE_TRANSFORM_KE && group_sent != CRY_KE_NONE && proposal_has (ours, &sent)
      && proposal_has (theirs, &sent))
    return add_transform (answer, &sent);
  for (guint i = 0; i < ours->n_transforms; i++)
    {
      if (ours->transforms[i].type == type && proposal_has (theirs, &ours->transforms[i]))
        return add_transform (answer, &ours->transforms[i]);
    }
  return FALSE;
}

static gboolean
select_proposal (const IkeProposal *ours, const IkeProposal *theirs, guint16 group_sent,
                 IkeProposal *ret_answer)
{
  *ret_answer = *theirs;
  ret_answer->n_transforms = 0;
  for (guint8 type = IKE_TRANSFORM_ENCR; type <= IKE_TRANSFORM_ESN; type++)
    {
      if (!select_type (ours, theirs, type, group_sent, ret_answer))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_unknown_type (const IkeProposal *proposal)
{
  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      guint8 type = proposal->transforms[i].type;

      if (type < IKE_TRANSFORM_ENCR || type > IKE_TRANSFORM_ESN)
        return TRUE;
    }
  return FALSE;
}

gboolean
ike_proposals_select (const IkeProposals *ours, const IkeProposals *received, guint16 group_sent,
                      IkeChoice *ret_choice)
{
  for (guint i = 0; i < received->n_items; i++)
    {
      const IkeProposal *theirs = &received->items[i];

      if (theirs->strange || has_unknown_type (theirs))
        continue;
      for (guint k = 0; k < ours->n_items; k++)
        {
          IkeChoice choice = { .peer_spi = theirs->spi };

          if (ours->items[k].protocol != theirs->protocol
              || !select_proposal (&ours->items[k], theirs, group_sent, &choice.answer))
            continue;
          suite_from_answer (&choice.answer, &choice.suite);
          *ret_choice = choice;
          return TRUE;
        }
    }
  return FALSE;
}

/* ---- Text ----------------------------------------------------------------------------------- */

char *
ike_transform_text (const IkeTransform *transform)
{
  const Row *row = find_row (transform->type, transform->id, transform->key_bits);

  if (row != NULL && !transform->strange)
    return g_strdup (row->text);
  return g_strdup_printf ("type %u id %u bits %u", transform->type, transform->id,
                          transform->key_bits);
}

const char *
ike_group_name (guint16 group)
{
  const Row *row = find_row (IKE_TRANSFORM_KE, group, 0);

  return row != NULL && group != CRY_KE_NONE ? row->text : NULL;
}

static void
append_name (GString *text, guint8 type, guint16 id, guint16 key_bits)
{
  const IkeTransform transform = { .type = type, .id = id, .key_bits = key_bits };
  g_autofree char *name = ike_transform_text (&transform);

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
