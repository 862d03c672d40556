// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-oddity.h"

/* The bound on what the log is told. */

guint64
worker_oddity_look (WorkerOddity *oddity, guint64 count, MonoTime now)
{
  guint64 news = count - oddity->told;

  if (news == 0 || now < oddity->quiet)
    return 0;
  oddity->told = count;
  oddity->quiet = mono_add (now, WORKER_ODDITY_SPACING);
  return news;
}
