// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl doctor: what genkand's checks of this computer found. */
#include "ctl-commands.h"
#include "ctl-output.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

static void
print_json (Ctl *ctl, GVariant *rows)
{
  GVariantBuilder checks;
  GVariantIter iter;
  const char *check, *sentence;
  gboolean ok;

  g_variant_builder_init (&checks, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_iter_init (&iter, rows);
  while (g_variant_iter_next (&iter, "(&sb&s)", &check, &ok, &sentence))
    {
      GVariantDict row;

      g_variant_dict_init (&row, NULL);
      g_variant_dict_insert (&row, "check", "s", check);
      g_variant_dict_insert (&row, "ok", "b", ok);
      g_variant_dict_insert (&row, "text", "s", sentence);
      g_variant_builder_add_value (&checks, g_variant_dict_end (&row));
    }
  ctl_print_json (ctl->out, "checks", g_variant_builder_end (&checks));
}

static void
print_text (Ctl *ctl, GVariant *rows)
{
  const char *good = ctl->utf8 ? "✓" : "+";
  const char *bad = ctl->utf8 ? "✗" : "x";
  GVariantIter iter;
  const char *check, *sentence;
  gboolean ok;

  g_variant_iter_init (&iter, rows);
  while (g_variant_iter_next (&iter, "(&sb&s)", &check, &ok, &sentence))
    {
      g_autofree char *name = vpn_client_text_clean (check);
      g_autofree char *text = vpn_client_text_clean (sentence);

      fprintf (ctl->out, "%s %s: %s\n", ok ? good : bad, name, text);
    }
}

static gboolean
is_all_good (GVariant *rows)
{
  GVariantIter iter;
  gboolean ok;

  g_variant_iter_init (&iter, rows);
  while (g_variant_iter_next (&iter, "(sbs)", NULL, &ok, NULL))
    if (!ok)
      return FALSE;
  return TRUE;
}

CtlExit
ctl_cmd_doctor (Ctl *ctl, char **argv)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GVariant) rows = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  vpn_client_doctor_async (ctl->client, NULL, ctl_on_result, &wait);
  rows = vpn_client_doctor_finish (ctl->client, ctl_wait (&wait), &error);
  if (rows == NULL)
    return ctl_fail_error (ctl, error);
  if (ctl->json)
    print_json (ctl, rows);
  else
    print_text (ctl, rows);
  return is_all_good (rows) ? CTL_OK : CTL_FAILED;
}
