// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A provider of the crypto library whose keys can be used and not read: the public half is the
 * library's own, the private half is wherever the owner of the TLS session has it. The library
 * calls for a signature in the middle of a handshake and expects it at once; its asynchronous jobs
 * (ASYNC_pause_job) turn that call into a wait. */
#include "cry-tls-key-private.h"

#include "cry-alg-private.h"
#include "cry-key-private.h"

#include <openssl/async.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <string.h>

#define PROVIDER_NAME "genkan"
#define FROM_PROVIDER "provider=" PROVIDER_NAME
#define FROM_LIBRARY  "provider=default"
#define PARAM_SIGNER  "genkan-signer" /* pointer to the CryTlsSigner */

typedef struct
{
  OSSL_LIB_CTX *library; /* borrowed */
} Provider;

typedef struct
{
  Provider *provider;   /* borrowed */
  const char *type;     /* static: "RSA" ... */
  EVP_PKEY *pkey;       /* owned: the public half; NULL before import */
  CryTlsSigner *signer; /* borrowed; NULL: a key to compare with */
} Key;

typedef struct
{
  Key *key; /* borrowed; the library holds it as long as this */
  CryHash hash;
  gboolean pss;
} Signing;

typedef OSSL_PARAM OsslParams;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OsslParams, OSSL_PARAM_free)

