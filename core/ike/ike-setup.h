// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeSetup: an IkeConfig that has been copied, completed with its defaults and checked. It does not
 * change during the life of its session. Single owner; same thread as the session.
 */
#pragma once

#include "ike-cp.h"
#include "payload-sa.h"
#include "ike-ts.h"
#include "ike-window.h"
#include "ike-timers.h"

typedef struct
{
  IkeAuthMode auth;
  IkeId local_id; /* owned; complete */
  gboolean certificate_first;
  IkeId user_id;   /* owned; complete when certificate_first */
  IkeId remote_id; /* owned; type NONE: any (PSK only) */
  gboolean send_idr;
  gboolean idr_may_change;     /* a gateway that fails is asked once more the other way */
  char *eap_identity;          /* owned */
  char *eap_user;              /* owned */
  char **eap_methods;          /* owned */
  char *eap_inner;             /* owned or NULL */
  char *eap_server_name;       /* owned or NULL */
  const CryTrust *eap_trust;   /* borrowed from the driver, outlives the session */
  GPtrArray *eap_certificates; /* counted or NULL; shown only to a TLS server that is proven */
  const CryTrust *trust;       /* borrowed from the driver, outlives the session */
  GPtrArray *certificates;     /* counted; CryCert are the driver's */
  CryKeyType key_type;         /* of the own leaf; UNKNOWN without */
  gint64 wall_offset;
  char *ppk_id; /* owned; NULL: no post-quantum key is used */
  gboolean ppk_optional;

  IkeProposals ike;              /* offered for IKE SAs, without SPI */
  IkeProposals esp;              /* offered for Child SAs, without SPI, groups included */
  gboolean esp_is_default;       /* no list was configured: PFS is a wish, not a demand */
  IkeCpRequest cp;               /* what to ask for */
  IkeTsList ts_local, ts_remote; /* to propose */
  gboolean sha1;                 /* a gateway may sign with it */
  gboolean fragmentation;
  guint16 fragment_size;
  guint16 natt_port;
  gboolean force_encap;
  gboolean initial_contact;
  gboolean gateway_only;
  gboolean redirect;
  IpAddress redirected_from;

  IkeWindowPolicy window;
  MonoTime contact_give_up; /* in place of the window's before the gateway is proven */
  MonoTime person_give_up;  /* in place of the window's during EAP */
  IkeTimerPolicy timers;
} IkeSetup;

/* FALSE when the configuration cannot work: ret_why says why (owned; may be NULL), and ret_setup
 * holds nothing. */
gboolean ike_setup_init (IkeSetup *ret_setup, const IkeConfig *config, char **ret_why);
/* The session's path is a stream: nothing is lost, so nothing is repeated, and nothing is cut into
 * fragments, though the gateway may still do so (RFC 9329 sections 6.2 and 7.5). */
void ike_setup_for_stream (IkeSetup *setup);
void ike_setup_clear (IkeSetup *setup);
