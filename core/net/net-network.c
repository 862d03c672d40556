// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* NetNetwork: asks NetworkManager, object by object. */
#include "net-network.h"

#include "net-watch.h"
#include "net-ways.h"

#include <string.h>

#define NM_NAME         "org.freedesktop.NetworkManager"
#define NM_PATH         "/org/freedesktop/NetworkManager"
#define NM_ACTIVE       NM_NAME ".Connection.Active"
#define NM_AP           NM_NAME ".AccessPoint"
#define NM_IP4          NM_NAME ".IP4Config"
#define NM_IP6          NM_NAME ".IP6Config"
#define PROPERTIES      "org.freedesktop.DBus.Properties"
#define WAIT_MS         3000
#define N_SUBSCRIPTIONS 5
#define QUESTIONS       5 /* itself, its connection, access point and two configurations */
#define IPV6_SITE_BITS  64

/* What nobody but the kernel tells is believed after this while: NetworkManager takes one network
 * down before it brings up the next. */
#define SETTLE_MS 2000

/* Where an address far away is reached from; for measurements only (RFC 2544, RFC 5180). */
static const char *const far_away[] = { "198.18.0.1", "2001:2::1" };

typedef struct
{
  const char *interface; /* constant */
  char *path;            /* owned */
} Question;

typedef struct
{
  GCancellable *life;
  Question questions[QUESTIONS];
  guint n_questions, n_asked;
  char *uuid; /* owned or NULL: NetworkManager does not manage the way out */
  GStrvBuilder *names, *domains;
  guint n_names, n_domains;
} Look;

struct NetNetwork
{
  GDBusConnection *bus; /* counted */
  NetNetworkFunc changed;
  gpointer user_data;
  guint subscriptions[N_SUBSCRIPTIONS];
  NetWatch *watch;       /* owned or NULL */
  Look *look;            /* owned or NULL: under way */
  gboolean again;        /* something happened while it was */
  NetNetworkFacts facts; /* identity NULL: not known yet */
  char *address;         /* owned or NULL; of identify_by_address() when facts were found */
  GSource *settling;     /* owned or NULL */
  gboolean is_settled;   /* the next look may believe the kernel */
};

static void
clear_settling (NetNetwork *network)
{
  if (network->settling != NULL)
    g_source_destroy (network->settling);
  g_clear_pointer (&network->settling, g_source_unref);
  network->is_settled = FALSE;
}

static void
look_free (Look *look)
{
  if (look == NULL)
    return;
  g_cancellable_cancel (look->life);
  g_object_unref (look->life);
  for (guint i = 0; i < look->n_questions; i++)
    g_free (look->questions[i].path);
  g_free (look->uuid);
  g_strv_builder_unref (look->names);
  g_strv_builder_unref (look->domains);
  g_free (look);
}

static void
facts_clear (NetNetworkFacts *facts)
{
  g_clear_pointer (&facts->identity, g_free);
  g_clear_pointer (&facts->names, g_strfreev);
  g_clear_pointer (&facts->domains, g_strfreev);
}

static gboolean
facts_equal (const NetNetworkFacts *a, const NetNetworkFacts *b)
{
  return a->identity != NULL && g_str_equal (a->identity, b->identity)
         && g_strv_equal ((const char *const *) a->names, (const char *const *) b->names)
         && g_strv_equal ((const char *const *) a->domains, (const char *const *) b->domains);
}

/* ---- The answers --------------------------------------------------------------------------- */

static void
add_question (Look *look, GVariantDict *answer, const char *property, const char *interface)
{
  const char *path;

  /* "/" is nothing */
  if (look->n_questions < QUESTIONS && g_variant_dict_lookup (answer, property, "&o", &path)
      && path[1] != '\0')
    look->questions[look->n_questions++] = (Question){ interface, g_strdup (path) };
}

static void
add_name (Look *look, const char *name)
{
  if (*name != '\0' && look->n_names++ < NET_NETWORK_TEXTS_MAX)
    g_strv_builder_add (look->names, name);
}

static void
take_manager (Look *look, GVariantDict *answer)
{
  add_question (look, answer, "PrimaryConnection", NM_ACTIVE);
}

