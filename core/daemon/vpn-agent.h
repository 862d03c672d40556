// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnAgents: the front ends that can ask a person for a secret (org.genkan.VPN1.Agent), and the
 * questions waiting for them. Questions of one user are asked one after the other, in the order
 * they came: first the agent the connection names, then the user's agents, newest first, until one
 * answers or the person declines. Nobody is asked longer than VPN_AGENT_TIMEOUT_S. Answers live in
 * SecretBuf only. Main-loop thread.
 */
#pragma once

#include "secret.h"
#include "vpn-enums.h"

#include <gio/gio.h>

#define VPN_AGENT_TIMEOUT_S     120
#define VPN_AGENTS_PER_USER_MAX 32
#define VPN_AGENT_PATH_MAX      255  /* octets of its object path */
#define VPN_AGENT_QUEUE_MAX     32   /* questions of one user that wait */
#define VPN_AGENT_SECRET_MAX    4096 /* octets of an answer */

typedef struct VpnAgents VpnAgents;

typedef struct /* borrowed for the call */
{
  guint32 uid;            /* whose agents are asked */
  const char *first_name; /* agent asked first, or NULL */
  const char *first_path;
  const char *connection; /* object path */
  const char *profile_name;
  const char *gateway;
  const char *user;   /* "" when the profile names none */
  const char *prompt; /* the gateway's words, safe to print; "" when none */
  VpnSecretKind kind;
  guint round;
  gboolean retry;
} VpnAgentQuestion;

typedef struct /* borrowed for the call */
{
  const char *key;    /* PKCS#11 URI */
  const char *scheme; /* name of a CrySig; "": make the key ready and tell its public half */
  GBytes *octets;     /* what to sign, or NULL */
} VpnAgentSigning;

typedef struct
{
  SecretBuf *secret; /* owned; of a signature its octets */
  gboolean remember; /* it may be used again without asking while the connection lives */
} VpnAgentAnswer;

void vpn_agent_answer_free (VpnAgentAnswer *answer);

VpnAgents *vpn_agents_new (GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;
void vpn_agents_free (VpnAgents *agents);

/* VPN_ERROR_EXISTS, VPN_ERROR_LIMIT, VPN_ERROR_INVALID_ARGUMENT. */
gboolean vpn_agents_register (VpnAgents *agents, const char *name, const char *path, guint32 uid,
                              GError **error);
/* VPN_ERROR_NOT_FOUND. */
gboolean
vpn_agents_unregister (VpnAgents *agents, const char *name, const char *path, GError **error);
/* The bus name is gone and its agents with it. */
void vpn_agents_name_vanished (VpnAgents *agents, const char *name);
guint vpn_agents_count (VpnAgents *agents, guint32 uid);

/* Cancelling tells the agent that the question is moot ("disconnected"). */
void
vpn_agents_ask_async (VpnAgents *agents, const VpnAgentQuestion *question,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The same for a signature of a token; of question, whom to ask and about which connection. */
void vpn_agents_sign_async (VpnAgents *agents, const VpnAgentQuestion *question,
                            const VpnAgentSigning *signing, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
/* The answer, owned; NULL: VPN_ERROR_CANCELLED (declined), VPN_ERROR_NO_AGENT (nobody there or
 * nobody answered in time), VPN_ERROR_LIMIT, G_IO_ERROR_CANCELLED; of a signature also what the
 * token said: VPN_ERROR_NOT_FOUND, NOT_AUTHORIZED (wrong PIN), LIMIT (locked), FAILED. */
VpnAgentAnswer *
vpn_agents_ask_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnAgentAnswer, vpn_agent_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnAgents, vpn_agents_free)
