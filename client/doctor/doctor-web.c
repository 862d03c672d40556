// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Networks that let the web through and the VPN not: a page to sign in at first, or a filter. */
#include "doctor-private.h"

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <stdio.h>
#include <string.h>

#define WAIT_S              2
#define ANSWER_MAX          2047 /* bytes; the head of a redirection is far shorter */
#define NM_NAME             "org.freedesktop.NetworkManager"
#define NM_CONNECTED_PORTAL 2u /* NMConnectivityState */

static GSocketConnection *
open_tcp (const char *host, guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_timeout (client, WAIT_S);
  g_socket_client_set_enable_proxy (client, FALSE);
  return g_socket_client_connect_to_host (client, host, port, NULL, NULL);
}

/* What its web server says, "" when nothing does. */
static char *
ask_web (const char *host)
{
  g_autoptr (GSocketConnection) connection = open_tcp (host, 80);
  g_autofree char *answer = g_malloc0 (ANSWER_MAX + 1);
  g_autofree char *request = NULL;
  gsize got = 0;

  if (connection == NULL)
    return g_strdup ("");
  request = g_strdup_printf ("GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host);
  if (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                 strlen (request), NULL, NULL, NULL))
    (void) g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                                    ANSWER_MAX, &got, NULL, NULL);
  return g_steal_pointer (&answer);
}

/* The host of an absolute address in the Location line, or NULL. */
static char *
find_redirection (const char *answer)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\n", 64);

  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL && *g_strstrip (lines[i]) != '\0'; i++)
    {
      g_autoptr (GUri) uri = NULL;

      if (g_ascii_strncasecmp (lines[i], "location:", strlen ("location:")) != 0)
        continue;
      uri = g_uri_parse (g_strstrip (lines[i] + strlen ("location:")), G_URI_FLAGS_NONE, NULL);
      return uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
    }
  return NULL;
}

/* TRUE for the answer of a page one has to sign in at, when name's own server was asked. */
static gboolean
is_portal (const char *answer, const char *name)
{
  g_autofree char *host = NULL;
  guint status = 0;

  if (sscanf (answer, "HTTP/1.%*1u %3u", &status) != 1)
    return FALSE;
  /* RFC 6585 section 6 */
  if (status == 511)
    return TRUE;
  if (status / 100 != 3)
    return FALSE;
  host = find_redirection (answer);
  return host != NULL && g_ascii_strcasecmp (host, name) != 0;
}

/* NetworkManager looks itself, where its administrator let it. */
static gboolean
nm_saw_portal (GDBusConnection *bus)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) value = NULL;

  if (bus == NULL)
    return FALSE;
  reply = g_dbus_connection_call_sync (
      bus, NM_NAME, "/org/freedesktop/NetworkManager", "org.freedesktop.DBus.Properties", "Get",
      g_variant_new ("(ss)", NM_NAME, "Connectivity"), G_VARIANT_TYPE ("(v)"),
      G_DBUS_CALL_FLAGS_NO_AUTO_START, WAIT_S * 1000, NULL, NULL);
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32)
         && g_variant_get_uint32 (value) == NM_CONNECTED_PORTAL;
}

void
doctor_look_for_portal (DoctorContext *context)
{
  g_autofree char *answer = NULL;
  const char *gateway;

  if (!doctor_is_unreached (context))
    return;
  gateway = vpn_profile_get_string (context->profile, VPN_KEY_GATEWAY);
  answer = ask_web (gateway);
  if (is_portal (answer, gateway) || nm_saw_portal (context->bus))
    doctor_report_add (context->report, "captive-portal", DOCTOR_BAD,
                       g_strdup (_ ("This network wants you to sign in on a web page first")),
                       _ ("Open any page in a web browser, sign in there, then connect again"));
}

void
doctor_look_at_tcp (DoctorContext *context)
{
  g_autoptr (GSocketConnection) connection = NULL;

  if (!doctor_is_unreached (context) || context->reason == VPN_REASON_GATEWAY_NOT_FOUND
      || context->reason == VPN_REASON_NAME_SERVERS_SILENT)
    return;
  connection = open_tcp (vpn_profile_get_string (context->profile, VPN_KEY_GATEWAY), 443);
  if (connection != NULL)
    doctor_report_add (context->report, "tcp", DOCTOR_NOTE,
                       g_strdup (_ ("TCP port 443 of the gateway can be reached and UDP not: this "
                                    "network lets the web through and the VPN not")),
                       _ ("Try another network, such as that of your phone"));
}
