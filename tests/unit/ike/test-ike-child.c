// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-child.h"

#include "ike-session-private.h"

/* Draws 1, 2, 3, ... as a number of four octets, from first on. */
static void
count_up (gpointer ctx, guint8 *buf, gsize len)
{
  guint32 *next = ctx;

  g_assert_cmpuint (len, ==, 4);
  byte_put_u32 (buf, (*next)++);
}

/* Whatever a half of which is still there somewhere keeps its number, whoever has given it up. */
static void
test_spi_of_a_half (void)
{
  guint32 next = 0xfe;
  const Rng rng = { .fill = count_up, .ctx = &next };
  IkeSession *session = g_new0 (IkeSession, 1);
  IkeChildren *children = &session->children;
  IkeChild *used = g_new0 (IkeChild, 1), *unwanted = g_new0 (IkeChild, 1);

  session->rng = rng;
  ike_children_init (children);
  used->spi_in = 0x100;
  unwanted->spi_in = 0x101;
  unwanted->unwanted = TRUE;
  g_ptr_array_add (children->list, used);
  g_ptr_array_add (children->list, unwanted);
  children->retired[0].spi_in = 0x102;
  children->n_retired = 1;
  ike_children_note_orphan (children, 0x103);
  g_assert_cmphex (ike_child_new_spi (session), ==, 0x104);
  ike_children_clear (children);
  g_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/child/DEL-08+ESP-01/spi-of-a-half", test_spi_of_a_half);
  return g_test_run ();
}
