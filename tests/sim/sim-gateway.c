// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-gateway-private.h"

#include <string.h>

#define GIVE_UP_INTERVAL (60 * MONO_SEC)

/* ---- Life of the parts ----------------------------------------------------------------------- */

void
sim_task_free (SimTask *task)
{
  if (task == NULL)
    return;
  g_clear_pointer (&task->datagrams, g_ptr_array_unref);
  g_clear_pointer (&task->rival_ni, g_bytes_unref);
  g_clear_pointer (&task->rival_nr, g_bytes_unref);
  cry_kex_free (task->kex);
  ike_followup_free (task->followup);
  g_free (task);
}

static void
ike_free (gpointer data)
{
  SimIke *ike = data;

  ike_keymat_clear (&ike->keymat);
  ike_sk_free (ike->sk);
  ike_sk_free (ike->old_sk);
  ike_followup_free (ike->followup);
  g_clear_pointer (&ike->int_auth_i, g_bytes_unref);
  g_clear_pointer (&ike->int_auth_r, g_bytes_unref);
  g_clear_pointer (&ike->response, g_ptr_array_unref);
  ike_frag_queue_clear (&ike->requests);
  ike_frag_queue_clear (&ike->responses);
  g_queue_free_full (ike->wanted, (GDestroyNotify) sim_task_free);
  sim_task_free (ike->task);
  g_clear_pointer (&ike->init_request, g_bytes_unref);
  g_clear_pointer (&ike->init_response, g_bytes_unref);
  g_clear_pointer (&ike->ni, g_bytes_unref);
  g_clear_pointer (&ike->nr, g_bytes_unref);
  g_clear_pointer (&ike->idi_body, g_bytes_unref);
  g_clear_pointer (&ike->first_packet, g_bytes_unref);
  g_free (ike->child_proposals);
  sim_eap_clear (&ike->eap);
  g_ptr_array_unref (ike->children);
  g_free (ike);
}

static void
datagram_free (gpointer data)
{
  ike_datagram_clear (data);
  g_free (data);
}

SimIke *
sim_ike_new (SimGateway *gateway, guint64 spi_i, guint64 spi_r, gboolean initiator)
{
  SimIke *ike = g_new0 (SimIke, 1);

  ike->gateway = gateway;
  ike->spi_i = spi_i;
  ike->spi_r = spi_r;
  ike->initiator = initiator;
  ike->wanted = g_queue_new ();
  ike->children = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_child_free);
  g_ptr_array_add (gateway->sas, ike);
  return ike;
}

guint64
sim_new_spi (SimGateway *gateway)
{
  guint8 spi[8];

  rng_fill (gateway->rng, spi, sizeof spi);
  return ((guint64) byte_get_u32 (spi) << 32) | byte_get_u32 (spi + 4) | 1;
}

static void
fill_defaults (SimGatewayConfig *config)
{
  const IkeTs any4 = ike_ts_any (AF_INET);
  const IkeTs any6 = ike_ts_any (AF_INET6);

  config->id = config->id != NULL ? config->id : "vpn.example.org";
  config->other_id = config->other_id != NULL ? config->other_id : "other.example.org";
  config->psk = config->psk != NULL ? config->psk : "secret";
  config->user = config->user != NULL ? config->user : "alice";
  config->password = config->password != NULL ? config->password : "wonderland";
  if (config->prompts[0] == NULL)
    config->prompts[0] = "Password: ";
  if (config->answers[0] == NULL)
    config->answers[0] = config->password;
  if (config->ts.n == 0)
    {
      ike_ts_list_add (&config->ts, &any4);
      ike_ts_list_add (&config->ts, &any6);
    }
  if (config->cp.n_addresses > 0 || config->cp.n_dns > 0)
    return;
  g_assert_true (ip_prefix_parse ("10.9.0.2", &config->cp.addresses[0]));
  config->cp.n_addresses = 1;
  g_assert_true (ip_address_parse ("10.9.0.1", &config->cp.dns[0]));
  config->cp.n_dns = 1;
}

IkeTs
sim_ts (const char *text)
{
  IpRange range;

  g_assert_true (ip_range_parse (text, &range));
  return ike_ts_of_range (&range);
}

void
sim_assert_range (const IkeTs *found, const IkeTs *expected)
{
  g_autofree char *is = ip_range_to_text (&found->range);
  g_autofree char *should = ip_range_to_text (&expected->range);

  g_assert_cmpstr (is, ==, should);
}

