// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* CONFIG read: the only place of the worker where a profile's keys are known. */
#include "worker-config.h"

#include "worker-endpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_CHUNK       ((gsize) 65536)
#define DEFAULT_PATH_MTU 1500              /* bytes; Ethernet */
#define PERSON_TIME      (2 * MONO_MINUTE) /* to find a telephone and say yes on it */
#define CONTACT_TIME     (12 * MONO_SEC)   /* six datagrams; somebody waits */
#define PROBE_TIME       (5 * MONO_SEC)    /* four datagrams */
#define MEGABYTE         ((guint64) 1000000)

/* Where building stands: the result and the descriptors by name. */
typedef struct
{
  WorkerConfig *config; /* owned by the caller */
  GVariantDict runtime;
  int ca;          /* owned */
  int aaa_ca;      /* owned */
  int certificate; /* owned */
  VpnReason reason;
  char *detail; /* owned; NULL until something failed */
} Building;

static gboolean
refuse (Building *building, VpnReason reason, char *detail)
{
  building->reason = reason;
  building->detail = detail;
  return FALSE;
}

static gboolean
refuse_key (Building *building, const char *key, const char *why)
{
  return refuse (building, VPN_REASON_BAD_PROFILE, g_strdup_printf ("%s: %s", key, why));
}

static const char *
string_of (const Building *building, const char *key)
{
  return vpn_profile_get_string (building->config->profile, key);
}

static const char *
string_or_null (const Building *building, const char *key)
{
  const char *text = string_of (building, key);

  return text[0] != '\0' ? text : NULL;
}

static MonoTime
seconds_of (const Building *building, const char *key)
{
  return vpn_profile_get_integer (building->config->profile, key) * MONO_SEC;
}

static gboolean
take_descriptors (Building *building, RpcMessage *message)
{
  const struct
  {
    const char *name;
    int *place;
  } places[] = {
    { "udp4", &building->config->udp4 },
    { "udp6", &building->config->udp6 },
    { "tcp", &building->config->tcp },
    { "tun", &building->config->tun },
    { "ca", &building->ca },
    { "aaa-ca", &building->aaa_ca },
    { "certificate", &building->certificate },
  };
  g_autofree const char **names = NULL;
  gboolean known;

  if (!g_variant_dict_lookup (&building->runtime, "fds", "^a&s", &names)
      || g_strv_length ((char **) names) != message->n_fds)
    return refuse (building, VPN_REASON_INTERNAL, g_strdup ("descriptors are not named"));
  for (guint i = 0; i < message->n_fds; i++)
    {
      known = FALSE;
      for (gsize j = 0; j < G_N_ELEMENTS (places) && !known; j++)
        {
          known = strcmp (names[i], places[j].name) == 0 && *places[j].place < 0;
          if (known)
            *places[j].place = g_steal_fd (&message->fds[i]);
        }
      if (!known)
        return refuse (building, VPN_REASON_INTERNAL, g_strdup ("unknown descriptor"));
    }
  (void) g_variant_dict_lookup (&building->runtime, "probe", "b", &building->config->probe);
  if (building->config->tun < 0 && !building->config->probe)
    return refuse (building, VPN_REASON_INTERNAL, g_strdup ("no TUN device"));
  return TRUE;
}

/* Our own address towards gateway i, if genkand could tell. */
static void
take_local (const Building *building, GVariant *locals, gsize i, IkeEndpoint *local)
{
  g_autoptr (GVariant) octets = NULL;
  IkeEndpoint told;

  if (locals != NULL && i < g_variant_n_children (locals))
    octets = g_variant_get_child_value (locals, i);
  if (octets != NULL && worker_endpoint_from_octets (octets, &told)
      && told.address.family == local->address.family)
    *local = told;
  local->port = building->config->local_port;
}

static gboolean
has_socket (const WorkerConfig *config, int family)
{
  return config->tcp >= 0 || (family == AF_INET ? config->udp4 : config->udp6) >= 0;
}

