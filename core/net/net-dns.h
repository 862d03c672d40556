// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetDns: name servers and domains of a connection, through whatever manages the host's resolver.
 * Three back ends, chosen at run time: systemd-resolved, resolvconf(8), /etc/resolv.conf itself.
 * A NetDnsState says which one and holds all that undoing needs; it goes into the journal before
 * anything is changed. Asynchronous, on the thread-default main context.
 */
#pragma once

#include "net-plan.h"

#include <json-glib/json-glib.h>

typedef enum
{
  NET_DNS_FILE = 0,
  NET_DNS_RESOLVED,
  NET_DNS_RESOLVCONF,
  NET_N_DNS
} NetDnsKind;

/* /etc/resolv.conf as it was, byte for byte, and what we put there instead. */
typedef struct
{
  char *link_target; /* owned; NULL: it was no symbolic link */
  GBytes *original;  /* owned; the content of a regular file; NULL: link, or no file */
  GBytes *written;   /* owned; restored only while the file still has exactly this */
  guint mode, uid, gid;
} NetDnsFile;

typedef struct
{
  NetDnsKind kind;
  char *ifname; /* owned */
  guint ifindex;
  NetDnsFile file; /* NET_DNS_FILE */
} NetDnsState;

#define NET_DNS_APPLY_TIMEOUT 3000 /* ms; resolved may have to be started */
#define NET_DNS_UNDO_TIMEOUT  1000 /* ms; a disconnect ends within two seconds */

/* One implementation. The functions take over task and complete it with a boolean or an error of
 * VPN_ERROR; plan and state live until then. Undoing what is gone, or what somebody else has since
 * replaced, succeeds. bus may be NULL. */
typedef struct
{
  void (*apply) (const NetDnsState *state, const NetPlan *plan, GDBusConnection *bus, GTask *task);
  void (*undo) (const NetDnsState *state, GDBusConnection *bus, GTask *task);
} NetDnsBackend;

extern const NetDnsBackend net_dns_file_backend, net_dns_resolved_backend,
    net_dns_resolvconf_backend;

/* Picks the back end for plan. previous (NULL: none): the state of the plan before, whose backup
 * is carried over. Finishes with an owned state. */
void
net_dns_prepare_async (GDBusConnection *bus, const NetPlan *plan, const NetDnsState *previous,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
NetDnsState *
net_dns_prepare_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void
net_dns_apply_async (const NetDnsState *state, const NetPlan *plan, GDBusConnection *bus,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean net_dns_apply_finish (GAsyncResult *result, GError **error);
void net_dns_undo_async (const NetDnsState *state, GDBusConnection *bus,
                         GAsyncReadyCallback callback, gpointer user_data);
gboolean net_dns_undo_finish (GAsyncResult *result, GError **error);

/* Whether everything is to be asked through the tunnel: a full tunnel, or name servers without
 * domains that would say what they are for. */
gboolean net_dns_takes_all (const NetPlan *plan);

NetDnsState *net_dns_state_new (NetDnsKind kind, const char *ifname) G_GNUC_WARN_UNUSED_RESULT;
NetDnsState *net_dns_state_copy (const NetDnsState *state) G_GNUC_WARN_UNUSED_RESULT;
void net_dns_state_free (NetDnsState *state);
JsonNode *net_dns_state_to_json (const NetDnsState *state);
NetDnsState *net_dns_state_from_json (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

/* net-dns-file.c: reads the file as it is now and composes what replaces it. */
gboolean net_dns_file_prepare (const NetPlan *plan, const NetDnsFile *previous,
                               NetDnsFile *ret_file, GError **error);
/* net-dns-resolvconf.c: the program, if /etc/resolv.conf is its work; NULL otherwise. */
const char *net_dns_resolvconf_program (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetDnsState, net_dns_state_free)
