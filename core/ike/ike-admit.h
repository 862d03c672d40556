// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The admission table: which payloads a message of an exchange may and must hold, by direction and
 * stage. Nothing reaches a task that the table does not name, so a task never sees a message that
 * its stage does not expect, and nothing at all is taken from a peer that has not been proven
 * except the answers to our own IKE_SA_INIT and IKE_AUTH. Pure; any thread.
 */
#pragma once

#include "ike-chain.h"

typedef enum
{
  IKE_ADMIT_DROP = 0, /* count and forget: anybody could have sent it */
  IKE_ADMIT_OK,
  IKE_ADMIT_REFUSE, /* a request of the proven peer that makes no sense: answer INVALID_SYNTAX */
  IKE_ADMIT_BREACH, /* a protected response that breaks the protocol: it will not get better */
} IkeAdmitVerdict;

/* A message that is protected was authenticated by its ICV before it comes here. */
IkeAdmitVerdict ike_admit (const IkeMessage *message, IkeStage stage);
