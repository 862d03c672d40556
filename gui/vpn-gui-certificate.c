// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Explains a gateway's certificate. */
#include "vpn-gui-certificate.h"

#include "vpn-client-certificate.h"
#include "vpn-client-text.h"
#include "vpn-gui-grid.h"

#include <glib/gi18n.h>

#include <string.h>

#define MARGIN      18
#define WIDTH_CHARS 60

#define RESPONSE_CHOOSE_CA 1

struct _VpnGuiCertificate
{
  GtkDialog parent_instance;

  GtkWidget *box, *grid; /* borrowed: children */
  int n_rows;
  char *uuid; /* owned; of the profile */
};

G_DEFINE_FINAL_TYPE (VpnGuiCertificate, vpn_gui_certificate, GTK_TYPE_DIALOG)

static gboolean
is_about_gateway (VpnReason reason)
{
  return vpn_reason_get_kind (reason) == VPN_KIND_UNTRUSTED;
}

/* What was told of the gateway when it had proven itself, borrowed; NULL when it has not. */
static GVariant *
get_peer (VpnGuiProfile *profile)
{
  VpnClientConnection *connection = vpn_gui_profile_get_connection (profile);
  GVariant *peer
      = connection == NULL
            ? NULL
            : vpn_dbus_connection_get_peer (vpn_client_connection_get_proxy (connection));

  return peer != NULL && g_variant_n_children (peer) > 0 ? peer : NULL;
}

static void
add_row (VpnGuiCertificate *self, const char *label, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  (void) vpn_gui_grid_add_row (GTK_GRID (self->grid), self->n_rows, label, value);
  self->n_rows++;
}

static void
add_fact (VpnGuiCertificate *self, const char *label, GVariant *peer, const char *key)
{
  g_autofree char *clean = NULL;
  const char *text = NULL;

  if (peer == NULL || !g_variant_lookup (peer, key, "&s", &text))
    return;
  clean = vpn_client_text_clean (text);
  add_row (self, label, clean);
}

/* A day of facts; NULL: it is not among them. */
static GDateTime *
look_up_day (GVariant *facts, const char *key)
{
  gint64 seconds = 0;

  return g_variant_lookup (facts, key, "x", &seconds) && seconds != 0
             ? g_date_time_new_from_unix_utc (seconds)
             : NULL;
}

/* Of a certificate, proven or not. */
static void
add_certificate (VpnGuiCertificate *self, GVariant *facts)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) from = look_up_day (facts, "not-before");
  g_autoptr (GDateTime) until = look_up_day (facts, "not-after");
  g_autofree char *period
      = until == NULL ? NULL : vpn_client_certificate_period (from, until, now, NULL);

  add_fact (self, _ ("Certificate of"), facts, "subject");
  add_fact (self, _ ("Issued by"), facts, "issuer");
  add_row (self, _ ("Validity"), period);
  add_fact (self, _ ("Fingerprint"), facts, "fingerprint");
}

/* What a gateway that is not believed has shown: for comparing with what an administrator says. */
static void
add_shown (VpnGuiCertificate *self, VpnGuiProfile *profile)
{
  VpnClientConnection *connection = vpn_gui_profile_get_connection (profile);
  GVariant *shown
      = connection == NULL
            ? NULL
            : vpn_dbus_connection_get_shown (vpn_client_connection_get_proxy (connection));
  GVariantIter iter;
  GVariant *certificate;

  if (shown == NULL)
    return;
  g_variant_iter_init (&iter, shown);
  while ((certificate = g_variant_iter_next_value (&iter)) != NULL)
    {
      add_certificate (self, certificate);
      g_variant_unref (certificate);
    }
}

/* Who had to vouch for the gateway. */
static void
add_authorities (VpnGuiCertificate *self, const VpnProfile *settings)
{
  const char *ca = vpn_profile_get_string (settings, VPN_KEY_CA);

  if (strcmp (vpn_profile_get_string (settings, VPN_KEY_AUTH), "psk") == 0)
    return;
  add_row (self, _ ("Trusted"), *ca != '\0' ? ca : _ ("The authorities this computer trusts"));
}

static void
add_names (VpnGuiCertificate *self, VpnGuiProfile *profile, const VpnProfile *settings)
{
  VpnClientConnection *connection = vpn_gui_profile_get_connection (profile);
  VpnReason reason = vpn_gui_profile_get_reason (profile);
  const char *wanted = vpn_profile_get_string (settings, VPN_KEY_REMOTE_ID);
  const char *detail = NULL;
  g_autofree char *shown = NULL;

  add_row (self, _ ("Expected"),
           *wanted != '\0' ? wanted : vpn_profile_get_string (settings, VPN_KEY_GATEWAY));
  if (connection != NULL)
    detail = vpn_dbus_connection_get_detail (vpn_client_connection_get_proxy (connection));
  if (detail == NULL)
    return;
  shown = vpn_client_text_clean (detail);
  if (reason == VPN_REASON_GATEWAY_WRONG_IDENTITY)
    add_row (self, _ ("Found"), shown);
  else if (is_about_gateway (reason))
    add_row (self, _ ("Details"), shown);
}

