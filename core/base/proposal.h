// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The words that people write for the algorithms of IKE and ESP, and the grammar of a list of them
 * (proposals between commas, words between hyphens, words of a kind alternatives). The engine makes
 * transforms of this one table, and a profile is judged by it where it is written. What a build can
 * do is not known here. Constant data and pure functions; any thread.
 */
#pragma once

#include <glib.h>

typedef enum /* RFC 7296 section 3.3.2: transform types */
{
  PROPOSAL_ENCR = 1,
  PROPOSAL_PRF,
  PROPOSAL_INTEG,
  PROPOSAL_KE,
  PROPOSAL_ESN,
} ProposalKind;

typedef enum
{
  PROPOSAL_LEGACY = 1 << 0,   /* only where a profile asks for it loudly */
  PROPOSAL_AEAD = 1 << 1,     /* a cipher that needs no integrity algorithm */
  PROPOSAL_ESP_ONLY = 1 << 2, /* no word for the IKE SA */
  PROPOSAL_LARGE = 1 << 3,    /* a key exchange that is no first one: it would not get through */
} ProposalFlags;

typedef struct
{
  const char *keyword;
  ProposalKind kind;
  guint16 id;       /* of the registry "IKEv2 Parameters"; 0 of KE and ESN: none */
  guint16 key_bits; /* 0: no Key Length attribute */
  ProposalFlags flags;
  const char *text; /* what logs and front ends show */
} ProposalWord;

/* Case does not count. NULL: no such word. "ke1_" to "ke7_" in front of a key exchange make a
 * further one of it (RFC 9370): ret_additional (may be NULL) is that number, else 0. */
const ProposalWord *proposal_word_find (const char *keyword, guint *ret_additional);
/* The first word of those numbers, which gives their text; NULL: none. */
const ProposalWord *proposal_word_of (ProposalKind kind, guint16 id, guint16 key_bits);

typedef enum
{
  PROPOSAL_FINE = 0,
  PROPOSAL_UNKNOWN,      /* no such word */
  PROPOSAL_WEAK,         /* a word that is for legacy only */
  PROPOSAL_OUT_OF_PLACE, /* a word of IKE in ESP, or the other way round */
  PROPOSAL_NO_ENCR,      /* a proposal that lacks what it needs */
  PROPOSAL_NO_INTEG,
  PROPOSAL_NO_PRF,
  PROPOSAL_NO_KE,
} ProposalFault;

/* Whether list is well-formed. If not, ret_culprit is the word or the proposal that is wrong
 * (owned). */
ProposalFault
proposal_check (const char *list, gboolean for_ike, gboolean legacy, char **ret_culprit);
