// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Carries congestion marks from the outer header to the inner one. */
#include "esp-ecn.h"

#include "esp-checksum.h"

#define ECN_MASK 3
#define NOT_ECT  0
#define ECT_1    1
#define ECT_0    2
#define CE       3

guint8
esp_traffic_class (const guint8 *inner)
{
  if (inner[0] >> 4 == 4)
    return inner[1];
  return (guint8) (inner[0] << 4 | inner[1] >> 4);
}

static void
set_ecn (guint8 *inner, guint8 ecn)
{
  if (inner[0] >> 4 == 4)
    {
      inner[1] = (guint8) ((inner[1] & ~ECN_MASK) | ecn);
      esp_checksum_ipv4 (inner);
    }
  else
    inner[1] = (guint8) ((inner[1] & ~(ECN_MASK << 4)) | ecn << 4);
}

gboolean
esp_ecn_decapsulate (guint8 *inner, guint8 outer_class, gboolean *ret_odd)
{
  guint8 outer = outer_class & ECN_MASK;
  guint8 own = esp_traffic_class (inner) & ECN_MASK;

  *ret_odd = FALSE;
  if (outer == NOT_ECT || own == outer)
    return TRUE;
  *ret_odd = own == NOT_ECT || (own == ECT_1 && outer == ECT_0) || (own == CE && outer == ECT_1);
  if (own == NOT_ECT)
    return outer != CE;
  if (outer == CE || (own == ECT_0 && outer == ECT_1))
    set_ecn (inner, outer);
  return TRUE;
}
