// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Injected log sink. Engine folders log at LOG_SINK_DEBUG only; who decides logs above that, once.
 * Messages carry no secret and identities only through the redactor. A zeroed LogSink is silent.
 */
#pragma once

#include <glib.h>

typedef enum
{
  LOG_SINK_DEBUG,
  LOG_SINK_INFO,
  LOG_SINK_WARNING,
} LogSinkLevel;

typedef struct
{
  void (*write) (gpointer ctx, LogSinkLevel level, const char *message);
  gpointer ctx; /* borrowed */
} LogSink;

G_GNUC_PRINTF (3, 0)
static inline void
log_sink_write (const LogSink *sink, LogSinkLevel level, const char *format, va_list args)
{
  g_autofree char *message = NULL;

  if (sink == NULL || sink->write == NULL)
    return;
  message = g_strdup_vprintf (format, args);
  sink->write (sink->ctx, level, message);
}

G_GNUC_PRINTF (2, 3)
static inline void
log_sink_debug (const LogSink *sink, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  log_sink_write (sink, LOG_SINK_DEBUG, format, args);
  va_end (args);
}

G_GNUC_PRINTF (2, 3)
static inline void
log_sink_info (const LogSink *sink, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  log_sink_write (sink, LOG_SINK_INFO, format, args);
  va_end (args);
}
