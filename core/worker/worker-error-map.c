// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The engine's reasons as reasons of the bus. */
#include "worker-error-map.h"

#include "eap.h"

#include <errno.h>

/* Where the specific part of the sentence comes from. */
typedef enum
{
  DETAIL_NONE = 0,
  DETAIL_NOTIFY,    /* name or number of the gateway's error notify */
  DETAIL_IDENTITY,  /* what was found; what was expected, genkand knows */
  DETAIL_VERDICT,   /* what the certificate check said */
  DETAIL_PEER_TEXT, /* the gateway's own words */
  DETAIL_LOGIN,     /* what the EAP conversation says */
} DetailSource;

typedef struct
{
  VpnReason reason;
  DetailSource detail;
} Meaning;

/* Rows by IkeReason. EAP, GATEWAY_CERT and the two AUTH failures have tables of their own below. */
static const Meaning meanings[] = {
  [IKE_REASON_NONE] = { VPN_REASON_INTERNAL, DETAIL_NONE },
  [IKE_REASON_LOCAL_CLOSE] = { VPN_REASON_USER, DETAIL_NONE },
  [IKE_REASON_PEER_CLOSE] = { VPN_REASON_GATEWAY_CLOSED, DETAIL_NONE },
  [IKE_REASON_NO_RESPONSE] = { VPN_REASON_GATEWAY_SILENT, DETAIL_NONE },
  [IKE_REASON_LIVENESS] = { VPN_REASON_GATEWAY_LOST, DETAIL_NONE },
  [IKE_REASON_NO_PROPOSAL] = { VPN_REASON_NO_COMMON_PROPOSAL, DETAIL_NONE },
  [IKE_REASON_NO_CHILD_PROPOSAL] = { VPN_REASON_NO_COMMON_CHILD_PROPOSAL, DETAIL_NONE },
  [IKE_REASON_NO_COMMON_GROUP] = { VPN_REASON_NO_COMMON_PROPOSAL, DETAIL_NOTIFY },
  [IKE_REASON_AUTH_REJECTED] = { VPN_REASON_LOGIN_FAILED, DETAIL_PEER_TEXT },
  [IKE_REASON_GATEWAY_AUTH] = { VPN_REASON_GATEWAY_AUTH_FAILED, DETAIL_NONE },
  [IKE_REASON_GATEWAY_IDENTITY] = { VPN_REASON_GATEWAY_WRONG_IDENTITY, DETAIL_IDENTITY },
  [IKE_REASON_GATEWAY_CERT] = { VPN_REASON_GATEWAY_CERT_INVALID, DETAIL_VERDICT },
  [IKE_REASON_GATEWAY_NO_CERT] = { VPN_REASON_GATEWAY_NOT_PROVEN, DETAIL_NONE },
  [IKE_REASON_EAP] = { VPN_REASON_LOGIN_FAILED, DETAIL_LOGIN },
  [IKE_REASON_SECRET_CANCELLED] = { VPN_REASON_NO_SECRETS, DETAIL_NONE },
  [IKE_REASON_SIGNATURE_REFUSED] = { VPN_REASON_KEY_UNUSABLE, DETAIL_NONE },
  [IKE_REASON_NO_ADDRESS] = { VPN_REASON_NO_ADDRESS, DETAIL_NONE },
  [IKE_REASON_TS_UNACCEPTABLE] = { VPN_REASON_NO_TRAFFIC_ALLOWED, DETAIL_NONE },
  [IKE_REASON_CHILD_REFUSED] = { VPN_REASON_GATEWAY_REFUSED, DETAIL_NOTIFY },
  [IKE_REASON_CHILD_LOST] = { VPN_REASON_GATEWAY_CLOSED, DETAIL_NONE },
  [IKE_REASON_PROTOCOL] = { VPN_REASON_PROTOCOL_ERROR, DETAIL_NOTIFY },
  [IKE_REASON_GATEWAY_BUSY] = { VPN_REASON_GATEWAY_BUSY, DETAIL_NONE },
  [IKE_REASON_EXPIRED] = { VPN_REASON_SESSION_EXPIRED, DETAIL_NONE },
  [IKE_REASON_WRONG_VERSION] = { VPN_REASON_GATEWAY_IKEV1_ONLY, DETAIL_NONE },
  [IKE_REASON_REDIRECTED] = { VPN_REASON_GATEWAY_CLOSED, DETAIL_IDENTITY },
  [IKE_REASON_PPK] = { VPN_REASON_PPK_REFUSED, DETAIL_NONE },
  [IKE_REASON_GATEWAY_LACKS] = { VPN_REASON_GATEWAY_LACKS, DETAIL_IDENTITY },
  [IKE_REASON_INTERNAL] = { VPN_REASON_INTERNAL, DETAIL_NONE },
};

