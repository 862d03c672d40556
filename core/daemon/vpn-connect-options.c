// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnectOptions: a table of options and the check of each. */
#include "vpn-connect-options.h"

#include "vpn-agent.h"
#include "vpn-error.h"
#include "vpn-machine.h"
#include "vpn-names.h"

#include <net/if.h>
#include <string.h>

typedef struct
{
  const VpnCall *call;
  VpnConnectOptions *options;
} Context;

static gboolean
refuse (GError **error, const char *name, const char *why)
{
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, "%s: %s", name, why);
  return FALSE;
}

static gboolean
take_network (const Context *context, const char *name, GVariant *value, GError **error)
{
  const char *text = g_variant_get_string (value, NULL);

  context->options->is_delegated = g_str_equal (text, VPN_NETWORK_DELEGATED);
  if (context->options->is_delegated || g_str_equal (text, VPN_NETWORK_NATIVE))
    return TRUE;
  return refuse (error, name, "must be native or delegated");
}

static gboolean
take_agent (const Context *context, const char *name, GVariant *value, GError **error)
{
  if (g_variant_get_size (value) > VPN_AGENT_PATH_MAX)
    return refuse (error, name, "too long");
  g_free (context->options->agent_name);
  g_free (context->options->agent_path);
  context->options->agent_name = g_strdup (vpn_call_get_sender (context->call));
  context->options->agent_path = g_variant_dup_string (value, NULL);
  return TRUE;
}

static gboolean
take_ifname (const Context *context, const char *name, GVariant *value, GError **error)
{
  const char *text = g_variant_get_string (value, NULL);
  gsize len = strlen (text);

  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("-_.", text[i]) == NULL)
      return refuse (error, name, "letters, digits, - _ and . only");
  /* A leading dot or dash would be a path or an option to somebody's tool. */
  if (len == 0 || len >= IFNAMSIZ || !g_ascii_isalnum (text[0]))
    return refuse (error, name, "not a name of an interface");
  g_free (context->options->ifname);
  context->options->ifname = g_strdup (text);
  return TRUE;
}

static gboolean
take_user (const Context *context, const char *name, GVariant *value, GError **error)
{
  g_free (context->options->user);
  context->options->user = g_variant_dup_string (value, NULL);
  return TRUE;
}

static gboolean
take_file (const Context *context, const char *name, GVariant *value, GError **error)
{
  VpnFile file = VPN_FILE_CA;
  int fd = vpn_call_dup_fd (context->call, g_variant_get_handle (value));

  (void) vpn_files_find (name, &file);
  if (fd < 0)
    return refuse (error, name, "no such descriptor came with the call");
  if (vpn_files_take (context->options->files, file, fd))
    return TRUE;
  return refuse (error, name, "must be a sealed memfd of at most 1 MiB (docs/api/profile.md)");
}

static const struct
{
  const char *name;
  const char *type;
  gboolean (*take) (const Context *context, const char *name, GVariant *value, GError **error);
} table[] = {
  { VPN_OPTION_NETWORK, "s", take_network },  { VPN_OPTION_AGENT, "o", take_agent },
  { VPN_OPTION_IFNAME, "s", take_ifname },    { VPN_OPTION_CA_FILE, "h", take_file },
  { VPN_OPTION_AAA_CA_FILE, "h", take_file }, { VPN_OPTION_CERTIFICATE_FILE, "h", take_file },
  { VPN_OPTION_KEY_FILE, "h", take_file },    { VPN_OPTION_USER, "s", take_user },
};

static gboolean
take_option (const Context *context, const char *name, GVariant *value, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (!g_str_equal (table[i].name, name))
        continue;
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE (table[i].type)))
        return refuse (error, name, "wrong type");
      return table[i].take (context, name, value, error);
    }
  return refuse (error, name, "unknown option");
}

const char *
vpn_connect_options_lacks (const VpnConnectOptions *options, const VpnProfile *profile)
{
  for (VpnFile file = 0; file < VPN_FILES; file++)
    if (vpn_files_get (options->files, file) < 0 && vpn_files_get_needed (profile, file) != NULL)
      return vpn_files_get_key (file);
  return NULL;
}

