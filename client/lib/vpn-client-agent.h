// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClientAgent: answers genkand's questions for secrets (org.genkan.VPN1.Agent on the bus) with
 * what a person types, and signs for it with the keys of the user's tokens, whose PIN is a question
 * like the others but stays here. Only the owner of genkand's bus name may ask. Main-loop thread.
 *
 * Signal "question" (VpnClientQuestion *question): keep a reference and answer or decline it when
 * the person has; without a handler it is declined. A question's own signal "cancelled"
 * (const char *reason: timeout, answered, disconnected) says that no answer is wanted any more.
 */
#pragma once

#include "vpn-client.h"
#include "vpn-enums.h"

#include <gio/gio.h>

#define VPN_CLIENT_SECRET_MAX ((gsize) 4096) /* octets of an answer */

#define VPN_TYPE_CLIENT_QUESTION (vpn_client_question_get_type ())
G_DECLARE_FINAL_TYPE (VpnClientQuestion, vpn_client_question, VPN, CLIENT_QUESTION, GObject)

VpnSecretKind vpn_client_question_get_kind (VpnClientQuestion *self);
const char *vpn_client_question_get_profile (VpnClientQuestion *self); /* its name */
const char *vpn_client_question_get_gateway (VpnClientQuestion *self);
/* The previous answer was refused. */
gboolean vpn_client_question_is_retry (VpnClientQuestion *self);
/* The question in words (vpn_client_text_prompt()), owned. */
char *vpn_client_question_get_text (VpnClientQuestion *self);

/* Answers; secret is wiped in the caller's buffer. remember lets genkand keep it until the
 * connection ends. FALSE when the question was settled before. */
gboolean
vpn_client_question_answer (VpnClientQuestion *self, char *secret, gsize len, gboolean remember);
void vpn_client_question_decline (VpnClientQuestion *self);

#define VPN_TYPE_CLIENT_AGENT (vpn_client_agent_get_type ())
G_DECLARE_FINAL_TYPE (VpnClientAgent, vpn_client_agent, VPN, CLIENT_AGENT, GObject)

/* Exports the agent; it can then be named in VpnClientConnectOptions. */
VpnClientAgent *vpn_client_agent_new (VpnClient *client, GError **error);
const char *vpn_client_agent_get_path (VpnClientAgent *self);

/* Offers the agent for all connections of the user, now and again whenever genkand starts, until
 * it is unregistered or freed. */
void vpn_client_agent_register (VpnClientAgent *self);
void vpn_client_agent_unregister (VpnClientAgent *self);
