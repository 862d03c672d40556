// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-link.h"

#define DEFAULT_DELAY         (10 * MONO_MSEC)
#define DEFAULT_REORDER_DELAY (80 * MONO_MSEC)
#define NAT_PORT_SHIFT        20000

typedef struct
{
  MonoTime when;
  guint64 order; /* first sent, first out among those of the same time */
  SimDirection direction;
  IkeDatagram datagram; /* owned */
} Flight;

struct SimLink
{
  SimLinkConfig config;
  SimRandom random;
  GPtrArray *flights; /* owned, of Flight */
  guint64 order;
  guint64 counts[2];
};

static void
flight_free (gpointer data)
{
  Flight *flight = data;

  ike_datagram_clear (&flight->datagram);
  g_free (flight);
}

SimLink *
sim_link_new (const SimLinkConfig *config, guint64 seed)
{
  SimLink *link = g_new0 (SimLink, 1);

  sim_random_init (&link->random, seed);
  link->flights = g_ptr_array_new_with_free_func (flight_free);
  sim_link_set (link, config);
  return link;
}

void
sim_link_free (SimLink *link)
{
  if (link == NULL)
    return;
  g_ptr_array_unref (link->flights);
  g_free (link);
}

void
sim_link_set (SimLink *link, const SimLinkConfig *config)
{
  link->config = *config;
  if (link->config.delay == 0)
    link->config.delay = DEFAULT_DELAY;
  if (link->config.reorder_delay == 0)
    link->config.reorder_delay = DEFAULT_REORDER_DELAY;
}

void
sim_link_map (const SimLink *link, SimDirection direction, const IkePath *from, IkePath *ret_path)
{
  IkePath path = { .local = from->remote, .remote = from->local, .transport = from->transport };
  gsize last = ip_family_octets (path.local.address.family) - 1;

  if (link->config.nat && direction == SIM_TO_GATEWAY)
    {
      path.remote.address.octets[last] ^= 0x80;
      path.remote.port = (guint16) (path.remote.port ^ NAT_PORT_SHIFT);
    }
  else if (link->config.nat)
    {
      path.local.address.octets[last] ^= 0x80;
      path.local.port = (guint16) (path.local.port ^ NAT_PORT_SHIFT);
    }
  if (link->config.from_elsewhere && direction == SIM_TO_CLIENT)
    path.remote.address.octets[last] ^= 0x40;
  *ret_path = path;
}

static void
launch (SimLink *link, SimDirection direction, const IkePath *path, GBytes *data, MonoTime now)
{
  Flight *flight = g_new0 (Flight, 1);
  MonoTime delay = link->config.delay;

  if (link->config.jitter > 0)
    delay += sim_random_below (&link->random, (guint) link->config.jitter);
  if (sim_random_chance (&link->random, link->config.reorder_per_mille))
    delay += link->config.reorder_delay;
  flight->when = now + delay;
  flight->order = link->order++;
  flight->direction = direction;
  sim_link_map (link, direction, path, &flight->datagram.path);
  flight->datagram.data = g_bytes_ref (data);
  g_ptr_array_add (link->flights, flight);
}

static gboolean
is_lost (SimLink *link, SimDirection direction, const IkeDatagram *datagram)
{
  const SimLinkConfig *config = &link->config;
  const IkePath *path = &datagram->path;
  gsize len = g_bytes_get_size (datagram->data);

  if (ip_address_equal (direction == SIM_TO_GATEWAY ? &path->local.address : &path->remote.address,
                        &config->dead))
    return TRUE;
  return config->mtu > 0 && len > config->mtu;
}

void
sim_link_send (SimLink *link, SimDirection direction, const IkeDatagram *datagram, MonoTime now)
{
  link->counts[direction]++;
  if (is_lost (link, direction, datagram))
    return;
  if (!sim_random_chance (&link->random, link->config.drop_per_mille))
    launch (link, direction, &datagram->path, datagram->data, now);
  if (sim_random_chance (&link->random, link->config.duplicate_per_mille))
    launch (link, direction, &datagram->path, datagram->data, now);
}

static gint
find_next (const SimLink *link)
{
  gint best = -1;

  for (guint i = 0; i < link->flights->len; i++)
    {
      const Flight *flight = g_ptr_array_index (link->flights, i);
      const Flight *other = best < 0 ? NULL : g_ptr_array_index (link->flights, best);

      if (other == NULL || flight->when < other->when
          || (flight->when == other->when && flight->order < other->order))
        best = (gint) i;
    }
  return best;
}

gboolean
sim_link_receive (SimLink *link, MonoTime now, SimDirection *ret_direction,
                  IkeDatagram *ret_datagram)
{
  gint index = find_next (link);
  Flight *flight;

  if (index < 0)
    return FALSE;
  flight = g_ptr_array_index (link->flights, index);
  if (flight->when > now)
    return FALSE;
  *ret_direction = flight->direction;
  *ret_datagram = flight->datagram;
  flight->datagram.data = NULL;
  g_ptr_array_remove_index (link->flights, (guint) index);
  return TRUE;
}

MonoTime
sim_link_deadline (const SimLink *link)
{
  gint index = find_next (link);
  const Flight *flight = index < 0 ? NULL : g_ptr_array_index (link->flights, index);

  return flight != NULL ? flight->when : MONO_NEVER;
}

guint64
sim_link_count (const SimLink *link, SimDirection direction)
{
  return link->counts[direction];
}
