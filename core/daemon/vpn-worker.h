// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnWorker: one genkan-worker process, from spawn to exit, seen from genkand.
 *
 * Every message of the worker is checked against the table of worker-rpc.h (direction, phase,
 * type, size) before the owner hears of it; a violation kills the worker. The owner's functions
 * run on the main loop that made the object, never from inside a call of the owner. exited comes
 * exactly once and last, whatever happened, unless the owner freed the object first; closed comes
 * at most once before it. The owner may free the object inside any of its functions but log.
 *
 * Order of use: new, start, answers while it runs, close, free. One worker serves one IKE session;
 * reconnecting is a new VpnWorker.
 */
#pragma once

#include "cry-sig.h"
#include "ip.h"
#include "logsink.h"
#include "secret.h"
#include "vpn-breach.h"
#include "vpn-enums.h"
#include "vpn-profile.h"
#include "vpn-resolver.h"

#include <gio/gio.h>

typedef struct VpnWorker VpnWorker;

/* How long a worker may take to say goodbye before it is killed. */
#define VPN_WORKER_CLOSE_MS 1500

typedef struct
{
  guint32 ticket;
  VpnSecretKind kind;
  guint round;        /* 1 for the first prompt of this conversation */
  gboolean retry;     /* the previous answer was refused: a cache must not be used */
  const char *prompt; /* the gateway's own words made safe to print, "" when none */
} VpnWorkerSecretRequest;

/* What a worker may say in a second: lines of the log beyond are lost, other messages a breach. */
#define VPN_WORKER_LOGS_MAX     200
#define VPN_WORKER_MESSAGES_MAX 2000

/* What the owner hears; every pointer is borrowed for the call. Texts are valid UTF-8 without
 * control characters. GVariants have the type worker-rpc.h declares and normal form, but their
 * contents are the worker's claim: addresses, names and counts are checked by who uses them
 * (net_plan_from_variant()). A function may be NULL. */
typedef struct
{
  void (*stage) (gpointer owner, VpnStep step, const char *detail);
  void (*need_secret) (gpointer owner, const VpnWorkerSecretRequest *request);
  void (*need_signature) (gpointer owner, guint32 ticket, CrySig sig, GBytes *octets);
  void (*peer) (gpointer owner, GVariant *peer);           /* a{sv} */
  void (*shown) (gpointer owner, GVariant *certificates);  /* aa{sv} */
  void (*plan) (gpointer owner, GVariant *plan);           /* a{sv}; answer with plan_done */
  void (*child_sas) (gpointer owner, GVariant *child_sas); /* aa{sv} */
  void (*up) (gpointer owner);
  void (*stalled) (gpointer owner, gboolean stalled); /* packets leave, none comes back */
  void (*pulse) (gpointer owner, gboolean moves); /* another follows within RPC_PULSE_MS, or none */
  /* It wants to send there; what it may not reach is dropped. */
  void (*reach) (gpointer owner, const IpAddress *address);
  void (*message) (gpointer owner, const char *text);
  void (*counters) (gpointer owner, guint32 serial, GVariant *counters); /* a{sv} */
  void (*log) (gpointer owner, LogSinkLevel level, const char *text);
  /* It did what no honest worker does, and is killed for it: exited follows. */
  void (*breach) (gpointer owner, VpnBreach breach);
  void (*closed) (gpointer owner, VpnReason reason, const char *detail, VpnStep step);
  /* The process is gone and reaped. why: for the log ("exited with 0", "killed by signal 31"). A
   * worker that ends without closed having been called died: VPN_REASON_WORKER_DIED. */
  void (*exited) (gpointer owner, const char *why);
} VpnWorkerEvents;

typedef struct
{
  const char *worker_path; /* genkan-worker; NULL: the installed one. Borrowed for the call */
  const char *runtime_dir; /* the worker's empty root is runtime_dir/empty, made here if missing */
} VpnWorkerConfig;

