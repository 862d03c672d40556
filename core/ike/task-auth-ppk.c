// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-auth-private.h"

/* The post-quantum pre-shared key in IKE_AUTH (RFC 8784 section 3): both sides prove themselves
 * with it, and it is in the keys of every Child SA. Until then neither knows whether the other has
 * it. */

#include "ike-closed.h"
#include "payload-notify.h"

#include <string.h>

#define PPK_ID_FIXED 2  /* RFC 8784 section 5.1: the name as it was agreed on */
#define PPK_LEN_MIN  32 /* octets: less is not safe for long (section 6) */

gboolean
ike_auth_ppk_is_used (const IkeSa *sa)
{
  return sa->handshake->with_ppk.pi != NULL;
}

gboolean
ike_auth_ppk_is_missing (const IkeSa *sa)
{
  return sa->handshake->ppk && !ike_auth_ppk_is_used (sa);
}

int
ike_auth_ppk_mix (IkeSa *sa, const SecretBuf *ppk)
{
  if (secret_buf_len (ppk) < PPK_LEN_MIN)
    log_sink_info (&sa->session->log, "the post-quantum key has less than %d bits",
                   PPK_LEN_MIN * 8);
  return ike_keymat_mix_ppk (&sa->keymat, ppk, &sa->handshake->with_ppk);
}

const SecretBuf *
ike_auth_ppk_sk_pi (const IkeSa *sa)
{
  return ike_auth_ppk_is_used (sa) ? sa->handshake->with_ppk.pi : sa->keymat.pi;
}

gboolean
ike_auth_ppk_wants_plain (const IkeAuthTask *task)
{
  return ike_auth_ppk_is_used (task->base.sa) && task->base.session->setup.ppk_optional;
}

void
ike_auth_ppk_write (const IkeAuthTask *task, IkeMessageBuilder *builder)
{
  const char *id = task->base.session->setup.ppk_id;
  g_autoptr (GByteArray) data = NULL;
  CrySpan plain = ike_span (task->own_auth_plain);
  guint8 type = PPK_ID_FIXED;

  if (!ike_auth_ppk_is_used (task->base.sa))
    return;
  data = g_byte_array_new ();
  g_byte_array_append (data, &type, sizeof type);
  g_byte_array_append (data, (const guint8 *) id, (guint) strlen (id));
  ike_payload_notify_write (builder, IKE_NOTIFY_PPK_IDENTITY, data->data, data->len);
  if (task->own_auth_plain != NULL)
    ike_payload_notify_write (builder, IKE_NOTIFY_NO_PPK_AUTH, plain.data, plain.len);
}

gboolean
ike_auth_ppk_take (const IkeAuthTask *task, const IkeMessage *response)
{
  IkeSa *sa = task->base.sa;
  IkeNotify notify = { 0 };

  if (ike_auth_ppk_is_used (sa)
      && ike_message_find_notify (response, IKE_NOTIFY_PPK_IDENTITY, &notify))
    {
      ike_keymat_take_ppk (&sa->keymat, &sa->handshake->with_ppk);
      sa->suite.ppk = TRUE;
      return TRUE;
    }
  if (sa->session->setup.ppk_id == NULL || sa->session->setup.ppk_optional)
    return TRUE;
  ike_closed_fail_lacks (sa, IKE_FAREWELL_AUTH, "the post-quantum key");
  return FALSE;
}
