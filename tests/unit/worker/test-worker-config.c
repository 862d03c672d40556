// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-config.h"

#include "eap.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  VpnProfile *profile; /* owned */
  GVariantDict runtime;
  GPtrArray *names; /* owned; of the descriptors, borrowed */
  RpcMessage message;
  WorkerConfig *config; /* owned; the result */
  VpnReason reason;
  char *detail; /* owned */
} Case;

static void
set (Case *self, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (vpn_profile_set_text (self->profile, key, text, &error));
  g_assert_no_error (error);
}

static void
add_fd (Case *self, const char *name, int fd)
{
  g_assert_cmpint (fd, >=, 0);
  g_ptr_array_add (self->names, (gpointer) name);
  self->message.fds[self->message.n_fds++] = fd;
}

static int
open_socket (void)
{
  return socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

static int
open_text (const char *text, gsize len)
{
  int fd = memfd_create ("text", MFD_CLOEXEC);

  g_assert_cmpint (write (fd, text, len), ==, (gssize) len);
  return fd;
}

static int
open_pem (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "sim", "pki", name, NULL);

  return open (path, O_RDONLY | O_CLOEXEC);
}

static void
set_gateways (Case *self, const char *addresses)
{
  g_variant_dict_insert_value (&self->runtime, "gateway-addresses",
                               g_variant_new_parsed (addresses));
}

static void
case_set_up (Case *self, gconstpointer unused)
{
  self->profile = vpn_profile_new ();
  self->names = g_ptr_array_new ();
  self->message.type = RPC_CONFIG;
  g_variant_dict_init (&self->runtime, NULL);
  g_variant_dict_insert (&self->runtime, "wall-offset", "x", (gint64) 5);
  g_variant_dict_insert (&self->runtime, "tun-mtu", "q", (guint16) 1400);
  g_variant_dict_insert (&self->runtime, "tun-offloads", "u", (guint32) 3);
  g_variant_dict_insert (&self->runtime, "local-port", "q", (guint16) 4711);
  set_gateways (self, "[[byte 192, 0, 2, 1]]");
  set (self, VPN_KEY_NAME, "office");
  set (self, VPN_KEY_GATEWAY, "vpn.example.org");
  set (self, VPN_KEY_USER, "alice");
  add_fd (self, "udp4", open_socket ());
  add_fd (self, "tun", open_socket ());
}

static void
build (Case *self)
{
  g_ptr_array_add (self->names, NULL);
  g_variant_dict_insert (&self->runtime, "fds", "^as", self->names->pdata);
  self->message.body
      = g_variant_ref_sink (g_variant_new ("(@a{sv}@a{sv})", vpn_profile_to_variant (self->profile),
                                           g_variant_dict_end (&self->runtime)));
  self->config = worker_config_new (&self->message, &self->reason, &self->detail);
}

static void
case_tear_down (Case *self, gconstpointer unused)
{
  rpc_message_clear (&self->message);
  worker_config_free (self->config);
  vpn_profile_free (self->profile);
  g_ptr_array_unref (self->names);
  g_free (self->detail);
}

static void
assert_refused (Case *self, VpnReason reason, const char *word)
{
  build (self);
  g_assert_null (self->config);
  g_assert_cmpstr (vpn_reason_to_string (self->reason), ==, vpn_reason_to_string (reason));
  g_assert_nonnull (strstr (self->detail, word));
}

static void
assert_id (const IkeId *id, IkeIdType type, const char *octets)
{
  gsize len;
  gconstpointer data;

  g_assert_cmpint (id->type, ==, type);
  data = g_bytes_get_data (id->data, &len);
  g_assert_cmpmem (data, len, octets, strlen (octets));
}

