// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "nmv-auth.h"

#include "nmv-keys.h"
#include "vpn-profile.h"

#include <string.h>

typedef struct
{
  NmvAuthRequest request;
} Agent;

static Agent
agent_new (const char *method)
{
  Agent agent = { { .name = "office", .interactive = TRUE } };

  agent.request.data = g_hash_table_new (g_str_hash, g_str_equal);
  agent.request.secrets = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (agent.request.data, (gpointer) VPN_KEY_AUTH, (gpointer) method);
  g_hash_table_insert (agent.request.data, (gpointer) VPN_KEY_USER, (gpointer) "alice");
  return agent;
}

static void
agent_clear (Agent *agent)
{
  g_hash_table_unref (agent->request.data);
  g_hash_table_unref (agent->request.secrets);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Agent, agent_clear)

static void
set (GHashTable *table, const char *key, const char *value)
{
  g_hash_table_insert (table, (gpointer) key, (gpointer) value);
}

static void
test_first_secret (void)
{
  static const char *const expected[][2] = { { "eap", NMV_SECRET_PASSWORD },
                                             { "psk", NMV_SECRET_PSK },
                                             { "cert", NMV_SECRET_KEY_PASSPHRASE } };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_auto (Agent) agent = agent_new (expected[i][0]);
      g_autoptr (NmvAuth) auth = nmv_auth_new (&agent.request);

      g_assert_cmpuint (auth->n_fields, ==, 1);
      g_assert_cmpstr (auth->fields[0].name, ==, expected[i][1]);
      g_assert_true (auth->fields[0].must_ask);
      g_assert_nonnull (strstr (auth->message, "office"));
    }
}

/* Nothing says how: the profile's default. */
static void
test_default_method (void)
{
  g_auto (Agent) agent = agent_new ("eap");
  g_autoptr (NmvAuth) auth = NULL;

  g_hash_table_remove (agent.request.data, VPN_KEY_AUTH);
  auth = nmv_auth_new (&agent.request);
  g_assert_cmpstr (auth->fields[0].name, ==, NMV_SECRET_PASSWORD);
}

static void
assert_flags (const char *flags, const char *known, gboolean is_field, gboolean must_ask,
              gboolean is_kept)
{
  g_auto (Agent) agent = agent_new ("eap");
  g_autoptr (NmvAuth) auth = NULL;

  set (agent.request.data, NMV_SECRET_PASSWORD "-flags", flags);
  if (known != NULL)
    set (agent.request.secrets, NMV_SECRET_PASSWORD, known);
  auth = nmv_auth_new (&agent.request);
  g_assert_cmpuint (auth->n_fields, ==, is_field ? 1 : 0);
  g_assert_cmpint (nmv_auth_must_ask (auth), ==, must_ask);
  if (is_field)
    g_assert_cmpint (auth->fields[0].is_kept, ==, is_kept);
}

static void
test_flags (void)
{
  assert_flags ("0", "wonderland", TRUE, FALSE, FALSE);
  assert_flags ("0", NULL, TRUE, TRUE, FALSE);
  assert_flags ("1", NULL, TRUE, TRUE, TRUE);
  assert_flags ("1", "wonderland", TRUE, FALSE, FALSE);
  /* Not saved: asked each time, whatever somebody still has. */
  assert_flags ("2", "wonderland", TRUE, TRUE, FALSE);
  assert_flags ("2", NULL, TRUE, TRUE, FALSE);
  assert_flags ("4", NULL, FALSE, FALSE, FALSE);
}

static void
test_retry (void)
{
  g_auto (Agent) agent = agent_new ("eap");
  g_autoptr (NmvAuth) auth = NULL;

  agent.request.retry = TRUE;
  set (agent.request.secrets, NMV_SECRET_PASSWORD, "wrong");
  auth = nmv_auth_new (&agent.request);
  g_assert_null (auth->fields[0].value);
  g_assert_true (auth->fields[0].must_ask);
}

static void
test_not_interactive (void)
{
  g_auto (Agent) agent = agent_new ("eap");
  g_autoptr (NmvAuth) auth = NULL;

  agent.request.interactive = FALSE;
  auth = nmv_auth_new (&agent.request);
  g_assert_false (nmv_auth_must_ask (auth));
}

/* A round of the server: its words, its kind of secret, and nothing that was known before. */
static void
test_hints (void)
{
  static const char *const hints[]
      = { NMV_SECRET_RESPONSE, NMV_HINT_MESSAGE "Code of token 8812\x1b[2J", "no-secret", NULL };
  g_auto (Agent) agent = agent_new ("eap");
  g_autoptr (NmvAuth) auth = NULL;

  agent.request.hints = hints;
  set (agent.request.secrets, NMV_SECRET_RESPONSE, "000000");
  set (agent.request.secrets, NMV_SECRET_PASSWORD, "wonderland");
  auth = nmv_auth_new (&agent.request);
  g_assert_cmpuint (auth->n_fields, ==, 1);
  g_assert_cmpstr (auth->fields[0].name, ==, NMV_SECRET_RESPONSE);
  g_assert_null (auth->fields[0].value);
  g_assert_true (g_str_has_prefix (auth->message, "Code of token 8812"));
  g_assert_null (strchr (auth->message, '\x1b'));
}

static void
test_same_hint_twice (void)
{
  static const char *const hints[] = { NMV_SECRET_PASSWORD,
                                       NMV_SECRET_PASSWORD,
                                       NMV_SECRET_PSK,
                                       NMV_SECRET_PSK,
                                       NMV_SECRET_RESPONSE,
                                       NMV_SECRET_NEW_PASSWORD,
                                       NMV_SECRET_KEY_PASSPHRASE,
                                       NMV_SECRET_PASSWORD,
                                       NULL };
  g_auto (Agent) agent = agent_new ("eap");
  g_autoptr (NmvAuth) auth = NULL;

  agent.request.hints = hints;
  auth = nmv_auth_new (&agent.request);
  g_assert_cmpuint (auth->n_fields, ==, NMV_AUTH_FIELDS_MAX);
}

static void
test_external_ui (void)
{
  g_auto (Agent) agent = agent_new ("eap");
  g_autoptr (NmvAuth) auth = nmv_auth_new (&agent.request);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  g_autofree char *value = NULL;

  nmv_auth_field_set (&auth->fields[0], "two\nlines = [x]");
  text = nmv_auth_to_external_ui (auth);
  g_assert_true (g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL));
  g_assert_cmpint (g_key_file_get_integer (file, "VPN Plugin UI", "Version", NULL), ==, 2);
  value = g_key_file_get_string (file, NMV_SECRET_PASSWORD, "Value", NULL);
  g_assert_cmpstr (value, ==, "two\nlines = [x]");
  g_assert_true (g_key_file_get_boolean (file, NMV_SECRET_PASSWORD, "IsSecret", NULL));
  g_assert_true (g_key_file_get_boolean (file, NMV_SECRET_PASSWORD, "ShouldAsk", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nm/auth/first-secret", test_first_secret);
  g_test_add_func ("/nm/auth/default-method", test_default_method);
  g_test_add_func ("/nm/auth/flags", test_flags);
  g_test_add_func ("/nm/auth/retry", test_retry);
  g_test_add_func ("/nm/auth/not-interactive", test_not_interactive);
  g_test_add_func ("/nm/auth/hints", test_hints);
  g_test_add_func ("/nm/auth/same-hint-twice", test_same_hint_twice);
  g_test_add_func ("/nm/auth/external-ui", test_external_ui);
  return g_test_run ();
}
