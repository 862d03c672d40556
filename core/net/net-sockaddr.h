// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A socket address of either family. */
#pragma once

#include <glib.h>

#include <netinet/in.h>
#include <string.h>

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
} NetSockaddr;

/* addr NULL: the wildcard. port in host order. Returns the length. */
static inline socklen_t
net_sockaddr_make (NetSockaddr *ret_sockaddr, int family, const guint8 *addr, guint16 port)
{
  memset (ret_sockaddr, 0, sizeof *ret_sockaddr);
  ret_sockaddr->any.sa_family = (sa_family_t) family;
  if (family == AF_INET6)
    {
      ret_sockaddr->in6.sin6_port = g_htons (port);
      if (addr != NULL)
        memcpy (&ret_sockaddr->in6.sin6_addr, addr, sizeof ret_sockaddr->in6.sin6_addr);
      return sizeof ret_sockaddr->in6;
    }
  ret_sockaddr->in.sin_port = g_htons (port);
  if (addr != NULL)
    memcpy (&ret_sockaddr->in.sin_addr, addr, sizeof ret_sockaddr->in.sin_addr);
  return sizeof ret_sockaddr->in;
}
