// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IKE_INTERMEDIATE: one further key exchange before IKE_AUTH. */
#include "task-intermediate.h"

/* A further key exchange of the first IKE SA (RFC 9370 section 2.2.2) in an exchange of its own
 * (RFC 9242): too large for IKE_SA_INIT, it is protected and can be cut. Its keys are for what
 * comes after it, and IKE_AUTH covers all of it (IntAuth), so nobody on the way can have taken it
 * out. */

#include "ike-closed.h"
#include "ike-exchange.h"
#include "ike-intauth.h"
#include "ike-session-private.h"

typedef struct
{
  IkeTask base;
  CryKex *kex; /* owned */
} IntermediateTask;

static void
intermediate_free (IkeTask *base)
{
  IntermediateTask *task = (IntermediateTask *) base;

  cry_kex_free (task->kex);
  g_free (task);
}

/* Adds the message to what AUTH will cover. */
static int
cover (const IkeSa *sa, GBytes **value, const SecretBuf *sk_p, const IkeIntAuthMessage *message)
{
  GBytes *after = ike_int_auth (sa->suite.prf, sk_p, *value, message);

  g_clear_pointer (value, g_bytes_unref);
  *value = after;
  return after != NULL ? STATUS_OK : STATUS_FATAL_CRYPTO;
}

static int
intermediate_begin (IkeTask *base)
{
  IntermediateTask *task = (IntermediateTask *) base;
  IkeSa *sa = base->sa;
  IkeHandshake *handshake = sa->handshake;
  g_auto (IkeMessageBuilder) builder = { 0 };
  IkeHeader header = {
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .exchange = IKE_EXCHANGE_IKE_INTERMEDIATE,
    .initiator = TRUE,
    .message_id = ike_window_next_id (&sa->window),
  };
  IkeIntAuthMessage message = { .header = &header };
  int status = STATUS_OK;

  task->kex = cry_kex_new (sa->suite.additional[handshake->n_intermediate], &base->session->rng);
  if (task->kex == NULL)
    return STATUS_FATAL_CONFIG;
  ike_message_builder_init (&builder);
  ike_exchange_write_share (&builder, task->kex);
  message.first = builder.first;
  message.chain = (CrySpan){ byte_writer_data (&builder.chain), byte_writer_len (&builder.chain) };
  status = cover (sa, &handshake->int_auth_i, sa->keymat.pi, &message);
  if (status_is_fatal (status))
    return status;
  return ike_sa_request (sa, IKE_EXCHANGE_IKE_INTERMEDIATE, &builder);
}

/* The next exchange has other keys (RFC 9370 section 2.2.2). */
static int
change_keys (IkeSa *sa, const SecretBuf *shared)
{
  const IkeHandshake *handshake = sa->handshake;
  const IkeSuite suite = sa->suite;
  IkeKeySeed seed = {
    .ni = ike_span (handshake->ni),
    .nr = ike_span (handshake->nr),
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .shared = shared,
  };
  g_auto (IkeKeymat) keymat = { 0 };
  int status = ike_keymat_rekey (&sa->keymat, &suite, &seed, &keymat);

  if (status_is_fatal (status))
    return status;
  return ike_sa_set_keys (sa, &suite, &keymat, &sa->session->rng) ? STATUS_OK : STATUS_FATAL_CRYPTO;
}

static int
intermediate_handle (IkeTask *base, const IkeMessage *response)
{
  IntermediateTask *task = (IntermediateTask *) base;
  IkeSa *sa = base->sa;
  IkeHandshake *handshake = sa->handshake;
  g_autoptr (SecretBuf) shared = NULL;
  IkeNotify notify = { 0 };
  IkeClosed *account = NULL;
  const IkeIntAuthMessage message = {
    .header = &response->header,
    .first = response->first,
    .reserved = response->reserved,
    .chain = { response->octets, response->n_octets },
  };
  int status = STATUS_OK;

  if (ike_message_find_error (response, &notify))
    {
      /* It is the IKE SA that is refused, as in IKE_SA_INIT. */
      account = ike_closed_new (base->session,
                                ike_closed_reason_of_notify (notify.type, IKE_STAGE_INIT));
      account->notify = notify.type;
      ike_closed_fail (sa, IKE_FAREWELL_NONE, account);
      return STATUS_OK;
    }
  shared = ike_exchange_read_further (task->kex, response);
  if (shared == NULL)
    {
      ike_closed_fail_protocol (sa, "no answer to a further key exchange, or an invalid one");
      return STATUS_OK;
    }
  status = cover (sa, &handshake->int_auth_r, sa->keymat.pr, &message);
  if (status == STATUS_OK)
    status = change_keys (sa, shared);
  handshake->n_intermediate++;
  base->done = TRUE;
  return status;
}

IkeTask *
ike_task_intermediate_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_INTERMEDIATE,
    .begin = intermediate_begin,
    .handle = intermediate_handle,
    .free = intermediate_free,
  };
  IntermediateTask *task = g_new0 (IntermediateTask, 1);

  task->base.klass = &klass;
  return &task->base;
}
