// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Columns, labelled lines and JSON. What somebody else wrote is made safe before it is printed. */
#pragma once

#include "ctl.h"
#include "doctor-report.h"

/* Columns a text takes on a terminal. */
guint ctl_text_width (const char *text);

/* Rows of n_columns texts each, the first one being the headings. */
void ctl_print_table (FILE *out, const GPtrArray *rows, guint n_columns);
/* "  Label:   text", labels padded to width columns; nothing when text is empty. */
void ctl_print_field (FILE *out, const char *label, guint width, const char *text);

/* {"version": 1, NAME: VALUE} as indented JSON: dictionaries become objects, numbers stay numbers.
 * value is consumed if floating. */
void ctl_print_json (FILE *out, const char *name, GVariant *value);

/* One event of a stream as an object on a line of its own, with "version": 1. event: a{sv},
 * consumed if floating. */
void ctl_print_json_line (FILE *out, GVariant *event);

/* Initializes dict with what every document tells about a profile. */
void ctl_profile_to_dict (VpnClientProfile *profile, GVariantDict *dict);

/* What vpnctl status tells about a connection; counters may be NULL. a{sv}, floating. */
GVariant *ctl_connection_to_variant (VpnClientConnection *connection, GVariant *counters);
/* A row of the doctor's. a{sv}, floating. */
GVariant *ctl_doctor_row_to_variant (const DoctorRow *row);
/* The connection for people. */
void ctl_print_connection (Ctl *ctl, VpnClientConnection *connection, GVariant *counters);
/* What was not carried of its traffic, and why. */
void ctl_print_drops (Ctl *ctl, GVariant *counters);
/* Two or three lines after connecting. */
void ctl_print_summary (Ctl *ctl, VpnClientConnection *connection);
