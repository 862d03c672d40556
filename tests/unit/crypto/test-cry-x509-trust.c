// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "pki-fixture.h"

#include <openssl/rsa.h>

#include <string.h>

/* Verifies leaf with these intermediates (NULL-terminated) against one anchor. */
static CryVerdictCode
verdict_at (const PkiCert *anchor, const PkiCert *leaf, const PkiCert *const *others, gint64 when,
            char **ret_detail)
{
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (GPtrArray) certs = g_ptr_array_new_with_free_func ((GDestroyNotify) cry_cert_free);
  g_autoptr (CryCert) cert = pki_cert (leaf);
  g_auto (CryVerdict) verdict = { 0 };
  CryPathRequest request = { .leaf = cert, .when = when };

  if (anchor != NULL)
    pki_trust (trust, anchor);
  for (gsize i = 0; others != NULL && others[i] != NULL; i++)
    g_ptr_array_add (certs, pki_cert (others[i]));
  request.intermediates = (CryCert *const *) certs->pdata;
  request.n_intermediates = certs->len;
  cry_trust_verify (trust, &request, &verdict);
  if (ret_detail != NULL)
    *ret_detail = g_strdup (verdict.detail);
  return verdict.code;
}

static CryVerdictCode
verdict_of (const PkiCert *anchor, const PkiCert *leaf, const PkiCert *intermediate)
{
  const PkiCert *const others[] = { intermediate, NULL };

  return verdict_at (anchor, leaf, others, PKI_NOW, NULL);
}

static PkiCert
sub_ca (const PkiCert *issuer, const char *basic)
{
  const PkiSpec spec
      = { .subject = "Sub CA", .issuer = issuer, .basic = basic, .usage = "keyCertSign" };

  return pki_issue (&spec);
}

/* A leaf of root with these fields of spec; the verdict on it. */
static CryVerdictCode
verdict_of_spec (const PkiCert *root, PkiSpec spec)
{
  g_auto (PkiCert) leaf = { 0 };

  spec.subject = "gateway";
  spec.issuer = root;
  leaf = pki_issue (&spec);
  return verdict_of (root, &leaf, NULL);
}

static void
test_good (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) sub = sub_ca (&root, "critical,CA:TRUE,pathlen:0");
  g_auto (PkiCert) direct = pki_leaf (&root);
  g_auto (PkiCert) leaf = pki_leaf (&sub);

  g_assert_cmpint (verdict_of (&root, &direct, NULL), ==, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_of (&root, &leaf, &sub), ==, CRY_VERDICT_OK);
}

/* The others may come in any order, twice, and with strangers; a gateway may send its root. */
static void
test_messy_chain (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) stranger = pki_root ("Stranger");
  g_auto (PkiCert) sub = sub_ca (&root, "critical,CA:TRUE");
  g_auto (PkiCert) leaf = pki_leaf (&sub);
  const PkiCert *const others[] = { &stranger, &root, &leaf, &sub, &sub, &root, NULL };

  g_assert_cmpint (verdict_at (&root, &leaf, others, PKI_NOW, NULL), ==, CRY_VERDICT_OK);
}

static void
test_unknown_ca (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) other = pki_root ("Other CA");
  g_auto (PkiCert) sub = sub_ca (&root, "critical,CA:TRUE");
  g_auto (PkiCert) leaf = pki_leaf (&sub);
  const PkiCert *const with_root[] = { &sub, &root, NULL };
  g_autofree char *missing = NULL;
  g_autofree char *nearest = NULL;

  g_assert_cmpint (verdict_at (&other, &leaf, NULL, PKI_NOW, &nearest), ==, CRY_VERDICT_UNKNOWN_CA);
  g_assert_cmpstr (nearest, ==, "CN=Sub CA");
  /* A root that came from the peer is no anchor. */
  g_assert_cmpint (verdict_at (&other, &leaf, with_root, PKI_NOW, &missing), ==,
                   CRY_VERDICT_UNKNOWN_CA);
  g_assert_cmpstr (missing, ==, "CN=Test CA");
  g_assert_cmpint (verdict_of (NULL, &leaf, &sub), ==, CRY_VERDICT_UNKNOWN_CA);
  g_assert_cmpint (verdict_of (&other, &root, NULL), ==, CRY_VERDICT_UNKNOWN_CA);
}

