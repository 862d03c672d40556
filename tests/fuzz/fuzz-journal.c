// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The text of a network journal. What is taken for one must come out the same when written. */
#include "net-journal.h"

#include "net-json.h"

#include <string.h>

static char *
write_journal (const NetJournal *journal)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, net_journal_to_json (journal));
  return json_to_string (node, TRUE);
}

static NetJournal *
read_journal (const char *data, gsize len)
{
  g_autoptr (JsonNode) node = net_json_parse (data, len);

  return node != NULL ? net_journal_from_json (json_node_get_object (node)) : NULL;
}

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (NetJournal) journal = read_journal ((const char *) data, len);
  g_autoptr (NetJournal) again = NULL;
  g_autofree char *first = NULL, *second = NULL;

  if (journal == NULL)
    return 0;
  first = write_journal (journal);
  again = read_journal (first, strlen (first));
  g_assert (again != NULL);
  second = write_journal (again);
  g_assert (strcmp (first, second) == 0);
  return 0;
}
