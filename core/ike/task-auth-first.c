// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-auth-private.h"

/* The first request of IKE_AUTH: who we are, whom we expect, and what we want. */

#include "ike-child-exchange.h"
#include "ike-cp.h"
#include "payload-auth.h"
#include "payload-cert.h"
#include "payload-id.h"
#include "payload-notify.h"
#include "payload-ts.h"

#include <string.h>

/* A request that names every authority of a system store would not fit; an empty one asks for any
 * certificate (CRQ-03). */
#define CERTREQ_HASHES_MAX 20

static gboolean
is_same (const CryCert *a, const CryCert *b)
{
  gsize a_len = 0;
  gsize b_len = 0;
  const guint8 *a_der = cry_cert_der (a, &a_len);
  const guint8 *b_der = cry_cert_der (b, &b_len);

  return a_len == b_len && memcmp (a_der, b_der, a_len) == 0;
}

/* One that the gateway has to have anyway, or that went out already (CRQ-06). */
static gboolean
is_needless (const GPtrArray *certificates, guint index)
{
  const CryCert *cert = g_ptr_array_index (certificates, index);
  g_autofree char *subject = cry_cert_subject_text (cert);
  g_autofree char *issuer = cry_cert_issuer_text (cert);

  for (guint i = 0; i < index; i++)
    if (is_same (g_ptr_array_index (certificates, i), cert))
      return TRUE;
  return index > 0 && g_str_equal (subject, issuer);
}

static void
write_own_certificates (const IkeSetup *setup, IkeMessageBuilder *builder)
{
  for (guint i = 0; setup->certificates != NULL && i < setup->certificates->len; i++)
    {
      gsize len = 0;
      const guint8 *der = cry_cert_der (g_ptr_array_index (setup->certificates, i), &len);

      if (!is_needless (setup->certificates, i))
        ike_payload_cert_write (builder, der, len);
    }
}

static void
write_certificate_request (const IkeSetup *setup, IkeMessageBuilder *builder)
{
  g_autoptr (GByteArray) hashes = NULL;

  if (setup->auth == IKE_AUTH_PSK)
    return;
  if (cry_trust_size (setup->trust) <= CERTREQ_HASHES_MAX)
    hashes = cry_trust_key_hashes (setup->trust);
  ike_payload_certreq_write (builder, hashes != NULL ? hashes->data : NULL,
                             hashes != NULL ? hashes->len : 0, CERTREQ_HASHES_MAX);
  /* A gateway that never heard of it could stumble, so only who insists asks. */
  if (cry_trust_get_revocation (setup->trust) == CRY_REVOCATION_STRICT)
    ike_payload_certreq_write_ocsp (builder);
}

static void
write_child_request (IkeAuthTask *task, IkeMessageBuilder *builder)
{
  IkeSession *session = task->base.session;
  const IkeSetup *setup = &session->setup;

  task->spi_in = ike_child_new_spi (session);
  /* There is no key exchange in IKE_AUTH, so no group is offered (SAP-11). */
  ike_child_proposals (session, task->spi_in, FALSE, &task->offered);
  ike_cp_request_write (builder, &setup->cp);
  ike_payload_sa_write (builder, &task->offered);
  ike_message_write_ts (builder, TRUE, &setup->ts_local, &setup->ts_remote);
}

gboolean
ike_auth_ask_the_other_way (IkeSession *session)
{
  if (session->proven || !session->setup.idr_may_change
      || ike_sas_n_candidates (&session->sas) != 1)
    return FALSE;
  session->setup.idr_may_change = FALSE;
  session->setup.send_idr = !session->setup.send_idr;
  session->begin_again = TRUE;
  return TRUE;
}

int
ike_auth_send_first (IkeAuthTask *task)
{
  const IkeSetup *setup = &task->base.session->setup;
  g_auto (IkeMessageBuilder) builder = { 0 };
  CrySpan auth = ike_span (task->own_auth);

  ike_message_builder_init (&builder);
  ike_payload_id_write (&builder, IKE_PAYLOAD_IDI, &setup->local_id);
  write_own_certificates (setup, &builder);
  if (setup->initial_contact)
    ike_payload_notify_write (&builder, IKE_NOTIFY_INITIAL_CONTACT, NULL, 0);
  write_certificate_request (setup, &builder);
  if (setup->send_idr)
    ike_payload_id_write (&builder, IKE_PAYLOAD_IDR, &setup->remote_id);
  /* Leaving AUTH out is how EAP is asked for (EAP-01). */
  if (task->own_auth != NULL)
    ike_payload_auth_write (&builder, task->own_method, auth.data, auth.len);
  if (task->own_auth != NULL && !setup->certificate_first)
    ike_auth_ppk_write (task, &builder);
  if (setup->certificate_first)
    {
      ike_payload_notify_write (&builder, IKE_NOTIFY_MULTIPLE_AUTH_SUPPORTED, NULL, 0);
      ike_payload_notify_write (&builder, IKE_NOTIFY_ANOTHER_AUTH_FOLLOWS, NULL, 0);
    }
  write_child_request (task, &builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_MOBIKE_SUPPORTED, NULL, 0);
  ike_mobike_write_addresses (&task->base.session->mobike, &task->base.session->path, &builder);
  return ike_sa_request (task->base.sa, IKE_EXCHANGE_IKE_AUTH, &builder);
}
