// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Rates per second from counters. */
#include "vpn-gui-traffic.h"

struct VpnGuiTraffic
{
  VpnGuiRate slots[VPN_GUI_TRAFFIC_SECONDS]; /* bytes in second s are at s % SECONDS */
  gint64 newest;                             /* second of the newest slot */
  gint64 when;                               /* of the counters below; 0: none yet */
  guint64 sent, received;
};

VpnGuiTraffic *
vpn_gui_traffic_new (void)
{
  return g_new0 (VpnGuiTraffic, 1);
}

void
vpn_gui_traffic_free (VpnGuiTraffic *traffic)
{
  g_free (traffic);
}

void
vpn_gui_traffic_clear (VpnGuiTraffic *traffic)
{
  *traffic = (VpnGuiTraffic){ .newest = 0 };
}

static VpnGuiRate *
get_slot (VpnGuiTraffic *traffic, gint64 second)
{
  return &traffic->slots[(guint64) second % VPN_GUI_TRAFFIC_SECONDS];
}

/* Makes room up to and including second. */
static void
advance (VpnGuiTraffic *traffic, gint64 second)
{
  gint64 from = MAX (traffic->newest + 1, second - (gint64) VPN_GUI_TRAFFIC_SECONDS + 1);

  for (gint64 s = from; s <= second; s++)
    *get_slot (traffic, s) = (VpnGuiRate){ .sent = 0 };
  traffic->newest = MAX (traffic->newest, second);
}

/* Spreads bytes that passed between two times, each second getting its share. */
static void
spread (VpnGuiTraffic *traffic, gint64 from, gint64 to, double sent, double received)
{
  gint64 last = to / G_USEC_PER_SEC;
  gint64 first = MAX (from / G_USEC_PER_SEC, last - (gint64) VPN_GUI_TRAFFIC_SECONDS + 1);

  for (gint64 s = first; s <= last; s++)
    {
      gint64 begin = MAX (from, s * G_USEC_PER_SEC);
      gint64 end = MIN (to, (s + 1) * G_USEC_PER_SEC);
      double share = (double) (end - begin) / (double) (to - from);
      VpnGuiRate *slot = get_slot (traffic, s);

      slot->sent += sent * share;
      slot->received += received * share;
    }
}

void
vpn_gui_traffic_add (VpnGuiTraffic *traffic, gint64 now, guint64 sent, guint64 received)
{
  gboolean continues = traffic->when != 0 && now > traffic->when && sent >= traffic->sent
                       && received >= traffic->received;

  advance (traffic, now / G_USEC_PER_SEC);
  if (continues)
    spread (traffic, traffic->when, now, (double) (sent - traffic->sent),
            (double) (received - traffic->received));
  traffic->when = now;
  traffic->sent = sent;
  traffic->received = received;
}

void
vpn_gui_traffic_read (const VpnGuiTraffic *traffic, gint64 now, guint width, VpnGuiRate *rates,
                      guint n)
{
  gint64 second = now / G_USEC_PER_SEC - (gint64) n * width;

  for (guint i = 0; i < n; i++)
    {
      VpnGuiRate mean = { 0, 0 };

      for (guint j = 0; j < width; j++, second++)
        {
          const VpnGuiRate *slot;

          if (second < 0 || second > traffic->newest
              || second <= traffic->newest - (gint64) VPN_GUI_TRAFFIC_SECONDS)
            continue;
          slot = &traffic->slots[(guint64) second % VPN_GUI_TRAFFIC_SECONDS];
          mean.sent += slot->sent / width;
          mean.received += slot->received / width;
        }
      rates[i] = mean;
    }
}
