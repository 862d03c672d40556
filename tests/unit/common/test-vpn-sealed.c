// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-sealed.h"

#include "sealed-sample.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
test_nobody_changes_it (void)
{
  int fd = sealed_sample ("octets", 6);
  char found[8] = "";

  g_assert_cmpint (vpn_sealed_get_size (fd), ==, 6);
  g_assert_cmpint (pread (fd, found, sizeof found, 0), ==, 6);
  g_assert_cmpstr (found, ==, "octets");
  g_assert_cmpint (pwrite (fd, "x", 1, 0), <, 0);
  g_assert_cmpint (ftruncate (fd, 0), <, 0);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, !=, 0);
  close (fd);
}

static void
test_copy (void)
{
  g_autofree char *path = NULL;
  g_autofree char *large = g_strnfill (10000, 'x');
  g_autofree char *found = g_malloc0 (10001);
  int fd = g_file_open_tmp ("genkan-sealed-XXXXXX", &path, NULL);
  int copy;

  /* From its start, wherever its position is. */
  g_assert_cmpint (write (fd, large, 10000), ==, 10000);
  copy = vpn_sealed_copy (fd);
  g_assert_cmpint (vpn_sealed_get_size (copy), ==, 10000);
  g_assert_cmpint (pread (copy, found, 10000, 0), ==, 10000);
  g_assert_cmpstr (found, ==, large);
  close (copy);
  g_assert_cmpint (ftruncate (fd, VPN_SEALED_MAX), ==, 0);
  copy = vpn_sealed_copy (fd);
  g_assert_cmpint (vpn_sealed_get_size (copy), ==, VPN_SEALED_MAX);
  close (copy);
  g_assert_cmpint (ftruncate (fd, VPN_SEALED_MAX + 1), ==, 0);
  g_assert_cmpint (vpn_sealed_copy (fd), ==, -EFBIG);
  close (fd);
  unlink (path);
}

static void
test_no_file (void)
{
  int ends[2];
  int directory = open ("/tmp", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_cmpint (vpn_sealed_copy (ends[0]), ==, -EINVAL);
  g_assert_cmpint (vpn_sealed_get_size (ends[0]), ==, -1);
  g_assert_cmpint (vpn_sealed_copy (directory), ==, -EINVAL);
  g_assert_cmpint (vpn_sealed_get_size (directory), ==, -1);
  g_assert_cmpint (vpn_sealed_copy (-1), ==, -EBADF);
  g_assert_cmpint (vpn_sealed_get_size (-1), ==, -1);
  close (ends[0]);
  close (ends[1]);
  close (directory);
}

/* Each seal alone lets something change that was checked before. */
static void
test_each_seal_counts (void)
{
  const int all = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  const int seals[] = { F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE, all };

  for (gsize i = 0; i < G_N_ELEMENTS (seals); i++)
    {
      int fd = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

      g_assert_cmpint (fcntl (fd, F_ADD_SEALS, all & ~seals[i]), ==, 0);
      g_assert_cmpint (vpn_sealed_get_size (fd), ==, -1);
      close (fd);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/sealed/nobody-changes-it", test_nobody_changes_it);
  g_test_add_func ("/common/sealed/copy", test_copy);
  g_test_add_func ("/common/sealed/no-file", test_no_file);
  g_test_add_func ("/common/sealed/each-seal-counts", test_each_seal_counts);
  return g_test_run ();
}
