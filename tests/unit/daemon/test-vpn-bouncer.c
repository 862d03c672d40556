// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-bouncer.h"

#include "vpn-dbus.h"
#include "vpn-names.h"

#include <gio/gio.h>

#include <sys/socket.h>

/* Every method somebody can call has its row; every row has its method. */
static void
test_every_method_is_listed (void)
{
  GDBusInterfaceInfo *interfaces[]
      = { vpn_dbus_manager_interface_info (), vpn_dbus_profile_interface_info (),
          vpn_dbus_connection_interface_info () };
  guint n_methods = 0;
  guint n_rows = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (interfaces); i++)
    for (GDBusMethodInfo **method = interfaces[i]->methods; *method != NULL; method++)
      {
        g_test_message ("%s.%s", interfaces[i]->name, (*method)->name);
        g_assert_nonnull (vpn_bouncer_find_rule (interfaces[i]->name, (*method)->name));
        n_methods++;
      }
  for (const VpnBouncerRule *rule = vpn_bouncer_rules; rule->interface != NULL; rule++)
    if (g_str_has_prefix (rule->interface, VPN_BUS_NAME))
      n_rows++;
  g_assert_cmpuint (n_rows, ==, n_methods);
}

static void
test_unlisted_is_denied (void)
{
  g_assert_null (vpn_bouncer_find_rule (VPN_IFACE_MANAGER, "Explode"));
  g_assert_null (vpn_bouncer_find_rule (VPN_IFACE_AGENT, "RequestSecret"));
  g_assert_null (vpn_bouncer_find_rule (VPN_IFACE_PROFILE, "AddProfile"));
  g_assert_null (vpn_bouncer_find_rule ("org.freedesktop.DBus.Properties", "Set"));
  g_assert_null (vpn_bouncer_find_rule (NULL, NULL));
}

/* ---- An object to ask about ---------------------------------------------------------------- */

#define TEST_TYPE_OBJECT (test_object_get_type ())
G_DECLARE_FINAL_TYPE (TestObject, test_object, TEST, OBJECT, VpnExported)

struct _TestObject
{
  VpnExported parent_instance;
};

G_DEFINE_FINAL_TYPE (TestObject, test_object, VPN_TYPE_EXPORTED)

static void
test_object_class_init (TestObjectClass *klass)
{
}

static void
test_object_init (TestObject *self)
{
}

typedef struct
{
  GDBusConnection *client, *server; /* the two ends of a socket */
  VpnCall *call;
  guint32 uid;
} Wire;

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Wire *wire = user_data;

  wire->call = vpn_call_new (invocation, wire->uid);
}

static const GDBusInterfaceVTable vtable = { .method_call = on_call };

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(GDBusConnection **) user_data = g_dbus_connection_new_finish (result, &error);
  g_assert_no_error (error);
}

static GIOStream *
wrap (int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);

  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

