// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnLog: records for the journal or stderr, and the last lines of a connection. */
#include "vpn-log.h"

#include "text.h"
#include "vpn-names.h"

#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024
#define LOG_DOMAIN     "genkand"

typedef struct
{
  gint64 at; /* microseconds since 1970 */
  const char *level;
  char *text; /* owned */
} LogLine;

struct VpnLog
{
  char *name;    /* owned; of the connection's object */
  char *title;   /* owned; what people call it */
  GQueue *lines; /* owned; LogLine, oldest first */
};

static const char *
level_name (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "error";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";
  if (level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO))
    return "info";
  return "debug";
}

/* syslog(3) priorities, as the journal wants them */
static const char *
level_priority (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "3";
  if (level & G_LOG_LEVEL_WARNING)
    return "4";
  if (level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO))
    return "6";
  return "7";
}

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, key) && fields[i].length == -1)
      return fields[i].value;
  return NULL;
}

static GLogWriterOutput
write_record (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  gboolean debug = GPOINTER_TO_INT (user_data);
  const char *message;

  if ((level & G_LOG_LEVEL_DEBUG) && !debug)
    return G_LOG_WRITER_HANDLED;
  if (g_log_writer_is_journald (STDERR_FILENO)
      && g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;
  message = find_field (fields, n_fields, "MESSAGE");
  fprintf (stderr, "genkand: %s: %s\n", level_name (level), message ? message : "");
  return G_LOG_WRITER_HANDLED;
}

void
vpn_log_install (gboolean debug)
{
  g_log_set_writer_func (write_record, GINT_TO_POINTER (debug), NULL);
}

static void
write_fields (GLogLevelFlags level, const char *message, const GLogField *extra, gsize n_extra)
{
  GLogField fields[8] = {
    { "MESSAGE", message, -1 },
    { "PRIORITY", level_priority (level), -1 },
    { "GLIB_DOMAIN", LOG_DOMAIN, -1 },
    { "SYSLOG_IDENTIFIER", LOG_DOMAIN, -1 },
  };

  g_assert (n_extra <= 4);
  for (gsize i = 0; i < n_extra; i++)
    fields[4 + i] = extra[i];
  g_log_structured_array (level, fields, 4 + n_extra);
}

static G_GNUC_PRINTF (1, 0) char *format_line (const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);

  return text_clean_string (text, LINE_MAX_BYTES);
}

void
vpn_log (GLogLevelFlags level, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = format_line (format, args);
  va_end (args);
  write_fields (level, text, NULL, 0);
}

static void
line_free (gpointer data)
{
  LogLine *line = data;

  g_free (line->text);
  g_free (line);
}

static void
keep_line (VpnLog *log, GLogLevelFlags level, const char *text)
{
  LogLine *line = g_new0 (LogLine, 1);

  line->at = g_get_real_time ();
  line->level = level_name (level);
  line->text = g_strdup (text);
  g_queue_push_tail (log->lines, line);
  if (log->lines->length > VPN_LOG_KEPT)
    line_free (g_queue_pop_head (log->lines));
}

VpnLog *
vpn_log_new (const char *name, const char *title)
{
  VpnLog *log = g_new0 (VpnLog, 1);

  log->name = g_strdup (name);
  log->title = text_clean_string (title, LINE_MAX_BYTES);
  log->lines = g_queue_new ();
  return log;
}

void
vpn_log_free (VpnLog *log)
{
  if (log == NULL)
    return;
  g_queue_free_full (log->lines, line_free);
  g_free (log->name);
  g_free (log->title);
  g_free (log);
}

/* Whoever reads the journal does not see the fields. */
static void
write_line (const VpnLog *log, GLogLevelFlags level, const char *text, const GLogField *extra,
            gsize n_extra)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", log->title, text);

  write_fields (level, line, extra, n_extra);
}

void
vpn_log_add (VpnLog *log, GLogLevelFlags level, const char *format, ...)
{
  GLogField extra[] = { { VPN_LOG_CONNECTION, log->name, -1 } };
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = format_line (format, args);
  va_end (args);
  keep_line (log, level, text);
  write_line (log, level, text, extra, G_N_ELEMENTS (extra));
}

void
vpn_log_add_reason (VpnLog *log, VpnStep step, VpnReason reason, const char *text)
{
  g_autofree char *safe = text_clean_string (text, LINE_MAX_BYTES);
  GLogField extra[] = {
    { VPN_LOG_CONNECTION, log->name, -1 },
    { VPN_LOG_STAGE, vpn_step_to_string (step), -1 },
    { VPN_LOG_REASON, vpn_reason_to_string (reason), -1 },
  };

  keep_line (log, G_LOG_LEVEL_MESSAGE, safe);
  write_line (log, G_LOG_LEVEL_MESSAGE, safe, extra, G_N_ELEMENTS (extra));
}

GVariant *
vpn_log_get_lines (VpnLog *log)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(xss)"));
  for (GList *at = log->lines->head; at != NULL; at = at->next)
    {
      const LogLine *line = at->data;

      g_variant_builder_add (&builder, "(xss)", line->at, line->level, line->text);
    }
  return g_variant_builder_end (&builder);
}
