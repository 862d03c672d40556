// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Sources of the main loop as owned objects: stored in the object that made them, removed with it.
 * This is the one way folder daemon attaches and destroys one. */
#pragma once

#include <glib.h>

/* Attaches to the thread's main context; returns source. */
static inline GSource *
vpn_source_attach (GSource *source, GSourceFunc function, gpointer user_data)
{
  g_source_set_callback (source, function, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* One-shot or repeating as function decides; owned. */
static inline GSource *
vpn_source_timeout (guint milliseconds, GSourceFunc function, gpointer user_data)
{
  return vpn_source_attach (g_timeout_source_new (milliseconds), function, user_data);
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