static gboolean
take_gateways (Building *building)
{
  WorkerConfig *config = building->config;
  g_autoptr (GVariant) addresses = NULL;
  g_autoptr (GVariant) locals = NULL;

  addresses = g_variant_dict_lookup_value (&building->runtime, "gateway-addresses",
                                           G_VARIANT_TYPE ("aay"));
  locals
      = g_variant_dict_lookup_value (&building->runtime, "local-addresses", G_VARIANT_TYPE ("aay"));
  for (gsize i = 0; addresses != NULL && i < g_variant_n_children (addresses); i++)
    {
      g_autoptr (GVariant) octets = g_variant_get_child_value (addresses, i);
      guint n = config->n_gateways;
      IkeEndpoint gateway;

      if (n == WORKER_GATEWAYS_MAX || !worker_endpoint_from_octets (octets, &gateway)
          || !has_socket (config, gateway.address.family))
        continue;
      config->gateways[n] = gateway;
      config->locals[n].address.family = gateway.address.family;
      take_local (building, locals, i, &config->locals[n]);
      config->n_gateways++;
    }
  if (config->n_gateways == 0)
    return refuse (building, VPN_REASON_GATEWAY_NOT_FOUND, g_strdup (""));
  return TRUE;
}

static gboolean
take_runtime (Building *building)
{
  WorkerConfig *config = building->config;
  g_autoptr (GVariant) public_key = NULL;
  guint16 path_mtu = 0;

  public_key
      = g_variant_dict_lookup_value (&building->runtime, "public-key", G_VARIANT_TYPE_BYTESTRING);
  if (public_key != NULL)
    config->public_key = g_variant_get_data_as_bytes (public_key);
  if (!g_variant_dict_lookup (&building->runtime, "wall-offset", "x", &config->ike.wall_offset)
      || !g_variant_dict_lookup (&building->runtime, "tun-mtu", "q", &config->tun_mtu)
      || !g_variant_dict_lookup (&building->runtime, "tun-offloads", "u", &config->tun_offloads)
      || !g_variant_dict_lookup (&building->runtime, "local-port", "q", &config->local_port))
    return refuse (building, VPN_REASON_INTERNAL, g_strdup ("runtime values are missing"));
  (void) g_variant_dict_lookup (&building->runtime, "path-mtu", "q", &path_mtu);
  if (config->tcp >= 0
      && (!g_variant_dict_lookup (&building->runtime, "tcp-port", "q", &config->tcp_port)
          || config->tcp_port == 0))
    return refuse (building, VPN_REASON_INTERNAL, g_strdup ("a stream without its port"));
  config->ways
      = g_variant_dict_lookup_value (&building->runtime, "ways", G_VARIANT_TYPE ("a(ayayqu)"));
  config->path_mtu = path_mtu != 0 ? path_mtu : DEFAULT_PATH_MTU;
  config->ike_port = (guint16) vpn_profile_get_integer (config->profile, VPN_KEY_PORT);
  config->ike.natt_port = (guint16) vpn_profile_get_integer (config->profile, VPN_KEY_NATT_PORT);
  return TRUE;
}

/* Whole contents; NULL when they are larger than max or cannot be read. The position of a
 * descriptor is shared with the next worker that gets it, so it is not moved. */
static GByteArray *
read_file (int fd, gsize max)
{
  g_autoptr (GByteArray) contents = g_byte_array_new ();

  for (;;)
    {
      guint before = contents->len;
      gssize got;

      g_byte_array_set_size (contents, (guint) (before + READ_CHUNK));
      got = pread (fd, contents->data + before, READ_CHUNK, (off_t) before);
      if (got < 0 && errno != EINTR)
        return NULL;
      g_byte_array_set_size (contents, (guint) (before + MAX (got, 0)));
      if (got == 0)
        return g_steal_pointer (&contents);
      if (contents->len > max)
        return NULL;
    }
}

static CryRevocation
revocation_of (Building *building)
{
  const char *word = string_of (building, VPN_KEY_REVOCATION);

  if (strcmp (word, "off") == 0)
    return CRY_REVOCATION_OFF;
  return strcmp (word, "strict") == 0 ? CRY_REVOCATION_STRICT : CRY_REVOCATION_RELAXED;
}

