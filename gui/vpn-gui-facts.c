// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Labelled lines about a connection that is up. */
#include "vpn-gui-facts.h"

#include "vpn-client-describe.h"
#include "vpn-client-text.h"

#include <glib/gi18n.h>

typedef enum /* in the order in which people ask */
{
  FACT_MESSAGE,
  FACT_DURATION,
  FACT_ADDRESS,
  FACT_ROUTES,
  FACT_DNS,
  FACT_TRAFFIC,
  FACT_FIRST_DETAIL, /* those that an administrator asks for */
  FACT_GATEWAY = FACT_FIRST_DETAIL,
  FACT_IDENTITY,
  FACT_ENCRYPTION,
  FACT_INTERFACE,
  N_FACTS
} Fact;

typedef struct /* borrowed: children */
{
  GtkWidget *label, *value;
} Row;

struct _VpnGuiFacts
{
  GtkGrid parent_instance;

  GtkWidget *details; /* borrowed: child; folded until somebody opens it */
  Row rows[N_FACTS];
};

G_DEFINE_FINAL_TYPE (VpnGuiFacts, vpn_gui_facts, GTK_TYPE_GRID)

static const char *const labels[N_FACTS] = {
  [FACT_MESSAGE] = N_ ("Message"),
  [FACT_DURATION] = N_ ("Connected for"),
  [FACT_ADDRESS] = N_ ("Address"),
  [FACT_ROUTES] = N_ ("Reaches"),
  [FACT_DNS] = N_ ("DNS"),
  [FACT_TRAFFIC] = N_ ("Traffic"),
  [FACT_GATEWAY] = N_ ("Gateway"),
  [FACT_IDENTITY] = N_ ("Identity"),
  [FACT_ENCRYPTION] = N_ ("Encryption"),
  [FACT_INTERFACE] = N_ ("Interface"),
};

static void
vpn_gui_facts_class_init (VpnGuiFactsClass *klass)
{
}

static void
add_row (VpnGuiFacts *self, int fact)
{
  Row *row = &self->rows[fact];
  AtkObject *label, *value;

  row->label = gtk_label_new (_ (labels[fact]));
  gtk_label_set_xalign (GTK_LABEL (row->label), 1);
  gtk_widget_set_valign (row->label, GTK_ALIGN_START);
  gtk_style_context_add_class (gtk_widget_get_style_context (row->label),
                               GTK_STYLE_CLASS_DIM_LABEL);
  row->value = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->value), 0);
  gtk_label_set_line_wrap (GTK_LABEL (row->value), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (row->value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (row->value), TRUE);
  gtk_widget_set_hexpand (row->value, TRUE);
  label = gtk_widget_get_accessible (row->label);
  value = gtk_widget_get_accessible (row->value);
  (void) atk_object_add_relationship (label, ATK_RELATION_LABEL_FOR, value);
  (void) atk_object_add_relationship (value, ATK_RELATION_LABELLED_BY, label);
  gtk_grid_attach (GTK_GRID (self), row->label, 0, fact, 1, 1);
  gtk_grid_attach (GTK_GRID (self), row->value, 1, fact, 1, 1);
}

/* A line without a text is not there, and details are while they are unfolded. */
static void
show_or_hide (VpnGuiFacts *self, int fact)
{
  Row *row = &self->rows[fact];
  gboolean shown = *gtk_label_get_text (GTK_LABEL (row->value)) != '\0'
                   && (fact < (int) FACT_FIRST_DETAIL
                       || gtk_expander_get_expanded (GTK_EXPANDER (self->details)));

  gtk_widget_set_visible (row->label, shown);
  gtk_widget_set_visible (row->value, shown);
}

static void
on_unfolded (VpnGuiFacts *self)
{
  for (int fact = (int) FACT_FIRST_DETAIL; fact < (int) N_FACTS; fact++)
    show_or_hide (self, fact);
}

