// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-prefix.h"

static NetPrefix
parse (const char *text)
{
  NetPrefix prefix = { 0 };

  g_assert_true (net_prefix_parse (text, &prefix));
  return prefix;
}

static void
test_text (void)
{
  static const char *const same[] = { "192.0.2.1/24", "0.0.0.0/0", "::/0", "2001:db8::1/64" };
  static const char *const bad[] = {
    "",
    "/",
    "1.2.3",
    "1.2.3.4/",
    "1.2.3.4/33",
    "1.2.3.4/-1",
    "::/129",
    "1.2.3.4/+1",
    "host/8",
    "1.2.3.4/8 ",
    "1.2.3.4 /8",
    "01.2.3.4.5",
    "fe80::1%eth0",
    "1.2.3.4/999999999999999999999",
  };
  NetPrefix prefix = { .family = 77 };
  g_autofree char *host = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      NetPrefix parsed = parse (same[i]);
      g_autofree char *text = net_prefix_to_text (&parsed);

      g_assert_cmpstr (text, ==, same[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (net_prefix_parse (bad[i], &prefix))
      g_error ("\"%s\" was taken for a prefix", bad[i]);
  g_assert_cmpuint (prefix.family, ==, 77);
  prefix = parse ("2001:db8::1");
  host = net_prefix_to_text (&prefix);
  g_assert_cmpstr (host, ==, "2001:db8::1/128");
}

static void
test_contains (void)
{
  static const struct
  {
    const char *outer, *inner;
    gboolean contained;
  } rows[] = {
    { "10.0.0.0/8", "10.255.0.0/16", TRUE },
    { "10.0.0.0/8", "10.0.0.0/8", TRUE },
    { "10.0.0.0/9", "10.0.0.0/8", FALSE },
    { "10.0.0.0/9", "10.128.0.0/9", FALSE },
    { "0.0.0.0/0", "255.255.255.255", TRUE },
    { "0.0.0.0/0", "::/0", FALSE },
    { "2001:db8::/33", "2001:db8:8000::", FALSE },
    { "2001:db8::/32", "2001:db8:8000::", TRUE },
    { "::/0", "ffff::", TRUE },
    { "10.1.2.3/8", "10.9.9.9", TRUE },
    { "192.0.2.1", "192.0.2.1", TRUE },
    { "192.0.2.1", "192.0.2.0", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NetPrefix outer = parse (rows[i].outer), inner = parse (rows[i].inner);

      if (net_prefix_contains (&outer, &inner) != rows[i].contained)
        g_error ("%s and %s", rows[i].outer, rows[i].inner);
    }
}

static void
test_reserved (void)
{
  static const char *const reserved[] = {
    "0.0.0.0",         "127.0.0.1",       "127.0.0.0/8", "169.254.7.7", "224.0.0.251", "239.1.1.1",
    "255.255.255.255", "240.0.0.0/4",     "::",          "::1",         "fe80::1",     "febf::1",
    "ff02::1",         "::ffff:10.0.0.1",
  };
  static const char *const fine[] = {
    "0.0.0.0/0", "128.0.0.0/1", "126.0.0.0/7", "10.0.0.1", "169.253.0.0/16", "223.255.255.255",
    "::/0",      "fc00::1",     "fec0::1",     "::2",      "2001:db8::1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    {
      NetPrefix prefix = parse (reserved[i]);

      if (!net_prefix_is_reserved (&prefix))
        g_error ("%s", reserved[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      NetPrefix prefix = parse (fine[i]);

      if (net_prefix_is_reserved (&prefix))
        g_error ("%s", fine[i]);
    }
}

static void
test_minimise (void)
{
  static const struct
  {
    const char *before, *after;
  } rows[] = {
    { "", "" },
    { "10.1.2.3/8", "10.0.0.0/8" },
    { "10.0.0.0/8 10.0.0.0/8 10.1.0.0/16 10.0.0.1", "10.0.0.0/8" },
    { "10.1.0.0/16 10.0.0.0/8", "10.0.0.0/8" },
    { "0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0" },
    { "128.0.0.0/1 0.0.0.0/2 64.0.0.0/2", "0.0.0.0/0" },
    { "::/1 8000::/1 0.0.0.0/1", "0.0.0.0/1 ::/0" },
    { "10.1.0.0/16 10.2.0.0/16", "10.1.0.0/16 10.2.0.0/16" },
    { "10.2.0.0/16 10.3.0.0/16", "10.2.0.0/15" },
    { "192.0.2.0/32 192.0.2.1/32 192.0.2.2/32 192.0.2.3/32", "192.0.2.0/30" },
    { "0.0.0.0/0 10.0.0.0/8 255.0.0.0/8", "0.0.0.0/0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i].before, " ", -1);
      g_autoptr (GString) text = g_string_new (NULL);
      NetPrefix list[8];
      guint n = 0;

      for (guint j = 0; words[j] != NULL && words[j][0] != '\0'; j++)
        list[n++] = parse (words[j]);
      n = net_prefix_minimise (list, n);
      for (guint j = 0; j < n; j++)
        {
          g_autofree char *one = net_prefix_to_text (&list[j]);

          g_string_append (text, j > 0 ? " " : "");
          g_string_append (text, one);
        }
      g_assert_cmpstr (text->str, ==, rows[i].after);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/prefix/text", test_text);
  g_test_add_func ("/net/prefix/contains", test_contains);
  g_test_add_func ("/net/prefix/reserved", test_reserved);
  g_test_add_func ("/net/prefix/minimise", test_minimise);
  return g_test_run ();
}
