// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads names, validity and fingerprint out of a certificate by GIO's TLS backend. */
#include "vpn-client-certificate.h"

#include "config.h"
#include "vpn-client-text.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define RDN_CN "CN="

char *
vpn_client_certificate_subject (GTlsCertificate *certificate)
{
  g_autofree char *name = g_tls_certificate_get_subject_name (certificate);

  return vpn_client_text_clean (name != NULL ? name : "");
}

char *
vpn_client_certificate_issuer (GTlsCertificate *certificate)
{
  g_autofree char *name = g_tls_certificate_get_issuer_name (certificate);

  return vpn_client_text_clean (name != NULL ? name : "");
}

/* Up to the comma that ends the value; RFC 4514 escapes one that belongs to it. */
static char *
take_value (const char *text)
{
  GString *value = g_string_new (NULL);

  for (; *text != '\0' && *text != ',' && *text != '+'; text++)
    {
      if (*text == '\\' && text[1] != '\0')
        text++;
      g_string_append_c (value, *text);
    }
  return g_string_free (value, FALSE);
}

static gboolean
starts_value (const char *subject, const char *at)
{
  return at == subject
         || ((at[-1] == ',' || at[-1] == '+') && (at - 1 == subject || at[-2] != '\\'));
}

char *
vpn_client_certificate_short_name (GTlsCertificate *certificate)
{
  g_autofree char *subject = vpn_client_certificate_subject (certificate);

  for (const char *at = strstr (subject, RDN_CN); at != NULL; at = strstr (at + 1, RDN_CN))
    {
      g_autofree char *value = NULL;

      if (!starts_value (subject, at))
        continue;
      value = take_value (at + strlen (RDN_CN));
      if (*value != '\0')
        return vpn_client_text_clean (value);
    }
  return g_steal_pointer (&subject);
}

/* "20 February 2027", owned; NULL: nobody can tell. */
static char *
format_day (GDateTime *time)
{
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;
  /* Translators: a day, see strftime(3). */
  char *day = local != NULL ? g_date_time_format (local, _ ("%e %B %Y")) : NULL;

  return day != NULL ? g_strstrip (day) : NULL;
}

char *
vpn_client_certificate_period (GDateTime *from, GDateTime *until, GDateTime *now,
                               gboolean *ret_good)
{
  gboolean early = from != NULL && g_date_time_compare (now, from) < 0;
  gboolean late = until != NULL && g_date_time_compare (now, until) > 0;
  g_autofree char *day = format_day (early ? from : until);

  if (ret_good != NULL)
    *ret_good = until != NULL && !early && !late;
  if (until == NULL || day == NULL)
    return g_strdup (_ ("It does not say until when it is valid"));
  if (early)
    return g_strdup_printf (_ ("Not valid before %s"), day);
  if (late)
    return g_strdup_printf (_ ("Expired on %s"), day);
  return g_strdup_printf (_ ("Valid until %s"), day);
}

char *
vpn_client_certificate_validity (GTlsCertificate *certificate, GDateTime *now, gboolean *ret_good)
{
  g_autoptr (GDateTime) from = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);

  return vpn_client_certificate_period (from, until, now, ret_good);
}

char *
vpn_client_certificate_warning (gint64 end, GDateTime *now)
{
  g_autoptr (GDateTime) until = end != 0 ? g_date_time_new_from_unix_utc (end) : NULL;
  g_autofree char *day = NULL;
  GTimeSpan left;
  guint days;

  if (until == NULL)
    return NULL;
  left = g_date_time_difference (until, now);
  day = format_day (until);
  if (left > VPN_CLIENT_CERTIFICATE_SOON || day == NULL)
    return NULL;
  if (left < 0)
    return g_strdup_printf (
        _ ("Your certificate ended on %s; ask your administrator for a new one"), day);
  days = (guint) (left / G_TIME_SPAN_DAY);
  if (days == 0)
    return g_strdup_printf (_ ("Your certificate ends within a day (%s); ask your administrator "
                               "for a new one now"),
                            day);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Your certificate ends in %u day (%s); ask your "
                                       "administrator for a new one",
                                       "Your certificate ends in %u days (%s); ask your "
                                       "administrator for a new one",
                                       days),
                          days, day);
}

char *
vpn_client_certificate_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *digest = NULL;
  GString *text = g_string_new (NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return g_string_free (text, FALSE);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  for (gsize i = 0; digest[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (digest[i]));
    }
  return g_string_free (text, FALSE);
}

gboolean
vpn_client_certificate_is_root (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);

  return subject != NULL && g_strcmp0 (subject, issuer) == 0;
}
