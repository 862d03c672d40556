// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the probes of this folder share. Each adds its rows to the report and calls none of the
 * others; vpn-doctor-run.c has the list. They run in one thread, and may wait a few seconds. */
#pragma once

#include "doctor-report.h"
#include "vpn-enums.h"
#include "vpn-profile.h"

#include <gio/gio.h>

typedef struct
{
  VpnProfile *profile; /* owned; NULL: this computer only */
  VpnVoice voice;
  GVariant *computer;   /* owned; a(sbs) as Manager.Doctor, or NULL */
  GVariant *gateway;    /* owned; a{sv} as Profile.Examine, or NULL */
  VpnReason reason;     /* of gateway */
  GDBusConnection *bus; /* counted */
  char *rival;          /* owned; device of another person's VPN that takes everything, or NULL */
  DoctorReport *report; /* owned */
} DoctorContext;

/* doctor-computer.c */
void doctor_look_at_network (DoctorContext *context);
void doctor_look_at_computer (DoctorContext *context);
/* doctor-files.c */
void doctor_look_at_files (DoctorContext *context);
/* doctor-web.c: where the gateway was not reached, whether a web page is in the way, and whether
 * TCP gets there. */
void doctor_look_for_portal (DoctorContext *context);
void doctor_look_at_tcp (DoctorContext *context);
/* doctor-gateway.c */
void doctor_look_at_gateway (DoctorContext *context);
/* doctor-around.c */
void doctor_look_at_clock (DoctorContext *context);
void doctor_look_at_overlap (DoctorContext *context);
void doctor_look_at_mtu (DoctorContext *context);
void doctor_look_at_dns (DoctorContext *context);
void doctor_look_at_rivals (DoctorContext *context);

/* Row of genkand's, or FALSE when it has none of that name. */
gboolean doctor_get_row (const DoctorContext *context, const char *check, gboolean *ret_ok,
                         const char **ret_detail);
/* Whether nothing came of the gateway that it could have said itself. */
gboolean doctor_is_unreached (const DoctorContext *context);
