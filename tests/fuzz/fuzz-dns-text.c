// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* /etc/resolv.conf as somebody left it, up to a NUL, and behind each NUL a record of a connection
 * as JSON. What is composed of them is in resolv.conf's words, and the office is asked first. */
#include "net-dns-text.h"

#include "net-json.h"

#include <resolv.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

/* What is taken for a record comes out the same when written. */
static void
check_record (const NetDnsRecord *record)
{
  JsonObject *object = net_dns_record_to_json (record);
  g_autoptr (NetDnsRecord) again = net_dns_record_from_json (object);

  g_assert (again != NULL && again->order == record->order
            && again->takes_all == record->takes_all);
  g_assert (
      g_strv_equal ((const char *const *) again->servers, (const char *const *) record->servers));
  g_assert (
      g_strv_equal ((const char *const *) again->search, (const char *const *) record->search));
  json_object_unref (object);
}

static void
add_record (GPtrArray *records, const char *text, gsize len)
{
  g_autoptr (JsonNode) node = net_json_parse (text, len);
  NetDnsRecord *record
      = node != NULL ? net_dns_record_from_json (json_node_get_object (node)) : NULL;

  if (record == NULL)
    return;
  check_record (record);
  g_ptr_array_add (records, record);
}

/* The server at this place of all records'; NULL: there are not so many. */
static const char *
server_of (const GPtrArray *records, guint place)
{
  for (guint i = 0; i < records->len; i++)
    {
      const NetDnsRecord *record = g_ptr_array_index (records, i);
      guint n = g_strv_length (record->servers);

      if (place < n)
        return record->servers[place];
      place -= n;
    }
  return NULL;
}

static void
check_text (GBytes *text, const GPtrArray *records)
{
  gsize len;
  const char *data = g_bytes_get_data (text, &len);
  g_autofree char *copy = g_strndup (data, len);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);
  guint n_servers = 0;

  g_assert (strlen (copy) == len && g_str_has_prefix (copy, NET_DNS_TEXT_HEAD));
  for (guint i = 1; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      const char *server = server_of (records, n_servers);

      if (g_str_has_prefix (lines[i], "nameserver "))
        {
          g_assert (server == NULL || g_str_equal (lines[i] + strlen ("nameserver "), server));
          n_servers++;
        }
      else
        g_assert (g_str_has_prefix (lines[i], "search ")
                  || g_str_has_prefix (lines[i], "options "));
    }
  g_assert (n_servers <= MAXNS && (n_servers == MAXNS || server_of (records, n_servers) == NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify) net_dns_record_free);
  const guint8 *end = len > 0 ? memchr (data, '\0', len) : NULL;
  g_autoptr (GBytes) original = g_bytes_new (data, end != NULL ? (gsize) (end - data) : len);
  g_autoptr (GBytes) text = NULL;

  while (end != NULL)
    {
      const guint8 *record = end + 1;
      gsize left = len - (gsize) (record - data);

      end = left > 0 ? memchr (record, '\0', left) : NULL;
      add_record (records, (const char *) record, end != NULL ? (gsize) (end - record) : left);
    }
  text = net_dns_text_compose (records, original);
  check_text (text, records);
  return 0;
}