static const VpnReason eap_meanings[] = {
  [EAP_REASON_NONE] = VPN_REASON_LOGIN_FAILED,
  [EAP_REASON_REJECTED] = VPN_REASON_LOGIN_FAILED,
  [EAP_REASON_NO_METHOD] = VPN_REASON_NO_LOGIN_METHOD,
  [EAP_REASON_SERVER_NOT_GENUINE] = VPN_REASON_GATEWAY_NOT_GENUINE,
  [EAP_REASON_SERVER_CERT] = VPN_REASON_LOGIN_SERVER_UNTRUSTED,
  [EAP_REASON_SERVER_NAME] = VPN_REASON_LOGIN_SERVER_WRONG_NAME,
  [EAP_REASON_TLS] = VPN_REASON_LOGIN_CHANNEL_FAILED,
  [EAP_REASON_CERT_REFUSED] = VPN_REASON_LOGIN_FAILED,
  [EAP_REASON_NO_SIGNATURE] = VPN_REASON_KEY_UNUSABLE,
  [EAP_REASON_CANCELLED] = VPN_REASON_NO_SECRETS,
  [EAP_REASON_PASSWORD_EXPIRED] = VPN_REASON_PASSWORD_EXPIRED,
  [EAP_REASON_ACCOUNT_DISABLED] = VPN_REASON_ACCOUNT_DISABLED,
  [EAP_REASON_RESTRICTED_HOURS] = VPN_REASON_LOGIN_NOT_ALLOWED,
  [EAP_REASON_NO_DIALIN] = VPN_REASON_LOGIN_NOT_ALLOWED,
  [EAP_REASON_PROTOCOL] = VPN_REASON_PROTOCOL_ERROR,
  [EAP_REASON_LIMIT] = VPN_REASON_PROTOCOL_ERROR,
};

static const VpnReason verdict_meanings[] = {
  [CRY_VERDICT_OK] = VPN_REASON_GATEWAY_CERT_INVALID,
  [CRY_VERDICT_UNKNOWN_CA] = VPN_REASON_GATEWAY_UNTRUSTED,
  [CRY_VERDICT_EXPIRED] = VPN_REASON_GATEWAY_CERT_EXPIRED,
  [CRY_VERDICT_NOT_YET_VALID] = VPN_REASON_GATEWAY_CERT_NOT_YET_VALID,
  [CRY_VERDICT_WRONG_PURPOSE] = VPN_REASON_GATEWAY_CERT_INVALID,
  [CRY_VERDICT_BAD_SIGNATURE] = VPN_REASON_GATEWAY_CERT_INVALID,
  [CRY_VERDICT_WEAK] = VPN_REASON_GATEWAY_CERT_INVALID,
  [CRY_VERDICT_NAME_CONSTRAINT] = VPN_REASON_GATEWAY_CERT_INVALID,
  [CRY_VERDICT_REVOKED] = VPN_REASON_GATEWAY_CERT_INVALID,
  [CRY_VERDICT_NO_CRL] = VPN_REASON_GATEWAY_CERT_INVALID,
  [CRY_VERDICT_INVALID] = VPN_REASON_GATEWAY_CERT_INVALID,
};

static const char *const verdict_texts[] = {
  [CRY_VERDICT_WRONG_PURPOSE] = "not made for a server",
  [CRY_VERDICT_BAD_SIGNATURE] = "its signature is wrong",
  [CRY_VERDICT_WEAK] = "its key or digest is too weak",
  [CRY_VERDICT_NAME_CONSTRAINT] = "its authority may not vouch for this name",
  [CRY_VERDICT_REVOKED] = "it was revoked",
  [CRY_VERDICT_NO_CRL] = "no valid list says whether it was revoked",
};