static void
take_connection (Look *look, GVariantDict *answer)
{
  const char *name, *type = "";

  (void) g_variant_dict_lookup (answer, "Uuid", "s", &look->uuid);
  if (g_variant_dict_lookup (answer, "Id", "&s", &name))
    add_name (look, name);
  if (g_variant_dict_lookup (answer, "Type", "&s", &type) && g_str_equal (type, "802-11-wireless"))
    add_question (look, answer, "SpecificObject", NM_AP);
  add_question (look, answer, "Ip4Config", NM_IP4);
  add_question (look, answer, "Ip6Config", NM_IP6);
}

static void
take_access_point (Look *look, GVariantDict *answer)
{
  g_autoptr (GVariant) octets = g_variant_dict_lookup_value (answer, "Ssid", G_VARIANT_TYPE ("ay"));
  gsize len = 0;
  const char *text = octets != NULL ? g_variant_get_fixed_array (octets, &len, 1) : NULL;
  g_autofree char *name = NULL;

  /* One that is no text can be in no profile. */
  if (len == 0 || !g_utf8_validate_len (text, len, NULL))
    return;
  name = g_strndup (text, len);
  add_name (look, name);
}

static void
add_domains (Look *look, GVariantDict *answer, const char *property)
{
  g_autoptr (GVariant) list
      = g_variant_dict_lookup_value (answer, property, G_VARIANT_TYPE_STRING_ARRAY);
  gsize n = list != NULL ? g_variant_n_children (list) : 0;

  for (gsize i = 0; i < n && look->n_domains < NET_NETWORK_TEXTS_MAX; i++)
    {
      g_autofree char *domain = NULL;
      const char *text;
      gsize len;

      g_variant_get_child (list, i, "&s", &text);
      /* "~office.example" is not to be searched, "office.example." is absolute. */
      domain = g_ascii_strdown (text + (*text == '~' ? 1 : 0), -1);
      len = strlen (domain);
      if (len > 0 && domain[len - 1] == '.')
        domain[len - 1] = '\0';
      g_strv_builder_add (look->domains, domain);
      look->n_domains++;
    }
}

static void
take_configuration (Look *look, GVariantDict *answer)
{
  add_domains (look, answer, "Domains");
  add_domains (look, answer, "Searches");
}

static const struct
{
  const char *interface;
  void (*take) (Look *look, GVariantDict *answer);
} takers[] = {
  { NM_NAME, take_manager },      { NM_ACTIVE, take_connection }, { NM_AP, take_access_point },
  { NM_IP4, take_configuration }, { NM_IP6, take_configuration },
};

/* ---- A look -------------------------------------------------------------------------------- */

/* Where nobody manages the network that can be asked; owned. */
static char *
identify_by_address (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (far_away); i++)
    {
      IpAddress far;
      NetWay way;
      IpPrefix prefix;

      if (!ip_address_parse (far_away[i], &far) || net_ways_find (&far, &way, 1) == 0)
        continue;
      prefix = ip_prefix_host (&way.local);
      /* What is behind changes by itself (RFC 8981). */
      if (way.local.family == AF_INET6)
        prefix.length = IPV6_SITE_BITS;
      ip_prefix_mask (&prefix);
      return ip_prefix_to_text (&prefix);
    }
  return g_strdup ("");
}

static void start_look (NetNetwork *network);

static void
on_news (gpointer user_data)
{
  NetNetwork *network = user_data;

  if (network->look != NULL)
    network->again = TRUE;
  else
    start_look (network);
}

static gboolean
on_settled (gpointer user_data)
{
  NetNetwork *network = user_data;

  g_clear_pointer (&network->settling, g_source_unref);
  network->is_settled = TRUE;
  on_news (network);
  return G_SOURCE_REMOVE;
}

/* Whether a finding of the kernel's alone has held for a while. */
static gboolean
is_settled (NetNetwork *network)
{
  if (network->is_settled)
    {
      clear_settling (network);
      return TRUE;
    }
  if (network->settling != NULL)
    return FALSE;
  network->settling = g_timeout_source_new (SETTLE_MS);
  g_source_set_callback (network->settling, on_settled, network, NULL);
  g_source_attach (network->settling, g_main_context_get_thread_default ());
  return FALSE;
}

static void
publish (NetNetwork *network, NetNetworkFacts *facts, const char *address)
{
  facts_clear (&network->facts);
  network->facts = *facts;
  g_free (network->address);
  network->address = g_strdup (address);
  network->changed (network->user_data);
}

