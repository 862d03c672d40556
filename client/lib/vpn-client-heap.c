// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* free() and realloc() of the programs that people tell their secrets: nothing that is given back
 * keeps what was in it. GLib copies what is sent over D-Bus, GTK what is typed, and libnm what it
 * reads, and none of them wipes it. A program may replace these functions; the memory comes from
 * the C library as before. */
#include <malloc.h>
#include <stddef.h>
#include <string.h>

extern void __libc_free (void *memory);

/* Or libraries would not find them here. */
#define SEEN_BY_LIBRARIES __attribute__ ((visibility ("default")))

SEEN_BY_LIBRARIES void
free (void *memory)
{
  if (memory == NULL)
    return;
  explicit_bzero (memory, malloc_usable_size (memory));
  __libc_free (memory);
}

SEEN_BY_LIBRARIES void *
realloc (void *memory, size_t size)
{
  size_t room = malloc_usable_size (memory); /* 0 of NULL */
  void *moved;

  if (memory != NULL && size == 0)
    {
      free (memory);
      return NULL;
    }
  if (size > 0 && size <= room && size >= room / 2)
    return memory;
  moved = malloc (size);
  if (moved == NULL || memory == NULL)
    return moved;
  memcpy (moved, memory, size < room ? size : room);
  free (memory);
  return moved;
}