/* The anchors in the file behind fd; NULL: the key has been refused. */
static CryTrust *
read_trust (Building *building, int fd, const char *key)
{
  g_autoptr (GByteArray) bundle = read_file (fd, CRY_BUNDLE_MAX);
  g_autoptr (CryTrust) trust = cry_trust_new ();

  if (bundle != NULL && cry_trust_add (trust, bundle->data, bundle->len) > 0)
    {
      (void) cry_trust_add_crls (trust, bundle->data, bundle->len);
      cry_trust_set_revocation (trust, revocation_of (building));
      return g_steal_pointer (&trust);
    }
  (void) refuse_key (building, key, "no certificate could be read from it");
  return NULL;
}

static gboolean
take_trust (Building *building)
{
  WorkerConfig *config = building->config;

  if (config->ike.auth == IKE_AUTH_PSK)
    return TRUE;
  if (building->ca < 0)
    return refuse (building, VPN_REASON_FILE_MISSING, g_strdup (VPN_KEY_CA));
  config->trust = read_trust (building, building->ca, VPN_KEY_CA);
  if (config->trust != NULL && building->aaa_ca >= 0)
    config->aaa_trust = read_trust (building, building->aaa_ca, VPN_KEY_AAA_CA);
  config->ike.trust = config->trust;
  config->ike.eap_trust = config->aaa_trust != NULL ? config->aaa_trust : config->trust;
  return config->trust != NULL && (building->aaa_ca < 0 || config->aaa_trust != NULL);
}

static gboolean
take_certificates (Building *building)
{
  WorkerConfig *config = building->config;
  g_autoptr (GByteArray) file = NULL;

  if (!vpn_profile_needs_certificate (config->profile))
    return TRUE;
  if (building->certificate < 0)
    return refuse (building, VPN_REASON_FILE_MISSING, g_strdup (VPN_KEY_CERTIFICATE));
  file = read_file (building->certificate, CRY_BUNDLE_MAX);
  if (file != NULL)
    config->certificates = cry_certs_from_file (file->data, file->len);
  if (config->certificates == NULL || config->certificates->len > CRY_CHAIN_MAX)
    return refuse_key (building, VPN_KEY_CERTIFICATE, "no usable certificate chain is in it");
  cry_certs_put_leaf_first (config->certificates);
  config->ike.certificates = config->certificates;
  return TRUE;
}

static gboolean
parse_identity (Building *building, const char *key, const char *text, IkeId *id)
{
  g_autofree char *why = NULL;

  if (ike_id_parse (text, id, &why))
    return TRUE;
  return refuse_key (building, key, why != NULL ? why : "not an identity");
}

/* A user name is not an identity in the sense of ike_id_parse() when it has a backslash or blanks:
 * then it goes as opaque octets. */
static void
identity_from_user (const char *user, IkeId *id)
{
  g_autofree char *why = NULL;

  if (!ike_id_parse (user, id, &why))
    *id = (IkeId){ IKE_ID_KEY_ID, g_bytes_new (user, strlen (user)) };
}

/* With a realm it has the form of an address, without one it is opaque (RFC 7296 section 3.5). */
static void
identity_from_nai (const char *nai, IkeId *id)
{
  const char *realm = strrchr (nai, '@');
  gboolean whole = realm != NULL && realm != nai && realm[1] != '\0';

  *id = (IkeId){ whole ? IKE_ID_EMAIL : IKE_ID_KEY_ID, g_bytes_new (nai, strlen (nai)) };
}

static gboolean
take_identities (Building *building)
{
  IkeConfig *ike = &building->config->ike;
  const char *user = string_or_null (building, VPN_KEY_USER);
  const char *local = string_or_null (building, VPN_KEY_LOCAL_ID);
  const char *remote = string_or_null (building, VPN_KEY_REMOTE_ID);
  const char *send = string_of (building, VPN_KEY_SEND_IDR);

  if (local != NULL && !parse_identity (building, VPN_KEY_LOCAL_ID, local, &ike->local_id))
    return FALSE;
  /* IDi is sent before the gateway is proven; with EAP the user has another place for his name. */
  if (local == NULL && user != NULL && ike->auth == IKE_AUTH_PSK)
    identity_from_user (user, &ike->local_id);
  if (!parse_identity (building, VPN_KEY_REMOTE_ID,
                       vpn_profile_get_gateway_name (building->config->profile), &ike->remote_id))
    return FALSE;

  if (strcmp (send, "auto") == 0)
    ike->send_idr = remote != NULL ? IKE_SEND_IDR_AUTO : IKE_SEND_IDR_LATER;
  else
    ike->send_idr = strcmp (send, "yes") == 0 ? IKE_SEND_IDR_YES : IKE_SEND_IDR_NO;
  return TRUE;
}

