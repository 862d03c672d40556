// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-auth-private.h"

#include "ike-id.h"
#include "payload-auth.h"
#include "payload-cert.h"
#include "payload-id.h"

/*
 * The gateway proves itself: AUTH under its certificate's key, the certificate's path, and the name
 * in it, all three before anything of the user's leaves this machine (EAP-02, CVE-2015-4171).
 */

GBytes *
ike_auth_gateway_octets (const IkeSession *session, const IkeSa *sa, GBytes *id_body)
{
  IkeAuthInput input = {
    .prf = sa->suite.prf,
    .message = ike_span (session->handshake.response),
    .peer_nonce = ike_span (session->handshake.ni),
    .id_body = ike_span (id_body),
    .sk_p = sa->keymat.pr,
  };

  return ike_auth_octets (&input);
}

static void
refuse (IkeSession *session, IkeReason reason)
{
  ike_session_end_reason (session, IKE_FAREWELL_AUTH, reason);
}

static char *
names_of (const CryCert *cert)
{
  g_auto (GStrv) names = cry_cert_names (cert);

  return names != NULL && names[0] != NULL ? g_strjoinv (", ", names)
                                           : cry_cert_subject_text (cert);
}

static void
refuse_identity (IkeSession *session, const IkeId *idr, const CryCert *cert, int verdict)
{
  IkeClosed *account = ike_closed_new (session, IKE_REASON_GATEWAY_IDENTITY);

  account->expected = ike_id_to_text (&session->setup.remote_id);
  account->found
      = verdict == IKE_ID_WRONG_CERT && cert != NULL ? names_of (cert) : ike_id_to_text (idr);
  ike_session_end (session, IKE_FAREWELL_AUTH, account);
}

/* FALSE: the session has ended. */
static gboolean
identity_is_right (IkeSession *session, const IkeId *idr, const CryCert *cert)
{
  int verdict = ike_id_check_gateway (&session->setup.remote_id, idr, cert);

  if (verdict == IKE_ID_PROVEN)
    return TRUE;
  refuse_identity (session, idr, cert, verdict);
  return FALSE;
}

/* FALSE: the session has ended. */
static gboolean
path_is_valid (IkeSession *session, const GPtrArray *certificates)
{
  CryPathRequest request = {
    .leaf = g_ptr_array_index (certificates, 0),
    .intermediates = (CryCert *const *) certificates->pdata + 1,
    .n_intermediates = certificates->len - 1,
    .when = (session->now + session->setup.wall_offset) / MONO_SEC,
  };
  g_auto (CryVerdict) verdict = { 0 };
  IkeClosed *account = NULL;

  cry_trust_verify (session->setup.trust, &request, &verdict);
  if (verdict.code == CRY_VERDICT_OK)
    return TRUE;
  account = ike_closed_new (session, IKE_REASON_GATEWAY_CERT);
  account->verdict = verdict;
  verdict = (CryVerdict){ 0 };
  account->expected = ike_id_to_text (&session->setup.remote_id);
  account->found = names_of (request.leaf);
  ike_session_end (session, IKE_FAREWELL_AUTH, account);
  return FALSE;
}

static void
push_peer (const IkeAuthTask *task, IkeSession *session, const IkeSa *sa, const IkeId *idr,
           const CryCert *cert, const char *method)
{
  IkeEvent event = { .type = IKE_EVENT_PEER };
  IkePeerInfo *peer = g_new0 (IkePeerInfo, 1);

  peer->identity = ike_id_to_text (idr);
  peer->auth_method = g_strdup (method);
  if (cert != NULL)
    {
      peer->subject = cry_cert_subject_text (cert);
      peer->issuer = cry_cert_issuer_text (cert);
      peer->fingerprint = cry_cert_fingerprint (cert);
      peer->not_after = cry_cert_not_after (cert);
    }
  peer->ike_suite = ike_suite_text (&sa->suite);
  peer->nat_local = session->natt.nat_local;
  peer->nat_remote = session->natt.nat_remote;
  peer->path = session->path;
  event.peer = peer;
  ike_session_push_event (session, &event);
}

static gboolean
proves_by_psk (IkeAuthTask *task, IkeSession *session, IkeSa *sa, const IkeId *idr,
               const IkeAuth *auth)
{
  g_autoptr (GBytes) octets = ike_auth_gateway_octets (session, sa, task->gateway_id);

  if (octets == NULL || !ike_auth_psk_verify (sa->suite.prf, task->psk, octets, auth))
    {
      refuse (session, IKE_REASON_GATEWAY_AUTH);
      return FALSE;
    }
  g_clear_pointer (&task->psk, secret_buf_free);
  if (!identity_is_right (session, idr, NULL))
    return FALSE;
  push_peer (task, session, sa, idr, NULL, "pre-shared key");
  return TRUE;
}

static gboolean
proves_by_signature (IkeAuthTask *task, IkeSession *session, IkeSa *sa, const IkeId *idr,
                     const IkeAuth *auth, const GPtrArray *certificates)
{
  const CryCert *leaf = g_ptr_array_index (certificates, 0);
  g_autoptr (GBytes) octets = ike_auth_gateway_octets (session, sa, task->gateway_id);
  g_autoptr (CryPublicKey) key = cry_cert_public_key (leaf);
  CrySig sig = CRY_SIG_NONE;

  /* The path first: whose key it is decides what a user is told, and a key of unknown origin
   * proves nothing even when its signature is right. */
  if (!path_is_valid (session, certificates) || !identity_is_right (session, idr, leaf))
    return FALSE;
  if (octets == NULL || key == NULL
      || !ike_auth_sig_verify (auth, key, octets, ike_hash_set_default (),
                               session->handshake.peer_hashes, &sig))
    {
      refuse (session, IKE_REASON_GATEWAY_AUTH);
      return FALSE;
    }
  push_peer (task, session, sa, idr, leaf, cry_sig_name (sig));
  return TRUE;
}

gboolean
ike_auth_gateway_proves (IkeAuthTask *task, IkeSession *session, IkeSa *sa,
                         const IkeMessage *response)
{
  const IkePayload *id_payload = ike_message_find (response, IKE_PAYLOAD_IDR);
  const IkePayload *auth_payload = ike_message_find (response, IKE_PAYLOAD_AUTH);
  g_autoptr (GPtrArray) certificates = NULL;
  g_auto (IkeId) idr = { 0 };
  IkeAuth auth = { 0 };

  if (id_payload == NULL || auth_payload == NULL || !ike_payload_auth_read (auth_payload, &auth))
    {
      refuse (session, IKE_REASON_GATEWAY_NO_CERT);
      return FALSE;
    }
  if (!ike_payload_id_read (id_payload, &idr))
    {
      refuse (session, IKE_REASON_GATEWAY_IDENTITY);
      return FALSE;
    }
  task->gateway_id = g_bytes_new (id_payload->data, id_payload->len);
  /* The way the profile asks for is the only one (AUT-25): ike_auth_psk_verify() and
   * ike_auth_sig_verify() refuse each other's methods. */
  if (session->setup.auth == IKE_AUTH_PSK)
    return proves_by_psk (task, session, sa, &idr, &auth);
  certificates = ike_message_certificates (response);
  if (certificates->len == 0)
    {
      refuse (session, IKE_REASON_GATEWAY_NO_CERT);
      return FALSE;
    }
  return proves_by_signature (task, session, sa, &idr, &auth, certificates);
}
