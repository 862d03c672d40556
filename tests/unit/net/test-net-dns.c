// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The back ends for name servers, and the choice between them.
 *
 * systemd-resolved is a mock on a private bus here: what is to be proven is which calls it gets, in
 * which order, and what becomes of its refusals and of an old version's gaps, none of which the
 * real one shows on demand. The real one is exercised in tests/lab. resolvconf(8) is a script that
 * notes how it was called.
 */
#include "net-dns.h"

#include "net-dns-resolvconf.h"
#include "net-fixture.h"
#include "net-ns.h"
#include "net-recover.h"

#include <glib/gstdio.h>
#include <net/if.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define OFFICE "10.0.0.5/24 2001:db8:ff::5/64"

/* The mock, on a thread of its own because net_recover() does not run the test's main context. */
typedef struct
{
  GTestDBus *daemon;
  GDBusConnection *client; /* what the code under test gets */
  GDBusConnection *server;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GMutex lock;
  GString *calls;     /* under lock: one line per call */
  const char *refuse; /* under lock: method that fails, or NULL */
} Resolved;

static const char introspection[]
    = "<node><interface name='org.freedesktop.resolve1.Manager'>"
      "<method name='SetLinkDNS'><arg type='i' direction='in'/><arg type='a(iay)' direction='in'/>"
      "</method>"
      "<method name='SetLinkDomains'><arg type='i' direction='in'/>"
      "<arg type='a(sb)' direction='in'/></method>"
      "<method name='SetLinkDefaultRoute'><arg type='i' direction='in'/>"
      "<arg type='b' direction='in'/></method>"
      "<method name='SetLinkLLMNR'><arg type='i' direction='in'/><arg type='s' direction='in'/>"
      "</method>"
      "<method name='RevertLink'><arg type='i' direction='in'/></method>"
      "<method name='FlushCaches'/></interface></node>";

static void
on_method (GDBusConnection *connection, const char *sender, const char *path, const char *iface,
           const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Resolved *mock = user_data;
  gboolean refuse;

  g_mutex_lock (&mock->lock);
  g_string_append (mock->calls, method);
  for (gsize i = 0; i < g_variant_n_children (parameters); i++)
    {
      g_autoptr (GVariant) value = g_variant_get_child_value (parameters, i);
      g_autofree char *text = g_variant_print (value, FALSE);
      char ifname[IF_NAMESIZE] = "?";

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
        if_indextoname ((guint) g_variant_get_int32 (value), ifname);
      g_string_append_printf (mock->calls, " %s", ifname[0] != '?' ? ifname : text);
    }
  g_string_append_c (mock->calls, '\n');
  refuse = g_strcmp0 (mock->refuse, method) == 0;
  g_mutex_unlock (&mock->lock);
  if (refuse)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.resolve1.LinkBusy",
                                                "Link genkan0 is managed.");
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { on_method };

static gpointer
serve (gpointer user_data)
{
  Resolved *mock = user_data;

  g_main_context_push_thread_default (mock->context);
  g_main_loop_run (mock->loop);
  g_main_context_pop_thread_default (mock->context);
  return NULL;
}

