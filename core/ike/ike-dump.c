// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One line about a message for the debug log. */
#include "ike-dump.h"

/* A message in one line. */

#include "payload-notify.h"

static void
append_payload (GString *text, const IkePayload *payload)
{
  const char *name = ike_payload_name (payload->type);
  IkeNotify notify;

  if (payload->type != IKE_PAYLOAD_NOTIFY || !ike_payload_notify_read (payload, &notify))
    {
      g_string_append (text, name);
      return;
    }
  name = ike_notify_name (notify.type);
  if (name != NULL)
    g_string_append_printf (text, "N(%s)", name);
  else
    g_string_append_printf (text, "N(%u)", notify.type);
}

char *
ike_message_dump (const IkeMessage *message)
{
  const IkeHeader *header = &message->header;
  GString *text = g_string_new (ike_exchange_name (header->exchange));

  g_string_append_printf (text, " %s %u [", header->response ? "response" : "request",
                          header->message_id);
  for (guint i = 0; i < message->n_payloads; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      append_payload (text, &message->payloads[i]);
    }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}
