// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* First octet: text of an identity (even) or DER of a name (odd). Text that parses must print, and
 * what is printed of a distinguished name must mean the same name again. */
#include "ike-dn.h"
#include "ike-id.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
try_text (const char *text)
{
  g_auto (IkeId) id = { 0 };
  g_auto (IkeId) again = { 0 };
  g_autofree char *why = NULL;
  g_autofree char *printed = NULL;

  if (!ike_id_parse (text, &id, &why))
    {
      g_assert (why != NULL);
      return;
    }
  g_assert (why == NULL && ike_id_equal (&id, &id));
  printed = ike_id_to_text (&id);
  g_assert (g_utf8_validate (printed, -1, NULL));
  if (id.type == IKE_ID_IPV4 || id.type == IKE_ID_IPV6)
    g_assert (ike_id_parse (printed, &again, NULL) && ike_id_equal (&id, &again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autofree char *text = NULL;

  if (len == 0)
    return 0;
  if (data[0] % 2 == 0)
    {
      text = g_strndup ((const char *) data + 1, len - 1);
      try_text (text);
      return 0;
    }
  text = ike_dn_decode (data + 1, len - 1);
  if (text != NULL)
    g_assert (g_utf8_validate (text, -1, NULL));
  return 0;
}
