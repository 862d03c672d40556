// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Inside of VpnConnection, shared by the vpn-connection-*.c files only. Each calls those below it:
 *   vpn-connection.c             object, methods, start
 *   vpn-connection-run.c         its attempts, what they say, what their loss leads to
 *   vpn-connection-end.c         the end of an attempt, and that of everything
 *   vpn-connection-properties.c  what is shown of it
 *   vpn-connection-state.c       states and why it is in them
 */
#pragma once

#include "vpn-attempt.h"
#include "vpn-connection.h"
#include "vpn-facts.h"
#include "vpn-idle.h"
#include "vpn-log.h"
#include "vpn-protection.h"
#include "vpn-backoff.h"
#include "vpn-questions.h"
#include "vpn-wanted.h"

/* Why it is in its state. */
typedef struct
{
  VpnReason reason;
  char *detail; /* owned */
  char *text;   /* owned; the whole sentence, "" for none */
} VpnVerdict;

/* An end under way: waits until neither attempt nor host side is left. */
typedef struct
{
  VpnState state; /* FAILED or DISCONNECTED */
  VpnReason reason;
  char *detail;   /* owned or NULL */
  GSource *timer; /* owned */
} VpnEnding;

struct _VpnConnection
{
  VpnExported parent_instance;

  const VpnServices *services; /* borrowed: main's */
  VpnProfile *profile;         /* owned */
  VpnConnectOptions *options;  /* owned */
  char *profile_path;          /* owned */
  char *label;                 /* owned; "connection-7": name of the journal */
  guint slot;
  VpnLog *log;             /* owned */
  VpnQuestions *questions; /* owned; NULL when it is over */

  /* Written by vpn_connection_enter() and vpn_connection_set_step() alone. */
  VpnState state;
  VpnProtection protection;
  VpnStep step;
  VpnVerdict verdict;
  gint64 since; /* seconds since 1970; 0: never connected */
  VpnFacts facts;
  guint breaches[VPN_BREACH_N]; /* of its workers, by kind */
  guint is_contested : 1; /* another connection wanted the default route, which this one has */
  guint is_restored : 1;  /* an earlier genkand made it */

  VpnHostSide *host;   /* owned or NULL */
  VpnAttempt *attempt; /* owned or NULL; on host */
  GArray *gateways;    /* counted or NULL; IpAddress, where the gateway was the last time */
  VpnBackoff *backoff; /* owned */
  VpnIdle *idle;       /* owned; counts while it is connected */

  VpnEnding *ending;           /* owned or NULL */
  GPtrArray *disconnect_calls; /* owned; VpnCall that wait for the end */
  GQueue counter_calls;        /* owned; VpnCall in the order they came */
};

/* run */
extern const VpnQuestionsEvents vpn_connection_questions_events;
void vpn_connection_begin_attempt (VpnConnection *self);
/* Another session now, in place of that there is or of the wait for the next. FALSE: it is neither
 * up nor being made again. */
gboolean vpn_connection_make_anew (VpnConnection *self);
/* The worker of a connection that is up, or NULL. */
VpnWorker *vpn_connection_get_worker (VpnConnection *self);

/* end */
/* The attempt goes at once, and everything that waits for its worker. */
void vpn_connection_drop_attempt (VpnConnection *self);
/* Ends everything, then enters end_state (FAILED or DISCONNECTED). The first reason counts. */
void
vpn_connection_end (VpnConnection *self, VpnState end_state, VpnReason reason, const char *detail);
/* Goes on with the end once attempt or host side are gone. */
void vpn_connection_check_ended (VpnConnection *self);

/* state */
void
vpn_connection_enter (VpnConnection *self, VpnState state, VpnReason reason, const char *detail);
void vpn_connection_set_protection (VpnConnection *self, VpnProtection protection);
/* A genkand that is killed from now on comes back with it. */
void vpn_connection_remember (VpnConnection *self);
/* Why it is in its state, when that is known better than when it was entered. */
void vpn_connection_set_verdict (VpnConnection *self, VpnReason reason, const char *detail);
void vpn_connection_set_step (VpnConnection *self, VpnStep step, const char *detail);
/* No packet moves from now on; it ends after as much of that as the profile says. */
void vpn_connection_rest (VpnConnection *self);
void vpn_connection_set_stalled (VpnConnection *self, gboolean stalled);
/* Into the log, of an attempt whose loss changes nothing that is shown. */
void vpn_connection_note_loss (VpnConnection *self, VpnReason reason, const char *detail);
void vpn_connection_schedule_retry (VpnConnection *self);
/* What the profile wanted where the detail of such a reason is what was found instead, else "". */
const char *vpn_connection_get_expected (const VpnConnection *self, VpnReason reason);

/* properties */
extern const VpnProperty vpn_connection_properties[];
/* As VpnExportedClass has it. */
gboolean vpn_connection_shows (VpnExported *exported, const char *name, const VpnViewer *viewer);
/* Announces what follows from the plan in force. */
void vpn_connection_plan_changed (VpnConnection *self);
