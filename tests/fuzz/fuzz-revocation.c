// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "pki-fixture.h"

#include <openssl/ocsp.h>
#include <openssl/pem.h>

/* What a CA says of its certificates: OCSP responses that a gateway brings along, lists of a file.
 *
 * First octet: a list instead of a response (bit 0), and who signs it: nobody anew (bit 1), else a
 * stranger (bit 2) or the CA. Lists are DER where they are signed, else PEM. What a stranger signs
 * counts for nothing. */

#define IS_LIST     0x01
#define AS_IT_IS    0x02
#define BY_STRANGER 0x04

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

typedef struct
{
  PkiCert root, leaf, stranger;
  CryCert *cert;
} Office;

/* One that is the same in each process, so that the corpus speaks of it. */
static EVP_PKEY *
load_key (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "sim", "pki", name, NULL);
  g_autoptr (BIO) bio = BIO_new_file (path, "r");
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);

  g_assert (key != NULL);
  return key;
}

static PkiCert
make_ca (const char *key_name)
{
  EVP_PKEY *key = load_key (key_name);
  PkiCert ca = pki_issue (&(PkiSpec){ .subject = "Office CA",
                                      .pkey = key,
                                      .basic = "critical,CA:TRUE",
                                      .usage = "critical,keyCertSign,cRLSign" });

  EVP_PKEY_free (key);
  return ca;
}

static const Office *
office (void)
{
  static Office made;

  if (made.cert == NULL)
    {
      made.root = make_ca ("gateway.key");
      made.stranger = make_ca ("stranger.key");
      made.leaf = pki_leaf (&made.root);
      g_assert (ASN1_INTEGER_set (X509_get_serialNumber (made.leaf.x509), 1) == 1);
      g_assert (X509_sign (made.leaf.x509, made.root.pkey, EVP_sha256 ()) > 0);
      made.cert = pki_cert (&made.leaf);
    }
  return &made;
}

/* A BasicOCSPResponse as a whole response; NULL: it is none. */
static GBytes *
sign_response (const guint8 *data, gsize len, const PkiCert *signer)
{
  OCSP_BASICRESP *basic = d2i_OCSP_BASICRESP (NULL, &data, (long) len);
  OCSP_RESPONSE *response = NULL;
  guint8 *der = NULL;
  int der_len = 0;
  GBytes *signed_one = NULL;

  if (basic != NULL
      && OCSP_basic_sign (basic, signer->x509, signer->pkey, EVP_sha256 (), NULL, OCSP_NOTIME) == 1)
    response = OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  if (response != NULL)
    der_len = i2d_OCSP_RESPONSE (response, &der);
  if (der_len > 0)
    signed_one = g_bytes_new (der, (gsize) der_len);
  OPENSSL_free (der);
  OCSP_RESPONSE_free (response);
  OCSP_BASICRESP_free (basic);
  return signed_one;
}

static GBytes *
sign_list (const guint8 *data, gsize len, const PkiCert *signer)
{
  X509_CRL *list = d2i_X509_CRL (NULL, &data, (long) len);
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  GBytes *signed_one = NULL;

  if (list != NULL && X509_CRL_sign (list, signer->pkey, EVP_sha256 ()) > 0
      && PEM_write_bio_X509_CRL (bio, list) == 1)
    {
      char *text = NULL;
      long text_len = BIO_get_mem_data (bio, &text);

      signed_one = g_bytes_new (text, (gsize) text_len);
    }
  X509_CRL_free (list);
  return signed_one;
}

static CryVerdictCode
ask (GBytes *said, gboolean is_list)
{
  g_autoptr (CryTrust) trust = cry_trust_new ();
  const CryPathRequest request
      = { .leaf = office ()->cert, .ocsp = &said, .n_ocsp = is_list ? 0 : 1, .when = PKI_NOW };
  g_auto (CryVerdict) verdict = { 0 };
  gsize len;
  const guint8 *data = g_bytes_get_data (said, &len);

  pki_trust (trust, &office ()->root);
  cry_trust_set_revocation (trust, CRY_REVOCATION_STRICT);
  if (is_list)
    (void) cry_trust_add_crls (trust, data, len);
  cry_trust_verify (trust, &request, &verdict);
  return verdict.code;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  guint8 way = len > 0 ? data[0] : AS_IT_IS;
  gboolean is_list = (way & IS_LIST) != 0, by_stranger = (way & BY_STRANGER) != 0;
  const PkiCert *signer = by_stranger ? &office ()->stranger : &office ()->root;
  g_autoptr (GBytes) said = NULL;
  CryVerdictCode code;

  if (len < 2)
    return 0;
  if ((way & AS_IT_IS) != 0)
    said = g_bytes_new (data + 1, len - 1);
  else
    said = is_list ? sign_list (data + 1, len - 1, signer)
                   : sign_response (data + 1, len - 1, signer);
  if (said == NULL)
    return 0;
  code = ask (said, is_list);
  if (by_stranger && (way & AS_IT_IS) == 0)
    g_assert (code != CRY_VERDICT_OK && code != CRY_VERDICT_REVOKED);
  return 0;
}
