// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The model with a mock of genkand, and every widget that shows it: made, shown in each state and
 * destroyed, without a warning of GTK and with nothing left. */
#include "model-fixture.h"
#include "vpn-gui-details.h"
#include "vpn-gui-doctor.h"
#include "vpn-gui-facts.h"
#include "vpn-gui-graph.h"
#include "vpn-gui-live-view.h"
#include "vpn-gui-log-view.h"
#include "vpn-gui-notify.h"
#include "vpn-gui-report.h"
#include "vpn-gui-row.h"
#include "vpn-gui-steps.h"
#include "vpn-gui-tray-menu.h"
#include "vpn-gui-tray.h"
#include "vpn-gui-window.h"

#include <string.h>

static gboolean
is_stopped (gpointer user_data)
{
  return !vpn_gui_model_is_running (((ModelFixture *) user_data)->model);
}

static gboolean
is_back (gpointer user_data)
{
  return vpn_gui_model_find (((ModelFixture *) user_data)->model, "office") != NULL;
}

/* ---- The model ------------------------------------------------------------------------------- */

static void
test_model_connects (ModelFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_assert_cmpint (vpn_gui_model_get_status (fixture->model), ==, VPN_GUI_STATUS_OFF);
  fixture->fake->plan = FAKE_STALL;
  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTING);
  g_assert_cmpint (vpn_gui_model_get_status (fixture->model), ==, VPN_GUI_STATUS_CONNECTING);
  g_assert_false (vpn_gui_profile_can_connect (fixture->office));
  fake_genkand_go_on (fixture->fake);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTED);
  g_assert_cmpint (vpn_gui_model_get_status (fixture->model), ==, VPN_GUI_STATUS_ON);
  text = vpn_gui_profile_describe_status (fixture->office);
  g_assert_cmpstr (text, ==, "Connected");
  vpn_gui_model_disconnect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_DISCONNECTED);
  g_assert_cmpint (vpn_gui_model_get_status (fixture->model), ==, VPN_GUI_STATUS_OFF);
}

static void
test_model_failure (ModelFixture *fixture, gconstpointer data)
{
  g_autofree char *sentence = NULL;

  fixture->fake->reason = "gateway-silent";
  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_FAILED);
  g_assert_cmpint (vpn_gui_model_get_status (fixture->model), ==, VPN_GUI_STATUS_ATTENTION);
  sentence = vpn_gui_profile_explain (fixture->office);
  g_assert_nonnull (sentence);
  g_assert_true (vpn_gui_profile_can_connect (fixture->office));
}

static gboolean
is_blocked (gpointer user_data)
{
  return vpn_gui_profile_get_status (((ModelFixture *) user_data)->office)
         == VPN_GUI_STATUS_BLOCKED;
}

/* Failed, and still in force: both ways out are offered. */
static void
test_model_blocked (ModelFixture *fixture, gconstpointer data)
{
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *text = NULL;

  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTED);
  vpn_dbus_connection_set_protection (fixture->fake->connection, "held");
  fake_genkand_set_state (fixture->fake->connection, "failed", "login-failed", "");
  fake_genkand_await (is_blocked, fixture);
  g_assert_cmpint (vpn_gui_model_get_status (fixture->model), ==, VPN_GUI_STATUS_BLOCKED);
  text = vpn_gui_profile_describe_status (fixture->office);
  g_assert_cmpstr (text, ==, "Blocked");
  g_assert_true (vpn_gui_profile_can_connect (fixture->office));
  g_assert_true (vpn_gui_profile_can_disconnect (fixture->office));
  notification = vpn_gui_notify_compose (fixture->office, VPN_STATE_RECONNECTING, VPN_STATE_FAILED);
  g_assert_nonnull (notification);
  vpn_gui_model_disconnect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_DISCONNECTED);
  g_assert_cmpuint (fixture->fake->n_disconnects, ==, 1);
}

static gboolean
is_refused (gpointer user_data)
{
  return vpn_gui_profile_get_status (((ModelFixture *) user_data)->office)
         == VPN_GUI_STATUS_ATTENTION;
}

static void
test_model_refusal (ModelFixture *fixture, gconstpointer data)
{
  g_autofree char *sentence = NULL;

  fixture->fake->refusal = "org.genkan.VPN1.Error.NotAuthorized";
  vpn_gui_model_connect (fixture->model, fixture->office);
  fake_genkand_await (is_refused, fixture);
  sentence = vpn_gui_profile_explain (fixture->office);
  g_assert_nonnull (sentence);
}

