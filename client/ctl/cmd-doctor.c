// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl doctor: what keeps a VPN from coming up, the verdict first. */
#include "ctl-commands.h"
#include "ctl-output.h"

#include "vpn-doctor-run.h"

#include <glib/gi18n.h>

/* The verdict is a row of its own form even where nothing is wrong, for programs. */
static void
print_json (Ctl *ctl, const DoctorReport *report)
{
  const DoctorRow *verdict = doctor_report_get_verdict (report);
  const DoctorRow fine = { "all", DOCTOR_GOOD, (char *) "", (char *) "" };
  GVariantBuilder rows;
  GVariantDict dict;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < report->rows->len; i++)
    g_variant_builder_add_value (&rows, ctl_doctor_row_to_variant (report->rows->pdata[i]));
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "profile", "s",
                         ctl->profile != NULL ? vpn_client_profile_get_name (ctl->profile) : "");
  g_variant_dict_insert_value (&dict, "verdict",
                               ctl_doctor_row_to_variant (verdict != NULL ? verdict : &fine));
  g_variant_dict_insert_value (&dict, "checks", g_variant_builder_end (&rows));
  ctl_print_json (ctl->out, "doctor", g_variant_dict_end (&dict));
}

static const char *
mark_of (const Ctl *ctl, DoctorState state)
{
  switch (state)
    {
    case DOCTOR_GOOD:
      return ctl->utf8 ? "✓" : "+";
    case DOCTOR_NOTE:
      return "!";
    case DOCTOR_BAD:
      return ctl->utf8 ? "✗" : "x";
    case DOCTOR_UNKNOWN:
      return "?";
    }
  return "?";
}

static void
print_verdict (Ctl *ctl, const DoctorReport *report)
{
  const DoctorRow *verdict = doctor_report_get_verdict (report);

  if (verdict == NULL && ctl->profile != NULL)
    fprintf (ctl->out, _ ("Nothing was found that keeps \"%s\" from connecting\n"),
             vpn_client_profile_get_name (ctl->profile));
  else if (verdict == NULL)
    fprintf (ctl->out, "%s\n",
             _ ("Nothing was found that keeps this computer from connecting; name a profile to "
                "look at its gateway, too"));
  else
    {
      fprintf (ctl->out, "%s\n", verdict->text);
      if (*verdict->fix != '\0')
        fprintf (ctl->out, _ ("What to do: %s\n"), verdict->fix);
    }
}

static void
print_text (Ctl *ctl, const DoctorReport *report)
{
  print_verdict (ctl, report);
  fputc ('\n', ctl->out);
  for (guint i = 0; i < report->rows->len; i++)
    {
      const DoctorRow *row = report->rows->pdata[i];

      fprintf (ctl->out, "%s %s\n", mark_of (ctl, row->state), row->text);
      if (row->state == DOCTOR_NOTE && *row->fix != '\0')
        fprintf (ctl->out, "    %s\n", row->fix);
    }
}

CtlExit
ctl_cmd_doctor (Ctl *ctl, char **argv)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (DoctorReport) report = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  vpn_doctor_run_async (ctl->client, ctl->profile, VPN_REASON_NONE, VPN_VOICE_COMMANDS, NULL,
                        ctl_on_result, &wait);
  report = vpn_doctor_run_finish (ctl_wait (&wait), &error);
  if (report == NULL)
    return ctl_fail_error (ctl, error);
  if (ctl->json)
    print_json (ctl, report);
  else
    print_text (ctl, report);
  return doctor_report_get_verdict (report) == NULL ? CTL_OK : CTL_FAILED;
}
