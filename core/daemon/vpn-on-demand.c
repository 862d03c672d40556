// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnOnDemand: what follows from the network this computer is in. */
#include "vpn-on-demand.h"

#include "vpn-boot.h"
#include "vpn-log.h"

#include <glib/gstdio.h>
#include <string.h>

struct VpnOnDemand
{
  const VpnServices *services; /* borrowed */
  VpnConnections *connections; /* borrowed */
  const GPtrArray *profiles;   /* borrowed; VpnProfileObject */
  NetNetwork *network;         /* owned; NULL: no profile wants to know */
  VpnPinned *pinned;           /* owned */
  char *here;                  /* owned; the last network that was known, "": none yet */
  GHashTable *tried;           /* keys of those that were connected here; owned */
  GHashTable *leaving;         /* keys of those that we end ourselves; owned */
};

/* ---- Judging ------------------------------------------------------------------------------- */

/* Whether domain is, or is in, one of the list. */
static gboolean
is_within (const char *domain, const char *const *list)
{
  for (gsize i = 0; list[i] != NULL; i++)
    {
      const char *suffix = list[i] + (*list[i] == '~' ? 1 : 0);
      gsize len = strlen (domain), suffix_len = strlen (suffix);

      if (len >= suffix_len && g_ascii_strcasecmp (domain + len - suffix_len, suffix) == 0
          && (len == suffix_len || domain[len - suffix_len - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_any_within (char *const *domains, const char *const *list)
{
  for (gsize i = 0; domains[i] != NULL; i++)
    if (is_within (domains[i], list))
      return TRUE;
  return FALSE;
}

static gboolean
is_any_of (char *const *names, const char *const *list)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_strv_contains (list, names[i]))
      return TRUE;
  return FALSE;
}

VpnTrust
vpn_trust_judge (const VpnProfile *profile, const NetNetworkFacts *facts)
{
  const char *const *names = vpn_profile_get_list (profile, VPN_KEY_TRUST_NETWORKS);
  const char *const *domains = vpn_profile_get_list (profile, VPN_KEY_TRUST_DOMAINS);
  const char *const *servers = vpn_profile_get_list (profile, VPN_KEY_TRUST_SERVERS);
  gboolean is_asked = names[0] != NULL || domains[0] != NULL || servers[0] != NULL;

  if (facts == NULL || *facts->identity == '\0')
    return VPN_TRUST_UNKNOWN;
  return is_asked && (names[0] == NULL || is_any_of (facts->names, names))
                 && (domains[0] == NULL || is_any_within (facts->domains, domains))
             ? VPN_TRUST_YES
             : VPN_TRUST_NO;
}

/* The same with its servers, who are asked only where all else fits. */
static VpnTrust
judge (const VpnOnDemand *demand, VpnProfileObject *object)
{
  const VpnProfile *profile = vpn_profile_object_get_profile (object);
  const char *const *servers = vpn_profile_get_list (profile, VPN_KEY_TRUST_SERVERS);
  VpnTrust trust = vpn_trust_judge (profile, net_network_get_facts (demand->network));

  if (trust != VPN_TRUST_YES || servers[0] == NULL)
    return trust;
  return vpn_pinned_judge (demand->pinned, vpn_exported_get_owner (VPN_EXPORTED (object)), servers);
}

static gboolean
is_on_demand (VpnProfileObject *object)
{
  return g_str_equal (
      vpn_profile_get_string (vpn_profile_object_get_profile (object), VPN_KEY_AUTOCONNECT),
      "untrusted");
}

static const char *
get_identity (const VpnOnDemand *demand)
{
  const NetNetworkFacts *facts
      = demand->network != NULL ? net_network_get_facts (demand->network) : NULL;

  return facts != NULL ? facts->identity : "";
}

/* What nobody else's profile has: a user gives his any UUID. Owned. */
static char *
key_of (VpnProfileObject *object)
{
  const char *uuid = vpn_profile_object_get_uuid (object);

  if (vpn_exported_is_system (VPN_EXPORTED (object)))
    return g_strdup (uuid);
  return g_strdup_printf ("%u-%s", vpn_exported_get_owner (VPN_EXPORTED (object)), uuid);
}

static gboolean
is_tried (const VpnOnDemand *demand, VpnProfileObject *object)
{
  g_autofree char *key = key_of (object);

  return g_hash_table_contains (demand->tried, key);
}

/* ---- By hand ------------------------------------------------------------------------------- */

/* The file with the network in which somebody decided. */
static char *
path_of (const VpnOnDemand *demand, VpnProfileObject *object)
{
  g_autofree char *key = key_of (object);

  return g_build_filename (demand->services->runtime_dir, "by-hand", key, NULL);
}

static void
note_hand (VpnOnDemand *demand, VpnProfileObject *object)
{
  g_autofree char *path = path_of (demand, object);
  g_autofree char *dir = g_path_get_dirname (path);

  if (g_mkdir_with_parents (dir, 0700) != 0
      || !g_file_set_contents (path, get_identity (demand), -1, NULL))
    vpn_log (G_LOG_LEVEL_WARNING, "%s cannot be written: what was done by hand is not kept", path);
}

static gboolean
is_by_hand (const VpnOnDemand *demand, VpnProfileObject *object)
{
  g_autofree char *path = path_of (demand, object);
  g_autofree char *identity = NULL;

  if (!g_file_get_contents (path, &identity, NULL, NULL))
    return FALSE;
  if (g_str_equal (identity, get_identity (demand)))
    return TRUE;
  (void) g_unlink (path);
  return FALSE;
}

/* ---- Acting -------------------------------------------------------------------------------- */

static void
leave (VpnOnDemand *demand, VpnProfileObject *object, VpnConnection *connection)
{
  vpn_log (G_LOG_LEVEL_INFO, "Profile %s is not needed in this network",
           vpn_profile_object_get_name (object));
  g_hash_table_add (demand->leaving, key_of (object));
  vpn_connection_disconnect (connection);
}

/* Once in each network: what fails there needs somebody. A profile of a user is connected by a
 * front end of the user's, which has the files and can ask. */
static void
start (VpnOnDemand *demand, VpnProfileObject *object)
{
  if (is_tried (demand, object))
    return;
  if (!vpn_exported_is_system (VPN_EXPORTED (object)))
    {
      vpn_profile_object_set_wanted (object, TRUE);
      return;
    }
  g_hash_table_add (demand->tried, key_of (object));
  vpn_log (G_LOG_LEVEL_INFO, "Profile %s is connected: this network is not trusted",
           vpn_profile_object_get_name (object));
  vpn_boot_start (demand->services, demand->connections, object);
}

static void
follow (VpnOnDemand *demand, VpnProfileObject *object)
{
  VpnTrust trust = judge (demand, object);
  VpnConnection *connection
      = vpn_connections_find (demand->connections, vpn_exported_get_path (VPN_EXPORTED (object)));
  gboolean is_free = trust != VPN_TRUST_UNKNOWN && !is_by_hand (demand, object);

  if (is_free && trust == VPN_TRUST_NO
      && (connection == NULL || vpn_connection_get_state (connection) == VPN_STATE_FAILED))
    start (demand, object);
  else
    vpn_profile_object_set_wanted (object, FALSE);
  if (is_free && trust == VPN_TRUST_YES && connection != NULL
      && vpn_connection_get_state (connection) != VPN_STATE_DISCONNECTING)
    leave (demand, object, connection);
}

static void
follow_all (VpnOnDemand *demand)
{
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < demand->profiles->len; i++)
    if (is_on_demand (demand->profiles->pdata[i]))
      g_ptr_array_add (held, g_object_ref (demand->profiles->pdata[i]));
    else
      vpn_profile_object_set_wanted (demand->profiles->pdata[i], FALSE);
  for (guint i = 0; i < held->len; i++)
    follow (demand, held->pdata[i]);
}

/* To be in none for a while, as after sleep, is no change. */
static void
on_network_changed (gpointer user_data)
{
  VpnOnDemand *demand = user_data;
  const char *identity = get_identity (demand);

  if (*identity != '\0' && !g_str_equal (identity, demand->here))
    {
      vpn_log (G_LOG_LEVEL_INFO, "This computer is in another network");
      g_free (demand->here);
      demand->here = g_strdup (identity);
      g_hash_table_remove_all (demand->tried);
      vpn_pinned_forget (demand->pinned);
    }
  follow_all (demand);
}

static void
on_pinned (gpointer owner)
{
  VpnOnDemand *demand = owner;

  if (demand->network != NULL)
    follow_all (demand);
}

void
vpn_on_demand_update (VpnOnDemand *demand)
{
  gboolean is_needed = FALSE;

  for (guint i = 0; i < demand->profiles->len && !is_needed; i++)
    is_needed = is_on_demand (demand->profiles->pdata[i]);
  if (!is_needed)
    g_clear_pointer (&demand->network, net_network_free);
  else if (demand->network == NULL)
    {
      demand->network = net_network_new (demand->services->bus, on_network_changed, demand);
      return;
    }
  follow_all (demand);
}

/* What is wanted of whoever connects it is nobody's own will. */
void
vpn_on_demand_note_connected (VpnOnDemand *demand, VpnProfileObject *object)
{
  if (vpn_profile_object_is_wanted (object))
    {
      g_hash_table_add (demand->tried, key_of (object));
      vpn_profile_object_set_wanted (object, FALSE);
    }
  else if (is_on_demand (object))
    note_hand (demand, object);
}

void
vpn_on_demand_note_ended (VpnOnDemand *demand, VpnProfileObject *object)
{
  g_autofree char *key = key_of (object);

  if (!g_hash_table_remove (demand->leaving, key) && is_on_demand (object))
    note_hand (demand, object);
}

VpnOnDemand *
vpn_on_demand_new (const VpnServices *services, VpnConnections *connections,
                   const GPtrArray *profiles)
{
  VpnOnDemand *demand = g_new0 (VpnOnDemand, 1);

  demand->services = services;
  demand->connections = connections;
  demand->profiles = profiles;
  demand->pinned = vpn_pinned_new (services, on_pinned, demand);
  demand->here = g_strdup ("");
  demand->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  demand->leaving = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return demand;
}

void
vpn_on_demand_free (VpnOnDemand *demand)
{
  if (demand == NULL)
    return;
  net_network_free (demand->network);
  vpn_pinned_free (demand->pinned);
  g_free (demand->here);
  g_hash_table_unref (demand->tried);
  g_hash_table_unref (demand->leaving);
  g_free (demand);
}
