// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* genkan-resolve: asks the system's resolver as nobody in particular, so that neither a DNS answer
 * nor a name-service module ever runs inside genkand. */
#include "resolve-wire.h"

#include "resolve-jail.h"

#include "config.h"
#include "worker-drop.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void
limit (int what, rlim_t value)
{
  const struct rlimit rlimit = { value, value };

  (void) setrlimit (what, &rlimit);
}

static ResolveStatus
status_of (int gai)
{
  switch (gai)
    {
    case 0:
      return RESOLVE_OK;
    case EAI_NONAME:
    case EAI_NODATA:
    case EAI_ADDRFAMILY:
      return RESOLVE_NOT_FOUND;
    case EAI_AGAIN:
      return RESOLVE_TRY_AGAIN;
    default:
      return RESOLVE_FAILED;
    }
}

static gboolean
make_record (const struct addrinfo *info, guint8 *ret_record)
{
  memset (ret_record, 0, RESOLVE_RECORD_LEN);
  if (info->ai_family == AF_INET)
    {
      ret_record[0] = 4;
      memcpy (ret_record + 1,
              (const guint8 *) info->ai_addr + offsetof (struct sockaddr_in, sin_addr), 4);
      return TRUE;
    }
  if (info->ai_family == AF_INET6)
    {
      ret_record[0] = 6;
      memcpy (ret_record + 1,
              (const guint8 *) info->ai_addr + offsetof (struct sockaddr_in6, sin6_addr), 16);
      return TRUE;
    }
  return FALSE;
}

/* Appends the records in the resolver's order (RFC 6724), each once; returns the length of the
 * answer. */
static gsize
fill_answer (const struct addrinfo *infos, guint8 *answer)
{
  gsize count = 0;

  for (const struct addrinfo *info = infos; info != NULL && count < RESOLVE_ADDRESSES_MAX;
       info = info->ai_next)
    {
      guint8 *records = answer + RESOLVE_HEADER_LEN;
      guint8 *record = records + count * RESOLVE_RECORD_LEN;
      gboolean seen = !make_record (info, record);

      for (gsize i = 0; i < count && !seen; i++)
        seen = memcmp (records + i * RESOLVE_RECORD_LEN, record, RESOLVE_RECORD_LEN) == 0;
      count += seen ? 0 : 1;
    }
  answer[1] = (guint8) count;
  return RESOLVE_HEADER_LEN + count * RESOLVE_RECORD_LEN;
}

int
main (int argc, char **argv)
{
  /* Without AI_ADDRCONFIG: a laptop that has just come up may still lack an address of the family
   * that /etc/hosts knows. Unreachable addresses are sorted last anyway (RFC 6724). */
  struct addrinfo hints = { .ai_socktype = SOCK_DGRAM };
  struct addrinfo *infos = NULL;
  guint8 answer[RESOLVE_ANSWER_MAX] = { 0 };
  g_autofree char *why = NULL;
  gsize len;

  if (argc != 3)
    return EXIT_FAILURE;
  (void) alarm (RESOLVE_SECONDS_MAX);
  limit (RLIMIT_CPU, RESOLVE_SECONDS_MAX);
  limit (RLIMIT_NOFILE, 64);
  limit (RLIMIT_FSIZE, 0);
  if (!worker_drop_privileges (GENKAN_RESOLVER_USER, -1, &why) || !resolve_jail_enter (&why))
    {
      fprintf (stderr, "genkan-resolve: %s\n", why);
      return EXIT_FAILURE;
    }

  if (strcmp (argv[1], "4") == 0)
    hints.ai_family = AF_INET;
  else if (strcmp (argv[1], "6") == 0)
    hints.ai_family = AF_INET6;
  answer[0] = (guint8) status_of (getaddrinfo (argv[2], NULL, &hints, &infos));
  len = fill_answer (infos, answer);
  if (infos != NULL)
    freeaddrinfo (infos);
  return write (STDOUT_FILENO, answer, len) == (gssize) len ? EXIT_SUCCESS : EXIT_FAILURE;
}
