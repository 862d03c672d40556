// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The system's random source. */
#include "cry-rng.h"

#include <errno.h>
#include <sys/random.h>

static void
fill_from_kernel (gpointer ctx, guint8 *buf, gsize len)
{
  gsize filled = 0;

  while (filled < len)
    {
      gssize got = getrandom (buf + filled, len - filled, 0);

      if (got < 0 && errno == EINTR)
        continue;
      /* No key may ever be made from anything else. */
      g_assert (got > 0);
      filled += (gsize) got;
    }
}

const Rng *
cry_rng_system (void)
{
  static const Rng rng = { .fill = fill_from_kernel };

  return &rng;
}