static void
add_facts (VpnGuiCertificate *self, VpnGuiProfile *profile)
{
  g_autoptr (VpnProfile) settings
      = vpn_client_profile_get_settings (vpn_gui_profile_get_stored (profile), NULL);
  GVariant *peer = get_peer (profile);

  if (settings != NULL)
    add_names (self, profile, settings);
  add_fact (self, _ ("Identity"), peer, "identity");
  add_fact (self, _ ("Proven by"), peer, "method");
  if (settings != NULL)
    add_authorities (self, settings);
  if (peer != NULL)
    add_certificate (self, peer);
  else if (is_about_gateway (vpn_gui_profile_get_reason (profile)))
    add_shown (self, profile);
}

static const char *
advise (VpnReason reason)
{
  return reason == VPN_REASON_GATEWAY_CERT_NOT_YET_VALID
             ? _ ("Check the clock of this computer first.")
             : _ ("Somebody may be intercepting the connection, or the office has replaced its "
                  "gateway. Your password was not sent. Show this to your administrator: Genkan "
                  "does not connect to a gateway that it cannot verify.");
}

static void
add_text (VpnGuiCertificate *self, const char *text, gboolean bold)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  if (bold)
    {
      PangoAttrList *attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      gtk_label_set_attributes (GTK_LABEL (label), attributes);
      pango_attr_list_unref (attributes);
    }
  gtk_box_pack_start (GTK_BOX (self->box), label, FALSE, FALSE, 0);
}

/* Said is only what is known: a gateway about which nobody complained has not proven itself yet. */
static void
explain (VpnGuiCertificate *self, VpnGuiProfile *profile)
{
  VpnReason reason = vpn_gui_profile_get_reason (profile);
  gboolean refused = is_about_gateway (reason);
  g_autofree char *why = refused ? vpn_gui_profile_explain (profile) : NULL;
  const char *headline = _ ("The gateway has not been asked who it is yet");

  if (refused)
    headline = _ ("The gateway did not prove that it is the one you want");
  else if (get_peer (profile) != NULL)
    headline = _ ("The gateway has proven who it is");
  add_text (self, headline, TRUE);
  if (why != NULL)
    add_text (self, why, FALSE);
  gtk_box_pack_start (GTK_BOX (self->box), self->grid, FALSE, FALSE, 0);
  add_facts (self, profile);
  if (refused)
    add_text (self, advise (reason), FALSE);
  if (reason == VPN_REASON_GATEWAY_UNTRUSTED)
    gtk_dialog_add_button (GTK_DIALOG (self), _ ("Choose a CA _Certificate…"), RESPONSE_CHOOSE_CA);
  gtk_widget_show_all (self->box);
}

/* The application goes on from here; this dialog has said what it has to. */
static void
choose_ca (VpnGuiCertificate *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  GtkApplication *application = parent == NULL ? NULL : gtk_window_get_application (parent);

  if (application != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (application), "choose-ca",
                                    g_variant_new_string (self->uuid));
}

static void
vpn_gui_certificate_response (GtkDialog *dialog, int response)
{
  if (response == RESPONSE_CHOOSE_CA)
    choose_ca (VPN_GUI_CERTIFICATE (dialog));
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
vpn_gui_certificate_finalize (GObject *object)
{
  g_free (VPN_GUI_CERTIFICATE (object)->uuid);
  G_OBJECT_CLASS (vpn_gui_certificate_parent_class)->finalize (object);
}

static void
vpn_gui_certificate_class_init (VpnGuiCertificateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vpn_gui_certificate_finalize;
  GTK_DIALOG_CLASS (klass)->response = vpn_gui_certificate_response;
}

static void
vpn_gui_certificate_init (VpnGuiCertificate *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));
  GtkWidget *close;

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->grid = gtk_grid_new ();
  g_object_set (self->box, "margin", MARGIN, NULL);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_box_pack_start (GTK_BOX (content), self->box, TRUE, TRUE, 0);
  close = gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Close"), GTK_RESPONSE_CLOSE);
  g_object_set (gtk_widget_get_parent (close), "margin", MARGIN, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_CLOSE);
}

GtkWidget *
vpn_gui_certificate_new (GtkWindow *parent, VpnGuiProfile *profile)
{
  VpnGuiCertificate *self
      = g_object_new (VPN_GUI_TYPE_CERTIFICATE, "transient-for", parent, "title",
                      _ ("Identity of the gateway"), "resizable", FALSE, NULL);

  self->uuid = g_strdup (vpn_gui_profile_get_uuid (profile));
  explain (self, profile);
  gtk_widget_grab_focus (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (self), GTK_RESPONSE_CLOSE));
  return GTK_WIDGET (self);
}

gboolean
vpn_gui_certificate_can_explain (VpnGuiProfile *profile)
{
  return is_about_gateway (vpn_gui_profile_get_reason (profile)) || get_peer (profile) != NULL;
}
