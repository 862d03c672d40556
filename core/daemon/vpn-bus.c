// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnBus: objects, properties and signals on the bus, each for those who may see it. */
#include "vpn-bus.h"

#include "vpn-announcer.h"
#include "vpn-dbus.h"
#include "vpn-intake.h"
#include "vpn-names.h"
#include "vpn-turns.h"

#include <string.h>

/* Subtrees, as object paths without a trailing slash. */
#define PROFILES_ROOT    VPN_ROOT_PATH "/profile"
#define CONNECTIONS_ROOT VPN_ROOT_PATH "/connection"

static const char object_manager_xml[]
    = "<node><interface name='" VPN_IFACE_OBJECTS "'>"
      "<method name='GetManagedObjects'>"
      "<arg name='objects' type='a{oa{sa{sv}}}' direction='out'/></method>"
      "<signal name='InterfacesAdded'><arg name='object' type='o'/>"
      "<arg name='interfaces' type='a{sa{sv}}'/></signal>"
      "<signal name='InterfacesRemoved'><arg name='object' type='o'/>"
      "<arg name='interfaces' type='as'/></signal>"
      "</interface></node>";

struct VpnBus
{
  GDBusConnection *connection; /* counted */
  VpnExported *root;           /* borrowed: the manager, which owns the bus */
  GHashTable *objects;         /* owned; path (of the object) -> VpnExported, counted */
  VpnClients *clients;         /* owned */
  VpnQuota *quota;             /* counted */
  VpnIntake *intake;           /* owned */
  VpnBouncer *bouncer;         /* owned */
  VpnViews *views;             /* owned */
  VpnAnnouncer announcer;
  VpnTurns *turns;     /* owned; of Admission */
  GHashTable *pending; /* owned; set of Admission under way, which are on their own */
  GDBusNodeInfo *object_manager;
  gboolean closed; /* freed by its owner; admissions under way still hold it */
  guint registrations[2];
  guint subtrees[2];
  VpnBusVanishedFunc vanished;
  gpointer vanished_data; /* borrowed */
};

static void
on_object_changed (gpointer sink, VpnExported *object, GVariant *properties)
{
  VpnBus *bus = sink;

  vpn_announcer_changes (&bus->announcer, object, properties);
}

static void
on_object_signal (gpointer sink, VpnExported *object, const char *name, GVariant *parameters)
{
  VpnBus *bus = sink;

  vpn_announcer_signal (&bus->announcer, object, name, parameters);
}

static const VpnExportedSink object_sink = { on_object_changed, on_object_signal };

/* ---- Calls --------------------------------------------------------------------------------- */

static VpnExported *
find_object (VpnBus *bus, const char *path)
{
  if (g_str_equal (path, VPN_ROOT_PATH))
    return bus->root;
  return g_hash_table_lookup (bus->objects, path);
}

static VpnExported *
find_visible (VpnBus *bus, const char *path, guint32 uid)
{
  VpnExported *object = find_object (bus, path);

  return object != NULL && vpn_exported_is_visible_to (object, uid) ? object : NULL;
}

static VpnViewer
viewer_of (VpnBus *bus, const VpnCall *call)
{
  return vpn_views_get (bus->views, vpn_call_get_sender (call), vpn_call_get_uid (call));
}

static void
answer_managed_objects (VpnBus *bus, VpnCall *call)
{
  GVariantBuilder builder;
  VpnViewer viewer = viewer_of (bus, call);
  GHashTableIter iter;
  gpointer object;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  g_hash_table_iter_init (&iter, bus->objects);
  while (g_hash_table_iter_next (&iter, NULL, &object))
    if (vpn_exported_is_visible_to (object, vpn_call_get_uid (call)))
      g_variant_builder_add (&builder, "{o@a{sa{sv}}}", vpn_exported_get_path (object),
                             vpn_exported_get_interfaces (object, &viewer));
  vpn_call_return (call, g_variant_new ("(a{oa{sa{sv}}})", &builder));
}

static void
answer_property (VpnExported *object, const VpnViewer *viewer, VpnCall *call)
{
  g_autoptr (GVariant) value = NULL;
  const char *interface;
  const char *name;

  g_variant_get (vpn_call_get_parameters (call), "(&s&s)", &interface, &name);
  if (g_str_equal (interface, vpn_exported_get_interface_name (object)))
    value = vpn_exported_dup_value (object, name, viewer);
  if (value == NULL)
    vpn_call_fail_code (call, VPN_ERROR_INVALID_ARGUMENT, "There is no such property");
  else
    vpn_call_return (call, g_variant_new ("(v)", value));
}

