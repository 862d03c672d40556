// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnGuiDemand: what genkand wants connected now, beside what it wanted a moment ago. */
#include "vpn-gui-demand.h"

struct VpnGuiDemand
{
  VpnGuiModel *model; /* counted */
  GHashTable *wanted; /* owned; UUIDs, owned, of what was wanted at the last look */
};

static gboolean
is_wanted (VpnGuiProfile *profile)
{
  return vpn_dbus_profile_get_wanted (
      vpn_client_profile_get_proxy (vpn_gui_profile_get_stored (profile)));
}

/* Those that are wanted and were not; owned, of counted VpnGuiProfile. */
static GPtrArray *
look_again (VpnGuiDemand *demand)
{
  GListModel *profiles = vpn_gui_model_get_profiles (demand->model);
  g_autoptr (GHashTable) before = g_steal_pointer (&demand->wanted);
  GPtrArray *news = g_ptr_array_new_with_free_func (g_object_unref);

  demand->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (VpnGuiProfile) profile = g_list_model_get_item (profiles, i);
      const char *uuid = vpn_gui_profile_get_uuid (profile);

      if (!is_wanted (profile))
        continue;
      if (!g_hash_table_contains (before, uuid))
        g_ptr_array_add (news, g_object_ref (profile));
      g_hash_table_add (demand->wanted, g_strdup (uuid));
    }
  return news;
}

static void
on_changed (VpnGuiModel *model, gpointer user_data)
{
  VpnGuiDemand *demand = user_data;
  g_autoptr (GPtrArray) news = NULL;

  /* Before that there is nobody to ask for passwords. */
  if (!vpn_gui_model_is_ready (model))
    return;
  news = look_again (demand);
  for (guint i = 0; i < news->len; i++)
    vpn_gui_model_connect (model, news->pdata[i]);
}

VpnGuiDemand *
vpn_gui_demand_new (VpnGuiModel *model)
{
  VpnGuiDemand *demand = g_new0 (VpnGuiDemand, 1);

  demand->model = g_object_ref (model);
  demand->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (model, "changed", G_CALLBACK (on_changed), demand);
  return demand;
}

void
vpn_gui_demand_free (VpnGuiDemand *demand)
{
  if (demand == NULL)
    return;
  g_signal_handlers_disconnect_by_data (demand->model, demand);
  g_object_unref (demand->model);
  g_hash_table_unref (demand->wanted);
  g_free (demand);
}
