// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-ocsp-private.h"

#include "pki-fixture.h"

typedef struct
{
  PkiCert root, leaf, other;
} Pki;

static void
pki_init (Pki *self)
{
  self->root = pki_root ("Test CA");
  self->leaf = pki_leaf (&self->root);
  self->other = pki_leaf (&self->root);
}

static void
tear_down (Pki *self)
{
  pki_clear (&self->root);
  pki_clear (&self->leaf);
  pki_clear (&self->other);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pki, tear_down)

/* What is made of one response about the leaf. */
static CryOcsp
look (const Pki *self, PkiOcsp spec)
{
  g_autoptr (GBytes) response = NULL;

  spec.issuer = &self->root;
  spec.cert = spec.cert != NULL ? spec.cert : &self->leaf;
  spec.signer = spec.signer != NULL ? spec.signer : &self->root;
  response = pki_ocsp (&spec);
  return cry_ocsp_look (&response, 1, self->leaf.x509, self->root.x509, PKI_NOW);
}

/* From the CA, about this very certificate, and neither outdated nor of the future. */
static void
test_said (void)
{
  g_auto (Pki) pki = { 0 };

  pki_init (&pki);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = -1 }), ==, CRY_OCSP_GOOD);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = -1, .revoked = TRUE }), ==, CRY_OCSP_REVOKED);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = -1, .cert = &pki.other }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = -30 }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = 1 }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = 0, .endless = TRUE }), ==, CRY_OCSP_GOOD);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = -2, .endless = TRUE }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = -1, .unknown = TRUE }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = -1, .try_later = TRUE }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .offset = -1, .digest = "SHA1" }), ==, CRY_OCSP_SILENT);
}

/* The CA, or whom it named for that, and nobody else. */
static void
test_signers (void)
{
  g_auto (Pki) pki = { 0 };
  g_auto (PkiCert) stranger = pki_root ("Stranger"), namesake = pki_root ("Test CA");
  g_auto (PkiCert) delegate = { 0 }, expired = { 0 }, early = { 0 }, foreign = { 0 };
  g_auto (PkiCert) forged = { 0 };

  pki_init (&pki);
  delegate = pki_issue (
      &(PkiSpec){ .subject = "ocsp", .issuer = &pki.root, .extended_usage = "OCSPSigning" });
  expired = pki_issue (&(PkiSpec){ .subject = "ocsp",
                                   .issuer = &pki.root,
                                   .not_before = -10 * PKI_DAY,
                                   .not_after = -PKI_DAY,
                                   .extended_usage = "OCSPSigning" });
  early = pki_issue (&(PkiSpec){ .subject = "ocsp",
                                 .issuer = &pki.root,
                                 .not_before = PKI_DAY,
                                 .extended_usage = "OCSPSigning" });
  forged = pki_issue (
      &(PkiSpec){ .subject = "ocsp", .issuer = &namesake, .extended_usage = "OCSPSigning" });
  foreign = pki_issue (
      &(PkiSpec){ .subject = "ocsp", .issuer = &stranger, .extended_usage = "OCSPSigning" });
  g_assert_cmpint (look (&pki, (PkiOcsp){ .signer = &delegate }), ==, CRY_OCSP_GOOD);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .signer = &expired }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .signer = &early }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .signer = &forged }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .signer = &foreign }), ==, CRY_OCSP_SILENT);
  g_assert_cmpint (look (&pki, (PkiOcsp){ .signer = &stranger }), ==, CRY_OCSP_SILENT);
  /* Issued by the same CA, but for something else. */
  g_assert_cmpint (look (&pki, (PkiOcsp){ .signer = &pki.other }), ==, CRY_OCSP_SILENT);
}

/* Of several, the one that says revoked counts; what is none is passed over. */
static void
test_several (void)
{
  g_auto (Pki) pki = { 0 };

  pki_init (&pki);
  g_autoptr (GBytes) junk = g_bytes_new_static ("\x30\x03\x0a\x01\x00", 5);
  g_autoptr (GBytes) good
      = pki_ocsp (&(PkiOcsp){ .issuer = &pki.root, .cert = &pki.leaf, .signer = &pki.root });
  g_autoptr (GBytes) revoked = pki_ocsp (
      &(PkiOcsp){ .issuer = &pki.root, .cert = &pki.leaf, .signer = &pki.root, .revoked = TRUE });
  GBytes *all[] = { junk, good, revoked, good };

  g_assert_cmpint (cry_ocsp_look (all, 1, pki.leaf.x509, pki.root.x509, PKI_NOW), ==,
                   CRY_OCSP_SILENT);
  g_assert_cmpint (cry_ocsp_look (all, 2, pki.leaf.x509, pki.root.x509, PKI_NOW), ==,
                   CRY_OCSP_GOOD);
  g_assert_cmpint (cry_ocsp_look (all, 4, pki.leaf.x509, pki.root.x509, PKI_NOW), ==,
                   CRY_OCSP_REVOKED);
  g_assert_cmpint (cry_ocsp_look (NULL, 0, pki.leaf.x509, pki.root.x509, PKI_NOW), ==,
                   CRY_OCSP_SILENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/ocsp/OCS-02/said", test_said);
  g_test_add_func ("/crypto/ocsp/OCS-03/signers", test_signers);
  g_test_add_func ("/crypto/ocsp/OCS-02/several", test_several);
  return g_test_run ();
}
