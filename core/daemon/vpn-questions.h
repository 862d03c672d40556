// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnQuestions: what one connection knows of its user's secrets and what it asks for: the answers
 * it remembers, the private key, and the questions that are on their way to a person. Single owner;
 * main-loop thread.
 */
#pragma once

#include "vpn-agent.h"
#include "vpn-connect-options.h"
#include "vpn-keys.h"
#include "vpn-log.h"
#include "vpn-machine.h"
#include "vpn-reason.h"
#include "vpn-worker.h"

typedef struct VpnQuestions VpnQuestions;

/* What the owner hears, also from inside of the call that asks. It may free the object in each. */
typedef struct
{
  /* To the question of that ticket. secret: borrowed; NULL: nobody answers it. */
  void (*answer) (gpointer owner, guint32 ticket, const SecretBuf *secret);
  /* To vpn_questions_sign(); signature: borrowed; NULL: there is no key, or the scheme does not fit
   * it. */
  void (*signature) (gpointer owner, guint32 ticket, GBytes *signature);
  /* After vpn_questions_unlock_key(), one of these; the second also when a token does not sign.
   * detail: borrowed. */
  void (*key_ready) (gpointer owner);
  void (*key_unusable) (gpointer owner, VpnReason reason, const char *detail);
} VpnQuestionsEvents;

typedef struct /* borrowed; outlives the object */
{
  VpnAgents *agents;
  VpnLog *log;
  guint32 uid;            /* whose agents are asked */
  const char *connection; /* object path */
  const VpnProfile *profile;
  const VpnConnectOptions *options;
  const VpnMachine *machine; /* answers for what the computer itself connects */
} VpnQuestionsConfig;

/* Reads the key that options hold, if any: VPN_ERROR_FILE_NEEDED. events outlives the object. */
VpnQuestions *vpn_questions_new (const VpnQuestionsConfig *config, const VpnQuestionsEvents *events,
                                 gpointer owner, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Nothing is heard of it any more. NULL is legal. */
void vpn_questions_free (VpnQuestions *self);

/* Answered from what is remembered, else by a person. */
void vpn_questions_ask (VpnQuestions *self, const VpnWorkerSecretRequest *request);
/* Makes the private key ready, asking for its passphrase; ready at once when there is none. A key
 * on a token stays there: the user's agents talk to it. */
void vpn_questions_unlock_key (VpnQuestions *self);
void vpn_questions_sign (VpnQuestions *self, guint32 ticket, CrySig sig, GBytes *octets);

/* The public half of the private key, DER SubjectPublicKeyInfo; owned; NULL when there is none, or
 * a token does not show it. */
GBytes *vpn_questions_get_public_key (const VpnQuestions *self) G_GNUC_WARN_UNUSED_RESULT;

/* What people are asked now is moot; nothing is heard of it. NULL is legal. */
void vpn_questions_drop (VpnQuestions *self);
/* The remembered answers go, the key stays. */
void vpn_questions_forget (VpnQuestions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnQuestions, vpn_questions_free)
