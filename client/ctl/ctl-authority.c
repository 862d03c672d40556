// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* CtlAuthority: polkit's agent for terminals, for as long as one command takes. */
#include "ctl-authority.h"

/* What polkit calls its agents' interface; it has been the same since 0.101. */
#define POLKIT_AGENT_I_KNOW_API_IS_SUBJECT_TO_CHANGE
#include <polkitagent/polkitagent.h>

#include <unistd.h>

struct CtlAuthority
{
  PolkitAgentListener *listener; /* owned */
  gpointer registration;         /* owned */
};

/* As a fallback it is asked only where the session has no other agent. polkitd asks no fallback
 * where there is no session, so that there it has to be the one. */
static gpointer
register_agent (PolkitAgentListener *listener)
{
  int uid = (int) getuid ();
  g_autoptr (PolkitSubject) self = polkit_unix_process_new_for_owner (getpid (), 0, uid);
  g_autoptr (PolkitSubject) session
      = polkit_unix_session_new_for_process_sync (getpid (), NULL, NULL);
  g_autoptr (GVariant) options = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "fallback", g_variant_new_boolean (session != NULL));
  options = g_variant_ref_sink (g_variant_builder_end (&builder));
  return polkit_agent_listener_register_with_options (
      listener, POLKIT_AGENT_REGISTER_FLAGS_RUN_IN_THREAD, self, NULL, options, NULL, NULL);
}

CtlAuthority *
ctl_authority_new (void)
{
  g_autoptr (PolkitAgentListener) listener = NULL;
  gpointer registration;
  CtlAuthority *authority;

  if (getuid () == 0 || isatty (STDIN_FILENO) != 1)
    return NULL;
  listener = polkit_agent_text_listener_new (NULL, NULL);
  registration = listener == NULL ? NULL : register_agent (listener);
  if (registration == NULL)
    return NULL;
  authority = g_new0 (CtlAuthority, 1);
  authority->listener = g_steal_pointer (&listener);
  authority->registration = registration;
  return authority;
}

void
ctl_authority_free (CtlAuthority *authority)
{
  if (authority == NULL)
    return;
  polkit_agent_listener_unregister (authority->registration);
  g_object_unref (authority->listener);
  g_free (authority);
}
