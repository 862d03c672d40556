// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Numbers of the IANA "IKEv2 Parameters" registry that this engine knows, one X-macro per registry:
 * X (NAME, value). The transform numbers themselves live in cry-alg.h. Constant data; any thread.
 */
#pragma once

#include "ike.h"

#define IKE_HEADER_LEN 28
#define IKE_NONCE_MIN  16 /* RFC 7296 section 2.10 */
#define IKE_NONCE_MAX  256
#define IKE_NONCE_LEN  32 /* what we send: half the key size of any prf we offer */
#define IKE_COOKIE_MAX 64

#define IKE_FLAG_INITIATOR 0x08 /* sender is the original initiator of this IKE SA */
#define IKE_FLAG_VERSION   0x10
#define IKE_FLAG_RESPONSE  0x20

#define IKE_EXCHANGES(X)   \
  X (IKE_SA_INIT, 34)      \
  X (IKE_AUTH, 35)         \
  X (CREATE_CHILD_SA, 36)  \
  X (INFORMATIONAL, 37)    \
  X (IKE_INTERMEDIATE, 43) \
  X (IKE_FOLLOWUP_KE, 44)

#define IKE_PAYLOADS(X) \
  X (SA, 33)            \
  X (KE, 34)            \
  X (IDI, 35)           \
  X (IDR, 36)           \
  X (CERT, 37)          \
  X (CERTREQ, 38)       \
  X (AUTH, 39)          \
  X (NONCE, 40)         \
  X (NOTIFY, 41)        \
  X (DELETE, 42)        \
  X (VENDOR, 43)        \
  X (TSI, 44)           \
  X (TSR, 45)           \
  X (SK, 46)            \
  X (CP, 47)            \
  X (EAP, 48)           \
  X (SKF, 53)

#define IKE_NOTIFIES(X)                      \
  X (UNSUPPORTED_CRITICAL_PAYLOAD, 1)        \
  X (INVALID_IKE_SPI, 4)                     \
  X (INVALID_MAJOR_VERSION, 5)               \
  X (INVALID_SYNTAX, 7)                      \
  X (INVALID_MESSAGE_ID, 9)                  \
  X (INVALID_SPI, 11)                        \
  X (NO_PROPOSAL_CHOSEN, 14)                 \
  X (INVALID_KE_PAYLOAD, 17)                 \
  X (AUTHENTICATION_FAILED, 24)              \
  X (SINGLE_PAIR_REQUIRED, 34)               \
  X (NO_ADDITIONAL_SAS, 35)                  \
  X (INTERNAL_ADDRESS_FAILURE, 36)           \
  X (FAILED_CP_REQUIRED, 37)                 \
  X (TS_UNACCEPTABLE, 38)                    \
  X (INVALID_SELECTORS, 39)                  \
  X (UNACCEPTABLE_ADDRESSES, 40)             \
  X (UNEXPECTED_NAT_DETECTED, 41)            \
  X (TEMPORARY_FAILURE, 43)                  \
  X (CHILD_SA_NOT_FOUND, 44)                 \
  X (STATE_NOT_FOUND, 47)                    \
  X (TS_MAX_QUEUE, 48)                       \
  X (INITIAL_CONTACT, 16384)                 \
  X (SET_WINDOW_SIZE, 16385)                 \
  X (ADDITIONAL_TS_POSSIBLE, 16386)          \
  X (IPCOMP_SUPPORTED, 16387)                \
  X (NAT_DETECTION_SOURCE_IP, 16388)         \
  X (NAT_DETECTION_DESTINATION_IP, 16389)    \
  X (COOKIE, 16390)                          \
  X (USE_TRANSPORT_MODE, 16391)              \
  X (HTTP_CERT_LOOKUP_SUPPORTED, 16392)      \
  X (REKEY_SA, 16393)                        \
  X (ESP_TFC_PADDING_NOT_SUPPORTED, 16394)   \
  X (NON_FIRST_FRAGMENTS_ALSO, 16395)        \
  X (MOBIKE_SUPPORTED, 16396)                \
  X (ADDITIONAL_IP4_ADDRESS, 16397)          \
  X (ADDITIONAL_IP6_ADDRESS, 16398)          \
  X (NO_ADDITIONAL_ADDRESSES, 16399)         \
  X (UPDATE_SA_ADDRESSES, 16400)             \
  X (COOKIE2, 16401)                         \
  X (NO_NATS_ALLOWED, 16402)                 \
  X (AUTH_LIFETIME, 16403)                   \
  X (MULTIPLE_AUTH_SUPPORTED, 16404)         \
  X (ANOTHER_AUTH_FOLLOWS, 16405)            \
  X (REDIRECT_SUPPORTED, 16406)              \
  X (REDIRECT, 16407)                        \
  X (REDIRECTED_FROM, 16408)                 \
  X (TICKET_LT_OPAQUE, 16409)                \
  X (TICKET_REQUEST, 16410)                  \
  X (TICKET_ACK, 16411)                      \
  X (TICKET_NACK, 16412)                     \
  X (TICKET_OPAQUE, 16413)                   \
  X (EAP_ONLY_AUTHENTICATION, 16417)         \
  X (CHILDLESS_IKEV2_SUPPORTED, 16418)       \
  X (QUICK_CRASH_DETECTION, 16419)           \
  X (IKEV2_FRAGMENTATION_SUPPORTED, 16430)   \
  X (SIGNATURE_HASH_ALGORITHMS, 16431)       \
  X (PUZZLE, 16434)                          \
  X (USE_PPK, 16435)                         \
  X (PPK_IDENTITY, 16436)                    \
  X (NO_PPK_AUTH, 16437)                     \
  X (INTERMEDIATE_EXCHANGE_SUPPORTED, 16438) \
  X (ADDITIONAL_KEY_EXCHANGE, 16441)         \
  X (USE_AGGFRAG, 16442)                     \
  X (SUPPORTED_AUTH_METHODS, 16443)          \
  X (SA_RESOURCE_INFO, 16444)

