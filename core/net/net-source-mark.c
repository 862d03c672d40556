// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-source-mark.h"

/* The host-wide setting that lets strict reverse path filters see marks. */

#include "net-link.h"

#define CONF        "/proc/sys/net/ipv4/conf"
#define SOURCE_MARK CONF "/all/src_valid_mark"
#define RP_STRICT   1

static guint64
read_number (const char *path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_ascii_strtoull (text, NULL, 10) : 0;
}

gboolean
net_source_mark_is_needed (void)
{
  g_autoptr (GDir) devices = g_dir_open (CONF, 0, NULL);
  guint64 all = read_number (CONF "/all/rp_filter");
  const char *device;

  while (devices != NULL && (device = g_dir_read_name (devices)) != NULL)
    {
      g_autofree char *path = g_build_filename (CONF, device, "rp_filter", NULL);

      /* The kernel takes the larger one; 2 is the loose mode. The gateway is behind no tunnel. */
      if (!g_str_equal (device, "default") && !net_link_is_tun (device)
          && MAX (all, read_number (path)) == RP_STRICT)
        return TRUE;
    }
  return FALSE;
}

gboolean
net_source_mark_get (void)
{
  return read_number (SOURCE_MARK) != 0;
}

gboolean
net_source_mark_set (gboolean on)
{
  return g_file_set_contents_full (SOURCE_MARK, on ? "1" : "0", 1, G_FILE_SET_CONTENTS_NONE, 0644,
                                   NULL);
}
