// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Every method there is, and the peer that a profile's names make of them. */
#include "eap.h"

#include "eap-method.h"

#include <string.h>

/* Of a profile; a method may be named twice. */
#define METHODS_MAX 8

static const EapMethod *
find (const char *name)
{
#define METHOD(number, NAME, name) &eap_method_##name,
  static const EapMethod *const methods[] = { EAP_METHODS (METHOD) };
#undef METHOD

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i]->name, name) == 0)
      return methods[i];
  return NULL;
}

const char *
eap_config_check (const EapConfig *config)
{
  for (gsize i = 0; config->methods != NULL && config->methods[i] != NULL; i++)
    if (find (config->methods[i]) == NULL)
      return config->methods[i];
  return config->inner == NULL || eap_ttls_knows_inner (config->inner) ? NULL : config->inner;
}

EapPeer *
eap_peer_new (const EapConfig *config, const Rng *rng, const LogSink *log)
{
  const EapMethod *methods[METHODS_MAX];
  gsize n = 0;

  for (gsize i = 0; config->methods != NULL && config->methods[i] != NULL && n < METHODS_MAX; i++)
    {
      methods[n] = find (config->methods[i]);
      if (methods[n] != NULL)
        n++;
    }
  return eap_peer_new_with (methods, n, config, rng, log);
}