static void
take_eap (Building *building)
{
  WorkerConfig *config = building->config;
  const char *user = string_of (building, VPN_KEY_USER);
  const char *identity = string_or_null (building, VPN_KEY_EAP_IDENTITY);

  config->ike.eap_user = user;
  config->ike.eap_identity = identity != NULL ? identity : user;
  config->ike.eap_methods = vpn_profile_get_list (config->profile, VPN_KEY_EAP_METHODS);
  config->ike.certificate_first = vpn_profile_get_boolean (config->profile, VPN_KEY_CERT_FIRST);
  identity_from_nai (user, &config->ike.user_id);
  config->ike.eap_inner = string_of (building, VPN_KEY_EAP_INNER);
  config->ike.eap_server_name = vpn_profile_get_login_server_name (config->profile);
}

static gboolean
take_auth (Building *building)
{
  const char *method = string_of (building, VPN_KEY_AUTH);
  IkeConfig *ike = &building->config->ike;

  if (strcmp (method, "psk") == 0)
    ike->auth = IKE_AUTH_PSK;
  else if (strcmp (method, "cert") == 0)
    ike->auth = IKE_AUTH_CERT;
  else
    {
      ike->auth = IKE_AUTH_EAP;
      take_eap (building);
    }
  ike->ppk_id = string_or_null (building, VPN_KEY_PPK_ID);
  ike->ppk_optional = !vpn_profile_get_boolean (building->config->profile, VPN_KEY_PPK_REQUIRED);
  return take_identities (building) && take_trust (building) && take_certificates (building);
}

static gboolean
take_proposals (Building *building)
{
  const char *keys[] = { VPN_KEY_IKE_PROPOSALS, VPN_KEY_ESP_PROPOSALS };
  IkeConfig *ike = &building->config->ike;

  ike->legacy = vpn_profile_get_boolean (building->config->profile, VPN_KEY_LEGACY);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *why
          = ike_proposals_check (string_or_null (building, keys[i]), i == 0, ike->legacy);

      if (why != NULL)
        return refuse_key (building, keys[i], why);
    }
  ike->ike_proposals = string_or_null (building, VPN_KEY_IKE_PROPOSALS);
  ike->esp_proposals = string_or_null (building, VPN_KEY_ESP_PROPOSALS);
  ike->require_pq = vpn_profile_get_boolean (building->config->profile, VPN_KEY_REQUIRE_PQ);
  ike->esn_off = !vpn_profile_get_boolean (building->config->profile, VPN_KEY_ESN);
  return TRUE;
}

static gboolean
take_routes (Building *building)
{
  IkeConfig *ike = &building->config->ike;
  const char *const *routes = vpn_profile_get_list (building->config->profile, VPN_KEY_ROUTES);

  building->config->use_subnets = routes[0] == NULL;
  for (gsize i = 0; routes[i] != NULL; i++)
    {
      IpRange range;

      if (ike->n_ts_remote == IKE_TS_MAX)
        return refuse_key (building, VPN_KEY_ROUTES, "too many networks");
      if (!ip_range_parse (routes[i], &range))
        return refuse_key (building, VPN_KEY_ROUTES, routes[i]);
      ike->ts_remote[ike->n_ts_remote++] = (IkeTs){ .range = range, .port_to = G_MAXUINT16 };
    }
  return TRUE;
}

