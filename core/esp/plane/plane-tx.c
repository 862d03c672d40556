// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Transmit thread: TUN device to UDP. */
#include "plane-private.h"

#include "esp-ecn.h"
#include "esp-icmp.h"
#include "esp-mss.h"

#include <errno.h>
#include <string.h>

#define DUMMY_LEN 64 /* bytes; those of an acknowledgement, where lengths are not hidden */

static EspOutbound *
choose_sa (const PlaneView *view, const EspSplit *split)
{
  for (guint i = 0; i < view->n_out; i++)
    if (esp_outbound_covers (view->out[i]->out, split->packet, &split->inner))
      return view->out[i]->out;
  return NULL;
}

static void
answer_too_big (Plane *plane, const EspSplit *split, guint mtu)
{
  guint8 answer[ESP_ICMP_MAX];
  EspOffload offload = { .kind = ESP_GSO_NONE };
  gsize len = esp_icmp_too_big (split->packet, split->inner.total_len, mtu, answer);
  struct iovec iov[2] = { { NULL, 0 }, { answer, len } };

  plane_count_drop (&plane->tx.counters, ESP_DROP_TOO_BIG);
  if (len > 0 && !plane_tun_write (&plane->tun, &offload, iov, 1))
    plane_count_drop (&plane->tx.counters, ESP_DROP_TUN_WRITE);
}

static void
tap_batch (const PlaneView *view, const PlaneLink *link, const PlaneSend *send)
{
  PlaneTapFlow flow = plane_tap_flow (view, link, &view->peer.address, &view->peer.source);

  for (guint i = 0; i < send->n_runs; i++)
    {
      const PlaneRun *run = &send->runs[i];

      flow.tclass = run->tclass;
      for (guint32 at = 0; at < run->len; at += run->segment)
        plane_tap_esp (view->tap, PLANE_TAP_OUTBOUND, &flow, send->buf + run->at + at,
                       MIN (run->segment, run->len - at));
    }
}

/* Everything in the send buffer was added to the batch, and nothing of it leaves unsealed. */
static void
flush (Plane *plane, const PlaneView *view)
{
  PlaneLink *link = plane_link_to (plane, &view->peer.address);

  if (!esp_seal_finish (&plane->seal))
    plane_send_discard (plane->send, ESP_DROP_CRYPTO, &plane->tx.counters);
  if (view->tap != NULL)
    tap_batch (view, link, plane->send);
  link->klass->flush (link, plane->send, &view->peer, &plane->tx.counters);
}

static guint8 *
reserve (Plane *plane, const PlaneView *view, EspOutbound *sa, gsize len)
{
  guint8 *place;

  if (!esp_seal_has_room (&plane->seal, sa) && !esp_seal_finish (&plane->seal))
    plane_send_discard (plane->send, ESP_DROP_CRYPTO, &plane->tx.counters);
  place = plane_send_reserve (plane->send, len);
  if (place != NULL)
    return place;
  flush (plane, view);
  return plane_send_reserve (plane->send, len);
}

/* Splits straight into the send buffer, to be sealed there. */
static void
add_all (Plane *plane, const PlaneView *view, EspOutbound *sa, EspSplit *split)
{
  guint8 tclass = esp_traffic_class (split->packet);
  gsize headroom = esp_headroom (sa);
  gsize len;

  while ((len = esp_split_next_len (split)) > 0)
    {
      gsize padded_len = esp_padded_len (sa, len, view->mtu);
      guint8 *place;
      gsize sealed_len;
      EspDrop drop;

      if (len > view->mtu)
        {
          answer_too_big (plane, split, view->mtu);
          return;
        }
      place = reserve (plane, view, sa, esp_sealed_len (sa, padded_len));
      esp_split_next (split, place + headroom);
      esp_mss_clamp (place + headroom, &split->inner, view->mtu);
      memset (place + headroom + len, 0, padded_len - len);
      if (view->tap != NULL)
        plane_tap_inner (view->tap, PLANE_TAP_OUTBOUND, place + headroom, len, &split->inner);
      drop = esp_seal_add (&plane->seal, sa, place, padded_len, &sealed_len);
      if (drop != ESP_DROP_NONE)
        {
          plane_count_drop (&plane->tx.counters, drop);
          continue;
        }
      plane_send_commit (plane->send, sealed_len, tclass);
      plane_count_packet (&plane->tx.counters, len);
    }
}

