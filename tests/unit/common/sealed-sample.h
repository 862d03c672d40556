// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A sealed memfd of some octets, as a front end makes it of a file. */
#pragma once

#include "vpn-sealed.h"

#include <glib/gstdio.h>
#include <unistd.h>

static inline int
sealed_sample (const void *data, gsize len)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("genkan-sealed-XXXXXX", &path, NULL);
  int sealed;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, len), ==, (gssize) len);
  sealed = vpn_sealed_copy (fd);
  g_assert_cmpint (sealed, >=, 0);
  close (fd);
  g_assert_cmpint (g_unlink (path), ==, 0);
  return sealed;
}