static void
test_partial_chain (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) sub = sub_ca (&root, "critical,CA:TRUE");
  g_auto (PkiCert) leaf = pki_leaf (&sub);
  g_auto (PkiCert) other = pki_leaf (&sub);

  g_assert_cmpint (verdict_of (&sub, &leaf, NULL), ==, CRY_VERDICT_OK);
  /* The gateway's own certificate pinned. */
  g_assert_cmpint (verdict_of (&leaf, &leaf, NULL), ==, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_of (&leaf, &other, NULL), ==, CRY_VERDICT_UNKNOWN_CA);
}

static void
test_time (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) leaf = pki_leaf (&root);
  const PkiSpec late = { .subject = "Sub CA",
                         .issuer = &root,
                         .basic = "critical,CA:TRUE",
                         .not_before = 10 * PKI_DAY,
                         .not_after = 20 * PKI_DAY };
  g_auto (PkiCert) sub = pki_issue (&late);
  g_auto (PkiCert) below = pki_leaf (&sub);
  g_autofree char *detail = NULL;

  g_assert_cmpint (verdict_at (&root, &leaf, NULL, PKI_NOW + 400 * PKI_DAY, NULL), ==,
                   CRY_VERDICT_EXPIRED);
  g_assert_cmpint (verdict_at (&root, &leaf, NULL, PKI_NOW - 2 * PKI_DAY, NULL), ==,
                   CRY_VERDICT_NOT_YET_VALID);
  g_assert_cmpint (verdict_at (&root, &leaf, NULL, 0, NULL), ==, CRY_VERDICT_NOT_YET_VALID);
  g_assert_cmpint (verdict_of (&root, &below, &sub), ==, CRY_VERDICT_NOT_YET_VALID);
  g_assert_cmpint (verdict_at (&root, &below, (const PkiCert *const[]){ &sub, NULL },
                               PKI_NOW + 30 * PKI_DAY, &detail),
                   ==, CRY_VERDICT_EXPIRED);
  g_assert_cmpstr (detail, ==, "CN=Sub CA");
}

static void
test_purpose (void)
{
  static const struct
  {
    const char *usage, *extended;
    CryVerdictCode code;
  } table[] = {
    { NULL, NULL, CRY_VERDICT_OK },
    { "digitalSignature", NULL, CRY_VERDICT_OK },
    { "nonRepudiation", NULL, CRY_VERDICT_OK },
    { "digitalSignature,keyEncipherment", "serverAuth,clientAuth", CRY_VERDICT_OK },
    { NULL, "critical,serverAuth", CRY_VERDICT_OK },
    { NULL, "1.3.6.1.5.5.7.3.17", CRY_VERDICT_OK },
    { NULL, "1.3.6.1.5.5.8.2.2", CRY_VERDICT_OK },
    { NULL, "anyExtendedKeyUsage", CRY_VERDICT_OK },
    { "keyEncipherment", NULL, CRY_VERDICT_WRONG_PURPOSE },
    { "keyEncipherment", "serverAuth", CRY_VERDICT_WRONG_PURPOSE },
    { NULL, "clientAuth", CRY_VERDICT_WRONG_PURPOSE },
    { NULL, "critical,clientAuth,emailProtection", CRY_VERDICT_WRONG_PURPOSE },
    { "digitalSignature", "codeSigning", CRY_VERDICT_WRONG_PURPOSE },
  };
  g_auto (PkiCert) root = pki_root ("Test CA");

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const PkiSpec spec = { .usage = table[i].usage, .extended_usage = table[i].extended };

      g_assert_cmpint (verdict_of_spec (&root, spec), ==, table[i].code);
    }
  g_assert_cmpint (verdict_of_spec (&root, (PkiSpec){ .broken_usage = TRUE }), !=, CRY_VERDICT_OK);
}

