// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a helper may answer, which parsed bytes of the network: everything but a whole answer is an
 * error, and never waited for. */
#include "vpn-resolver.h"

#include "vpn-error.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *helper;      /* owned; path */
  GArray *addresses; /* owned */
  GError *error;     /* owned */
  guint n_done;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autofree char *dir = g_dir_make_tmp ("genkan-resolver-XXXXXX", NULL);

  self->helper = g_build_filename (dir, "helper", NULL);
}

static void
clear (Fixture *self)
{
  g_clear_pointer (&self->addresses, g_array_unref);
  g_clear_error (&self->error);
  self->n_done = 0;
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_autofree char *dir = g_path_get_dirname (self->helper);

  clear (self);
  g_unlink (self->helper);
  g_rmdir (dir);
  g_free (self->helper);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  self->addresses = vpn_resolver_resolve_finish (result, &self->error);
  self->n_done++;
}

static void
look_up (Fixture *self, const char *host, sa_family_t family)
{
  clear (self);
  vpn_resolver_resolve_async (self->helper, host, family, NULL, on_done, self);
  while (self->n_done == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* The helper prints these octets, in printf's escapes. */
static void
play (Fixture *self, const char *octets)
{
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nprintf '%s'\n", octets);

  g_assert_true (g_file_set_contents (self->helper, script, -1, NULL));
  g_assert_cmpint (g_chmod (self->helper, 0700), ==, 0);
}

#define V4   "\\004\\300\\000\\002\\001\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0"
#define V6   "\\006\\040\\001\\015\\270\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\001"
#define NULS "\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0"

static void
test_addresses (Fixture *self, gconstpointer unused)
{
  play (self, "\\0\\002" V4 V6);
  look_up (self, "vpn.example.org", AF_UNSPEC);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->addresses->len, ==, 2);
  g_assert_cmpint (g_array_index (self->addresses, IpAddress, 0).family, ==, AF_INET);
  g_assert_cmpint (g_array_index (self->addresses, IpAddress, 1).octets[15], ==, 1);
  look_up (self, "vpn.example.org", AF_INET6);
  g_assert_cmpuint (self->addresses->len, ==, 1);
  g_assert_cmpint (g_array_index (self->addresses, IpAddress, 0).family, ==, AF_INET6);
}

static void
test_bad_answers (Fixture *self, gconstpointer unused)
{
  const char *const answers[] = {
    "",                   /* nothing */
    "\\0",                /* half a header */
    "\\0\\002" V4,        /* fewer records than it says */
    "\\0\\001" V4 "x",    /* more octets than records */
    "\\0\\001\\005" NULS, /* a family there is not */
    "\\0\\021" V4,        /* more records than there may be */
    "\\003\\0",           /* it failed */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      play (self, answers[i]);
      look_up (self, "vpn.example.org", AF_UNSPEC);
      g_assert_null (self->addresses);
      g_assert_nonnull (self->error);
      g_assert_true (self->error->domain == VPN_ERROR);
    }
  play (self, "\\001\\0");
  look_up (self, "vpn.example.org", AF_UNSPEC);
  g_assert_error (self->error, VPN_ERROR, VPN_ERROR_NOT_FOUND);
}

static void
test_numbers_need_no_helper (Fixture *self, gconstpointer unused)
{
  look_up (self, "192.0.2.1", AF_UNSPEC);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->addresses->len, ==, 1);
  look_up (self, "2001:db8::1", AF_INET);
  g_assert_error (self->error, VPN_ERROR, VPN_ERROR_NOT_FOUND);
  look_up (self, "vpn.example.org", AF_UNSPEC);
  g_assert_error (self->error, VPN_ERROR, VPN_ERROR_IO);
}

static void
test_cancelled (Fixture *self, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 begun = g_get_monotonic_time ();

  g_assert_true (g_file_set_contents (self->helper, "#!/bin/sh\nexec sleep 100\n", -1, NULL));
  g_assert_cmpint (g_chmod (self->helper, 0700), ==, 0);
  vpn_resolver_resolve_async (self->helper, "vpn.example.org", AF_UNSPEC, cancellable, on_done,
                              self);
  g_cancellable_cancel (cancellable);
  while (self->n_done == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 50 * G_USEC_PER_SEC);
}

static void
prefer (Fixture *self, guint8 host)
{
  const IpAddress answered = { AF_INET, { 192, 0, 2, host } };

  vpn_resolver_prefer (self->addresses, &answered);
}

static void
assert_hosts (const Fixture *self, const char *hosts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->addresses->len; i++)
    g_string_append_printf (text, "%u", g_array_index (self->addresses, IpAddress, i).octets[3]);
  g_assert_cmpstr (text->str, ==, hosts);
}

/* What was tried before the one that answered did not. */
static void
test_prefer (Fixture *self, gconstpointer unused)
{
  self->addresses = g_array_new (FALSE, TRUE, sizeof (IpAddress));
  prefer (self, 1);
  for (guint8 i = 1; i <= 4; i++)
    {
      const IpAddress address = { AF_INET, { 192, 0, 2, i } };

      g_array_append_val (self->addresses, address);
    }
  prefer (self, 1);
  assert_hosts (self, "1234");
  prefer (self, 9);
  assert_hosts (self, "1234");
  prefer (self, 3);
  assert_hosts (self, "3412");
  prefer (self, 2);
  assert_hosts (self, "2341");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/daemon/resolver/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("addresses", test_addresses);
  ADD ("bad-answers", test_bad_answers);
  ADD ("numbers-need-no-helper", test_numbers_need_no_helper);
  ADD ("cancelled", test_cancelled);
  ADD ("prefer", test_prefer);
#undef ADD
  return g_test_run ();
}
