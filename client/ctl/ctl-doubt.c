// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* CtlDoubt: the doctor beside a connection that gets no answer. */
#include "ctl-doubt.h"

#include "vpn-doctor-run.h"

#define DOUBT_MS 4000 /* most gateways have answered long before */

struct CtlDoubt
{
  guint refs;                /* the owner's, and that of a look under way */
  VpnClient *client;         /* counted */
  VpnClientProfile *profile; /* counted */
  guint timer;               /* 0: not running */
  DoctorReport *report;      /* owned; NULL: not seen yet */
};

static void
doubt_unref (CtlDoubt *doubt)
{
  if (--doubt->refs > 0)
    return;
  g_clear_pointer (&doubt->report, doctor_report_free);
  g_object_unref (doubt->client);
  g_object_unref (doubt->profile);
  g_free (doubt);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CtlDoubt *doubt = user_data;

  doubt->report = vpn_doctor_run_finish (result, NULL);
  doubt_unref (doubt);
}

static gboolean
on_doubt (gpointer user_data)
{
  CtlDoubt *doubt = user_data;

  doubt->timer = 0;
  doubt->refs++;
  vpn_doctor_run_async (doubt->client, doubt->profile, VPN_REASON_GATEWAY_SILENT,
                        VPN_VOICE_COMMANDS, NULL, on_looked, doubt);
  return G_SOURCE_REMOVE;
}

CtlDoubt *
ctl_doubt_new (VpnClient *client, VpnClientProfile *profile)
{
  CtlDoubt *doubt = g_new0 (CtlDoubt, 1);

  *doubt = (CtlDoubt){ 1, g_object_ref (client), g_object_ref (profile),
                       g_timeout_add (DOUBT_MS, on_doubt, doubt), NULL };
  return doubt;
}

void
ctl_doubt_free (CtlDoubt *doubt)
{
  if (doubt == NULL)
    return;
  g_clear_handle_id (&doubt->timer, g_source_remove);
  doubt_unref (doubt);
}

char *
ctl_doubt_explain (const CtlDoubt *doubt)
{
  /* Those that keep an answer from coming; the gateway's own rows say what is known already. */
  static const char *const checks[] = { "link", "route", "captive-portal", NULL };

  for (guint i = 0; doubt->report != NULL && i < doubt->report->rows->len; i++)
    {
      const DoctorRow *row = doubt->report->rows->pdata[i];

      if (row->state == DOCTOR_BAD && g_strv_contains (checks, row->check))
        return g_strdup_printf ("%s; %s", row->text, row->fix);
    }
  return NULL;
}