void
cry_tls_signer_clear (CryTlsSigner *signer)
{
  g_clear_pointer (&signer->octets, g_bytes_unref);
  g_clear_pointer (&signer->signature, g_bytes_unref);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static Key *
key_new (Provider *provider, const char *type)
{
  Key *key = g_new0 (Key, 1);

  key->provider = provider;
  key->type = type;
  return key;
}

static void *
key_new_rsa (void *provider)
{
  return key_new (provider, "RSA");
}

static void *
key_new_ec (void *provider)
{
  return key_new (provider, "EC");
}

static void *
key_new_ed25519 (void *provider)
{
  return key_new (provider, "ED25519");
}

static void *
key_new_ed448 (void *provider)
{
  return key_new (provider, "ED448");
}

static void
key_free (void *data)
{
  Key *key = data;

  if (key != NULL)
    EVP_PKEY_free (key->pkey);
  g_free (key);
}

static int
key_import (void *data, int selection, const OSSL_PARAM *params)
{
  Key *key = data;
  const OSSL_PARAM *signer = OSSL_PARAM_locate_const (params, PARAM_SIGNER);
  g_autoptr (EVP_PKEY_CTX) ctx
      = EVP_PKEY_CTX_new_from_name (key->provider->library, key->type, FROM_LIBRARY);

  if (signer != NULL && signer->data_size == sizeof key->signer)
    memcpy (&key->signer, signer->data, sizeof key->signer);
  return ctx != NULL && EVP_PKEY_fromdata_init (ctx) == 1
         && EVP_PKEY_fromdata (ctx, &key->pkey, EVP_PKEY_PUBLIC_KEY, (OSSL_PARAM *) params) == 1;
}

static const OSSL_PARAM *
key_import_types (int selection)
{
  static const OSSL_PARAM types[] = {
    OSSL_PARAM_BN (OSSL_PKEY_PARAM_RSA_N, NULL, 0),
    OSSL_PARAM_BN (OSSL_PKEY_PARAM_RSA_E, NULL, 0),
    OSSL_PARAM_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
    OSSL_PARAM_octet_string (OSSL_PKEY_PARAM_PUB_KEY, NULL, 0),
    OSSL_PARAM_octet_string (PARAM_SIGNER, NULL, 0),
    OSSL_PARAM_END,
  };

  return types;
}

static int
key_has (const void *data, int selection)
{
  const Key *key = data;

  return key->pkey != NULL
         && ((selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) == 0 || key->signer != NULL);
}

static int
key_match (const void *a, const void *b, int selection)
{
  return EVP_PKEY_eq (((const Key *) a)->pkey, ((const Key *) b)->pkey) == 1;
}

static int
key_get_params (void *data, OSSL_PARAM params[])
{
  const Key *key = data;

  return EVP_PKEY_get_params (key->pkey, params);
}

static const OSSL_PARAM *
key_gettable_params (void *provider)
{
  static const OSSL_PARAM params[] = {
    OSSL_PARAM_int (OSSL_PKEY_PARAM_BITS, NULL),
    OSSL_PARAM_int (OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
    OSSL_PARAM_int (OSSL_PKEY_PARAM_MAX_SIZE, NULL),
    OSSL_PARAM_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
    OSSL_PARAM_utf8_string (OSSL_PKEY_PARAM_DEFAULT_DIGEST, NULL, 0),
    OSSL_PARAM_utf8_string (OSSL_PKEY_PARAM_MANDATORY_DIGEST, NULL, 0),
    OSSL_PARAM_END,
  };

  return params;
}

static const char *
ec_operation_name (int operation)
{
  return "ECDSA";
}

/* ---- Signatures ------------------------------------------------------------------------------ */

static void *
signing_new (void *provider, const char *properties)
{
  return g_new0 (Signing, 1);
}

static void
signing_free (void *data)
{
  g_free (data);
}

static int
signing_set_params (void *data, const OSSL_PARAM params[])
{
  Signing *signing = data;
  const OSSL_PARAM *padding
      = params != NULL ? OSSL_PARAM_locate_const (params, OSSL_SIGNATURE_PARAM_PAD_MODE) : NULL;
  int mode = 0;

  if (padding == NULL)
    return 1;
  if (padding->data_type == OSSL_PARAM_UTF8_STRING)
    signing->pss = strcmp (padding->data, OSSL_PKEY_RSA_PAD_MODE_PSS) == 0;
  else if (OSSL_PARAM_get_int (padding, &mode))
    signing->pss = mode == RSA_PKCS1_PSS_PADDING;
  return 1;
}

static const OSSL_PARAM *
signing_settable_params (void *data, void *provider)
{
  static const OSSL_PARAM params[] = {
    OSSL_PARAM_utf8_string (OSSL_SIGNATURE_PARAM_PAD_MODE, NULL, 0),
    OSSL_PARAM_utf8_string (OSSL_SIGNATURE_PARAM_PSS_SALTLEN, NULL, 0),
    OSSL_PARAM_END,
  };

  return params;
}

static CryHash
hash_called (const char *name)
{
  if (name == NULL || *name == '\0')
    return CRY_HASH_IDENTITY;
  for (gsize i = 0; cry_hash_info_nth (i) != NULL; i++)
    {
      g_autoptr (EVP_MD) md = EVP_MD_fetch (NULL, cry_hash_info_nth (i)->library_name, NULL);

      if (md != NULL && EVP_MD_is_a (md, name))
        return cry_hash_info_nth (i)->hash;
    }
  return CRY_HASH_NONE;
}

/* The scheme that goes with the key, the digest and the padding; NONE when nobody could make it. */
static CrySig
scheme_of (const Signing *signing)
{
  CryKeyType type = cry_key_classify (signing->key->pkey);
  gboolean is_rsa = type == CRY_KEY_RSA;

  for (guint sig = CRY_SIG_NONE + 1; sig <= CRY_SIG_LAST; sig++)
    if (cry_sig_fits_key ((CrySig) sig, type) && cry_sig_hash ((CrySig) sig) == signing->hash
        && (!is_rsa || cry_sig_is_pss ((CrySig) sig) == signing->pss))
      return (CrySig) sig;
  return CRY_SIG_NONE;
}

static int
signing_init (void *data, const char *digest, void *key, const OSSL_PARAM params[])
{
  Signing *signing = data;

  signing->key = key;
  signing->hash = hash_called (digest);
  return signing->key->signer != NULL && signing_set_params (data, params)
         && scheme_of (signing) != CRY_SIG_NONE;
}

/* Until the owner of the session has an answer. */
static gboolean
wait_for_signature (CryTlsSigner *signer)
{
  while (signer->signature == NULL && !signer->given_up)
    if (ASYNC_pause_job () != 1)
      return FALSE;
  return !signer->given_up;
}

static int
signing_sign (void *data, unsigned char *ret_signature, size_t *ret_len, size_t room,
              const unsigned char *octets, size_t n_octets)
{
  const Signing *signing = data;
  CryTlsSigner *signer = signing->key->signer;
  gsize len = 0;
  gboolean fits;

  if (ret_signature == NULL)
    {
      *ret_len = (size_t) EVP_PKEY_get_size (signing->key->pkey);
      return 1;
    }
  if (ASYNC_get_current_job () == NULL)
    return 0;
  cry_tls_signer_clear (signer);
  signer->sig = scheme_of (signing);
  signer->octets = g_bytes_new (octets, n_octets);
  if (!wait_for_signature (signer))
    return 0;
  len = g_bytes_get_size (signer->signature);
  fits = len <= room;
  if (fits)
    memcpy (ret_signature, g_bytes_get_data (signer->signature, NULL), len);
  *ret_len = len;
  cry_tls_signer_clear (signer);
  return fits;
}

/* ---- The provider ---------------------------------------------------------------------------- */

#define FUNCTION(id, function)       \
  {                                  \
    id, (void (*) (void)) (function) \
  }
#define KEY_FUNCTIONS(key_new_of_type)                                                            \
  FUNCTION (OSSL_FUNC_KEYMGMT_NEW, key_new_of_type), FUNCTION (OSSL_FUNC_KEYMGMT_FREE, key_free), \
      FUNCTION (OSSL_FUNC_KEYMGMT_IMPORT, key_import),                                            \
      FUNCTION (OSSL_FUNC_KEYMGMT_IMPORT_TYPES, key_import_types),                                \
      FUNCTION (OSSL_FUNC_KEYMGMT_HAS, key_has), FUNCTION (OSSL_FUNC_KEYMGMT_MATCH, key_match),   \
      FUNCTION (OSSL_FUNC_KEYMGMT_GET_PARAMS, key_get_params),                                    \
      FUNCTION (OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, key_gettable_params)

static const OSSL_DISPATCH rsa_key_functions[] = { KEY_FUNCTIONS (key_new_rsa), { 0, NULL } };
static const OSSL_DISPATCH ec_key_functions[]
    = { KEY_FUNCTIONS (key_new_ec),
        FUNCTION (OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, ec_operation_name),
        { 0, NULL } };
static const OSSL_DISPATCH ed25519_key_functions[]
    = { KEY_FUNCTIONS (key_new_ed25519), { 0, NULL } };

static const OSSL_DISPATCH ed448_key_functions[] = { KEY_FUNCTIONS (key_new_ed448), { 0, NULL } };

static const OSSL_DISPATCH signing_functions[] = {
  FUNCTION (OSSL_FUNC_SIGNATURE_NEWCTX, signing_new),
  FUNCTION (OSSL_FUNC_SIGNATURE_FREECTX, signing_free),
  FUNCTION (OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, signing_init),
  FUNCTION (OSSL_FUNC_SIGNATURE_DIGEST_SIGN, signing_sign),
  FUNCTION (OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, signing_set_params),
  FUNCTION (OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, signing_settable_params),
  { 0, NULL },
};

static const OSSL_ALGORITHM *
provider_query (void *provider, int operation, int *ret_no_cache)
{
  static const OSSL_ALGORITHM keys[] = {
    { "RSA", FROM_PROVIDER, rsa_key_functions, NULL },
    { "EC", FROM_PROVIDER, ec_key_functions, NULL },
    { "ED25519", FROM_PROVIDER, ed25519_key_functions, NULL },
    { "ED448", FROM_PROVIDER, ed448_key_functions, NULL },
    { NULL, NULL, NULL, NULL },
  };
  static const OSSL_ALGORITHM signatures[] = {
    { "RSA", FROM_PROVIDER, signing_functions, NULL },
    { "ECDSA", FROM_PROVIDER, signing_functions, NULL },
    { "ED25519", FROM_PROVIDER, signing_functions, NULL },
    { "ED448", FROM_PROVIDER, signing_functions, NULL },
    { NULL, NULL, NULL, NULL },
  };

  *ret_no_cache = 0;
  if (operation == OSSL_OP_KEYMGMT)
    return keys;
  return operation == OSSL_OP_SIGNATURE ? signatures : NULL;
}

static void
provider_free (void *provider)
{
  g_free (provider);
}

static int
provider_init (const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *from_core,
               const OSSL_DISPATCH **ret_functions, void **ret_provider)
{
  static const OSSL_DISPATCH functions[] = {
    FUNCTION (OSSL_FUNC_PROVIDER_TEARDOWN, provider_free),
    FUNCTION (OSSL_FUNC_PROVIDER_QUERY_OPERATION, provider_query),
    { 0, NULL },
  };
  Provider *provider;

  for (; from_core->function_id != 0; from_core++)
    if (from_core->function_id == OSSL_FUNC_CORE_GET_LIBCTX)
      {
        provider = g_new0 (Provider, 1);
        provider->library = (OSSL_LIB_CTX *) OSSL_FUNC_core_get_libctx (from_core) (handle);
        *ret_provider = provider;
        *ret_functions = functions;
        return 1;
      }
  return 0;
}

CryTlsLibrary *
cry_tls_library_new (void)
{
  g_autoptr (CryTlsLibrary) library = g_new0 (CryTlsLibrary, 1);

  library->context = OSSL_LIB_CTX_new ();
  if (library->context == NULL
      || OSSL_PROVIDER_add_builtin (library->context, PROVIDER_NAME, provider_init) != 1)
    return NULL;
  library->providers[0] = OSSL_PROVIDER_load (library->context, "default");
  library->providers[1] = OSSL_PROVIDER_load (library->context, PROVIDER_NAME);
  /* Whoever does not ask for keys of this provider must not get one. */
  if (library->providers[0] == NULL || library->providers[1] == NULL
      || EVP_set_default_properties (library->context, "?" FROM_LIBRARY) != 1)
    return NULL;
  return g_steal_pointer (&library);
}

void
cry_tls_library_free (CryTlsLibrary *library)
{
  if (library == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (library->providers); i++)
    if (library->providers[i] != NULL)
      OSSL_PROVIDER_unload (library->providers[i]);
  OSSL_LIB_CTX_free (library->context);
  g_free (library);
}

EVP_PKEY *
cry_tls_key_new (CryTlsLibrary *library, X509 *certificate, CryTlsSigner *signer)
{
  EVP_PKEY *public = X509_get0_pubkey (certificate); /* borrowed */
  OSSL_PARAM extra[] = { OSSL_PARAM_construct_octet_string (PARAM_SIGNER, &signer, sizeof signer),
                         OSSL_PARAM_construct_end () };
  g_autoptr (OsslParams) params = NULL;
  g_autoptr (OsslParams) merged = NULL;
  g_autoptr (EVP_PKEY_CTX) ctx = NULL;
  EVP_PKEY *key = NULL;

  if (public == NULL || cry_key_classify (public) == CRY_KEY_UNKNOWN
      || EVP_PKEY_todata (public, EVP_PKEY_PUBLIC_KEY, &params) != 1)
    return NULL;
  merged = OSSL_PARAM_merge (params, extra);
  ctx = EVP_PKEY_CTX_new_from_name (library->context, EVP_PKEY_get0_type_name (public),
                                    FROM_PROVIDER);
  if (merged == NULL || ctx == NULL || EVP_PKEY_fromdata_init (ctx) != 1
      || EVP_PKEY_fromdata (ctx, &key, EVP_PKEY_KEYPAIR, merged) != 1)
    return NULL;
  return key;
}
