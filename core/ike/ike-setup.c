// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-setup.h"

/* Defaults and checks of a configuration. */

#include "eap.h"
#include "ike-frag.h"
#include "ike-id.h"
#include "ike-proposal-offer.h"
#include "ike-proposal-words.h"

/* What no profile sets. */
#define DEFAULT_FIRST  (500 * MONO_MSEC)
#define DEFAULT_MAX    (8 * MONO_SEC)
#define DEFAULT_JITTER 10 /* per cent */

static MonoTime
time_or (MonoTime value, MonoTime fallback)
{
  return value > 0 ? value : fallback;
}

static gboolean
refuse (char **ret_why, const char *why)
{
  if (ret_why != NULL)
    *ret_why = g_strdup (why);
  return FALSE;
}

static gboolean
shows_certificate (const IkeConfig *config)
{
  return config->auth == IKE_AUTH_CERT
         || (config->auth == IKE_AUTH_EAP && config->certificate_first);
}

/* Without a configured identity a certificate speaks for itself; a password user has only the
 * gateway's EAP to name himself to, so his IKE identity says nothing (EAP-11). */
static gboolean
complete_local_id (IkeSetup *setup, const IkeConfig *config, char **ret_why)
{
  const CryCert *leaf = NULL;
  const guint8 *subject = NULL;
  gsize len = 0;

  if (config->local_id.type != IKE_ID_NONE)
    {
      ike_id_copy (&config->local_id, &setup->local_id);
      return TRUE;
    }
  if (!shows_certificate (config))
    {
      setup->local_id = (IkeId){ .type = IKE_ID_KEY_ID, .data = g_bytes_new (NULL, 0) };
      return TRUE;
    }
  leaf = g_ptr_array_index (config->certificates, 0);
  subject = cry_cert_subject_der (leaf, &len);
  /* An empty Name is the two octets of an empty SEQUENCE. */
  if (subject == NULL || len <= 2)
    return refuse (ret_why, "the certificate has no subject: set the local identity");
  setup->local_id = (IkeId){ .type = IKE_ID_DN, .data = g_bytes_new (subject, len) };
  return TRUE;
}

static gboolean
take_certificates (IkeSetup *setup, const IkeConfig *config, char **ret_why)
{
  g_autoptr (CryPublicKey) key = NULL;

  if (!shows_certificate (config))
    return TRUE;
  if (config->certificates == NULL || config->certificates->len == 0)
    return refuse (ret_why, "no certificate to authenticate with");
  key = cry_cert_public_key (g_ptr_array_index (config->certificates, 0));
  if (key == NULL || cry_public_key_type (key) == CRY_KEY_UNKNOWN)
    return refuse (ret_why, "the certificate's key is of a kind that cannot sign");
  setup->key_type = cry_public_key_type (key);
  setup->certificates = g_ptr_array_ref (config->certificates);
  return TRUE;
}

static gboolean
take_identities (IkeSetup *setup, const IkeConfig *config, char **ret_why)
{
  if (config->auth != IKE_AUTH_PSK && config->remote_id.type == IKE_ID_NONE)
    return refuse (ret_why, "the gateway's identity is needed to check its certificate");
  if (config->auth != IKE_AUTH_PSK && config->trust == NULL)
    return refuse (ret_why, "no certificate authority to check the gateway with");
  if (config->auth == IKE_AUTH_EAP && config->eap_identity == NULL)
    return refuse (ret_why, "no user name");
  if (!take_certificates (setup, config, ret_why) || !complete_local_id (setup, config, ret_why))
    return FALSE;
  if (config->remote_id.type != IKE_ID_NONE)
    ike_id_copy (&config->remote_id, &setup->remote_id);
  if (config->user_id.type != IKE_ID_NONE)
    ike_id_copy (&config->user_id, &setup->user_id);
  else
    setup->user_id = (IkeId){ .type = IKE_ID_KEY_ID, .data = g_bytes_new (NULL, 0) };
  setup->send_idr
      = config->remote_id.type != IKE_ID_NONE
        && (config->send_idr == IKE_SEND_IDR_AUTO || config->send_idr == IKE_SEND_IDR_YES);
  /* Only while nothing of the user's has been sent there is a second try. */
  setup->idr_may_change
      = config->auth == IKE_AUTH_EAP && !config->certificate_first
        && (config->send_idr == IKE_SEND_IDR_AUTO || config->send_idr == IKE_SEND_IDR_LATER);
  setup->trust = config->trust;
  return TRUE;
}

static gboolean
take_eap (IkeSetup *setup, const IkeConfig *config, char **ret_why)
{
  EapConfig eap = { .methods = config->eap_methods, .inner = config->eap_inner };
  gboolean configured = eap.methods != NULL && eap.methods[0] != NULL;
  const char *unknown = eap_config_check (&eap);

  if (config->auth == IKE_AUTH_EAP && !configured)
    return refuse (ret_why, "EAP needs a method");
  if (unknown != NULL)
    {
      g_autofree char *why = g_strdup_printf ("there is no EAP method \"%s\"", unknown);

      return refuse (ret_why, why);
    }
  setup->eap_identity = g_strdup (config->eap_identity);
  setup->eap_user = g_strdup (config->eap_user != NULL ? config->eap_user : config->eap_identity);
  setup->eap_methods = g_strdupv ((char **) eap.methods);
  setup->eap_inner = g_strdup (config->eap_inner);
  setup->eap_server_name = g_strdup (config->eap_server_name);
  setup->eap_trust = config->eap_trust;
  if (config->auth == IKE_AUTH_EAP && config->certificates != NULL)
    setup->eap_certificates = g_ptr_array_ref (config->certificates);
  return TRUE;
}