static void
vpn_gui_facts_init (VpnGuiFacts *self)
{
  gtk_grid_set_row_spacing (GTK_GRID (self), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self), 12);
  self->details = gtk_expander_new_with_mnemonic (_ ("D_etails"));
  gtk_widget_set_halign (self->details, GTK_ALIGN_START);
  for (int fact = 0; fact < (int) N_FACTS; fact++)
    add_row (self, fact);
  g_signal_connect_swapped (self->details, "notify::expanded", G_CALLBACK (on_unfolded), self);
  gtk_grid_insert_row (GTK_GRID (self), (int) FACT_FIRST_DETAIL);
  gtk_grid_attach (GTK_GRID (self), self->details, 0, (int) FACT_FIRST_DETAIL, 2, 1);
}

static void
set_fact (VpnGuiFacts *self, Fact fact, const char *text)
{
  GtkLabel *value = GTK_LABEL (self->rows[fact].value);

  if (g_strcmp0 (gtk_label_get_text (value), text) != 0)
    gtk_label_set_text (value, text == NULL ? "" : text);
  show_or_hide (self, (int) fact);
}

static char *
describe_duration (VpnDbusConnection *proxy)
{
  guint64 since = vpn_dbus_connection_get_since (proxy);

  if (since == 0)
    return NULL;
  return vpn_client_text_duration (g_get_real_time () / G_USEC_PER_SEC - (gint64) since);
}

static char *
describe_interface (VpnDbusConnection *proxy)
{
  g_autofree char *name = vpn_client_text_clean (vpn_dbus_connection_get_interface (proxy));

  if (*name == '\0')
    return g_steal_pointer (&name);
  return g_strdup_printf (_ ("%s, MTU %u"), name, vpn_dbus_connection_get_mtu (proxy));
}

void
vpn_gui_facts_set_connection (VpnGuiFacts *self, VpnClientConnection *connection)
{
  VpnDbusConnection *proxy;
  g_autofree char *gateway = NULL;
  g_autofree char *identity = NULL;
  g_autofree char *addresses = NULL;
  g_autofree char *routes = NULL;
  g_autofree char *dns = NULL;
  g_autofree char *encryption = NULL;
  g_autofree char *interface = NULL;
  g_autofree char *banner = NULL;

  if (connection == NULL)
    {
      for (int fact = 0; fact < (int) N_FACTS; fact++)
        set_fact (self, (Fact) fact, NULL);
      gtk_widget_hide (self->details);
      return;
    }
  proxy = vpn_client_connection_get_proxy (connection);
  gateway = vpn_client_describe_gateway (proxy);
  identity = vpn_client_describe_identity (proxy);
  addresses = vpn_client_text_addresses (vpn_dbus_connection_get_addresses (proxy));
  routes = vpn_client_text_routes (vpn_dbus_connection_get_routes (proxy));
  dns = vpn_client_describe_dns (proxy);
  encryption = vpn_client_describe_encryption_in_words (proxy);
  interface = describe_interface (proxy);
  banner = vpn_client_text_clean (vpn_dbus_connection_get_banner (proxy));
  set_fact (self, FACT_MESSAGE, banner);
  set_fact (self, FACT_ADDRESS, addresses);
  set_fact (self, FACT_ROUTES, routes);
  set_fact (self, FACT_DNS, dns);
  set_fact (self, FACT_GATEWAY, gateway);
  set_fact (self, FACT_IDENTITY, identity);
  set_fact (self, FACT_ENCRYPTION, encryption);
  set_fact (self, FACT_INTERFACE, interface);
  /* What changes every second does while it is connected alone. */
  if (vpn_client_connection_get_state (connection) != VPN_STATE_CONNECTED)
    set_fact (self, FACT_DURATION, NULL);
  gtk_widget_show (self->details);
}

void
vpn_gui_facts_set_counters (VpnGuiFacts *self, VpnClientConnection *connection, GVariant *counters)
{
  g_autofree char *duration = describe_duration (vpn_client_connection_get_proxy (connection));
  g_autofree char *traffic = vpn_client_describe_traffic (counters);

  set_fact (self, FACT_DURATION, duration);
  set_fact (self, FACT_TRAFFIC, traffic);
}
