// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The end of a session: the one place that makes the account of why, says goodbye where that makes
 * sense, and sees to it that CLOSED comes exactly once. Same thread as the session.
 *
 * Before the gateway has proved itself anybody may be at the other end of an IKE SA. What goes
 * wrong on one then ends that candidate; the session goes on with the others and waits a little
 * for more.
 */
#pragma once

#include "ike-sas.h"

typedef enum
{
  IKE_FAREWELL_NONE = 0, /* the peer knows, is not proven, or is not there */
  IKE_FAREWELL_DELETE,   /* it holds an SA for us that it should forget */
  IKE_FAREWELL_AUTH,     /* it did not prove itself: AUTHENTICATION_FAILED, no detail (ERR-09) */
  IKE_FAREWELL_QUIT,     /* the log-in is not gone on with: it need not keep half a session */
} IkeFarewell;

/* An account with the present stage. Owned by the caller until a function below takes it. */
IkeClosed *ike_closed_new (const IkeSession *session, IkeReason reason) G_GNUC_WARN_UNUSED_RESULT;
/* The reason that an error notify stands for when it comes in that stage. */
IkeReason ike_closed_reason_of_notify (guint16 notify, IkeStage stage);
/* Keeps the account for when nothing better comes: nobody has signed it. Takes account. */
void ike_closed_suspect (IkeSession *session, IkeClosed *account);

/* Ends the session: farewell is sent once and not waited for, keys go, CLOSED is queued. Takes
 * account. Does nothing but free it when the session is closed already. */
void ike_closed_end (IkeSession *session, IkeFarewell farewell, IkeClosed *account);
void ike_closed_end_reason (IkeSession *session, IkeFarewell farewell, IkeReason reason);
void ike_closed_end_notify (IkeSession *session, IkeFarewell farewell, guint16 notify);
/* No answer from anybody any more: ends with what was suspected, else with reason. */
void ike_closed_end_unproven (IkeSession *session, IkeReason reason);

/* Who is at the other end of the IKE SA failed us: ends a candidate, or the session. */
void ike_closed_fail (IkeSa *sa, IkeFarewell farewell, IkeClosed *account);
void ike_closed_fail_reason (IkeSa *sa, IkeFarewell farewell, IkeReason reason);
void ike_closed_fail_notify (IkeSa *sa, IkeFarewell farewell, guint16 notify);
/* It does not offer what the profile insists on; what: in core/common/vpn-sentence.c. */
void ike_closed_fail_lacks (IkeSa *sa, IkeFarewell farewell, const char *what);
/* Ends the session if the gateway names another one, in good form, and may. FALSE: it does not.
 * nonce as in ike_redirect_read(). */
gboolean ike_closed_redirect (IkeSession *session, IkeFarewell farewell, const IkeMessage *message,
                              CrySpan nonce);
/* It broke the protocol; why is for the log. */
void ike_closed_fail_protocol (IkeSa *sa, const char *why);
