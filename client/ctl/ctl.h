// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Ctl: one run of vpnctl: its global options, where it writes, and its client. Single thread.
 * CtlExit exists in this folder only; a command returns it and prints its own one sentence when it
 * is not CTL_OK.
 */
#pragma once

#include "ctl-authority.h"

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
  gboolean completing; /* the command only tells its options */
  char **args;         /* owned; its arguments without options */
  VpnClient *client;   /* owned; NULL until genkand was found */
  /* owned; what args[0] names, of a command that takes a profile */
  VpnClientProfile *profile;
  CtlAuthority *authority; /* owned or NULL; of a command that wants a right */
} Ctl;

/* What the arguments of a command are; also what completion offers for them. */
typedef enum
{
  CTL_TAKES_PROFILE = 1 << 0,    /* the first one is a profile, found by ctl_start() */
  CTL_TAKES_ONLY = 1 << 1,       /* without it the only profile there is will do */
  CTL_MAY_TAKE_PROFILE = 1 << 7, /* the first one is a profile, if it is given */
  CTL_TAKES_NAME = 1 << 2,       /* the first one names a connection or a profile */
  CTL_TAKES_SETTINGS = 1 << 3,   /* those after the first are KEY=VALUE */
  CTL_TAKES_FILE = 1 << 4,       /* the last one is a file */
  CTL_PRINTS_JSON = 1 << 5,      /* --json has a meaning */
  CTL_IS_HIDDEN = 1 << 6,        /* not for people */
  CTL_WANTS_RIGHT = 1 << 8,      /* polkit may want a password for it */
} CtlCommandFlags;

struct CtlCommand
{
  const char *name;
  CtlExit (*run) (Ctl *ctl, char **argv);
  guint min, max; /* number of arguments */
  guint flags;
  const char *arguments;    /* for the usage line */
  const char *summary;      /* N_() */
  const char *const *words; /* what the first argument can be, NULL: anything */
};

/* The option that says "as many as you like" in CtlCommand.max. */
#define CTL_ANY_NUMBER G_MAXUINT

/* commands ends with a NULL name; argv[0] is the program's name. */
CtlExit ctl_main (const CtlCommand *commands, int argc, char **argv, FILE *out, FILE *err);
/* NULL when there is no such command. */
const CtlCommand *ctl_find_command (const Ctl *ctl, const char *name);

/* Parses the command's own options (ending with a NULL name) and the global ones, and counts the
 * arguments, which go to ctl->args. FALSE: ret_exit is the result of the command. */
gboolean ctl_parse (Ctl *ctl, char **argv, const GOptionEntry *own, CtlExit *ret_exit);
/* Finds genkand and, for a command that takes one, ctl->profile; after ctl_parse(). */
gboolean ctl_start (Ctl *ctl, CtlExit *ret_exit);
/* How a command begins that has nothing to check in between: both of them. */
gboolean ctl_begin (Ctl *ctl, char **argv, const GOptionEntry *own, CtlExit *ret_exit);

/* Finds genkand. CTL_OK, or CTL_NO_DAEMON with the sentence printed. */
CtlExit ctl_open (Ctl *ctl);
/* Borrowed, or NULL with the sentence printed (CTL_NOT_FOUND). */
VpnClientProfile *ctl_find_profile (Ctl *ctl, const char *name);
/* Makes sure that its settings are known; polkit may ask for a password. */
gboolean ctl_reveal_profile (VpnClientProfile *profile, GError **error);

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
