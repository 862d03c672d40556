// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Sealed copies of files and octets. */
#include "vpn-sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define CHUNK 4096 /* bytes, on the stack */

static int
write_all (int fd, const guint8 *data, gsize len)
{
  while (len > 0)
    {
      ssize_t done = write (fd, data, len);

      if (done < 0 && errno != EINTR)
        return -errno;
      if (done > 0)
        {
          data += done;
          len -= (gsize) done;
        }
    }
  return 0;
}

/* Takes fd; status: of what was written to it. */
static int
seal (int fd, int status)
{
  if (status == 0 && fcntl (fd, F_ADD_SEALS, SEALS) != 0)
    status = -errno;
  if (status == 0)
    return fd;
  close (fd);
  return status;
}

/* Whatever size the file was said to have. */
static int
copy_all (int from, int to)
{
  guint8 chunk[CHUNK];
  gsize at = 0;
  int status = 0;

  while (status == 0)
    {
      ssize_t got = pread (from, chunk, sizeof chunk, (off_t) at);

      if (got == 0)
        break;
      if (got < 0)
        status = errno == EINTR ? 0 : -errno;
      else if ((at += (gsize) got) > VPN_SEALED_MAX)
        status = -EFBIG;
      else
        status = write_all (to, chunk, (gsize) got);
    }
  explicit_bzero (chunk, sizeof chunk);
  return status;
}

int
vpn_sealed_new (const void *data, gsize len)
{
  int fd = memfd_create ("genkan", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  return fd < 0 ? -errno : seal (fd, write_all (fd, data, len));
}

int
vpn_sealed_copy (int fd)
{
  struct stat status;
  int copy;

  if (fstat (fd, &status) != 0)
    return -errno;
  if (!S_ISREG (status.st_mode))
    return -EINVAL;
  if (status.st_size > VPN_SEALED_MAX)
    return -EFBIG;
  copy = memfd_create ("genkan", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  return copy < 0 ? -errno : seal (copy, copy_all (fd, copy));
}

gssize
vpn_sealed_get_size (int fd)
{
  int seals = fcntl (fd, F_GET_SEALS);
  struct stat status;

  /* First: fstat() would ask the file system of what is not a memfd. */
  if (seals < 0 || (seals & SEALS) != SEALS)
    return -1;
  if (fstat (fd, &status) != 0 || status.st_size > VPN_SEALED_MAX)
    return -1;
  return (gssize) status.st_size;
}
