// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Receive thread: UDP to the TUN device, and IKE to the control thread. */
#include "plane-private.h"

#include "bytes.h"
#include "esp-icmp.h"
#include "esp-mss.h"

#include <errno.h>

#define KEEPALIVE 0xff

static void
hand_over_ike (Plane *plane, const PlaneDatagrams *from, const guint8 *data, gsize len,
               gboolean marked)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  PlaneIkeDatagram datagram = { .peer = *from->from, .marked = marked, .data = bytes };

  datagram.peer_len = from->from_len;
  datagram.source = from->source;
  if (plane_queue_push (&plane->incoming, &datagram))
    plane_signal (plane->event_fd);
  else
    plane_count_drop (&plane->rx.counters, ESP_DROP_QUEUE_FULL);
}

static void
note_joined (Plane *plane, const struct iovec *head, const EspOffload *offload)
{
  EspInner inner;

  if (!esp_inner_parse_quoted (head->iov_base, head->iov_len, &inner))
    return;
  if (esp_answers_came (&plane->answers, head->iov_base, &inner))
    plane_counter_add (&plane->rx.counters.answers, 1);
  esp_senders_note (&plane->senders, head->iov_base, &inner, offload->segment);
}

static void
write_joined (Plane *plane)
{
  struct iovec iov[ESP_JOIN_PIECES + 1];
  guint n = esp_join_count (plane->join);

  for (guint i = 0; i < n; i++)
    {
      EspOffload offload;
      guint pieces = esp_join_take (plane->join, i, &offload, iov + 1);

      note_joined (plane, iov + 1, &offload);
      if (!plane_tun_write (&plane->tun, &offload, iov, pieces))
        for (guint j = 0; j < pieces; j++)
          plane_count_drop (&plane->rx.counters, ESP_DROP_TUN_WRITE);
    }
  esp_join_begin (plane->join, plane->join_flags);
}

static void
take_opened (Plane *plane, const PlaneView *view, EspOpened *opened)
{
  if (opened->odd_mark)
    plane_counter_add (&plane->rx.counters.odd_marks, 1);
  if (opened->drop != ESP_DROP_NONE)
    {
      plane_count_drop (&plane->rx.counters, opened->drop);
      return;
    }
  if (view->tap != NULL)
    plane_tap_inner (view->tap, PLANE_TAP_INBOUND, opened->packet, opened->inner.total_len,
                     &opened->inner);
  esp_mss_clamp (opened->packet, &opened->inner, view->mtu);
  plane_count_packet (&plane->rx.counters, opened->inner.total_len);
  if (!esp_join_has_room (plane->join))
    write_joined (plane);
  esp_join_add (plane->join, opened->packet, &opened->inner);
}

static void
open_all (Plane *plane, const PlaneView *view)
{
  guint n = esp_open_finish (&plane->open);

  for (guint i = 0; i < n; i++)
    take_opened (plane, view, &plane->open.opened[i]);
}

/* The first one is told, if it came from where the gateway is. */
static EspDrop
note_stray (Plane *plane, const PlaneView *view, const struct sockaddr_storage *from, guint32 spi)
{
  guint32 none = 0;

  if (view->n_in > 0 && plane_is_same_host (from, &view->peer.address)
      && atomic_load_explicit (&plane->stray, memory_order_relaxed) == 0
      && atomic_compare_exchange_strong (&plane->stray, &none, spi))
    plane_signal (plane->event_fd);
  return ESP_DROP_NO_SA;
}

static EspDrop
handle_esp (Plane *plane, const PlaneView *view, const PlaneDatagrams *from, guint8 *data,
            gsize len)
{
  PlaneSa *sa = plane_view_find (view, byte_get_u32 (data));

  if (sa == NULL)
    return note_stray (plane, view, from->from, byte_get_u32 (data));
  if (!esp_open_has_room (&plane->open, sa->in))
    open_all (plane, view);
  return esp_open_add (&plane->open, sa->in, data, len, from->tclass);
}

static void
tap_datagram (const PlaneView *view, const PlaneLink *link, const PlaneDatagrams *from,
              guint16 ike_port, const guint8 *data, gsize len)
{
  PlaneTapFlow flow = plane_tap_flow (view, link, from->from, &from->source);
  gboolean is_esp = plane_port_of (from->from) != ike_port && len > PLANE_MARKER_LEN
                    && byte_get_u32 (data) != 0;

  flow.tclass = from->tclass;
  if (is_esp)
    plane_tap_esp (view->tap, PLANE_TAP_INBOUND, &flow, data, len);
  else
    plane_tap_ike (view->tap, PLANE_TAP_INBOUND, &flow, data, len, FALSE);
}

