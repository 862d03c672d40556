// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Names of protocol numbers for the log. */
#include "ike-types.h"

/* Names for logs. */

#define NAME_CASE(prefix, name) \
  case prefix##name:            \
    return #name;

const char *
ike_exchange_name (guint8 exchange)
{
#define EXCHANGE_CASE(name, value) NAME_CASE (IKE_EXCHANGE_, name)
  switch (exchange)
    {
      IKE_EXCHANGES (EXCHANGE_CASE)
    default:
      return "unknown exchange";
    }
}

const char *
ike_payload_name (guint8 type)
{
#define PAYLOAD_CASE(name, value) NAME_CASE (IKE_PAYLOAD_, name)
  switch (type)
    {
      IKE_PAYLOADS (PAYLOAD_CASE)
    default:
      return NULL;
    }
}

const char *
ike_notify_name (guint16 notify)
{
#define NOTIFY_CASE(name, value) NAME_CASE (IKE_NOTIFY_, name)
  switch (notify)
    {
      IKE_NOTIFIES (NOTIFY_CASE)
    default:
      return NULL;
    }
}

const char *
ike_stage_name (IkeStage stage)
{
  switch (stage)
    {
    case IKE_STAGE_IDLE:
      return "idle";
    case IKE_STAGE_INIT:
      return "init";
    case IKE_STAGE_GATEWAY:
      return "gateway";
    case IKE_STAGE_USER:
      return "user";
    case IKE_STAGE_CONFIGURE:
      return "configure";
    case IKE_STAGE_ESTABLISHED:
      return "established";
    case IKE_STAGE_CLOSING:
      return "closing";
    case IKE_STAGE_CLOSED:
      return "closed";
    }
  return "unknown";
}

const char *
ike_reason_name (IkeReason reason)
{
  static const char *const names[] = {
    [IKE_REASON_NONE] = "none",
    [IKE_REASON_LOCAL_CLOSE] = "local-close",
    [IKE_REASON_PEER_CLOSE] = "peer-close",
    [IKE_REASON_NO_RESPONSE] = "no-response",
    [IKE_REASON_LIVENESS] = "liveness",
    [IKE_REASON_NO_PROPOSAL] = "no-proposal",
    [IKE_REASON_NO_CHILD_PROPOSAL] = "no-child-proposal",
    [IKE_REASON_NO_COMMON_GROUP] = "no-common-group",
    [IKE_REASON_AUTH_REJECTED] = "auth-rejected",
    [IKE_REASON_GATEWAY_AUTH] = "gateway-auth",
    [IKE_REASON_GATEWAY_IDENTITY] = "gateway-identity",
    [IKE_REASON_GATEWAY_CERT] = "gateway-cert",
    [IKE_REASON_GATEWAY_NO_CERT] = "gateway-no-cert",
    [IKE_REASON_EAP] = "eap",
    [IKE_REASON_SECRET_CANCELLED] = "secret-cancelled",
    [IKE_REASON_SIGNATURE_REFUSED] = "signature-refused",
    [IKE_REASON_NO_ADDRESS] = "no-address",
    [IKE_REASON_TS_UNACCEPTABLE] = "ts-unacceptable",
    [IKE_REASON_CHILD_REFUSED] = "child-refused",
    [IKE_REASON_CHILD_LOST] = "child-lost",
    [IKE_REASON_PROTOCOL] = "protocol",
    [IKE_REASON_GATEWAY_BUSY] = "gateway-busy",
    [IKE_REASON_EXPIRED] = "expired",
    [IKE_REASON_WRONG_VERSION] = "wrong-version",
    [IKE_REASON_REDIRECTED] = "redirected",
    [IKE_REASON_GATEWAY_LACKS] = "gateway-lacks",
    [IKE_REASON_PPK] = "ppk",
    [IKE_REASON_INTERNAL] = "internal",
  };

  return (gsize) reason < G_N_ELEMENTS (names) ? names[reason] : "unknown";
}
