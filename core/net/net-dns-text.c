// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-dns-text.h"

/* Records of name servers, and the one resolver configuration they make together. */

#include "net-json.h"
#include "text.h"

#include <resolv.h>
#include <string.h>

#define ORDER_MAX G_MAXINT32

NetDnsRecord *
net_dns_record_new (const NetPlan *plan)
{
  NetDnsRecord *record = g_new0 (NetDnsRecord, 1);
  g_autoptr (GStrvBuilder) servers = g_strv_builder_new (), search = g_strv_builder_new ();

  for (guint i = 0; i < plan->n_dns; i++)
    {
      g_autofree char *server = ip_address_to_text (&plan->dns[i]);

      g_strv_builder_add (servers, server);
    }
  for (guint i = 0; plan->domains != NULL && plan->domains[i] != NULL; i++)
    if (plan->domains[i][0] != '~')
      g_strv_builder_add (search, plan->domains[i]);
  record->servers = g_strv_builder_end (servers);
  record->search = g_strv_builder_end (search);
  record->takes_all = net_plan_takes_all_names (plan);
  return record;
}

void
net_dns_record_free (NetDnsRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->name);
  g_strfreev (record->servers);
  g_strfreev (record->search);
  g_free (record);
}

JsonObject *
net_dns_record_to_json (const NetDnsRecord *record)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "order", record->order);
  net_json_set_strings (object, "servers", (const char *const *) record->servers);
  net_json_set_strings (object, "search", (const char *const *) record->search);
  json_object_set_boolean_member (object, "takes-all", record->takes_all);
  return object;
}

NetDnsRecord *
net_dns_record_from_json (JsonObject *object)
{
  g_autoptr (NetDnsRecord) record = g_new0 (NetDnsRecord, 1);
  IpAddress address;

  record->servers = net_json_strings (object, "servers", NET_LIST_MAX);
  record->search = net_json_strings (object, "search", NET_LIST_MAX);
  record->takes_all = net_json_boolean (object, "takes-all");
  if (record->servers == NULL || record->search == NULL
      || !net_json_uint (object, "order", ORDER_MAX, &record->order))
    return NULL;
  for (guint i = 0; record->servers[i] != NULL; i++)
    if (!ip_address_parse (record->servers[i], &address))
      return NULL;
  for (guint i = 0; record->search[i] != NULL; i++)
    if (!text_is_dns_name (record->search[i], strlen (record->search[i])))
      return NULL;
  return g_steal_pointer (&record);
}

/* The words after keyword of every such line of original, in order. */
static void
collect (GBytes *original, const char *keyword, GPtrArray *ret_words)
{
  gsize len = 0;
  const char *data = original != NULL ? g_bytes_get_data (original, &len) : NULL;
  g_autofree char *text = g_strndup (data != NULL ? data : "", len);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (g_strchomp (lines[i]), " \t", -1);

      for (guint j = 1; g_strcmp0 (words[0], keyword) == 0 && words[j] != NULL; j++)
        if (words[j][0] != '\0')
          g_ptr_array_add (ret_words, g_strdup (words[j]));
    }
}

static void
append_line (GString *text, const char *keyword, GPtrArray *words)
{
  if (words->len == 0)
    return;
  g_string_append (text, keyword);
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (text, " %s", (const char *) g_ptr_array_index (words, i));
  g_string_append_c (text, '\n');
}

static void
add_all (GPtrArray *words, char *const *more)
{
  for (guint i = 0; more[i] != NULL; i++)
    g_ptr_array_add (words, g_strdup (more[i]));
}

GBytes *
net_dns_text_compose (const GPtrArray *records, GBytes *original)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) search = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) options = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NET_DNS_TEXT_HEAD);
  gboolean takes_all = FALSE;
  gsize len;

  for (guint i = 0; i < records->len; i++)
    {
      const NetDnsRecord *record = g_ptr_array_index (records, i);

      add_all (servers, record->servers);
      add_all (search, record->search);
      takes_all |= record->takes_all;
    }
  /* The office's server may refuse names that are not its own: glibc then asks the next one. */
  if (!takes_all)
    {
      collect (original, "nameserver", servers);
      collect (original, "search", search);
    }
  collect (original, "options", options);
  append_line (text, "search", search);
  for (guint i = 0; i < MIN (servers->len, MAXNS); i++)
    g_string_append_printf (text, "nameserver %s\n", (const char *) servers->pdata[i]);
  append_line (text, "options", options);
  len = text->len;
  return g_bytes_new_take (g_string_free (text, FALSE), len);
}
