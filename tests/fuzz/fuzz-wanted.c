// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The file of a protected connection, which genkand finds when it comes back. What is taken for one
 * must be the same when it is written and read again. */
#include "vpn-wanted.h"

#include <glib/gstdio.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static gboolean
is_same (const VpnWanted *a, const VpnWanted *b)
{
  guint n_a = a->gateways != NULL ? a->gateways->len : 0;
  guint n_b = b->gateways != NULL ? b->gateways->len : 0;

  for (guint i = 0; i < MIN (n_a, n_b); i++)
    if (!ip_address_equal (&g_array_index (a->gateways, IpAddress, i),
                           &g_array_index (b->gateways, IpAddress, i)))
      return FALSE;
  return n_a == n_b && a->slot == b->slot && a->uid == b->uid && a->is_system == b->is_system
         && a->is_stored == b->is_stored && a->by_machine == b->by_machine
         && g_str_equal (a->ifname, b->ifname) && g_strcmp0 (a->leash, b->leash) == 0
         && vpn_profile_equal (a->profile, b->profile);
}

static void
check (const VpnWanted *wanted, const char *dir)
{
  g_autoptr (VpnWanted) again = NULL;

  g_assert (wanted->slot <= 255 && vpn_profile_validate (wanted->profile, NULL));
  g_assert (vpn_wanted_write (wanted, dir, "again", NULL));
  again = vpn_wanted_read (dir, "again", NULL);
  g_assert (again != NULL && is_same (wanted, again));
  vpn_wanted_remove (dir, "again");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autofree char *dir = g_dir_make_tmp ("genkan-wanted-XXXXXX", NULL);
  g_autofree char *sub = g_build_filename (dir, "wanted", NULL);
  g_autofree char *path = g_build_filename (sub, "office.conf", NULL);
  g_autoptr (VpnWanted) wanted = NULL;

  g_assert (g_mkdir (sub, 0700) == 0);
  g_assert (g_file_set_contents_full (path, (const char *) data, (gssize) len,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  wanted = vpn_wanted_read (dir, "office", NULL);
  if (wanted != NULL)
    check (wanted, dir);
  vpn_wanted_remove (dir, "office");
  g_assert (g_rmdir (sub) == 0 && g_rmdir (dir) == 0);
  return 0;
}