static void
test_path_rules (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) no_ca = sub_ca (&root, "CA:FALSE");
  g_auto (PkiCert) under_no_ca = pki_leaf (&no_ca);
  g_auto (PkiCert) narrow = sub_ca (&root, "critical,CA:TRUE,pathlen:0");
  const PkiSpec deeper_spec = {
    .subject = "Deeper", .issuer = &narrow, .basic = "critical,CA:TRUE", .usage = "keyCertSign"
  };
  g_auto (PkiCert) deeper = pki_issue (&deeper_spec);
  g_auto (PkiCert) too_deep = pki_leaf (&deeper);
  const PkiSpec no_sign_spec = {
    .subject = "No sign", .issuer = &root, .basic = "critical,CA:TRUE", .usage = "digitalSignature"
  };
  g_auto (PkiCert) no_sign = pki_issue (&no_sign_spec);
  g_auto (PkiCert) under_no_sign = pki_leaf (&no_sign);
  const PkiCert *const two[] = { &narrow, &deeper, NULL };

  g_assert_cmpint (verdict_of (&root, &under_no_ca, &no_ca), ==, CRY_VERDICT_INVALID);
  g_assert_cmpint (verdict_at (&root, &too_deep, two, PKI_NOW, NULL), ==, CRY_VERDICT_INVALID);
  g_assert_cmpint (verdict_of (&root, &under_no_sign, &no_sign), !=, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_of_spec (&root, (PkiSpec){ .unknown_critical = TRUE }), ==,
                   CRY_VERDICT_INVALID);
}

static void
test_name_constraints (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  const PkiSpec spec = { .subject = "Narrow CA",
                         .issuer = &root,
                         .basic = "critical,CA:TRUE",
                         .constraints = "critical,permitted;DNS:example.net" };
  const PkiSpec wide_spec = { .subject = "Wide CA",
                              .issuer = &root,
                              .basic = "critical,CA:TRUE",
                              .constraints = "critical,permitted;DNS:EXAMPLE.org" };
  g_auto (PkiCert) narrow = pki_issue (&spec);
  g_auto (PkiCert) wide = pki_issue (&wide_spec);
  g_auto (PkiCert) outside = pki_leaf (&narrow);
  g_auto (PkiCert) inside = pki_leaf (&wide);

  g_assert_cmpint (verdict_of (&root, &outside, &narrow), ==, CRY_VERDICT_NAME_CONSTRAINT);
  g_assert_cmpint (verdict_of (&root, &inside, &wide), ==, CRY_VERDICT_OK);
}

static void
test_weak (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_autoptr (EVP_PKEY) short_rsa = EVP_RSA_gen (1024);
  g_autoptr (EVP_PKEY) rsa = EVP_RSA_gen (2048);
  const PkiSpec weak_root_spec
      = { .subject = "Weak CA", .pkey = short_rsa, .basic = "critical,CA:TRUE" };
  g_auto (PkiCert) weak_root = pki_issue (&weak_root_spec);
  g_auto (PkiCert) under_weak = pki_leaf (&weak_root);

  g_assert_cmpint (verdict_of_spec (&root, (PkiSpec){ .pkey = short_rsa }), ==, CRY_VERDICT_WEAK);
  g_assert_cmpint (verdict_of_spec (&root, (PkiSpec){ .pkey = rsa }), ==, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_of_spec (&root, (PkiSpec){ .digest = "SHA1" }), ==, CRY_VERDICT_WEAK);
  g_assert_cmpint (verdict_of (&weak_root, &under_weak, NULL), ==, CRY_VERDICT_WEAK);
}

/* Same names, another key (CVE-2020-16088 class), and a bent signature. */
static void
test_bad_signature (void)
{
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) lookalike = pki_root ("Test CA");
  g_auto (PkiCert) leaf = pki_leaf (&lookalike);
  g_auto (PkiCert) good = pki_leaf (&root);
  g_autoptr (GByteArray) der = pki_der (&good);
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (CryCert) bent = NULL;
  g_auto (CryVerdict) verdict = { 0 };
  CryPathRequest request = { .when = PKI_NOW };

  g_assert_cmpint (verdict_of (&root, &leaf, NULL), ==, CRY_VERDICT_BAD_SIGNATURE);
  g_assert_cmpint (verdict_of (&root, &leaf, &lookalike), !=, CRY_VERDICT_OK);
  der->data[der->len - 1] ^= 1;
  bent = cry_cert_new_der (der->data, der->len);
  g_assert_nonnull (bent);
  pki_trust (trust, &root);
  request.leaf = bent;
  cry_trust_verify (trust, &request, &verdict);
  g_assert_cmpint (verdict.code, ==, CRY_VERDICT_BAD_SIGNATURE);
  g_assert_cmpstr (verdict.detail, ==, "CN=gateway");
}