static void
test_eap_defaults (Case *self, gconstpointer unused)
{
  const IkeConfig *ike;

  add_fd (self, "ca", open_pem ("ca.pem"));
  build (self);
  g_assert_cmpstr (self->detail, ==, NULL);
  g_assert_nonnull (self->config);
  ike = &self->config->ike;
  g_assert_cmpint (ike->auth, ==, IKE_AUTH_EAP);
  g_assert_cmpuint (cry_trust_size (ike->trust), ==, 1);
  assert_id (&ike->remote_id, IKE_ID_FQDN, "vpn.example.org");
  g_assert_cmpint (ike->send_idr, ==, IKE_SEND_IDR_LATER);
  /* The user's name is for EAP, behind the gateway's proof (EAP-11). */
  g_assert_cmpint (ike->local_id.type, ==, IKE_ID_NONE);
  g_assert_cmpstr (ike->eap_identity, ==, "alice");
  g_assert_cmpstr (ike->eap_user, ==, "alice");
  g_assert_cmpuint (g_strv_length ((char **) ike->eap_methods), ==, 2);
  g_assert_cmpstr (ike->eap_methods[0], ==, "mschapv2");
  g_assert_cmpstr (ike->eap_methods[1], ==, "gtc");
  g_assert_true (ike->force_encap);
  g_assert_true (ike->want_ipv4 && ike->want_ipv6);
  g_assert_cmpint (ike->wall_offset, ==, 5);
  g_assert_cmpint (ike->dpd_interval, ==, 30 * MONO_SEC);
  g_assert_cmpint (ike->give_up, ==, 20 * MONO_SEC);
  g_assert_null (ike->ike_proposals);
  g_assert_cmpuint (self->config->path_mtu, ==, 1500);
  g_assert_cmpuint (self->config->tun_offloads, ==, 3);
  g_assert_cmpuint (self->config->ike_port, ==, 500);
  g_assert_cmpuint (self->config->ike.natt_port, ==, 4500);
  g_assert_false (self->config->needs_ipv4 || self->config->needs_ipv6);
  g_assert_cmpuint (self->config->inner_mtu, ==, 0);
  g_assert_cmpuint (self->config->replay_window, ==, 1024);
  g_assert_cmpuint (self->config->child_volume, ==, 0);
  g_assert_false (self->config->tfc_padding);
  g_assert_cmpuint (self->config->dummy_interval, ==, 0);
  g_assert_true (self->config->use_dns);
  g_assert_cmpuint (self->config->dns->len, ==, 0);
  g_assert_null (self->config->dns_domains[0]);
}

static void
test_identities (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "psk");
  set (self, VPN_KEY_REMOTE_ID, "192.0.2.9");
  set (self, VPN_KEY_LOCAL_ID, "laptop@example.org");
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpint (self->config->ike.remote_id.type, ==, IKE_ID_IPV4);
  g_assert_cmpint (self->config->ike.send_idr, ==, IKE_SEND_IDR_AUTO);
  assert_id (&self->config->ike.local_id, IKE_ID_EMAIL, "laptop@example.org");
  g_assert_null (self->config->ike.trust);
}

/* CPA-03: what a lost session had is asked for again; that it is lost is said only under an
 * identity that nobody shares. */
static void
test_last_addresses (Case *self, gconstpointer own_identity)
{
  const IkeConfig *ike;
  g_autofree char *four = NULL;
  g_autofree char *six = NULL;

  set (self, VPN_KEY_AUTH, "psk");
  if (own_identity != NULL)
    set (self, VPN_KEY_LOCAL_ID, own_identity);
  g_variant_dict_insert_value (
      &self->runtime, "last-addresses",
      g_variant_new_parsed ("[[byte 10, 9, 0, 2], [byte 1],"
                            " [byte 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]]"));
  build (self);
  g_assert_nonnull (self->config);
  ike = &self->config->ike;
  four = ip_address_to_text (&ike->last_ipv4);
  six = ip_address_to_text (&ike->last_ipv6);
  g_assert_cmpstr (four, ==, "10.9.0.2");
  g_assert_cmpstr (six, ==, "fd00::2");
  g_assert_true (ike->initial_contact == (own_identity != NULL));
}

/* What Windows calls a user is no identity of RFC 7296; it still reaches the gateway unchanged. */
static void
test_domain_user (Case *self, gconstpointer unused)
{
  gsize len;
  gconstpointer data;

  set (self, VPN_KEY_AUTH, "psk");
  set (self, VPN_KEY_USER, "EXAMPLE\\alice smith");
  build (self);
  g_assert_nonnull (self->config);
  data = g_bytes_get_data (self->config->ike.local_id.data, &len);
  g_assert_cmpmem (data, len, "EXAMPLE\\alice smith", 19);
  g_assert_cmpint (self->config->ike.local_id.type, ==, IKE_ID_KEY_ID);
}

