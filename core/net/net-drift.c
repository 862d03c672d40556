// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-drift.h"

/* The ledger of what the world takes away and the keeper puts back. */

#define BURST      10                   /* repairs at once, then two a second */
#define REFILL     (G_USEC_PER_SEC / 2) /* for one more */
#define NAMED_FROM 3                    /* losses in a row */
#define QUIET      (60 * G_USEC_PER_SEC)

static const struct
{
  const char *nick, *words;
} things[NET_N_THINGS] = {
#define NET_THING_ROW(name, nick, words) { nick, words },
  NET_THING_TABLE (NET_THING_ROW)
#undef NET_THING_ROW
};

const char *
net_thing_to_string (NetThing thing)
{
  return things[thing].nick;
}

NetDrift *
net_drift_new (void)
{
  NetDrift *drift = g_new0 (NetDrift, 1);

  for (guint i = 0; i < NET_N_THINGS; i++)
    drift->things[i].tokens = BURST;
  return drift;
}

void
net_drift_free (NetDrift *drift)
{
  if (drift == NULL)
    return;
  for (guint i = 0; i < NET_N_THINGS; i++)
    g_free (drift->things[i].culprit);
  g_free (drift);
}

static double
tokens_at (const NetDrift *drift, NetThing thing, gint64 now)
{
  double gained = (double) (now - drift->things[thing].last) / (double) REFILL;

  return MIN (BURST, drift->things[thing].tokens + gained);
}

static gboolean
is_recent (const NetDrift *drift, NetThing thing, gint64 now)
{
  return drift->things[thing].n > 0 && now - drift->things[thing].last < QUIET;
}

gboolean
net_drift_note (NetDrift *drift, NetThing thing, const char *culprit, gint64 now)
{
  drift->things[thing].tokens = MAX (0, tokens_at (drift, thing, now) - 1);
  drift->things[thing].recent = is_recent (drift, thing, now) ? drift->things[thing].recent + 1 : 1;
  drift->things[thing].n++;
  drift->things[thing].last = now;
  g_free (drift->things[thing].culprit);
  drift->things[thing].culprit = g_strdup (culprit);
  return drift->things[thing].recent == NAMED_FROM;
}

gint64
net_drift_delay (const NetDrift *drift, NetThing thing, gint64 now)
{
  double missing = 1 - tokens_at (drift, thing, now);

  return missing <= 0 ? 0 : (gint64) (missing * (double) REFILL) + 1;
}

void
net_drift_warn (const NetDrift *drift, gint64 now, GStrvBuilder *ret_sentences)
{
  for (guint i = 0; i < NET_N_THINGS; i++)
    {
      const char *culprit = drift->things[i].culprit;
      g_autofree char *sentence = NULL;

      if (!is_recent (drift, i, now) || drift->things[i].recent < NAMED_FROM)
        continue;
      sentence = g_strdup_printf ("%s keeps removing the VPN's %s; it is put back each time",
                                  culprit != NULL ? culprit : "Another program", things[i].words);
      g_strv_builder_add (ret_sentences, sentence);
    }
}

gint64
net_drift_heals_at (const NetDrift *drift, gint64 now)
{
  gint64 at = 0;

  for (guint i = 0; i < NET_N_THINGS; i++)
    if (is_recent (drift, i, now) && drift->things[i].recent >= NAMED_FROM
        && (at == 0 || drift->things[i].last + QUIET < at))
      at = drift->things[i].last + QUIET;
  return at;
}
