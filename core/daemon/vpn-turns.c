// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnTurns: a ring of lines, one for each user who waits. */
#include "vpn-turns.h"

#include "vpn-source.h"

typedef struct
{
  guint32 uid;
  GQueue items; /* owned; never empty while the line is in the ring */
} Line;

struct VpnTurns
{
  VpnTurnsFunc serve;
  GDestroyNotify drop;
  GQueue lines;  /* owned; Line, whose turn is next first */
  GSource *turn; /* owned; NULL when nobody waits */
};

VpnTurns *
vpn_turns_new (VpnTurnsFunc serve, GDestroyNotify drop)
{
  VpnTurns *turns = g_new0 (VpnTurns, 1);

  turns->serve = serve;
  turns->drop = drop;
  g_queue_init (&turns->lines);
  return turns;
}

void
vpn_turns_free (VpnTurns *turns)
{
  if (turns == NULL)
    return;
  vpn_source_clear (&turns->turn);
  while (turns->lines.head != NULL)
    {
      Line *line = g_queue_pop_head (&turns->lines);

      g_queue_clear_full (&line->items, turns->drop);
      g_free (line);
    }
  g_free (turns);
}

static gboolean
on_turn (gpointer user_data)
{
  VpnTurns *turns = user_data;
  Line *line = g_queue_pop_head (&turns->lines);
  gpointer item = g_queue_pop_head (&line->items);

  if (line->items.head != NULL)
    g_queue_push_tail (&turns->lines, line);
  else
    g_free (line);
  if (turns->lines.head == NULL)
    vpn_source_clear (&turns->turn);
  turns->serve (item);
  return G_SOURCE_CONTINUE;
}

static Line *
find_line (VpnTurns *turns, guint32 uid)
{
  Line *line;

  for (GList *at = turns->lines.head; at != NULL; at = at->next)
    if (((Line *) at->data)->uid == uid)
      return at->data;
  line = g_new0 (Line, 1);
  line->uid = uid;
  g_queue_init (&line->items);
  g_queue_push_tail (&turns->lines, line);
  return line;
}

void
vpn_turns_add (VpnTurns *turns, guint32 uid, gpointer item)
{
  g_queue_push_tail (&find_line (turns, uid)->items, item);
  if (turns->turn == NULL)
    turns->turn = vpn_source_timeout (0, on_turn, turns);
}