/* RFC 3948 section 2.2 and RFC 7296 section 2.23. */
static void
handle_datagram (Plane *plane, const PlaneView *view, const PlaneDatagrams *from, guint8 *data,
                 gsize len)
{
  EspDrop drop = ESP_DROP_NONE;

  if (plane_port_of (from->from) == plane->ike_port)
    hand_over_ike (plane, from, data, len, FALSE);
  else if (len == 1 && data[0] == KEEPALIVE)
    return;
  else if (len <= PLANE_MARKER_LEN)
    drop = ESP_DROP_SHORT;
  else if (byte_get_u32 (data) == 0)
    hand_over_ike (plane, from, data + PLANE_MARKER_LEN, len - PLANE_MARKER_LEN, TRUE);
  else
    drop = handle_esp (plane, view, from, data, len);
  if (drop != ESP_DROP_NONE)
    plane_count_drop (&plane->rx.counters, drop);
}

static void
count_lost (Plane *plane, PlaneLink *link, guint32 lost)
{
  plane_counter_add (&plane->rx.counters.drops[ESP_DROP_QUEUE_FULL], lost - link->lost);
  link->lost = lost;
}

static void
pump (Plane *plane, const PlaneView *view, PlaneLink *link, guint n_slots)
{
  for (guint i = 0; i < n_slots; i++)
    {
      PlaneDatagrams merged = plane_recv_slot (plane->recv, i);

      if (merged.lost != 0)
        count_lost (plane, link, merged.lost);
      for (gsize at = 0; at < merged.len; at += merged.segment)
        {
          gsize len = MIN (merged.segment, merged.len - at);

          /* Before it is opened, which happens in place. */
          if (view->tap != NULL)
            tap_datagram (view, link, &merged, plane->ike_port, merged.data + at, len);
          handle_datagram (plane, view, &merged, merged.data + at, len);
        }
    }
  open_all (plane, view);
  write_joined (plane);
  plane_note_limits (plane, view, PLANE_READER_RX);
}

static void
tell_gone (Plane *plane)
{
  atomic_store (&plane->ike_error, ECONNRESET);
  plane_signal (plane->event_fd);
}

static void
receive (Plane *plane, PlaneLink *link)
{
  int n;

  do
    {
      const PlaneView *view;

      n = link->klass->fill (link, plane->recv, &plane->rx.counters);
      if (link->gone)
        tell_gone (plane);
      if (n <= 0)
        return;
      view = plane_views_enter (&plane->views, PLANE_READER_RX);
      pump (plane, view, link, (guint) n);
      plane_views_leave (&plane->views, PLANE_READER_RX);
    }
  while (n == PLANE_RECV_SLOTS && !link->gone && !plane_is_stopping (plane));
}

static void
take_errors (Plane *plane, PlaneLink *link)
{
  const PlaneView *view = plane_views_enter (&plane->views, PLANE_READER_RX);

  if (link->klass->take_errors (link, plane->recv, &view->peer))
    plane_signal (plane->event_fd);
  plane_views_leave (&plane->views, PLANE_READER_RX);
}

static void
serve (Plane *plane, PlaneLink *link, short events)
{
  link->gone = link->gone || (events & POLLNVAL) != 0;
  if ((events & POLLERR) != 0)
    take_errors (plane, link);
  if ((events & (POLLIN | POLLERR)) != 0)
    receive (plane, link);
}

/* The transmit thread sends it: it alone seals. */
static void
tell_senders (Plane *plane)
{
  const PlaneView *view = plane_views_enter (&plane->views, PLANE_READER_RX);

  for (guint i = 0; i < ESP_SENDERS_SLOTS; i++)
    {
      guint8 packet[ESP_ICMP_MAX];
      gsize len = esp_senders_tell (&plane->senders, i, view->mtu, packet);
      g_autoptr (GBytes) bytes = len > 0 ? g_bytes_new (packet, len) : NULL;
      PlaneIkeDatagram notice = { .data = bytes };

      if (bytes != NULL && plane_queue_push (&plane->notices, &notice))
        plane_signal (plane->tx.wake_fd);
    }
  plane_views_leave (&plane->views, PLANE_READER_RX);
}

void *
plane_rx_main (void *data)
{
  Plane *plane = data;

  while (!plane_is_stopping (plane))
    {
      struct pollfd fds[PLANE_N_LINKS + 1];

      for (guint i = 0; i < PLANE_N_LINKS; i++)
        {
          const PlaneLink *link = &plane->links[i];

          fds[i] = (struct pollfd){ link->klass == NULL || link->gone ? -1 : link->fd, POLLIN, 0 };
        }
      (void) plane_wait (&plane->rx, fds, PLANE_N_LINKS, -1);
      for (guint i = 0; i < PLANE_N_LINKS; i++)
        serve (plane, &plane->links[i], fds[i].revents);
      if (atomic_exchange (&plane->resized, FALSE))
        tell_senders (plane);
    }
  return NULL;
}
