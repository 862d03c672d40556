// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The texts of MS-CHAPv2: success with its proof, failure with its fields. */
#include "eap-mschapv2-words.h"

#include "eap-method.h"

#include <string.h>

void
mschapv2_refusal_clear (Mschapv2Refusal *refusal)
{
  g_clear_pointer (&refusal->message, g_free);
}

static gboolean
read_hex (const guint8 *text, gsize n_bytes, guint8 *ret_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      int high = g_ascii_xdigit_value ((char) text[2 * i]);
      int low = g_ascii_xdigit_value ((char) text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      ret_bytes[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

gboolean
mschapv2_words_prove (const guint8 *text, gsize len, const guint8 proof[MSCHAPV2_PROOF_LEN])
{
  guint8 said[MSCHAPV2_PROOF_LEN];

  return len >= 2 + 2 * MSCHAPV2_PROOF_LEN && memcmp (text, "S=", 2) == 0
         && read_hex (text + 2, MSCHAPV2_PROOF_LEN, said)
         && secret_memequal (said, proof, MSCHAPV2_PROOF_LEN);
}

static guint
read_decimal (const char *text)
{
  guint64 value = 0;

  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &value, NULL) ? (guint) value : 0;
}

static void
read_field (const char *field, Mschapv2Refusal *refusal)
{
  if (g_str_has_prefix (field, "E="))
    refusal->error = read_decimal (field + 2);
  else if (g_str_has_prefix (field, "R="))
    refusal->may_retry = g_str_equal (field + 2, "1");
  else if (g_str_has_prefix (field, "V="))
    refusal->version = read_decimal (field + 2);
  else if (g_str_has_prefix (field, "C="))
    refusal->has_challenge
        = strlen (field + 2) == 2 * MSCHAPV2_CHALLENGE_LEN
          && read_hex ((const guint8 *) field + 2, MSCHAPV2_CHALLENGE_LEN, refusal->challenge);
}

void
mschapv2_words_read_refusal (const guint8 *bytes, gsize len, Mschapv2Refusal *ret_refusal)
{
  g_autofree char *text = g_strndup ((const char *) bytes, MIN (len, EAP_PROMPT_MAX));
  /* Only M= runs to the end and may contain spaces. */
  char *message = g_str_has_prefix (text, "M=") ? text : strstr (text, " M=");
  g_auto (GStrv) fields = NULL;

  *ret_refusal = (Mschapv2Refusal){ 0 };
  if (message != NULL)
    {
      char *words = message + (*message == ' ' ? 3 : 2);

      ret_refusal->message = eap_text_clean ((const guint8 *) words, strlen (words));
      *message = '\0';
    }
  fields = g_strsplit (text, " ", -1);
  for (gsize i = 0; fields[i] != NULL; i++)
    read_field (fields[i], ret_refusal);
}

EapReason
mschapv2_words_reason (guint error)
{
  switch ((Mschapv2Error) error)
    {
    case MSCHAPV2_ERROR_RESTRICTED_HOURS:
      return EAP_REASON_RESTRICTED_HOURS;
    case MSCHAPV2_ERROR_ACCOUNT_DISABLED:
      return EAP_REASON_ACCOUNT_DISABLED;
    case MSCHAPV2_ERROR_PASSWORD_EXPIRED:
    case MSCHAPV2_ERROR_CHANGING_PASSWORD:
      return EAP_REASON_PASSWORD_EXPIRED;
    case MSCHAPV2_ERROR_NO_DIALIN:
      return EAP_REASON_NO_DIALIN;
    case MSCHAPV2_ERROR_AUTHENTICATION:
      break;
    }
  return EAP_REASON_REJECTED;
}