static void
answer_properties (VpnExported *object, const VpnViewer *viewer, VpnCall *call)
{
  const char *interface;

  g_variant_get (vpn_call_get_parameters (call), "(&s)", &interface);
  if (!g_str_equal (interface, vpn_exported_get_interface_name (object)))
    vpn_call_fail_code (call, VPN_ERROR_INVALID_ARGUMENT, "There is no such interface");
  else
    vpn_call_return (call, g_variant_new ("(@a{sv})", vpn_exported_get_values (object, viewer)));
}

static void
dispatch_call (VpnBus *bus, VpnExported *object, VpnCall *call)
{
  const char *interface = vpn_call_get_interface (call);
  const char *name = vpn_call_get_method (call);
  const VpnMethod *method;

  if (g_str_equal (interface, VPN_IFACE_OBJECTS))
    {
      answer_managed_objects (bus, call);
      return;
    }
  if (g_str_equal (interface, VPN_IFACE_PROPERTIES))
    {
      VpnViewer viewer = viewer_of (bus, call);

      if (g_str_equal (name, "Get"))
        answer_property (object, &viewer, call);
      else
        answer_properties (object, &viewer, call);
      return;
    }
  method = vpn_exported_find_method (object, name);
  if (method == NULL)
    vpn_call_fail_code (call, VPN_ERROR_INTERNAL, "%s has no handler", name);
  else
    method->handle (object, call);
}

/* One call between its arrival and its turn. */
typedef struct
{
  VpnBus *bus;                       /* counted; its members are valid unless closed */
  char *sender;                      /* owned */
  GDBusMethodInvocation *invocation; /* owned until the caller is identified */
  VpnCall *call;                     /* owned from then on */
  GCancellable *cancellable;         /* owned; triggered when caller or bus goes */
} Admission;

static void
admission_free (gpointer data)
{
  Admission *admission = data;

  if (!admission->bus->closed)
    g_hash_table_remove (admission->bus->pending, admission);
  g_clear_object (&admission->invocation);
  g_clear_pointer (&admission->call, vpn_call_unref);
  g_object_unref (admission->cancellable);
  g_rc_box_release (admission->bus);
  g_free (admission->sender);
  g_free (admission);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Admission, admission_free)

static void
serve_call (gpointer item)
{
  g_autoptr (Admission) admission = item;
  g_autoptr (VpnExported) object = NULL;
  VpnCall *call = admission->call;
  VpnExported *found;

  /* A password may have taken minutes: who asked, and what was asked for, may be gone. */
  if (g_cancellable_is_cancelled (admission->cancellable))
    return;
  found = find_visible (admission->bus, vpn_call_get_path (call), vpn_call_get_uid (call));
  if (found == NULL)
    {
      vpn_call_fail_code (call, VPN_ERROR_NOT_FOUND, "There is no such object");
      return;
    }
  object = g_object_ref (found);
  dispatch_call (admission->bus, object, call);
}

static void
on_bouncer_verdict (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Admission) admission = user_data;
  g_autoptr (GError) error = NULL;
  VpnBus *bus = admission->bus;
  guint32 uid = vpn_call_get_uid (admission->call);

  if (!vpn_bouncer_check_finish (result, &error))
    vpn_call_fail (admission->call, error);
  else if (!bus->closed)
    vpn_turns_add (bus->turns, uid, g_steal_pointer (&admission));
}

static gboolean
is_reading (const VpnCall *call)
{
  const char *interface = vpn_call_get_interface (call);

  return g_str_equal (interface, VPN_IFACE_PROPERTIES)
         || g_str_equal (interface, VPN_IFACE_OBJECTS);
}

static void
on_viewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Admission) admission = user_data;
  VpnBus *bus = admission->bus;
  guint32 uid = vpn_call_get_uid (admission->call);

  if (!bus->closed)
    vpn_turns_add (bus->turns, uid, g_steal_pointer (&admission));
}

static void
on_identified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Admission) admission = user_data;
  g_autoptr (GError) error = NULL;
  VpnExported *object;
  guint32 uid;

  if (!vpn_clients_identify_finish (result, &uid, &error))
    {
      g_dbus_method_invocation_return_gerror (g_steal_pointer (&admission->invocation), error);
      return;
    }
  if (admission->bus->closed)
    return;
  vpn_quota_identify (admission->bus->quota, admission->sender, uid);
  admission->call = vpn_call_new (g_steal_pointer (&admission->invocation), uid);
  object = find_visible (admission->bus, vpn_call_get_path (admission->call), uid);
  if (object == NULL)
    {
      vpn_call_fail_code (admission->call, VPN_ERROR_NOT_FOUND, "There is no such object");
      return;
    }
  /* What a reader gets depends on what he may do. */
  if (is_reading (admission->call))
    vpn_views_refresh_async (admission->bus->views, admission->call, on_viewed, admission);
  else
    vpn_bouncer_check_async (admission->bus->bouncer, object, admission->call,
                             admission->cancellable, on_bouncer_verdict, admission);
  (void) g_steal_pointer (&admission);
}

