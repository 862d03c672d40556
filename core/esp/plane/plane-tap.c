// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Writes pcapng (draft-ietf-opsawg-pcapng) of what passes. */
#include "plane-tap.h"

#include "bytes.h"
#include "esp-checksum.h"
#include "plane-udp.h"
#include "plane.h"

#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define BLOCK_SECTION   0x0a0d0d0a
#define BLOCK_INTERFACE 1
#define BLOCK_PACKET    6
#define BYTE_ORDER_MARK 0x1a2b3c4d
#define VERSION_MAJOR   1
#define LENGTH_UNKNOWN  G_MAXUINT64
#define LINKTYPE_RAW    101 /* begins with an IP header of either version */
#define OPTION_END      0
#define OPTION_IF_NAME  2
#define OPTION_FLAGS    2
#define OPTION_LOST     4
#define FLAG_INBOUND    1
#define FLAG_OUTBOUND   2

#define ESP_KEPT     8        /* octets: SPI and sequence number */
#define IOV_MAX_USED 6        /* head, three pieces, padding, tail */
#define OUTER_MAX    (40 + 8) /* IPv6 and UDP */
#define NAME_MAX_LEN 8
#define TTL          64 /* the real one is not told */

typedef enum
{
  INTERFACE_INNER,
  INTERFACE_OUTER,
} Interface;

struct PlaneTap
{
  int fd; /* owned */
  guint flags;
  guint64 lost[PLANE_TAP_N]; /* since the last packet that found room; each thread its own */
};

typedef struct /* in the order of this host: the section's byte-order mark tells which it is */
{
  guint32 type, total_len;
  guint32 byte_order;
  guint16 major, minor;
  guint64 section_len;
  guint32 total_len_again;
} __attribute__ ((packed)) SectionBlock;

typedef struct
{
  guint32 type, total_len;
  guint16 link_type, reserved;
  guint32 snap_len;
  guint16 name, name_len;
  char text[NAME_MAX_LEN];
  guint16 end, end_len;
  guint32 total_len_again;
} __attribute__ ((packed)) InterfaceBlock;

typedef struct
{
  guint32 type, total_len;
  guint32 interface;
  guint32 time_high, time_low; /* microseconds since 1970 */
  guint32 captured_len, original_len;
} __attribute__ ((packed)) PacketHead;

typedef struct
{
  guint16 flags, flags_len;
  guint32 direction;
  guint16 lost, lost_len;
  guint64 n_lost;
  guint16 end, end_len;
  guint32 total_len;
} __attribute__ ((packed)) PacketTail;

