// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Messages between genkand and genkan-worker over a SOCK_SEQPACKET socketpair: typed, bounded, with
 * descriptors. One message is one packet: a fixed header and a body that is either a GVariant of
 * the type the table declares (checked for normal form) or, for secrets, raw octets that go
 * straight into a SecretBuf. Who may send what, and when, is the table's phase column; a message
 * outside it ends the worker. Nothing here blocks; each side on its own loop thread.
 */
#pragma once

#include "secret.h"

#include <glib.h>

#define RPC_BODY_MAX ((gsize) 65536) /* octets */
#define RPC_FDS_MAX  8
/* Of this table; a worker that outlives a genkand may meet one of another version. */
#define RPC_VERSION 4u

typedef enum
{
  RPC_TO_WORKER = 1,
  RPC_TO_DAEMON = 2,
} RpcDirection;

typedef enum /* a worker's life, as bits so that a row can name several */
{
  RPC_PHASE_START = 1 << 0, /* before CONFIG */
  RPC_PHASE_RUN = 1 << 1,   /* between CONFIG and CLOSED */
  RPC_PHASE_END = 1 << 2,   /* after CLOSED or CLOSE */
} RpcPhase;

/* From one PULSE to the next while packets move, at most; milliseconds. */
#define RPC_PULSE_MS 1000

/* A table for each direction: name, number, phases, GVariant type ("" for a raw secret), largest fd
 * count.
 *
 * CONFIG      (a{sv} profile, a{sv} runtime): everything a worker needs, and the word to begin: one
 *             message, so that a worker that cannot begin leaves nothing unread. profile as
 *             vpn_profile_to_variant(); runtime has "gateway-addresses" aay (4 or 16 octets, in
 *             order), "local-addresses" aay (ours towards each of them, zero when unknown),
 *             "wall-offset" x, "tun-mtu" q, "tun-offloads" u, "path-mtu" q, "local-port" q,
 *             "name" s, "ways" as ROAM's. After a lost session "last-addresses" aay: what it had
 *             inside. "public-key" ay of who signs (SubjectPublicKeyInfo). "probe" b: no "tun",
 *             nothing of the user's is sent, and CLOSED has no reason when the gateway did all it
 *             can do without it.
 *             Descriptors, named in order by runtime "fds" as: "udp4", "udp6", "tun", "ca",
 *             "aaa-ca", "certificate". Instead of UDP "tcp", connected to the one address of the
 *             gateway and its "tcp-port" q.
 * HELLO       (u RPC_VERSION): from a genkand that was started anew and knows nothing of the
 *             session: PEER, PLAN, CHILD_SAS and UP are sent again. A worker that is not up, or of
 *             another version, ends.
 * SECRET      raw: u32 ticket in network order, u8 1 = answer, 0 = declined, octets.
 * SIGNATURE   (u ticket, ay octets); empty octets: refused.
 * ROAM        (a(ayayqu), b changed): each way there is now to an address of the gateway: our
 *             address, the gateway's, MTU of the path, index of the link when the system would not
 *             take it by itself, else 0; the best one first. changed: the host's network did, so
 *             that even the same ways may lead elsewhere; else it is to be seen by the ways alone.
 * CAPTURE     (b contents, b keys), one descriptor, a SOCK_SEQPACKET socket: what passes the data
 *             plane goes there as plane-tap.h tells, with keys also rows for Wireshark, until its
 *             other end is closed or another one comes.
 * STAGE       (u VpnStep, s detail)
 * NEED_SECRET (u ticket, u VpnSecretKind, u round, b retry, s prompt)
 * NEED_SIGNATURE (u ticket, u CrySig, ay octets)
 * PEER        a{sv} as the Connection.Peer property, plus "ike-suite" s, "nat" b, "address" s,
 *             "own-not-after" x, the end of our own certificate, 0: there is none
 * SHOWN       aa{sv} as the Connection.Shown property: of a gateway that is not believed
 * PLAN        a{sv}: "addresses" a(ayy), "dns" aay, "domains" as, "routes" a(ayy), "mtu" u,
 *             "banner" s, "gateway" ay. Sent again when it changes.
 * CHILD_SAS   aa{sv} as the Connection.ChildSas property, "soft"/"hard" as wall seconds
 * UP          () traffic can flow: the plane has an active SA
 * STALLED     (b): packets have left for a while, and nothing comes back; or it does again
 * PULSE       (b): the traffic is looked after, and will be again within RPC_PULSE_MS; FALSE: it
 *             has come to rest, and nothing will be said until it moves
 * REACH       (ay): another address of the gateway, which it told of; a datagram goes there next
 * PLAN_DONE   (b ok) genkand applied the plan
 * COUNTERS    a{sv} as Connection.GetCounters
 * LOG         (u LogSinkLevel, s text)
 * CLOSED      (u VpnReason, s detail, u VpnStep): last message of the worker; the step says where
 *             the session stood: past VERIFY_GATEWAY the gateway had proven itself
 */