SimGateway *
sim_gateway_new (const SimGatewayConfig *config, const Rng *rng)
{
  SimGateway *gateway = g_new0 (SimGateway, 1);

  gateway->config = *config;
  fill_defaults (&gateway->config);
  gateway->rng = rng;
  gateway->sas = g_ptr_array_new_with_free_func (ike_free);
  gateway->outbox = g_queue_new ();
  gateway->next_liveness = MONO_NEVER;
  return gateway;
}

void
sim_gateway_free (SimGateway *gateway)
{
  if (gateway == NULL)
    return;
  g_ptr_array_unref (gateway->sas);
  g_queue_free_full (gateway->outbox, datagram_free);
  g_clear_pointer (&gateway->previous, g_bytes_unref);
  g_free (gateway);
}

SimGatewayConfig *
sim_gateway_config (SimGateway *gateway)
{
  return &gateway->config;
}

const SimGatewayStats *
sim_gateway_stats (const SimGateway *gateway)
{
  return &gateway->stats;
}

void
sim_gateway_crash (SimGateway *gateway)
{
  g_ptr_array_set_size (gateway->sas, 0);
  g_queue_clear_full (gateway->outbox, datagram_free);
}

/* ---- What comes in --------------------------------------------------------------------------- */

static SimIke *
find_ike (const SimGateway *gateway, const IkeHeader *header)
{
  for (guint i = 0; i < gateway->sas->len; i++)
    {
      SimIke *ike = g_ptr_array_index (gateway->sas, i);

      /* The sender's Initiator flag must be the opposite of ours on that SA. */
      if (ike->spi_i == header->spi_i && ike->spi_r == header->spi_r
          && ike->initiator != header->initiator)
        return ike;
    }
  return NULL;
}

static void
dispatch (SimIke *ike, const IkeOpened *opened, MonoTime now)
{
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  int result = ike_opened_read (opened, message);

  if (opened->header.response)
    {
      if (result == IKE_MESSAGE_OK)
        sim_handle_response (ike, message, now);
      else
        ike->gateway->stats.dropped++;
      return;
    }
  ike->next_in++;
  ike->gateway->stats.requests++;
  if (result == IKE_MESSAGE_MALFORMED)
    sim_respond_notify (ike, &opened->header, IKE_NOTIFY_INVALID_SYNTAX);
  else if (opened->header.exchange == IKE_EXCHANGE_IKE_INTERMEDIATE)
    sim_handle_intermediate (ike, message);
  else if (opened->header.exchange == IKE_EXCHANGE_IKE_FOLLOWUP_KE)
    sim_handle_followup (ike, message, now);
  else if (opened->header.exchange == IKE_EXCHANGE_IKE_AUTH)
    sim_handle_auth (ike, message, now);
  else if (opened->header.exchange == IKE_EXCHANGE_CREATE_CHILD_SA)
    sim_handle_create_child (ike, message, now);
  else
    sim_handle_informational (ike, message, now);
}

/* A request that was answered already gets the same answer (of fragments the first counts, FRG-15).
 * FALSE: it is a message to look at. */
static gboolean
is_old (SimIke *ike, const IkeOpened *opened)
{
  guint32 expected = ike->next_in;

  if (opened->header.response)
    return ike->task == NULL || opened->header.message_id != ike->task->message_id;
  if (opened->header.message_id == expected)
    return FALSE;
  if (opened->header.message_id + 1 == expected && ike->response != NULL && opened->number <= 1)
    {
      ike->gateway->stats.repeated++;
      sim_resend (ike, ike->response);
    }
  return TRUE;
}

static void
receive (SimIke *ike, const IkePath *path, IkeOpened *opened, MonoTime now)
{
  IkeFragQueue *queue = opened->header.response ? &ike->responses : &ike->requests;
  g_auto (IkeOpened) whole = { 0 };

  ike->path = *path;
  if (is_old (ike, opened))
    return;
  if (opened->number == 0)
    dispatch (ike, opened, now);
  else if (ike_frag_queue_add (queue, opened, now, &whole) == IKE_FRAG_COMPLETE)
    dispatch (ike, &whole, now);
}

/* No task may still think of it as the successor in a collision. */
static void
forget_rival (SimGateway *gateway, const SimIke *gone)
{
  for (guint i = 0; i < gateway->sas->len; i++)
    {
      SimIke *ike = g_ptr_array_index (gateway->sas, i);

      if (ike->task != NULL && ike->task->rival_ike == gone)
        ike->task->rival_ike = NULL;
    }
}