/* FALSE: there was no room, or nobody reads. */
static gboolean
put (const PlaneTap *tap, struct iovec *iov, guint n)
{
  const struct msghdr message = { .msg_iov = iov, .msg_iovlen = n };

  return sendmsg (tap->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

static void
put_interface (const PlaneTap *tap, const char *name)
{
  InterfaceBlock block = {
    .type = BLOCK_INTERFACE,
    .total_len = sizeof block,
    .link_type = LINKTYPE_RAW,
    .name = OPTION_IF_NAME,
    .name_len = NAME_MAX_LEN,
    .end = OPTION_END,
    .total_len_again = sizeof block,
  };
  struct iovec iov = { &block, sizeof block };

  memcpy (block.text, name, strnlen (name, NAME_MAX_LEN));
  (void) put (tap, &iov, 1);
}

PlaneTap *
plane_tap_new (int fd, guint flags)
{
  PlaneTap *tap = g_new0 (PlaneTap, 1);
  SectionBlock section = {
    .type = BLOCK_SECTION,
    .total_len = sizeof section,
    .byte_order = BYTE_ORDER_MARK,
    .major = VERSION_MAJOR,
    .section_len = LENGTH_UNKNOWN,
    .total_len_again = sizeof section,
  };
  struct iovec iov = { &section, sizeof section };

  tap->fd = fd;
  tap->flags = flags;
  (void) put (tap, &iov, 1);
  put_interface (tap, "inside");
  put_interface (tap, "outside");
  return tap;
}

void
plane_tap_free (PlaneTap *tap)
{
  if (tap == NULL)
    return;
  close (tap->fd);
  g_free (tap);
}

/* pieces: what there is of a packet of original_len bytes, behind iov[0] and with one to spare. */
static void
put_packet (PlaneTap *tap, PlaneTapDirection direction, Interface interface, struct iovec *iov,
            guint n_pieces, gsize original_len)
{
  static const guint8 padding[4];
  guint64 *lost = &tap->lost[direction];
  PacketHead head = { .type = BLOCK_PACKET, .interface = interface };
  PacketTail tail = {
    .flags = OPTION_FLAGS,
    .flags_len = sizeof tail.direction,
    .direction = direction == PLANE_TAP_INBOUND ? FLAG_INBOUND : FLAG_OUTBOUND,
    .lost = OPTION_LOST,
    .lost_len = sizeof tail.n_lost,
    .n_lost = *lost,
    .end = OPTION_END,
  };
  struct timespec now;
  guint64 stamp;
  gsize captured = 0, pad;

  clock_gettime (CLOCK_REALTIME, &now);
  stamp = (guint64) now.tv_sec * G_USEC_PER_SEC + (guint64) now.tv_nsec / 1000;
  for (guint i = 1; i <= n_pieces; i++)
    captured += iov[i].iov_len;
  pad = -captured & 3;
  head.time_high = (guint32) (stamp >> 32);
  head.time_low = (guint32) stamp;
  head.captured_len = (guint32) captured;
  head.original_len = (guint32) original_len;
  head.total_len = (guint32) (sizeof head + captured + pad + sizeof tail);
  tail.total_len = head.total_len;
  iov[0] = (struct iovec){ &head, sizeof head };
  iov[n_pieces + 1] = (struct iovec){ (void *) (gsize) padding, pad };
  iov[n_pieces + 2] = (struct iovec){ &tail, sizeof tail };
  *lost = put (tap, iov, n_pieces + 3) ? 0 : *lost + 1;
}

/* What of a packet is neither payload nor a name that somebody looked up. */
static gsize
headers_len (const guint8 *packet, gsize len, const EspInner *inner)
{
  gsize left = len - MIN (len, inner->header_len);
  gsize upper = 0;

  if (inner->later_fragment || !inner->has_ports)
    return len - left;
  if (inner->protocol == IPPROTO_TCP && left > 12)
    upper = (gsize) (packet[inner->header_len + 12] >> 4) * 4;
  else if (inner->protocol != IPPROTO_TCP)
    upper = 8; /* UDP, and what ICMP begins with */
  return len - left + MIN (left, upper);
}

void
plane_tap_inner (PlaneTap *tap, PlaneTapDirection direction, const guint8 *packet, gsize len,
                 const EspInner *inner)
{
  gboolean whole = (tap->flags & PLANE_CAPTURE_CONTENTS) != 0;
  struct iovec iov[IOV_MAX_USED];

  iov[1]
      = (struct iovec){ (void *) (gsize) packet, whole ? len : headers_len (packet, len, inner) };
  put_packet (tap, direction, INTERFACE_INNER, iov, 1, len);
}

/* IP and UDP as they may have been around a payload of len octets, of which data, without its zeros
 * in front, is all that counts; how long they are. */
static gsize
make_headers (guint8 *headers, PlaneTapDirection direction, const PlaneTapFlow *flow,
              const guint8 *data, gsize data_len, gsize len)
{
  gboolean inbound = direction == PLANE_TAP_INBOUND;
  guint16 peer_port = plane_port_of (flow->peer);
  gsize address_len = ip_family_octets (flow->peer->ss_family);
  gboolean is_ipv4 = flow->peer->ss_family == AF_INET;
  const struct sockaddr_in *in = (const void *) flow->peer;
  const struct sockaddr_in6 *in6 = (const void *) flow->peer;
  const guint8 *peer
      = is_ipv4 ? (const guint8 *) &in->sin_addr : (const guint8 *) in6->sin6_addr.s6_addr;
  gsize ip_len = is_ipv4 ? 20 : 40;
  guint8 *addresses = headers + ip_len - 2 * address_len, *udp = headers + ip_len;
  const EspInner ends
      = { .family = flow->peer->ss_family, .src = addresses, .dst = addresses + address_len };
  guint64 sum;

  memset (headers, 0, ip_len + 8);
  memcpy (addresses, inbound ? peer : flow->local.octets, address_len);
  memcpy (addresses + address_len, inbound ? flow->local.octets : peer, address_len);
  byte_put_u16 (udp, inbound ? peer_port : flow->local_port);
  byte_put_u16 (udp + 2, inbound ? flow->local_port : peer_port);
  byte_put_u16 (udp + 4, (guint16) (8 + len));
  if (is_ipv4)
    {
      headers[0] = 0x45;
      headers[1] = flow->tclass;
      byte_put_u16 (headers + 2, (guint16) (ip_len + 8 + len));
      headers[8] = TTL;
      headers[9] = IPPROTO_UDP;
      esp_checksum_ipv4 (headers);
    }
  else
    {
      byte_put_u32 (headers, 0x60000000 | (guint32) flow->tclass << 20);
      byte_put_u16 (headers + 4, (guint16) (8 + len));
      headers[6] = IPPROTO_UDP;
      headers[7] = TTL;
      sum = esp_checksum_pseudo (&ends, IPPROTO_UDP, 8 + len);
      sum = esp_checksum (data, data_len, esp_checksum (udp, 8, sum));
      esp_checksum_store (udp + 6, (guint16) ~esp_checksum_fold (sum));
    }
  return ip_len + 8;
}

void
plane_tap_esp (PlaneTap *tap, PlaneTapDirection direction, const PlaneTapFlow *flow,
               const guint8 *data, gsize len)
{
  gboolean whole = (tap->flags & PLANE_CAPTURE_SEALED) != 0;
  guint8 headers[OUTER_MAX];
  gsize headers_len = make_headers (headers, direction, flow, data, len, len);
  struct iovec iov[IOV_MAX_USED];

  iov[1] = (struct iovec){ headers, headers_len };
  iov[2] = (struct iovec){ (void *) (gsize) data, whole ? len : MIN (len, ESP_KEPT) };
  put_packet (tap, direction, INTERFACE_OUTER, iov, 2, headers_len + len);
}

void
plane_tap_ike (PlaneTap *tap, PlaneTapDirection direction, const PlaneTapFlow *flow,
               const guint8 *data, gsize len, gboolean marked)
{
  static const guint8 marker[PLANE_MARKER_LEN];
  gsize marker_len = marked ? PLANE_MARKER_LEN : 0;
  guint8 headers[OUTER_MAX];
  gsize headers_len = make_headers (headers, direction, flow, data, len, marker_len + len);
  struct iovec iov[IOV_MAX_USED];

  iov[1] = (struct iovec){ headers, headers_len };
  iov[2] = (struct iovec){ (void *) (gsize) marker, marker_len };
  iov[3] = (struct iovec){ (void *) (gsize) data, len };
  put_packet (tap, direction, INTERFACE_OUTER, iov, 3, headers_len + marker_len + len);
}
