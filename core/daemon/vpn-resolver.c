// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnResolver: one process of genkan-resolve for each look-up, and the check of its answer. */
#include "vpn-resolver.h"

#include "config.h"
#include "resolve-wire.h"
#include "vpn-error.h"
#include "vpn-source.h"

G_STATIC_ASSERT (VPN_RESOLVER_ADDRESSES_MAX == RESOLVE_ADDRESSES_MAX);

typedef struct
{
  char *host; /* owned */
  sa_family_t family;
  GSubprocess *process; /* owned */
  GSource *timeout;     /* owned */
  gboolean timed_out;
  guint8 answer[RESOLVE_ANSWER_MAX + 1]; /* one more, so that too much is seen */
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  /* Also the way of a cancelled lookup; harmless after the process ended by itself. */
  if (lookup->process != NULL)
    g_subprocess_force_exit (lookup->process);
  g_clear_object (&lookup->process);
  vpn_source_clear (&lookup->timeout);
  g_free (lookup->host);
  g_free (lookup);
}

static gboolean
family_fits (sa_family_t wanted, sa_family_t family)
{
  return wanted == AF_UNSPEC || wanted == family;
}

/* The helper parsed the network's bytes, so its answer is checked octet by octet. */
GArray *
vpn_resolver_read (const guint8 *answer, gsize len, sa_family_t family)
{
  g_autoptr (GArray) addresses = g_array_new (FALSE, TRUE, sizeof (IpAddress));
  gsize count = len >= RESOLVE_HEADER_LEN ? answer[1] : 0;

  if (len < RESOLVE_HEADER_LEN || answer[0] != RESOLVE_OK || count > RESOLVE_ADDRESSES_MAX
      || len != RESOLVE_HEADER_LEN + count * RESOLVE_RECORD_LEN)
    return NULL;
  for (gsize i = 0; i < count; i++)
    {
      const guint8 *record = answer + RESOLVE_HEADER_LEN + i * RESOLVE_RECORD_LEN;
      IpAddress address;

      if (record[0] != 4 && record[0] != 6)
        return NULL;
      ip_address_from_octets (&address, record[0] == 4 ? AF_INET : AF_INET6, record + 1);
      if (family_fits (family, address.family))
        g_array_append_val (addresses, address);
    }
  return addresses->len > 0 ? g_steal_pointer (&addresses) : NULL;
}

static GError *
explain (const Lookup *lookup, gsize len)
{
  if (lookup->timed_out)
    return g_error_new (VPN_ERROR, VPN_ERROR_IO, "Looking up %s took too long", lookup->host);
  if (len >= RESOLVE_HEADER_LEN
      && (lookup->answer[0] == RESOLVE_NOT_FOUND || lookup->answer[0] == RESOLVE_OK))
    return g_error_new (VPN_ERROR, VPN_ERROR_NOT_FOUND, "%s has no address", lookup->host);
  if (len >= RESOLVE_HEADER_LEN && lookup->answer[0] == RESOLVE_TRY_AGAIN)
    return g_error_new (VPN_ERROR, VPN_ERROR_IO, "No name server answered the question for %s",
                        lookup->host);
  return g_error_new (VPN_ERROR, VPN_ERROR_IO, "Looking up %s failed", lookup->host);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GArray *addresses;
  gsize len = 0;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &len, &error))
    {
      g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_IO, "Looking up %s failed: %s",
                               lookup->host, error->message);
      return;
    }
  addresses = vpn_resolver_read (lookup->answer, len, lookup->family);
  if (addresses != NULL)
    g_task_return_pointer (task, addresses, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, explain (lookup, len));
}

static gboolean
on_timeout (gpointer user_data)
{
  Lookup *lookup = user_data;

  /* The pipe closes with the process, which ends the read. */
  lookup->timed_out = TRUE;
  g_subprocess_force_exit (lookup->process);
  return G_SOURCE_REMOVE;
}

static gboolean
start_helper (Lookup *lookup, const char *helper, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  const char *envp[] = { "LC_ALL=C.UTF-8", NULL };
  const char *family = lookup->family == AF_INET ? "4" : lookup->family == AF_INET6 ? "6" : "0";
  const char *argv[] = { helper != NULL ? helper : GENKAN_LIBEXECDIR "/genkan-resolve", family,
                         lookup->host, NULL };

  g_subprocess_launcher_set_environ (launcher, (char **) envp);
  lookup->process = g_subprocess_launcher_spawnv (launcher, argv, error);
  return lookup->process != NULL;
}

static void
return_numeric (GTask *task, const Lookup *lookup, const IpAddress *address)
{
  GArray *addresses;

  if (!family_fits (lookup->family, address->family))
    {
      g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_NOT_FOUND,
                               "%s is not an address of the family the profile asks for",
                               lookup->host);
      return;
    }
  addresses = g_array_new (FALSE, TRUE, sizeof (IpAddress));
  g_array_append_vals (addresses, address, 1);
  g_task_return_pointer (task, addresses, (GDestroyNotify) g_array_unref);
}

void
vpn_resolver_resolve_async (const char *helper, const char *host, sa_family_t family,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Lookup *lookup = g_new0 (Lookup, 1);
  g_autoptr (GError) error = NULL;
  IpAddress address;

  lookup->host = g_strdup (host);
  lookup->family = family;
  g_task_set_source_tag (task, vpn_resolver_resolve_async);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);

  if (ip_address_parse (host, &address))
    {
      return_numeric (task, lookup, &address);
      return;
    }
  if (!start_helper (lookup, helper, &error))
    {
      g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_IO, "Cannot look up %s: %s", host,
                               error->message);
      return;
    }
  lookup->timeout = vpn_source_timeout (VPN_RESOLVER_TIMEOUT_MS, on_timeout, lookup);
  g_input_stream_read_all_async (g_subprocess_get_stdout_pipe (lookup->process), lookup->answer,
                                 sizeof lookup->answer, G_PRIORITY_DEFAULT, cancellable, on_answer,
                                 g_steal_pointer (&task));
}

GArray *
vpn_resolver_resolve_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
vpn_resolver_prefer (GArray *addresses, const IpAddress *answered)
{
  guint n = 0;

  while (n < addresses->len
         && !ip_address_equal (&g_array_index (addresses, IpAddress, n), answered))
    n++;
  for (guint i = 0; n < addresses->len && i < n; i++)
    {
      IpAddress tried = g_array_index (addresses, IpAddress, 0);

      g_array_remove_index (addresses, 0);
      g_array_append_val (addresses, tried);
    }
}
