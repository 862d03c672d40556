// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeEvidence: whether packets flow through the Child SA both ways, and what to do when they leave
 * and nothing comes back (RFC 7296 section 2.4). An answer of IKE proves IKE: gateways follow a
 * move, or a NAT that forgot us, there and not in ESP, and nobody tells that a NAT has forgotten.
 * So each silence is asked about, told about, rekeyed about and in the end given up about; a host
 * behind the gateway that never answers looks the same, so what is dear is bounded where nothing is
 * known to have moved. Time is a parameter. Pure; any thread.
 */
#pragma once

#include "mono.h"

/* Rekeys for want of evidence without a move: so many at once, and one more each time. */
#define IKE_EVIDENCE_REKEYS        5
#define IKE_EVIDENCE_REKEYS_REFILL (2 * MONO_MINUTE)
/* Fresh Child SAs again in one silence. */
#define IKE_EVIDENCE_REKEY_AGAIN (10 * MONO_MINUTE)
/* Without a move no session is given up through which nothing ever came, since a new one cannot do
 * better than the last, and none sooner than this after something did. */
#define IKE_EVIDENCE_AGE (5 * MONO_MINUTE)

typedef struct
{
  guint step;          /* taken since something last came in */
  gboolean moved;      /* to another path, and nothing has come in along it */
  gboolean flowed;     /* something has come in, ever */
  MonoTime flowed_at;  /* for the first time */
  gboolean rekeyed;    /* since something last came in, or since the move */
  MonoTime rekeyed_at; /* then */
  MonoTime paid_until; /* the rekeys made so far are worth the time until then */
} IkeEvidence;

typedef enum
{
  IKE_EVIDENCE_WAIT = 0,
  IKE_EVIDENCE_ASK,     /* whether the gateway is there at all, and how it sees us */
  IKE_EVIDENCE_TELL,    /* the gateway where we are: it follows in IKE and ESP (RFC 4555) */
  IKE_EVIDENCE_REKEY,   /* fresh Child SAs are made for the path there is */
  IKE_EVIDENCE_GIVE_UP, /* a new session is the way back */
} IkeEvidenceStep;

/* Something authentic came in through a Child SA. */
void ike_evidence_on_inbound (IkeEvidence *evidence, MonoTime now);
/* To another path; or so much time went by unseen that a NAT may have forgotten this one. */
void ike_evidence_on_moved (IkeEvidence *evidence);
/* Packets have left for a while and nothing came back, again. asking: a request is under way, whose
 * answer, or want of it, will tell more. follows: the gateway can be told of a move. */
IkeEvidenceStep
ike_evidence_on_unanswered (IkeEvidence *evidence, gboolean asking, gboolean follows, MonoTime now);
/* IKE answers on another path than before: whether the data path has to be made anew at once, since
 * the gateway cannot be told of the move. */
gboolean ike_evidence_on_answer (IkeEvidence *evidence, gboolean follows, MonoTime now);
