// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Distinguished names between DER and text. */
#include "ike-dn.h"

/* Distinguished names: text, order and comparison. */

#include "bytes.h"

#include <string.h>

#define TAG_OID       0x06
#define TAG_UTF8      0x0c
#define TAG_SEQUENCE  0x30
#define TAG_SET       0x31
#define TAG_PRINTABLE 0x13
#define TAG_TELETEX   0x14
#define TAG_IA5       0x16

#define RDNS_MAX 32

typedef struct
{
  const char *name;
  const char *oid; /* contents octets */
  guint8 oid_len;
  guint8 tag;
} AttributeType;

/* The first row of an OID is the name shown. */
static const AttributeType attribute_types[] = {
  { "CN", "\x55\x04\x03", 3, TAG_UTF8 },
  { "SN", "\x55\x04\x04", 3, TAG_UTF8 },
  { "serialNumber", "\x55\x04\x05", 3, TAG_PRINTABLE },
  { "C", "\x55\x04\x06", 3, TAG_PRINTABLE },
  { "L", "\x55\x04\x07", 3, TAG_UTF8 },
  { "ST", "\x55\x04\x08", 3, TAG_UTF8 },
  { "S", "\x55\x04\x08", 3, TAG_UTF8 },
  { "STREET", "\x55\x04\x09", 3, TAG_UTF8 },
  { "O", "\x55\x04\x0a", 3, TAG_UTF8 },
  { "OU", "\x55\x04\x0b", 3, TAG_UTF8 },
  { "T", "\x55\x04\x0c", 3, TAG_UTF8 },
  { "GN", "\x55\x04\x2a", 3, TAG_UTF8 },
  { "DC", "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", 10, TAG_IA5 },
  { "UID", "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", 10, TAG_UTF8 },
  { "E", "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", 9, TAG_IA5 },
  { "emailAddress", "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", 9, TAG_IA5 },
};

static const AttributeType *
find_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (attribute_types); i++)
    {
      if (g_ascii_strcasecmp (attribute_types[i].name, name) == 0)
        return &attribute_types[i];
    }
  return NULL;
}

static const AttributeType *
find_oid (const guint8 *oid, gsize len)
{
  for (gsize i = 0; i < G_N_ELEMENTS (attribute_types); i++)
    {
      if (attribute_types[i].oid_len == len && memcmp (attribute_types[i].oid, oid, len) == 0)
        return &attribute_types[i];
    }
  return NULL;
}

/* ---- Writing -------------------------------------------------------------------------------- */

/* Puts tag and length in front of what content holds, in place. Lengths stay below 64 KiB. */
static void
wrap (GByteArray *content, guint8 tag)
{
  guint8 head[4] = { tag };
  guint head_len = 2;

  if (content->len < 0x80)
    head[1] = (guint8) content->len;
  else
    {
      head[1] = 0x82;
      byte_put_u16 (head + 2, (guint16) content->len);
      head_len = 4;
      if (content->len <= 0xff)
        {
          head[1] = 0x81;
          head[2] = (guint8) content->len;
          head_len = 3;
        }
    }
  g_byte_array_prepend (content, head, head_len);
}

static GByteArray *
encode_rdn (const AttributeType *type, const GString *value)
{
  GByteArray *rdn = g_byte_array_new ();
  g_autoptr (GByteArray) tail = g_byte_array_new ();

  g_byte_array_append (tail, (const guint8 *) value->str, (guint) value->len);
  wrap (tail, type->tag);
  g_byte_array_append (rdn, (const guint8 *) type->oid, type->oid_len);
  wrap (rdn, TAG_OID);
  g_byte_array_append (rdn, tail->data, tail->len);
  wrap (rdn, TAG_SEQUENCE);
  wrap (rdn, TAG_SET);
  return rdn;
}

/* Reads one escaped character behind the backslash; FALSE at the end of the text. */
static gboolean
unescape (const char **at, GString *value)
{
  const char *c = *at;

  if (c[0] != '\0' && g_ascii_isxdigit (c[0]) && g_ascii_isxdigit (c[1]))
    {
      g_string_append_c (value,
                         (char) (g_ascii_xdigit_value (c[0]) << 4 | g_ascii_xdigit_value (c[1])));
      *at += 2;
      return TRUE;
    }
  if (c[0] == '\0')
    return FALSE;
  g_string_append_c (value, c[0]);
  *at += 1;
  return TRUE;
}

/* Reads a value up to an unescaped comma, which is passed over. */
static gboolean
read_value (const char **at, GString *value)
{
  gsize keep = 0; /* trailing blanks count only when escaped */

  while (**at == ' ')
    (*at)++;
  while (**at != '\0' && **at != ',')
    {
      char c = *(*at)++;

      if (c == '\\')
        {
          if (!unescape (at, value))
            return FALSE;
          keep = value->len;
          continue;
        }
      if (c == '+' || c == '"' || c == ';' || c == '<' || c == '>')
        return FALSE;
      g_string_append_c (value, c);
      if (c != ' ')
        keep = value->len;
    }
  g_string_truncate (value, keep);
  if (**at == ',')
    (*at)++;
  return value->len > 0 && g_utf8_validate (value->str, (gssize) value->len, NULL);
}

