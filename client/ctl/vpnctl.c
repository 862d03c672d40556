// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl: main(). */
#include "config.h"
#include "ctl-commands.h"

#include <glib/gi18n.h>

#include <locale.h>

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GENKAN_GETTEXT_DOMAIN, GENKAN_LOCALEDIR);
  bind_textdomain_codeset (GENKAN_GETTEXT_DOMAIN, "UTF-8");
  textdomain (GENKAN_GETTEXT_DOMAIN);
  return (int) ctl_main (ctl_commands (), argc, argv, stdout, stderr);
}
