// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Sends and receives UDP datagrams in batches. */
#include "plane-udp.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <string.h>

#ifndef UDP_SEGMENT /* Linux 4.18 */
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO /* Linux 5.0 */
#define UDP_GRO 104
#endif

#define RECV_TRIES     3  /* each may report an error of an earlier datagram instead */
#define SEND_WAIT_MSEC 50 /* for room in the socket, then the batch is dropped */

guint8 *
plane_send_reserve (PlaneSend *send, gsize len)
{
  if (send->used + len > PLANE_SEND_BUFFER || send->n_runs == PLANE_SEND_RUNS)
    return NULL;
  return send->buf + send->used;
}

static gboolean
fits_run (const PlaneSend *send, const PlaneRun *run, gsize len, guint8 tclass)
{
  return atomic_load_explicit (&send->link->gso, memory_order_relaxed) && !run->closed
         && run->tclass == tclass && len <= run->segment && run->n < PLANE_RUN_PACKETS
         && run->len + len <= PLANE_RUN_BYTES;
}

void
plane_send_commit (PlaneSend *send, gsize len, guint8 tclass)
{
  PlaneRun *run = send->n_runs > 0 ? &send->runs[send->n_runs - 1] : NULL;

  if (run != NULL && fits_run (send, run, len, tclass))
    {
      run->len += (guint32) len;
      run->n++;
      run->closed = len < run->segment;
    }
  else
    send->runs[send->n_runs++] = (PlaneRun){
      .at = send->used,
      .len = (guint32) len,
      .segment = (guint32) len,
      .n = 1,
      .tclass = tclass,
    };
  send->used += len;
}

static void
add_control (struct msghdr *message, int level, int type, const void *value, gsize len)
{
  struct cmsghdr *cmsg
      = (struct cmsghdr *) (void *) ((guint8 *) message->msg_control + message->msg_controllen);

  cmsg->cmsg_level = level;
  cmsg->cmsg_type = type;
  cmsg->cmsg_len = CMSG_LEN (len);
  memcpy (CMSG_DATA (cmsg), value, len);
  message->msg_controllen += CMSG_SPACE (len);
}

/* The address and the link that a message leaves with. */
static void
add_source (struct msghdr *message, sa_family_t family, const PlaneSource *source)
{
  struct in_pktinfo ipv4 = { .ipi_ifindex = (int) source->ifindex };
  struct in6_pktinfo ipv6 = { .ipi6_ifindex = source->ifindex };

  if (source->ifindex == 0)
    return;
  memcpy (&ipv4.ipi_spec_dst, source->address.octets, sizeof ipv4.ipi_spec_dst);
  memcpy (&ipv6.ipi6_addr, source->address.octets, sizeof ipv6.ipi6_addr);
  if (family == AF_INET)
    add_control (message, IPPROTO_IP, IP_PKTINFO, &ipv4, sizeof ipv4);
  else
    add_control (message, IPPROTO_IPV6, IPV6_PKTINFO, &ipv6, sizeof ipv6);
}

static void
fill_message (PlaneSend *send, guint index, const PlanePeer *peer)
{
  const PlaneRun *run = &send->runs[index];
  struct msghdr *message = &send->messages[index].msg_hdr;
  guint16 segment = (guint16) run->segment;
  int tclass = run->tclass;

  send->iov[index] = (struct iovec){ send->buf + run->at, run->len };
  *message = (struct msghdr){
    .msg_name = (void *) (gsize) &peer->address,
    .msg_namelen = peer->len,
    .msg_iov = &send->iov[index],
    .msg_iovlen = 1,
    .msg_control = send->control[index],
  };
  add_source (message, peer->address.ss_family, &peer->source);
  if (run->n > 1)
    add_control (message, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof segment);
  if (tclass != 0 && peer->address.ss_family == AF_INET)
    add_control (message, IPPROTO_IP, IP_TOS, &tclass, sizeof tclass);
  else if (tclass != 0)
    add_control (message, IPPROTO_IPV6, IPV6_TCLASS, &tclass, sizeof tclass);
}

gboolean
plane_send_wait (int fd)
{
  struct pollfd fds = { fd, POLLOUT, 0 };

  return poll (&fds, 1, SEND_WAIT_MSEC) > 0 && (fds.revents & POLLOUT) != 0;
}

static EspDrop
drop_for_errno (int error)
{
  return error == EMSGSIZE ? ESP_DROP_TOO_BIG : ESP_DROP_SEND;
}

static void
drop_run (const PlaneRun *run, EspDrop drop, PlaneCounters *counters)
{
  plane_counter_add (&counters->drops[drop], run->n);
}

