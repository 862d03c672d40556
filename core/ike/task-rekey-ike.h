// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Rekeying the IKE SA: ours, and our half of the gateway's. */
#pragma once

#include "ike-tasks.h"

IkeTask *ike_task_rekey_ike_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* The gateway asks for it: does it and adds the answer to builder. IKE_ANSWER_FATAL
 * (ike-exchange.h) when the request made no sense. */
int ike_answer_rekey_ike (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
    G_GNUC_WARN_UNUSED_RESULT;
/* Likewise the next of the further key exchanges of that (RFC 9370 section 2.2.4). */
int ike_answer_rekey_ike_further (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
    G_GNUC_WARN_UNUSED_RESULT;
