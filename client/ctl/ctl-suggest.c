// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The distance between a mistyped word and those that exist. */
#include "ctl-suggest.h"

#include <string.h>

#define WORD_MAX 64 /* bytes; nobody mistypes longer ones by a letter */

/* Slips from a to b: optimal string alignment (Damerau 1964 without moving a letter twice). */
static guint
count_slips (const char *a, const char *b)
{
  gsize a_len = strlen (a), b_len = strlen (b);
  guint slips[WORD_MAX + 1][WORD_MAX + 1];

  for (gsize i = 0; i <= a_len; i++)
    slips[i][0] = (guint) i;
  for (gsize j = 0; j <= b_len; j++)
    slips[0][j] = (guint) j;
  for (gsize i = 1; i <= a_len; i++)
    for (gsize j = 1; j <= b_len; j++)
      {
        guint best = slips[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

        best = MIN (best, slips[i - 1][j] + 1);
        best = MIN (best, slips[i][j - 1] + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          best = MIN (best, slips[i - 2][j - 2] + 1);
        slips[i][j] = best;
      }
  return slips[a_len][b_len];
}

const char *
ctl_suggest (const char *typed, const char *const *known)
{
  gsize len = strlen (typed);
  guint least = (guint) MAX (len / 3, 1) + 1;
  const char *nearest = NULL;

  if (len < 2 || len > WORD_MAX)
    return NULL;
  for (; *known != NULL; known++)
    {
      guint slips = strlen (*known) <= WORD_MAX ? count_slips (typed, *known) : least;

      if (slips < least)
        {
          least = slips;
          nearest = *known;
        }
    }
  return nearest;
}
