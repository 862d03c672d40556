// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeSas: the IKE SAs of a session. One is current; candidates wait to be proven, replaced ones
 * wait to be deleted, and a rival is the successor that the gateway's own rekey made while ours
 * was under way. Part of IkeSession; same thread.
 */
#pragma once

#include "ike-sa.h"

#define IKE_SAS_MAX        6 /* current, replaced and colliding IKE SAs of an established session */
#define IKE_CANDIDATES_MAX 8 /* answers to IKE_SA_INIT that are followed at a time */
#define IKE_ANSWERS_MAX    24 /* answers that are followed at all: each costs a key exchange */

typedef struct
{
  GPtrArray *list; /* IkeSa; owned */
  IkeSa *current;  /* in list; who asks with IKE_SA_INIT until a candidate is proven */
  guint n_answers; /* candidates there have been */
} IkeSas;

void ike_sas_init (IkeSas *sas);
void ike_sas_clear (IkeSas *sas);
/* Takes sa into the list; returns it, borrowed. */
IkeSa *ike_sas_add (IkeSas *sas, IkeSa *sa);
IkeSa *ike_sas_get (const IkeSas *sas, guint index);

/* Whether such a task runs or waits on any of them. spi_in 0: whatever it is about. */
gboolean ike_sas_has_task (const IkeSas *sas, IkeTaskKind kind, guint32 spi_in);
/* The task that waits for the driver's answer to that ticket, or NULL. */
IkeTask *ike_sas_find_ticket (const IkeSas *sas, guint32 ticket);
/* Candidates that have not failed. */
guint ike_sas_n_candidates (const IkeSas *sas);
gboolean ike_sa_is_candidate (const IkeSa *sa);

/* The gateway has proved itself on this candidate: it becomes the current IKE SA, its path the
 * session's, and every other one goes. */
void ike_sas_prove (IkeSession *session, IkeSa *candidate);
/* successor takes over from the current IKE SA: waiting tasks, timers, and all Child SAs go with it
 * (RKI-03). Both are in the list. */
void ike_sas_succeed (IkeSession *session, IkeSa *successor);
/* The gateway has deleted its IKE SA while its own rekey or another of ours stands in for it.
 * FALSE: it was the last one. */
gboolean ike_sas_lose (IkeSession *session, IkeSa *sa);

/* Forgets all but the current one and its rival. */
void ike_sas_forget_others (IkeSas *sas);
/* Those that are gone still answer repeats, but only as long as there is room. */
void ike_sas_make_room (IkeSas *sas);
