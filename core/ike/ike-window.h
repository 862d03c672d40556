// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeWindow: the Message IDs of one IKE SA, both directions, window size one each way
 * (RFC 7296 sections 2.1 to 2.3).
 *
 * Own requests: one may be outstanding; its stored bytes are sent again at growing intervals until
 * the response is accepted or the patience ends. Requests of the peer: the next expected ID is new,
 * the one before is a repeat and answered from the stored bytes, everything else is outside.
 *
 * The window knows no cipher: the caller asks for a verdict on the ID, authenticates the message,
 * and only then tells the window that it was accepted. Part of IkeSession; same thread.
 */
#pragma once

#include "mono.h"
#include "rng.h"

#define IKE_WINDOW_ID_LAST G_MAXUINT32 /* an ID that is never used: rekey before (RTX-16) */

/* Patience with a gateway that was there a moment ago, on another path or until packets stopped
 * coming back: one that does not follow, or has lost its state, has to be found out soon, because a
 * new session is the way back then. At least so long, and no less than that share of the whole
 * patience in per cent. */
#define IKE_WINDOW_HURRY       (8 * MONO_SEC)
#define IKE_WINDOW_HURRY_SHARE 40

typedef struct
{
  MonoTime first;   /* interval before the first repeat */
  MonoTime max;     /* longest interval */
  MonoTime give_up; /* silence after which the request has failed */
  guint jitter;     /* per cent taken off each interval at random */
} IkeWindowPolicy;

typedef struct
{
  IkeWindowPolicy policy;
  const Rng *rng; /* borrowed from the session; for the jitter */

  guint32 next_own_id;
  guint8 exchange;    /* of the outstanding request */
  GPtrArray *request; /* GBytes; owned; NULL when nothing is outstanding */
  GPtrArray *smaller; /* GBytes; owned; the same request in more and smaller pieces, or NULL */
  MonoTime sent_at;   /* when its first form went out */
  MonoTime interval;
  MonoTime repeat_at;
  MonoTime give_up_at;
  guint repeats; /* of the outstanding request */
  guint probes;  /* first sendings of it that are to arrive in one piece or not at all */

  guint32 next_peer_id;
  GPtrArray *response; /* GBytes; owned; what answered next_peer_id - 1, or NULL */
} IkeWindow;

typedef enum
{
  IKE_WINDOW_DROP = 0, /* matches nothing; counted by the caller */
  IKE_WINDOW_MATCH,    /* response to the outstanding request, or the peer's next request */
  IKE_WINDOW_REPEAT,   /* the peer repeats its last request: send the stored response again */
} IkeWindowVerdict;

typedef enum
{
  IKE_WINDOW_IDLE = 0,
  IKE_WINDOW_SEND_AGAIN,
  IKE_WINDOW_GIVE_UP,
} IkeWindowDue;

/* first_id: of our first request. */
void ike_window_init (IkeWindow *window, const IkeWindowPolicy *policy, const Rng *rng,
                      guint32 first_id);
void ike_window_clear (IkeWindow *window);

/* Whether a new request may be sent. */
gboolean ike_window_is_open (const IkeWindow *window);
/* ID the next own request carries; IKE_WINDOW_ID_LAST when the space is used up. */
guint32 ike_window_next_id (const IkeWindow *window);
/* The next own request has gone out as these datagrams (GBytes, taken). */
void ike_window_sent (IkeWindow *window, guint8 exchange, GPtrArray *datagrams, MonoTime now);
/* The outstanding request has been sent, and is to be repeated, so many times in all in one piece
 * or not at all; then what ike_window_set_smaller() gives. */
void ike_window_probe (IkeWindow *window, guint times);
/* Whether every sending of the last request so far was one of those. */
gboolean ike_window_is_probing (const IkeWindow *window);
/* The outstanding request again, cut smaller (taken): what is repeated when the first repeats had
 * no answer either, since large datagrams may not get through (RFC 7383 section 2.5.2). */
void ike_window_set_smaller (IkeWindow *window, GPtrArray *datagrams);
/* Another form of the outstanding request (cookie, other group) under the same ID has gone out
 * (datagrams taken). Its schedule starts anew, the time of giving up excepted; the first repeat
 * does not come before the peer can have answered, judged by what the answer to the form before
 * took. */
void ike_window_replace (IkeWindow *window, GPtrArray *datagrams, MonoTime now);
/* The repeats of the outstanding request are to be these from now on (taken); the schedule stays.
 * */
void ike_window_amend (IkeWindow *window, GPtrArray *datagrams);
/* The next repeat is due at that time at latest. */
void ike_window_repeat_by (IkeWindow *window, MonoTime at);
/* The outstanding request is no longer wanted: no repeats, and its response is dropped. */
void ike_window_abandon (IkeWindow *window);

IkeWindowVerdict ike_window_check_response (const IkeWindow *window, guint8 exchange, guint32 id);
/* The outstanding request has its authenticated response. */
void ike_window_accept_response (IkeWindow *window);

IkeWindowVerdict ike_window_check_request (const IkeWindow *window, guint32 id);
/* The peer's expected request was processed; datagrams (GBytes, taken) answered it. */
void ike_window_answered (IkeWindow *window, GPtrArray *datagrams);

/* What is due at now; SEND_AGAIN has moved the schedule on. */
IkeWindowDue ike_window_tick (IkeWindow *window, MonoTime now);
/* The outstanding request gets the patience of IKE_WINDOW_HURRY from now on. */
void ike_window_hurry (IkeWindow *window, MonoTime now);
/* It gets no more than that, and no more than it had. */
void ike_window_bound (IkeWindow *window, MonoTime now);
/* A new path may work where the old one did not: repeat at once, a shorter patience starts. */
void ike_window_path_changed (IkeWindow *window, MonoTime now);
MonoTime ike_window_deadline (const IkeWindow *window);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IkeWindow, ike_window_clear)
