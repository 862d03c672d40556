// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-leash.h"

/* Rules on what leaves from a worker's sockets. */

#include "net-host.h"
#include "net-nft.h"
#include "net-slot.h"
#include "net-sockaddr.h"
#include "vpn-error.h"

#include <string.h>

#define TABLE_PREFIX  "genkan-send-"
#define ADDRESSES_MAX 64 /* that a line is read with */

struct NetLeash
{
  guint slot;
  guint16 from[2];   /* ports of ours */
  guint n_from;      /* 0: not tied by this process */
  guint16 to[2];     /* ports of the gateway's */
  GArray *addresses; /* owned; IpAddress */
  guint n_more;
};

NetLeash *
net_leash_new (guint slot, guint16 ike_port, guint16 natt_port)
{
  NetLeash *leash = g_new0 (NetLeash, 1);

  leash->slot = slot;
  leash->to[0] = ike_port;
  leash->to[1] = natt_port;
  leash->addresses = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  return leash;
}

/* Declaring a table first makes the delete succeed whether it was there or not. */
static char *
removal (guint slot)
{
  return g_strdup_printf ("table inet " TABLE_PREFIX "%u\ndelete table inet " TABLE_PREFIX "%u\n",
                          slot, slot);
}

void
net_leash_remove (guint slot)
{
  g_autofree char *commands = removal (slot);
  g_autofree char *message = NULL;

  if (net_nft_is_there () && !net_nft_run (commands, &message))
    g_warning ("Cannot take away %s: %s", TABLE_PREFIX, message);
}

void
net_leash_free (NetLeash *leash)
{
  if (leash == NULL)
    return;
  net_leash_remove (leash->slot);
  g_array_unref (leash->addresses);
  g_free (leash);
}

/* "a . 500, a . 4500": elements of the set of one family; empty if there are none. */
static char *
elements (const GArray *addresses, int family, const guint16 to[2])
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const IpAddress *address = &g_array_index (addresses, IpAddress, i);
      g_autofree char *word = ip_address_to_text (address);

      for (guint j = 0; j < 2 && address->family == family; j++)
        if (j == 0 || to[1] != to[0])
          g_string_append_printf (text, "%s%s . %u", text->len > 0 ? ", " : "", word, to[j]);
    }
  return g_string_free (text, FALSE);
}

static void
append_set (GString *rules, const char *name, const char *type, const char *elements)
{
  g_string_append_printf (rules, "  set %s {\n    type %s . inet_service;\n", name, type);
  if (*elements != '\0')
    g_string_append_printf (rules, "    elements = { %s }\n", elements);
  g_string_append (rules, "  }\n");
}

static char *
rules_of (const NetLeash *leash)
{
  g_autofree char *ipv4 = elements (leash->addresses, AF_INET, leash->to);
  g_autofree char *ipv6 = elements (leash->addresses, AF_INET6, leash->to);
  GString *rules = g_string_new (NULL);

  g_string_append_printf (rules, "table inet " TABLE_PREFIX "%u {\n", leash->slot);
  append_set (rules, "gateway4", "ipv4_addr", ipv4);
  append_set (rules, "gateway6", "ipv6_addr", ipv6);
  /* Before anybody translates the address. */
  g_string_append_printf (rules,
                          "  chain output {\n"
                          "    type filter hook output priority raw; policy accept;\n"
                          "    meta mark != 0x%08x accept\n",
                          VPN_FWMARK);
  for (guint i = 0; i < leash->n_from; i++)
    g_string_append_printf (rules, "    udp sport %u goto worker\n", leash->from[i]);
  g_string_append (rules, "  }\n"
                          "  chain worker {\n"
                          "    ip daddr . udp dport @gateway4 accept\n"
                          "    ip6 daddr . udp dport @gateway6 accept\n"
                          "    counter drop\n"
                          "  }\n}\n");
  return g_string_free (rules, FALSE);
}

static gboolean
apply (const NetLeash *leash, GError **error)
{
  g_autofree char *old = removal (leash->slot);
  g_autofree char *rules = rules_of (leash);
  g_autofree char *commands = g_strconcat (old, rules, NULL);
  g_autofree char *message = NULL;

  if (net_nft_run (commands, &message))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED,
               "The packet filter does not keep the worker to its gateway: %s", message);
  return FALSE;
}

static void
add_port_of (NetLeash *leash, int fd)
{
  NetSockaddr name = { 0 };
  socklen_t len = sizeof name;
  guint16 port;

  if (fd < 0 || getsockname (fd, &name.any, &len) != 0)
    return;
  port = g_ntohs (name.any.sa_family == AF_INET6 ? name.in6.sin6_port : name.in.sin_port);
  if (leash->n_from == 0 || leash->from[0] != port)
    leash->from[leash->n_from++] = port;
}

gboolean
net_leash_tie (NetLeash *leash, int udp4, int udp6, const GArray *gateways, GError **error)
{
  leash->n_from = 0;
  add_port_of (leash, udp4);
  add_port_of (leash, udp6);
  g_array_set_size (leash->addresses, 0);
  g_array_append_vals (leash->addresses, gateways->data, gateways->len);
  leash->n_more = 0;
  return apply (leash, error);
}

