// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Starts, steers and stops the two threads. */
#include "plane.h"

#include "plane-private.h"
#include "status.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define THREAD_STACK (128 * 1024) /* the deepest frame holds an ICMP answer and an I/O vector */

static gboolean
start_worker (Plane *plane, PlaneWorker *worker, void *(*body) (void *) )
{
  sigset_t all, before;
  pthread_attr_t attr;
  int error;

  /* Signals are the control thread's business. */
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  pthread_attr_init (&attr);
  pthread_attr_setstacksize (&attr, THREAD_STACK);
  error = pthread_create (&worker->thread, &attr, body, plane);
  pthread_attr_destroy (&attr);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  worker->started = error == 0;
  errno = error;
  return worker->started;
}

static void
init_offloads (Plane *plane, const PlaneConfig *config)
{
  gboolean vnet_hdr = (config->tun_offloads & PLANE_TUN_VNET_HDR) != 0;

  plane->tun = (PlaneTun){ .fd = config->tun_fd, .vnet_hdr = vnet_hdr };
  plane->vnet_hdr = vnet_hdr;
  plane->uso = vnet_hdr && (config->tun_offloads & PLANE_TUN_USO) != 0;
  /* Writing a super-packet needs the header, not the offload: that one is about reading. */
  plane->join_flags = (vnet_hdr ? ESP_JOIN_TCP : 0) | (plane->uso ? ESP_JOIN_UDP : 0);
  if (config->tcp != NULL)
    plane_tcp_init (&plane->links[PLANE_LINK_TCP], config->tcp->fd, &config->tcp->peer);
  if (config->udp4_fd >= 0)
    plane_udp_init (&plane->links[PLANE_LINK_IPV4], config->udp4_fd, config->no_gso,
                    config->no_gro);
  if (config->udp6_fd >= 0)
    plane_udp_init (&plane->links[PLANE_LINK_IPV6], config->udp6_fd, config->no_gso,
                    config->no_gro);
}

static void
learn_ports (Plane *plane)
{
  for (guint i = 0; i < PLANE_N_LINKS; i++)
    {
      struct sockaddr_storage ours = { 0 };
      socklen_t len = sizeof ours;

      if (plane->links[i].klass != NULL
          && getsockname (plane->links[i].fd, (struct sockaddr *) &ours, &len) == 0)
        plane->links[i].port = plane_port_of (&ours);
    }
}

Plane *
plane_new (const PlaneConfig *config)
{
  g_autoptr (Plane) plane = g_new0 (Plane, 1);

  plane->ike_port = config->ike_port;
  plane->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  plane->tx.wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  plane->rx.wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  plane->send = g_aligned_alloc0 (1, sizeof *plane->send, 64);
  plane->recv = g_aligned_alloc0 (1, sizeof *plane->recv, 64);
  plane->tun_buffer = g_malloc (PLANE_TUN_BUFFER);
  plane->join = esp_join_new (PLANE_JOIN_PACKETS);
  plane_views_init (&plane->views);
  init_offloads (plane, config);
  learn_ports (plane);
  esp_join_begin (plane->join, plane->join_flags);
  plane_set_mtu (plane, config->tun_mtu, TRUE);
  if (plane->event_fd < 0 || plane->tx.wake_fd < 0 || plane->rx.wake_fd < 0)
    return NULL;
  if (!start_worker (plane, &plane->rx, plane_rx_main)
      || !start_worker (plane, &plane->tx, plane_tx_main))
    return NULL;
  return g_steal_pointer (&plane);
}

static void
stop_worker (PlaneWorker *worker)
{
  if (worker->started)
    {
      plane_signal (worker->wake_fd);
      pthread_join (worker->thread, NULL);
    }
  if (worker->wake_fd >= 0)
    close (worker->wake_fd);
}

