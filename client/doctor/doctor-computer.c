// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What genkand tried on this computer, in sentences. */
#include "doctor-private.h"

#include "config.h"
#include "vpn-client-text.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

typedef struct
{
  const char *check;
  const char *good, *bad, *fix; /* {detail} in them becomes the row's */
  DoctorState when_bad;
} Sentences;

static const Sentences network[] = {
  { "link", N_ ("This computer is on a network"),
    N_ ("This computer is not connected to a network"),
    N_ ("Plug in a cable or join a Wi-Fi network"), DOCTOR_BAD },
  { "route", N_ ("There is a way out of this network"),
    N_ ("This network gave the computer no way out of it (no default route)"),
    N_ ("Connect to the network again, or ask whoever runs it"), DOCTOR_BAD },
};

static const Sentences computer[] = {
  { "tun", N_ ("Tunnel devices can be created"), N_ ("No tunnel device can be created ({detail})"),
    N_ ("Load the kernel module \"tun\", and let genkand use /dev/net/tun"), DOCTOR_BAD },
  { "worker", N_ ("The program that speaks with gateways is there"), N_ ("{detail} is missing"),
    N_ ("Install Genkan again"), DOCTOR_BAD },
  { "resolver", N_ ("The program that looks names up is there"), N_ ("{detail} is missing"),
    N_ ("Install Genkan again"), DOCTOR_BAD },
  { "polkit", N_ ("polkit decides who may connect"),
    N_ ("polkit does not answer, so that only root may connect"), N_ ("Install and start polkit"),
    DOCTOR_BAD },
  { "packet-filter", N_ ("The packet filter takes the leak guard"),
    N_ ("The packet filter does not take the leak guard ({detail})"),
    N_ ("Load the kernel module \"nf_tables\"; until then routes alone keep traffic in the VPN"),
    DOCTOR_NOTE },
  { "ca-bundle", N_ ("The system's CA certificates are there"),
    N_ ("The system's CA certificates are missing ({detail})"),
    N_ ("Install the package ca-certificates, or name a CA file in each profile"), DOCTOR_NOTE },
  { "worker-user", N_ ("The user {detail} exists"),
    N_ ("There is no user {detail}; workers run as nobody instead"), N_ ("Run systemd-sysusers"),
    DOCTOR_NOTE },
  { "profiles", N_ ("The profiles of this computer can be read"),
    N_ ("A profile of this computer cannot be used ({detail})"),
    N_ ("The administrator corrects the file; it is read again by itself"), DOCTOR_NOTE },
};

gboolean
doctor_get_row (const DoctorContext *context, const char *check, gboolean *ret_ok,
                const char **ret_detail)
{
  GVariantIter iter;
  const char *name;

  if (context->computer == NULL)
    return FALSE;
  g_variant_iter_init (&iter, context->computer);
  while (g_variant_iter_next (&iter, "(&sb&s)", &name, ret_ok, ret_detail))
    if (g_str_equal (name, check))
      return TRUE;
  return FALSE;
}

static char *
fill (const char *sentence, const char *detail)
{
  g_autofree char *clean = vpn_client_text_clean (detail);
  GString *text = g_string_new (sentence);

  g_string_replace (text, "{detail}", clean, 1);
  return g_string_free (text, FALSE);
}

static void
add_rows (DoctorContext *context, const Sentences *sentences, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      const Sentences *row = &sentences[i];
      const char *detail;
      gboolean ok;

      if (!doctor_get_row (context, row->check, &ok, &detail))
        continue;
      doctor_report_add (context->report, row->check, ok ? DOCTOR_GOOD : row->when_bad,
                         fill (_ (ok ? row->good : row->bad), detail), ok ? NULL : _ (row->fix));
    }
}

void
doctor_look_at_network (DoctorContext *context)
{
  add_rows (context, network, G_N_ELEMENTS (network));
}

void
doctor_look_at_computer (DoctorContext *context)
{
  add_rows (context, computer, G_N_ELEMENTS (computer));
}
