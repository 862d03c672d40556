// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Turns: one piece of work of each user after the other, in the order of each. */
#include "vpn-turns.h"

#include <string.h>

typedef struct
{
  GString *served;
  GString *dropped;
} Book;

typedef struct
{
  Book *book;
  const char *name;
} Work;

static void
note (GString *where, gpointer item)
{
  const Work *work = item;

  g_string_append (where, work->name);
}

static void
serve (gpointer item)
{
  note (((Work *) item)->book->served, item);
}

static void
drop (gpointer item)
{
  note (((Work *) item)->book->dropped, item);
}

static void
test_users_take_turns (void)
{
  g_autoptr (VpnTurns) turns = vpn_turns_new (serve, drop);
  g_autoptr (GString) served = g_string_new (NULL);
  Book book = { served, NULL };
  Work work[] = { { &book, "a" }, { &book, "b" }, { &book, "c" }, { &book, "x" }, { &book, "y" } };

  for (guint i = 0; i < 3; i++)
    vpn_turns_add (turns, 1000, &work[i]);
  for (guint i = 3; i < 5; i++)
    vpn_turns_add (turns, 1001, &work[i]);
  g_assert_cmpstr (served->str, ==, "");
  while (served->len < 5)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (served->str, ==, "axbyc");
  g_assert_false (g_main_context_pending (NULL));

  vpn_turns_add (turns, 1001, &work[3]);
  g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (served->str, ==, "axbycx");
}

static void
test_what_waits_is_dropped (void)
{
  VpnTurns *turns = vpn_turns_new (serve, drop);
  g_autoptr (GString) served = g_string_new (NULL);
  g_autoptr (GString) dropped = g_string_new (NULL);
  Book book = { served, dropped };
  Work work[] = { { &book, "a" }, { &book, "b" }, { &book, "x" } };

  vpn_turns_add (turns, 1000, &work[0]);
  vpn_turns_add (turns, 1000, &work[1]);
  vpn_turns_add (turns, 1001, &work[2]);
  g_main_context_iteration (NULL, TRUE);
  vpn_turns_free (turns);
  g_assert_cmpstr (served->str, ==, "a");
  g_assert_cmpuint (strlen (dropped->str), ==, 2);
  g_assert_false (g_main_context_pending (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/turns/users-take-turns", test_users_take_turns);
  g_test_add_func ("/daemon/turns/what-waits-is-dropped", test_what_waits_is_dropped);
  return g_test_run ();
}
