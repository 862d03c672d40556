// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Body of a configuration payload. What is taken from it must be clean and survive being sent. */
#include "ike-cp.h"
#include "sim-cp.h"
#include "text.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
check (const IkeConfigReply *reply)
{
  g_assert (reply->n_addresses <= 2 && reply->n_dns <= IKE_CP_LIST_MAX);
  g_assert (reply->n_domains == 0 || reply->n_dns > 0);
  for (guint i = 0; i < reply->n_domains; i++)
    g_assert (text_is_dns_name (reply->domains[i], strlen (reply->domains[i])));
  for (guint i = 0; i < reply->n_subnets; i++)
    g_assert (reply->subnets[i].length <= 8 * ip_family_octets (reply->subnets[i].address.family));
  if (reply->banner == NULL)
    return;
  g_assert (g_utf8_validate (reply->banner, -1, NULL));
  for (const char *at = reply->banner; *at != '\0'; at++)
    g_assert (!g_ascii_iscntrl (*at));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  const IkeCpRequest request = { .want_ipv4 = TRUE, .want_ipv6 = TRUE };
  const IkePayload payload = { .type = IKE_PAYLOAD_CP, .data = data, .len = len };
  g_auto (IkeMessageBuilder) builder = { 0 };
  IkeConfigReply *reply;
  IkeConfigReply *again;
  IkePayload copy = { .type = IKE_PAYLOAD_CP };

  if (!ike_payload_cp_is_valid (data, len))
    return 0;
  reply = ike_cp_reply_read (&payload, &request);
  if (reply == NULL)
    return 0;
  check (reply);
  ike_message_builder_init (&builder);
  sim_cp_reply_write (&builder, reply);
  copy.data = byte_writer_data (&builder.chain) + 4;
  copy.len = byte_writer_len (&builder.chain) - 4;
  again = ike_cp_reply_read (&copy, &request);
  g_assert (again != NULL && again->n_dns == reply->n_dns && again->n_domains == reply->n_domains
            && again->n_subnets == reply->n_subnets);
  ike_config_reply_free (again);
  ike_config_reply_free (reply);
  return 0;
}