static void
on_method_call (GDBusConnection *connection, const char *sender, const char *path,
                const char *interface, const char *method, GVariant *parameters,
                GDBusMethodInvocation *invocation, gpointer user_data)
{
  VpnBus *bus = user_data;
  Admission *admission = g_new0 (Admission, 1);

  admission->bus = g_rc_box_acquire (bus);
  admission->sender = g_strdup (sender);
  admission->invocation = invocation;
  admission->cancellable = g_cancellable_new ();
  g_hash_table_add (bus->pending, admission);
  vpn_clients_identify_async (bus->clients, sender, on_identified, admission);
}

/* Without getters GDBus hands Properties calls to method_call as well: one way in for all. */
static const GDBusInterfaceVTable object_vtable = { .method_call = on_method_call };

/* ---- Subtrees ------------------------------------------------------------------------------ */

/* GDBus hands in the path of the object asked for, not (as its manual has it) of the subtree. */
static const char *
subtree_of (const char *path)
{
  return g_str_has_prefix (path, PROFILES_ROOT) ? PROFILES_ROOT : CONNECTIONS_ROOT;
}

static char **
on_enumerate (GDBusConnection *connection, const char *sender, const char *asked,
              gpointer user_data)
{
  VpnBus *bus = user_data;
  GPtrArray *names = g_ptr_array_new ();
  const char *root = subtree_of (asked);
  gsize skip = strlen (root) + 1;
  GHashTableIter iter;
  gpointer path, object;
  guint32 uid;

  /* Who never called before is unknown and sees nothing; introspection is for people anyway. */
  g_hash_table_iter_init (&iter, bus->objects);
  while (vpn_clients_get_uid (bus->clients, sender, &uid)
         && g_hash_table_iter_next (&iter, &path, &object))
    if (g_str_has_prefix (path, root) && vpn_exported_is_visible_to (object, uid))
      g_ptr_array_add (names, g_strdup ((const char *) path + skip));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

static GDBusInterfaceInfo **
on_introspect (GDBusConnection *connection, const char *sender, const char *asked, const char *node,
               gpointer user_data)
{
  GDBusInterfaceInfo **infos = g_new0 (GDBusInterfaceInfo *, 2);

  /* The same for every name, whether it exists or not: a call to an object that is not there and
   * to one that is not the caller's must both reach our own NotFound. */
  if (node == NULL)
    return infos;
  if (g_str_equal (subtree_of (asked), PROFILES_ROOT))
    infos[0] = g_dbus_interface_info_ref (vpn_dbus_profile_interface_info ());
  else
    infos[0] = g_dbus_interface_info_ref (vpn_dbus_connection_interface_info ());
  return infos;
}

static const GDBusInterfaceVTable *
on_dispatch (GDBusConnection *connection, const char *sender, const char *root,
             const char *interface, const char *node, gpointer *ret_user_data, gpointer user_data)
{
  *ret_user_data = user_data;
  return &object_vtable;
}

static const GDBusSubtreeVTable subtree_vtable = {
  .enumerate = on_enumerate,
  .introspect = on_introspect,
  .dispatch = on_dispatch,
};

/* ---- Life ---------------------------------------------------------------------------------- */

/* Triggers those of that sender, or all. Cancelling may free admissions, so none is looked at
 * meanwhile. */
static void
cancel_pending (VpnBus *bus, const char *sender)
{
  g_autoptr (GPtrArray) moot = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer pending;

  g_hash_table_iter_init (&iter, bus->pending);
  while (g_hash_table_iter_next (&iter, &pending, NULL))
    {
      const Admission *admission = pending;

      if (sender == NULL || g_str_equal (admission->sender, sender))
        g_ptr_array_add (moot, g_object_ref (admission->cancellable));
    }
  for (guint i = 0; i < moot->len; i++)
    g_cancellable_cancel (moot->pdata[i]);
}

static void
on_client_vanished (gpointer owner, const char *name)
{
  VpnBus *bus = owner;

  vpn_quota_forget (bus->quota, name);
  vpn_views_forget (bus->views, name);
  cancel_pending (bus, name);
  if (bus->vanished != NULL)
    bus->vanished (bus->vanished_data, name);
}

static const VpnClientsEvents clients_events = { on_client_vanished };

static gboolean
register_everything (VpnBus *bus, GError **error)
{
  static const char *const roots[] = { PROFILES_ROOT, CONNECTIONS_ROOT };
  GDBusInterfaceInfo *infos[2];

  infos[0] = vpn_exported_get_interface (bus->root);
  infos[1] = bus->object_manager->interfaces[0];
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      bus->registrations[i] = g_dbus_connection_register_object (
          bus->connection, VPN_ROOT_PATH, infos[i], &object_vtable, bus, NULL, error);
      if (bus->registrations[i] == 0)
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      bus->subtrees[i] = g_dbus_connection_register_subtree (
          bus->connection, roots[i], &subtree_vtable,
          G_DBUS_SUBTREE_FLAGS_DISPATCH_TO_UNENUMERATED_NODES, bus, NULL, error);
      if (bus->subtrees[i] == 0)
        return FALSE;
    }
  return TRUE;
}