/* Who the user is, said after the gateway has taken the certificate (RFC 4739): a NAI. */
static void
test_user_identity (void)
{
  static const struct
  {
    const char *user;
    IkeIdType type;
  } rows[] = {
    { "alice@example.org", IKE_ID_EMAIL }, { "alice", IKE_ID_KEY_ID },
    { "vpn.example.org", IKE_ID_KEY_ID },  { "192.0.2.7", IKE_ID_KEY_ID },
    { "EXAMPLE\\alice", IKE_ID_KEY_ID },   { "alice@", IKE_ID_KEY_ID },
    { "@example.org", IKE_ID_KEY_ID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Case self = { 0 };
      gsize len;
      gconstpointer data;

      case_set_up (&self, NULL);
      set (&self, VPN_KEY_AUTH, "eap");
      set (&self, VPN_KEY_USER, rows[i].user);
      add_fd (&self, "ca", open_pem ("ca.pem"));
      build (&self);
      g_assert_nonnull (self.config);
      data = g_bytes_get_data (self.config->ike.user_id.data, &len);
      g_assert_cmpmem (data, len, rows[i].user, strlen (rows[i].user));
      g_assert_cmpint (self.config->ike.user_id.type, ==, rows[i].type);
      case_tear_down (&self, NULL);
    }
}

static void
test_certificate (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "cert");
  set (self, VPN_KEY_CERTIFICATE, "/nowhere/client.pem");
  set (self, VPN_KEY_PRIVATE_KEY, "/nowhere/client.key");
  add_fd (self, "ca", open_pem ("ca.pem"));
  add_fd (self, "certificate", open_pem ("client.pem"));
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpint (self->config->ike.auth, ==, IKE_AUTH_CERT);
  g_assert_cmpuint (self->config->ike.certificates->len, >=, 1);
  g_assert_cmpint (self->config->ike.local_id.type, ==, IKE_ID_NONE);
}

static GBytes *
public_half_of (const char *name)
{
  int fd = open_pem (name);
  g_autoptr (SecretBuf) file = secret_buf_new (8192);
  gssize len = read (fd, secret_buf_data (file), 8192);
  g_autoptr (CryPrivateKey) key = NULL;

  close (fd);
  g_assert_cmpint (len, >, 0);
  secret_buf_truncate (file, (gsize) len);
  g_assert_cmpint (cry_private_key_parse (file, NULL, &key), ==, CRY_PRIVATE_KEY_OK);
  return cry_private_key_public (key);
}

static void
assert_own_is (Case *self, gint64 wall, VpnReason reason, const char *detail)
{
  VpnReason found;
  g_autofree char *text = NULL;

  g_assert_true (worker_config_check_own (self->config, (wall - 5) * MONO_SEC, &found, &text)
                 == (reason == VPN_REASON_NONE));
  g_assert_cmpstr (vpn_reason_to_string (found), ==, vpn_reason_to_string (reason));
  g_assert_cmpstr (text, ==, detail);
}

/* Found before a datagram is sent: our own certificate has ended, has not begun, or is not that of
 * the key that signs. */
static void
test_own_certificate (Case *self, gconstpointer key)
{
  const CryCert *own;
  g_autofree char *subject = NULL;
  g_autoptr (GBytes) public_key = public_half_of (key);
  gboolean fits = g_str_equal (key, "client.key");

  g_variant_dict_insert_value (
      &self->runtime, "public-key",
      g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, public_key, TRUE));
  test_certificate (self, NULL);
  self->config->ike.wall_offset = 5 * MONO_SEC;
  own = self->config->certificates->pdata[0];
  subject = cry_cert_subject_text (own);
  assert_own_is (self, cry_cert_not_after (own), fits ? VPN_REASON_NONE : VPN_REASON_KEY_MISFIT,
                 fits ? NULL : subject);
  assert_own_is (self, cry_cert_not_after (own) + 1, VPN_REASON_OWN_CERT_EXPIRED, "2056-11-21");
  assert_own_is (self, cry_cert_not_before (own) - 1, VPN_REASON_OWN_CERT_NOT_YET_VALID,
                 "2026-11-22");
}

/* A probe has no device, and no patience. */
static void
test_probe (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "psk");
  g_ptr_array_set_size (self->names, 1);
  close (self->message.fds[--self->message.n_fds]);
  g_variant_dict_insert (&self->runtime, "probe", "b", TRUE);
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpint (self->config->ike.contact_give_up, ==, 5 * MONO_SEC);
}

