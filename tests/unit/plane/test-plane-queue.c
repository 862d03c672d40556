// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "plane-queue.h"

#include <pthread.h>
#include <string.h>

static gboolean
push (PlaneQueue *queue, guint32 number)
{
  g_autoptr (GBytes) bytes = g_bytes_new (&number, sizeof number);
  PlaneIkeDatagram datagram = { .marked = TRUE, .data = bytes };

  return plane_queue_push (queue, &datagram);
}

static gboolean
pop (PlaneQueue *queue, guint32 *ret_number)
{
  PlaneIkeDatagram datagram;

  if (!plane_queue_pop (queue, &datagram))
    return FALSE;
  memcpy (ret_number, g_bytes_get_data (datagram.data, NULL), sizeof *ret_number);
  plane_ike_datagram_clear (&datagram);
  return TRUE;
}

static void
test_order_and_bound (void)
{
  PlaneQueue queue = { 0 };
  guint32 number = 0;

  g_assert_true (plane_queue_is_empty (&queue));
  for (guint round = 0; round < 3; round++)
    {
      for (guint32 i = 0; i < PLANE_IKE_QUEUE; i++)
        g_assert_true (push (&queue, i));
      g_assert_false (push (&queue, 99));
      for (guint32 i = 0; i < PLANE_IKE_QUEUE; i++)
        {
          g_assert_true (pop (&queue, &number));
          g_assert_cmpuint (number, ==, i);
        }
      g_assert_false (pop (&queue, &number));
    }
  g_assert_true (push (&queue, 1));
  plane_queue_clear (&queue);
  g_assert_true (plane_queue_is_empty (&queue));
}

#define MANY 20000

static void *
push_many (void *data)
{
  for (guint32 i = 0; i < MANY;)
    if (push (data, i))
      i++;
    else
      g_thread_yield ();
  return NULL;
}

static void
test_two_threads (void)
{
  PlaneQueue queue = { 0 };
  pthread_t thread;
  guint32 number = 0;

  g_assert_cmpint (pthread_create (&thread, NULL, push_many, &queue), ==, 0);
  for (guint32 i = 0; i < MANY;)
    {
      if (!pop (&queue, &number))
        {
          g_thread_yield ();
          continue;
        }
      g_assert_cmpuint (number, ==, i);
      i++;
    }
  pthread_join (thread, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane/queue/order-and-bound", test_order_and_bound);
  g_test_add_func ("/plane/queue/two-threads", test_two_threads);
  return g_test_run ();
}
