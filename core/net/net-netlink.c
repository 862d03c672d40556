// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-netlink.h"

/* Talking to the kernel by netlink: open, ask, list. */

#include "vpn-error.h"

#include <linux/rtnetlink.h>
#include <netlink/errno.h>
#include <sys/socket.h>

NetNl *
net_nl_open (GError **error)
{
  g_autoptr (NetNl) nl = nl_socket_alloc ();
  int status = nl != NULL ? nl_connect (nl, NETLINK_ROUTE) : -NLE_NOMEM;
  int on = 1;

  if (status < 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot open a netlink socket: %s",
                   nl_geterror (status));
      return NULL;
    }
  /* So that the kernel, and not we, picks one table out of all; older ones give all. */
  (void) setsockopt (nl_socket_get_fd (nl), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
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
net_nl_put_address (struct nl_msg *message, int attribute, const IpAddress *address)
{
  nla_put (message, attribute, (int) ip_family_octets (address->family), address->octets);
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

typedef struct
{
  NetNlFunc func;
  gpointer user_data;
} Dump;

static int
on_element (struct nl_msg *message, void *user_data)
{
  const Dump *dump = user_data;

  dump->func (nlmsg_hdr (message), dump->user_data);
  return NL_OK;
}

gboolean
net_nl_dump (NetNl *nl, struct nl_msg *request, NetNlFunc func, gpointer user_data)
{
  Dump dump = { func, user_data };
  int status;

  nlmsg_hdr (request)->nlmsg_flags |= NLM_F_DUMP;
  status = nl_send_auto (nl, request);
  nlmsg_free (request);
  if (status < 0)
    return FALSE;
  nl_socket_modify_cb (nl, NL_CB_VALID, NL_CB_CUSTOM, on_element, &dump);
  status = nl_recvmsgs_default (nl);
  nl_socket_modify_cb (nl, NL_CB_VALID, NL_CB_DEFAULT, NULL, NULL);
  return status >= 0 || status == -NLE_OBJ_NOTFOUND || status == -NLE_AF_NOSUPPORT
         || status == -NLE_OPNOTSUPP || status == -NLE_NODEV;
}

guint32
net_nl_get_u32 (struct nlmsghdr *message, gsize header_len, int attribute, guint32 otherwise)
{
  struct nlattr *value = nlmsg_find_attr (message, (int) header_len, attribute);

  return value != NULL && nla_len (value) == 4 ? nla_get_u32 (value) : otherwise;
}

gboolean
net_nl_get_address (struct nlmsghdr *message, gsize header_len, int attribute,
                    IpAddress *ret_address)
{
  struct nlattr *value = nlmsg_find_attr (message, (int) header_len, attribute);

  return value != NULL
         && ip_address_from_bytes (ret_address, nla_data (value), (gsize) nla_len (value));
}
