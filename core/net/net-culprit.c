// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-culprit.h"

/* From a netlink port to the name of the program that holds it. */

#include <string.h>
#include <unistd.h>

/* The kernel gives a process's first socket the process's number; libnl adds a count above it. What
 * the kernel makes up for further ones is negative. */
#define PID_BITS 22

/* Of init's: it opens the sockets of services that it starts on demand. */
#define PID_INIT 1

static const struct
{
  const char *bus_name, *program;
} managers[] = {
  { "org.freedesktop.network1", "systemd-networkd" },
  { "org.freedesktop.NetworkManager", "NetworkManager" },
  { "org.fedoraproject.FirewallD1", "firewalld" },
};

struct NetCulprits
{
  GDBusConnection *bus;                  /* counted or NULL */
  GCancellable *life;                    /* owned; triggered when the object goes */
  guint32 pids[G_N_ELEMENTS (managers)]; /* 0: not on the bus */
  guint subscriptions[G_N_ELEMENTS (managers)];
};

/* One question to the bus. */
typedef struct
{
  NetCulprits *culprits; /* borrowed until life is triggered */
  guint manager;
} Question;

static void
on_pid (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    g_variant_get (reply, "(u)", &question->culprits->pids[question->manager]);
}

static void
ask (NetCulprits *culprits, guint manager)
{
  Question *question = g_new (Question, 1);

  *question = (Question){ culprits, manager };
  g_dbus_connection_call (culprits->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                          g_variant_new ("(s)", managers[manager].bus_name), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, culprits->life, on_pid, question);
}

static void
on_owner_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                  const char *signal, GVariant *parameters, gpointer user_data)
{
  NetCulprits *culprits = user_data;
  const char *name = "", *owner = "";

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    g_variant_get (parameters, "(&s&s&s)", &name, NULL, &owner);
  /* Who left may still be the one whose last deeds are being read. */
  for (guint i = 0; i < G_N_ELEMENTS (managers); i++)
    if (g_str_equal (name, managers[i].bus_name) && owner[0] != '\0')
      ask (culprits, i);
}

NetCulprits *
net_culprits_new (GDBusConnection *bus)
{
  NetCulprits *culprits = g_new0 (NetCulprits, 1);

  culprits->life = g_cancellable_new ();
  if (bus == NULL)
    return culprits;
  culprits->bus = g_object_ref (bus);
  for (guint i = 0; i < G_N_ELEMENTS (managers); i++)
    {
      culprits->subscriptions[i] = g_dbus_connection_signal_subscribe (
          bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
          "/org/freedesktop/DBus", managers[i].bus_name, G_DBUS_SIGNAL_FLAGS_NONE, on_owner_changed,
          culprits, NULL);
      ask (culprits, i);
    }
  return culprits;
}

void
net_culprits_free (NetCulprits *culprits)
{
  if (culprits == NULL)
    return;
  for (guint i = 0; culprits->bus != NULL && i < G_N_ELEMENTS (managers); i++)
    g_dbus_connection_signal_unsubscribe (culprits->bus, culprits->subscriptions[i]);
  g_cancellable_cancel (culprits->life);
  g_object_unref (culprits->life);
  g_clear_object (&culprits->bus);
  g_free (culprits);
}

static gboolean
is_plain (const char *name)
{
  return name[0] != '\0'
         && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
                == strlen (name);
}

char *
net_culprits_find (const NetCulprits *culprits, guint32 port)
{
  guint32 pid = port & ((1u << PID_BITS) - 1);
  g_autofree char *path = g_strdup_printf ("/proc/%u/cmdline", pid);
  g_autofree char *arguments = NULL, *name = NULL;

  if ((gint32) port <= 0 || pid <= PID_INIT || pid == (guint32) getpid ())
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (managers); i++)
    if (culprits->pids[i] == pid)
      return g_strdup (managers[i].program);
  if (!g_file_get_contents (path, &arguments, NULL, NULL))
    return NULL;
  name = g_path_get_basename (arguments);
  return is_plain (name) ? g_steal_pointer (&name) : NULL;
}
