// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeFollowup: a CREATE_CHILD_SA whose further key exchanges follow one by one in IKE_FOLLOWUP_KE
 * (RFC 9370 section 2.2.4): what was agreed on, the secrets so far, and the link that ties the
 * exchanges together, in both roles. Owner: who started it (a task) or answers (the IKE SA); the
 * thread of the session.
 */
#pragma once

#include "ike-exchange.h"
#include "mono.h"

typedef struct
{
  IkeKeying *keying; /* owned: of CREATE_CHILD_SA */
  guint64 spi;       /* ours, of what is made */
  SecretBuf *more; /* owned: secrets of the further key exchanges, one behind the other, or NULL */
  guint n_done;
  GBytes *link; /* owned: of the last response */
  MonoTime since;
} IkeFollowup;

/* Takes keying. There is no link yet. */
IkeFollowup *
ike_followup_new (IkeKeying *keying, guint64 spi, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
void ike_followup_free (IkeFollowup *followup);
/* The method of the next exchange; NONE: all are done. */
CryKe ike_followup_next (const IkeFollowup *followup);
/* One is done. Takes secret. */
void ike_followup_add (IkeFollowup *followup, SecretBuf *secret);

/* The link of the peer's response, which the next request repeats. FALSE: there is none, and more
 * exchanges are due. */
gboolean ike_followup_take_link (IkeFollowup *followup, const IkeMessage *response);
/* Whether the request goes on with this one. */
gboolean ike_followup_is_linked (const IkeFollowup *followup, const IkeMessage *request);
void ike_followup_write_link (const IkeFollowup *followup, IkeMessageBuilder *builder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IkeFollowup, ike_followup_free)
