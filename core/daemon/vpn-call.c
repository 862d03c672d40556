// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnCall: one method call and its single answer. */
#include "vpn-call.h"

#include <fcntl.h>

struct VpnCall
{
  gatomicrefcount refs;
  GDBusMethodInvocation *invocation; /* owned until answered, which consumes it */
  GDBusMessage *message;             /* counted: the invocation's, outlives the answer */
  char *sender;                      /* owned */
  guint32 uid;
};

VpnCall *
vpn_call_new (GDBusMethodInvocation *invocation, guint32 uid)
{
  VpnCall *call = g_new0 (VpnCall, 1);

  g_atomic_ref_count_init (&call->refs);
  call->invocation = invocation;
  call->message = g_object_ref (g_dbus_method_invocation_get_message (invocation));
  call->sender = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  call->uid = uid;
  return call;
}

VpnCall *
vpn_call_ref (VpnCall *call)
{
  g_atomic_ref_count_inc (&call->refs);
  return call;
}

void
vpn_call_unref (VpnCall *call)
{
  if (!g_atomic_ref_count_dec (&call->refs))
    return;
  vpn_call_fail_code (call, VPN_ERROR_INTERNAL, "The call was not answered");
  g_object_unref (call->message);
  g_free (call->sender);
  g_free (call);
}

const char *
vpn_call_get_sender (const VpnCall *call)
{
  return call->sender;
}

guint32
vpn_call_get_uid (const VpnCall *call)
{
  return call->uid;
}

gboolean
vpn_call_is_interactive (const VpnCall *call)
{
  return (g_dbus_message_get_flags (call->message)
          & G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION)
         != 0;
}

const char *
vpn_call_get_interface (const VpnCall *call)
{
  return g_dbus_message_get_interface (call->message);
}

const char *
vpn_call_get_method (const VpnCall *call)
{
  return g_dbus_message_get_member (call->message);
}

const char *
vpn_call_get_path (const VpnCall *call)
{
  return g_dbus_message_get_path (call->message);
}

GVariant *
vpn_call_get_parameters (const VpnCall *call)
{
  return g_dbus_message_get_body (call->message);
}

int
vpn_call_dup_fd (const VpnCall *call, gint32 handle)
{
  GUnixFDList *list = g_dbus_message_get_unix_fd_list (call->message);
  const int *fds;
  int n_fds = 0;

  if (list == NULL)
    return -1;
  fds = g_unix_fd_list_peek_fds (list, &n_fds);
  if (handle < 0 || handle >= n_fds)
    return -1;
  return fcntl (fds[handle], F_DUPFD_CLOEXEC, 3);
}

void
vpn_call_return (VpnCall *call, GVariant *value)
{
  if (call->invocation == NULL)
    {
      g_variant_unref (g_variant_ref_sink (value != NULL ? value : g_variant_new ("()")));
      return;
    }
  g_dbus_method_invocation_return_value (g_steal_pointer (&call->invocation), value);
}

void
vpn_call_return_path (VpnCall *call, const char *path)
{
  vpn_call_return (call, g_variant_new ("(o)", path));
}

void
vpn_call_return_fd (VpnCall *call, int fd)
{
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new_from_array (&fd, 1);

  if (call->invocation != NULL)
    g_dbus_method_invocation_return_value_with_unix_fd_list (g_steal_pointer (&call->invocation),
                                                             g_variant_new ("(h)", 0), list);
}

void
vpn_call_fail (VpnCall *call, const GError *error)
{
  if (call->invocation == NULL)
    return;
  if (error->domain == VPN_ERROR)
    {
      g_dbus_method_invocation_return_gerror (g_steal_pointer (&call->invocation), error);
      return;
    }
  /* A foreign domain would reach the caller as an unspeakable quark name. */
  vpn_call_fail_code (call, VPN_ERROR_FAILED, "%s", error->message);
}

void
vpn_call_fail_code (VpnCall *call, VpnError code, const char *format, ...)
{
  va_list args;

  if (call->invocation == NULL)
    return;
  va_start (args, format);
  g_dbus_method_invocation_return_error_valist (g_steal_pointer (&call->invocation), VPN_ERROR,
                                                code, format, args);
  va_end (args);
}