static GDBusConnection *
connect_to (GTestDBus *daemon)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (daemon),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
resolved_start (Resolved *mock, gboolean owned)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GVariant) reply = NULL;

  *mock = (Resolved){ .daemon = g_test_dbus_new (G_TEST_DBUS_NONE) };
  g_mutex_init (&mock->lock);
  mock->calls = g_string_new (NULL);
  g_test_dbus_up (mock->daemon);
  mock->client = connect_to (mock->daemon);
  mock->server = connect_to (mock->daemon);
  mock->context = g_main_context_new ();
  mock->loop = g_main_loop_new (mock->context, FALSE);
  g_main_context_push_thread_default (mock->context);
  g_dbus_connection_register_object (mock->server, "/org/freedesktop/resolve1", node->interfaces[0],
                                     &vtable, mock, NULL, NULL);
  g_main_context_pop_thread_default (mock->context);
  mock->thread = g_thread_new ("resolved", serve, mock);
  if (owned)
    reply = g_dbus_connection_call_sync (
        mock->server, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
        "RequestName", g_variant_new ("(su)", "org.freedesktop.resolve1", 0), NULL,
        G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

static void
resolved_stop (Resolved *mock)
{
  g_main_loop_quit (mock->loop);
  g_thread_join (mock->thread);
  g_main_loop_unref (mock->loop);
  g_main_context_unref (mock->context);
  g_object_unref (mock->client);
  g_object_unref (mock->server);
  g_string_free (mock->calls, TRUE);
  g_mutex_clear (&mock->lock);
  g_test_dbus_stop (mock->daemon);
  g_object_unref (mock->daemon);
}

/* The calls since the last time. */
static void
assert_calls (Resolved *mock, const char *expected)
{
  g_mutex_lock (&mock->lock);
  g_assert_cmpstr (mock->calls->str, ==, expected);
  g_string_truncate (mock->calls, 0);
  g_mutex_unlock (&mock->lock);
}

/* "nameserver 127.0.0.53" is how resolved's host says so; puts the file back at the end. */
static char *
use_stub (const char *content)
{
  char *before = NULL;

  g_assert_true (g_file_get_contents ("/etc/resolv.conf", &before, NULL, NULL));
  net_ns_write ("/etc/resolv.conf", content);
  return before;
}

static void
restore_resolv (char *before)
{
  net_ns_write ("/etc/resolv.conf", before);
  g_free (before);
}

static void
apply (NetFixture *fixture, const char *routes, const char *dns, const char *domains)
{
  g_autoptr (NetPlan) plan = net_fixture_plan (fixture, OFFICE, routes, dns, domains);
  g_autoptr (GError) error = NULL;

  net_fixture_apply (fixture->applier, plan, &error);
  g_assert_no_error (error);
}

static void
test_resolved (void)
{
  Resolved mock;
  NetFixture fixture;
  char *before = use_stub ("nameserver 127.0.0.53\noptions edns0\n");

  resolved_start (&mock, TRUE);
  net_fixture_set_up (&fixture, mock.client);
  apply (&fixture, "10.0.0.0/8 2001:db8:ff::/48", "10.0.0.1 2001:db8:ff::1", "corp.test ~lab.test");
  assert_calls (
      &mock,
      "SetLinkDNS genkan0 [(2, [0x0a, 0x00, 0x00, 0x01]), (10, [0x20, 0x01, 0x0d, 0xb8, 0x00, "
      "0xff, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01])]\n"
      "SetLinkDomains genkan0 [('corp.test', false), ('lab.test', true)]\n"
      "SetLinkDefaultRoute genkan0 false\nSetLinkLLMNR genkan0 'no'\nFlushCaches\n");
  apply (&fixture, "0.0.0.0/0", "10.0.0.1", NULL);
  assert_calls (&mock,
                "SetLinkDNS genkan0 [(2, [0x0a, 0x00, 0x00, 0x01])]\n"
                "SetLinkDomains genkan0 [('.', true)]\n"
                "SetLinkDefaultRoute genkan0 true\nSetLinkLLMNR genkan0 'no'\nFlushCaches\n");
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  assert_calls (&mock, "RevertLink genkan0\nFlushCaches\n");
  net_fixture_tear_down (&fixture);
  resolved_stop (&mock);
  restore_resolv (before);
}

/* The plan that follows wants no name servers: those of the first go. */
static void
test_resolved_dropped (void)
{
  Resolved mock;
  NetFixture fixture;
  char *before = use_stub ("nameserver 127.0.0.53\n");

  resolved_start (&mock, TRUE);
  net_fixture_set_up (&fixture, mock.client);
  apply (&fixture, "0.0.0.0/0", "10.0.0.1", NULL);
  g_string_truncate (mock.calls, 0);
  apply (&fixture, "0.0.0.0/0", "", NULL);
  assert_calls (&mock, "RevertLink genkan0\nFlushCaches\n");
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  assert_calls (&mock, "");
  net_fixture_tear_down (&fixture);
  resolved_stop (&mock);
  restore_resolv (before);
}

static void
test_resolved_refuses (void)
{
  Resolved mock;
  NetFixture fixture;
  g_auto (GStrv) warnings = NULL;
  char *before = use_stub ("nameserver 127.0.0.53\n");

  resolved_start (&mock, TRUE);
  net_fixture_set_up (&fixture, mock.client);
  mock.refuse = "SetLinkDomains";
  apply (&fixture, "0.0.0.0/0", "10.0.0.1", NULL);
  warnings = net_applier_get_warnings (fixture.applier);
  g_assert_cmpstr (warnings[0], ==,
                   "The office's name servers could not be set: systemd-resolved refused the name "
                   "servers: Link genkan0 is managed.");
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  net_fixture_tear_down (&fixture);
  resolved_stop (&mock);
  restore_resolv (before);
}

static void
test_resolved_recover (void)
{
  Resolved mock;
  NetFixture fixture;
  char *before = use_stub ("nameserver 127.0.0.53\n");

  resolved_start (&mock, TRUE);
  net_fixture_set_up (&fixture, mock.client);
  apply (&fixture, "0.0.0.0/0", "10.0.0.1", NULL);
  g_mutex_lock (&mock.lock);
  g_string_truncate (mock.calls, 0);
  g_mutex_unlock (&mock.lock);
  g_assert_cmpuint (net_recover (fixture.runtime_dir, mock.client), ==, 1);
  assert_calls (&mock, "RevertLink genkan0\nFlushCaches\n");
  g_assert_cmpuint (net_recover (fixture.runtime_dir, mock.client), ==, 0);
  net_fixture_tear_down (&fixture);
  resolved_stop (&mock);
  restore_resolv (before);
}

/* Stopped before the VPN: it has nothing to revert, and is not to be started for that. */
static void
test_resolved_gone (void)
{
  Resolved mock;
  NetFixture fixture;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  char *before = use_stub ("nameserver 127.0.0.53\n");

  resolved_start (&mock, TRUE);
  net_fixture_set_up (&fixture, mock.client);
  apply (&fixture, "0.0.0.0/0", "10.0.0.1", NULL);
  reply = g_dbus_connection_call_sync (mock.server, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "ReleaseName",
                                       g_variant_new ("(s)", "org.freedesktop.resolve1"), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  net_fixture_undo (fixture.applier, &error);
  g_assert_no_error (error);
  net_fixture_tear_down (&fixture);
  resolved_stop (&mock);
  restore_resolv (before);
}

/* On the bus but not what programs ask, or asked but not on the bus: the file it is. */
static void
test_resolved_unused (void)
{
  static const gboolean owned[] = { TRUE, FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (owned); i++)
    {
      Resolved mock;
      NetFixture fixture;
      g_autofree char *content = NULL;
      char *before = use_stub (owned[i] ? "nameserver 192.168.1.1\n" : "nameserver 127.0.0.53\n");

      resolved_start (&mock, owned[i]);
      net_fixture_set_up (&fixture, mock.client);
      apply (&fixture, "0.0.0.0/0", "10.0.0.1", NULL);
      assert_calls (&mock, "");
      g_assert_true (g_file_get_contents ("/etc/resolv.conf", &content, NULL, NULL));
      g_assert_nonnull (strstr (content, "nameserver 10.0.0.1\n"));
      g_assert_true (net_fixture_undo (fixture.applier, NULL));
      net_fixture_tear_down (&fixture);
      resolved_stop (&mock);
      restore_resolv (before);
    }
}

/* A program of that name in /usr/sbin, beside all that is there. */
static void
install_resolvconf (void)
{
  static const char script[] = "#!/bin/sh\n{ echo \"$@\"; [ \"$1\" != -a ] || cat; } >> /etc/log\n"
                               "[ ! -e /etc/broken ]\n";

  g_assert_cmpint (g_mkdir ("/etc/up", 0755) | g_mkdir ("/etc/work", 0755), ==, 0);
  net_ns_write ("/etc/up/resolvconf", script);
  g_assert_cmpint (g_chmod ("/etc/up/resolvconf", 0755), ==, 0);
  g_assert_cmpint (mount ("sbin", "/usr/sbin", "overlay", 0,
                          "lowerdir=/usr/sbin,upperdir=/etc/up,workdir=/etc/work"),
                   ==, 0);
}

static void
test_resolvconf (void)
{
  NetFixture fixture;
  g_autofree char *log = NULL;
  g_auto (GStrv) warnings = NULL;
  char *before;

  install_resolvconf ();
  /* Installed, but not what makes the file. */
  g_assert_null (net_dns_resolvconf_program ());
  before = use_stub ("# Generated by resolvconf\nnameserver 192.168.1.1\n");
  net_ns_write ("/etc/log", "");
  net_fixture_set_up (&fixture, NULL);
  apply (&fixture, "10.0.0.0/8", "10.0.0.1", "corp.test ~lab.test");
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  g_assert_true (g_file_get_contents ("/etc/log", &log, NULL, NULL));
  g_assert_cmpstr (log, ==,
                   "-a genkan0.genkan\n# Generated by Genkan while the VPN is up\n"
                   "search corp.test\nnameserver 10.0.0.1\n-d genkan0.genkan\n");
  /* Its failure is said. */
  net_ns_write ("/etc/broken", "");
  apply (&fixture, "10.0.0.0/8", "10.0.0.1", NULL);
  warnings = net_applier_get_warnings (fixture.applier);
  g_assert_cmpstr (warnings[0], ==,
                   "The office's name servers could not be set: resolvconf failed");
  g_unlink ("/etc/broken");
  g_assert_true (net_fixture_undo (fixture.applier, NULL));
  net_fixture_tear_down (&fixture);
  restore_resolv (before);
  g_assert_cmpint (umount ("/usr/sbin"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/dns/DNS-03+DNS-04+DNS-05+DNS-08/resolved", test_resolved);
  g_test_add_func ("/net/dns/DNS-08/resolved-dropped", test_resolved_dropped);
  g_test_add_func ("/net/dns/resolved-refuses", test_resolved_refuses);
  g_test_add_func ("/net/dns/DNS-08/resolved-recover", test_resolved_recover);
  g_test_add_func ("/net/dns/resolved-gone", test_resolved_gone);
  g_test_add_func ("/net/dns/resolved-unused", test_resolved_unused);
  g_test_add_func ("/net/dns/resolvconf", test_resolvconf);
  return g_test_run ();
}