static const VpnStep stage_steps[] = {
  [IKE_STAGE_IDLE] = VPN_STEP_NONE,
  [IKE_STAGE_INIT] = VPN_STEP_CONTACT,
  [IKE_STAGE_GATEWAY] = VPN_STEP_VERIFY_GATEWAY,
  [IKE_STAGE_USER] = VPN_STEP_SIGN_IN,
  [IKE_STAGE_CONFIGURE] = VPN_STEP_CONFIGURE,
  [IKE_STAGE_ESTABLISHED] = VPN_STEP_NETWORK,
  [IKE_STAGE_CLOSING] = VPN_STEP_NONE,
  [IKE_STAGE_CLOSED] = VPN_STEP_NONE,
};

/* What a gateway that had let us in refuses later: it has changed its mind, and a new session is
 * what may change it back (RKC-12). */
static gboolean
is_late_refusal (const IkeClosed *closed)
{
  static const IkeReason refusals[]
      = { IKE_REASON_NO_PROPOSAL,     IKE_REASON_NO_CHILD_PROPOSAL, IKE_REASON_NO_COMMON_GROUP,
          IKE_REASON_TS_UNACCEPTABLE, IKE_REASON_CHILD_REFUSED,     IKE_REASON_NO_ADDRESS };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (closed->reason == refusals[i])
      return closed->stage == IKE_STAGE_ESTABLISHED;
  return FALSE;
}

static const char *
or_nothing (const char *text)
{
  return text != NULL ? text : "";
}

static char *
describe_notify (guint16 notify)
{
  const char *name = ike_notify_name (notify);

  if (notify == 0)
    return g_strdup ("");
  return name != NULL ? g_strdup (name) : g_strdup_printf ("notify %u", notify);
}

static char *
describe_verdict (const CryVerdict *verdict)
{
  const char *what
      = (guint) verdict->code < G_N_ELEMENTS (verdict_texts) ? verdict_texts[verdict->code] : NULL;

  if (what == NULL)
    return g_strdup (or_nothing (verdict->detail));
  if (verdict->detail == NULL)
    return g_strdup (what);
  return g_strdup_printf ("%s: %s", verdict->detail, what);
}

/* For gateways these have a sentence each; for the login server behind one it is the detail. */
static char *
describe_login_verdict (const CryVerdict *verdict)
{
  const char *what = NULL;

  if (verdict->code == CRY_VERDICT_EXPIRED)
    what = "it has expired";
  else if (verdict->code == CRY_VERDICT_NOT_YET_VALID)
    what = "it is not valid yet";
  else if (verdict->code == CRY_VERDICT_UNKNOWN_CA)
    what = "its authority is not known";
  if (what == NULL)
    return describe_verdict (verdict);
  return verdict->detail != NULL ? g_strdup_printf ("%s: %s", verdict->detail, what)
                                 : g_strdup (what);
}

/* What the login server's certificate lacks, or the words of whoever ended the login. */
static char *
describe_login (const IkeClosed *closed)
{
  switch ((EapReason) closed->eap_reason)
    {
    case EAP_REASON_SERVER_CERT:
      return describe_login_verdict (&closed->verdict);
    case EAP_REASON_SERVER_NAME:
      return g_strdup (or_nothing (closed->found));
    case EAP_REASON_NONE:
    case EAP_REASON_REJECTED:
    case EAP_REASON_NO_METHOD:
    case EAP_REASON_SERVER_NOT_GENUINE:
    case EAP_REASON_TLS:
    case EAP_REASON_CERT_REFUSED:
    case EAP_REASON_NO_SIGNATURE:
    case EAP_REASON_CANCELLED:
    case EAP_REASON_PASSWORD_EXPIRED:
    case EAP_REASON_ACCOUNT_DISABLED:
    case EAP_REASON_RESTRICTED_HOURS:
    case EAP_REASON_NO_DIALIN:
    case EAP_REASON_PROTOCOL:
    case EAP_REASON_LIMIT:
      break;
    }
  return g_strdup (or_nothing (closed->peer_text));
}

