// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-key-private.h"
#include "cry-sig.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <string.h>

typedef enum
{
  FORM_PEM,
  FORM_PEM_TRADITIONAL, /* PKCS#1 or SEC1 */
  FORM_DER,
  FORM_DER_TRADITIONAL,
} Form;

#define PASSPHRASE "open sesame"

/* The key as a file; encrypted with PASSPHRASE when cipher is set. */
static SecretBuf *
write_key (EVP_PKEY *pkey, Form form, const EVP_CIPHER *cipher)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  const char *passphrase = cipher != NULL ? PASSPHRASE : NULL;
  int len = passphrase != NULL ? (int) strlen (passphrase) : 0;
  char *data = NULL;
  int written = 0;
  long size;

  switch (form)
    {
    case FORM_PEM:
      written = PEM_write_bio_PKCS8PrivateKey (bio, pkey, cipher, passphrase, len, NULL, NULL);
      break;
    case FORM_PEM_TRADITIONAL:
      written = PEM_write_bio_PrivateKey_traditional (
          bio, pkey, cipher, (const unsigned char *) passphrase, len, NULL, NULL);
      break;
    case FORM_DER:
      written = i2d_PKCS8PrivateKey_bio (bio, pkey, cipher, passphrase, len, NULL, NULL);
      break;
    case FORM_DER_TRADITIONAL:
      written = i2d_PrivateKey_bio (bio, pkey);
      break;
    }
  g_assert_cmpint (written, ==, 1);
  size = BIO_get_mem_data (bio, &data);
  return secret_buf_new_copy (data, (gsize) size);
}

static SecretBuf *
text_secret (const char *text)
{
  return secret_buf_new_copy (text, strlen (text));
}

static void
check_file (EVP_PKEY *pkey, const SecretBuf *file, const SecretBuf *passphrase, CryKeyType type)
{
  g_autoptr (CryPrivateKey) key = NULL;
  g_autoptr (CryPublicKey) public = cry_public_key_new (pkey);

  g_assert_cmpint (cry_private_key_parse (file, passphrase, &key), ==, CRY_PRIVATE_KEY_OK);
  g_assert_cmpint (cry_public_key_type (public), ==, type);
  for (CrySig sig = CRY_SIG_NONE; sig <= CRY_SIG_LAST; sig++)
    {
      g_autoptr (GBytes) signature = cry_private_key_sign (key, sig, (const guint8 *) "octets", 6);

      g_assert_cmpint (signature != NULL, ==, cry_sig_fits_key (sig, type));
      if (signature != NULL)
        g_assert_true (cry_sig_verify (sig, public, (const guint8 *) "octets", 6,
                                       g_bytes_get_data (signature, NULL),
                                       g_bytes_get_size (signature)));
    }
}

static void
check_forms (EVP_PKEY *taken, CryKeyType type, gboolean has_traditional)
{
  g_autoptr (EVP_PKEY) pkey = taken;
  g_autoptr (SecretBuf) passphrase = text_secret (PASSPHRASE);

  for (Form form = FORM_PEM; form <= FORM_DER_TRADITIONAL; form++)
    {
      g_autoptr (SecretBuf) plain = NULL;
      g_autoptr (SecretBuf) hidden = NULL;

      if (!has_traditional && (form == FORM_PEM_TRADITIONAL || form == FORM_DER_TRADITIONAL))
        continue;
      plain = write_key (pkey, form, NULL);
      check_file (pkey, plain, NULL, type);
      /* A passphrase that is not needed does no harm. */
      check_file (pkey, plain, passphrase, type);
      if (form == FORM_DER_TRADITIONAL)
        continue;
      hidden = write_key (pkey, form, EVP_aes_256_cbc ());
      check_file (pkey, hidden, passphrase, type);
    }
}

static void
test_forms (void)
{
  check_forms (EVP_RSA_gen (2048), CRY_KEY_RSA, TRUE);
  check_forms (EVP_EC_gen ("P-256"), CRY_KEY_ECDSA_P256, TRUE);
  check_forms (EVP_EC_gen ("P-384"), CRY_KEY_ECDSA_P384, TRUE);
  check_forms (EVP_EC_gen ("P-521"), CRY_KEY_ECDSA_P521, TRUE);
  check_forms (EVP_PKEY_Q_keygen (NULL, NULL, "ED25519"), CRY_KEY_ED25519, FALSE);
  check_forms (EVP_PKEY_Q_keygen (NULL, NULL, "ED448"), CRY_KEY_ED448, FALSE);
}

