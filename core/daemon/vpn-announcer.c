// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnAnnouncer: signals, cut to size for each receiver. */
#include "vpn-announcer.h"

#include "vpn-names.h"

typedef struct
{
  const VpnAnnouncer *announcer;
  VpnExported *object; /* what must be visible to a receiver */
  const char *name;
  GVariant *parameters; /* borrowed */
} Posting;

static void
emit (const Posting *posting, const char *client, const char *path, const char *interface,
      const char *name, GVariant *parameters)
{
  g_dbus_connection_emit_signal (posting->announcer->connection, client, path, interface, name,
                                 parameters, NULL);
}

static VpnViewer
viewer_of (const Posting *posting, const char *client, guint32 uid)
{
  return vpn_views_get (posting->announcer->views, client, uid);
}

static void
post_signal (gpointer user_data, const char *client, guint32 uid)
{
  const Posting *posting = user_data;
  VpnViewer viewer = viewer_of (posting, client, uid);

  if (vpn_exported_is_visible_to (posting->object, uid)
      && vpn_exported_shows (posting->object, posting->name, &viewer))
    emit (posting, client, vpn_exported_get_path (posting->object),
          vpn_exported_get_interface_name (posting->object), posting->name, posting->parameters);
}

void
vpn_announcer_signal (const VpnAnnouncer *announcer, VpnExported *object, const char *name,
                      GVariant *parameters)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (parameters);
  Posting posting = { announcer, object, name, owned };

  vpn_clients_foreach (announcer->clients, post_signal, &posting);
}

static void
post_changes (gpointer user_data, const char *client, guint32 uid)
{
  const Posting *posting = user_data;
  VpnExported *object = posting->object;
  VpnViewer viewer = viewer_of (posting, client, uid);
  g_auto (GVariantDict) shown = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) values = NULL;
  GVariantIter iter;
  const char *property;
  GVariant *value;

  if (!vpn_exported_is_visible_to (object, uid))
    return;
  g_variant_iter_init (&iter, posting->parameters);
  while (g_variant_iter_next (&iter, "{&sv}", &property, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (vpn_exported_shows (object, property, &viewer))
        g_variant_dict_insert_value (&shown, property, owned);
    }
  values = g_variant_ref_sink (g_variant_dict_end (&shown));
  if (g_variant_n_children (values) > 0)
    emit (posting, client, vpn_exported_get_path (object), VPN_IFACE_PROPERTIES,
          "PropertiesChanged",
          g_variant_new ("(s@a{sv}as)", vpn_exported_get_interface_name (object), values, NULL));
}

void
vpn_announcer_changes (const VpnAnnouncer *announcer, VpnExported *object, GVariant *properties)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (properties);
  Posting posting = { announcer, object, NULL, owned };

  vpn_clients_foreach (announcer->clients, post_changes, &posting);
}

void
vpn_announcer_values (const VpnAnnouncer *announcer, VpnExported *object, const char *client)
{
  g_autoptr (GVariant) values = g_variant_ref_sink (vpn_exported_get_values (object, NULL));
  Posting posting = { announcer, object, NULL, values };
  guint32 uid;

  if (vpn_clients_get_uid (announcer->clients, client, &uid))
    post_changes (&posting, client, uid);
}

static void
post_added (gpointer user_data, const char *client, guint32 uid)
{
  const Posting *posting = user_data;
  VpnViewer viewer = viewer_of (posting, client, uid);

  if (vpn_exported_is_visible_to (posting->object, uid))
    emit (posting, client, VPN_ROOT_PATH, VPN_IFACE_OBJECTS, "InterfacesAdded",
          g_variant_new ("(o@a{sa{sv}})", vpn_exported_get_path (posting->object),
                         vpn_exported_get_interfaces (posting->object, &viewer)));
}

void
vpn_announcer_added (const VpnAnnouncer *announcer, VpnExported *object)
{
  Posting posting = { announcer, object, NULL, NULL };

  vpn_clients_foreach (announcer->clients, post_added, &posting);
}

static void
post_removed (gpointer user_data, const char *client, guint32 uid)
{
  const Posting *posting = user_data;
  const char *interfaces[] = { vpn_exported_get_interface_name (posting->object), NULL };

  if (vpn_exported_is_visible_to (posting->object, uid))
    emit (posting, client, VPN_ROOT_PATH, VPN_IFACE_OBJECTS, "InterfacesRemoved",
          g_variant_new ("(o^as)", vpn_exported_get_path (posting->object), interfaces));
}

void
vpn_announcer_removed (const VpnAnnouncer *announcer, VpnExported *object)
{
  Posting posting = { announcer, object, NULL, NULL };

  vpn_clients_foreach (announcer->clients, post_removed, &posting);
}