static void
test_model_follows_restart (ModelFixture *fixture, gconstpointer data)
{
  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTED);
  fake_genkand_vanish (fixture->fake);
  fake_genkand_await (is_stopped, fixture);
  g_assert_cmpint (vpn_gui_model_get_status (fixture->model), ==, VPN_GUI_STATUS_ATTENTION);
  fake_genkand_appear (fixture->fake);
  fake_genkand_await (is_back, fixture);
  g_assert_true (vpn_gui_model_is_running (fixture->model));
}

/* ---- Widgets --------------------------------------------------------------------------------- */

static void
iterate (void)
{
  for (int i = 0; i < 100 && gtk_events_pending (); i++)
    gtk_main_iteration ();
}

/* Shows the widget in a window and takes both away; nothing may keep it. */
static void
show_and_destroy (GtkWidget *widget)
{
  GtkWidget *window = widget;
  gpointer watched = widget;

  g_object_add_weak_pointer (G_OBJECT (widget), &watched);
  if (!gtk_widget_is_toplevel (widget))
    {
      window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
      gtk_container_add (GTK_CONTAINER (window), widget);
      gtk_widget_show (widget);
    }
  gtk_widget_show (window);
  iterate ();
  gtk_widget_destroy (window);
  iterate ();
  g_assert_null (watched);
}

static void
test_small_widgets (ModelFixture *fixture, gconstpointer data)
{
  g_autoptr (VpnGuiTraffic) traffic = vpn_gui_traffic_new ();
  GtkWidget *steps = g_object_new (VPN_GUI_TYPE_STEPS, NULL);
  GtkWidget *graph = g_object_new (VPN_GUI_TYPE_GRAPH, NULL);

  for (int step = VPN_STEP_NONE; step <= (int) VPN_STEP_DONE; step++)
    vpn_gui_steps_set_step (VPN_GUI_STEPS (steps), (VpnStep) step, "192.0.2.1");
  show_and_destroy (steps);
  vpn_gui_traffic_add (traffic, g_get_monotonic_time () - 9 * G_USEC_PER_SEC, 0, 0);
  vpn_gui_traffic_add (traffic, g_get_monotonic_time (), 90000, 1000000);
  vpn_gui_graph_set_traffic (VPN_GUI_GRAPH (graph), traffic);
  vpn_gui_graph_set_seconds (VPN_GUI_GRAPH (graph), VPN_GUI_TRAFFIC_SECONDS);
  gtk_widget_set_direction (graph, GTK_TEXT_DIR_RTL);
  show_and_destroy (graph);
  show_and_destroy (g_object_new (VPN_GUI_TYPE_FACTS, NULL));
  show_and_destroy (vpn_gui_row_new (fixture->office));
}

/* A widget of one profile in the state that the test made. */
static void
show_views (ModelFixture *fixture)
{
  GtkWidget *live = g_object_new (VPN_GUI_TYPE_LIVE_VIEW, NULL);
  GtkWidget *details = g_object_new (VPN_GUI_TYPE_DETAILS, NULL);
  GtkWidget *log = g_object_new (VPN_GUI_TYPE_LOG_VIEW, NULL);

  vpn_gui_live_view_set_profile (VPN_GUI_LIVE_VIEW (live), fixture->model, fixture->office);
  show_and_destroy (live);
  vpn_gui_details_set_profile (VPN_GUI_DETAILS (details), fixture->model, fixture->office);
  show_and_destroy (details);
  /* Without a profile, as no answer that is under way may keep it here. */
  vpn_gui_log_view_set_profile (VPN_GUI_LOG_VIEW (log), fixture->model, NULL);
  show_and_destroy (log);
}

static void
test_views_idle (ModelFixture *fixture, gconstpointer data)
{
  show_views (fixture);
  fixture->fake->reason = "gateway-wrong-identity";
  fixture->fake->detail = "a.example.org";
  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_FAILED);
  show_views (fixture);
}

static void
test_views_connecting (ModelFixture *fixture, gconstpointer data)
{
  fixture->fake->plan = FAKE_STALL;
  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTING);
  show_views (fixture);
  fake_genkand_go_on (fixture->fake);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTED);
}