void
plane_free (Plane *plane)
{
  int error = errno;

  if (plane == NULL)
    return;
  atomic_store_explicit (&plane->stop, TRUE, memory_order_release);
  stop_worker (&plane->tx);
  stop_worker (&plane->rx);
  if (plane->event_fd >= 0)
    close (plane->event_fd);
  plane_queue_clear (&plane->incoming);
  plane_queue_clear (&plane->outgoing);
  plane_queue_clear (&plane->notices);
  plane_views_clear (&plane->views);
  plane_tcp_clear (&plane->links[PLANE_LINK_TCP]);
  esp_join_free (plane->join);
  g_free (plane->tun_buffer);
  g_aligned_free (plane->recv);
  g_aligned_free (plane->send);
  g_free (plane);
  errno = error;
}

void
plane_set_peer (Plane *plane, const struct sockaddr *peer, socklen_t len, const PlaneSource *source)
{
  PlaneView *view = plane_views_edit (&plane->views);

  g_assert (len <= sizeof view->peer.address);
  view->peer = (PlanePeer){ .len = len };
  memcpy (&view->peer.address, peer, len);
  if (source != NULL)
    view->peer.source = *source;
  plane_views_publish (&plane->views, view, NULL);
  plane_signal (plane->tx.wake_fd);
}

void
plane_set_mtu (Plane *plane, guint16 tun_mtu, gboolean fragment)
{
  PlaneView *view = plane_views_edit (&plane->views);

  view->mtu = tun_mtu;
  view->fragment = fragment;
  plane_views_publish (&plane->views, view, NULL);
  atomic_store (&plane->resized, TRUE);
  plane_signal (plane->rx.wake_fd);
}

int
plane_install (Plane *plane, const EspSaParams *params)
{
  PlaneView *view;
  PlaneSa *sa;

  if (plane_views_peek (&plane->views)->n_in == PLANE_SA_MAX)
    return STATUS_FATAL_LIMIT;
  if (plane_view_find (plane_views_peek (&plane->views), params->spi_in) != NULL)
    return STATUS_FATAL_CONFIG;
  sa = g_new0 (PlaneSa, 1);
  sa->spi_in = params->spi_in;
  sa->in = esp_inbound_new (params);
  sa->out = esp_outbound_new (params);
  if (sa->in == NULL || sa->out == NULL)
    {
      plane_sa_free (sa);
      return STATUS_FATAL_CONFIG;
    }
  view = plane_views_edit (&plane->views);
  view->in[view->n_in++] = sa;
  plane_views_publish (&plane->views, view, NULL);
  return STATUS_OK;
}

/* Takes sa out of the array; the number that is left. */
static guint
take_out (PlaneSa **array, guint n, const PlaneSa *sa)
{
  guint left = 0;

  for (guint i = 0; i < n; i++)
    if (array[i] != sa)
      array[left++] = array[i];
  return left;
}

void
plane_activate (Plane *plane, guint32 spi_in)
{
  PlaneView *view = plane_views_edit (&plane->views);
  PlaneSa *sa = plane_view_find (view, spi_in);

  if (sa == NULL)
    {
      g_free (view);
      return;
    }
  /* Newest first; the older ones stay for what the new one's selectors do not cover. */
  view->n_out = take_out (view->out, view->n_out, sa);
  memmove (view->out + 1, view->out, view->n_out * sizeof view->out[0]);
  view->out[0] = sa;
  view->n_out++;
  plane_views_publish (&plane->views, view, NULL);
  plane_signal (plane->tx.wake_fd);
}

void
plane_remove (Plane *plane, guint32 spi_in)
{
  PlaneView *view = plane_views_edit (&plane->views);
  PlaneSa *sa = plane_view_find (view, spi_in);

  if (sa == NULL)
    {
      g_free (view);
      return;
    }
  view->n_in = take_out (view->in, view->n_in, sa);
  view->n_out = take_out (view->out, view->n_out, sa);
  plane_views_publish (&plane->views, view, sa);
  plane_signal (plane->tx.wake_fd);
}

void
plane_capture (Plane *plane, int fd, guint flags)
{
  PlaneView *view = plane_views_edit (&plane->views);

  view->tap = fd >= 0 ? plane_tap_new (fd, flags) : NULL;
  plane_views_publish (&plane->views, view, NULL);
}

int
plane_event_fd (const Plane *plane)
{
  return plane->event_fd;
}