static void
test_passphrases (void)
{
  static const Form forms[] = { FORM_PEM, FORM_PEM_TRADITIONAL, FORM_DER };
  g_autoptr (EVP_PKEY) pkey = EVP_EC_gen ("P-256");
  g_autoptr (SecretBuf) wrong = text_secret ("close sesame");
  g_autoptr (SecretBuf) empty = text_secret ("");
  g_autofree char *filler = g_strnfill (60000, 'x');
  g_autoptr (SecretBuf) endless = text_secret (filler);

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (SecretBuf) file = write_key (pkey, forms[i], EVP_aes_256_cbc ());
      CryPrivateKey *key = NULL;

      g_assert_cmpint (cry_private_key_parse (file, NULL, &key), ==,
                       CRY_PRIVATE_KEY_NEEDS_PASSPHRASE);
      g_assert_cmpint (cry_private_key_parse (file, wrong, &key), ==,
                       CRY_PRIVATE_KEY_WRONG_PASSPHRASE);
      g_assert_cmpint (cry_private_key_parse (file, empty, &key), ==,
                       CRY_PRIVATE_KEY_WRONG_PASSPHRASE);
      g_assert_cmpint (cry_private_key_parse (file, endless, &key), ==,
                       CRY_PRIVATE_KEY_WRONG_PASSPHRASE);
      g_assert_null (key);
    }
}

/* A certificate before the key, as many tools write one file. */
static void
test_key_after_other_blocks (void)
{
  g_autoptr (EVP_PKEY) pkey = EVP_EC_gen ("P-256");
  g_autoptr (SecretBuf) key = write_key (pkey, FORM_PEM, NULL);
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  g_autoptr (SecretBuf) file = NULL;
  char *data = NULL;
  long size;

  g_assert_cmpint (BIO_puts (bio, "Bag Attributes\n    friendlyName: me\n"), >, 0);
  g_assert_cmpint (PEM_write_bio_PUBKEY (bio, pkey), ==, 1);
  g_assert_cmpint (BIO_write (bio, secret_buf_peek (key), (int) secret_buf_len (key)), >, 0);
  size = BIO_get_mem_data (bio, &data);
  file = secret_buf_new_copy (data, (gsize) size);
  check_file (pkey, file, NULL, CRY_KEY_ECDSA_P256);
}

static void
test_malformed (void)
{
  static const char *const texts[]
      = { "", "x", "-----BEGIN PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "0\x82\xff\xff" };
  g_autoptr (EVP_PKEY) pkey = EVP_EC_gen ("P-256");
  g_autoptr (SecretBuf) der = write_key (pkey, FORM_DER, NULL);
  CryPrivateKey *key = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (SecretBuf) file = text_secret (texts[i]);

      g_assert_cmpint (cry_private_key_parse (file, NULL, &key), ==, CRY_PRIVATE_KEY_MALFORMED);
    }
  secret_buf_truncate (der, secret_buf_len (der) / 2);
  g_assert_cmpint (cry_private_key_parse (der, NULL, &key), ==, CRY_PRIVATE_KEY_MALFORMED);
  g_assert_null (key);
}

static void
test_unsupported (void)
{
  EVP_PKEY *keys[] = { EVP_EC_gen ("secp256k1"), EVP_PKEY_Q_keygen (NULL, NULL, "X25519") };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (SecretBuf) file = write_key (keys[i], FORM_PEM, NULL);
      CryPrivateKey *key = NULL;

      g_assert_cmpint (cry_private_key_parse (file, NULL, &key), ==, CRY_PRIVATE_KEY_UNSUPPORTED);
      EVP_PKEY_free (keys[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/sig-private/forms", test_forms);
  g_test_add_func ("/crypto/sig-private/passphrases", test_passphrases);
  g_test_add_func ("/crypto/sig-private/key-after-other-blocks", test_key_after_other_blocks);
  g_test_add_func ("/crypto/sig-private/malformed", test_malformed);
  g_test_add_func ("/crypto/sig-private/unsupported", test_unsupported);
  return g_test_run ();
}
