// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "agent-fixture.h"
#include "vpn-error.h"
#include "vpn-gui-keyring.h"
#include "vpn-gui-secret-buffer.h"
#include "vpn-gui-secret-dialog.h"
#include "vpn-names.h"

#include <string.h>

/* genkand asks; the question is there when this returns. */
static void
ask (AgentFixture *fixture, const char *kind, const char *prompt, gboolean retry)
{
  GVariant *arguments = g_variant_new_parsed (
      "(objectpath '/c/1', 'cookie-1', %s, {'prompt': <%s>, 'round': <uint32 1>, 'retry': <%b>, "
      "'user': <'alice'>, 'gateway': <'vpn.example.org'>, 'name': <'office'>})",
      kind, prompt, retry);

  g_dbus_connection_call (fixture->fake->bus,
                          g_dbus_connection_get_unique_name (vpn_client_get_bus (fixture->client)),
                          vpn_client_agent_get_path (fixture->agent), VPN_IFACE_AGENT,
                          "RequestSecret", arguments, G_VARIANT_TYPE ("(aya{sv})"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, agent_fixture_on_result, fixture);
  fake_genkand_await (agent_fixture_has_question, fixture);
}

typedef struct
{
  GtkWidget *entries[2];
  guint n_entries;
  GString *texts; /* owned */
  GtkWidget *remember;
} Parts;

static void
collect (GtkWidget *widget, gpointer user_data)
{
  Parts *parts = user_data;

  if (GTK_IS_ENTRY (widget))
    parts->entries[parts->n_entries++] = widget;
  else if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget))
    g_string_append_printf (parts->texts, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_CHECK_BUTTON (widget)
           && strstr (gtk_button_get_label (GTK_BUTTON (widget)), "emember") != NULL)
    parts->remember = widget;
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), collect, parts);
}

static Parts
look_at (GtkWidget *dialog)
{
  Parts parts = { .texts = g_string_new (NULL) };

  collect (dialog, &parts);
  return parts;
}

static void
assert_says (const Parts *parts, const char *words)
{
  if (strstr (parts->texts->str, words) == NULL)
    g_error ("\"%s\" is not in:\n%s", words, parts->texts->str);
}

static gboolean
can_continue (GtkWidget *dialog)
{
  return gtk_widget_get_sensitive (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK));
}

/* text NULL: the person gave none. */
static void
assert_answer (AgentFixture *fixture, const char *text, gboolean remember)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) octets = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean remembered = FALSE;

  fake_genkand_await (agent_fixture_has_result, fixture);
  reply = g_dbus_connection_call_finish (fixture->fake->bus, fixture->result, &error);
  if (text == NULL)
    {
      g_assert_true (vpn_error_is (error, VPN_ERROR_CANCELLED));
      return;
    }
  g_assert_no_error (error);
  octets = g_variant_get_child_value (reply, 0);
  g_assert_cmpmem (g_variant_get_data (octets), g_variant_get_size (octets), text, strlen (text));
  result = g_variant_get_child_value (reply, 1);
  g_assert_true (g_variant_lookup (result, "remember", "b", &remembered));
  g_assert_cmpint (remembered, ==, remember);
}

static void
test_password (AgentFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  Parts parts;

  ask (fixture, "password", "", FALSE);
  dialog = vpn_gui_secret_dialog_new (NULL, fixture->question, NULL);
  gtk_widget_show (dialog);
  parts = look_at (dialog);
  assert_says (&parts, "office");
  assert_says (&parts, "vpn.example.org");
  g_assert_cmpuint (parts.n_entries, ==, 1);
  g_assert_false (gtk_entry_get_visibility (GTK_ENTRY (parts.entries[0])));
  g_assert_true (VPN_GUI_IS_SECRET_BUFFER (gtk_entry_get_buffer (GTK_ENTRY (parts.entries[0]))));
  g_assert_false (can_continue (dialog));
  gtk_entry_set_text (GTK_ENTRY (parts.entries[0]), "secret");
  g_assert_true (can_continue (dialog));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  assert_answer (fixture, "secret", TRUE);
  g_string_free (parts.texts, TRUE);
}

static void
test_code (AgentFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  Parts parts;

  ask (fixture, "response", "Code of token 8812:", TRUE);
  dialog = vpn_gui_secret_dialog_new (NULL, fixture->question, NULL);
  gtk_widget_show (dialog);
  parts = look_at (dialog);
  assert_says (&parts, "Code of token 8812");
  assert_says (&parts, "refused the answer");
  g_assert_null (parts.remember);
  g_assert_true (can_continue (dialog)); /* also an empty one */
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  assert_answer (fixture, "", FALSE);
  g_string_free (parts.texts, TRUE);
}

