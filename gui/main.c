// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* genkan: main(). */
#include "config.h"
#include "vpn-gui-application.h"

#include <glib/gi18n.h>

#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (VpnGuiApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GENKAN_GETTEXT_DOMAIN, GENKAN_LOCALEDIR);
  bind_textdomain_codeset (GENKAN_GETTEXT_DOMAIN, "UTF-8");
  textdomain (GENKAN_GETTEXT_DOMAIN);
  g_set_application_name (_ ("Genkan VPN"));
  application = vpn_gui_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
