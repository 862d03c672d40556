// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* DoctorReport: a list of rows. */
#include "doctor-report.h"

static void
row_free (gpointer data)
{
  DoctorRow *row = data;

  g_free (row->text);
  g_free (row->fix);
  g_free (row);
}

DoctorReport *
doctor_report_new (void)
{
  DoctorReport *report = g_new0 (DoctorReport, 1);

  report->rows = g_ptr_array_new_with_free_func (row_free);
  return report;
}

void
doctor_report_free (DoctorReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->rows);
  g_free (report);
}

void
doctor_report_add (DoctorReport *report, const char *check, DoctorState state, char *text,
                   const char *fix)
{
  DoctorRow *row = g_new0 (DoctorRow, 1);

  *row = (DoctorRow){ check, state, text, g_strdup (fix != NULL ? fix : "") };
  g_ptr_array_add (report->rows, row);
}

const DoctorRow *
doctor_report_get_verdict (const DoctorReport *report)
{
  for (guint i = 0; i < report->rows->len; i++)
    {
      const DoctorRow *row = report->rows->pdata[i];

      if (row->state == DOCTOR_BAD)
        return row;
    }
  return NULL;
}

const char *
doctor_state_to_string (DoctorState state)
{
  switch (state)
    {
    case DOCTOR_GOOD:
      return "good";
    case DOCTOR_NOTE:
      return "note";
    case DOCTOR_BAD:
      return "bad";
    case DOCTOR_UNKNOWN:
      return "unknown";
    }
  return "unknown";
}