/* One run as single datagrams, where segmentation was refused. TRUE when the system took any. */
static gboolean
send_plain (PlaneLink *link, PlaneSend *send, guint index, const PlanePeer *peer,
            PlaneCounters *counters)
{
  struct msghdr message = send->messages[index].msg_hdr;
  const PlaneRun *run = &send->runs[index];
  struct iovec iov;
  gboolean any = FALSE;

  message.msg_iov = &iov;
  message.msg_controllen = 0;
  add_source (&message, peer->address.ss_family, &peer->source);
  for (guint32 at = 0; at < run->len; at += run->segment)
    {
      iov = (struct iovec){ send->buf + run->at + at, MIN (run->segment, run->len - at) };
      plane_counter_add (&counters->batches, 1);
      if (sendmsg (link->fd, &message, MSG_DONTWAIT) >= 0)
        any = TRUE;
      else
        plane_count_drop (counters, drop_for_errno (errno));
    }
  return any;
}

/* After an error on the run at index; FALSE: try the same run again. */
static gboolean
handle_error (PlaneLink *link, PlaneSend *send, guint index, int error, const PlanePeer *peer,
              gboolean *retried, PlaneCounters *counters)
{
  const PlaneRun *run = &send->runs[index];

  /* EIO: the device cannot checksum (before Linux 5.x); EINVAL, EMSGSIZE: a segment is larger than
   * the path's MTU, and single datagrams may be fragmented, or some fit. */
  if (run->n > 1 && *retried && (error == EIO || error == EINVAL || error == EMSGSIZE))
    {
      if (send_plain (link, send, index, peer, counters) && error == EIO)
        atomic_store_explicit (&link->gso, FALSE, memory_order_relaxed);
      return TRUE;
    }
  /* Most errors report an earlier datagram's fate; this one was not tried. */
  if (!*retried)
    {
      *retried = TRUE;
      return FALSE;
    }
  drop_run (run, drop_for_errno (error), counters);
  return TRUE;
}

/* Sends from the run at on; how many runs are done with. */
static guint
send_runs (PlaneLink *link, PlaneSend *send, guint at, const PlanePeer *peer, gboolean *retried,
           PlaneCounters *counters)
{
  guint left = send->n_runs - at;
  int sent = sendmmsg (link->fd, send->messages + at, left, MSG_DONTWAIT);
  int error = errno;

  plane_counter_add (&counters->batches, 1);
  if (sent > 0)
    {
      *retried = FALSE;
      return (guint) sent;
    }
  if (error == EAGAIN)
    {
      if (plane_send_wait (link->fd))
        return 0;
      for (guint i = at; i < send->n_runs; i++)
        drop_run (&send->runs[i], ESP_DROP_SEND, counters);
      return left;
    }
  if (!handle_error (link, send, at, error, peer, retried, counters))
    return 0;
  *retried = FALSE;
  return 1;
}

void
plane_send_discard (PlaneSend *send, EspDrop drop, PlaneCounters *counters)
{
  for (guint i = 0; i < send->n_runs; i++)
    drop_run (&send->runs[i], drop, counters);
  send->n_runs = 0;
  send->used = 0;
}

/* The transmit thread alone sends, so the descriptor's one setting can be each datagram's own. A
 * kernel that refuses leaves what was. */
static void
set_df (PlaneLink *link, PlaneDf df)
{
  static const int ipv4[] = { [PLANE_DF_CLEAR] = IP_PMTUDISC_DONT,
                              [PLANE_DF_SET] = IP_PMTUDISC_DO,
                              [PLANE_DF_PROBE] = IP_PMTUDISC_PROBE };
  static const int ipv6[] = { [PLANE_DF_CLEAR] = IPV6_PMTUDISC_DONT,
                              [PLANE_DF_SET] = IPV6_PMTUDISC_DO,
                              [PLANE_DF_PROBE] = IPV6_PMTUDISC_PROBE };

  if (link->df == df)
    return;
  if (link->family == AF_INET)
    (void) setsockopt (link->fd, IPPROTO_IP, IP_MTU_DISCOVER, &ipv4[df], sizeof ipv4[df]);
  else
    (void) setsockopt (link->fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &ipv6[df], sizeof ipv6[df]);
  link->df = df;
}

static void
flush (PlaneLink *link, PlaneSend *send, const PlanePeer *peer, PlaneCounters *counters)
{
  gboolean retried = FALSE;
  guint at = 0;

  if (send->n_runs > 0)
    set_df (link, send->df);
  for (guint i = 0; i < send->n_runs; i++)
    fill_message (send, i, peer);
  while (at < send->n_runs)
    at += send_runs (link, send, at, peer, &retried, counters);
  send->n_runs = 0;
  send->used = 0;
}