static PlaneSa *
find_soft_pending (const Plane *plane)
{
  const PlaneView *view = plane_views_peek (&plane->views);

  for (guint i = 0; i < view->n_in; i++)
    if (atomic_load (&view->in[i]->soft) == PLANE_SOFT_PENDING)
      return view->in[i];
  return NULL;
}

/* After the event was taken back: whatever came in meanwhile, or is left, is announced again. */
static void
rearm_event (Plane *plane)
{
  plane_unsignal (plane->event_fd);
  if (!plane_queue_is_empty (&plane->incoming) || find_soft_pending (plane) != NULL)
    plane_signal (plane->event_fd);
}

gboolean
plane_send_ike (Plane *plane, const PlaneIkeDatagram *datagram)
{
  gboolean queued = plane_queue_push (&plane->outgoing, datagram);

  plane_signal (plane->tx.wake_fd);
  return queued;
}

int
plane_pull_ike_error (Plane *plane)
{
  return atomic_exchange (&plane->ike_error, 0);
}

gboolean
plane_pull_refusal (Plane *plane, int *ret_error, guint16 *ret_port)
{
  guint refusal = 0;

  for (guint i = 0; i < PLANE_N_LINKS && refusal == 0; i++)
    refusal = atomic_exchange (&plane->links[i].refusal, 0);
  *ret_error = (int) (refusal >> 16);
  *ret_port = (guint16) refusal;
  return refusal != 0;
}

guint
plane_pull_path_mtu (Plane *plane)
{
  PlaneLink *link = plane_link_to (plane, &plane_views_peek (&plane->views)->peer.address);

  return link != NULL ? atomic_exchange (&link->mtu_hint, 0) : 0;
}

gboolean
plane_pull_ike (Plane *plane, PlaneIkeDatagram *ret_datagram)
{
  if (plane_queue_pop (&plane->incoming, ret_datagram))
    return TRUE;
  rearm_event (plane);
  return FALSE;
}

gboolean
plane_pull_soft_limit (Plane *plane, guint32 *ret_spi_in)
{
  PlaneSa *sa = find_soft_pending (plane);

  if (sa == NULL)
    {
      rearm_event (plane);
      return FALSE;
    }
  atomic_store (&sa->soft, PLANE_SOFT_TOLD);
  *ret_spi_in = sa->spi_in;
  return TRUE;
}

guint32
plane_pull_stray (Plane *plane)
{
  return atomic_exchange (&plane->stray, 0);
}

void
plane_watch_traffic (Plane *plane)
{
  atomic_store (&plane->watched, TRUE);
}

static guint64
peek_counter (const _Atomic guint64 *counter)
{
  return atomic_load_explicit ((_Atomic guint64 *) counter, memory_order_relaxed);
}

void
plane_stats (const Plane *plane, PlaneStats *ret_stats)
{
  const PlaneCounters *tx = &plane->tx.counters, *rx = &plane->rx.counters;
  const PlaneView *view = plane_views_peek (&plane->views);
  const PlaneLink *link = plane_link_to ((Plane *) (gsize) plane, &view->peer.address);
  PlaneStats stats = {
    .tx_packets = peek_counter (&tx->packets),
    .tx_bytes = peek_counter (&tx->bytes),
    .tx_large = peek_counter (&tx->large),
    .tx_questions = peek_counter (&tx->questions),
    .tx_batches = peek_counter (&tx->batches),
    .rx_packets = peek_counter (&rx->packets),
    .rx_bytes = peek_counter (&rx->bytes),
    .rx_large = peek_counter (&rx->large),
    .rx_answers = peek_counter (&rx->answers),
    .rx_batches = peek_counter (&rx->batches),
    .odd_marks = peek_counter (&rx->odd_marks),
    .gso = link != NULL && atomic_load_explicit (&link->gso, memory_order_relaxed),
    .gro = link != NULL && link->gro,
    .vnet_hdr = plane->vnet_hdr,
    .uso = plane->uso,
    .ipsec_mb
    = view->n_out > 0 && g_str_equal (esp_outbound_library (view->out[0]->out), "ipsec-mb"),
  };

  for (guint i = 0; i < ESP_N_DROPS; i++)
    stats.drops[i] = peek_counter (&tx->drops[i]) + peek_counter (&rx->drops[i]);
  *ret_stats = stats;
}