static void
sweep (SimGateway *gateway)
{
  for (guint i = gateway->sas->len; i > 0; i--)
    {
      SimIke *ike = g_ptr_array_index (gateway->sas, i - 1);

      if (!ike->gone)
        continue;
      forget_rival (gateway, ike);
      g_ptr_array_remove_index (gateway->sas, i - 1);
    }
}

void
sim_gateway_recv (SimGateway *gateway, const IkePath *path, const guint8 *data, gsize len,
                  MonoTime now)
{
  g_auto (IkeOpened) opened = { 0 };
  IkeHeader header;
  SimIke *ike;

  if (gateway->config.deaf_at.family != 0
      && ip_address_equal (&gateway->config.deaf_at, &path->local.address))
    return;
  gateway->stats.received++;
  gateway->stats.max_datagram = MAX (gateway->stats.max_datagram, (guint) len);
  if (!ike_header_read (data, len, &header))
    {
      gateway->stats.dropped++;
      return;
    }
  if (header.exchange == IKE_EXCHANGE_IKE_SA_INIT)
    {
      sim_handle_init (gateway, path, data, len, now);
      sweep (gateway);
      return;
    }
  ike = find_ike (gateway, &header);
  if (ike == NULL
      || (!ike_sk_open (ike->sk, data, len, &opened)
          && (ike->old_sk == NULL || !ike_sk_open (ike->old_sk, data, len, &opened))))
    {
      gateway->stats.dropped++;
      return;
    }
  receive (ike, path, &opened, now);
  for (guint i = 0; i < gateway->sas->len; i++)
    sim_start_task (g_ptr_array_index (gateway->sas, i), now);
  sweep (gateway);
}

/* ---- Time ------------------------------------------------------------------------------------ */

void
sim_want (SimIke *ike, SimTaskKind kind, guint32 child_spi, MonoTime not_before)
{
  SimTask *task = g_new0 (SimTask, 1);

  task->kind = kind;
  task->child_spi = child_spi;
  task->not_before = not_before;
  g_queue_push_tail (ike->wanted, task);
}

static void
want_rekeys (SimIke *ike, MonoTime now)
{
  const SimGatewayConfig *config = &ike->gateway->config;

  if (!ike->established || ike->replaced)
    return;
  for (guint i = 0; config->rekey_child > 0 && i < ike->children->len; i++)
    {
      SimChildState *child = g_ptr_array_index (ike->children, i);

      if (child->rekeying || now - child->public.since < config->rekey_child)
        continue;
      child->rekeying = TRUE;
      sim_want (ike, SIM_TASK_REKEY_CHILD, child->public.spi_in, now);
    }
  if (config->rekey_ike > 0 && now - ike->since >= config->rekey_ike)
    {
      ike->since = MONO_NEVER; /* once */
      sim_want (ike, SIM_TASK_REKEY_IKE, 0, now);
    }
}

static void
tick_task (SimIke *ike, MonoTime now)
{
  SimTask *task = ike->task;

  if (task == NULL || task->resend_at > now)
    return;
  task->interval = task->interval * 2;
  task->resend_at = now + task->interval;
  if (task->interval > GIVE_UP_INTERVAL)
    ike->gone = TRUE;
  else
    sim_resend (ike, task->datagrams);
}

void
sim_gateway_tick (SimGateway *gateway, MonoTime now)
{
  const SimIke *newest = sim_newest (gateway);

  if (newest != NULL && gateway->config.liveness > 0 && gateway->next_liveness <= now)
    {
      sim_gateway_ping (gateway, now);
      gateway->next_liveness = now + gateway->config.liveness;
    }
  else if (gateway->config.liveness > 0 && gateway->next_liveness == MONO_NEVER)
    gateway->next_liveness = now + gateway->config.liveness;
  for (guint i = 0; i < gateway->sas->len; i++)
    {
      SimIke *ike = g_ptr_array_index (gateway->sas, i);

      want_rekeys (ike, now);
      tick_task (ike, now);
      sim_start_task (ike, now);
    }
  sweep (gateway);
}

