// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Rekeying a Child SA: ours, and our half of the gateway's. */
#pragma once

#include "ike-tasks.h"

/* A successor of the Child SA. */
IkeTask *ike_task_rekey_child_new (guint32 spi_in) G_GNUC_WARN_UNUSED_RESULT;
/* The gateway asks for it: does it and adds the answer to builder. IKE_ANSWER_FATAL
 * (ike-exchange.h) when the request made no sense. */
int ike_answer_rekey_child (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
    G_GNUC_WARN_UNUSED_RESULT;