static gboolean
has_asked_nobody (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

static void
test_views_connected (ModelFixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  g_autoptr (GtkWidget) live = g_object_ref_sink (g_object_new (VPN_GUI_TYPE_LIVE_VIEW, NULL));

  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTED);
  vpn_gui_live_view_set_profile (VPN_GUI_LIVE_VIEW (live), fixture->model, fixture->office);
  gtk_container_add (GTK_CONTAINER (window), live);
  gtk_widget_show (live);
  gtk_widget_show (window);
  iterate ();
  fake_genkand_set_state (fixture->fake->connection, "reconnecting", "gateway-lost", "");
  model_fixture_await_state (fixture, VPN_STATE_RECONNECTING);
  g_assert_cmpint (vpn_gui_profile_get_status (fixture->office), ==, VPN_GUI_STATUS_LOCKED);
  iterate ();
  gtk_widget_destroy (window);
  fake_genkand_await (has_asked_nobody, live);
}

static void
test_window (ModelFixture *fixture, gconstpointer data)
{
  GtkWidget *window = vpn_gui_window_new (NULL, fixture->model);

  vpn_gui_window_select (VPN_GUI_WINDOW (window), vpn_gui_profile_get_uuid (fixture->office));
  gtk_widget_show (window);
  iterate ();
  fake_genkand_vanish (fixture->fake);
  fake_genkand_await (is_stopped, fixture);
  iterate ();
  fake_genkand_appear (fixture->fake);
  fake_genkand_await (is_back, fixture);
  show_and_destroy (window);
}

static void
test_doctor (ModelFixture *fixture, gconstpointer data)
{
  g_autoptr (GtkWidget) doctor = g_object_ref (vpn_gui_doctor_new (NULL, fixture->model));

  gtk_widget_show (doctor);
  iterate ();
  gtk_widget_destroy (doctor);
  fake_genkand_await (has_asked_nobody, doctor);
}

/* ---- The tray -------------------------------------------------------------------------------- */

typedef struct
{
  const char *label; /* of the menu's item that is looked for */
  gboolean found;
} Search;

static void
look_for_label (GtkWidget *item, gpointer user_data)
{
  Search *search = user_data;

  if (gtk_widget_get_visible (item)
      && g_strcmp0 (gtk_menu_item_get_label (GTK_MENU_ITEM (item)), search->label) == 0)
    search->found = TRUE;
}

static void
assert_menu_has (ModelFixture *fixture, const char *label)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkWidget *menu
      = g_object_ref_sink (vpn_gui_tray_menu_new (fixture->model, G_ACTION_GROUP (group)));
  Search search = { .label = label };

  gtk_container_foreach (GTK_CONTAINER (menu), look_for_label, &search);
  if (!search.found)
    g_test_fail_printf ("the menu lacks \"%s\"", label);
  gtk_widget_destroy (menu);
  g_object_unref (menu);
}

static void
test_tray_menu (ModelFixture *fixture, gconstpointer data)
{
  g_autofree char *before = vpn_gui_tray_menu_fingerprint (fixture->model);
  g_autofree char *after = NULL;

  assert_menu_has (fixture, "office: Disconnected");
  assert_menu_has (fixture, "Connect office");
  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTED);
  assert_menu_has (fixture, "office: Connected");
  assert_menu_has (fixture, "Disconnect office");
  after = vpn_gui_tray_menu_fingerprint (fixture->model);
  g_assert_cmpstr (before, !=, after);
  fake_genkand_vanish (fixture->fake);
  fake_genkand_await (is_stopped, fixture);
  assert_menu_has (fixture, "The Genkan service does not run");
}

static void
test_tray_none (ModelFixture *fixture, gconstpointer data)
{
  VpnGuiTray *tray = vpn_gui_tray_none_new ();

  g_assert_false (vpn_gui_tray_is_shown (tray));
  vpn_gui_tray_set_status (tray, VPN_GUI_STATUS_ON);
  vpn_gui_tray_set_menu (tray, gtk_menu_new ());
  g_assert_finalize_object (tray);
}

static void
test_icons_differ (ModelFixture *fixture, gconstpointer data)
{
  for (int a = 0; a < (int) VPN_GUI_N_STATUSES; a++)
    for (int b = a + 1; b < (int) VPN_GUI_N_STATUSES; b++)
      for (guint frame = 0; frame < VPN_GUI_ICON_FRAMES; frame++)
        g_assert_cmpstr (vpn_gui_status_get_icon ((VpnGuiStatus) a, frame), !=,
                         vpn_gui_status_get_icon ((VpnGuiStatus) b, frame));
}

