// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-lock.h"

/* The rules as nf_tables reads them. libnftables cannot say who owns a table, and would keep
 * megabytes for as long as its socket lives. */

#include "net-host.h"
#include "net-netlink.h"
#include "vpn-names.h"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netlink/attr.h>
#include <string.h>
#include <unistd.h>

#define CHAIN "output"

#define BUFFER_SIZE (256 * 1024) /* bytes; of NET_LIST_MAX routes and as many exceptions */

/* Where the destination is in the header. */
#define DADDR4 offsetof (struct iphdr, daddr)
#define DADDR6 offsetof (struct ip6_hdr, ip6_dst)
#define DPORT  2 /* of TCP and of UDP */

struct NetLock
{
  NetNl *nl;   /* owned; NULL: not yet opened */
  char *table; /* owned; its name */
  gboolean made;
};

NetLock *
net_lock_new (guint slot)
{
  NetLock *lock = g_new0 (NetLock, 1);

  lock->table = g_strdup_printf ("genkan-lock-%u", slot);
  return lock;
}

void
net_lock_free (NetLock *lock)
{
  if (lock == NULL)
    return;
  /* The kernel takes the table of a socket that is closed. */
  nl_socket_free (lock->nl);
  g_free (lock->table);
  g_free (lock);
}

int
net_lock_get_fd (const NetLock *lock)
{
  return lock->made ? nl_socket_get_fd (lock->nl) : -1;
}

void
net_lock_adopt (NetLock *lock, int fd)
{
  g_clear_pointer (&lock->nl, nl_socket_free);
  lock->nl = nl_socket_alloc ();
  lock->made = lock->nl != NULL && nl_socket_set_fd (lock->nl, NETLINK_NETFILTER, fd) == 0;
  if (lock->made)
    return;
  close (fd);
  g_clear_pointer (&lock->nl, nl_socket_free);
}

/* ---- Messages ------------------------------------------------------------------------------- */

/* One transaction: messages behind each other. */
typedef struct
{
  GByteArray *bytes;
  const char *table;
  guint32 seq;
} Batch;

static struct nl_msg *
message_new (int type, int flags)
{
  const struct nfgenmsg header = { .nfgen_family = NFPROTO_INET, .version = NFNETLINK_V0 };

  return net_nl_message ((NFNL_SUBSYS_NFTABLES << 8) | type, flags, &header, sizeof header);
}

/* Consumes message. */
static void
append (Batch *batch, struct nl_msg *message)
{
  struct nlmsghdr *header = nlmsg_hdr (message);

  header->nlmsg_seq = batch->seq++;
  g_byte_array_append (batch->bytes, (const guint8 *) header, NLMSG_ALIGN (header->nlmsg_len));
  nlmsg_free (message);
}

static void
append_mark (Batch *batch, int type)
{
  const struct nfgenmsg header = { .nfgen_family = NFPROTO_UNSPEC,
                                   .version = NFNETLINK_V0,
                                   .res_id = htons (NFNL_SUBSYS_NFTABLES) };

  append (batch, net_nl_message (type, 0, &header, sizeof header));
}

static void
append_table (Batch *batch)
{
  struct nl_msg *message = message_new (NFT_MSG_NEWTABLE, NLM_F_CREATE);

  nla_put_string (message, NFTA_TABLE_NAME, batch->table);
  nla_put_u32 (message, NFTA_TABLE_FLAGS, htonl (NFT_TABLE_F_OWNER));
  append (batch, message);
}

static void
append_chain (Batch *batch)
{
  struct nl_msg *message = message_new (NFT_MSG_NEWCHAIN, NLM_F_CREATE);
  struct nlattr *hook;

  nla_put_string (message, NFTA_CHAIN_TABLE, batch->table);
  nla_put_string (message, NFTA_CHAIN_NAME, CHAIN);
  hook = nla_nest_start (message, NFTA_CHAIN_HOOK);
  nla_put_u32 (message, NFTA_HOOK_HOOKNUM, htonl (NF_INET_POST_ROUTING));
  nla_put_u32 (message, NFTA_HOOK_PRIORITY, htonl (0));
  nla_nest_end (message, hook);
  nla_put_u32 (message, NFTA_CHAIN_POLICY, htonl (NF_ACCEPT));
  nla_put_string (message, NFTA_CHAIN_TYPE, "filter");
  append (batch, message);
}

