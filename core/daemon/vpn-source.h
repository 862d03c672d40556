// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Timers as owned GSource objects: stored in the object that made them, removed with it. */
#pragma once

#include <glib.h>

/* One-shot or repeating as function decides; attached to the thread's main context; owned. */
static inline GSource *
vpn_source_timeout (guint milliseconds, GSourceFunc function, gpointer user_data)
{
  GSource *source = g_timeout_source_new (milliseconds);

  g_source_set_callback (source, function, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static inline void
vpn_source_clear (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_source_unref (*source);
  *source = NULL;
}