static gboolean
take_network (Building *building)
{
  WorkerConfig *config = building->config;
  const char *ipv4 = string_of (building, VPN_KEY_IPV4);
  const char *ipv6 = string_of (building, VPN_KEY_IPV6);
  const char *const *servers = vpn_profile_get_list (config->profile, VPN_KEY_DNS);

  config->ike.want_ipv4 = strcmp (ipv4, "no") != 0;
  config->ike.want_ipv6 = strcmp (ipv6, "no") != 0;
  config->needs_ipv4 = strcmp (ipv4, "yes") == 0;
  config->needs_ipv6 = strcmp (ipv6, "yes") == 0;
  config->inner_mtu = (guint) vpn_profile_get_integer (config->profile, VPN_KEY_MTU);
  config->replay_window = (guint) vpn_profile_get_integer (config->profile, VPN_KEY_REPLAY_WINDOW);
  config->tfc_padding = vpn_profile_get_boolean (config->profile, VPN_KEY_TFC_PADDING);
  config->dummy_interval
      = (guint) vpn_profile_get_integer (config->profile, VPN_KEY_DUMMY_INTERVAL);
  config->child_volume
      = (guint64) vpn_profile_get_integer (config->profile, VPN_KEY_CHILD_VOLUME) * MEGABYTE;
  config->use_dns = vpn_profile_get_boolean (config->profile, VPN_KEY_USE_DNS);
  config->dns_domains = vpn_profile_get_list (config->profile, VPN_KEY_DNS_DOMAINS);
  config->dns = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  for (gsize i = 0; servers[i] != NULL; i++)
    {
      IpAddress server;

      if (ip_address_parse (servers[i], &server))
        g_array_append_val (config->dns, server);
    }
  return take_routes (building);
}

/* Whoever chose a time knows a slow gateway. */
static MonoTime
contact_time (const Building *building)
{
  const VpnProfile *profile = building->config->profile;
  g_autoptr (GVariant) chosen = vpn_profile_get_variant (profile, VPN_KEY_GIVE_UP);

  if (building->config->probe)
    return PROBE_TIME;
  return chosen != NULL ? building->config->ike.give_up
                        : MIN (building->config->ike.give_up, CONTACT_TIME);
}

static void
take_timers (Building *building)
{
  IkeConfig *ike = &building->config->ike;
  const VpnProfile *profile = building->config->profile;

  ike->fragmentation_off = !vpn_profile_get_boolean (profile, VPN_KEY_FRAGMENTATION);
  ike->fragment_size = (guint16) vpn_profile_get_integer (profile, VPN_KEY_FRAGMENT_SIZE);
  ike->redirect_off = !vpn_profile_get_boolean (profile, VPN_KEY_REDIRECT);
  /* ESP of a user-space data plane only exists inside UDP. */
  ike->force_encap = TRUE;
  ike->give_up = seconds_of (building, VPN_KEY_GIVE_UP);
  ike->contact_give_up = contact_time (building);
  ike->person_give_up = MAX (ike->give_up, PERSON_TIME);
  ike->gateway_only = building->config->probe;
  ike->dpd_interval = seconds_of (building, VPN_KEY_DPD_INTERVAL);
  ike->keepalive = seconds_of (building, VPN_KEY_KEEPALIVE);
  ike->ike_lifetime = seconds_of (building, VPN_KEY_IKE_LIFETIME);
  ike->child_lifetime = seconds_of (building, VPN_KEY_CHILD_LIFETIME);
}

static gboolean
take_profile (Building *building, GVariant *settings)
{
  g_autoptr (GError) error = NULL;

  building->config->profile = vpn_profile_from_variant (settings, &error);
  if (building->config->profile == NULL
      || !vpn_profile_validate (building->config->profile, &error))
    return refuse (building, VPN_REASON_BAD_PROFILE, g_strdup (error->message));
  return TRUE;
}

/* Addresses that are still in force here were granted by a session that was lost: they are asked
 * for again, and the gateway is told that nothing of before is alive, where the identity is this
 * user's alone. Behind an empty or a shared one others would be cut off. */
static void
take_last_addresses (Building *building)
{
  IkeConfig *ike = &building->config->ike;
  g_autoptr (GVariant) addresses
      = g_variant_dict_lookup_value (&building->runtime, "last-addresses", G_VARIANT_TYPE ("aay"));

  for (gsize i = 0; addresses != NULL && i < g_variant_n_children (addresses); i++)
    {
      g_autoptr (GVariant) octets = g_variant_get_child_value (addresses, i);
      IkeEndpoint last;

      if (worker_endpoint_from_octets (octets, &last))
        *(last.address.family == AF_INET ? &ike->last_ipv4 : &ike->last_ipv6) = last.address;
    }
  ike->initial_contact
      = (ike->last_ipv4.family != 0 || ike->last_ipv6.family != 0)
        && (ike->auth == IKE_AUTH_CERT || string_or_null (building, VPN_KEY_LOCAL_ID) != NULL);
}