#define IKE_CP_ATTRIBUTES(X)   \
  X (INTERNAL_IP4_ADDRESS, 1)  \
  X (INTERNAL_IP4_NETMASK, 2)  \
  X (INTERNAL_IP4_DNS, 3)      \
  X (INTERNAL_IP4_NBNS, 4)     \
  X (INTERNAL_IP4_DHCP, 6)     \
  X (APPLICATION_VERSION, 7)   \
  X (INTERNAL_IP6_ADDRESS, 8)  \
  X (INTERNAL_IP6_DNS, 10)     \
  X (INTERNAL_IP6_DHCP, 12)    \
  X (INTERNAL_IP4_SUBNET, 13)  \
  X (SUPPORTED_ATTRIBUTES, 14) \
  X (INTERNAL_IP6_SUBNET, 15)  \
  X (INTERNAL_DNS_DOMAIN, 25)  \
  X (UNITY_BANNER, 28672)

#define IKE_AUTH_METHODS(X) \
  X (RSA, 1)                \
  X (SHARED_KEY, 2)         \
  X (ECDSA_256, 9)          \
  X (ECDSA_384, 10)         \
  X (ECDSA_521, 11)         \
  X (NULL_AUTH, 13)         \
  X (SIGNATURE, 14)

#define IKE_DEFINE_EXCHANGE(name, value) IKE_EXCHANGE_##name = (value),
typedef enum
{
  IKE_EXCHANGES (IKE_DEFINE_EXCHANGE)
} IkeExchange;

/* NONE ends a chain. */
#define IKE_DEFINE_PAYLOAD(name, value) IKE_PAYLOAD_##name = (value),
typedef enum
{
  IKE_PAYLOAD_NONE = 0,
  IKE_PAYLOADS (IKE_DEFINE_PAYLOAD)
} IkePayloadType;

/* Below 16384: error, from there on: status (RFC 7296 section 3.10.1). */
#define IKE_NOTIFY_STATUS_FIRST        16384
#define IKE_DEFINE_NOTIFY(name, value) IKE_NOTIFY_##name = (value),
typedef enum
{
  IKE_NOTIFIES (IKE_DEFINE_NOTIFY)
} IkeNotifyType;

#define IKE_DEFINE_CP(name, value) IKE_CP_##name = (value),
typedef enum
{
  IKE_CP_ATTRIBUTES (IKE_DEFINE_CP)
} IkeCpType;

#define IKE_DEFINE_AUTH_METHOD(name, value) IKE_AUTH_METHOD_##name = (value),
typedef enum
{
  IKE_AUTH_METHODS (IKE_DEFINE_AUTH_METHOD)
} IkeAuthMethod;

typedef enum
{
  IKE_PROTOCOL_NONE = 0,
  IKE_PROTOCOL_IKE = 1,
  IKE_PROTOCOL_AH = 2,
  IKE_PROTOCOL_ESP = 3,
} IkeProtocol;

typedef enum
{
  IKE_TRANSFORM_ENCR = 1,
  IKE_TRANSFORM_PRF = 2,
  IKE_TRANSFORM_INTEG = 3,
  IKE_TRANSFORM_KE = 4,
  IKE_TRANSFORM_ESN = 5,
  IKE_TRANSFORM_ADDKE1 = 6, /* RFC 9370: up to seven key exchanges beside that of type KE */
  IKE_TRANSFORM_ADDKE7 = 12,
} IkeTransformType;

typedef enum
{
  IKE_CFG_REQUEST = 1,
  IKE_CFG_REPLY = 2,
  IKE_CFG_SET = 3,
  IKE_CFG_ACK = 4,
} IkeCfgKind;

typedef enum /* certificate encodings, RFC 7296 section 3.6 */
{
  IKE_CERT_X509_SIGNATURE = 4,
  IKE_CERT_OCSP_CONTENT = 14, /* RFC 4806 */
} IkeCertEncoding;

/* Names for logs and dumps; "unknown" or NULL as said. */
const char *ike_exchange_name (guint8 exchange); /* never NULL */
const char *ike_payload_name (guint8 type);      /* NULL for a type we do not know */