static void
handle_packet (Plane *plane, const PlaneView *view, const EspOffload *offload, const guint8 *packet,
               gsize len)
{
  EspSplit split;
  EspOutbound *sa;

  if (!esp_split_init (&split, offload, packet, len))
    {
      plane_count_drop (&plane->tx.counters, ESP_DROP_INNER);
      return;
    }
  sa = choose_sa (view, &split);
  if (sa == NULL)
    plane_count_drop (&plane->tx.counters, ESP_DROP_POLICY);
  else
    {
      if (esp_answers_sent (&plane->answers, split.packet, &split.inner))
        plane_counter_add (&plane->tx.counters.questions, 1);
      add_all (plane, view, sa, &split);
    }
}

static void
pump (Plane *plane, const PlaneView *view)
{
  PlaneTunRead result = PLANE_TUN_PACKET;
  EspOffload offload;
  const guint8 *packet;
  gsize len;

  for (guint i = 0; i < PLANE_PUMP_READS && result != PLANE_TUN_EMPTY; i++)
    {
      /* Each flush may wait for room in the socket. */
      if (plane_is_stopping (plane))
        break;
      result = plane_tun_read (&plane->tun, plane->tun_buffer, &offload, &packet, &len);
      if (result == PLANE_TUN_PACKET)
        handle_packet (plane, view, &offload, packet, len);
      else if (result == PLANE_TUN_BROKEN)
        plane_count_drop (&plane->tx.counters, ESP_DROP_INNER);
      if (plane->send->used >= PLANE_SEND_FLUSH)
        flush (plane, view);
    }
  flush (plane, view);
}

static void
tap_ike (Plane *plane, const PlaneLink *link, const PlaneIkeDatagram *datagram)
{
  const PlaneView *view = plane_views_enter (&plane->views, PLANE_READER_TX);
  gsize len;
  const guint8 *data = g_bytes_get_data (datagram->data, &len);
  PlaneTapFlow flow = plane_tap_flow (view, link, &datagram->peer, &datagram->source);

  if (view->tap != NULL)
    plane_tap_ike (view->tap, PLANE_TAP_OUTBOUND, &flow, data, len, datagram->marked);
  plane_views_leave (&plane->views, PLANE_READER_TX);
}

static void
send_ike (Plane *plane)
{
  PlaneIkeDatagram datagram;

  while (plane_queue_pop (&plane->outgoing, &datagram))
    {
      PlaneLink *link = plane_link_to (plane, &datagram.peer);
      int error = link != NULL ? link->klass->send_ike (link, &datagram) : EAFNOSUPPORT;

      if (link != NULL)
        tap_ike (plane, link, &datagram);
      plane_ike_datagram_clear (&datagram);
      if (error == 0)
        continue;
      atomic_store (&plane->ike_error, error);
      plane_signal (plane->event_fd);
    }
}

/* Packets wait in the device's own queue until there is an SA and a peer to send them to. */
static gboolean
may_send (Plane *plane, const PlaneView *view)
{
  return view->n_out > 0 && plane_link_to (plane, &view->peer.address) != NULL;
}

/* Milliseconds of silence until a dummy is due; -1: none is. */
static int
patience_of (const PlaneView *view)
{
  guint least = 0;

  for (guint i = 0; i < view->n_out; i++)
    {
      guint interval = esp_outbound_dummy_interval (view->out[i]->out);

      if (interval != 0 && (least == 0 || interval < least))
        least = interval;
    }
  return least != 0 ? (int) least : -1;
}

static gboolean
is_ready (Plane *plane, int *ret_patience)
{
  const PlaneView *view = plane_views_enter (&plane->views, PLANE_READER_TX);
  gboolean ready = may_send (plane, view);

  *ret_patience = ready ? patience_of (view) : -1;
  plane_views_leave (&plane->views, PLANE_READER_TX);
  return ready;
}

