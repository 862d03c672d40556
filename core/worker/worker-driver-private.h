// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The driver's state and the pieces it is cut into: worker-driver.c holds the loop and genkand's
 * wishes, worker-events.c what the engine says, worker-path.c the gateways to try and the way to
 * them, worker-capture.c what an administrator is shown. Each calls only those after it, and all of
 * them the uplink. One thread.
 */
#pragma once

#include "ike.h"
#include "plane.h"
#include "worker-config.h"
#include "worker-error-map.h"
#include "worker-endpoint.h"
#include "worker-error-map.h"
#include "worker-flow.h"
#include "worker-mtu.h"
#include "worker-oddity.h"
#include "worker-report.h"
#include "worker-uplink.h"

#define WORKER_REACHED_MAX 8 /* as many as genkand permits */

typedef struct /* of the traffic, for an administrator */
{
  int fd;        /* borrowed: the plane's; -1: there is none */
  gboolean keys; /* are told, too */
} WorkerCapture;

typedef struct
{
  WorkerUplink uplink;
  int timer_fd;   /* owned; CLOCK_BOOTTIME */
  MonoTime armed; /* what timer_fd is set to */
  MonoTime now;   /* of this turn of the loop */

  WorkerConfig *config; /* owned; NULL before CONFIG */
  IkeSession *session;  /* owned; NULL before CONFIG */
  Plane *plane;         /* owned; NULL before CONFIG */
  IkeClosed *closed;    /* owned; the engine's last word, acted upon when all is sent */

  IkePath path;                 /* where IKE goes now */
  WorkerWay ways[IKE_WAYS_MAX]; /* that there are, as genkand told last; the best one first */
  guint n_ways;
  WorkerMtu mtu;                         /* what gets there */
  guint candidate;                       /* index of the gateway's address in use */
  guint n_tries;                         /* sessions begun, one after the other */
  guint redirects;                       /* that were followed */
  MonoTime started, tried_at;            /* the first and the last of them */
  MonoTime attempt_deadline;             /* when to try the next address */
  WorkerContact contact;                 /* what came of the address in use */
  IpAddress reached[WORKER_REACHED_MAX]; /* other addresses of the gateway that were asked for */
  guint n_reached;

  GPtrArray *children;   /* owned; of WorkerChild */
  IkeConfigReply *reply; /* owned; NULL before the gateway sent it */
  GVariant *peer;        /* owned; last PEER sent */
  GVariant *plan;        /* owned; last PLAN sent */
  gboolean plan_done;    /* genkand applied a plan */
  gboolean active;       /* the plane has an outbound SA */
  gboolean up;           /* UP was sent */
  gboolean ending;       /* the engine was asked to close */

  WorkerFlow flow;
  WorkerCapture capture;
  WorkerOddity odd_marks;
  MonoTime pulse_at; /* when genkand expects a PULSE at latest; MONO_NEVER: it expects none */
} WorkerDriver;

/* worker-path.c: a session to the next address in turn; FALSE: there is no other, or no time. */
gboolean worker_path_try_next (WorkerDriver *driver, MonoTime now);
/* A session to the gateway that the last one named; FALSE: it goes no further that way. */
gboolean worker_path_follow (WorkerDriver *driver, const char *target, MonoTime now);
/* Points the plane at the gateway's present address. */
void worker_path_point_plane (WorkerDriver *driver, const IkePath *path);
void worker_path_send (WorkerDriver *driver, const IkeDatagram *datagram);
/* Hands on what the plane's receive thread left for us. */
void worker_path_receive (WorkerDriver *driver, MonoTime now);
/* TRUE when the network told that less gets to the gateway: mtu is another. */
gboolean worker_path_follow_mtu (WorkerDriver *driver);
/* Has the engine ask what gets there, when that is due; and when it is. */
void worker_path_probe (WorkerDriver *driver);
MonoTime worker_path_probe_deadline (const WorkerDriver *driver);
/* The path is another than before. */
void worker_path_begin_mtu (WorkerDriver *driver, const IkePath *path);
/* The host's network changed: ways there are now, as in ROAM. */
void worker_path_roam (WorkerDriver *driver, GVariant *ways, gboolean changed, MonoTime now);
/* Tells the engine, and genkand, about traffic since the last look. */
void worker_path_look_at_traffic (WorkerDriver *driver, MonoTime now);
/* news: WorkerFlowNews bits. */
void worker_path_report_flow (WorkerDriver *driver, guint news);

/* worker-events.c */
void worker_event_handle (WorkerDriver *driver, IkeEvent *event);
void worker_event_send_up (WorkerDriver *driver);
/* Sends PLAN if it would differ from the last one. */
void worker_event_report_plan (WorkerDriver *driver);
/* Tells everything about a session that is up again. */
void worker_event_report_anew (WorkerDriver *driver);

/* worker-capture.c: CAPTURE, which takes the place of one that is under way. */
void worker_capture_begin (WorkerDriver *driver, RpcMessage *message, MonoTime now);
/* Who wanted to see it is gone. */
void worker_capture_end (WorkerDriver *driver, MonoTime now);
/* A Child SA or an IKE SA was made: whoever is to have the keys is told. */
void worker_capture_tell_child (const WorkerDriver *driver, const IkeChildSa *child);
void worker_capture_tell_ike_sa (const WorkerDriver *driver);
