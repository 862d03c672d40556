// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The window of numbers seen. */
#include "esp-replay.h"

#include "esp.h"

#define WORD_BITS 64

/* The ring must not wrap onto a block that is still inside the window. */
G_STATIC_ASSERT (ESP_REPLAY_WORDS *WORD_BITS >= ESP_REPLAY_MAX + WORD_BITS);
G_STATIC_ASSERT ((ESP_REPLAY_WORDS & (ESP_REPLAY_WORDS - 1)) == 0);

void
esp_replay_init (EspReplay *replay, guint window)
{
  *replay = (EspReplay){ .window = CLAMP (window, 1, ESP_REPLAY_MAX) };
}

gboolean
esp_replay_infer (const EspReplay *replay, guint32 low, gboolean esn, guint64 *ret_seq)
{
  guint32 top_low = (guint32) replay->top;
  guint64 top_high = replay->top >> 32;
  guint32 bottom = top_low - (guint32) replay->window + 1; /* modulo 2^32, as the appendix has it */

  if (!esn)
    {
      *ret_seq = low;
      return TRUE;
    }
  if (top_low >= replay->window - 1)
    {
      if (low < bottom)
        {
          if (top_high == G_MAXUINT32)
            return FALSE;
          top_high++;
        }
    }
  else if (low >= bottom)
    {
      /* The window reaches back into the former subspace; before the first wrap there is none. */
      if (top_high == 0)
        return FALSE;
      top_high--;
    }
  *ret_seq = top_high << 32 | low;
  return TRUE;
}

gboolean
esp_replay_check (const EspReplay *replay, guint64 seq)
{
  guint64 word = seq / WORD_BITS % ESP_REPLAY_WORDS;

  if (seq == 0)
    return FALSE;
  if (seq > replay->top)
    return TRUE;
  if (replay->top - seq >= replay->window)
    return FALSE;
  return (replay->bits[word] >> (seq % WORD_BITS) & 1) == 0;
}

void
esp_replay_update (EspReplay *replay, guint64 seq)
{
  if (seq > replay->top)
    {
      guint64 from = replay->top / WORD_BITS;
      guint64 steps = MIN (seq / WORD_BITS - from, ESP_REPLAY_WORDS);

      for (guint64 step = 1; step <= steps; step++)
        replay->bits[(from + step) % ESP_REPLAY_WORDS] = 0;
      replay->top = seq;
    }
  replay->bits[seq / WORD_BITS % ESP_REPLAY_WORDS] |= G_GUINT64_CONSTANT (1) << (seq % WORD_BITS);
}
