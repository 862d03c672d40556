// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Options of genkand's command line. */
#pragma once

#include <glib.h>

typedef struct
{
  char *config_dir;  /* owned; absolute */
  char *state_dir;   /* owned; absolute */
  char *runtime_dir; /* owned; absolute */
  char *worker;      /* owned or NULL */
  char *resolver;    /* owned or NULL */
  gboolean lockdown; /* set it and end */
  gboolean unlock;   /* take it away and end */
  gboolean debug, version;
} VpnOptions;

/* NULL with a G_OPTION_ERROR. --help prints and exits. */
VpnOptions *vpn_options_parse (int argc, char **argv, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void vpn_options_free (VpnOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnOptions, vpn_options_free)
