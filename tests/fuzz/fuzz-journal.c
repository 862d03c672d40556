// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The text of a network journal. What is taken for one must come out the same when written. */
#include "net-journal.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (NetJournal) journal = net_journal_from_json ((const char *) data, len);
  g_autoptr (NetJournal) again = NULL;
  g_autofree char *first = NULL, *second = NULL;

  if (journal == NULL)
    return 0;
  first = net_journal_to_json (journal);
  again = net_journal_from_json (first, strlen (first));
  g_assert (again != NULL);
  second = net_journal_to_json (again);
  g_assert (strcmp (first, second) == 0);
  return 0;
}