static void
test_trust_set (void)
{
  g_auto (PkiCert) a = pki_root ("A");
  g_auto (PkiCert) b = pki_root ("B");
  g_autoptr (CryCert) cert = pki_cert (&b);
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GByteArray) hashes = NULL;
  guint8 hash[20];

  g_assert_cmpuint (cry_trust_add (trust, (const guint8 *) "rubbish", 7), ==, 0);
  g_assert_cmpuint (cry_trust_size (trust), ==, 0);
  pki_pem (text, &a);
  pki_pem (text, &b);
  g_assert_cmpuint (cry_trust_add (trust, (const guint8 *) text->str, text->len), ==, 2);
  g_assert_cmpuint (cry_trust_size (trust), ==, 2);
  hashes = cry_trust_key_hashes (trust);
  g_assert_cmpuint (hashes->len, ==, 40);
  cry_cert_key_hash (cert, hash);
  g_assert_cmpmem (hashes->data + 20, 20, hash, 20);
}

/* A system's bundle: the anchors at its end are parsed when a path wants them. */
static void
test_long_bundle (void)
{
  g_auto (PkiCert) stranger = pki_root ("Stranger");
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) sub = sub_ca (&root, "critical,CA:TRUE");
  g_auto (PkiCert) direct = pki_leaf (&root);
  g_auto (PkiCert) leaf = pki_leaf (&sub);
  g_auto (PkiCert) unknown = pki_leaf (&stranger);
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GByteArray) hashes = NULL;
  const struct
  {
    const PkiCert *leaf;
    CryVerdictCode code;
  } rows[] = {
    { &direct, CRY_VERDICT_OK },
    { &unknown, CRY_VERDICT_UNKNOWN_CA },
    { &leaf, CRY_VERDICT_OK }, /* the anchor that issued it was itself issued by an anchor */
    { &direct, CRY_VERDICT_OK },
  };

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("CA %u", i);
      g_auto (PkiCert) other = pki_root (name);

      pki_pem (text, &other);
    }
  pki_pem (text, &sub);
  pki_pem (text, &root);
  g_assert_cmpuint (cry_trust_add (trust, (const guint8 *) text->str, text->len), ==, 42);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CryCert) cert = pki_cert (rows[i].leaf);
      g_auto (CryVerdict) verdict = { 0 };
      CryPathRequest request = { .leaf = cert, .when = PKI_NOW };

      cry_trust_verify (trust, &request, &verdict);
      g_assert_cmpint (verdict.code, ==, rows[i].code);
    }
  hashes = cry_trust_key_hashes (trust);
  g_assert_cmpuint (hashes->len, ==, 42 * 20);
}

typedef struct
{
  PkiCert root, leaf, other;
} Revoking;

static void
revoking_init (Revoking *self)
{
  self->root = pki_root ("Test CA");
  self->leaf = pki_leaf (&self->root);
  self->other = pki_leaf (&self->root);
}

static void
revoking_clear (Revoking *self)
{
  pki_clear (&self->root);
  pki_clear (&self->leaf);
  pki_clear (&self->other);
}

/* list: PEM or NULL. */
static CryVerdictCode
verdict_with (const Revoking *self, const char *list, CryRevocation revocation)
{
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (CryCert) cert = pki_cert (&self->leaf);
  g_auto (CryVerdict) verdict = { 0 };
  CryPathRequest request = { .leaf = cert, .when = PKI_NOW };

  pki_trust (trust, &self->root);
  cry_trust_set_revocation (trust, revocation);
  if (list != NULL)
    g_assert_cmpuint (cry_trust_add_crls (trust, (const guint8 *) list, strlen (list)), ==, 1);
  cry_trust_verify (trust, &request, &verdict);
  return verdict.code;
}

