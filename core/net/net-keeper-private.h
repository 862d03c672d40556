// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* NetKeeper inside, for its two files: one watches and mends, one changes what is wanted. */
#pragma once

#include "net-dns.h"
#include "net-grip.h"
#include "net-keeper.h"
#include "net-news.h"

struct NetKeeper
{
  guint slot;
  gboolean delegated;
  char *runtime_dir, *dir, *name; /* owned; dir: where the journals are */
  GDBusConnection *bus;           /* counted or NULL */
  const NetApplierEvents *events; /* borrowed or NULL */
  gpointer owner;                 /* borrowed; of the events */
  NetGrip *grip;                  /* owned */
  NetDrift *drift;                /* owned */
  NetNews *news;                  /* owned; NULL: nothing is kept */
  NetJournal *wanted;             /* owned; NULL: nothing is wanted */
  char *dns_problem;              /* owned; a sentence, NULL: the name servers are set */
  gboolean changing;              /* a call is under way: news wait */
  guint pending;                  /* NetNewsKind's not yet looked after */
  char *culprit;                  /* owned; of the last of them */
  GSource *timer;                 /* owned; the next look, NULL: none */
  GSource *healing;               /* owned; when a warning ends, NULL: there is none */
  GStrv warnings;                 /* owned; as last told */
};

void net_keeper_unref (NetKeeper *keeper);
void net_keeper_clear_source (GSource **source);
NetDnsPlace net_keeper_get_place (const NetKeeper *keeper);
/* Tells the owner when the sentences are others than before. */
void net_keeper_update_warnings (NetKeeper *keeper);
/* The look at the news that have come, as soon as the ledger allows. */
void net_keeper_schedule (NetKeeper *keeper);
/* From now on news come, if they did not before. */
void net_keeper_listen (NetKeeper *keeper);
