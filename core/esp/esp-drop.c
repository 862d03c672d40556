// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The names of the drop table. */
#include "esp-drop.h"

const char *
esp_drop_key (EspDrop drop)
{
  static const char *const keys[] = {
#define ESP_DROP_KEY(name, key) key,
    ESP_DROP_TABLE (ESP_DROP_KEY)
#undef ESP_DROP_KEY
  };

  return (gsize) drop < G_N_ELEMENTS (keys) ? keys[drop] : "unknown";
}