/* Who waits in front of a screen is told soon; who chose a time gets it. */
static void
test_patience (Case *self, gconstpointer chosen)
{
  set (self, VPN_KEY_AUTH, "psk");
  if (chosen != NULL)
    set (self, VPN_KEY_GIVE_UP, chosen);
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpint (self->config->ike.contact_give_up, ==,
                   chosen != NULL ? self->config->ike.give_up : 12 * MONO_SEC);
}

/* The server behind the gateway: its name and its CA are the gateway's until the profile says
 * otherwise. */
static void
test_login_server (Case *self, gconstpointer unused)
{
  add_fd (self, "ca", open_pem ("ca.pem"));
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpstr (self->config->ike.eap_server_name, ==, "vpn.example.org");
  g_assert_true (self->config->ike.eap_trust == self->config->ike.trust);
  g_assert_cmpstr (self->config->ike.eap_inner, ==, "auto");
  g_assert_null (self->config->ike.certificates);
}

static void
test_login_server_named (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_EAP_METHODS, "tls,ttls");
  set (self, VPN_KEY_EAP_INNER, "pap");
  set (self, VPN_KEY_AAA_NAME, "radius.example.org");
  set (self, VPN_KEY_AAA_CA, "/nowhere/aaa.pem");
  set (self, VPN_KEY_CERTIFICATE, "/nowhere/client.pem");
  set (self, VPN_KEY_PRIVATE_KEY, "/nowhere/client.key");
  add_fd (self, "ca", open_pem ("ca.pem"));
  add_fd (self, "aaa-ca", open_pem ("ca.pem"));
  add_fd (self, "certificate", open_pem ("client.pem"));
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpint (self->config->ike.auth, ==, IKE_AUTH_EAP);
  g_assert_cmpstr (self->config->ike.eap_server_name, ==, "radius.example.org");
  g_assert_true (self->config->ike.eap_trust != self->config->ike.trust);
  g_assert_cmpuint (cry_trust_size (self->config->ike.eap_trust), ==, 1);
  g_assert_cmpstr (self->config->ike.eap_inner, ==, "pap");
  g_assert_cmpuint (self->config->ike.certificates->len, >=, 1);
}

static void
test_login_server_ca_unreadable (Case *self, gconstpointer unused)
{
  add_fd (self, "ca", open_pem ("ca.pem"));
  add_fd (self, "aaa-ca", open_text ("not a certificate\n", 18));
  assert_refused (self, VPN_REASON_BAD_PROFILE, VPN_KEY_AAA_CA);
}

static void
test_certificate_missing (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "cert");
  set (self, VPN_KEY_CERTIFICATE, "/nowhere/client.pem");
  set (self, VPN_KEY_PRIVATE_KEY, "/nowhere/client.key");
  add_fd (self, "ca", open_pem ("ca.pem"));
  assert_refused (self, VPN_REASON_FILE_MISSING, VPN_KEY_CERTIFICATE);
}

static void
test_ca_without_certificate (Case *self, gconstpointer unused)
{
  add_fd (self, "ca", open_text ("not a certificate\n", 18));
  assert_refused (self, VPN_REASON_BAD_PROFILE, VPN_KEY_CA);
}

static void
test_ca_too_large (Case *self, gconstpointer unused)
{
  int fd = open_text ("x", 1);

  g_assert_cmpint (ftruncate (fd, (off_t) CRY_BUNDLE_MAX + 65536), ==, 0);
  add_fd (self, "ca", fd);
  assert_refused (self, VPN_REASON_BAD_PROFILE, VPN_KEY_CA);
}

/* The next worker gets the same open file: where its position stands must not matter. */
static void
test_ca_is_read_from_its_start (Case *self, gconstpointer unused)
{
  int fd = open_pem ("ca.pem");

  g_assert_cmpint (lseek (fd, 0, SEEK_END), >, 0);
  add_fd (self, "ca", fd);
  build (self);
  g_assert_nonnull (self->config);
}

static void
test_ca_from_a_pipe (Case *self, gconstpointer unused)
{
  int fds[2];

  /* Whose other end stays open: a reader would wait. */
  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  add_fd (self, "ca", fds[0]);
  build (self);
  g_assert_null (self->config);
  close (fds[1]);
}

static void
test_routes (Case *self, gconstpointer unused)
{
  static const char *const expected[] = { "10.1.0.0/20", "2001:db8::/33", "192.0.2.1/32" };

  set (self, VPN_KEY_AUTH, "psk");
  set (self, VPN_KEY_ROUTES, "10.1.0.0/20,2001:db8::/33,192.0.2.1/32");
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpuint (self->config->ike.n_ts_remote, ==, 3);
  g_assert_false (self->config->use_subnets);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const IkeTs *ts = &self->config->ike.ts_remote[i];
      g_autofree char *text = ip_range_to_text (&ts->range);

      g_assert_cmpstr (text, ==, expected[i]);
      g_assert_cmpuint (ts->port_to, ==, 65535);
    }
}

