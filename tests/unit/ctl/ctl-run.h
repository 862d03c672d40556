// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Runs vpnctl commands in the test's process and keeps what they print. */
#pragma once

#include "ctl.h"
#include "fake-genkand.h"

typedef struct
{
  FakeGenkand *fake; /* NULL before ctl_run_set_up() */
  FILE *out_stream, *err_stream;
  char *out, *err; /* of the last run; current after a flush */
  gsize out_len, err_len;
} CtlRun;

/* A mock with the profile "office" of user alice. */
void ctl_run_set_up (CtlRun *run, gconstpointer data);
void ctl_run_tear_down (CtlRun *run, gconstpointer data);

/* The arguments after "vpnctl", ending with NULL. */
CtlExit ctl_run (CtlRun *run, ...) G_GNUC_NULL_TERMINATED;

/* A pipe's reading end with these lines; its number as text, owned. */
char *ctl_run_lines (const char *lines);

/* Standard error has one line that begins with "vpnctl: " and contains text. */
void ctl_run_assert_sentence (const CtlRun *run, const char *text);
