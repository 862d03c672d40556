// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NmvAuth: what an agent of NetworkManager wants to know, as fields to fill. Made from the command
 * line and the data and secrets that came on standard input. Single owner; any thread.
 */
#pragma once

#include "vpn-enums.h"

#include <NetworkManager.h>

#define NMV_AUTH_FIELDS_MAX 5 /* kinds of secrets */

typedef struct
{
  VpnSecretKind kind;
  const char *name; /* of the secret; static */
  NMSettingSecretFlags flags;
  char *value;       /* owned, wiped; NULL: not known */
  gboolean is_kept;  /* the user's keyring may have it */
  gboolean must_ask; /* a person has to type it */
} NmvAuthField;

typedef struct
{
  char *title;   /* owned, for people */
  char *message; /* owned: the words of the gateway, or what is asked for; safe to print */
  NmvAuthField fields[NMV_AUTH_FIELDS_MAX];
  guint n_fields;
} NmvAuth;

typedef struct /* borrowed for the call */
{
  const char *name;         /* of the connection */
  const char *const *hints; /* names of secrets that are wanted and a message; may be NULL */
  gboolean interactive;     /* a person may be asked */
  gboolean retry;           /* what was known was refused */
  GHashTable *data;         /* data items */
  GHashTable *secrets;
} NmvAuthRequest;

NmvAuth *nmv_auth_new (const NmvAuthRequest *request) G_GNUC_WARN_UNUSED_RESULT;
void nmv_auth_free (NmvAuth *auth);

/* Fills a field; value is copied. */
void nmv_auth_field_set (NmvAuthField *field, const char *value);
gboolean nmv_auth_must_ask (const NmvAuth *auth);

/* The key file that an agent with windows of its own reads; owned, to be wiped. */
char *nmv_auth_to_external_ui (const NmvAuth *auth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NmvAuth, nmv_auth_free)
