// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-nft.h"

/* Commands to the packet filter, through libnftables. */

#include "net-netlink.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <nftables/libnftables.h>

/* libnftables ends the process when the kernel has no netfilter socket, so it is asked only after
 * nf_tables itself has answered. */
gboolean
net_nft_is_there (void)
{
  struct nfgenmsg header = { .nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0 };
  g_autoptr (NetNl) nl = nl_socket_alloc ();

  return nl != NULL && nl_connect (nl, NETLINK_NETFILTER) >= 0
         && nl_send_sync (nl, net_nl_message ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETGEN, 0,
                                              &header, sizeof header))
                >= 0;
}

gboolean
net_nft_run (const char *commands, char **ret_text)
{
  struct nft_ctx *nft = net_nft_is_there () ? nft_ctx_new (NFT_CTX_DEFAULT) : NULL;
  gboolean ok;

  if (nft == NULL)
    {
      *ret_text = g_strdup ("the kernel has no nftables");
      return FALSE;
    }
  /* Otherwise it writes to our standard streams. */
  nft_ctx_buffer_output (nft);
  nft_ctx_buffer_error (nft);
  ok = nft_run_cmd_from_buffer (nft, commands) == 0;
  *ret_text = g_strdup (ok ? nft_ctx_get_output_buffer (nft) : nft_ctx_get_error_buffer (nft));
  g_strdelimit (*ret_text, ok ? "" : "\n", ' ');
  nft_ctx_free (nft);
  return ok;
}