static void
test_notifications (ModelFixture *fixture, gconstpointer data)
{
  g_autoptr (GNotification) connected = NULL;
  g_autoptr (GNotification) ended = NULL;

  g_assert_null (
      vpn_gui_notify_compose (fixture->office, VPN_STATE_DISCONNECTED, VPN_STATE_CONNECTING));
  /* Who cancels it knows. */
  g_assert_null (
      vpn_gui_notify_compose (fixture->office, VPN_STATE_CONNECTING, VPN_STATE_DISCONNECTED));
  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTED);
  connected = vpn_gui_notify_compose (fixture->office, VPN_STATE_CONNECTING, VPN_STATE_CONNECTED);
  g_assert_nonnull (connected);
  ended = vpn_gui_notify_compose (fixture->office, VPN_STATE_CONNECTED, VPN_STATE_DISCONNECTED);
  g_assert_nonnull (ended);
}

typedef struct
{
  VpnGuiProfile *profile; /* borrowed */
  gint64 end;
} CertificateEnd;

static gboolean
is_known (gpointer user_data)
{
  const CertificateEnd *wanted = user_data;

  return vpn_dbus_connection_get_own_certificate_end (
             vpn_client_connection_get_proxy (vpn_gui_profile_get_connection (wanted->profile)))
         == wanted->end;
}

static gboolean
tells_end_of_certificate (ModelFixture *fixture, VpnState old, gint64 seconds)
{
  CertificateEnd wanted
      = { fixture->office, seconds == 0 ? 0 : g_get_real_time () / G_USEC_PER_SEC + seconds };
  g_autoptr (GNotification) notification = NULL;

  vpn_dbus_connection_set_own_certificate_end (fixture->fake->connection, wanted.end);
  fake_genkand_await (is_known, &wanted);
  notification
      = vpn_gui_notify_compose_end_of_certificate (fixture->office, old, VPN_STATE_CONNECTED);
  return notification != NULL;
}

/* Who connects is told, once: not again after each interruption. */
static void
test_end_of_certificate (ModelFixture *fixture, gconstpointer data)
{
  vpn_gui_model_connect (fixture->model, fixture->office);
  model_fixture_await_state (fixture, VPN_STATE_CONNECTED);
  g_assert_false (tells_end_of_certificate (fixture, VPN_STATE_CONNECTING, 0));
  g_assert_false (tells_end_of_certificate (fixture, VPN_STATE_CONNECTING, 31 * 86400));
  g_assert_true (tells_end_of_certificate (fixture, VPN_STATE_CONNECTING, 29 * 86400));
  g_assert_false (tells_end_of_certificate (fixture, VPN_STATE_RECONNECTING, 29 * 86400));
}

static void
test_report_is_redacted (ModelFixture *fixture, gconstpointer data)
{
  g_autofree char *report = vpn_gui_report_new (fixture->model, fixture->office, NULL);

  g_assert_null (strstr (report, "liddell"));
  g_assert_nonnull (strstr (report, "vpn.example.org"));
}

#define ADD(path, test) \
  g_test_add ("/gui/" path, ModelFixture, NULL, model_fixture_set_up, test, model_fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  ADD ("model/connects", test_model_connects);
  ADD ("model/blocked", test_model_blocked);
  ADD ("model/failure", test_model_failure);
  ADD ("model/refusal", test_model_refusal);
  ADD ("model/follows-restart", test_model_follows_restart);
  ADD ("widgets/small", test_small_widgets);
  ADD ("widgets/idle", test_views_idle);
  ADD ("widgets/connecting", test_views_connecting);
  ADD ("widgets/connected", test_views_connected);
  ADD ("widgets/window", test_window);
  ADD ("widgets/doctor", test_doctor);
  ADD ("tray/menu", test_tray_menu);
  ADD ("tray/none", test_tray_none);
  ADD ("tray/icons-differ", test_icons_differ);
  ADD ("notify/what-changed", test_notifications);
  ADD ("notify/end-of-certificate", test_end_of_certificate);
  ADD ("report/redacted", test_report_is_redacted);
  return fake_genkand_run_tests ();
}
