// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "profile-sample.h"

#include <string.h>

static gint32
least_of (const VpnProfileKey *key)
{
  return (key->flags & VPN_KEY_OWN_PORT) != 0 ? 1024 : (gint32) key->min;
}

char *
profile_sample_text (const VpnProfileKey *key, GRand *random)
{
  static const char *const words[]
      = { "alice",       "山田",  "a;b",       "#x",   "[group]", "k=v", "\"q\"",
          "back\\slash", "a\\nb", "$(reboot)", "`id`", "%s%n",    "'" };
  static const char *const prefixes[] = { "192.0.2.0/24", "2001:db8::/32", "10.0.0.0/8" };
  static const char *const addresses[] = { "192.0.2.53", "2001:db8::53" };
  const char *word = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];

  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      return g_strdup (strcmp (key->def, "true") == 0 ? "false" : "true");
    case VPN_TYPE_INTEGER:
      return g_strdup_printf ("%d",
                              g_rand_int_range (random, least_of (key), (gint32) key->max + 1));
    case VPN_TYPE_CHOICE:
    case VPN_TYPE_LIST:
    case VPN_TYPE_STRING:
    case VPN_TYPE_FILE:
      break;
    }
  /* NetworkManager knows a yes and a no alone, and a no is what it has without being told. */
  if (strcmp (key->name, VPN_KEY_AUTOCONNECT) == 0)
    return g_strdup ("login");
  if (key->choices != NULL)
    return g_strdup (key->choices[g_rand_int_range (
        random, 0, (gint32) g_strv_length ((char **) key->choices))]);
  switch (key->format)
    {
    case VPN_FORMAT_ANY:
      return g_strdup (word);
    case VPN_FORMAT_HOST:
      return g_strdup ("vpn.example.org");
    case VPN_FORMAT_IDENTITY:
      return g_strconcat ("keyid:", word, NULL);
    case VPN_FORMAT_PREFIX:
      return g_strdup (prefixes[g_rand_int_range (random, 0, G_N_ELEMENTS (prefixes))]);
    case VPN_FORMAT_ADDRESS:
      return g_strjoin (",", addresses[0], addresses[1], NULL);
    case VPN_FORMAT_PIN:
      return g_strdup ("intranet.example.org=SHA256:"
                       "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    case VPN_FORMAT_PORT:
      return g_strdup ("4500,443");
    case VPN_FORMAT_DOMAIN:
      return g_strdup ("~corp.example,example.org");
    case VPN_FORMAT_IKE_PROPOSAL:
      return g_strdup ("aes256gcm16-prfsha384-ecp256,aes128-sha256-modp2048");
    case VPN_FORMAT_ESP_PROPOSAL:
      return g_strdup ("aes256gcm16-ecp256,aes128-sha256");
    case VPN_FORMAT_UUID:
      return g_strdup ("123e4567-e89b-12d3-a456-426614174000");
    case VPN_FORMAT_PATH:
    case VPN_FORMAT_PATH_OR_TOKEN:
      return g_strconcat ("/home/", word, "/x.pem", NULL);
    }
  g_assert_not_reached ();
}
