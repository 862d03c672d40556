// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What NetworkManager's front ends load, nmcli among them: so there is no GTK here, and the editor
 * is a library of its own that is opened when a page is wanted. */
#include "config.h"
#include "nmv-editor.h"
#include "nmv-file.h"
#include "nmv-keys.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <dlfcn.h>

#define NMV_TYPE_PLUGIN (nmv_plugin_get_type ())
G_DECLARE_FINAL_TYPE (NmvPlugin, nmv_plugin, NMV, PLUGIN, GObject)

struct _NmvPlugin
{
  GObject parent_instance;
};

enum
{
  PROP_NAME = 1,
  PROP_DESCRIPTION,
  PROP_SERVICE,
};

static void nmv_plugin_interface_init (NMVpnEditorPluginInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NmvPlugin, nmv_plugin, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NM_TYPE_VPN_EDITOR_PLUGIN,
                                                      nmv_plugin_interface_init))

/* ---- The editor ------------------------------------------------------------------------------ */

/* The library for the toolkit that this process has; NULL: none. Two toolkits do not fit into one
 * process, so one function of each tells. */
static const char *
find_editor_library (void)
{
  if (dlsym (RTLD_DEFAULT, "gtk_window_set_child") != NULL)
    return NMV_EDITOR_GTK4;
  if (dlsym (RTLD_DEFAULT, "gtk_container_add") != NULL)
    return NMV_EDITOR_GTK3;
  return NULL;
}

/* It is never closed: types that it registered stay with the process. */
static NmvEditorFactory
load_editor (GError **error)
{
  const char *library = find_editor_library ();
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  NmvEditorFactory factory = NULL;
  Dl_info here;
  void *module;

  if (library == NULL)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED,
                           _ ("This program has no windows to edit a connection in"));
      return NULL;
    }
  if (dladdr ((const void *) nm_vpn_editor_plugin_factory, &here) == 0)
    return NULL;
  folder = g_path_get_dirname (here.dli_fname);
  path = g_build_filename (folder, library, NULL);
  module = dlopen (path, RTLD_LAZY | RTLD_LOCAL);
  if (module != NULL)
    factory = (NmvEditorFactory) dlsym (module, NMV_EDITOR_SYMBOL);
  if (factory == NULL)
    g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "%s", dlerror ());
  return factory;
}

static NMVpnEditor *
get_editor (NMVpnEditorPlugin *plugin, NMConnection *connection, GError **error)
{
  NmvEditorFactory factory = load_editor (error);

  return factory != NULL ? factory (connection, error) : NULL;
}

/* ---- The interface --------------------------------------------------------------------------- */

static NMVpnEditorPluginCapability
get_capabilities (NMVpnEditorPlugin *plugin)
{
  return NM_VPN_EDITOR_PLUGIN_CAPABILITY_IMPORT | NM_VPN_EDITOR_PLUGIN_CAPABILITY_EXPORT
         | NM_VPN_EDITOR_PLUGIN_CAPABILITY_IPV6;
}

static NMConnection *
import_from_file (NMVpnEditorPlugin *plugin, const char *path, GError **error)
{
  return nmv_file_read (path, error);
}

static gboolean
export_to_file (NMVpnEditorPlugin *plugin, const char *path, NMConnection *connection,
                GError **error)
{
  return nmv_file_write (path, connection, error);
}

static char *
get_suggested_filename (NMVpnEditorPlugin *plugin, NMConnection *connection)
{
  return nmv_file_suggest_name (connection);
}

static void
nmv_plugin_interface_init (NMVpnEditorPluginInterface *interface)
{
  interface->get_editor = get_editor;
  interface->get_capabilities = get_capabilities;
  interface->import_from_file = import_from_file;
  interface->export_to_file = export_to_file;
  interface->get_suggested_filename = get_suggested_filename;
}

static void
nmv_plugin_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, "Genkan");
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, _ ("IKEv2 (IPsec) to the gateways of offices"));
      break;
    case PROP_SERVICE:
      g_value_set_string (value, NMV_SERVICE_NAME);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
nmv_plugin_class_init (NmvPluginClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = nmv_plugin_get_property;
  g_object_class_override_property (object_class, PROP_NAME, NM_VPN_EDITOR_PLUGIN_NAME);
  g_object_class_override_property (object_class, PROP_DESCRIPTION,
                                    NM_VPN_EDITOR_PLUGIN_DESCRIPTION);
  g_object_class_override_property (object_class, PROP_SERVICE, NM_VPN_EDITOR_PLUGIN_SERVICE);
}

static void
nmv_plugin_init (NmvPlugin *self)
{
}

/* The one symbol that is not hidden (nmv-plugin.ver). */
__attribute__ ((visibility ("default"))) NMVpnEditorPlugin *
nm_vpn_editor_plugin_factory (GError **error)
{
  bindtextdomain (GENKAN_GETTEXT_DOMAIN, GENKAN_LOCALEDIR);
  bind_textdomain_codeset (GENKAN_GETTEXT_DOMAIN, "UTF-8");
  return g_object_new (NMV_TYPE_PLUGIN, NULL);
}
