// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The session as the files of its half see it. Nobody outside of core/ike includes this.
 *
 * Calls between these files go down only: ike-session, ike-receive, ike-answer and ike-upkeep,
 * task-*, ike-closed and ike-sas, ike-child and ike-sa, ike-state, ike-tasks, ike-outbox. What lies
 * above learns of what happened below by the facts it finds in here. Same thread as the session.
 */
#pragma once

#include "ike-child.h"
#include "ike-evidence.h"
#include "ike-mobike.h"
#include "ike-outbox.h"
#include "ike-sas.h"
#include "ike-setup.h"
#include "ike-state.h"

struct IkeSession
{
  IkeSetup setup;
  Rng rng;
  LogSink log;
  MonoTime now; /* of the input being processed */
  IkeStage stage;
  IkeStage announced; /* the furthest stage the driver was told of */
  IkePath first_path;
  IkePath path; /* of the proven gateway */
  IkeNatt natt;
  IkeMobike mobike;
  IkeEvidence evidence;
  MonoTime rtt; /* the shortest time an answer took along this path; 0: not known */
  IkeTimers timers;
  IkeOutbox outbox;
  IkeSas sas;
  IkeChildren children;
  IkeReason ending;      /* while CLOSING: what CLOSED will say */
  SecretBuf *psk;        /* owned: from the driver's answer until the gateway has proved itself */
  SecretBuf *ppk;        /* owned: likewise */
  IkeClosed *suspicion;  /* owned: what nobody signed but may well be true */
  gboolean proven;       /* the gateway has proved itself */
  gboolean started_over; /* for an answer of the driver's that came late, once */
  IkeClosed *shown;      /* owned: what was wrong before the gateway was asked the other way */
  gboolean sign_pkcs1;   /* the gateway refused an RSA-PSS signature */
  gboolean begin_again;  /* with a new IKE SA, before anything was proven or given away */
  gboolean wants_rekey;  /* of the IKE SA */
};
