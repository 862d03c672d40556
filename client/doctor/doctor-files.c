// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The files that a profile names: whether they are there, may be read, and are still valid. Whether
 * key and certificate belong together is found by who uses them. */
#include "doctor-private.h"

#include "config.h"
#include "vpn-client-certificate.h"
#include "vpn-client-token.h"
#include "vpn-format.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* FALSE: it cannot be read, and a row says so. */
static gboolean
is_readable (DoctorContext *context, const char *check, const char *key, const char *path)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR)
      && g_file_get_contents (path, &contents, NULL, &error))
    return TRUE;
  doctor_report_add (
      context->report, check, DOCTOR_BAD,
      g_strdup_printf (_ ("%s: %s cannot be read (%s)"), key, path,
                       error != NULL ? g_strerror (g_access (path, R_OK) != 0 ? errno : EIO)
                                     : g_strerror (g_access (path, F_OK) != 0 ? errno : EINVAL)),
      _ ("Check that the file exists and that you may read it"));
  return FALSE;
}

static void
judge_validity (DoctorContext *context, const char *check, GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add (now, VPN_CLIENT_CERTIFICATE_SOON);
  g_autofree char *name = vpn_client_certificate_short_name (certificate);
  g_autofree char *validity = NULL;
  gboolean good, lasts;

  g_free (vpn_client_certificate_validity (certificate, soon, &lasts));
  validity = vpn_client_certificate_validity (certificate, now, &good);
  doctor_report_add (context->report, check,
                     !good   ? DOCTOR_BAD
                     : lasts ? DOCTOR_GOOD
                             : DOCTOR_NOTE,
                     g_strdup_printf (_ ("The certificate \"%s\": %s"), name, validity),
                     good && lasts
                         ? NULL
                         : _ ("Ask your administrator for a new one, and check the clock of this "
                              "computer"));
}

static void
look_at_certificate_of_token (DoctorContext *context, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *pem = vpn_client_token_read_certificate (uri, &error);

  if (pem != NULL)
    certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  if (certificate != NULL)
    judge_validity (context, "certificate", certificate);
  else if (error != NULL)
    doctor_report_add (
        context->report, "certificate", DOCTOR_BAD,
        g_strdup_printf ("%s: %s", VPN_KEY_CERTIFICATE, error->message),
        _ ("Check that the token is there and that the setting names what is on it"));
}

static void
look_at_certificate (DoctorContext *context, const char *check, const char *key)
{
  const char *path = vpn_profile_get_string (context->profile, key);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;

  if (*path == '\0' || !is_readable (context, check, key, path))
    return;
  certificate = g_tls_certificate_new_from_file (path, &error);
  if (certificate != NULL)
    judge_validity (context, check, certificate);
  else if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    doctor_report_add (context->report, check, DOCTOR_BAD,
                       g_strdup_printf (_ ("%s: there is no certificate in %s"), key, path),
                       _ ("Name the file that your administrator gave you"));
}

static void
look_at_key (DoctorContext *context)
{
  const char *path = vpn_profile_get_string (context->profile, VPN_KEY_PRIVATE_KEY);
  gboolean locked = FALSE;
  struct stat status;

  if (*path == '\0' || vpn_format_is_token (path)
      || !is_readable (context, "private-key", VPN_KEY_PRIVATE_KEY, path))
    return;
  if (context->gateway != NULL)
    (void) g_variant_lookup (context->gateway, "key-locked", "b", &locked);
  if (stat (path, &status) == 0 && (status.st_mode & 0077) != 0)
    doctor_report_add (context->report, "private-key", DOCTOR_NOTE,
                       g_strdup_printf (_ ("Others may read your private key %s"), path),
                       _ ("Take that right away from them with \"chmod 600\""));
  else
    doctor_report_add (context->report, "private-key", DOCTOR_GOOD,
                       g_strdup (locked ? _ ("The private key has a passphrase, which is asked for "
                                             "when you connect")
                                        : _ ("The private key can be read")),
                       NULL);
}

void
doctor_look_at_files (DoctorContext *context)
{
  if (context->profile == NULL)
    return;
  if (!g_str_equal (vpn_profile_get_string (context->profile, VPN_KEY_AUTH), "psk"))
    {
      look_at_certificate (context, "ca", VPN_KEY_CA);
      look_at_certificate (context, "login-server-ca", VPN_KEY_AAA_CA);
    }
  if (!vpn_profile_needs_certificate (context->profile))
    return;
  if (vpn_format_is_token (vpn_profile_get_string (context->profile, VPN_KEY_CERTIFICATE)))
    look_at_certificate_of_token (context,
                                  vpn_profile_get_string (context->profile, VPN_KEY_CERTIFICATE));
  else
    look_at_certificate (context, "certificate", VPN_KEY_CERTIFICATE);
  look_at_key (context);
}