static void
test_gateways_need_a_socket (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "psk");
  set_gateways (self, "[[byte 32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1], [byte 1], [byte 192,0,2,7]]");
  g_variant_dict_insert_value (&self->runtime, "local-addresses",
                               g_variant_new_parsed ("[[byte 1], [byte 2], [byte 10,0,0,3]]"));
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpuint (self->config->n_gateways, ==, 1);
  g_assert_cmpmem (self->config->gateways[0].address.octets, 4, "\xc0\0\2\7", 4);
  g_assert_cmpmem (self->config->locals[0].address.octets, 4, "\x0a\0\0\3", 4);
  g_assert_cmpuint (self->config->locals[0].port, ==, 4711);
}

/* Not told, or not an address of the family: zero, which forces the assumption of a NAT. */
static void
test_local_address_unknown (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "psk");
  g_variant_dict_insert_value (&self->runtime, "local-addresses",
                               g_variant_new_parsed ("[[byte 1, 2]]"));
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpint (self->config->locals[0].address.family, ==, AF_INET);
  g_assert_cmpmem (self->config->locals[0].address.octets, 4, "\0\0\0\0", 4);
}

static void
test_too_many_gateways (Case *self, gconstpointer unused)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < 40; i++)
    g_variant_builder_add_parsed (&builder, "[byte 192, 0, 2, 1]");
  g_variant_dict_insert_value (&self->runtime, "gateway-addresses",
                               g_variant_builder_end (&builder));
  set (self, VPN_KEY_AUTH, "psk");
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpuint (self->config->n_gateways, ==, WORKER_GATEWAYS_MAX);
}

static void
test_settings (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "psk");
  set (self, VPN_KEY_IKE_PROPOSALS, "aes256gcm16-prfsha384-ecp256");
  set (self, VPN_KEY_ESN, "false");
  set (self, VPN_KEY_FRAGMENTATION, "false");
  set (self, VPN_KEY_IPV6, "no");
  set (self, VPN_KEY_SEND_IDR, "yes");
  set (self, VPN_KEY_IPV4, "yes");
  set (self, VPN_KEY_MTU, "1300");
  set (self, VPN_KEY_REPLAY_WINDOW, "64");
  set (self, VPN_KEY_CHILD_VOLUME, "100000000");
  set (self, VPN_KEY_TFC_PADDING, "true");
  set (self, VPN_KEY_DUMMY_INTERVAL, "250");
  set (self, VPN_KEY_USE_DNS, "false");
  set (self, VPN_KEY_DNS, "10.0.0.1,2001:db8::1");
  set (self, VPN_KEY_DNS_DOMAINS, "corp.example");
  g_variant_dict_insert (&self->runtime, "path-mtu", "q", (guint16) 1300);
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpstr (self->config->ike.ike_proposals, ==, "aes256gcm16-prfsha384-ecp256");
  g_assert_true (self->config->ike.esn_off);
  g_assert_true (self->config->ike.fragmentation_off);
  g_assert_true (self->config->ike.want_ipv4);
  g_assert_false (self->config->ike.want_ipv6);
  g_assert_true (self->config->needs_ipv4 && !self->config->needs_ipv6);
  g_assert_cmpuint (self->config->inner_mtu, ==, 1300);
  g_assert_cmpuint (self->config->replay_window, ==, 64);
  g_assert_cmpuint (self->config->child_volume, ==, G_GUINT64_CONSTANT (100000000000000));
  g_assert_true (self->config->tfc_padding);
  g_assert_cmpuint (self->config->dummy_interval, ==, 250);
  g_assert_true (self->config->use_subnets);
  g_assert_false (self->config->use_dns);
  g_assert_cmpuint (self->config->dns->len, ==, 2);
  g_assert_cmpstr (self->config->dns_domains[0], ==, "corp.example");
  g_assert_cmpint (self->config->ike.send_idr, ==, IKE_SEND_IDR_YES);
  g_assert_cmpuint (self->config->path_mtu, ==, 1300);
}