static void
finish_look (NetNetwork *network)
{
  Look *look = g_steal_pointer (&network->look);
  g_autofree char *address = identify_by_address ();
  NetNetworkFacts facts = { .identity = g_strdup (look->uuid != NULL ? look->uuid : address),
                            .names = g_strv_builder_end (look->names),
                            .domains = g_strv_builder_end (look->domains) };
  gboolean by_address = look->uuid == NULL && *address != '\0';
  /* A restart of NetworkManager leaves the network as it is. */
  gboolean stays = by_address && g_strcmp0 (network->address, address) == 0;

  look_free (look);
  if (!by_address)
    clear_settling (network);
  if (stays || facts_equal (&network->facts, &facts) || (by_address && !is_settled (network)))
    facts_clear (&facts);
  else
    publish (network, &facts, address);
  if (network->again)
    start_look (network);
}

static void ask_next (NetNetwork *network);

static void
on_properties (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  NetNetwork *network = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL)
    {
      Look *look = network->look;
      const Question *asked = &look->questions[look->n_asked - 1];
      g_autoptr (GVariant) properties = g_variant_get_child_value (reply, 0);
      g_auto (GVariantDict) answer = G_VARIANT_DICT_INIT (properties);

      for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
        if (g_str_equal (takers[i].interface, asked->interface))
          takers[i].take (look, &answer);
    }
  ask_next (network);
}

static void
ask_next (NetNetwork *network)
{
  Look *look = network->look;
  const Question *question = &look->questions[look->n_asked];

  if (look->n_asked == look->n_questions)
    {
      finish_look (network);
      return;
    }
  look->n_asked++;
  g_dbus_connection_call (network->bus, NM_NAME, question->path, PROPERTIES, "GetAll",
                          g_variant_new ("(s)", question->interface), G_VARIANT_TYPE ("(a{sv})"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, WAIT_MS, look->life, on_properties,
                          network);
}

static void
start_look (NetNetwork *network)
{
  Look *look = g_new0 (Look, 1);

  look->life = g_cancellable_new ();
  look->names = g_strv_builder_new ();
  look->domains = g_strv_builder_new ();
  look->questions[look->n_questions++] = (Question){ NM_NAME, g_strdup (NM_PATH) };
  network->look = look;
  network->again = FALSE;
  ask_next (network);
}

static void
on_signal (GDBusConnection *bus G_GNUC_UNUSED, const char *sender G_GNUC_UNUSED,
           const char *path G_GNUC_UNUSED, const char *interface G_GNUC_UNUSED,
           const char *signal G_GNUC_UNUSED, GVariant *parameters G_GNUC_UNUSED, gpointer user_data)
{
  on_news (user_data);
}

/* ---- Life ---------------------------------------------------------------------------------- */

NetNetwork *
net_network_new (GDBusConnection *bus, NetNetworkFunc changed, gpointer user_data)
{
  static const char *const interfaces[] = { NM_NAME, NM_ACTIVE, NM_IP4, NM_IP6 };
  NetNetwork *network = g_new0 (NetNetwork, 1);
  guint n = 0;

  network->bus = g_object_ref (bus);
  network->changed = changed;
  network->user_data = user_data;
  network->watch = net_watch_new (on_news, network, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (interfaces); i++)
    network->subscriptions[n++] = g_dbus_connection_signal_subscribe (
        bus, NM_NAME, PROPERTIES, "PropertiesChanged", NULL, interfaces[i],
        G_DBUS_SIGNAL_FLAGS_NONE, on_signal, network, NULL);
  network->subscriptions[n++] = g_dbus_connection_signal_subscribe (
      bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
      "/org/freedesktop/DBus", NM_NAME, G_DBUS_SIGNAL_FLAGS_NONE, on_signal, network, NULL);
  g_assert (n == N_SUBSCRIPTIONS);
  start_look (network);
  return network;
}

void
net_network_free (NetNetwork *network)
{
  if (network == NULL)
    return;
  for (guint i = 0; i < N_SUBSCRIPTIONS; i++)
    g_dbus_connection_signal_unsubscribe (network->bus, network->subscriptions[i]);
  net_watch_free (network->watch);
  clear_settling (network);
  look_free (network->look);
  g_object_unref (network->bus);
  facts_clear (&network->facts);
  g_free (network->address);
  g_free (network);
}

const NetNetworkFacts *
net_network_get_facts (const NetNetwork *network)
{
  return network->facts.identity != NULL ? &network->facts : NULL;
}
