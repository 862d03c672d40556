// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The fuzz target over whole conversations with a few octets bent: short and repeatable. */
#include "bytes.h"

#define ROUNDS    20000
#define MSCHAPV2  "\x1a"
#define LEN(text) text, sizeof text - 1

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

typedef struct
{
  const char *bytes;
  gsize len;
} Packet;

static const Packet packets[] = {
  { LEN ("\1\1\0\5\1") },
  { LEN ("\1\2\0\x0a\2hello") },
  { LEN ("\1\3\0\x0e\6Password:") },
  { LEN ("\1\4\0\x0f\6Your code?") },
  { LEN ("\1\5\0\x0b\4\5abcde") },
  { LEN ("\1\6\0\x1b" MSCHAPV2 "\1\6\0\x16\x10"
         "0123456789abcdefg") },
  { LEN ("\1\7\0\x33" MSCHAPV2 "\3\6\0\x2eS=407A5589115FD0D6209F510FE9C04566932CDA56") },
  { LEN ("\1\x08\0\x3d" MSCHAPV2 "\4\6\0\x38"
         "E=691 R=1 C=000102030405060708090A0B0C0D0E0F V=3 M=no") },
  { LEN ("\1\x09\0\x3d" MSCHAPV2 "\4\7\0\x38"
         "E=648 R=0 C=000102030405060708090A0B0C0D0E0F V=3 M=no") },
  { LEN ("\3\x0a\0\4") },
  { LEN ("\4\x0b\0\4") },
};

static void
test_bent_conversations (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3748);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      guint8 choices = (guint8) g_rand_int (rand);
      gint n_packets = g_rand_int_range (rand, 1, 12);

      g_byte_array_append (input, &choices, 1);
      for (gint n = 0; n < n_packets; n++)
        {
          const Packet *packet
              = &packets[g_rand_int_range (rand, 0, (gint) G_N_ELEMENTS (packets))];
          guint8 prefix[2];
          guint start = input->len + sizeof prefix;

          byte_put_u16 (prefix, (guint16) packet->len);
          g_byte_array_append (input, prefix, sizeof prefix);
          g_byte_array_append (input, (const guint8 *) packet->bytes, (guint) packet->len);
          if (g_rand_int_range (rand, 0, 3) == 0)
            input->data[g_rand_int_range (rand, (gint) start, (gint) input->len)]
                ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
        }
      (void) LLVMFuzzerTestOneInput (input->data, input->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/fuzz/bent-conversations", test_bent_conversations);
  return g_test_run ();
}
