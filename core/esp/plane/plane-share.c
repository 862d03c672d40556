// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the two threads and the control functions share: waking, waiting, limits, links. */
#include "plane-private.h"

#include <unistd.h>

void
plane_signal (int event_fd)
{
  guint64 one = 1;

  /* It fails only when the counter is full, and then it is readable. */
  (void) !write (event_fd, &one, sizeof one);
}

void
plane_unsignal (int event_fd)
{
  guint64 count;

  (void) !read (event_fd, &count, sizeof count);
}

gboolean
plane_wait (const PlaneWorker *worker, struct pollfd *fds, guint n, int msec)
{
  int n_ready;

  fds[n] = (struct pollfd){ worker->wake_fd, POLLIN, 0 };
  n_ready = poll (fds, n + 1, msec);
  if (n_ready < 0)
    for (guint i = 0; i <= n; i++)
      fds[i].revents = 0;
  if ((fds[n].revents & POLLIN) != 0)
    plane_unsignal (worker->wake_fd);
  return n_ready != 0;
}

PlaneLink *
plane_link_to (Plane *plane, const struct sockaddr_storage *peer)
{
  PlaneLink *link = NULL;

  if (peer->ss_family != AF_UNSPEC && plane->links[PLANE_LINK_TCP].klass != NULL)
    link = &plane->links[PLANE_LINK_TCP];
  else if (peer->ss_family == AF_INET)
    link = &plane->links[PLANE_LINK_IPV4];
  else if (peer->ss_family == AF_INET6)
    link = &plane->links[PLANE_LINK_IPV6];
  return link != NULL && link->klass != NULL ? link : NULL;
}

PlaneTapFlow
plane_tap_flow (const PlaneView *view, const PlaneLink *link, const struct sockaddr_storage *peer,
                const PlaneSource *source)
{
  const PlaneSource *ours = source->address.family != 0 ? source : &view->peer.source;
  PlaneTapFlow flow = { .peer = peer, .local_port = link->port };

  if (ours->address.family == peer->ss_family)
    flow.local = ours->address;
  return flow;
}

void
plane_note_limits (Plane *plane, const PlaneView *view, PlaneReader reader)
{
  gboolean sends = reader == PLANE_READER_TX;
  guint n = sends ? view->n_out : view->n_in;
  EspUsage usage;

  for (guint i = 0; i < n; i++)
    {
      PlaneSa *sa = sends ? view->out[i] : view->in[i];

      if (sends)
        esp_outbound_usage (sa->out, &usage);
      else
        esp_inbound_usage (sa->in, &usage);
      if (plane_sa_note_usage (sa, &usage))
        plane_signal (plane->event_fd);
    }
}
