// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Ctl: one run of vpnctl: its global options, where it writes, and its client. Single thread.
 * CtlExit exists in this folder only; a command returns it and prints its own one sentence when it
 * is not CTL_OK.
 */
#pragma once

#include "vpn-client.h"
#include "vpn-error.h"

#include <stdio.h>

/* Documented in vpnctl(1); scripts depend on the numbers. */
typedef enum
{
  CTL_OK = 0,
  CTL_FAILED = 1,
  CTL_USAGE = 2,     /* the command line or a setting is wrong */
  CTL_NOT_FOUND = 3, /* no such profile, connection or file */
  CTL_NOT_AUTHORIZED = 4,
  CTL_NO_DAEMON = 5,
  CTL_LOGIN_FAILED = 6,      /* password, certificate or account refused */
  CTL_GATEWAY_UNTRUSTED = 7, /* it did not prove the identity the profile expects */
  CTL_GATEWAY_UNREACHABLE = 8,
  CTL_NEEDS_PERSON = 9,   /* a question and nobody to answer it */
  CTL_NOT_CONNECTED = 10, /* status NAME only */
  CTL_TIMED_OUT = 11,     /* --wait */
  CTL_INTERRUPTED = 130,  /* Ctrl-C, as shells count it */
} CtlExit;

typedef struct CtlCommand CtlCommand;

typedef struct
{
  const CtlCommand *commands; /* borrowed; the table */
  const CtlCommand *command;  /* borrowed; the one that runs */
  FILE *out, *err;            /* borrowed */
  gboolean terminal;          /* out is a terminal that understands escapes */
  gboolean utf8;
  gboolean json, quiet, no_color, help;
  VpnClient *client; /* owned; NULL until ctl_open() */
} Ctl;

struct CtlCommand
{
  const char *name;
  CtlExit (*run) (Ctl *ctl, char **argv);
  const char *arguments; /* for the usage line */
  const char *summary;   /* N_() */
};

/* argv[0] is the program's name. */
CtlExit ctl_main (const CtlCommand *commands, int argc, char **argv, FILE *out, FILE *err);

/* Parses the command's own options (ending with a NULL name) and the global ones; what is left of
 * the arguments goes to ret_args (owned). FALSE: ret_exit is the result of the command. */
gboolean
ctl_parse (Ctl *ctl, char **argv, const GOptionEntry *own, char ***ret_args, CtlExit *ret_exit);
/* As above, for a command that takes between min and max arguments. */
gboolean ctl_parse_counted (Ctl *ctl, char **argv, const GOptionEntry *own, guint min, guint max,
                            char ***ret_args, CtlExit *ret_exit);
/* As above, and finds genkand. */
gboolean ctl_begin (Ctl *ctl, char **argv, const GOptionEntry *own, guint min, guint max,
                    char ***ret_args, CtlExit *ret_exit);
/* As above, for a command whose first argument is a profile; owned, or NULL. */
VpnClientProfile *ctl_begin_with_profile (Ctl *ctl, char **argv, const GOptionEntry *own, guint max,
                                          char ***ret_args, CtlExit *ret_exit);

/* Finds genkand. CTL_OK, or CTL_NO_DAEMON with the sentence printed. */
CtlExit ctl_open (Ctl *ctl);
/* Borrowed, or NULL with the sentence printed (CTL_NOT_FOUND). */
VpnClientProfile *ctl_find_profile (Ctl *ctl, const char *name);

/* "vpnctl: sentence" on standard error. Returns exit. */
CtlExit ctl_fail (Ctl *ctl, CtlExit exit, const char *sentence);
CtlExit ctl_fail_printf (Ctl *ctl, CtlExit exit, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The same from an error, with the exit code that goes with it; frees it. */
CtlExit ctl_fail_error (Ctl *ctl, GError *error);
CtlExit ctl_exit_of_error (const GError *error);
CtlExit ctl_exit_of_reason (VpnReason reason);

/* Waiting for one asynchronous call: pass ctl_on_result and &wait, then take ctl_wait(). */
typedef struct
{
  GAsyncResult *result; /* owned */
} CtlWait;

void ctl_on_result (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *ctl_wait (CtlWait *wait); /* borrowed until ctl_wait_clear() */
void ctl_wait_clear (CtlWait *wait);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtlWait, ctl_wait_clear)
