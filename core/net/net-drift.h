// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetDrift: what of the host's state was lost and put back, how often, and by whom. It says when
 * the next repair may be made, so that a quarrel with another program does not eat the processor,
 * and when to name it. Pure, with time as a parameter in microseconds; one owner.
 */
#pragma once

#include <glib.h>

/* What can drift: value, name as in the log, what a sentence calls it. */
#define NET_THING_TABLE(X)                  \
  X (LINK, "link", "device settings")       \
  X (ADDRESS, "address", "address")         \
  X (ROUTE, "route", "routes")              \
  X (RULE, "rule", "rule")                  \
  X (GUARD, "guard", "packet filter guard") \
  X (DNS, "dns", "name servers")

typedef enum
{
#define NET_THING_ENUM(name, nick, words) NET_THING_##name,
  NET_THING_TABLE (NET_THING_ENUM)
#undef NET_THING_ENUM
      NET_N_THINGS
} NetThing;

typedef struct
{
  struct
  {
    guint n;       /* repairs in all */
    guint recent;  /* in a row with less than a minute between them */
    double tokens; /* repairs that may be made at once */
    gint64 last;   /* of the last repair */
    char *culprit; /* owned; who took it away the last time, NULL: not known */
  } things[NET_N_THINGS];
} NetDrift;

const char *net_thing_to_string (NetThing thing);

NetDrift *net_drift_new (void) G_GNUC_WARN_UNUSED_RESULT;
void net_drift_free (NetDrift *drift);
/* Notes that thing was lost and put back. culprit: a program's name or NULL. Returns TRUE when it
 * is from now on to be named in net_drift_warn(). */
gboolean net_drift_note (NetDrift *drift, NetThing thing, const char *culprit, gint64 now);
/* How long to wait with the next repair of thing: 0, or until a second after the last one. */
gint64 net_drift_delay (const NetDrift *drift, NetThing thing, gint64 now);
/* Adds a sentence for every thing that keeps being lost. */
void net_drift_warn (const NetDrift *drift, gint64 now, GStrvBuilder *ret_sentences);
/* When a sentence will have healed with nothing more happening; 0: there is none. */
gint64 net_drift_heals_at (const NetDrift *drift, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetDrift, net_drift_free)
