// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What the files of the session half share: the session itself and the few functions by which its
 * parts reach each other. Nobody outside of core/ike includes this. Same thread as the session.
 */
#pragma once

#include "ike-authsig.h"
#include "ike-child.h"
#include "ike-closed.h"
#include "ike-natt.h"
#include "ike-sa.h"
#include "ike-setup.h"
#include "ike-state.h"
#include "ike-task.h"
#include "payload-notify.h"

#define IKE_SAS_MAX      6  /* current, replaced and colliding IKE SAs */
#define IKE_CHILDREN_MAX 16 /* Child SAs alive at once; more than any honest collision needs */

typedef struct /* what IKE_AUTH needs of IKE_SA_INIT; cleared when the session is established */
{
  GBytes *request;  /* owned: the last one sent */
  GBytes *response; /* owned: the one accepted */
  GBytes *ni, *nr;  /* owned: nonce data */
  IkeHashSet peer_hashes;
  IkeTask *asked; /* owned: the task of IKE_SA_INIT, while another answer may have to be tried */
  GQueue others;  /* GBytes; owned: answers that came after the one accepted */
} IkeHandshake;

struct IkeSession
{
  IkeSetup setup;
  Rng rng;
  LogSink log;
  MonoTime now; /* of the input being processed */
  IkeStage stage;
  IkeStage announced; /* the furthest stage the driver was told of */
  IkePath first_path;
  IkePath path;
  IkeNatt natt;
  gboolean peer_fragments; /* the gateway understands RFC 7383 */
  IkeTimers timers;
  IkeHandshake handshake;
  SecretBuf *psk_at_hand;        /* owned: given after the gateway had surely forgotten us */
  gboolean started_over;         /* for such a late answer, once */
  GPtrArray *sas;                /* IkeSa; owned */
  IkeSa *sa;                     /* the current one; in sas */
  GPtrArray *children;           /* IkeChild; owned */
  IkeTsList ts_local, ts_remote; /* of the first Child SA: addresses and routes are made for them */
  guint32 deleted_early[4];      /* outbound SPIs the gateway deleted that we did not know (yet) */
  guint n_deleted_early;
  guint child_refusals; /* of new Child SAs, in a row */
  gboolean no_pfs;      /* the gateway knows no key exchange for Child SAs, and we do not insist */
  GQueue events;        /* IkeEvent; owned */
  GQueue datagrams;     /* IkeDatagram; owned */
  guint32 last_ticket;
  guint64 dropped;
  IkeClosed *suspicion; /* owned: what nobody signed but may well be true (IKE_SA_INIT) */
};

/* Copies the event; what it owns moves into the queue. */
void ike_session_push_event (IkeSession *session, const IkeEvent *event);
/* Takes data. */
void ike_session_push_datagram (IkeSession *session, const IkePath *path, GBytes *data,
                                gboolean keepalive);
void ike_session_drop (IkeSession *session, const char *why);
guint32 ike_session_new_ticket (IkeSession *session);
/* Datagrams and ESP go there from now on. */
void ike_session_set_path (IkeSession *session, const IkePath *path);
/* Queues a task on the current IKE SA; it runs when the window opens. Takes task. */
void ike_session_add_task (IkeSession *session, IkeTask *task);
/* Whether such a task runs or waits on any IKE SA. spi_in 0: whatever it is about. */
gboolean ike_session_has_task (const IkeSession *session, IkeTaskKind kind, guint32 spi_in);
void ike_handshake_clear (IkeHandshake *handshake);
/* Another answer to IKE_SA_INIT than the one accepted, which anybody may have written (RTX-18). */
void
ike_init_keep_other (IkeSession *session, const IkeHeader *header, const guint8 *data, gsize len);
/* The time has come to ask why IKE_AUTH is not answered: goes on with another answer to IKE_SA_INIT
 * if there is one. */
int ike_init_try_other (IkeSession *session) G_GNUC_WARN_UNUSED_RESULT;
/* Keeps what the user gave for IKE_AUTH, which has to be sent anew. */
void ike_auth_take_psk (IkeSession *session);
/* Begins again with a new IKE SA, before anything was proven or given away. */
void ike_session_start_over (IkeSession *session);
/* successor takes over from the current IKE SA: waiting tasks, timers, and all Child SAs go with it
 * (RKI-03). Both are in the session's list. */
void ike_session_succeed (IkeSession *session, IkeSa *successor);

/* One datagram from the network. */
int ike_receive (IkeSession *session, const IkePath *path, const guint8 *data, gsize len)
    G_GNUC_WARN_UNUSED_RESULT;
/* A request of the proven gateway, admitted: does what it asks and answers. */
int ike_answer_request (IkeSession *session, IkeSa *sa, const IkePath *path,
                        const IkeMessage *request) G_GNUC_WARN_UNUSED_RESULT;
/* The gateway's half of task-rekey-child.c and task-rekey-ike.c: builder receives the answer. */
int ike_answer_rekey_child (IkeSession *session, IkeSa *sa, const IkeMessage *request,
                            IkeMessageBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;
int ike_answer_rekey_ike (IkeSession *session, IkeSa *sa, const IkeMessage *request,
                          IkeMessageBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;