static void
test_revocation (void)
{
  Revoking self = { 0 };
  g_autofree char *named = NULL, *unnamed = NULL, *outdated = NULL, *foreign = NULL;
  g_auto (PkiCert) stranger = pki_root ("Stranger");

  revoking_init (&self);
  named = pki_crl (&self.root, &self.leaf, -1);
  unnamed = pki_crl (&self.root, &self.other, -1);
  outdated = pki_crl (&self.root, NULL, -30);
  foreign = pki_crl (&stranger, NULL, -1);
  g_assert_cmpint (verdict_with (&self, NULL, CRY_REVOCATION_RELAXED), ==, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_with (&self, NULL, CRY_REVOCATION_STRICT), ==, CRY_VERDICT_NO_CRL);
  g_assert_cmpint (verdict_with (&self, named, CRY_REVOCATION_OFF), ==, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_with (&self, named, CRY_REVOCATION_RELAXED), ==, CRY_VERDICT_REVOKED);
  g_assert_cmpint (verdict_with (&self, named, CRY_REVOCATION_STRICT), ==, CRY_VERDICT_REVOKED);
  g_assert_cmpint (verdict_with (&self, unnamed, CRY_REVOCATION_STRICT), ==, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_with (&self, outdated, CRY_REVOCATION_RELAXED), ==, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_with (&self, outdated, CRY_REVOCATION_STRICT), ==, CRY_VERDICT_NO_CRL);
  g_assert_cmpint (verdict_with (&self, foreign, CRY_REVOCATION_RELAXED), ==, CRY_VERDICT_OK);
  g_assert_cmpint (verdict_with (&self, foreign, CRY_REVOCATION_STRICT), ==, CRY_VERDICT_NO_CRL);
  revoking_clear (&self);
}

/* A response instead of a list; NULL: none. */
static CryVerdictCode
verdict_with_ocsp (const Revoking *self, gboolean later, CryRevocation revocation, GBytes *response)
{
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (CryCert) cert = pki_cert (&self->leaf);
  g_auto (CryVerdict) verdict = { 0 };
  CryPathRequest request = { .leaf = cert,
                             .when = PKI_NOW,
                             .ocsp = &response,
                             .n_ocsp = response != NULL,
                             .ocsp_later = later };

  pki_trust (trust, &self->root);
  cry_trust_set_revocation (trust, revocation);
  cry_trust_verify (trust, &request, &verdict);
  g_assert_cmpint (verdict.detail != NULL, ==, verdict.code != CRY_VERDICT_OK);
  return verdict.code;
}

/* A response stands in for a list, and one that is missing matters to strict alone. */
static void
test_response (void)
{
  Revoking self = { 0 };
  g_autoptr (GBytes) good = NULL, bad = NULL;

  revoking_init (&self);
  good = pki_ocsp (&(PkiOcsp){ .issuer = &self.root, .cert = &self.leaf, .signer = &self.root });
  bad = pki_ocsp (&(PkiOcsp){
      .issuer = &self.root, .cert = &self.leaf, .signer = &self.root, .revoked = TRUE });
  for (CryRevocation i = CRY_REVOCATION_OFF; i <= CRY_REVOCATION_STRICT; i++)
    {
      gboolean strict = i == CRY_REVOCATION_STRICT;

      g_assert_cmpint (verdict_with_ocsp (&self, FALSE, i, good), ==, CRY_VERDICT_OK);
      g_assert_cmpint (verdict_with_ocsp (&self, FALSE, i, bad), ==,
                       i == CRY_REVOCATION_OFF ? CRY_VERDICT_OK : CRY_VERDICT_REVOKED);
      g_assert_cmpint (verdict_with_ocsp (&self, FALSE, i, NULL), ==,
                       strict ? CRY_VERDICT_NO_CRL : CRY_VERDICT_OK);
      g_assert_cmpint (verdict_with_ocsp (&self, TRUE, i, NULL), ==, CRY_VERDICT_OK);
    }
  revoking_clear (&self);
}

typedef struct
{
  PkiCert root, below, leaf;
} Deep;

static void
deep_clear (Deep *self)
{
  pki_clear (&self->root);
  pki_clear (&self->below);
  pki_clear (&self->leaf);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Deep, deep_clear)