static GByteArray *
read_rdn (const char **at, const AttributeType **ret_type, char **ret_why)
{
  g_autoptr (GString) value = g_string_new (NULL);
  const char *equals = strchr (*at, '=');
  const AttributeType *type;
  g_autofree char *name = NULL;

  if (equals == NULL)
    {
      *ret_why = g_strdup_printf ("'%s' is no part of a name such as CN=...", *at);
      return NULL;
    }
  name = g_strstrip (g_strndup (*at, (gsize) (equals - *at)));
  type = find_name (name);
  if (type == NULL)
    {
      *ret_why = g_strdup_printf ("unknown attribute type '%s'", name);
      return NULL;
    }
  *at = equals + 1;
  if (!read_value (at, value))
    {
      *ret_why = g_strdup_printf ("the value of %s is empty or not understood", name);
      return NULL;
    }
  *ret_type = type;
  return encode_rdn (type, value);
}

/* Whether the text goes from the whole to the part, as the DER does and as OpenSSL and the gateways
 * print names; RFC 4514 goes the other way. A country is a whole, a common name a part. */
static gboolean
is_in_order (const AttributeType *first, const AttributeType *last)
{
  return g_str_equal (first->name, "C")
         || (g_str_equal (last->name, "CN") && !g_str_equal (first->name, "CN"));
}

GBytes *
ike_dn_encode (const char *text, char **ret_why)
{
  g_autoptr (GByteArray) name = g_byte_array_new (), in_order = g_byte_array_new ();
  const AttributeType *first = NULL, *last = NULL;
  const char *at = text;

  if (strlen (text) > IKE_DN_MAX || text[0] == '\0')
    {
      *ret_why = g_strdup ("the name is empty or too long");
      return NULL;
    }
  while (*at != '\0')
    {
      g_autoptr (GByteArray) rdn = read_rdn (&at, &last, ret_why);

      if (rdn == NULL)
        return NULL;
      first = first != NULL ? first : last;
      g_byte_array_prepend (name, rdn->data, rdn->len);
      g_byte_array_append (in_order, rdn->data, rdn->len);
    }
  if (is_in_order (first, last))
    memcpy (name->data, in_order->data, in_order->len);
  wrap (name, TAG_SEQUENCE);
  if (name->len > IKE_DN_MAX)
    {
      *ret_why = g_strdup ("the name is too long");
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&name));
}

/* ---- Reading -------------------------------------------------------------------------------- */

/* One TLV with a length of at most two octets; fails the reader otherwise. */
static ByteReader
read_tlv (ByteReader *reader, guint8 *ret_tag)
{
  gsize len;

  *ret_tag = byte_read_u8 (reader);
  len = byte_read_u8 (reader);
  if (len == 0x81)
    len = byte_read_u8 (reader);
  else if (len == 0x82)
    len = byte_read_u16 (reader);
  else if (len >= 0x80)
    byte_reader_fail (reader);
  return byte_read_sub (reader, len);
}

static ByteReader
read_expected (ByteReader *reader, guint8 expected)
{
  guint8 tag;
  ByteReader body = read_tlv (reader, &tag);

  if (tag != expected)
    {
      byte_reader_fail (reader);
      byte_reader_fail (&body);
    }
  return body;
}

static void
append_escaped (GString *text, const guint8 *data, gsize len)
{
  g_autofree char *value = g_utf8_make_valid ((const char *) data, (gssize) len);

  for (const char *at = value; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isprint (c))
        {
          g_string_append_printf (text, "\\%02X", (guint) (c & 0xff));
          continue;
        }
      if (c < 0x80 && strchr (",+\"\\<>;=", (int) c) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_unichar (text, c);
    }
}

static gboolean
append_attribute (ByteReader *set, GString *text)
{
  ByteReader sequence = read_expected (set, TAG_SEQUENCE);
  ByteReader oid = read_expected (&sequence, TAG_OID);
  guint8 tag;
  ByteReader value = read_tlv (&sequence, &tag);
  const AttributeType *type;

  if (!byte_reader_done (&sequence) || !byte_reader_ok (&oid))
    return FALSE;
  type = find_oid (oid.at, oid.left);
  g_string_append (text, type != NULL ? type->name : "?");
  g_string_append_c (text, '=');
  if (tag == TAG_UTF8 || tag == TAG_PRINTABLE || tag == TAG_IA5 || tag == TAG_TELETEX)
    append_escaped (text, value.at, value.left);
  return byte_reader_ok (&value);
}

static char *
decode_rdn (ByteReader *names)
{
  ByteReader set = read_expected (names, TAG_SET);
  g_autoptr (GString) text = g_string_new (NULL);

  while (byte_reader_ok (&set) && set.left > 0)
    {
      if (text->len > 0)
        g_string_append_c (text, '+');
      if (!append_attribute (&set, text))
        return NULL;
    }
  if (!byte_reader_done (&set))
    return NULL;
  return g_strdup (text->str);
}

char *
ike_dn_decode (const guint8 *der, gsize len)
{
  ByteReader reader = byte_reader (der, len);
  ByteReader names = read_expected (&reader, TAG_SEQUENCE);
  g_autoptr (GString) text = g_string_new (NULL);

  if (!byte_reader_done (&reader))
    return NULL;
  for (guint n = 0; names.left > 0; n++)
    {
      g_autofree char *rdn = n < RDNS_MAX ? decode_rdn (&names) : NULL;

      if (rdn == NULL)
        return NULL;
      if (text->len > 0)
        g_string_prepend_c (text, ',');
      g_string_prepend (text, rdn);
    }
  return g_strdup (text->str);
}
