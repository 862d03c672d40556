// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-intauth.h"
#include "sim-gateway-private.h"

#include "sim-pki.h"

#include <string.h>

static gboolean
is_eap (const SimGatewayConfig *config)
{
  return config->auth == SIM_AUTH_MSCHAPV2 || config->auth == SIM_AUTH_GTC;
}

static CrySpan
span_of (GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return (CrySpan){ data, len };
}

/* What AUTH says of IKE_INTERMEDIATE; NULL: there was none. */
static GBytes *
int_auth (const SimIke *ike)
{
  return ike->n_intermediate > 0
             ? ike_int_auth_join (ike->int_auth_i, ike->int_auth_r, ike->n_intermediate + 1)
             : NULL;
}

static GBytes *
client_octets (const SimIke *ike)
{
  g_autoptr (GBytes) further = int_auth (ike);
  const IkeAuthInput input = {
    .prf = ike->suite.prf,
    .message = span_of (ike->init_request),
    .peer_nonce = span_of (ike->nr),
    .id_body = span_of (ike->idi_body),
    .sk_p = ike->keymat.pi,
    .int_auth = ike_span (further),
  };

  return ike_auth_octets (&input);
}

static GBytes *
own_octets (const SimIke *ike, GBytes *idr_body)
{
  g_autoptr (GBytes) further = int_auth (ike);
  const IkeAuthInput input = {
    .prf = ike->suite.prf,
    .message = span_of (ike->init_response),
    .peer_nonce = span_of (ike->ni),
    .id_body = span_of (idr_body),
    .sk_p = ike->keymat.pr,
    .int_auth = ike_span (further),
  };

  return ike_auth_octets (&input);
}

/* ---- What the client proves ------------------------------------------------------------------ */

/* AUTH; without the post-quantum key what NO_PPK_AUTH has instead of it. */
static gboolean
read_auth (const SimIke *ike, const IkeMessage *message, IkeAuth *ret_auth)
{
  IkeNotify notify;

  if (!ike_message_has (message, IKE_PAYLOAD_AUTH)
      || !ike_payload_auth_read (ike_message_find (message, IKE_PAYLOAD_AUTH), ret_auth))
    return FALSE;
  if (!ike->suite.ppk && ike_message_find_notify (message, IKE_NOTIFY_NO_PPK_AUTH, &notify))
    {
      ret_auth->data = notify.data;
      ret_auth->len = notify.len;
    }
  return TRUE;
}

static gboolean
verify_secret (const SimIke *ike, const IkeMessage *message, const SecretBuf *secret)
{
  g_autoptr (GBytes) octets = client_octets (ike);
  IkeAuth auth;

  return read_auth (ike, message, &auth)
         && ike_auth_psk_verify (ike->suite.prf, secret, octets, &auth);
}

/* From here on the keys have the post-quantum key in them, if the client names it. */
static void
take_ppk (SimIke *ike, const IkeMessage *message)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  g_autoptr (SecretBuf) ppk = NULL;
  g_auto (IkeKeymat) mixed = { 0 };
  IkeNotify notify;

  if (!ike->ppk || (config->bad & SIM_BAD_PPK_IGNORED) != 0
      || !ike_message_find_notify (message, IKE_NOTIFY_PPK_IDENTITY, &notify))
    return;
  if (notify.len != strlen (config->ppk_id) + 1 || notify.data[0] != 2
      || memcmp (notify.data + 1, config->ppk_id, notify.len - 1) != 0)
    return;
  ppk = secret_buf_new_copy (config->ppk, strlen (config->ppk));
  g_assert_cmpint (ike_keymat_mix_ppk (&ike->keymat, ppk, &mixed), ==, 0);
  ike_keymat_take_ppk (&ike->keymat, &mixed);
  ike->suite.ppk = TRUE;
  ike->gateway->stats.with_ppk++;
}

static void
write_ppk (const SimIke *ike, IkeMessageBuilder *builder)
{
  if (ike->suite.ppk)
    ike_payload_notify_write (builder, IKE_NOTIFY_PPK_IDENTITY, "ignored", 7);
}

static gboolean
verify_certificate (const SimIke *ike, const IkeMessage *message)
{
  g_autoptr (GPtrArray) certs = ike_message_certificates (message);
  g_autoptr (GBytes) octets = client_octets (ike);
  g_autoptr (CryPublicKey) key = NULL;
  IkeAuth auth;

  if (certs->len == 0 || !read_auth (ike, message, &auth))
    return FALSE;
  key = cry_cert_public_key (g_ptr_array_index (certs, 0));
  return ike_auth_sig_verify (
      &auth, key, octets,
      (ike->gateway->config.odd & SIM_ODD_NO_HASHES) != 0 ? 0 : ike_hash_set_default (),
      ike->peer_hashes, NULL);
}

