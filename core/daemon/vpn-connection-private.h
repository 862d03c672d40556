// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Inside of VpnConnection, shared by the vpn-connection-*.c files only:
 *   vpn-connection.c             object, methods, start
 *   vpn-connection-properties.c  what is shown of it
 *   vpn-connection-state.c       states, loss, the end
 *   vpn-connection-run.c         its attempts and what they say
 *   vpn-connection-secrets.c     questions for people, signatures
 */
#pragma once

#include "vpn-attempt.h"
#include "vpn-connection.h"
#include "vpn-facts.h"
#include "vpn-keys.h"
#include "vpn-log.h"
#include "vpn-protection.h"
#include "vpn-backoff.h"
#include "vpn-secrets.h"
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
  VpnSecrets *secrets;     /* owned; NULL when it is over */
  VpnKeys *keys;           /* owned or NULL */
  GCancellable *questions; /* owned; triggered when what people are asked is moot */

  /* Written by vpn_connection_enter() and vpn_connection_set_step() alone. */
  VpnState state;
  VpnProtection protection;
  VpnStep step;
  VpnVerdict verdict;
  gint64 since; /* seconds since 1970; 0: never connected */
  VpnFacts facts;
  guint is_contested : 1; /* another connection wanted the default route, which this one has */

  VpnHostSide *host;   /* owned or NULL */
  VpnAttempt *attempt; /* owned or NULL; on host */
  GArray *gateways;    /* counted or NULL; VpnAddress, where the gateway was the last time */
  VpnBackoff *backoff; /* owned */

  VpnEnding *ending;           /* owned or NULL */
  GPtrArray *disconnect_calls; /* owned; VpnCall that wait for the end */
  GQueue counter_calls;        /* owned; VpnCall in the order they came */
};

/* state */
void
vpn_connection_enter (VpnConnection *self, VpnState state, VpnReason reason, const char *detail);
void vpn_connection_set_step (VpnConnection *self, VpnStep step, const char *detail);
void vpn_connection_set_stalled (VpnConnection *self, gboolean stalled);
/* What the profile wanted where the detail of such a reason is what was found instead, else "". */
const char *vpn_connection_get_expected (const VpnConnection *self, VpnReason reason);
/* Ends everything, then enters end_state (FAILED or DISCONNECTED). The first reason counts. */
void
vpn_connection_end (VpnConnection *self, VpnState end_state, VpnReason reason, const char *detail);
/* Goes on with the end once attempt or host side are gone. */
void vpn_connection_check_ended (VpnConnection *self);
/* It came to nothing; vpn-protection.h says what now. */
void
vpn_connection_lost (VpnConnection *self, VpnReason reason, const char *detail, gboolean proven);

/* run */
/* TRUE also when it is open already. */
gboolean vpn_connection_open_host_side (VpnConnection *self, GError **error);
void vpn_connection_begin_attempt (VpnConnection *self);
/* Whether the plan may be applied; with it goes the default route. VPN_ERROR_EXISTS. */
gboolean vpn_connection_claim (VpnConnection *self, const NetPlan *plan, GError **error);
/* Goes on with the worker that an earlier genkand left; FALSE: there is none. */
gboolean vpn_connection_adopt_attempt (VpnConnection *self);
/* The attempt goes at once, and everything that waits for its worker. */
void vpn_connection_drop_attempt (VpnConnection *self);
/* Calls that wait for counters are told that there is no traffic. */
void vpn_connection_fail_counters (VpnConnection *self);
/* The worker of a connection that is up, or NULL. */
VpnWorker *vpn_connection_get_worker (VpnConnection *self);

/* secrets */
void vpn_connection_need_secret (VpnConnection *self, const VpnWorkerSecretRequest *request);
void
vpn_connection_need_signature (VpnConnection *self, guint32 ticket, CrySig sig, GBytes *octets);
/* What people are asked now is moot. */
void vpn_connection_drop_questions (VpnConnection *self);
/* Makes the private key ready, asking for its passphrase, then begins an attempt. */
void vpn_connection_unlock_key (VpnConnection *self);

/* properties */
extern const VpnProperty vpn_connection_properties[];
/* Announces what follows from the plan in force. */
void vpn_connection_plan_changed (VpnConnection *self);
