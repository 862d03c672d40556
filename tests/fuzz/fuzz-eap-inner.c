// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the methods of the TLS family and MS-CHAPv2 read piece by piece, each alone: the first octet
 * says which. The handshake around them is in fuzz-eap-tunnel.c. */
#include "bytes.h"
#include "eap-mschapv2-words.h"
#include "eap-peap-binding.h"
#include "eap-tls-frame.h"
#include "eap-ttls-avp.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

/* What was read comes out the same when it is written and read again. */
static void
write_again (const EapTtlsAvp *avp)
{
  g_auto (EapTtlsAvps) avps = { 0 };
  g_autoptr (SecretBuf) written = NULL;
  ByteReader reader;
  EapTtlsAvp again;

  eap_ttls_avps_init (&avps);
  if (!eap_ttls_avps_put (&avps, avp->code, avp->vendor, avp->data, avp->len))
    return;
  written = eap_ttls_avps_steal (&avps);
  reader = byte_reader (secret_buf_data (written), secret_buf_len (written));
  g_assert (eap_ttls_avp_read (&reader, &again) && again.is_mandatory);
  g_assert (again.code == avp->code && again.vendor == avp->vendor && again.len == avp->len
            && memcmp (again.data, avp->data, avp->len) == 0);
}

static void
read_avps (const guint8 *data, gsize len)
{
  ByteReader reader = byte_reader (data, len);
  EapTtlsAvp avp;

  while (eap_ttls_avp_read (&reader, &avp))
    {
      g_assert (avp.data >= data && avp.data + avp.len <= data + len);
      write_again (&avp);
    }
}

/* Nobody without the keys makes a binding that holds. */
static void
read_tlvs (const guint8 *data, gsize len)
{
  g_autoptr (SecretBuf) key = secret_buf_new (PEAP_TUNNEL_KEY_LEN);
  g_autoptr (SecretBuf) answer = NULL;
  PeapBinding binding = { 0 };
  guint8 own[PEAP_BINDING_LEN];
  PeapTlvs tlvs;

  if (!peap_tlvs_has_header (data, len) || !peap_tlvs_are_in (data, len)
      || !peap_tlvs_read (data, len, &tlvs))
    return;
  g_assert (peap_binding_init (&binding, key, NULL));
  if (tlvs.has_binding)
    {
      g_assert (!peap_binding_verifies (&binding, tlvs.binding));
      g_assert (peap_binding_answer (&binding, tlvs.binding, own));
    }
  answer = tlvs.unknown != 0
               ? peap_tlvs_nak (data[1], tlvs.unknown)
               : peap_tlvs_answer (data[1], tlvs.result, tlvs.has_binding ? own : NULL);
  g_assert (secret_buf_len (answer) > 4);
  peap_binding_clear (&binding);
}

/* Fragments, each after two octets of length; a message that is whole is sent back. */
static void
read_frames (const guint8 *data, gsize len)
{
  ByteReader reader = byte_reader (data, len);
  EapTlsFrame frame = { 0 };

  eap_tls_frame_init (&frame);
  while (reader.left > 0)
    {
      gsize wanted = byte_read_u16 (&reader);
      gsize size = MIN (wanted, reader.left);
      const guint8 *fragment = byte_read_bytes (&reader, size);
      EapTlsFrameResult result
          = fragment != NULL ? eap_tls_frame_recv (&frame, fragment, size) : EAP_TLS_FRAME_DROP;

      g_assert (frame.incoming->len <= EAP_TLS_MESSAGE_MAX);
      if (result == EAP_TLS_FRAME_MESSAGE)
        {
          eap_tls_frame_send (&frame, g_bytes_new (frame.incoming->data, frame.incoming->len));
          g_byte_array_set_size (frame.incoming, 0);
        }
      if (result != EAP_TLS_FRAME_DROP)
        {
          g_autoptr (SecretBuf) next = eap_tls_frame_next (&frame);

          g_assert (secret_buf_len (next) >= 1
                    && secret_buf_len (next) <= 5 + EAP_TLS_FRAGMENT_MAX);
        }
    }
  eap_tls_frame_clear (&frame);
}

static void
read_words (const guint8 *data, gsize len)
{
  static const guint8 proof[MSCHAPV2_PROOF_LEN] = { 0x40, 0x7a };
  g_auto (Mschapv2Refusal) refusal = { 0 };

  mschapv2_words_read_refusal (data, len, &refusal);
  g_assert (refusal.message == NULL || g_utf8_validate (refusal.message, -1, NULL));
  (void) mschapv2_words_reason (refusal.error);
  if (mschapv2_words_prove (data, len, proof))
    g_assert (len >= 2 + 2 * sizeof proof && data[0] == 'S' && data[1] == '=');
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  static void (*const readers[]) (const guint8 *data, gsize len)
      = { read_avps, read_tlvs, read_frames, read_words };

  if (len > 0)
    readers[data[0] % G_N_ELEMENTS (readers)](data + 1, len - 1);
  return 0;
}