static gboolean
verify_client (const SimIke *ike, const IkeMessage *message)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  g_autoptr (SecretBuf) psk = secret_buf_new_copy (config->psk, strlen (config->psk));

  if ((config->bad & SIM_BAD_PPK_IGNORED) != 0)
    return TRUE;
  switch (config->auth)
    {
    case SIM_AUTH_PSK:
      return verify_secret (ike, message, psk);
    case SIM_AUTH_CERT:
      return ike_message_has (message, IKE_PAYLOAD_AUTH) && verify_certificate (ike, message);
    case SIM_AUTH_MSCHAPV2:
    case SIM_AUTH_GTC:
      /* A client that has a key of its own must not come this way. */
      return !ike_message_has (message, IKE_PAYLOAD_AUTH);
    }
  return FALSE;
}

/* ---- What the gateway proves ----------------------------------------------------------------- */

static void
write_auth (SimIke *ike, IkeMessageBuilder *builder, guint8 method, GBytes *value)
{
  gsize len;
  g_autofree guint8 *copy = NULL;

  g_assert_nonnull (value);
  copy = g_memdup2 (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  len = g_bytes_get_size (value);
  if ((ike->gateway->config.bad & SIM_BAD_AUTH) != 0)
    copy[len - 1] ^= 0x01;
  ike_payload_auth_write (builder, method, copy, len);
}

static void
write_secret_auth (SimIke *ike, IkeMessageBuilder *builder, GBytes *octets, const SecretBuf *secret)
{
  g_autoptr (GBytes) value = ike_auth_psk (ike->suite.prf, secret, octets);

  write_auth (ike, builder, IKE_AUTH_METHOD_SHARED_KEY, value);
}

static void
write_signature_auth (SimIke *ike, IkeMessageBuilder *builder, GBytes *octets)
{
  const CryPrivateKey *key = ike->gateway->config.key;
  CryKeyType type = sim_pki_key_type (ike->gateway->config.certificates);
  IkeAuthScheme scheme;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) value = NULL;

  /* Who announced no hashes does not sign by them either (RFC 7427 section 3). */
  g_assert_true (ike_auth_scheme_choose (
      type, (ike->gateway->config.odd & SIM_ODD_NO_HASHES) != 0 ? 0 : ike->peer_hashes, &scheme));
  signature = cry_private_key_sign (key, scheme.sig, g_bytes_get_data (octets, NULL),
                                    g_bytes_get_size (octets));
  g_assert_nonnull (signature);
  value = ike_auth_sig_pack (&scheme, type, signature);
  write_auth (ike, builder, scheme.method, value);
}

static void
write_certificate (IkeMessageBuilder *builder, const CryCert *cert)
{
  gsize len;
  const guint8 *der = cry_cert_der (cert, &len);

  ike_payload_cert_write (builder, der, len);
}

static void
write_chain (const SimGatewayConfig *config, IkeMessageBuilder *builder)
{
  GPtrArray *certs = config->certificates;

  if ((config->bad & SIM_BAD_CERT) != 0)
    {
      ike_message_builder_add (builder, IKE_PAYLOAD_CERT, FALSE, "\4not DER", 8);
      return;
    }
  write_certificate (builder, g_ptr_array_index (certs, 0));
  if ((config->odd & SIM_ODD_CHAIN_SHUFFLED) != 0)
    {
      if (config->client_cas != NULL)
        write_certificate (builder, g_ptr_array_index (config->client_cas, 0));
      ike_message_builder_add (builder, IKE_PAYLOAD_CERT, FALSE, "\4not DER", 8);
      ike_message_builder_add (builder, IKE_PAYLOAD_CERT, FALSE, "\14http://x/", 10);
      write_certificate (builder, g_ptr_array_index (certs, 0));
    }
  for (guint i = 1; i < certs->len; i++)
    write_certificate (builder, g_ptr_array_index (certs, i));
}

static gboolean
asks_for_ocsp (const IkeMessage *message)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_CERTREQ);
  IkeCert request;

  for (; payload != NULL; payload = ike_message_find_next (message, payload))
    if (ike_payload_cert_read (payload, &request) && request.encoding == IKE_CERT_OCSP_CONTENT)
      return TRUE;
  return FALSE;
}

static void
write_ocsp (GBytes *response, IkeMessageBuilder *builder)
{
  gsize len;
  gconstpointer der = g_bytes_get_data (response, &len);
  ByteWriter *writer = ike_message_builder_begin (builder, IKE_PAYLOAD_CERT);

  byte_write_u8 (writer, IKE_CERT_OCSP_CONTENT);
  byte_write_bytes (writer, der, len);
  ike_message_builder_end (builder);
}