static void
tell_of_traffic (Plane *plane, guint64 before)
{
  if (atomic_load_explicit (&plane->watched, memory_order_relaxed)
      && atomic_load_explicit (&plane->tx.counters.packets, memory_order_relaxed) != before
      && atomic_exchange (&plane->watched, FALSE))
    plane_signal (plane->event_fd);
}

static void
begin_batch (Plane *plane, const PlaneView *view)
{
  plane->send->link = plane_link_to (plane, &view->peer.address);
  plane->send->df = view->fragment ? PLANE_DF_CLEAR : PLANE_DF_SET;
}

/* Nothing has left for a while. A dummy is no packet of the user's: it does not count as one. */
static void
send_dummies (Plane *plane)
{
  const PlaneView *view = plane_views_enter (&plane->views, PLANE_READER_TX);

  if (may_send (plane, view))
    {
      begin_batch (plane, view);
      for (guint i = 0; i < view->n_out; i++)
        {
          EspOutbound *sa = view->out[i]->out;
          gsize len = esp_padded_len (sa, MIN (DUMMY_LEN, view->mtu), view->mtu);
          guint8 *place;
          gsize sealed_len;

          if (esp_outbound_dummy_interval (sa) == 0)
            continue;
          place = reserve (plane, view, sa, esp_sealed_len (sa, len));
          memset (place + esp_headroom (sa), 0, len);
          if (esp_seal_add_dummy (&plane->seal, sa, place, len, &sealed_len) == ESP_DROP_NONE)
            plane_send_commit (plane->send, sealed_len, 0);
        }
      flush (plane, view);
      plane_note_limits (plane, view, PLANE_READER_TX);
    }
  plane_views_leave (&plane->views, PLANE_READER_TX);
}

static void
send_packets (Plane *plane)
{
  const PlaneView *view = plane_views_enter (&plane->views, PLANE_READER_TX);

  if (may_send (plane, view))
    {
      guint64 before = atomic_load_explicit (&plane->tx.counters.packets, memory_order_relaxed);

      begin_batch (plane, view);
      pump (plane, view);
      tell_of_traffic (plane, before);
      plane_note_limits (plane, view, PLANE_READER_TX);
    }
  plane_views_leave (&plane->views, PLANE_READER_TX);
}

static void
send_notices (Plane *plane)
{
  const EspOffload offload = { .kind = ESP_GSO_NONE };
  const PlaneView *view = plane_views_enter (&plane->views, PLANE_READER_TX);
  gboolean ready = may_send (plane, view);
  PlaneIkeDatagram notice;

  if (ready)
    begin_batch (plane, view);
  while (plane_queue_pop (&plane->notices, &notice))
    {
      gsize len;
      const guint8 *packet = g_bytes_get_data (notice.data, &len);

      if (ready)
        handle_packet (plane, view, &offload, packet, len);
      plane_ike_datagram_clear (&notice);
    }
  if (ready)
    flush (plane, view);
  plane_views_leave (&plane->views, PLANE_READER_TX);
}

static gboolean
has_rest (const PlaneLink *link)
{
  return link->klass != NULL && link->klass->has_rest (link);
}

void *
plane_tx_main (void *data)
{
  Plane *plane = data;
  PlaneLink *stream = &plane->links[PLANE_LINK_TCP];
  gboolean gone = FALSE;

  while (!plane_is_stopping (plane))
    {
      int patience = -1;
      struct pollfd fds[3]
          = { { !gone && is_ready (plane, &patience) ? plane->tun.fd : -1, POLLIN, 0 },
              { has_rest (stream) ? stream->fd : -1, POLLOUT, 0 } };

      if (!plane_wait (&plane->tx, fds, 2, patience))
        send_dummies (plane);
      if (fds[1].revents != 0)
        stream->klass->send_rest (stream);
      send_ike (plane);
      if (!plane_queue_is_empty (&plane->notices))
        send_notices (plane);
      /* A device that was deleted would be reported for ever. */
      gone = gone || (fds[0].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
      if ((fds[0].revents & POLLIN) != 0)
        send_packets (plane);
    }
  send_ike (plane);
  return NULL;
}
