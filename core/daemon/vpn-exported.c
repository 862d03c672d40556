// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnExported: identity, tables and pending announcements of an object on the bus. */
#include "vpn-exported.h"

#include "vpn-source.h"

typedef struct
{
  char *path; /* owned */
  guint32 owner;
  gboolean is_system;
  GPtrArray *changed; /* owned; names of properties, borrowed from the interface description */
  GSource *flush;     /* owned or NULL */
  const VpnExportedSink *functions; /* borrowed, constant */
  gpointer sink;                    /* borrowed: VpnBus, which clears it before it goes */
} VpnExportedPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VpnExported, vpn_exported, G_TYPE_OBJECT)

static VpnExportedPrivate *
private_of (VpnExported *self)
{
  return vpn_exported_get_instance_private (self);
}

static void
flush_changes (VpnExported *self)
{
  VpnExportedPrivate *priv = private_of (self);
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);

  vpn_source_clear (&priv->flush);
  if (priv->changed->len == 0)
    return;
  for (guint i = 0; i < priv->changed->len; i++)
    {
      const char *name = g_ptr_array_index (priv->changed, i);
      g_autoptr (GVariant) value = vpn_exported_dup_value (self, name, NULL);

      g_variant_dict_insert_value (&values, name, value);
    }
  g_ptr_array_set_size (priv->changed, 0);
  if (priv->sink != NULL)
    priv->functions->changed (priv->sink, self, g_variant_dict_end (&values));
}

static gboolean
on_flush (gpointer user_data)
{
  flush_changes (user_data);
  return G_SOURCE_REMOVE;
}

static void
vpn_exported_finalize (GObject *object)
{
  VpnExportedPrivate *priv = private_of (VPN_EXPORTED (object));

  vpn_source_clear (&priv->flush);
  g_ptr_array_unref (priv->changed);
  g_free (priv->path);
  G_OBJECT_CLASS (vpn_exported_parent_class)->finalize (object);
}

static void
vpn_exported_class_init (VpnExportedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vpn_exported_finalize;
}

static void
vpn_exported_init (VpnExported *self)
{
  private_of (self)->changed = g_ptr_array_new ();
}

void
vpn_exported_set_identity (VpnExported *self, const char *path, guint32 owner, gboolean is_system)
{
  VpnExportedPrivate *priv = private_of (self);

  g_assert (priv->path == NULL && g_variant_is_object_path (path));
  priv->path = g_strdup (path);
  priv->owner = owner;
  priv->is_system = is_system;
}

const char *
vpn_exported_get_path (VpnExported *self)
{
  return private_of (self)->path;
}

guint32
vpn_exported_get_owner (VpnExported *self)
{
  return private_of (self)->owner;
}

gboolean
vpn_exported_is_system (VpnExported *self)
{
  return private_of (self)->is_system;
}

gboolean
vpn_exported_is_visible_to (VpnExported *self, guint32 uid)
{
  VpnExportedPrivate *priv = private_of (self);

  return uid == 0 || priv->is_system || priv->owner == uid;
}

GDBusInterfaceInfo *
vpn_exported_get_interface (VpnExported *self)
{
  return VPN_EXPORTED_GET_CLASS (self)->get_interface ();
}

const char *
vpn_exported_get_interface_name (VpnExported *self)
{
  return vpn_exported_get_interface (self)->name;
}

gboolean
vpn_exported_shows (VpnExported *self, const char *name, const VpnViewer *viewer)
{
  VpnExportedClass *klass = VPN_EXPORTED_GET_CLASS (self);

  return viewer == NULL || viewer->uid == 0 || klass->shows == NULL
         || klass->shows (self, name, viewer);
}

/* Takes value. No data at all is what a type's default value is read from. */
static GVariant *
empty_like (GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_take_ref (value);
  g_autoptr (GVariant) nothing = g_variant_ref_sink (
      g_variant_new_from_data (g_variant_get_type (owned), NULL, 0, FALSE, NULL, NULL));

  return g_variant_get_normal_form (nothing);
}

GVariant *
vpn_exported_dup_value (VpnExported *self, const char *property, const VpnViewer *viewer)
{
  const VpnProperty *row = VPN_EXPORTED_GET_CLASS (self)->properties;

  for (; row->name != NULL; row++)
    if (g_str_equal (row->name, property))
      return vpn_exported_shows (self, property, viewer) ? g_variant_take_ref (row->get (self))
                                                         : empty_like (row->get (self));
  return NULL;
}

GVariant *
vpn_exported_get_values (VpnExported *self, const VpnViewer *viewer)
{
  GDBusPropertyInfo **properties = vpn_exported_get_interface (self)->properties;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; properties != NULL && properties[i] != NULL; i++)
    {
      g_autoptr (GVariant) value = vpn_exported_dup_value (self, properties[i]->name, viewer);

      g_variant_builder_add (&builder, "{sv}", properties[i]->name, value);
    }
  return g_variant_builder_end (&builder);
}

GVariant *
vpn_exported_get_interfaces (VpnExported *self, const VpnViewer *viewer)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&builder, "{s@a{sv}}", vpn_exported_get_interface_name (self),
                         vpn_exported_get_values (self, viewer));
  return g_variant_builder_end (&builder);
}

const VpnMethod *
vpn_exported_find_method (VpnExported *self, const char *name)
{
  const VpnMethod *methods = VPN_EXPORTED_GET_CLASS (self)->methods;

  for (; methods->name != NULL; methods++)
    if (g_str_equal (methods->name, name))
      return methods;
  return NULL;
}

void
vpn_exported_changed (VpnExported *self, const char *property)
{
  VpnExportedPrivate *priv = private_of (self);
  GDBusPropertyInfo *info;

  info = g_dbus_interface_info_lookup_property (vpn_exported_get_interface (self), property);
  g_assert (info != NULL);
  if (priv->sink == NULL || g_ptr_array_find (priv->changed, info->name, NULL))
    return;
  g_ptr_array_add (priv->changed, info->name);
  if (priv->flush != NULL)
    return;
  priv->flush = vpn_source_timeout (0, on_flush, self);
}

void
vpn_exported_emit (VpnExported *self, const char *name, GVariant *parameters)
{
  VpnExportedPrivate *priv = private_of (self);
  g_autoptr (GVariant) owned = g_variant_ref_sink (parameters);

  flush_changes (self);
  if (priv->sink != NULL)
    priv->functions->signal (priv->sink, self, name, owned);
}

void
vpn_exported_set_sink (VpnExported *self, const VpnExportedSink *functions, gpointer sink)
{
  VpnExportedPrivate *priv = private_of (self);

  if (sink == NULL)
    flush_changes (self);
  priv->functions = functions;
  priv->sink = sink;
}