/* It is told of what it could not read before. */
static void
on_client_gained (gpointer owner, const char *name)
{
  VpnBus *bus = owner;
  GHashTableIter iter;
  gpointer object;

  g_hash_table_iter_init (&iter, bus->objects);
  while (g_hash_table_iter_next (&iter, NULL, &object))
    if (vpn_exported_is_system (object))
      vpn_announcer_values (&bus->announcer, object, name);
}

VpnBus *
vpn_bus_new (GDBusConnection *connection, VpnExported *root, GError **error)
{
  g_autoptr (VpnBus) bus = g_rc_box_new0 (VpnBus);

  bus->connection = g_object_ref (connection);
  bus->root = root;
  bus->objects = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  bus->pending = g_hash_table_new (NULL, NULL);
  bus->turns = vpn_turns_new (serve_call, admission_free);
  bus->clients = vpn_clients_new (connection, &clients_events, bus);
  bus->object_manager = g_dbus_node_info_new_for_xml (object_manager_xml, NULL);
  g_assert (bus->object_manager != NULL);
  bus->bouncer = vpn_bouncer_new ();
  bus->views = vpn_views_new (bus->bouncer, on_client_gained, bus);
  bus->announcer = (VpnAnnouncer){ bus->connection, bus->clients, bus->views };
  bus->quota = vpn_quota_new ();
  bus->intake = vpn_intake_new (connection, bus->quota);
  vpn_exported_set_sink (root, &object_sink, bus);
  if (!register_everything (bus, error))
    return NULL;
  return g_steal_pointer (&bus);
}

void
vpn_bus_free (VpnBus *bus)
{
  if (bus == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (bus->registrations); i++)
    {
      if (bus->registrations[i] != 0)
        g_dbus_connection_unregister_object (bus->connection, bus->registrations[i]);
      if (bus->subtrees[i] != 0)
        g_dbus_connection_unregister_subtree (bus->connection, bus->subtrees[i]);
    }
  vpn_exported_set_sink (bus->root, NULL, NULL);
  vpn_intake_free (bus->intake);
  bus->closed = TRUE;
  cancel_pending (bus, NULL);
  vpn_clients_free (bus->clients);
  vpn_turns_free (bus->turns);
  vpn_views_free (bus->views);
  vpn_bouncer_unref (bus->bouncer);
  vpn_quota_unref (bus->quota);
  g_hash_table_unref (bus->objects);
  g_hash_table_unref (bus->pending);
  g_dbus_node_info_unref (bus->object_manager);
  g_object_unref (bus->connection);
  g_rc_box_release (bus);
}

void
vpn_bus_set_vanished (VpnBus *bus, VpnBusVanishedFunc vanished, gpointer user_data)
{
  bus->vanished = vanished;
  bus->vanished_data = user_data;
}

void
vpn_bus_export (VpnBus *bus, VpnExported *object)
{
  const char *path = vpn_exported_get_path (object);

  g_assert (g_hash_table_lookup (bus->objects, path) == NULL);
  g_hash_table_insert (bus->objects, (gpointer) path, g_object_ref (object));
  vpn_exported_set_sink (object, &object_sink, bus);
  vpn_announcer_added (&bus->announcer, object);
}

void
vpn_bus_unexport (VpnBus *bus, VpnExported *object)
{
  vpn_exported_set_sink (object, NULL, NULL);
  vpn_announcer_removed (&bus->announcer, object);
  g_hash_table_remove (bus->objects, vpn_exported_get_path (object));
}
