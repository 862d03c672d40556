// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-netlink.h"

#include "net-prefix.h"
#include "vpn-error.h"

#include <linux/rtnetlink.h>
#include <netlink/errno.h>

NetNl *
net_nl_open (GError **error)
{
  g_autoptr (NetNl) nl = nl_socket_alloc ();
  int status = nl != NULL ? nl_connect (nl, NETLINK_ROUTE) : -NLE_NOMEM;

  if (status < 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot open a netlink socket: %s",
                   nl_geterror (status));
      return NULL;
    }
  return g_steal_pointer (&nl);
}

struct nl_msg *
net_nl_message (int type, int flags, const void *header, gsize len)
{
  struct nl_msg *message = nlmsg_alloc_simple (type, NLM_F_REQUEST | flags);

  /* A fresh message has a page of room; GLib's rule for no memory is to end. */
  g_assert (message != NULL);
  g_assert (nlmsg_append (message, (void *) header, len, NLMSG_ALIGNTO) == 0);
  return message;
}

void
net_nl_put_prefix (struct nl_msg *message, int attribute, const NetPrefix *prefix)
{
  nla_put (message, attribute, (int) net_prefix_bits (prefix->family) / 8, prefix->addr);
}

gboolean
net_nl_talk (NetNl *nl, struct nl_msg *message, const int *harmless, const char *what,
             GError **error)
{
  int status = nl_send_sync (nl, message);

  if (status >= 0)
    return TRUE;
  for (guint i = 0; harmless != NULL && harmless[i] != 0; i++)
    if (status == -harmless[i])
      return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot %s: %s", what, nl_geterror (status));
  return FALSE;
}
