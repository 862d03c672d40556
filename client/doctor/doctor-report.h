// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * DoctorReport: rows in the order of what would have to be mended first. The names of checks and
 * states are stable, data/schemas/doctor.json; the sentences are translated. Single owner; any
 * thread.
 */
#pragma once

#include <glib.h>

typedef enum
{
  DOCTOR_GOOD = 0,
  DOCTOR_NOTE,    /* does not hinder a connection, and should be known */
  DOCTOR_BAD,     /* no connection comes up, or none that works, before this is mended */
  DOCTOR_UNKNOWN, /* could not be looked at, because of something above it */
} DoctorState;

typedef struct
{
  const char *check; /* stable name; static */
  DoctorState state;
  char *text; /* owned; what was found, a sentence without period */
  char *fix;  /* owned; what to do about it, "" for nothing */
} DoctorRow;

typedef struct
{
  GPtrArray *rows; /* owned; DoctorRow */
} DoctorReport;

DoctorReport *doctor_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void doctor_report_free (DoctorReport *report);
/* text is taken; fix may be NULL. */
void doctor_report_add (DoctorReport *report, const char *check, DoctorState state, char *text,
                        const char *fix);
/* The first row that is bad; borrowed; NULL: none is. */
const DoctorRow *doctor_report_get_verdict (const DoctorReport *report);
const char *doctor_state_to_string (DoctorState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DoctorReport, doctor_report_free)
