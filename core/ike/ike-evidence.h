// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeEvidence: whether packets flow through the Child SA both ways, and what to do when they leave
 * and nothing comes back (RFC 7296 section 2.4). An answer of IKE proves IKE: some gateways follow
 * a move there and not in ESP. Nothing here accuses a gateway for a host behind it that never
 * answers: only after a move is the session given up. Time is a parameter. Pure; any thread.
 */
#pragma once

#include "mono.h"

typedef struct
{
  guint step;          /* taken since something last came in */
  gboolean moved;      /* to another path, and nothing has come in along it */
  MonoTime rekeyed_at; /* for want of evidence */
  gboolean rekeyed;
} IkeEvidence;

typedef enum
{
  IKE_EVIDENCE_WAIT = 0,
  IKE_EVIDENCE_ASK,     /* whether the gateway is there at all */
  IKE_EVIDENCE_REKEY,   /* fresh Child SAs are made for the path there is */
  IKE_EVIDENCE_GIVE_UP, /* a new session is the way back */
} IkeEvidenceStep;

/* Something authentic came in through a Child SA. */
void ike_evidence_on_inbound (IkeEvidence *evidence);
void ike_evidence_on_moved (IkeEvidence *evidence);
/* Packets have left for a while and nothing came back, again. asking: a request is under way, whose
 * answer, or want of it, will tell more. */
IkeEvidenceStep ike_evidence_on_unanswered (IkeEvidence *evidence, gboolean asking, MonoTime now);
/* IKE answers on another path than before: whether the data path has to be made anew at once, since
 * the gateway cannot be told of the move. */
gboolean ike_evidence_on_answer (IkeEvidence *evidence, gboolean follows, MonoTime now);