static char *
describe (DetailSource source, const IkeClosed *closed)
{
  switch (source)
    {
    case DETAIL_NONE:
      return g_strdup ("");
    case DETAIL_NOTIFY:
      return describe_notify (closed->notify);
    case DETAIL_IDENTITY:
      return g_strdup (or_nothing (closed->found));
    case DETAIL_VERDICT:
      return describe_verdict (&closed->verdict);
    case DETAIL_PEER_TEXT:
      return g_strdup (or_nothing (closed->peer_text));
    case DETAIL_LOGIN:
      return describe_login (closed);
    }
  return g_strdup ("");
}

/* What ICMP said; the C library's words would be read from files. */
static const char *
describe_refusal (int error)
{
  switch (error)
    {
    case ECONNREFUSED:
      return "ICMP says that nothing listens there";
    case EHOSTUNREACH:
      return "ICMP says that the host cannot be reached";
    case ENETUNREACH:
      return "ICMP says that the network cannot be reached";
    default:
      return "ICMP says that it is not let through";
    }
}

/* No proper answer at all, or none on the second port. */
static WorkerError
map_silence (IkeStage stage, const WorkerContact *contact)
{
  VpnReason reason = VPN_REASON_GATEWAY_SILENT;

  if (stage > IKE_STAGE_INIT)
    reason = VPN_REASON_GATEWAY_HALF_BLOCKED;
  else if (contact->refused != 0)
    reason = VPN_REASON_GATEWAY_REJECTS;
  else if (contact->heard && !contact->understood)
    reason = VPN_REASON_GATEWAY_NOT_IKE;
  if (contact->refused == 0)
    return (WorkerError){ reason, g_strdup ("") };
  return (WorkerError){ reason, g_strdup_printf ("UDP port %u: %s", contact->refused_port,
                                                 describe_refusal (contact->refused)) };
}

WorkerError
worker_error_map (const IkeClosed *closed, IkeAuthMode auth, const WorkerContact *contact)
{
  gboolean known = (guint) closed->reason < G_N_ELEMENTS (meanings);
  const Meaning *meaning = &meanings[known ? closed->reason : IKE_REASON_INTERNAL];
  VpnReason reason = meaning->reason;

  if (closed->reason == IKE_REASON_NO_RESPONSE && closed->stage <= IKE_STAGE_GATEWAY)
    return map_silence (closed->stage, contact);
  if (closed->reason == IKE_REASON_EAP && closed->eap_reason < G_N_ELEMENTS (eap_meanings))
    reason = eap_meanings[closed->eap_reason];
  else if (closed->reason == IKE_REASON_GATEWAY_CERT
           && (guint) closed->verdict.code < G_N_ELEMENTS (verdict_meanings))
    reason = verdict_meanings[closed->verdict.code];
  /* The last AUTH of a login with EAP: by then the gateway has all there is to have. */
  else if (closed->reason == IKE_REASON_GATEWAY_AUTH && auth == IKE_AUTH_EAP
           && closed->stage > IKE_STAGE_GATEWAY)
    reason = VPN_REASON_GATEWAY_NOT_GENUINE;
  /* With a pre-shared key both directions fail for one cause: the keys (or identities) differ. */
  else if (auth == IKE_AUTH_PSK
           && (closed->reason == IKE_REASON_AUTH_REJECTED
               || closed->reason == IKE_REASON_GATEWAY_AUTH))
    reason = VPN_REASON_PSK_MISMATCH;
  /* Before the user's turn it is no password that was refused: none has been sent. */
  else if (closed->reason == IKE_REASON_AUTH_REJECTED && closed->stage < IKE_STAGE_USER)
    reason = VPN_REASON_LOGIN_KIND_REFUSED;
  else if (is_late_refusal (closed))
    return (WorkerError){ VPN_REASON_GATEWAY_CLOSED, describe_notify (closed->notify) };
  return (WorkerError){ reason, describe (meaning->detail, closed) };
}

void
worker_error_clear (WorkerError *error)
{
  g_clear_pointer (&error->detail, g_free);
}

VpnStep
worker_step_of_stage (IkeStage stage)
{
  return (guint) stage < G_N_ELEMENTS (stage_steps) ? stage_steps[stage] : VPN_STEP_NONE;
}