static gboolean
take_proposals (IkeSetup *setup, const IkeConfig *config, char **ret_why)
{
  if (!ike_proposals_parse (config->ike_proposals, IKE_PROTOCOL_IKE, config->legacy, &setup->ike,
                            ret_why)
      || !ike_proposals_parse (config->esp_proposals, IKE_PROTOCOL_ESP, config->legacy, &setup->esp,
                               ret_why))
    return FALSE;
  if (config->require_pq && !ike_proposals_require_pq (&setup->ike))
    return refuse (ret_why, "a post-quantum key exchange is required and none is offered: this "
                            "computer's OpenSSL has none, or the IKE proposals name none");
  if (ike_proposals_first_group (&setup->ike) == CRY_KE_NONE)
    return refuse (ret_why, "the IKE proposals name no key exchange group");
  setup->esp_is_default = config->esp_proposals == NULL || *config->esp_proposals == '\0';
  if (config->esn_off)
    ike_proposals_drop_esn (&setup->esp);
  return TRUE;
}

static gboolean
take_selectors (IkeSetup *setup, const IkeConfig *config, char **ret_why)
{
  IkeTs any4 = ike_ts_any (AF_INET);
  IkeTs any6 = ike_ts_any (AF_INET6);

  if (!config->want_ipv4 && !config->want_ipv6)
    return refuse (ret_why, "neither IPv4 nor IPv6 is wanted inside the tunnel");
  if (config->n_ts_remote > IKE_TS_MAX)
    return refuse (ret_why, "too many traffic selectors");
  setup->cp.want_ipv4 = config->want_ipv4;
  setup->cp.want_ipv6 = config->want_ipv6;
  setup->cp.last_ipv4 = config->last_ipv4;
  setup->cp.last_ipv6 = config->last_ipv6;
  if (config->want_ipv4)
    ike_ts_list_add (&setup->ts_local, &any4);
  if (config->want_ipv6)
    ike_ts_list_add (&setup->ts_local, &any6);
  for (gsize i = 0; i < config->n_ts_remote; i++)
    {
      if (!ike_ts_is_valid (&config->ts_remote[i]))
        return refuse (ret_why, "a traffic selector ends before it starts");
      ike_ts_list_add (&setup->ts_remote, &config->ts_remote[i]);
    }
  if (config->n_ts_remote == 0)
    setup->ts_remote = setup->ts_local;
  return TRUE;
}

static gboolean
take_times (IkeSetup *setup, const IkeConfig *config, char **ret_why)
{
  if (config->give_up <= 0 || config->dpd_interval <= 0 || config->keepalive <= 0
      || config->ike_lifetime <= 0 || config->child_lifetime <= 0)
    return refuse (ret_why, "a time is missing");
  setup->window = (IkeWindowPolicy){
    .first = time_or (config->retransmit_first, DEFAULT_FIRST),
    .max = time_or (config->retransmit_max, DEFAULT_MAX),
    .give_up = config->give_up,
  };
  setup->contact_give_up = time_or (config->contact_give_up, config->give_up);
  setup->person_give_up = time_or (config->person_give_up, config->give_up);
  setup->timers = (IkeTimerPolicy){
    .dpd_interval = config->dpd_interval,
    .keepalive = config->keepalive,
    .ike_lifetime = config->ike_lifetime,
    .child_lifetime = config->child_lifetime,
    .lifetime_jitter
    = config->lifetime_jitter > 0 ? MIN (config->lifetime_jitter, 90) : DEFAULT_JITTER,
  };
  return TRUE;
}

gboolean
ike_setup_init (IkeSetup *ret_setup, const IkeConfig *config, char **ret_why)
{
  *ret_setup = (IkeSetup){
    .auth = config->auth,
    .certificate_first = config->auth == IKE_AUTH_EAP && config->certificate_first,
    .wall_offset = config->wall_offset,
    .ppk_id = g_strdup (config->ppk_id),
    .ppk_optional = config->ppk_optional,
    .sha1 = config->legacy,
    .fragmentation = !config->fragmentation_off,
    .fragment_size = MAX (config->fragment_size, IKE_FRAGMENT_SIZE_MIN),
    .natt_port = config->natt_port,
    .force_encap = config->force_encap,
    .initial_contact = config->initial_contact,
    .gateway_only = config->gateway_only,
    .redirect = !config->redirect_off,
    .redirected_from = config->redirected_from,
  };
  if (take_eap (ret_setup, config, ret_why) && take_times (ret_setup, config, ret_why)
      && take_identities (ret_setup, config, ret_why) && take_proposals (ret_setup, config, ret_why)
      && take_selectors (ret_setup, config, ret_why))
    return TRUE;
  ike_setup_clear (ret_setup);
  return FALSE;
}

void
ike_setup_for_stream (IkeSetup *setup)
{
  setup->fragment_size = G_MAXUINT16;
  setup->window.first = setup->window.max = setup->window.give_up;
}

void
ike_setup_clear (IkeSetup *setup)
{
  ike_id_clear (&setup->local_id);
  ike_id_clear (&setup->user_id);
  ike_id_clear (&setup->remote_id);
  g_clear_pointer (&setup->ppk_id, g_free);
  g_clear_pointer (&setup->eap_identity, g_free);
  g_clear_pointer (&setup->eap_user, g_free);
  g_clear_pointer (&setup->eap_methods, g_strfreev);
  g_clear_pointer (&setup->eap_inner, g_free);
  g_clear_pointer (&setup->eap_server_name, g_free);
  g_clear_pointer (&setup->eap_certificates, g_ptr_array_unref);
  g_clear_pointer (&setup->certificates, g_ptr_array_unref);
}
