// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A key on a token: finding it, unlocking it, signing with it. */
#include "vpn-client-token.h"

#include "config.h"
#include "vpn-client-scheme-private.h"
#include "vpn-client-text.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

/* What p11-kit 0.24 still calls its iterators. */
#define P11_KIT_FUTURE_UNSTABLE_API
#include <p11-kit/iter.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#define ATTRIBUTE_MAX 4096 /* octets; a certificate has its own way */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (P11KitUri, p11_kit_uri_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (P11KitIter, p11_kit_iter_free)

struct VpnClientToken
{
  CK_FUNCTION_LIST **modules; /* owned, with all that is borrowed of them */
  CK_FUNCTION_LIST *module;
  CK_SLOT_ID slot;
  CK_SESSION_HANDLE session; /* 0: none */
  CK_OBJECT_HANDLE key;      /* 0: not found yet */
  P11KitUri *uri;            /* owned */
  CK_FLAGS flags;
  char *label; /* owned, cleaned */
};

static P11KitUri *
parse_uri (const char *text, GError **error)
{
  g_autoptr (P11KitUri) uri = p11_kit_uri_new ();

  if (p11_kit_uri_parse (text, P11_KIT_URI_FOR_ANY, uri) == P11_KIT_URI_OK)
    return g_steal_pointer (&uri);
  g_set_error (error, VPN_ERROR, VPN_ERROR_NOT_FOUND, _ ("\"%s\" is not a PKCS#11 URI"), text);
  return NULL;
}

static gboolean
fail (const VpnClientToken *self, CK_RV result, GError **error)
{
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, _ ("the token \"%s\" says: %s"), self->label,
               p11_kit_strerror (result));
  return FALSE;
}

/* ---- Finding it ------------------------------------------------------------------------------ */

/* The first token that the URI fits and that keeps keys: the authorities of this computer are a
 * token, too, without a PIN. */
static gboolean
find_token (VpnClientToken *self)
{
  g_autoptr (P11KitIter) iter
      = p11_kit_iter_new (self->uri, P11_KIT_ITER_WITH_TOKENS | P11_KIT_ITER_WITHOUT_OBJECTS);

  p11_kit_iter_begin (iter, self->modules);
  while (p11_kit_iter_next (iter) == CKR_OK)
    {
      const CK_TOKEN_INFO *info = p11_kit_iter_get_token (iter);
      g_autofree char *label = NULL;

      if ((info->flags & CKF_TOKEN_INITIALIZED) == 0 || (info->flags & CKF_LOGIN_REQUIRED) == 0)
        continue;
      label = g_strndup ((const char *) info->label, sizeof info->label);
      self->module = p11_kit_iter_get_module (iter);
      self->slot = p11_kit_iter_get_slot (iter);
      self->flags = info->flags;
      self->label = vpn_client_text_clean (g_strchomp (label));
      return TRUE;
    }
  return FALSE;
}

