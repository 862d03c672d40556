// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IKE_AUTH: verifies who the gateway is. */
#include "task-auth-private.h"

/* The gateway proves itself: AUTH under its certificate's key, the certificate's path, and the name
 * in it, all three before anything of the user's leaves this machine (EAP-02, CVE-2015-4171). */

#include "ike-closed.h"
#include "ike-id.h"
#include "ike-proposal-words.h"
#include "payload-auth.h"
#include "payload-cert.h"
#include "payload-id.h"

GBytes *
ike_auth_gateway_octets (const IkeSa *sa, GBytes *id_body)
{
  g_autoptr (GBytes) int_auth = ike_handshake_int_auth (sa->handshake);
  IkeAuthInput input = {
    .prf = sa->suite.prf,
    .message = ike_span (sa->handshake->response),
    .peer_nonce = ike_span (sa->handshake->ni),
    .id_body = ike_span (id_body),
    .sk_p = sa->keymat.pr,
    .int_auth = ike_span (int_auth),
  };

  return ike_auth_octets (&input);
}

/* FALSE, for the caller to return. */
static gboolean
not_proven (IkeSa *sa, IkeReason reason)
{
  ike_closed_fail_reason (sa, IKE_FAREWELL_AUTH, reason);
  return FALSE;
}

static char *
names_of (const CryCert *cert)
{
  g_auto (GStrv) names = cry_cert_names (cert);

  return names != NULL && names[0] != NULL ? g_strjoinv (", ", names)
                                           : cry_cert_subject_text (cert);
}

/* certificates: NULL for a pre-shared key. FALSE: the candidate has failed. */
static gboolean
identity_is_right (IkeSa *sa, const IkeId *idr, GPtrArray *certificates)
{
  const CryCert *cert = certificates == NULL ? NULL : g_ptr_array_index (certificates, 0);
  const IkeId *expected = &sa->session->setup.remote_id;
  int verdict = ike_id_check_gateway (expected, idr, cert);
  IkeClosed *account = NULL;

  if (verdict == IKE_ID_PROVEN)
    return TRUE;
  account = ike_closed_new (sa->session, IKE_REASON_GATEWAY_IDENTITY);
  account->expected = ike_id_to_text (expected);
  account->found
      = verdict == IKE_ID_WRONG_CERT && cert != NULL ? names_of (cert) : ike_id_to_text (idr);
  account->shown = certificates == NULL ? NULL : g_ptr_array_ref (certificates);
  /* It may have a certificate for the name we want, too, and choose by what it is asked for. If it
   * knows nobody of that name, what it showed just now says more than its refusal. */
  if (!sa->session->setup.send_idr && ike_auth_ask_the_other_way (sa->session))
    sa->session->shown = account;
  else
    ike_closed_fail (sa, IKE_FAREWELL_AUTH, account);
  return FALSE;
}

/* It sent something in place of a certificate. */
static gboolean
not_readable (IkeSa *sa)
{
  IkeClosed *account = ike_closed_new (sa->session, IKE_REASON_GATEWAY_CERT);

  account->verdict.code = CRY_VERDICT_INVALID;
  account->verdict.detail = g_strdup ("no certificate could be read from it");
  ike_closed_fail (sa, IKE_FAREWELL_AUTH, account);
  return FALSE;
}