#define RPC_TABLE_TO_WORKER(X)                                \
  X (CONFIG, 1, RPC_PHASE_START, "(a{sv}a{sv})", RPC_FDS_MAX) \
  X (SECRET, 3, RPC_PHASE_RUN, "", 0)                         \
  X (SIGNATURE, 4, RPC_PHASE_RUN, "(uay)", 0)                 \
  X (PLAN_DONE, 5, RPC_PHASE_RUN, "(b)", 0)                   \
  X (REKEY, 6, RPC_PHASE_RUN, "(b)", 0)                       \
  X (ROAM, 7, RPC_PHASE_RUN, "(a(ayayqu)b)", 0)               \
  X (COUNTERS_WANTED, 8, RPC_PHASE_RUN, "(u)", 0)             \
  X (CLOSE, 9, RPC_PHASE_START | RPC_PHASE_RUN, "()", 0)      \
  X (HELLO, 10, RPC_PHASE_RUN, "(u)", 0)                      \
  X (CAPTURE, 11, RPC_PHASE_RUN, "(bb)", 1)

#define RPC_TABLE_TO_DAEMON(X)                                            \
  X (READY, 64, RPC_PHASE_START, "()", 0)                                 \
  X (STAGE, 65, RPC_PHASE_RUN | RPC_PHASE_END, "(us)", 0)                 \
  X (NEED_SECRET, 66, RPC_PHASE_RUN, "(uuubs)", 0)                        \
  X (NEED_SIGNATURE, 67, RPC_PHASE_RUN, "(uuay)", 0)                      \
  X (PEER, 68, RPC_PHASE_RUN, "a{sv}", 0)                                 \
  X (PLAN, 69, RPC_PHASE_RUN, "a{sv}", 0)                                 \
  X (CHILD_SAS, 70, RPC_PHASE_RUN, "aa{sv}", 0)                           \
  X (UP, 71, RPC_PHASE_RUN, "()", 0)                                      \
  X (MESSAGE, 72, RPC_PHASE_RUN, "(s)", 0)                                \
  X (COUNTERS, 73, RPC_PHASE_RUN | RPC_PHASE_END, "(ua{sv})", 0)          \
  X (STALLED, 76, RPC_PHASE_RUN, "(b)", 0)                                \
  X (PULSE, 77, RPC_PHASE_RUN, "(b)", 0)                                  \
  X (REACH, 78, RPC_PHASE_RUN, "(ay)", 0)                                 \
  X (SHOWN, 79, RPC_PHASE_RUN, "aa{sv}", 0)                               \
  X (LOG, 74, RPC_PHASE_START | RPC_PHASE_RUN | RPC_PHASE_END, "(us)", 0) \
  X (CLOSED, 75, RPC_PHASE_START | RPC_PHASE_RUN | RPC_PHASE_END, "(usu)", 0)

typedef enum
{
#define RPC_ENUM(name, number, ...) RPC_##name = number,
  RPC_TABLE_TO_WORKER (RPC_ENUM) RPC_TABLE_TO_DAEMON (RPC_ENUM)
#undef RPC_ENUM
} RpcType;

/* For a switch of one end: what it never receives, because rpc_recv() refuses the direction. */
#define RPC_CASE(name, ...) case RPC_##name:
#define RPC_CASES_TO_WORKER RPC_TABLE_TO_WORKER (RPC_CASE)
#define RPC_CASES_TO_DAEMON RPC_TABLE_TO_DAEMON (RPC_CASE)

typedef struct
{
  RpcType type;
  GVariant *body;    /* owned; NULL for SECRET */
  guint32 ticket;    /* SECRET */
  SecretBuf *secret; /* owned; SECRET; NULL: declined */
  int fds[RPC_FDS_MAX];
  guint n_fds; /* owned descriptors; taken by setting the entry to -1 */
} RpcMessage;

typedef enum
{
  RPC_OK = 0,
  RPC_AGAIN = 1,     /* nothing to read, or no room to send now */
  RPC_EOF = 2,       /* the other side is gone */
  RPC_VIOLATION = 3, /* malformed, or not permitted in this direction or phase */
} RpcResult;

/* Where each end has its descriptors in the worker: the socket, and its empty root directory (or a
 * closed number when there is none). */
#define RPC_WORKER_FD      3
#define RPC_WORKER_ROOT_FD 4

/* Takes one message sent in direction, permitted in one of phases (RpcPhase bits: more than one
 * while a message of the other side's old phase may still be under way). ret_message is set only
 * on RPC_OK; after RPC_VIOLATION the socket must not be read again. */
int rpc_recv (int fd, RpcDirection direction, guint phases, RpcMessage *ret_message)
    G_GNUC_WARN_UNUSED_RESULT;
/* Sends; body is consumed if floating, NULL stands for (). fds are borrowed. RPC_VIOLATION: the
 * body is larger than RPC_BODY_MAX, or the system refused the message. */
int rpc_send (int fd, RpcType type, GVariant *body, const int *fds, guint n_fds)
    G_GNUC_WARN_UNUSED_RESULT;
/* secret NULL: declined. Borrowed. */
int rpc_send_secret (int fd, guint32 ticket, const SecretBuf *secret) G_GNUC_WARN_UNUSED_RESULT;
void rpc_message_clear (RpcMessage *message);
const char *rpc_type_name (RpcType type);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RpcMessage, rpc_message_clear)