static gboolean
build (Building *building, RpcMessage *message, GVariant *settings)
{
  if (!take_descriptors (building, message) || !take_profile (building, settings)
      || !take_runtime (building) || !take_gateways (building) || !take_proposals (building))
    return FALSE;
  take_timers (building);
  if (!take_network (building) || !take_auth (building))
    return FALSE;
  take_last_addresses (building);
  return TRUE;
}

WorkerConfig *
worker_config_new (RpcMessage *message, VpnReason *ret_reason, char **ret_detail)
{
  g_autoptr (WorkerConfig) config = g_new0 (WorkerConfig, 1);
  g_autoptr (GVariant) settings = g_variant_get_child_value (message->body, 0);
  g_autoptr (GVariant) runtime = g_variant_get_child_value (message->body, 1);
  Building building = { .config = config, .ca = -1, .aaa_ca = -1, .certificate = -1 };
  gboolean ok;

  config->udp4 = config->udp6 = config->tcp = config->tun = -1;
  g_variant_dict_init (&building.runtime, runtime);
  ok = build (&building, message, settings);
  g_variant_dict_clear (&building.runtime);
  if (building.ca >= 0)
    close (building.ca);
  if (building.aaa_ca >= 0)
    close (building.aaa_ca);
  if (building.certificate >= 0)
    close (building.certificate);
  if (ok)
    return g_steal_pointer (&config);
  *ret_reason = building.reason;
  *ret_detail = building.detail;
  return NULL;
}

static char *
format_day (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("");
}

gboolean
worker_config_check_own (const WorkerConfig *config, MonoTime now, VpnReason *ret_reason,
                         char **ret_detail)
{
  const CryCert *own = config->certificates != NULL ? config->certificates->pdata[0] : NULL;
  gint64 wall = (now + config->ike.wall_offset) / MONO_SEC;
  g_autoptr (CryPublicKey) key = own != NULL ? cry_cert_public_key (own) : NULL;

  *ret_reason = VPN_REASON_NONE;
  if (own != NULL && wall > cry_cert_not_after (own))
    {
      *ret_reason = VPN_REASON_OWN_CERT_EXPIRED;
      *ret_detail = format_day (cry_cert_not_after (own));
    }
  else if (own != NULL && wall < cry_cert_not_before (own))
    {
      *ret_reason = VPN_REASON_OWN_CERT_NOT_YET_VALID;
      *ret_detail = format_day (cry_cert_not_before (own));
    }
  else if (key != NULL && config->public_key != NULL
           && !cry_public_key_is (key, g_bytes_get_data (config->public_key, NULL),
                                  g_bytes_get_size (config->public_key)))
    {
      *ret_reason = VPN_REASON_KEY_MISFIT;
      *ret_detail = cry_cert_subject_text (own);
    }
  return *ret_reason == VPN_REASON_NONE;
}

void
worker_config_free (WorkerConfig *config)
{
  if (config == NULL)
    return;
  ike_id_clear (&config->ike.local_id);
  ike_id_clear (&config->ike.user_id);
  ike_id_clear (&config->ike.remote_id);
  g_clear_pointer (&config->trust, cry_trust_free);
  g_clear_pointer (&config->aaa_trust, cry_trust_free);
  g_clear_pointer (&config->certificates, g_ptr_array_unref);
  g_clear_pointer (&config->public_key, g_bytes_unref);
  g_clear_pointer (&config->dns, g_array_unref);
  g_clear_pointer (&config->profile, vpn_profile_free);
  g_clear_pointer (&config->ways, g_variant_unref);
  if (config->udp4 >= 0)
    close (config->udp4);
  if (config->udp6 >= 0)
    close (config->udp6);
  if (config->tcp >= 0)
    close (config->tcp);
  if (config->tun >= 0)
    close (config->tun);
  g_free (config);
}