static int
send_ike (PlaneLink *link, const PlaneIkeDatagram *datagram)
{
  static const guint8 marker[PLANE_MARKER_LEN];
  gsize len;
  gconstpointer data = g_bytes_get_data (datagram->data, &len);
  struct iovec iov[] = { { (void *) (gsize) marker, datagram->marked ? PLANE_MARKER_LEN : 0 },
                         { (void *) (gsize) data, len } };
  _Alignas(8) guint8 control[PLANE_CONTROL_LEN] = { 0 };
  struct msghdr message = { .msg_name = (void *) (gsize) &datagram->peer,
                            .msg_namelen = datagram->peer_len,
                            .msg_iov = iov,
                            .msg_iovlen = G_N_ELEMENTS (iov),
                            .msg_control = control };

  add_source (&message, link->family, &datagram->source);
  set_df (link, datagram->probe ? PLANE_DF_PROBE : PLANE_DF_CLEAR);
  /* Twice: ECONNREFUSED and the like report an earlier datagram's fate. */
  if (sendmsg (link->fd, &message, MSG_DONTWAIT) >= 0
      || sendmsg (link->fd, &message, MSG_DONTWAIT) >= 0)
    return 0;
  return errno;
}

static int
fill (PlaneLink *link, PlaneRecv *recv, PlaneCounters *counters)
{
  int n;

  for (guint i = 0; i < PLANE_RECV_SLOTS; i++)
    {
      recv->iov[i] = (struct iovec){ recv->buf[i], PLANE_RECV_BUFFER };
      recv->messages[i].msg_hdr = (struct msghdr){
        .msg_name = &recv->from[i],
        .msg_namelen = sizeof recv->from[i],
        .msg_iov = &recv->iov[i],
        .msg_iovlen = 1,
        .msg_control = recv->control[i],
        .msg_controllen = PLANE_CONTROL_LEN,
      };
    }
  /* Errors of what was sent are told here as well, once each. */
  for (guint tries = 0; tries < RECV_TRIES; tries++)
    {
      n = recvmmsg (link->fd, recv->messages, PLANE_RECV_SLOTS, MSG_DONTWAIT, NULL);
      if (n >= 0 || errno == EAGAIN)
        break;
    }
  if (n < 0 && errno == EAGAIN)
    return 0;
  if (n < 0)
    {
      plane_count_drop (counters, ESP_DROP_SEND);
      return -1;
    }
  plane_counter_add (&counters->batches, 1);
  return n;
}

guint16
plane_port_of (const struct sockaddr_storage *address)
{
  if (address->ss_family == AF_INET)
    return g_ntohs (((const struct sockaddr_in *) (const void *) address)->sin_port);
  return g_ntohs (((const struct sockaddr_in6 *) (const void *) address)->sin6_port);
}

gboolean
plane_is_same_host (const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
  const struct sockaddr_in *a4 = (const void *) a, *b4 = (const void *) b;
  const struct sockaddr_in6 *a6 = (const void *) a, *b6 = (const void *) b;

  if (a->ss_family != b->ss_family)
    return FALSE;
  return a->ss_family == AF_INET ? a4->sin_addr.s_addr == b4->sin_addr.s_addr
                                 : IN6_ARE_ADDR_EQUAL (&a6->sin6_addr, &b6->sin6_addr);
}

/* One entry of the error queue; ee_errno 0: none. */
static struct sock_extended_err
read_error (struct msghdr *header)
{
  struct sock_extended_err error = { 0 };

  for (struct cmsghdr *cmsg = CMSG_FIRSTHDR (header); cmsg != NULL;
       cmsg = CMSG_NXTHDR (header, cmsg))
    {
      if ((cmsg->cmsg_level == IPPROTO_IP && cmsg->cmsg_type == IP_RECVERR)
          || (cmsg->cmsg_level == IPPROTO_IPV6 && cmsg->cmsg_type == IPV6_RECVERR))
        memcpy (&error, CMSG_DATA (cmsg), sizeof error);
    }
  return error;
}

/* A path's MTU comes from a router (RFC 1191, RFC 8201), or from the kernel, which remembers that
 * one told it. What else a router or the gateway's host says is that a datagram did not arrive. */
static gboolean
take_error (PlaneLink *link, const struct sock_extended_err *error,
            const struct sockaddr_storage *to, const PlanePeer *peer)
{
  gboolean by_icmp
      = error->ee_origin == SO_EE_ORIGIN_ICMP || error->ee_origin == SO_EE_ORIGIN_ICMP6;

  if (error->ee_errno == EMSGSIZE && plane_is_same_host (to, &peer->address))
    atomic_store (&link->mtu_hint, error->ee_info);
  else if (error->ee_errno != EMSGSIZE && by_icmp)
    atomic_store (&link->refusal, error->ee_errno << 16 | plane_port_of (to));
  else
    return FALSE;
  return TRUE;
}

