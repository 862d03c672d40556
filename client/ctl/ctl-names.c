// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Whom /etc/resolv.conf has every program ask, and whether that one answers for the world. */
#include "ctl-names.h"

#include "ip.h"

#include <glib/gi18n.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RESOLV_CONF "/etc/resolv.conf"
#define DNS_PORT    53
#define DNS_HEADER  12  /* bytes */
#define WAIT_MS     500 /* for an answer, once and again */
#define TRIES       2
#define SHORT_ROUTE 1 /* bits: half of a family, or all of it */

/* Who serves the root (RFC 1035 section 4.1): whoever looks names up for others answers that.
 * Behind the identifier. */
static const guint8 question[] = { 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1 };

/* The first name server that programs ask, owned; NULL: none is named. */
static char *
first_server (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("^nameserver\\s+(\\S+)", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_file_get_contents (RESOLV_CONF, &text, NULL, NULL)
      || !g_regex_match (regex, text, 0, &match))
    return NULL;
  return g_match_info_fetch (match, 1);
}

/* Where nearly everything goes to the office, names are nothing else. */
static gboolean
takes_everything (VpnDbusConnection *proxy)
{
  const char *const *routes = vpn_dbus_connection_get_routes (proxy);
  IpPrefix prefix;

  for (gsize i = 0; routes != NULL && routes[i] != NULL; i++)
    if (ip_prefix_parse (routes[i], &prefix) && prefix.length <= SHORT_ROUTE)
      return TRUE;
  return FALSE;
}

static int
open_socket (const char *server)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (server);
  g_autoptr (GSocketAddress) peer
      = address != NULL ? g_inet_socket_address_new (address, DNS_PORT) : NULL;
  struct sockaddr_storage native;
  gssize len = peer != NULL ? g_socket_address_get_native_size (peer) : 0;
  int fd;

  if (peer == NULL || !g_socket_address_to_native (peer, &native, sizeof native, NULL))
    return -1;
  fd = socket (native.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect (fd, (const struct sockaddr *) &native, (socklen_t) len) == 0)
    return fd;
  close (fd);
  return -1;
}

/* With a record in it, and no error. */
static gboolean
is_good (const guint8 *answer, gssize len, const guint8 *id)
{
  return len >= DNS_HEADER && memcmp (answer, id, 2) == 0 && (answer[2] & 0x80) != 0
         && (answer[3] & 0x0f) == 0 && (answer[6] != 0 || answer[7] != 0);
}

static gboolean
answers_for_the_world (const char *server)
{
  guint32 random = g_random_int ();
  guint8 query[2 + sizeof question], answer[512];
  int fd = open_socket (server);
  gboolean good = FALSE;
  gssize len = -1;

  memcpy (query, &random, 2);
  memcpy (query + 2, question, sizeof question);
  for (guint i = 0; fd >= 0 && len < 0 && i < TRIES; i++)
    {
      struct pollfd wait = { .fd = fd, .events = POLLIN };

      if (send (fd, query, sizeof query, 0) >= 0 && poll (&wait, 1, WAIT_MS) == 1)
        len = recv (fd, answer, sizeof answer, 0);
      good = is_good (answer, len, query);
    }
  if (fd >= 0)
    close (fd);
  return good;
}

char *
ctl_names_explain (VpnClientConnection *connection)
{
  VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connection);
  const char *const *servers = vpn_dbus_connection_get_dns (proxy);
  g_autofree char *first = first_server ();

  if (first == NULL || servers == NULL || !g_strv_contains (servers, first)
      || takes_everything (proxy))
    return NULL;
  return g_strdup_printf (
      answers_for_the_world (first)
          ? _ ("Every name is asked of the office's name server %s now, which answers for other "
               "names as well; with systemd-resolved it would be asked for the office's alone")
          : _ ("Every name is asked of the office's name server %s now, which does not answer for "
               "other names; install systemd-resolved, so that it is asked for the office's alone"),
      first);
}
