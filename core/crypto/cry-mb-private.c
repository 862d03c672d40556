// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Whether the multi-buffer library is of use here. */
#include "cry-mb-private.h"

#define NEEDED (IMB_FEATURE_AESNI | IMB_FEATURE_PCLMULQDQ)

IMB_MGR *
cry_mb_manager_new (void)
{
  g_autoptr (IMB_MGR) manager = alloc_mb_mgr (0);

  if (manager == NULL || (manager->features & NEEDED) != NEEDED)
    return NULL;
  init_mb_mgr_auto (manager, NULL);
  if (imb_get_errno (manager) != 0
      || ((manager->features & IMB_FEATURE_SELF_TEST) != 0
          && (manager->features & IMB_FEATURE_SELF_TEST_PASS) == 0))
    return NULL;
  return g_steal_pointer (&manager);
}
