// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The end of a session: the one place that makes the account of why, says goodbye where that makes
 * sense, and sees to it that CLOSED comes exactly once. Same thread as the session.
 */
#pragma once

#include "ike-chain.h"

/* An account with the present stage. Owned by the caller until ike_session_end() takes it. */
IkeClosed *ike_closed_new (const IkeSession *session, IkeReason reason) G_GNUC_WARN_UNUSED_RESULT;

/* The reason that an error notify stands for when it comes in that stage. */
IkeReason ike_closed_reason_of_notify (guint16 notify, IkeStage stage);

typedef enum
{
  IKE_FAREWELL_NONE = 0, /* the peer knows, is not proven, or is not there */
  IKE_FAREWELL_DELETE,   /* it holds an SA for us that it should forget */
  IKE_FAREWELL_AUTH,     /* it did not prove itself: AUTHENTICATION_FAILED, no detail (ERR-09) */
} IkeFarewell;

/* Ends the session: farewell is sent once and not waited for, keys go, CLOSED is queued. Takes
 * account. Does nothing but free it when the session is closed already. */
void ike_session_end (IkeSession *session, IkeFarewell farewell, IkeClosed *account);
/* The same for a plain reason. */
void ike_session_end_reason (IkeSession *session, IkeFarewell farewell, IkeReason reason);
/* The same for an error notify of the gateway. */
void ike_session_end_notify (IkeSession *session, IkeFarewell farewell, guint16 notify);
/* The gateway broke the protocol; why is for the log. */
void ike_session_end_protocol (IkeSession *session, const char *why);
