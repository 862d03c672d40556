// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What VpnClientAgent needs of a question. A question emits "settled" once, when the daemon has got
 * its reply. */
#pragma once

#include "vpn-client-agent.h"

/* From the arguments of RequestSecret; takes over invocation. NULL (invocation untouched) when the
 * kind is unknown. */
VpnClientQuestion *vpn_client_question_new (GVariant *arguments, GDBusMethodInvocation *invocation);
/* The same of a PIN, which stays in this process. token: what people call it; warning: "" or what
 * to mind. answered is called once: with what was typed, wiped when it returns, or NULL when nobody
 * answers. */
typedef void (*VpnClientAnsweredFunc) (const char *pin, gsize len, gpointer user_data);
VpnClientQuestion *
vpn_client_question_new_pin (const char *cookie, const char *token, const char *warning,
                             gboolean retry, VpnClientAnsweredFunc answered, gpointer user_data);
const char *vpn_client_question_get_cookie (VpnClientQuestion *self);
/* The daemon wants no answer any more. */
void vpn_client_question_cancel (VpnClientQuestion *self, const char *reason);