VpnClientToken *
vpn_client_token_open (const char *uri, GError **error)
{
  g_autoptr (VpnClientToken) self = g_new0 (VpnClientToken, 1);
  CK_RV result;

  self->uri = parse_uri (uri, error);
  if (self->uri == NULL)
    return NULL;
  self->modules = p11_kit_modules_load_and_initialize (0);
  if (self->modules == NULL || !find_token (self))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_NOT_FOUND, "%s", uri);
      return NULL;
    }
  result = self->module->C_OpenSession (self->slot, CKF_SERIAL_SESSION, NULL, NULL, &self->session);
  if (result != CKR_OK)
    {
      self->session = 0;
      (void) fail (self, result, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
vpn_client_token_free (VpnClientToken *self)
{
  if (self == NULL)
    return;
  if (self->session != 0)
    (void) self->module->C_CloseSession (self->session);
  if (self->modules != NULL)
    p11_kit_modules_finalize_and_release (self->modules);
  if (self->uri != NULL)
    p11_kit_uri_free (self->uri);
  g_free (self->label);
  g_free (self);
}

const char *
vpn_client_token_get_label (const VpnClientToken *self)
{
  return self->label;
}

/* ---- Unlocking it ---------------------------------------------------------------------------- */

gboolean
vpn_client_token_needs_pin (const VpnClientToken *self)
{
  return (self->flags & CKF_PROTECTED_AUTHENTICATION_PATH) == 0;
}

static void
look_at_flags (VpnClientToken *self)
{
  CK_TOKEN_INFO info;

  if (self->module->C_GetTokenInfo (self->slot, &info) == CKR_OK)
    self->flags = info.flags;
}

gboolean
vpn_client_token_is_last_try (VpnClientToken *self)
{
  look_at_flags (self);
  return (self->flags & CKF_USER_PIN_FINAL_TRY) != 0;
}

static gboolean
refuse_pin (VpnClientToken *self, CK_RV result, GError **error)
{
  look_at_flags (self);
  if (result == CKR_PIN_LOCKED || (self->flags & CKF_USER_PIN_LOCKED) != 0)
    g_set_error (error, VPN_ERROR, VPN_ERROR_LIMIT, "%s", self->label);
  else if (result == CKR_PIN_INCORRECT || result == CKR_PIN_INVALID || result == CKR_PIN_LEN_RANGE)
    g_set_error (error, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED, "%s", self->label);
  else
    return fail (self, result, error);
  return FALSE;
}

/* The one object of that class that the URI names; 0: none. */
static CK_OBJECT_HANDLE
find_object (const VpnClientToken *self, CK_OBJECT_CLASS klass, const CK_ATTRIBUTE *more)
{
  CK_ULONG n_named = 0, found = 0;
  CK_ATTRIBUTE *named = p11_kit_uri_get_attributes (self->uri, &n_named);
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (CK_ATTRIBUTE));
  CK_ATTRIBUTE of_class = { CKA_CLASS, &klass, sizeof klass };
  CK_OBJECT_HANDLE object = 0;

  g_array_append_val (wanted, of_class);
  if (more != NULL)
    g_array_append_val (wanted, *more);
  for (CK_ULONG i = 0; more == NULL && i < n_named; i++)
    if (named[i].type != CKA_CLASS)
      g_array_append_val (wanted, named[i]);
  if (self->module->C_FindObjectsInit (self->session, (CK_ATTRIBUTE *) (gpointer) wanted->data,
                                       wanted->len)
      != CKR_OK)
    return 0;
  if (self->module->C_FindObjects (self->session, &object, 1, &found) != CKR_OK || found == 0)
    object = 0;
  (void) self->module->C_FindObjectsFinal (self->session);
  return object;
}

gboolean
vpn_client_token_unlock (VpnClientToken *self, SecretBuf *pin, GError **error)
{
  CK_RV result
      = self->module->C_Login (self->session, CKU_USER, pin != NULL ? secret_buf_data (pin) : NULL,
                               pin != NULL ? secret_buf_len (pin) : 0);

  if (result != CKR_OK && result != CKR_USER_ALREADY_LOGGED_IN)
    return refuse_pin (self, result, error);
  self->key = find_object (self, CKO_PRIVATE_KEY, NULL);
  if (self->key != 0)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED,
               _ ("the token \"%s\" has no private key of that name"), self->label);
  return FALSE;
}

/* ---- Using it -------------------------------------------------------------------------------- */

/* NULL: it has none, or does not show it. */
static GBytes *
read_attribute (const VpnClientToken *self, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
  guint8 octets[ATTRIBUTE_MAX];
  CK_ATTRIBUTE attribute = { type, octets, sizeof octets };

  if (object == 0
      || self->module->C_GetAttributeValue (self->session, object, &attribute, 1) != CKR_OK
      || attribute.ulValueLen == 0 || attribute.ulValueLen > sizeof octets)
    return NULL;
  return g_bytes_new (octets, attribute.ulValueLen);
}

/* The point of a curve is an attribute of the public key alone, which has the same CKA_ID. */
static GBytes *
read_point (const VpnClientToken *self)
{
  g_autoptr (GBytes) id = read_attribute (self, self->key, CKA_ID);
  CK_ATTRIBUTE same = { CKA_ID, NULL, 0 };
  gsize len;

  if (id == NULL)
    return NULL;
  same.pValue = (gpointer) g_bytes_get_data (id, &len);
  same.ulValueLen = len;
  return read_attribute (self, find_object (self, CKO_PUBLIC_KEY, &same), CKA_EC_POINT);
}

