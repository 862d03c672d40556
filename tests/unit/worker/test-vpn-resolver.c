// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-resolver.h"

#include "vpn-error.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

typedef struct
{
  GArray *addresses; /* owned */
  GError *error;     /* owned */
  gboolean done;
  char *helper; /* owned; a script, or NULL */
} Lookup;

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;

  lookup->addresses = vpn_resolver_resolve_finish (result, &lookup->error);
  lookup->done = TRUE;
}

static void
resolve (Lookup *lookup, const char *host, sa_family_t family, GCancellable *cancellable)
{
  vpn_resolver_resolve_async (lookup->helper, host, family, cancellable, on_done, lookup);
  while (!lookup->done)
    g_main_context_iteration (NULL, TRUE);
}

/* A helper that runs these shell words. */
static void
use_helper (Lookup *lookup, const char *words)
{
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\n%s\n", words);
  int fd = g_file_open_tmp ("genkan-resolve-XXXXXX", &lookup->helper, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, script, strlen (script)), ==, (gssize) strlen (script));
  close (fd);
  g_assert_cmpint (g_chmod (lookup->helper, 0700), ==, 0);
}

static void
tear_down (Lookup *lookup, gconstpointer unused)
{
  if (lookup->helper != NULL)
    g_unlink (lookup->helper);
  g_free (lookup->helper);
  g_clear_error (&lookup->error);
  g_clear_pointer (&lookup->addresses, g_array_unref);
}

static const IpAddress *
address_at (const Lookup *lookup, guint i)
{
  g_assert_nonnull (lookup->addresses);
  g_assert_cmpuint (i, <, lookup->addresses->len);
  return &g_array_index (lookup->addresses, IpAddress, i);
}

/* No process: the helper of these would fail. */
static void
test_numeric (Lookup *lookup, gconstpointer unused)
{
  lookup->helper = g_strdup ("/nonexistent/helper");
  resolve (lookup, "192.0.2.7", AF_UNSPEC, NULL);
  g_assert_cmpuint (lookup->addresses->len, ==, 1);
  g_assert_cmpint (address_at (lookup, 0)->family, ==, AF_INET);
  g_assert_cmpmem (address_at (lookup, 0)->octets, 4, "\xc0\0\2\7", 4);
}

static void
test_numeric_of_other_family (Lookup *lookup, gconstpointer unused)
{
  resolve (lookup, "2001:db8::1", AF_INET, NULL);
  g_assert_error (lookup->error, VPN_ERROR, VPN_ERROR_NOT_FOUND);
}

static void
test_order_is_kept (Lookup *lookup, gconstpointer unused)
{
  use_helper (lookup, "printf '\\000\\002'\n"
                      "printf '\\006\\040\\001\\015\\270\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\001'\n"
                      "printf '\\004\\300\\0\\002\\001\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'");
  resolve (lookup, "vpn.example.org", AF_UNSPEC, NULL);
  g_assert_no_error (lookup->error);
  g_assert_cmpuint (lookup->addresses->len, ==, 2);
  g_assert_cmpint (address_at (lookup, 0)->family, ==, AF_INET6);
  g_assert_cmpint (address_at (lookup, 1)->family, ==, AF_INET);
  g_assert_cmpmem (address_at (lookup, 1)->octets, 4, "\xc0\0\2\1", 4);
}

static void
test_other_family_is_left_out (Lookup *lookup, gconstpointer unused)
{
  use_helper (lookup, "printf '\\000\\001'\n"
                      "printf '\\004\\300\\0\\002\\001\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'");
  resolve (lookup, "vpn.example.org", AF_INET6, NULL);
  g_assert_error (lookup->error, VPN_ERROR, VPN_ERROR_NOT_FOUND);
}

static void
test_not_found (Lookup *lookup, gconstpointer unused)
{
  use_helper (lookup, "printf '\\001\\000'");
  resolve (lookup, "nowhere.example.org", AF_UNSPEC, NULL);
  g_assert_error (lookup->error, VPN_ERROR, VPN_ERROR_NOT_FOUND);
}

static void
test_no_name_server (Lookup *lookup, gconstpointer unused)
{
  use_helper (lookup, "printf '\\002\\000'");
  resolve (lookup, "vpn.example.org", AF_UNSPEC, NULL);
  g_assert_error (lookup->error, VPN_ERROR, VPN_ERROR_IO);
}

static void
test_malformed_answers (void)
{
  const char *answers[] = {
    ":",                                              /* nothing */
    "printf '\\000'",                                 /* half a header */
    "printf '\\000\\001\\004\\300'",                  /* half a record */
    "printf '\\000\\000x'",                           /* trailing octet */
    "printf '\\000\\021'; head -c 289 /dev/zero",     /* seventeen records */
    "printf '\\000\\001\\005'; head -c 16 /dev/zero", /* family 5 */
    "head -c 100000 /dev/zero",                       /* far too much */
    "printf '\\011\\000'",                            /* unknown status */
    "kill -9 $$",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Lookup lookup = { NULL };

      use_helper (&lookup, answers[i]);
      resolve (&lookup, "vpn.example.org", AF_UNSPEC, NULL);
      g_assert_null (lookup.addresses);
      g_assert_nonnull (lookup.error);
      g_assert_true (lookup.error->domain == VPN_ERROR);
      tear_down (&lookup, NULL);
    }
}

static gboolean
on_idle_cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (Lookup *lookup, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  use_helper (lookup, "exec sleep 60");
  g_idle_add (on_idle_cancel, cancellable);
  resolve (lookup, "vpn.example.org", AF_UNSPEC, cancellable);
  g_assert_error (lookup->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_missing_helper (Lookup *lookup, gconstpointer unused)
{
  lookup->helper = g_strdup ("/nonexistent/helper");
  resolve (lookup, "vpn.example.org", AF_UNSPEC, NULL);
  g_assert_error (lookup->error, VPN_ERROR, VPN_ERROR_IO);
}

/* The real helper; localhost is in the /etc/hosts of every machine, but not of every bare root. */
static void
test_real_helper (Lookup *lookup, gconstpointer unused)
{
  g_autofree char *real
      = g_test_build_filename (G_TEST_BUILT, "../core/worker/resolve/genkan-resolve", NULL);
  g_autofree char *hosts = NULL;

  if (!g_file_get_contents ("/etc/hosts", &hosts, NULL, NULL)
      || strstr (hosts, "localhost") == NULL)
    {
      g_test_skip ("/etc/hosts does not know localhost");
      return;
    }
  vpn_resolver_resolve_async (real, "localhost", AF_INET, NULL, on_done, lookup);
  while (!lookup->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (lookup->error);
  g_assert_cmpmem (address_at (lookup, 0)->octets, 4, "\x7f\0\0\1", 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/daemon/resolver/" path, Lookup, NULL, NULL, func, tear_down)
  ADD ("numeric", test_numeric);
  ADD ("numeric-of-other-family", test_numeric_of_other_family);
  ADD ("order-is-kept", test_order_is_kept);
  ADD ("other-family-is-left-out", test_other_family_is_left_out);
  ADD ("not-found", test_not_found);
  ADD ("no-name-server", test_no_name_server);
  ADD ("cancel", test_cancel);
  ADD ("missing-helper", test_missing_helper);
  ADD ("real-helper", test_real_helper);
#undef ADD
  g_test_add_func ("/daemon/resolver/malformed-answers", test_malformed_answers);
  return g_test_run ();
}