/* FALSE: the candidate has failed. */
static gboolean
path_is_valid (IkeSa *sa, GPtrArray *certificates, const GPtrArray *ocsp)
{
  IkeSession *session = sa->session;
  CryPathRequest request = {
    .leaf = g_ptr_array_index (certificates, 0),
    .intermediates = (CryCert *const *) certificates->pdata + 1,
    .n_intermediates = certificates->len - 1,
    .ocsp = (GBytes *const *) ocsp->pdata,
    .n_ocsp = ocsp->len,
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
  account->shown = g_ptr_array_ref (certificates);
  ike_closed_fail (sa, IKE_FAREWELL_AUTH, account);
  return FALSE;
}

static void
push_peer (const IkeSa *sa, const IkeId *idr, const CryCert *cert, const char *method)
{
  IkeSession *session = sa->session;
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
  ike_outbox_event (&session->outbox, &event);
}

static gboolean
proves_by_psk (IkeAuthTask *task, const IkeId *idr, const IkeAuth *auth)
{
  IkeSa *sa = task->base.sa;
  g_autoptr (GBytes) octets = ike_auth_gateway_octets (sa, task->gateway_id);

  if (octets == NULL || sa->session->psk == NULL
      || !ike_auth_psk_verify (sa->suite.prf, sa->session->psk, octets, auth))
    return not_proven (sa, IKE_REASON_GATEWAY_AUTH);
  if (!identity_is_right (sa, idr, NULL))
    return FALSE;
  ike_sas_prove (sa->session, sa);
  push_peer (sa, idr, NULL, "pre-shared key");
  return TRUE;
}

/* The session ends with what it rests on (PKI-18). */
static void
end_with (IkeSession *session, const CryCert *cert)
{
  gint64 wall = cry_cert_not_after (cert);
  gint64 now = (session->now + session->setup.wall_offset) / MONO_SEC;

  /* A certificate of ours that has expired by a wrong clock of ours is the gateway's to judge. */
  if (wall > now && wall < G_MAXINT64 / MONO_SEC)
    ike_timers_end_by (&session->timers, wall * MONO_SEC - session->setup.wall_offset);
}

static gboolean
proves_by_signature (IkeAuthTask *task, const IkeId *idr, const IkeAuth *auth,
                     GPtrArray *certificates, const GPtrArray *ocsp)
{
  IkeSa *sa = task->base.sa;
  const CryCert *leaf = g_ptr_array_index (certificates, 0);
  g_autoptr (GBytes) octets = ike_auth_gateway_octets (sa, task->gateway_id);
  g_autoptr (CryPublicKey) key = cry_cert_public_key (leaf);
  CrySig sig = CRY_SIG_NONE;

  /* The path first: whose key it is decides what a user is told, and a key of unknown origin
   * proves nothing even when its signature is right. */
  if (!path_is_valid (sa, certificates, ocsp) || !identity_is_right (sa, idr, certificates))
    return FALSE;
  if (octets == NULL || key == NULL
      || !ike_auth_sig_verify (auth, key, octets, ike_hash_set_default (),
                               sa->handshake->peer_hashes, &sig))
    return not_proven (sa, IKE_REASON_GATEWAY_AUTH);
  if (sig == CRY_SIG_RSA_PKCS1_SHA1 && !sa->session->setup.sha1)
    {
      ike_closed_fail_lacks (sa, IKE_FAREWELL_AUTH, "a signature with a newer hash than SHA-1");
      return FALSE;
    }
  ike_sas_prove (sa->session, sa);
  end_with (sa->session, leaf);
  if (sa->session->setup.auth == IKE_AUTH_CERT && sa->session->setup.certificates->len > 0)
    end_with (sa->session, g_ptr_array_index (sa->session->setup.certificates, 0));
  push_peer (sa, idr, leaf, cry_sig_name (sig));
  return TRUE;
}

gboolean
ike_auth_gateway_proves (IkeAuthTask *task, const IkeMessage *response)
{
  IkeSa *sa = task->base.sa;
  const IkePayload *id_payload = ike_message_find (response, IKE_PAYLOAD_IDR);
  const IkePayload *auth_payload = ike_message_find (response, IKE_PAYLOAD_AUTH);
  g_autoptr (GPtrArray) certificates = NULL, ocsp = NULL;
  g_auto (IkeId) idr = { 0 };
  IkeAuth auth = { 0 };

  if (id_payload == NULL || auth_payload == NULL || !ike_payload_auth_read (auth_payload, &auth))
    return not_proven (sa, IKE_REASON_GATEWAY_NO_CERT);
  if (!ike_payload_id_read (id_payload, &idr))
    return not_proven (sa, IKE_REASON_GATEWAY_IDENTITY);
  task->gateway_id = g_bytes_new (id_payload->data, id_payload->len);
  /* With EAP the gateway does not know yet whom it talks to, and so uses no key of that kind. */
  if (sa->session->setup.auth != IKE_AUTH_EAP && !ike_auth_ppk_take (task, response))
    return FALSE;
  /* The way the profile asks for is the only one (AUT-25): ike_auth_psk_verify() and
   * ike_auth_sig_verify() refuse each other's methods. */
  if (sa->session->setup.auth == IKE_AUTH_PSK)
    return proves_by_psk (task, &idr, &auth);
  certificates = ike_message_certificates (response);
  if (certificates->len == 0)
    return ike_message_has (response, IKE_PAYLOAD_CERT)
               ? not_readable (sa)
               : not_proven (sa, IKE_REASON_GATEWAY_NO_CERT);
  ocsp = ike_message_ocsp (response);
  return proves_by_signature (task, &idr, &auth, certificates, ocsp);
}