static CK_KEY_TYPE
read_key_type (const VpnClientToken *self)
{
  CK_KEY_TYPE type = CK_UNAVAILABLE_INFORMATION;
  CK_ATTRIBUTE attribute = { CKA_KEY_TYPE, &type, sizeof type };

  (void) self->module->C_GetAttributeValue (self->session, self->key, &attribute, 1);
  return type;
}

GBytes *
vpn_client_token_get_public_key (VpnClientToken *self)
{
  g_autoptr (GBytes) whole = read_attribute (self, self->key, CKA_PUBLIC_KEY_INFO);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  CK_KEY_TYPE type = read_key_type (self);

  if (whole != NULL)
    return g_steal_pointer (&whole);
  if (type == CKK_RSA)
    {
      first = read_attribute (self, self->key, CKA_MODULUS);
      second = read_attribute (self, self->key, CKA_PUBLIC_EXPONENT);
    }
  else if (type == CKK_EC)
    {
      first = read_attribute (self, self->key, CKA_EC_PARAMS);
      second = read_point (self);
    }
  if (first == NULL || second == NULL)
    return g_bytes_new (NULL, 0);
  return type == CKK_RSA ? vpn_client_scheme_rsa_key (first, second)
                         : vpn_client_scheme_ec_key (first, second);
}

GBytes *
vpn_client_token_sign (VpnClientToken *self, const char *name, GBytes *octets, GError **error)
{
  const VpnClientScheme *scheme = vpn_client_scheme_find (name);
  CK_RSA_PKCS_PSS_PARAMS pss;
  CK_MECHANISM mechanism;
  g_autoptr (GBytes) input = NULL;
  guint8 made[1024];
  CK_ULONG made_len = sizeof made;
  gsize len;
  CK_RV result;

  if (scheme == NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, _ ("no token signs with \"%s\""), name);
      return NULL;
    }
  input = vpn_client_scheme_prepare (scheme, octets, &mechanism, &pss);
  result = self->module->C_SignInit (self->session, &mechanism, self->key);
  if (result == CKR_OK)
    {
      guint8 *data = (guint8 *) g_bytes_get_data (input, &len);

      result = self->module->C_Sign (self->session, data, len, made, &made_len);
    }
  if (result != CKR_OK)
    {
      (void) fail (self, result, error);
      return NULL;
    }
  return vpn_client_scheme_finish (scheme, made, made_len);
}

/* ---- Certificates ---------------------------------------------------------------------------- */

static char *
read_value (P11KitIter *iter)
{
  CK_ATTRIBUTE value = { CKA_VALUE, NULL, 0 };
  g_autoptr (GTlsCertificate) certificate = NULL;
  char *pem = NULL;

  if (p11_kit_iter_load_attributes (iter, &value, 1) == CKR_OK)
    {
      g_autoptr (GByteArray) der = g_byte_array_new ();

      g_byte_array_append (der, value.pValue, (guint) value.ulValueLen);
      certificate
          = g_initable_new (g_tls_backend_get_certificate_type (g_tls_backend_get_default ()), NULL,
                            NULL, "certificate", der, NULL);
    }
  free (value.pValue); /* p11-kit's own */
  if (certificate != NULL)
    g_object_get (certificate, "certificate-pem", &pem, NULL);
  return pem;
}

char *
vpn_client_token_read_certificate (const char *text, GError **error)
{
  g_autoptr (P11KitUri) uri = parse_uri (text, error);
  CK_FUNCTION_LIST **modules;
  CK_OBJECT_CLASS klass = CKO_CERTIFICATE;
  CK_ATTRIBUTE of_class = { CKA_CLASS, &klass, sizeof klass };
  char *pem = NULL;

  if (uri == NULL)
    return NULL;
  p11_kit_uri_set_attribute (uri, &of_class);
  modules = p11_kit_modules_load_and_initialize (0);
  if (modules != NULL)
    {
      g_autoptr (P11KitIter) iter = p11_kit_iter_new (uri, 0);

      p11_kit_iter_begin (iter, modules);
      if (p11_kit_iter_next (iter) == CKR_OK)
        pem = read_value (iter);
    }
  if (modules != NULL)
    p11_kit_modules_finalize_and_release (modules);
  if (pem == NULL)
    g_set_error (error, VPN_ERROR, VPN_ERROR_NOT_FOUND,
                 _ ("no token has this certificate; plug the token in, or see with \"p11tool "
                    "--list-all-certs\" what it is called"));
  return pem;
}