/* The verdict on a path when this is said of the CA between, beside "good" of the leaf. */
static void
assert_deep (const Deep *self, CryRevocation revocation, const PkiOcsp *of_below,
             CryVerdictCode expected)
{
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (CryCert) leaf = pki_cert (&self->leaf), below = pki_cert (&self->below);
  g_autoptr (GBytes) good = pki_ocsp (
      &(PkiOcsp){ .issuer = &self->below, .cert = &self->leaf, .signer = &self->below });
  g_autoptr (GBytes) other = of_below != NULL ? pki_ocsp (of_below) : NULL;
  GBytes *responses[] = { good, other };
  g_auto (CryVerdict) verdict = { 0 };
  CryPathRequest request = { .leaf = leaf,
                             .intermediates = &below,
                             .n_intermediates = 1,
                             .when = PKI_NOW,
                             .ocsp = responses,
                             .n_ocsp = of_below != NULL ? 2 : 1 };

  pki_trust (trust, &self->root);
  cry_trust_set_revocation (trust, revocation);
  cry_trust_verify (trust, &request, &verdict);
  g_assert_cmpint (verdict.code, ==, expected);
  if (expected != CRY_VERDICT_OK)
    g_assert_nonnull (strstr (verdict.detail, "Below"));
}

/* Every certificate of the path but the anchor is asked about, and only its issuer can answer. */
static void
test_response_of_intermediate (void)
{
  g_auto (Deep) deep = { .root = pki_root ("Test CA") };
  PkiOcsp said;

  deep.below = pki_issue (&(PkiSpec){ .subject = "Below",
                                      .issuer = &deep.root,
                                      .basic = "critical,CA:TRUE",
                                      .usage = "critical,keyCertSign" });
  deep.leaf = pki_leaf (&deep.below);
  said = (PkiOcsp){ .issuer = &deep.root, .cert = &deep.below, .signer = &deep.root };
  assert_deep (&deep, CRY_REVOCATION_STRICT, &said, CRY_VERDICT_OK);
  assert_deep (&deep, CRY_REVOCATION_STRICT, NULL, CRY_VERDICT_NO_CRL);
  assert_deep (&deep, CRY_REVOCATION_RELAXED, NULL, CRY_VERDICT_OK);
  said.signer = &deep.below;
  assert_deep (&deep, CRY_REVOCATION_STRICT, &said, CRY_VERDICT_NO_CRL);
  said.signer = &deep.root;
  said.revoked = TRUE;
  assert_deep (&deep, CRY_REVOCATION_STRICT, &said, CRY_VERDICT_REVOKED);
  assert_deep (&deep, CRY_REVOCATION_RELAXED, &said, CRY_VERDICT_REVOKED);
  assert_deep (&deep, CRY_REVOCATION_OFF, &said, CRY_VERDICT_OK);
}

static void
test_no_list (void)
{
  g_autoptr (CryTrust) trust = cry_trust_new ();
  static const char broken[] = "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n";

  g_assert_cmpuint (cry_trust_add_crls (trust, (const guint8 *) broken, strlen (broken)), ==, 0);
  g_assert_cmpuint (cry_trust_add_crls (trust, (const guint8 *) "", 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/x509-trust/PKI-19/revocation", test_revocation);
  g_test_add_func ("/crypto/x509-trust/PKI-19+OCS-04/response", test_response);
  g_test_add_func ("/crypto/x509-trust/OCS-02+OCS-03/response-of-intermediate",
                   test_response_of_intermediate);
  g_test_add_func ("/crypto/x509-trust/no-list", test_no_list);
  g_test_add_func ("/crypto/x509-trust/PKI-03/good", test_good);
  g_test_add_func ("/crypto/x509-trust/PKI-01/messy-chain", test_messy_chain);
  g_test_add_func ("/crypto/x509-trust/PKI-17/unknown-ca", test_unknown_ca);
  g_test_add_func ("/crypto/x509-trust/PKI-04/partial-chain", test_partial_chain);
  g_test_add_func ("/crypto/x509-trust/PKI-03/time", test_time);
  g_test_add_func ("/crypto/x509-trust/PKI-13+PKI-14/purpose", test_purpose);
  g_test_add_func ("/crypto/x509-trust/PKI-15/path-rules", test_path_rules);
  g_test_add_func ("/crypto/x509-trust/PKI-03/name-constraints", test_name_constraints);
  g_test_add_func ("/crypto/x509-trust/AUT-22/weak", test_weak);
  g_test_add_func ("/crypto/x509-trust/PKI-03/bad-signature", test_bad_signature);
  g_test_add_func ("/crypto/x509-trust/CRQ-01/trust-set", test_trust_set);
  g_test_add_func ("/crypto/x509-trust/long-bundle", test_long_bundle);
  return g_test_run ();
}
