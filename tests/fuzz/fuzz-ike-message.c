// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * One IKE datagram. It is read as it stands, as a decrypted chain, and as a protected message. What
 * validates must be readable by every payload reader, and writing the payloads again must give a
 * chain that reads the same.
 */
#include "ike-dump.h"
#include "ike-natt.h"
#include "ike-sk.h"
#include "payload-auth.h"
#include "payload-cert.h"
#include "payload-cp.h"
#include "payload-delete.h"
#include "payload-id.h"
#include "payload-ke.h"
#include "payload-notify.h"
#include "payload-sa.h"
#include "payload-ts.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
read_delete (const IkePayload *payload)
{
  IkeDelete del;

  g_assert (ike_payload_delete_read (payload, &del));
  for (guint i = 0; del.spi_len == 4 && i < del.n_spis; i++)
    ike_delete_spi (&del, i);
}

static void
read_id (const IkePayload *payload)
{
  g_auto (IkeId) id = { 0 };
  g_autofree char *text = NULL;

  if (!ike_payload_id_read (payload, &id))
    return;
  text = ike_id_to_text (&id);
  g_assert (g_utf8_validate (text, -1, NULL));
}

static void
read_cp (const IkePayload *payload)
{
  IkeCpAttribute attribute;
  IkeCp cp;

  g_assert (ike_payload_cp_read (payload, &cp));
  while (ike_cp_next (&cp, &attribute))
    g_assert (attribute.data != NULL);
  g_assert (byte_reader_done (&cp.rest));
}

static void
read_payload (const IkePayload *payload)
{
  g_autofree IkeProposals *proposals = NULL;
  IkeNotify notify;
  IkeCert cert;
  IkeAuth auth;
  IkeKe ke;

  switch ((IkePayloadType) payload->type)
    {
    case IKE_PAYLOAD_SA:
      proposals = g_new0 (IkeProposals, 1);
      g_assert (ike_payload_sa_read (payload, proposals));
      g_assert (proposals->n_items >= 1 && proposals->n_items <= IKE_PROPOSALS_MAX);
      break;
    case IKE_PAYLOAD_KE:
      g_assert (ike_payload_ke_read (payload, &ke) && ke.len > 0);
      break;
    case IKE_PAYLOAD_IDI:
    case IKE_PAYLOAD_IDR:
      read_id (payload);
      break;
    case IKE_PAYLOAD_CERT:
    case IKE_PAYLOAD_CERTREQ:
      g_assert (ike_payload_cert_read (payload, &cert));
      break;
    case IKE_PAYLOAD_AUTH:
      g_assert (ike_payload_auth_read (payload, &auth));
      break;
    case IKE_PAYLOAD_NOTIFY:
      g_assert (ike_payload_notify_read (payload, &notify));
      break;
    case IKE_PAYLOAD_DELETE:
      read_delete (payload);
      break;
    case IKE_PAYLOAD_CP:
      read_cp (payload);
      break;
    case IKE_PAYLOAD_NONCE:
      g_assert (payload->len >= IKE_NONCE_MIN && payload->len <= IKE_NONCE_MAX);
      break;
    case IKE_PAYLOAD_TSI:
    case IKE_PAYLOAD_TSR:
    case IKE_PAYLOAD_VENDOR:
    case IKE_PAYLOAD_EAP:
    case IKE_PAYLOAD_SK:
    case IKE_PAYLOAD_SKF:
    case IKE_PAYLOAD_NONE:
      break;
    }
}

static void
write_again (const IkeMessage *message)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *again = g_new0 (IkeMessage, 1);

  ike_message_builder_init (&builder);
  for (guint i = 0; i < message->n_payloads; i++)
    ike_message_builder_add (&builder, message->payloads[i].type, message->payloads[i].critical,
                             message->payloads[i].data, message->payloads[i].len);
  g_assert (ike_message_builder_ok (&builder));
  g_assert (ike_message_read_inner (&message->header, builder.first,
                                    byte_writer_data (&builder.chain),
                                    byte_writer_len (&builder.chain), again)
            == IKE_MESSAGE_OK);
  g_assert (again->n_payloads == message->n_payloads && again->present == message->present);
}

static void
use (const IkeMessage *message, gboolean inner)
{
  g_autofree char *text = ike_message_dump (message);
  const IkePath path = { .local = { .address = { .family = AF_INET } },
                         .remote = { .address = { .family = AF_INET6 } } };
  g_autofree IkeTsList *local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *remote = g_new0 (IkeTsList, 1);
  IkeNotify notify;
  IkeNatt natt;

  for (guint i = 0; i < message->n_payloads; i++)
    read_payload (&message->payloads[i]);
  ike_natt_check (message, &path, &natt);
  ike_message_find_error (message, &notify);
  if (ike_message_read_ts (message, TRUE, local, remote))
    g_assert (local->n > 0 && local->n <= IKE_TS_MAX && remote->n <= IKE_TS_MAX);
  g_assert (strlen (text) > 0);
  if (inner)
    write_again (message);
}

static void
fill (gpointer ctx, guint8 *buf, gsize len)
{
  memset (buf, 0, len);
}

static IkeSk *
new_sk (void)
{
  const IkeSuite suite = {
    .packet = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_256_128 },
    .prf = CRY_PRF_HMAC_SHA2_256,
  };
  static const guint8 zero[32];
  g_autoptr (SecretBuf) shared = secret_buf_new (32);
  const IkeKeySeed seed = { .ni = { zero, 32 }, .nr = { zero, 32 }, .shared = shared };
  const Rng rng = { .fill = fill };
  g_auto (IkeKeymat) keymat = { 0 };

  g_assert (ike_keymat_derive (&suite, &seed, &keymat) == 0);
  return ike_sk_new (&keymat, TRUE, &rng);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  static IkeSk *sk = NULL;
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  const IkeHeader header = { .spi_i = 1 };
  g_auto (IkeOpened) opened = { 0 };

  if (sk == NULL)
    sk = new_sk ();
  if (ike_message_read (data, len, message) == IKE_MESSAGE_OK)
    use (message, FALSE);
  if (len > 0
      && ike_message_read_inner (&header, data[0], data + 1, len - 1, message) == IKE_MESSAGE_OK)
    use (message, TRUE);
  ike_sk_open (sk, data, len, &opened);
  return 0;
}