/* Loopback and the like are no host's address; here it is also not of this computer, nor of a
 * network that it is on. */
static gboolean
is_of_the_world (const IpAddress *address)
{
  g_autoptr (NetNl) nl = net_nl_open (NULL);
  g_autoptr (GArray) host = nl != NULL ? net_host_read (nl) : NULL;
  const IpPrefix alone = ip_prefix_host (address);

  if (host == NULL || !ip_address_is_host (address))
    return FALSE;
  for (guint i = 0; i < host->len; i++)
    if (ip_prefix_covers (&g_array_index (host, NetHostAddress, i).prefix, &alone))
      return FALSE;
  return TRUE;
}

gboolean
net_leash_is_tied (const NetLeash *leash)
{
  return leash->n_from > 0;
}

gboolean
net_leash_renew (NetLeash *leash)
{
  g_autofree char *list = g_strdup_printf ("list table inet " TABLE_PREFIX "%u\n", leash->slot);
  g_autofree char *now = NULL;

  return leash->n_from > 0 && net_nft_is_there () && !net_nft_run (list, &now)
         && apply (leash, NULL);
}

gboolean
net_leash_lengthen (NetLeash *leash, const IpAddress *address, GError **error)
{
  g_autofree char *text = ip_address_to_text (address);
  g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  g_autofree char *commands = NULL, *words = NULL, *message = NULL;

  if (leash->n_more >= NET_LEASH_MORE_MAX || !is_of_the_world (address))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED,
                   "%s is not taken for an address of the gateway", text);
      return FALSE;
    }
  leash->n_more++;
  g_array_append_val (leash->addresses, *address);
  g_array_append_val (one, *address);
  words = elements (one, address->family, leash->to);
  commands = g_strdup_printf ("add element inet " TABLE_PREFIX "%u gateway%c { %s }\n", leash->slot,
                              address->family == AF_INET6 ? '6' : '4', words);
  /* Without its table it is made with the address in it. */
  if (net_nft_run (commands, &message) || net_leash_renew (leash))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "%s cannot be reached: %s", text, message);
  return FALSE;
}

gboolean
net_leash_reaches (const NetLeash *leash, const IpAddress *address)
{
  for (guint i = 0; i < leash->addresses->len; i++)
    if (ip_address_equal (&g_array_index (leash->addresses, IpAddress, i), address))
      return TRUE;
  return FALSE;
}

char *
net_leash_to_text (const NetLeash *leash)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%u %u %u", leash->from[0], leash->n_from > 1 ? leash->from[1] : 0u,
                   leash->n_more);
  for (guint i = 0; i < leash->addresses->len; i++)
    {
      g_autofree char *address
          = ip_address_to_text (&g_array_index (leash->addresses, IpAddress, i));

      g_string_append_printf (text, " %s", address);
    }
  return g_string_free (text, FALSE);
}

static gboolean
parse_number (const char *word, guint max, guint16 *ret)
{
  guint64 number;

  if (word == NULL || !g_ascii_string_to_unsigned (word, 10, 0, max, &number, NULL))
    return FALSE;
  *ret = (guint16) number;
  return TRUE;
}

gboolean
net_leash_tie_again (NetLeash *leash, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3 + ADDRESSES_MAX + 1);
  guint16 from[2], n_more;

  if (g_strv_length (words) < 4 || !parse_number (words[0], G_MAXUINT16, &from[0]) || from[0] == 0
      || !parse_number (words[1], G_MAXUINT16, &from[1])
      || !parse_number (words[2], NET_LEASH_MORE_MAX, &n_more))
    return FALSE;
  g_array_set_size (leash->addresses, 0);
  for (guint i = 3; words[i] != NULL; i++)
    {
      IpAddress address;

      if (i >= 3 + ADDRESSES_MAX || !ip_address_parse (words[i], &address))
        return FALSE;
      g_array_append_val (leash->addresses, address);
    }
  memcpy (leash->from, from, sizeof from);
  leash->n_from = from[1] != 0 ? 2 : 1;
  leash->n_more = n_more;
  (void) net_leash_renew (leash);
  return TRUE;
}

char *
net_leash_table (guint slot)
{
  return g_strdup_printf (TABLE_PREFIX "%u", slot);
}

void
net_leash_sweep (const gboolean *kept)
{
  g_autofree char *tables = NULL;
  g_auto (GStrv) lines = NULL;

  if (!net_nft_is_there () || !net_nft_run ("list tables\n", &tables))
    return;
  lines = g_strsplit (tables, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *name = strstr (lines[i], " " TABLE_PREFIX);
      guint64 slot;

      if (name != NULL
          && g_ascii_string_to_unsigned (name + strlen (" " TABLE_PREFIX), 10, 0, G_MAXUINT16,
                                         &slot, NULL)
          && (slot > NET_SLOT_MAX || !kept[slot]))
        net_leash_remove ((guint) slot);
    }
}
