// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "model-fixture.h"
#include "vpn-gui-certificate.h"
#include "vpn-gui-manage.h"

#include <string.h>

static gboolean
is_settled (gpointer user_data)
{
  VpnState state = vpn_gui_profile_get_state (((ModelFixture *) user_data)->office);

  return state == VPN_STATE_CONNECTED || state == VPN_STATE_FAILED;
}

static void
collect (GtkWidget *widget, gpointer user_data)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget))
    g_string_append_printf (user_data, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), collect, user_data);
}

static void
assert_says (GtkWidget *dialog, const char *words)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  collect (dialog, texts);
  if (strstr (texts->str, words) == NULL)
    g_error ("\"%s\" is not in:\n%s", words, texts->str);
}

static void
test_believed (ModelFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  g_assert_false (vpn_gui_certificate_can_explain (fixture->office));
  vpn_gui_model_connect (fixture->model, fixture->office);
  fake_genkand_await (is_settled, fixture);
  g_assert_true (vpn_gui_certificate_can_explain (fixture->office));
  dialog = vpn_gui_certificate_new (NULL, fixture->office);
  gtk_widget_show (dialog);
  assert_says (dialog, "has proven who it is");
  assert_says (dialog, "ECDSA with SHA-256");
  assert_says (dialog, "authorities this computer trusts");
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
}

static void
test_wrong_identity (ModelFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  fixture->fake->reason = "gateway-wrong-identity";
  fixture->fake->detail = "mail.example.org";
  vpn_gui_model_connect (fixture->model, fixture->office);
  fake_genkand_await (is_settled, fixture);
  g_assert_true (vpn_gui_certificate_can_explain (fixture->office));
  dialog = vpn_gui_certificate_new (NULL, fixture->office);
  gtk_widget_show (dialog);
  assert_says (dialog, "did not prove");
  /* A grid names its children from the last to the first. */
  assert_says (dialog, "\nvpn.example.org\nExpected\n");
  assert_says (dialog, "\nmail.example.org\nFound\n");
  assert_says (dialog, "does not connect to a gateway that it cannot verify");
  /* Nothing but "Close" can be pressed. */
  g_assert_null (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK));
  g_assert_null (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT));
  gtk_widget_destroy (dialog);
}

/* The one fault that a person can mend from here. */
static void
test_untrusted (ModelFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  fixture->fake->reason = "gateway-untrusted";
  vpn_gui_model_connect (fixture->model, fixture->office);
  fake_genkand_await (is_settled, fixture);
  dialog = vpn_gui_certificate_new (NULL, fixture->office);
  gtk_widget_show (dialog);
  assert_says (dialog, "choose it in the settings");
  g_assert_nonnull (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), 1));
  gtk_dialog_response (GTK_DIALOG (dialog), 1);
}

/* Nobody has complained, and nobody has proven anything. */
static void
test_nothing_is_known (ModelFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) texts = g_string_new (NULL);
  GtkWidget *dialog;

  fixture->fake->reason = "gateway-silent";
  vpn_gui_model_connect (fixture->model, fixture->office);
  fake_genkand_await (is_settled, fixture);
  g_assert_false (vpn_gui_certificate_can_explain (fixture->office));
  dialog = vpn_gui_certificate_new (NULL, fixture->office);
  gtk_widget_show (dialog);
  assert_says (dialog, "has not been asked");
  collect (dialog, texts);
  g_assert_null (strstr (texts->str, "proven"));
  gtk_widget_destroy (dialog);
}

static void
test_other_reason (ModelFixture *fixture, gconstpointer data)
{
  fixture->fake->reason = "login-failed";
  vpn_gui_model_connect (fixture->model, fixture->office);
  fake_genkand_await (is_settled, fixture);
  g_assert_false (vpn_gui_certificate_can_explain (fixture->office));
}

static void
destroy_all_windows (void)
{
  GList *windows = gtk_window_list_toplevels ();

  /* A dialog takes its menus with it, and they are windows of this list too. */
  for (GList *at = windows; at != NULL; at = at->next)
    g_object_ref (at->data);
  for (GList *at = windows; at != NULL; at = at->next)
    if (GTK_IS_DIALOG (at->data))
      gtk_widget_destroy (at->data);
  g_list_free_full (windows, g_object_unref);
}

/* Every way to a dialog, closed again: nothing keeps the model alive. */
static void
test_manage (ModelFixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/office.genkan");

  vpn_gui_manage_add (NULL, fixture->model);
  destroy_all_windows ();
  vpn_gui_manage_edit (NULL, fixture->model, fixture->office);
  destroy_all_windows ();
  vpn_gui_manage_remove (NULL, fixture->model, fixture->office);
  destroy_all_windows ();
  vpn_gui_manage_import (NULL, fixture->model, file);
  destroy_all_windows ();
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, test) \
  g_test_add (path, ModelFixture, NULL, model_fixture_set_up, test, model_fixture_tear_down)
  ADD ("/gui/certificate/believed", test_believed);
  ADD ("/gui/certificate/wrong-identity", test_wrong_identity);
  ADD ("/gui/certificate/untrusted", test_untrusted);
  ADD ("/gui/certificate/nothing-is-known", test_nothing_is_known);
  ADD ("/gui/certificate/other-reason", test_other_reason);
  ADD ("/gui/manage/dialogs", test_manage);
#undef ADD
  return fake_genkand_run_tests ();
}