static gboolean
take_errors (PlaneLink *link, PlaneRecv *recv, const PlanePeer *peer)
{
  const struct msghdr empty = {
    .msg_name = &recv->from[0],
    .msg_namelen = sizeof recv->from[0],
    .msg_control = recv->control,
    .msg_controllen = sizeof recv->control,
  };
  struct mmsghdr message = { .msg_hdr = empty };
  gboolean told = FALSE;

  while (recvmmsg (link->fd, &message, 1, MSG_ERRQUEUE | MSG_DONTWAIT, NULL) > 0)
    {
      const struct sock_extended_err error = read_error (&message.msg_hdr);

      told = take_error (link, &error, &recv->from[0], peer) || told;
      message.msg_hdr = empty;
    }
  return told;
}

/* Takes the address out of a control message that tells it. */
static void
take_source (const struct cmsghdr *cmsg, PlaneSource *source)
{
  struct in_pktinfo ipv4;
  struct in6_pktinfo ipv6;

  if (cmsg->cmsg_level == IPPROTO_IP && cmsg->cmsg_type == IP_PKTINFO)
    {
      memcpy (&ipv4, CMSG_DATA (cmsg), sizeof ipv4);
      ip_address_from_octets (&source->address, AF_INET, (const guint8 *) &ipv4.ipi_addr);
    }
  else if (cmsg->cmsg_level == IPPROTO_IPV6 && cmsg->cmsg_type == IPV6_PKTINFO)
    {
      memcpy (&ipv6, CMSG_DATA (cmsg), sizeof ipv6);
      ip_address_from_octets (&source->address, AF_INET6, ipv6.ipi6_addr.s6_addr);
    }
}

PlaneDatagrams
plane_recv_slot (const PlaneRecv *recv, guint slot)
{
  const struct mmsghdr *message = &recv->messages[slot];
  struct msghdr header = message->msg_hdr;
  PlaneDatagrams ret = {
    .data = message->msg_hdr.msg_iov->iov_base,
    .len = message->msg_len,
    .segment = message->msg_len,
    .from = &recv->from[slot],
    .from_len = header.msg_namelen,
  };
  int value;

  for (struct cmsghdr *cmsg = CMSG_FIRSTHDR (&header); cmsg != NULL;
       cmsg = CMSG_NXTHDR (&header, cmsg))
    {
      gsize len = cmsg->cmsg_len - CMSG_LEN (0);

      value = 0;
      memcpy (&value, CMSG_DATA (cmsg), MIN (len, sizeof value));
      if (cmsg->cmsg_level == IPPROTO_UDP && cmsg->cmsg_type == UDP_GRO && value > 0)
        ret.segment = (gsize) value;
      else if ((cmsg->cmsg_level == IPPROTO_IP && cmsg->cmsg_type == IP_TOS)
               || (cmsg->cmsg_level == IPPROTO_IPV6 && cmsg->cmsg_type == IPV6_TCLASS))
        ret.tclass = len == 1 ? *CMSG_DATA (cmsg) : (guint8) value;
      else if (cmsg->cmsg_level == SOL_SOCKET && cmsg->cmsg_type == SO_RXQ_OVFL)
        ret.lost = (guint32) value;
      else
        take_source (cmsg, &ret.source);
    }
  return ret;
}

static const PlaneLinkClass udp_class = {
  .flush = flush,
  .send_ike = send_ike,
  .fill = fill,
  .take_errors = take_errors,
};

static gboolean
knows_segment (int fd)
{
  int segment = 0;
  socklen_t len = sizeof segment;

  return getsockopt (fd, IPPROTO_UDP, UDP_SEGMENT, &segment, &len) == 0;
}

static sa_family_t
family_of (int fd)
{
  int family = AF_UNSPEC;
  socklen_t len = sizeof family;

  (void) getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &family, &len);
  return (sa_family_t) family;
}

void
plane_udp_init (PlaneLink *link, int fd, gboolean no_gso, gboolean no_gro)
{
  int on = 1, gro = !no_gro;

  /* Without the outer class ECN marks are lost, as RFC 6040 section 4.3 allows. One of the two
   * does not fit the socket's family. */
  (void) setsockopt (fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
  (void) setsockopt (fd, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on);
  /* Which of our addresses a datagram was sent to. */
  (void) setsockopt (fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
  (void) setsockopt (fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
  /* What came faster than it was taken. */
  (void) setsockopt (fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  /* What routers say about datagrams of ours that were too big. */
  (void) setsockopt (fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
  (void) setsockopt (fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
  link->klass = &udp_class;
  link->family = family_of (fd);
  link->fd = fd;
  link->gro = setsockopt (fd, IPPROTO_UDP, UDP_GRO, &gro, sizeof gro) == 0 && !no_gro;
  atomic_init (&link->gso, !no_gso && knows_segment (fd));
}
