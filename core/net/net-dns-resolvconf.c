// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-dns-resolvconf.h"

/* resolvconf(8), Debian's or openresolv, as a child with an argument vector and our lines on its
 * standard input. */

#include "net-dns-text.h"
#include "net-resolv-conf.h"
#include "vpn-error.h"

#include <stdlib.h>
#include <string.h>

const char *
net_dns_resolvconf_program (void)
{
  static const char *const places[]
      = { "/sbin/resolvconf", "/usr/sbin/resolvconf", "/usr/bin/resolvconf" };
  g_autofree char *target = realpath (NET_RESOLV_CONF, NULL);
  g_autofree char *content = NULL;

  /* Installed is not enough: if the file is not its work, nobody would read what we tell it. */
  if ((target == NULL || strstr (target, "/resolvconf/") == NULL)
      && (!g_file_get_contents (NET_RESOLV_CONF, &content, NULL, NULL)
          || strstr (content, "enerated by resolvconf") == NULL))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *real = realpath (places[i], NULL);

      /* systemd-resolved's stand-in of that name is the other back end's business. */
      if (real != NULL && !g_str_has_suffix (real, "/resolvectl"))
        return places[i];
    }
  return NULL;
}

static gboolean
on_timeout (gpointer user_data)
{
  g_subprocess_force_exit (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GSubprocess *child = G_SUBPROCESS (source);
  GSource *timer = g_object_get_data (source, "timer");
  g_autoptr (GError) error = NULL;

  g_source_destroy (timer);
  if (!g_subprocess_communicate_finish (child, result, NULL, NULL, &error))
    {
      g_subprocess_force_exit (child);
      g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_FAILED, "resolvconf: %s", error->message);
    }
  else if (!g_subprocess_get_successful (child))
    g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_FAILED, "resolvconf failed");
  else
    g_task_return_boolean (task, TRUE);
}

/* Runs resolvconf OPTION IFACE with input. Takes over task. */
static void
run (GTask *task, const char *option, const char *ifname, GBytes *input, guint timeout)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                   | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  /* Debian's interface-order knows "tun*"; a suffix tells our record from a DHCP client's. */
  g_autofree char *record = g_strconcat (ifname, ".genkan", NULL);
  const char *argv[] = { net_dns_resolvconf_program (), option, record, NULL };
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GSource) timer = NULL;
  GError *error = NULL;

  if (argv[0] == NULL)
    {
      /* Removed since: its record went with it. */
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  g_subprocess_launcher_setenv (launcher, "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", TRUE);
  child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (child == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  timer = g_timeout_source_new (timeout);
  g_source_set_callback (timer, on_timeout, g_object_ref (child), g_object_unref);
  g_source_attach (timer, g_main_context_get_thread_default ());
  g_object_set_data_full (G_OBJECT (child), "timer", g_steal_pointer (&timer),
                          (GDestroyNotify) g_source_unref);
  g_subprocess_communicate_async (child, input, g_task_get_cancellable (task), on_exited, task);
}

static void
apply (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan, GTask *task)
{
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify) net_dns_record_free);
  g_autoptr (GBytes) lines = NULL;

  g_ptr_array_add (records, net_dns_record_new (plan));
  lines = net_dns_text_compose (records, NULL);
  run (task, "-a", state->ifname, lines, NET_DNS_APPLY_TIMEOUT);
}

static void
undo (const NetDnsState *state, const NetDnsPlace *place, GTask *task)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  run (task, "-d", state->ifname, nothing, NET_DNS_UNDO_TIMEOUT);
}

/* It keeps our record whatever becomes of the file, and writes that again itself. */
static void
check (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan, GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

const NetDnsBackend net_dns_resolvconf_backend = { apply, undo, check };
