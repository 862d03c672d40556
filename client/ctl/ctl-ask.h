// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * CtlAsk: answers an agent's questions with lines from a descriptor: a terminal, where the question
 * is shown and the answer is not, or anything else, where each question takes one line in silence.
 * One question at a time, as genkand asks; it never blocks the main loop. Lines are wiped.
 */
#pragma once

#include "ctl-steps.h"
#include "vpn-client-agent.h"
#include "vpn-reason.h"

typedef enum
{
  CTL_ASK_FINE = 0,
  CTL_ASK_NO_LINE,  /* a question found no line any more (end of input) */
  CTL_ASK_REFUSED,  /* the last line was refused and there is no other */
  CTL_ASK_DECLINED, /* the person ended the input (Ctrl-D) */
} CtlAskEnd;

typedef struct CtlAsk CtlAsk;

/* fd is borrowed. prompt_to is where questions are written on a terminal. */
CtlAsk *ctl_ask_new (VpnClientAgent *agent, CtlSteps *steps, int fd, FILE *prompt_to);
void ctl_ask_free (CtlAsk *ask);
/* Declines the question that is open, if any, and leaves the terminal as it was. */
void ctl_ask_stop (CtlAsk *ask);
/* How the last question fared. */
CtlAskEnd ctl_ask_get_end (const CtlAsk *ask);
/* Of CTL_ASK_REFUSED: what refusing the last line means for the connection. */
VpnReason ctl_ask_get_refusal (const CtlAsk *ask);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlAsk, ctl_ask_free)
