// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* genkand's part of the RPC for tests of the real driver, which runs in a thread. A step that does
 * not come within ten seconds fails the test. */
#pragma once

#include "vpn-enums.h"
#include "vpn-profile.h"
#include "worker-driver.h"
#include "worker-rpc.h"

typedef struct
{
  int rpc;             /* owned; genkand's end; -1: it died */
  int worker_end;      /* owned by the thread */
  int gateway;         /* owned; UDP socket of the gateway on 127.0.0.1 */
  int udp;             /* owned; the tunnel's */
  int tun[2];          /* owned; a stand-in for the device; the driver gets the first */
  guint16 port;        /* the gateway's */
  VpnProfile *profile; /* owned; psk, one second of patience, the gateway's port */
  GThread *thread;
  WorkerExit exit;
} FakeDaemon;

/* Fixture functions; the driver runs after the first. */
void fake_daemon_set_up (FakeDaemon *self, gconstpointer unused);
void fake_daemon_tear_down (FakeDaemon *self, gconstpointer unused);
WorkerExit fake_daemon_wait_for_exit (FakeDaemon *self);

void fake_daemon_expect_ready (FakeDaemon *self);
void fake_daemon_set (FakeDaemon *self, const char *key, const char *text);
/* Waits for READY and sends CONFIG; addresses: text form of an aay. */
void fake_daemon_configure (FakeDaemon *self, const char *addresses);
void fake_daemon_tell (FakeDaemon *self, RpcType type, GVariant *body);
void fake_daemon_tell_secret (FakeDaemon *self, guint32 ticket, const char *text);

/* The next message that is no log line must be of the type. */
void fake_daemon_expect (FakeDaemon *self, RpcType type, RpcMessage *ret_message);
void fake_daemon_expect_stage (FakeDaemon *self, VpnStep wanted, const char *wanted_detail);
/* wanted_detail NULL: any */
void fake_daemon_expect_closed (FakeDaemon *self, VpnReason wanted, const char *wanted_detail);
/* Skips messages of other types. */
void fake_daemon_await (FakeDaemon *self, RpcType type, RpcMessage *ret_message);
void fake_daemon_wait_readable (int fd);