static void
append_flush (Batch *batch)
{
  struct nl_msg *message = message_new (NFT_MSG_DELRULE, NLM_F_ACK);

  nla_put_string (message, NFTA_RULE_TABLE, batch->table);
  nla_put_string (message, NFTA_RULE_CHAIN, CHAIN);
  append (batch, message);
}

/* ---- Expressions ---------------------------------------------------------------------------- */

/* A rule on its way: what it matches is loaded into a register and compared there. */
typedef struct
{
  struct nl_msg *message;
  struct nlattr *list, *element, *data;
} Rule;

static void
rule_begin (Rule *rule, const char *table)
{
  rule->message = message_new (NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
  nla_put_string (rule->message, NFTA_RULE_TABLE, table);
  nla_put_string (rule->message, NFTA_RULE_CHAIN, CHAIN);
  rule->list = nla_nest_start (rule->message, NFTA_RULE_EXPRESSIONS);
}

static struct nl_msg *
expression_begin (Rule *rule, const char *name)
{
  rule->element = nla_nest_start (rule->message, NFTA_LIST_ELEM);
  nla_put_string (rule->message, NFTA_EXPR_NAME, name);
  rule->data = nla_nest_start (rule->message, NFTA_EXPR_DATA);
  return rule->message;
}

static void
expression_end (Rule *rule)
{
  nla_nest_end (rule->message, rule->data);
  nla_nest_end (rule->message, rule->element);
}

static void
put_value (struct nl_msg *message, int attribute, gconstpointer value, gsize len)
{
  struct nlattr *nest = nla_nest_start (message, attribute);

  nla_put (message, NFTA_DATA_VALUE, (int) len, value);
  nla_nest_end (message, nest);
}

static void
compare (Rule *rule, gconstpointer value, gsize len)
{
  struct nl_msg *message = expression_begin (rule, "cmp");

  nla_put_u32 (message, NFTA_CMP_SREG, htonl (NFT_REG_1));
  nla_put_u32 (message, NFTA_CMP_OP, htonl (NFT_CMP_EQ));
  put_value (message, NFTA_CMP_DATA, value, len);
  expression_end (rule);
}

static void
match_meta (Rule *rule, int key, gconstpointer value, gsize len)
{
  struct nl_msg *message = expression_begin (rule, "meta");

  nla_put_u32 (message, NFTA_META_KEY, htonl ((guint32) key));
  nla_put_u32 (message, NFTA_META_DREG, htonl (NFT_REG_1));
  expression_end (rule);
  compare (rule, value, len);
}

static void
match_meta_octet (Rule *rule, int key, guint8 value)
{
  match_meta (rule, key, &value, sizeof value);
}

/* key: a name of a device or of a kind of devices. */
static void
match_meta_name (Rule *rule, int key, const char *value)
{
  char name[IFNAMSIZ] = { 0 };

  g_strlcpy (name, value, sizeof name);
  match_meta (rule, key, name, sizeof name);
}

static void
load_payload (Rule *rule, int base, gsize offset, gsize len)
{
  struct nl_msg *message = expression_begin (rule, "payload");

  nla_put_u32 (message, NFTA_PAYLOAD_DREG, htonl (NFT_REG_1));
  nla_put_u32 (message, NFTA_PAYLOAD_BASE, htonl ((guint32) base));
  nla_put_u32 (message, NFTA_PAYLOAD_OFFSET, htonl ((guint32) offset));
  nla_put_u32 (message, NFTA_PAYLOAD_LEN, htonl ((guint32) len));
  expression_end (rule);
}

static void
mask (Rule *rule, const guint8 *bits, gsize len)
{
  static const guint8 zeros[16];
  struct nl_msg *message = expression_begin (rule, "bitwise");

  nla_put_u32 (message, NFTA_BITWISE_SREG, htonl (NFT_REG_1));
  nla_put_u32 (message, NFTA_BITWISE_DREG, htonl (NFT_REG_1));
  nla_put_u32 (message, NFTA_BITWISE_LEN, htonl ((guint32) len));
  put_value (message, NFTA_BITWISE_MASK, bits, len);
  put_value (message, NFTA_BITWISE_XOR, zeros, len);
  expression_end (rule);
}

static void
match_family (Rule *rule, int family)
{
  match_meta_octet (rule, NFT_META_NFPROTO, family == AF_INET6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
}

static void
match_destination (Rule *rule, const IpPrefix *prefix)
{
  int family = prefix->address.family;
  gsize len = ip_family_octets (family);
  guint8 bits[16] = { 0 }, network[16];

  match_family (rule, family);
  load_payload (rule, NFT_PAYLOAD_NETWORK_HEADER, family == AF_INET6 ? DADDR6 : DADDR4, len);
  for (guint i = 0; i < prefix->length; i++)
    bits[i / 8] |= (guint8) (0x80 >> i % 8);
  for (gsize i = 0; i < len; i++)
    network[i] = prefix->address.octets[i] & bits[i];
  mask (rule, bits, len);
  compare (rule, network, len);
}

/* The first octets behind the network header. */
static void
match_transport (Rule *rule, guint8 protocol, gconstpointer octets, gsize len)
{
  match_meta_octet (rule, NFT_META_L4PROTO, protocol);
  load_payload (rule, NFT_PAYLOAD_TRANSPORT_HEADER, 0, len);
  compare (rule, octets, len);
}

static void
rule_end (Rule *rule, Batch *batch, int verdict)
{
  struct nl_msg *message = expression_begin (rule, "immediate");
  struct nlattr *data, *nest;

  nla_put_u32 (message, NFTA_IMMEDIATE_DREG, htonl (NFT_REG_VERDICT));
  data = nla_nest_start (message, NFTA_IMMEDIATE_DATA);
  nest = nla_nest_start (message, NFTA_DATA_VERDICT);
  nla_put_u32 (message, NFTA_VERDICT_CODE, htonl ((guint32) verdict));
  nla_nest_end (message, nest);
  nla_nest_end (message, data);
  expression_end (rule);
  nla_nest_end (message, rule->list);
  append (batch, message);
}

/* ---- What it drops -------------------------------------------------------------------------- */

static void
accept_destination (Batch *batch, const char *ifname, const IpPrefix *network)
{
  Rule rule;

  rule_begin (&rule, batch->table);
  if (ifname != NULL)
    match_meta_name (&rule, NFT_META_OIFNAME, ifname);
  match_destination (&rule, network);
  rule_end (&rule, batch, NF_ACCEPT);
}

static void
accept_transport (Batch *batch, guint8 protocol, gconstpointer octets, gsize len)
{
  Rule rule;

  rule_begin (&rule, batch->table);
  match_transport (&rule, protocol, octets, len);
  rule_end (&rule, batch, NF_ACCEPT);
}

/* As the guard: what is inside already, IKE and ESP themselves, what has to be on a link. */
static void
append_accepted (Batch *batch)
{
  static const char *const local[]
      = { "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32", "fe80::/10", "ff00::/8" };
  static const guint8 solicit[] = { ND_NEIGHBOR_SOLICIT }, advert[] = { ND_NEIGHBOR_ADVERT };
  static const guint8 dhcp[] = { 0, 68, 0, 67 };
  const guint32 mark = VPN_FWMARK;
  Rule rule;

  rule_begin (&rule, batch->table);
  match_meta_name (&rule, NFT_META_OIFNAME, "lo");
  rule_end (&rule, batch, NF_ACCEPT);
  rule_begin (&rule, batch->table);
  match_meta_name (&rule, NFT_META_OIFKIND, "tun");
  rule_end (&rule, batch, NF_ACCEPT);
  rule_begin (&rule, batch->table);
  match_meta (&rule, NFT_META_MARK, &mark, sizeof mark);
  rule_end (&rule, batch, NF_ACCEPT);
  for (guint i = 0; i < G_N_ELEMENTS (local); i++)
    {
      IpPrefix network;

      if (ip_prefix_parse (local[i], &network))
        accept_destination (batch, NULL, &network);
    }
  accept_transport (batch, IPPROTO_ICMPV6, solicit, sizeof solicit);
  accept_transport (batch, IPPROTO_ICMPV6, advert, sizeof advert);
  accept_transport (batch, IPPROTO_UDP, dhcp, sizeof dhcp);
}

static void
append_exceptions (Batch *batch, const NetPlan *plan, const GArray *host)
{
  g_autoptr (GArray) bypass = net_host_bypass (host, plan);

  for (guint i = 0; i < bypass->len; i++)
    {
      const NetBypass *one = &g_array_index (bypass, NetBypass, i);

      accept_destination (batch, one->ifname, &one->network);
    }
  for (guint i = 0; i < plan->n_exclude; i++)
    accept_destination (batch, NULL, &plan->exclude[i]);
}

static void
accept_port (Batch *batch, guint8 protocol, guint16 port, const guint32 *uid)
{
  const guint16 wire = htons (port);
  Rule rule;

  rule_begin (&rule, batch->table);
  if (uid != NULL)
    match_meta (&rule, NFT_META_SKUID, uid, sizeof *uid);
  match_meta_octet (&rule, NFT_META_L4PROTO, protocol);
  load_payload (&rule, NFT_PAYLOAD_TRANSPORT_HEADER, DPORT, sizeof wire);
  compare (&rule, &wire, sizeof wire);
  rule_end (&rule, batch, NF_ACCEPT);
}

static void
append_sign_in (Batch *batch, const NetPlan *plan)
{
  if (!plan->sign_in)
    return;
  accept_port (batch, IPPROTO_TCP, 80, &plan->sign_in_uid);
  accept_port (batch, IPPROTO_TCP, 443, &plan->sign_in_uid);
  accept_port (batch, IPPROTO_TCP, 53, NULL);
  accept_port (batch, IPPROTO_UDP, 53, NULL);
}

static void
append_drops (Batch *batch, const NetPlan *plan)
{
  static const int families[] = { AF_INET, AF_INET6 };
  Rule rule;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      if (!net_plan_closes (plan, families[i]))
        continue;
      rule_begin (&rule, batch->table);
      match_family (&rule, families[i]);
      rule_end (&rule, batch, NF_DROP);
    }
  for (guint i = 0; i < plan->n_routes; i++)
    {
      rule_begin (&rule, batch->table);
      match_destination (&rule, &plan->routes[i]);
      rule_end (&rule, batch, NF_DROP);
    }
}

/* ---- Talking -------------------------------------------------------------------------------- */

/* The kernel has worked when sendto() returns; its answers wait. Each message that failed has one,
 * and the one that asked for it. */
static gboolean
was_taken (NetNl *nl)
{
  guint8 answers[8192] __attribute__ ((aligned (NLMSG_ALIGNTO)));
  gboolean answered = FALSE, ok = TRUE;
  gssize len;

  while ((len = recv (nl_socket_get_fd (nl), answers, sizeof answers, MSG_DONTWAIT)) > 0)
    {
      int left = (int) len;

      for (struct nlmsghdr *header = (struct nlmsghdr *) (void *) answers; nlmsg_ok (header, left);
           header = nlmsg_next (header, &left))
        if (header->nlmsg_type == NLMSG_ERROR)
          {
            const struct nlmsgerr *error = nlmsg_data (header);

            answered = TRUE;
            ok &= error->error == 0;
          }
    }
  return answered && ok;
}

static gboolean
is_open (NetLock *lock)
{
  if (lock->nl != NULL)
    return TRUE;
  lock->nl = nl_socket_alloc ();
  if (lock->nl != NULL
      && (nl_connect (lock->nl, NETLINK_NETFILTER) < 0
          || nl_socket_set_buffer_size (lock->nl, BUFFER_SIZE, BUFFER_SIZE) < 0))
    g_clear_pointer (&lock->nl, nl_socket_free);
  return lock->nl != NULL;
}

static gboolean
send_batch (NetLock *lock, const GByteArray *bytes)
{
  const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

  return sendto (nl_socket_get_fd (lock->nl), bytes->data, bytes->len, 0,
                 (const struct sockaddr *) &kernel, sizeof kernel)
             == (gssize) bytes->len
         && was_taken (lock->nl);
}

gboolean
net_lock_set (NetLock *lock, const NetPlan *plan, const GArray *host)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Batch batch = { bytes, lock->table, 1 };
  gboolean ok;

  if (!is_open (lock))
    return FALSE;
  append_mark (&batch, NFNL_MSG_BATCH_BEGIN);
  if (!lock->made)
    {
      append_table (&batch);
      append_chain (&batch);
    }
  append_flush (&batch);
  append_accepted (&batch);
  append_exceptions (&batch, plan, host);
  append_sign_in (&batch, plan);
  append_drops (&batch, plan);
  append_mark (&batch, NFNL_MSG_BATCH_END);
  ok = send_batch (lock, bytes);
  lock->made |= ok;
  return ok;
}

void
net_lock_remove (NetLock *lock)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Batch batch = { bytes, lock->table, 1 };
  struct nl_msg *message;

  if (!lock->made)
    return;
  append_mark (&batch, NFNL_MSG_BATCH_BEGIN);
  message = message_new (NFT_MSG_DELTABLE, 0);
  nla_put_string (message, NFTA_TABLE_NAME, batch.table);
  append (&batch, message);
  append_mark (&batch, NFNL_MSG_BATCH_END);
  (void) send_batch (lock, bytes);
  lock->made = FALSE;
}