/* What the worker gets besides the profile. Borrowed for the call; descriptors are duplicated by
 * the kernel on their way and stay the caller's; -1: none. */
typedef struct
{
  const char *name;          /* of the connection, for logs */
  const IpAddress *gateways; /* in the order to try */
  guint n_gateways;          /* 1..VPN_RESOLVER_ADDRESSES_MAX */
  guint16 local_port;        /* as bound, host order */
  guint16 tun_mtu;           /* of the TUN device now */
  guint16 path_mtu;          /* of the outer path */
  guint tun_offloads;        /* NetTun.offloads */
  const IpPrefix *last;      /* addresses of the plan in force, n_last of them; NULL: no plan */
  guint n_last;
  GBytes *public_key;  /* of who signs, or NULL */
  gboolean probe;      /* no tun: only to see what answers */
  int udp4, udp6, tun; /* tun and at least one of udp4, udp6, tcp are required */
  int tcp;             /* instead of them, connected to the first gateway alone */
  guint16 tcp_port;    /* of the gateway, with tcp */
  int ca;              /* profile CA, or the system's bundle; -1 only for psk */
  int aaa_ca;
  int certificate;
} VpnWorkerStart;

/* Spawns the process. events is borrowed and must outlive the object (it is a constant). */
VpnWorker *vpn_worker_new (const VpnWorkerConfig *config, const VpnWorkerEvents *events,
                           gpointer owner, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Goes on with a worker that outlived another genkand: takes its end of the RPC and its pidfd, and
 * asks it to tell everything again. gateways: counted; IpAddress, those it was started with, or
 * NULL when nobody knows. */
VpnWorker *vpn_worker_adopt (int fd, int pidfd, GArray *gateways, const VpnWorkerEvents *events,
                             gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
/* What vpn_worker_adopt() needs, borrowed; FALSE when it is gone, or the system has no pidfd. */
gboolean vpn_worker_get_fds (const VpnWorker *worker, int *ret_fd, int *ret_pidfd);
/* Kills the process if it still runs; it is reaped in the background. No event comes any more.
 * NULL is legal. */
void vpn_worker_free (VpnWorker *worker);
/* 0: it was adopted, or is gone. */
GPid vpn_worker_get_pid (const VpnWorker *worker);

/* Sends CONFIG; once. TRUE also when the process has ended by itself meanwhile: the owner hears its
 * last words. */
gboolean vpn_worker_start (VpnWorker *worker, const VpnProfile *profile,
                           const VpnWorkerStart *start, GError **error);

/* Answers and wishes. They do nothing when the worker is not running any more (the owner hears
 * exited); a late or unknown ticket is ignored by the worker. */
void vpn_worker_answer_secret (VpnWorker *worker, guint32 ticket,
                               const SecretBuf *secret); /* NULL: declined; borrowed */
void vpn_worker_answer_signature (VpnWorker *worker, guint32 ticket,
                                  GBytes *signature); /* NULL: refused; borrowed */
/* It is killed for that; the owner hears breach from inside the call. */
void vpn_worker_breach (VpnWorker *worker, VpnBreach breach);
void vpn_worker_plan_done (VpnWorker *worker, gboolean ok);
void vpn_worker_rekey (VpnWorker *worker, gboolean ike_sa);
/* The host's network changed: tells which ways there are now to the gateways of the start. */
void vpn_worker_roam (VpnWorker *worker);
/* The answer arrives as counters with this serial. */
void vpn_worker_want_counters (VpnWorker *worker, guint32 serial);
/* What passes its data plane, from now on: a new socket to read it from, owned; worker-rpc.h tells
 * what comes. An earlier one ends. -1: it cannot be had. */
int vpn_worker_capture (VpnWorker *worker, gboolean contents, gboolean keys, GError **error);
/* Orderly end: CLOSE now, SIGKILL after VPN_WORKER_CLOSE_MS; exited follows. Idempotent. */
void vpn_worker_close (VpnWorker *worker);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnWorker, vpn_worker_free)