static void
test_unnamed_descriptor (Case *self, gconstpointer unused)
{
  self->message.fds[self->message.n_fds++] = open_socket ();
  assert_refused (self, VPN_REASON_INTERNAL, "descriptors");
}

static void
test_descriptor_twice (Case *self, gconstpointer unused)
{
  add_fd (self, "tun", open_socket ());
  assert_refused (self, VPN_REASON_INTERNAL, "descriptor");
}

static void
test_incomplete_profile (Case *self, gconstpointer unused)
{
  vpn_profile_reset (self->profile, VPN_KEY_GATEWAY);
  assert_refused (self, VPN_REASON_BAD_PROFILE, "gateway");
}

/* What the profile's table lets a user choose is what the EAP peer knows. */
static void
test_eap_names (void)
{
  const EapConfig methods = { .methods = vpn_profile_key_find (VPN_KEY_EAP_METHODS)->choices };
  const char *const *inner = vpn_profile_key_find (VPN_KEY_EAP_INNER)->choices;

  g_assert_cmpstr (eap_config_check (&methods), ==, NULL);
  for (gsize i = 0; inner[i] != NULL; i++)
    g_assert_cmpstr (eap_config_check (&(EapConfig){ .inner = inner[i] }), ==, NULL);
}

/* A stream instead of UDP, for the address it is connected to. */
static void
test_stream (Case *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "psk");
  self->names->pdata[0] = (gpointer) "tcp";
  g_variant_dict_insert (&self->runtime, "tcp-port", "q", (guint16) 443);
  set_gateways (self, "[[byte 0x20,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1]]");
  build (self);
  g_assert_nonnull (self->config);
  g_assert_cmpint (self->config->tcp, >=, 0);
  g_assert_cmpuint (self->config->tcp_port, ==, 443);
  g_assert_cmpuint (self->config->n_gateways, ==, 1);
}

static void
test_stream_without_port (Case *self, gconstpointer unused)
{
  self->names->pdata[0] = (gpointer) "tcp";
  assert_refused (self, VPN_REASON_INTERNAL, "port");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/worker/config/" path, Case, NULL, case_set_up, func, case_tear_down)
  ADD ("eap-defaults", test_eap_defaults);
  ADD ("identities", test_identities);
  ADD ("domain-user", test_domain_user);
  ADD ("certificate", test_certificate);
  ADD ("login-server", test_login_server);
  ADD ("login-server-named", test_login_server_named);
  ADD ("login-server-ca-unreadable", test_login_server_ca_unreadable);
  ADD ("certificate-missing", test_certificate_missing);
  ADD ("ca-without-certificate", test_ca_without_certificate);
  ADD ("ca-too-large", test_ca_too_large);
  ADD ("ca-is-read-from-its-start", test_ca_is_read_from_its_start);
  ADD ("ca-from-a-pipe", test_ca_from_a_pipe);
  ADD ("routes", test_routes);
  ADD ("gateways-need-a-socket", test_gateways_need_a_socket);
  ADD ("too-many-gateways", test_too_many_gateways);
  ADD ("local-address-unknown", test_local_address_unknown);
  ADD ("ICM-11/settings", test_settings);
  ADD ("unnamed-descriptor", test_unnamed_descriptor);
  ADD ("descriptor-twice", test_descriptor_twice);
  ADD ("TCP-01/stream", test_stream);
  ADD ("stream-without-port", test_stream_without_port);
  ADD ("incomplete-profile", test_incomplete_profile);
  ADD ("probe", test_probe);
  ADD ("patience", test_patience);
#undef ADD
  g_test_add ("/worker/config/own-certificate", Case, "client.key", case_set_up,
              test_own_certificate, case_tear_down);
  g_test_add ("/worker/config/own-certificate-of-another-key", Case, "client-rsa.key", case_set_up,
              test_own_certificate, case_tear_down);
  g_test_add ("/worker/config/patience-chosen", Case, "60", case_set_up, test_patience,
              case_tear_down);
  g_test_add ("/worker/config/CPA-03+CPA-10/last-addresses", Case, NULL, case_set_up,
              test_last_addresses, case_tear_down);
  g_test_add ("/worker/config/CPA-03/own-identity", Case, "laptop@example.org", case_set_up,
              test_last_addresses, case_tear_down);
  g_test_add_func ("/worker/config/PKI-23/user-identity", test_user_identity);
  g_test_add_func ("/worker/config/eap-names", test_eap_names);
  return g_test_run ();
}