static void
test_new_password (AgentFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  Parts parts;

  ask (fixture, "new-password", "", FALSE);
  dialog = vpn_gui_secret_dialog_new (NULL, fixture->question, NULL);
  gtk_widget_show (dialog);
  parts = look_at (dialog);
  g_assert_cmpuint (parts.n_entries, ==, 2);
  gtk_entry_set_text (GTK_ENTRY (parts.entries[0]), "n3w");
  gtk_entry_set_text (GTK_ENTRY (parts.entries[1]), "other");
  g_assert_false (can_continue (dialog));
  gtk_entry_set_text (GTK_ENTRY (parts.entries[1]), "n3w");
  g_assert_true (can_continue (dialog));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  assert_answer (fixture, "n3w", FALSE);
  g_string_free (parts.texts, TRUE);
}

/* Closing the window is an answer too; a question that is withdrawn closes it. */
static void
test_ends (AgentFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  gboolean withdrawn = GPOINTER_TO_INT (data);

  ask (fixture, "password", "", FALSE);
  dialog = vpn_gui_secret_dialog_new (NULL, fixture->question, NULL);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_widget_show (dialog);
  if (withdrawn)
    g_signal_emit_by_name (fixture->question, "cancelled", "timeout");
  else
    gtk_widget_destroy (dialog);
  g_assert_null (dialog);
  assert_answer (fixture, NULL, FALSE);
}

static void
test_policy (void)
{
  g_assert_true (vpn_gui_keyring_may_keep (VPN_SECRET_PASSWORD));
  g_assert_true (vpn_gui_keyring_may_keep (VPN_SECRET_PSK));
  g_assert_false (vpn_gui_keyring_may_keep (VPN_SECRET_RESPONSE));
  g_assert_false (vpn_gui_keyring_may_keep (VPN_SECRET_NEW_PASSWORD));
  g_assert_false (vpn_gui_keyring_may_keep (VPN_SECRET_KEY_PASSPHRASE));
}

static void
test_buffer (void)
{
  g_autoptr (GtkEntryBuffer) buffer = vpn_gui_secret_buffer_new ();
  g_autofree char *huge = g_strnfill (VPN_CLIENT_SECRET_MAX, 'x');
  const char *text;

  gtk_entry_buffer_set_text (buffer, "pässwörd", -1);
  g_assert_cmpuint (gtk_entry_buffer_get_length (buffer), ==, 8);
  g_assert_cmpuint (gtk_entry_buffer_get_bytes (buffer), ==, 10);
  gtk_entry_buffer_insert_text (buffer, 2, "ßß", 2);
  g_assert_cmpstr (gtk_entry_buffer_get_text (buffer), ==, "päßßsswörd");
  g_assert_cmpuint (gtk_entry_buffer_delete_text (buffer, 1, 3), ==, 3);
  text = gtk_entry_buffer_get_text (buffer);
  g_assert_cmpstr (text, ==, "psswörd");
  /* Nothing of what was deleted is left behind the end. */
  for (gsize i = strlen (text); i < 64; i++)
    g_assert_cmpint (text[i], ==, 0);
  g_assert_cmpuint (gtk_entry_buffer_insert_text (buffer, 0, huge, -1), ==, 0);
  g_assert_cmpstr (gtk_entry_buffer_get_text (buffer), ==, "psswörd");
  (void) gtk_entry_buffer_delete_text (buffer, 0, -1);
  g_assert_cmpuint (gtk_entry_buffer_insert_text (buffer, 0, huge, -1), ==, VPN_CLIENT_SECRET_MAX);
  g_assert_cmpuint (gtk_entry_buffer_insert_text (buffer, 0, "y", 1), ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/gui/secret-dialog/password", AgentFixture, NULL, agent_fixture_set_up,
              test_password, agent_fixture_tear_down);
  g_test_add ("/gui/secret-dialog/code", AgentFixture, NULL, agent_fixture_set_up, test_code,
              agent_fixture_tear_down);
  g_test_add ("/gui/secret-dialog/new-password", AgentFixture, NULL, agent_fixture_set_up,
              test_new_password, agent_fixture_tear_down);
  g_test_add ("/gui/secret-dialog/closed", AgentFixture, NULL, agent_fixture_set_up, test_ends,
              agent_fixture_tear_down);
  g_test_add ("/gui/secret-dialog/withdrawn", AgentFixture, GINT_TO_POINTER (TRUE),
              agent_fixture_set_up, test_ends, agent_fixture_tear_down);
  g_test_add_func ("/gui/keyring/policy", test_policy);
  g_test_add_func ("/gui/secret-buffer/text", test_buffer);
  return fake_genkand_run_tests ();
}