/* Or anybody who may connect could have the computer trust a gateway of his own. */
static gboolean
take_shared_cas (VpnConnectOptions *options, const VpnProfile *profile, GError **error)
{
  static const struct
  {
    const char *key;
    VpnFile file;
  } rows[] = { { VPN_KEY_CA, VPN_FILE_CA }, { VPN_KEY_AAA_CA, VPN_FILE_AAA_CA } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *path = vpn_profile_get_string (profile, rows[i].key);

      vpn_files_drop (options->files, rows[i].file);
      if (*path == '\0' || vpn_files_take_own (options->files, rows[i].file, path) == 0)
        continue;
      g_set_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED,
                   "%s: %s must be a file that root alone can change, because all users share "
                   "this profile",
                   rows[i].key, path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
refuse_nobody (GError **error)
{
  g_set_error (error, VPN_ERROR, VPN_ERROR_NO_AGENT,
               "%s: this profile is for everybody and does not say who signs in", VPN_KEY_USER);
  return FALSE;
}

/* The computer's profile names nobody, or the person who connects would have no say in it. */
static gboolean
name_user (const VpnConnectOptions *options, VpnProfile *profile, GError **error)
{
  if (!vpn_profile_lacks_user (profile))
    return options->user == NULL
           || refuse (error, VPN_OPTION_USER, "the profile says who signs in");
  if (options->user == NULL || *options->user == '\0')
    return refuse_nobody (error);
  return vpn_profile_set_text (profile, VPN_KEY_USER, options->user, error);
}

static gboolean
check_files (const VpnProfile *profile, const VpnConnectOptions *options, GError **error)
{
  const char *key = vpn_connect_options_lacks (options, profile);

  if (key == NULL)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED,
               "%s: the caller has to read this file and hand it in", key);
  return FALSE;
}

/* Takes files. */
static VpnConnectOptions *
options_new (const char *caller, VpnFiles *files)
{
  VpnConnectOptions *options = g_new0 (VpnConnectOptions, 1);

  options->caller = g_strdup (caller);
  options->files = files;
  return options;
}

VpnConnectOptions *
vpn_connect_options_new_again (const char *ifname, VpnFiles *files)
{
  VpnConnectOptions *options = options_new ("", files);

  options->ifname = g_strdup (ifname);
  return options;
}

VpnConnectOptions *
vpn_connect_options_new_machine (const VpnProfile *profile, GError **error)
{
  VpnConnectOptions *options;
  VpnFiles *files;

  if (vpn_profile_lacks_user (profile))
    {
      (void) refuse_nobody (error);
      return NULL;
    }
  files = vpn_machine_read_files (profile, error);
  if (files == NULL)
    return NULL;
  options = options_new ("", files);
  options->by_machine = TRUE;
  return options;
}

VpnConnectOptions *
vpn_connect_options_new (const VpnCall *call, guint index, VpnProfile *profile, gboolean is_shared,
                         GError **error)
{
  g_autoptr (VpnConnectOptions) options
      = options_new (vpn_call_get_sender (call), vpn_files_new ());
  g_autoptr (GVariant) dictionary = NULL;
  Context context = { call, options };
  GVariantIter iter;
  const char *name;
  GVariant *value;

  dictionary = g_variant_get_child_value (vpn_call_get_parameters (call), index);
  g_variant_iter_init (&iter, dictionary);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!take_option (&context, name, owned, error))
        return NULL;
    }
  if ((is_shared && !take_shared_cas (options, profile, error))
      || !name_user (options, profile, error) || !check_files (profile, options, error))
    return NULL;
  return g_steal_pointer (&options);
}

void
vpn_connect_options_free (VpnConnectOptions *options)
{
  if (options == NULL)
    return;
  vpn_files_free (options->files);
  g_free (options->caller);
  g_free (options->agent_name);
  g_free (options->agent_path);
  g_free (options->ifname);
  g_free (options->user);
  g_free (options);
}