/* IDr, CERT and AUTH of the first answer. */
static void
write_proof (SimIke *ike, IkeMessageBuilder *builder)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  gboolean hides = (config->bad & SIM_BAD_ID) != 0
                   || ((config->bad & SIM_BAD_SHY) != 0 && !ike->asked_by_name);
  const char *name = hides ? config->other_id : config->id;
  g_auto (IkeId) id = { 0 };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) octets = NULL;
  g_autoptr (SecretBuf) psk = NULL;

  g_assert_true (ike_id_parse (name, &id, NULL));
  ike_payload_id_write (builder, IKE_PAYLOAD_IDR, &id);
  if (config->notify != 0)
    ike_payload_notify_write (builder, config->notify, g_bytes_get_data (config->notify_data, NULL),
                              g_bytes_get_size (config->notify_data));
  if ((config->bad & SIM_BAD_NO_AUTH) != 0)
    return;
  body = ike_payload_id_body (&id);
  octets = own_octets (ike, body);
  if (config->auth == SIM_AUTH_PSK)
    {
      psk = secret_buf_new_copy (config->psk, strlen (config->psk));
      write_secret_auth (ike, builder, octets, psk);
      return;
    }
  if ((config->bad & SIM_BAD_NO_CERT) == 0)
    write_chain (config, builder);
  if (config->ocsp != NULL && (ike->asked_for_ocsp || config->ocsp_unasked))
    write_ocsp (config->ocsp, builder);
  write_signature_auth (ike, builder, octets);
}

/* ---- The Child SA ---------------------------------------------------------------------------- */

static gboolean
keep_request (SimIke *ike, const IkeMessage *message)
{
  const IkePayload *cp = ike_message_find (message, IKE_PAYLOAD_CP);
  const IkePayload *idi = ike_message_find (message, IKE_PAYLOAD_IDI);
  IkeNotify notify;
  IkeCpAttribute attribute;
  IkeCp request;

  if (idi == NULL || !ike_message_has (message, IKE_PAYLOAD_SA)
      || !ike_message_has (message, IKE_PAYLOAD_TSI) || !ike_message_has (message, IKE_PAYLOAD_TSR))
    return FALSE;
  ike->child_proposals = g_new0 (IkeProposals, 1);
  if (!ike_payload_sa_read (ike_message_find (message, IKE_PAYLOAD_SA), ike->child_proposals)
      || !ike_message_read_ts (message, FALSE, &ike->child_tsr, &ike->child_tsi))
    return FALSE;
  ike->want_cp
      = cp != NULL && ike_payload_cp_read (cp, &request) && request.kind == IKE_CFG_REQUEST;
  while (ike->want_cp && ike_cp_next (&request, &attribute))
    if (attribute.type == IKE_CP_INTERNAL_IP4_ADDRESS)
      ip_address_from_bytes (&ike->gateway->stats.asked_for, attribute.data, attribute.len);
  ike->idi_body = g_bytes_new (idi->data, idi->len);
  if (ike_message_find_notify (message, IKE_NOTIFY_INITIAL_CONTACT, &notify))
    ike->gateway->stats.initial_contact++;
  return TRUE;
}

/* CP, SA and TS at the end of IKE_AUTH. A refused Child SA leaves the IKE SA alive. */
static void
write_child (SimIke *ike, IkeMessageBuilder *builder, MonoTime now)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  g_autofree SimChildSpec *spec = g_new0 (SimChildSpec, 1);
  guint16 error;

  spec->offer = ike->child_proposals;
  spec->ni = span_of (ike->ni);
  spec->nr = span_of (ike->nr);
  spec->tsi = ike->child_tsi;
  spec->tsr = ike->child_tsr;
  if (ike->want_cp && !config->no_cp)
    sim_cp_reply_write (builder, &config->cp);
  error = sim_child_choose (ike, spec, FALSE);
  if (error == 0)
    error = sim_child_answer (ike, spec, builder, now);
  if (error != 0)
    ike_payload_notify_write (builder, error, NULL, 0);
}

static void
write_mobike (const SimGateway *gateway, IkeMessageBuilder *builder)
{
  const IpAddress *other = &gateway->config.other;

  ike_payload_notify_write (builder, IKE_NOTIFY_MOBIKE_SUPPORTED, NULL, 0);
  if (other->family != 0)
    ike_payload_notify_write (builder,
                              other->family == AF_INET ? IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS
                                                       : IKE_NOTIFY_ADDITIONAL_IP6_ADDRESS,
                              other->octets, ip_family_octets (other->family));
}