static MonoTime
ike_deadline (const SimIke *ike)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  MonoTime deadline = ike->task != NULL ? ike->task->resend_at : MONO_NEVER;
  const SimTask *next = g_queue_peek_head (ike->wanted);

  if (!ike->established)
    return deadline;
  if (next != NULL && ike->task == NULL)
    deadline = mono_min (deadline, next->not_before);
  if (ike->replaced)
    return deadline;
  for (guint i = 0; config->rekey_child > 0 && i < ike->children->len; i++)
    {
      const SimChildState *child = g_ptr_array_index (ike->children, i);

      if (!child->rekeying)
        deadline = mono_min (deadline, child->public.since + config->rekey_child);
    }
  if (config->rekey_ike > 0)
    deadline = mono_min (deadline, mono_add (ike->since, config->rekey_ike));
  return deadline;
}

MonoTime
sim_gateway_deadline (const SimGateway *gateway)
{
  MonoTime deadline = MONO_NEVER;

  if (gateway->config.liveness > 0 && sim_newest (gateway) != NULL)
    deadline = gateway->next_liveness == MONO_NEVER ? 0 : gateway->next_liveness;
  for (guint i = 0; i < gateway->sas->len; i++)
    deadline = mono_min (deadline, ike_deadline (g_ptr_array_index (gateway->sas, i)));
  return deadline;
}

gboolean
sim_gateway_pull (SimGateway *gateway, IkeDatagram *ret_datagram)
{
  IkeDatagram *datagram = g_queue_pop_head (gateway->outbox);

  if (datagram == NULL)
    return FALSE;
  *ret_datagram = *datagram;
  g_free (datagram);
  return TRUE;
}

/* ---- On demand ------------------------------------------------------------------------------- */

SimIke *
sim_newest (const SimGateway *gateway)
{
  for (guint i = gateway->sas->len; i > 0; i--)
    {
      SimIke *ike = g_ptr_array_index (gateway->sas, i - 1);

      if (ike->established && !ike->replaced)
        return ike;
    }
  return NULL;
}

static gboolean
want_now (SimGateway *gateway, SimTaskKind kind, gboolean of_child, MonoTime now)
{
  SimIke *ike = sim_newest (gateway);
  const SimChildState *child;

  if (ike == NULL || (of_child && ike->children->len == 0))
    return FALSE;
  child = of_child ? g_ptr_array_index (ike->children, ike->children->len - 1) : NULL;
  sim_want (ike, kind, child != NULL ? child->public.spi_in : 0, now);
  sim_start_task (ike, now);
  return TRUE;
}

void
sim_gateway_set_esp_proposals (SimGateway *gateway, const char *list)
{
  gateway->config.esp_proposals = list;
}

gboolean
sim_gateway_rekey_child (SimGateway *gateway, MonoTime now)
{
  return want_now (gateway, SIM_TASK_REKEY_CHILD, TRUE, now);
}

gboolean
sim_gateway_rekey_ike (SimGateway *gateway, MonoTime now)
{
  return want_now (gateway, SIM_TASK_REKEY_IKE, FALSE, now);
}

gboolean
sim_gateway_ping (SimGateway *gateway, MonoTime now)
{
  return want_now (gateway, SIM_TASK_PING, FALSE, now);
}

gboolean
sim_gateway_delete_child (SimGateway *gateway, MonoTime now)
{
  return want_now (gateway, SIM_TASK_DELETE_CHILD, TRUE, now);
}

gboolean
sim_gateway_delete_ike (SimGateway *gateway, MonoTime now)
{
  return want_now (gateway, SIM_TASK_DELETE_IKE, FALSE, now);
}

/* ---- Looking in ------------------------------------------------------------------------------ */

guint
sim_gateway_n_ike (const SimGateway *gateway)
{
  guint n = 0;

  for (guint i = 0; i < gateway->sas->len; i++)
    {
      const SimIke *ike = g_ptr_array_index (gateway->sas, i);

      n += ike->established;
    }
  return n;
}

guint
sim_gateway_n_children (const SimGateway *gateway)
{
  guint n = 0;

  for (guint i = 0; i < gateway->sas->len; i++)
    {
      const SimIke *ike = g_ptr_array_index (gateway->sas, i);

      n += ike->children->len;
    }
  return n;
}

gboolean
sim_gateway_child (const SimGateway *gateway, guint index, SimChild *ret_child)
{
  for (guint i = gateway->sas->len; i > 0; i--)
    {
      const SimIke *ike = g_ptr_array_index (gateway->sas, i - 1);

      if (index < ike->children->len)
        {
          const SimChildState *child
              = g_ptr_array_index (ike->children, ike->children->len - 1 - index);

          *ret_child = child->public;
          return TRUE;
        }
      index -= ike->children->len;
    }
  return FALSE;
}
