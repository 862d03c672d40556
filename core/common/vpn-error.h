// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VPN_ERROR: the one GError domain of the project, registered as D-Bus errors
 * "org.genkan.VPN1.Error.<Name>". Messages are for humans: no trailing period, no newline.
 */
#pragma once

#include <gio/gio.h>

typedef enum
{
  VPN_ERROR_FAILED = 0,
  VPN_ERROR_NOT_AUTHORIZED,  /* polkit said no */
  VPN_ERROR_NOT_FOUND,       /* no such profile or connection (or not yours to see) */
  VPN_ERROR_EXISTS,          /* a profile of that name exists */
  VPN_ERROR_INVALID_SETTING, /* a profile key or value is wrong; see vpn_error_get_key() */
  VPN_ERROR_INVALID_ARGUMENT,
  VPN_ERROR_FILE_NEEDED, /* Connect lacks a descriptor; message names the key */
  VPN_ERROR_ALREADY_ACTIVE,
  VPN_ERROR_NOT_ACTIVE,
  VPN_ERROR_LIMIT,     /* too many profiles, connections, agents */
  VPN_ERROR_CANCELLED, /* the agent's user declined */
  VPN_ERROR_NO_AGENT,
  VPN_ERROR_IO,
  VPN_ERROR_INTERNAL,
  VPN_N_ERRORS
} VpnError;

#define VPN_ERROR (vpn_error_quark ())
GQuark vpn_error_quark (void);

/* True also when the error came over the bus. */
gboolean vpn_error_is (const GError *error, VpnError code);

/* The message of an INVALID_SETTING about one key is "KEY: what is wrong with it", on the bus too:
 * this makes it, and vpn_error_get_key() takes it apart. key is made safe to print. */
void vpn_error_set_key (GError **error, const char *key, const char *what);
/* The name of the key as the table spells it, NULL when the error is about none of the table.
 * ret_what (may be NULL) is set to what is wrong with it, borrowed from the error, else to the
 * whole message. */
const char *vpn_error_get_key (const GError *error, const char **ret_what);
