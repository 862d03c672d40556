// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The keys and sentences of the drop table. */
#include "esp-drop.h"

const char *
esp_drop_key (EspDrop drop)
{
  static const char *const keys[] = {
#define ESP_DROP_KEY(name, key, text) key,
    ESP_DROP_TABLE (ESP_DROP_KEY)
#undef ESP_DROP_KEY
  };

  return (gsize) drop < G_N_ELEMENTS (keys) ? keys[drop] : "unknown";
}

const char *
esp_drop_text (EspDrop drop)
{
  static const char *const texts[] = {
#define ESP_DROP_TEXT(name, key, text) text,
    ESP_DROP_TABLE (ESP_DROP_TEXT)
#undef ESP_DROP_TEXT
  };

  return (gsize) drop < G_N_ELEMENTS (texts) ? texts[drop] : "unknown";
}