static void
wire_open (Wire *wire)
{
  g_autofree char *guid = g_dbus_generate_guid ();
  g_autoptr (GIOStream) near = NULL;
  g_autoptr (GIOStream) far = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  near = wrap (fds[0]);
  far = wrap (fds[1]);
  g_dbus_connection_new (far, guid, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER, NULL, NULL,
                         on_connected, &wire->server);
  g_dbus_connection_new (near, NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL,
                         on_connected, &wire->client);
  while (wire->server == NULL || wire->client == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
wire_close (Wire *wire)
{
  g_clear_pointer (&wire->call, vpn_call_unref);
  g_clear_object (&wire->client);
  g_clear_object (&wire->server);
}

/* A call of this method by this uid, as it arrives in genkand. */
static void
wire_call (Wire *wire, GDBusInterfaceInfo *info, const char *method, GVariant *parameters,
           guint32 uid)
{
  guint id
      = g_dbus_connection_register_object (wire->server, "/x", info, &vtable, wire, NULL, NULL);

  g_clear_pointer (&wire->call, vpn_call_unref);
  wire->uid = uid;
  g_dbus_connection_call (wire->client, NULL, "/x", info->name, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  while (wire->call == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_dbus_connection_unregister_object (wire->server, id);
}

typedef struct
{
  const char *path;
  guint32 owner;
  gboolean is_system;
  GDBusInterfaceInfo *(*info) (void);
  const char *method;
  const char *parameters;
  guint32 uid;
  const char *action; /* expected; NULL: none */
} Row;

static const Row rows[] = {
  { "/p", 1000, FALSE, vpn_dbus_profile_interface_info, "Connect", "(@a{sv} {},)", 1000,
    VPN_ACTION_CONNECT },
  { "/p", 0, TRUE, vpn_dbus_profile_interface_info, "Connect", "(@a{sv} {},)", 1000,
    VPN_ACTION_CONNECT_SYSTEM },
  { "/p", 1000, FALSE, vpn_dbus_profile_interface_info, "Delete", "()", 1000,
    VPN_ACTION_MODIFY_OWN },
  { "/p", 0, TRUE, vpn_dbus_profile_interface_info, "Delete", "()", 1000,
    VPN_ACTION_MODIFY_SYSTEM },
  { "/p", 0, TRUE, vpn_dbus_profile_interface_info, "Export", "()", 1000,
    VPN_ACTION_CONNECT_SYSTEM },
  { "/p", 1000, FALSE, vpn_dbus_profile_interface_info, "Export", "()", 1000, NULL },
  { "/c", 1000, FALSE, vpn_dbus_connection_interface_info, "Disconnect", "()", 1000, NULL },
  { "/c", 1000, TRUE, vpn_dbus_connection_interface_info, "Disconnect", "()", 1000, NULL },
  { "/c", 1000, FALSE, vpn_dbus_connection_interface_info, "Roam", "()", 1000, VPN_ACTION_CONNECT },
  { "/c", 1000, TRUE, vpn_dbus_connection_interface_info, "Roam", "()", 1000,
    VPN_ACTION_CONNECT_SYSTEM },
  { "/c", 1000, TRUE, vpn_dbus_connection_interface_info, "Disconnect", "()", 1001,
    VPN_ACTION_CONTROL_OTHERS },
  { "/c", 1000, TRUE, vpn_dbus_connection_interface_info, "GetLog", "()", 1001,
    VPN_ACTION_CONTROL_OTHERS },
  { "/c", 1000, TRUE, vpn_dbus_connection_interface_info, "GetLog", "()", 1000, NULL },
  { "/c", 1000, FALSE, vpn_dbus_connection_interface_info, "Capture", "(@a{sv} {},)", 1000,
    VPN_ACTION_CAPTURE },
  { "/m", 0, TRUE, vpn_dbus_manager_interface_info, "AddProfile", "(@a{sv} {}, 'user')", 1000,
    VPN_ACTION_MODIFY_OWN },
  { "/m", 0, TRUE, vpn_dbus_manager_interface_info, "AddProfile", "(@a{sv} {}, 'system')", 1000,
    VPN_ACTION_MODIFY_SYSTEM },
  { "/m", 0, TRUE, vpn_dbus_manager_interface_info, "ImportProfile", "(@ay [], 'USER')", 1000,
    VPN_ACTION_MODIFY_SYSTEM },
  { "/m", 0, TRUE, vpn_dbus_manager_interface_info, "ConnectSettings", "(@a{sv} {}, @a{sv} {})",
    1000, VPN_ACTION_CONNECT },
  { "/m", 0, TRUE, vpn_dbus_manager_interface_info, "ListProfiles", "()", 1000, NULL },
};

static void
test_actions (void)
{
  Wire wire = { NULL };

  wire_open (&wire);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      GDBusInterfaceInfo *info = row->info ();
      g_autoptr (VpnExported) object = g_object_new (TEST_TYPE_OBJECT, NULL);
      const VpnBouncerRule *rule = vpn_bouncer_find_rule (info->name, row->method);

      vpn_exported_set_identity (object, row->path, row->owner, row->is_system);
      wire_call (&wire, info, row->method, g_variant_new_parsed (row->parameters), row->uid);
      g_test_message ("%s by %u", row->method, row->uid);
      g_assert_cmpstr (vpn_bouncer_action (rule, object, wire.call), ==, row->action);
    }
  wire_close (&wire);
}

static void
test_visibility (void)
{
  g_autoptr (VpnExported) own = g_object_new (TEST_TYPE_OBJECT, NULL);
  g_autoptr (VpnExported) shared = g_object_new (TEST_TYPE_OBJECT, NULL);

  vpn_exported_set_identity (own, "/own", 1000, FALSE);
  vpn_exported_set_identity (shared, "/shared", 0, TRUE);
  g_assert_true (vpn_exported_is_visible_to (own, 1000));
  g_assert_true (vpn_exported_is_visible_to (own, 0));
  g_assert_false (vpn_exported_is_visible_to (own, 1001));
  g_assert_true (vpn_exported_is_visible_to (shared, 1001));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/bouncer/every-method-is-listed", test_every_method_is_listed);
  g_test_add_func ("/daemon/bouncer/unlisted-is-denied", test_unlisted_is_denied);
  g_test_add_func ("/daemon/bouncer/actions", test_actions);
  g_test_add_func ("/daemon/bouncer/visibility", test_visibility);
  return g_test_run ();
}
