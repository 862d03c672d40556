// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Inside of VpnConnection, shared by the vpn-connection-*.c files only:
 *   vpn-connection.c          object, properties, methods
 *   vpn-connection-state.c    states and the timers between them, the end
 *   vpn-connection-run.c      one attempt: resolve, open, worker, its events
 *   vpn-connection-secrets.c  questions for people, signatures
 *   vpn-connection-facts.c    what worker and plan told, checked, as properties
 */
#pragma once

#include "net-applier.h"
#include "net-plan.h"
#include "net-tun.h"
#include "vpn-connection.h"
#include "vpn-keys.h"
#include "vpn-log.h"
#include "vpn-secrets.h"
#include "vpn-worker.h"

struct _VpnConnection
{
  VpnExported parent_instance;

  const VpnServices *services; /* borrowed: main's */
  VpnProfile *profile;         /* owned */
  VpnConnectOptions *options;  /* owned */
  VpnLog *log;                 /* owned */
  VpnSecrets *secrets;         /* owned */
  VpnKeys *keys;               /* owned or NULL */
  char *profile_path;          /* owned */
  char *label;                 /* owned; "connection-7": name of the journal */
  guint slot;
  guint passphrase_tries;

  /* State; written by vpn_connection_enter() alone. */
  VpnState state;
  VpnStep step;
  VpnReason reason;
  char *detail;        /* owned */
  char *error_text;    /* owned */
  gint64 since;        /* seconds since 1970; 0: never connected */
  gint64 connected_at; /* monotonic microseconds */
  gboolean was_started;

  /* The host's side, kept from one worker to the next. */
  NetTun tun;
  gboolean tun_is_open;
  NetApplier *applier;             /* owned or NULL */
  NetPlan *plan;                   /* owned; the newest one received, or NULL */
  gboolean applying;               /* net_applier_apply_async() is under way */
  gboolean plan_waits;             /* plan came while another was being applied */
  gboolean plan_applied;           /* the worker's present plan is in force */
  GCancellable *apply_cancellable; /* owned while applying */

  /* The present attempt. */
  GCancellable *attempt; /* owned; triggered when the attempt ends */
  guint attempt_serial;  /* tells answers to this attempt from late ones */
  GArray *gateways;      /* owned; VpnAddress, of the last time the name resolved */
  VpnWorker *worker;     /* owned or NULL */
  int udp4, udp6;        /* owned or -1 */
  gboolean is_up;        /* the worker said UP */
  GSource *stall_timer;  /* owned or NULL; runs while the worker is to bring it up */
  GSource *lookup_timer; /* owned or NULL; runs while a known name is looked up again */
  guint failures;        /* attempts since it was last connected for a while */
  GSource *retry_timer;  /* owned or NULL */

  /* The end. */
  gboolean ending;
  gboolean undoing; /* net_applier_undo_async() is under way */
  VpnState end_state;
  VpnReason end_reason;
  char *end_detail;            /* owned */
  GSource *end_timer;          /* owned or NULL */
  GPtrArray *disconnect_calls; /* owned; VpnCall that wait for the end */

  /* What is shown. */
  GVariant *peer;            /* owned; a{sv} */
  GVariant *child_sas;       /* owned; aa{sv} */
  char *ike_suite;           /* owned or NULL */
  char *gateway_address;     /* owned or NULL */
  GHashTable *counter_calls; /* owned; serial -> VpnCall */
  guint32 counter_serial;
};

/* state */
void
vpn_connection_enter (VpnConnection *self, VpnState state, VpnReason reason, const char *detail);
void vpn_connection_set_step (VpnConnection *self, VpnStep step, const char *detail);
/* Ends everything, then enters end_state (FAILED or DISCONNECTED). The first reason counts. */
void
vpn_connection_end (VpnConnection *self, VpnState end_state, VpnReason reason, const char *detail);
/* Goes on with the end once worker and applier are through. */
void vpn_connection_check_ended (VpnConnection *self);
/* The worker is gone or could not be had: reconnect if that can help, else fail. */
void vpn_connection_lost (VpnConnection *self, VpnReason reason, const char *detail);
/* Enters CONNECTED when the worker is up and its plan in force. */
void vpn_connection_check_connected (VpnConnection *self);

/* run */
void vpn_connection_begin_attempt (VpnConnection *self);
/* Whether the attempt has got as far as to contact the gateway. */
gboolean vpn_connection_is_launched (const VpnConnection *self);
/* Cancels what the attempt waits for and closes its sockets; the worker goes at once. */
void vpn_connection_drop_attempt (VpnConnection *self);

/* secrets */
void vpn_connection_need_secret (VpnConnection *self, const VpnWorkerSecretRequest *request);
void
vpn_connection_need_signature (VpnConnection *self, guint32 ticket, CrySig sig, GBytes *octets);
/* Makes the private key ready, asking for its passphrase, then begins the first attempt. */
void vpn_connection_unlock_key (VpnConnection *self);

/* facts */
void vpn_connection_set_peer (VpnConnection *self, GVariant *peer);
void vpn_connection_set_child_sas (VpnConnection *self, GVariant *child_sas);
GVariant *vpn_connection_get_fact (VpnConnection *self, const char *property);
void vpn_connection_plan_changed (VpnConnection *self);
void vpn_connection_answer_counters (VpnConnection *self, guint32 serial, GVariant *counters);
void vpn_connection_fail_counters (VpnConnection *self);