static void
establish (SimIke *ike, const IkeHeader *request, IkeMessageBuilder *builder, MonoTime now)
{
  ike->established = TRUE;
  ike->since = now;
  write_child (ike, builder, now);
  if (ike->gateway->config.mobike)
    write_mobike (ike->gateway, builder);
  sim_respond (ike, request, builder);
}

/* ---- The exchanges --------------------------------------------------------------------------- */

static void
handle_first (SimIke *ike, const IkeMessage *message, MonoTime now)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) packet = NULL;

  if (sim_is_scripted (ike, &message->header, SIM_AT_AUTH))
    return;
  if (!is_eap (config) && sim_is_scripted (ike, &message->header, SIM_AT_AUTH_FINAL))
    return;
  if (!keep_request (ike, message))
    {
      sim_respond_notify (ike, &message->header, IKE_NOTIFY_INVALID_SYNTAX);
      return;
    }
  ike->asked_for_ocsp = asks_for_ocsp (message);
  ike->asked_by_name = ike_message_has (message, IKE_PAYLOAD_IDR);
  take_ppk (ike, message);
  if (!verify_client (ike, message)
      || (ike->asked_by_name && (config->bad & SIM_BAD_NAMELESS) != 0))
    {
      sim_respond_notify (ike, &message->header, IKE_NOTIFY_AUTHENTICATION_FAILED);
      return;
    }
  ike_message_builder_init (&builder);
  write_proof (ike, &builder);
  write_ppk (ike, &builder);
  if (!is_eap (config))
    {
      establish (ike, &message->header, &builder, now);
      return;
    }
  ike->eap_running = TRUE;
  sim_eap_init (&ike->eap, config, ike->gateway->rng);
  packet = sim_eap_start (&ike->eap);
  ike->first_packet = g_bytes_ref (packet);
  ike_payload_eap_write (&builder, g_bytes_get_data (packet, NULL), g_bytes_get_size (packet));
  sim_respond (ike, &message->header, &builder);
}

static void
handle_eap (SimIke *ike, const IkeMessage *message)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_EAP);
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) packet = NULL;

  if (sim_is_scripted (ike, &message->header, SIM_AT_EAP))
    return;
  if (payload == NULL)
    {
      sim_respond_notify (ike, &message->header, IKE_NOTIFY_AUTHENTICATION_FAILED);
      return;
    }
  ike->gateway->stats.eap_responses++;
  if ((ike->gateway->config.bad & SIM_BAD_EAP_LOOP) != 0)
    packet = g_bytes_ref (ike->first_packet);
  else
    switch (sim_eap_step (&ike->eap, payload->data, payload->len, &packet))
      {
      case SIM_EAP_CONTINUE:
        break;
      case SIM_EAP_SUCCESS:
        ike->eap_done = TRUE;
        ike->eap_running = FALSE;
        break;
      case SIM_EAP_FAILURE:
        ike->eap_running = FALSE;
        break;
      }
  ike_message_builder_init (&builder);
  ike_payload_eap_write (&builder, g_bytes_get_data (packet, NULL), g_bytes_get_size (packet));
  sim_respond (ike, &message->header, &builder);
}

static void
handle_final (SimIke *ike, const IkeMessage *message, MonoTime now)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  const SecretBuf *msk = ike->eap.msk;
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) octets = NULL;
  g_auto (IkeId) id = { 0 };

  if (sim_is_scripted (ike, &message->header, SIM_AT_AUTH_FINAL))
    return;
  take_ppk (ike, message);
  if (!verify_secret (ike, message, msk != NULL ? msk : ike->keymat.pi))
    {
      sim_respond_notify (ike, &message->header, IKE_NOTIFY_AUTHENTICATION_FAILED);
      return;
    }
  g_assert_true (ike_id_parse (config->id, &id, NULL));
  body = ike_payload_id_body (&id);
  octets = own_octets (ike, body);
  ike_message_builder_init (&builder);
  write_secret_auth (ike, &builder, octets, msk != NULL ? msk : ike->keymat.pr);
  write_ppk (ike, &builder);
  establish (ike, &message->header, &builder, now);
}

void
sim_handle_auth (SimIke *ike, const IkeMessage *message, MonoTime now)
{
  if (ike->established)
    sim_respond_notify (ike, &message->header, IKE_NOTIFY_INVALID_SYNTAX);
  else if (ike->idi_body == NULL)
    handle_first (ike, message, now);
  else if (ike->eap_running)
    handle_eap (ike, message);
  else if (ike->eap_done)
    handle_final (ike, message, now);
  else
    sim_respond_notify (ike, &message->header, IKE_NOTIFY_AUTHENTICATION_FAILED);
}
