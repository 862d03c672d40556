// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * SimWorld: one IkeSession and one SimGateway joined by a SimLink under a virtual clock. It plays
 * the driver: drains datagrams and events, answers tickets from its configuration, keeps the data
 * plane's view of Child SAs. A year of rekeys takes seconds. Test code; one thread.
 */
#pragma once

#include "sim-gateway.h"
#include "sim-link.h"

typedef struct SimWorld SimWorld;

typedef struct
{
  guint64 seed;
  IkeConfig client; /* sim_world_defaults() fills it; borrowed contents */
  SimGatewayConfig gateway;
  SimLinkConfig link;
  const char *psk; /* answers to NEED_SECRET, by kind; NULL: declined */
  const char *password;
  const char *ppk;
  const char *responses[SIM_PROMPTS_MAX]; /* to further prompts, in order */
  CryPrivateKey *client_key;              /* signs NEED_SIGNATURE; borrowed; NULL: refused */
  gboolean ipv6;                          /* outer addresses */
  gboolean tcp;                           /* the path is a stream */
  gboolean hold_secrets; /* leave NEED_SECRET unanswered: sim_world_answer() does it */
  /* Somebody on the path sees every datagram that the session sends, before the gateway does, and
   * may answer with sim_world_inject(). NULL: nobody. */
  void (*overhear) (SimWorld *world, const IkeDatagram *datagram, gpointer data);
  gpointer overhear_data; /* borrowed */
} SimWorldConfig;

/* A client and a gateway that connect with that method over a good link. Certificates and keys are
 * those of tests/sim/pki, loaded once and never freed before the process ends. */
void sim_world_defaults (SimWorldConfig *config, SimAuth auth);
/* What the defaults own, when the world is gone. */
void sim_world_config_clear (SimWorldConfig *config);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimWorldConfig, sim_world_config_clear)

SimWorld *sim_world_new (const SimWorldConfig *config);
void sim_world_free (SimWorld *world);

MonoTime sim_world_now (const SimWorld *world);
IkeSession *sim_world_session (SimWorld *world); /* borrowed */
SimGateway *sim_world_gateway (SimWorld *world); /* borrowed */
SimLink *sim_world_link (SimWorld *world);       /* borrowed */

void sim_world_start (SimWorld *world);
/* Lets virtual time pass. */
void sim_world_run (SimWorld *world, MonoTime span);
/* The client's machine sleeps for so long, and wakes. */
void sim_world_sleep (SimWorld *world, MonoTime span);
/* Until the session has that stage (CLOSED: the event came), at most for span. */
gboolean sim_world_run_until (SimWorld *world, IkeStage stage, MonoTime span);
/* Starts and runs until established; fails the test with the reason otherwise. */
void sim_world_connect (SimWorld *world);
/* Drains what the session wants to say after a direct call of an ike_session_ function. */
void sim_world_pump (SimWorld *world);
/* Hands the session a datagram at once, as it came along path (the session's view of it). */
void sim_world_inject (SimWorld *world, const IkePath *path, GBytes *data);
/* Answers the ticket that hold_secrets left open; secret NULL: declined. */
void sim_world_answer (SimWorld *world, const char *secret);

/* What the world saw. Borrowed until the world is freed. */
const IkeClosed *sim_world_closed (const SimWorld *world); /* NULL: not closed */
const IkePeerInfo *sim_world_peer (const SimWorld *world);
const IkeConfigReply *sim_world_reply (const SimWorld *world);
guint sim_world_n_events (const SimWorld *world, IkeEventType type);
guint64 sim_world_keepalives (const SimWorld *world); /* NAT keepalives sent */
gboolean sim_world_arrived (const SimWorld *world);   /* what the last probe came to */
const IkeSecretRequest *sim_world_last_secret (const SimWorld *world);
/* What the session logged for people, line by line. */
const char *sim_world_said (const SimWorld *world);
/* Child SAs installed and not removed, newest first; NULL beyond the end. */
guint sim_world_n_children (const SimWorld *world);
/* Child SAs that may still receive what was sent before they were deleted. */
guint sim_world_n_retired (const SimWorld *world);
const IkeChildSa *sim_world_child (const SimWorld *world, guint index);
/* SPI of the Child SA whose outbound half is in use, 0 for none. */
guint32 sim_world_active_spi (const SimWorld *world);
/* Fails the test unless both sides hold the same Child SAs with mirrored keys and SPIs. */
void sim_world_assert_in_step (SimWorld *world);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimWorld, sim_world_free)
