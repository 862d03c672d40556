// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnAgents: the list of agents, and one queue of questions for each user. */
#include "vpn-agent.h"

#include "vpn-error.h"
#include "vpn-log.h"
#include "vpn-names.h"
#include "vpn-source.h"

#include <string.h>

#define DBUS_NAME "org.freedesktop.DBus"
#define DBUS_PATH "/org/freedesktop/DBus"

struct VpnAgents
{
  GDBusConnection *bus; /* counted */
  GPtrArray *agents;    /* owned; Agent, oldest first */
  GQueue *asks;         /* owned list of borrowed Ask, oldest first; see ask_free() */
  GSource *pump;        /* owned; moves the queue on when it is woken */
  guint64 last_cookie;
};

typedef struct
{
  char *name; /* owned; unique bus name */
  char *path; /* owned */
  guint32 uid;
} Agent;

/* One question. It lives until it is settled and no call to an agent is under way. */
typedef struct
{
  VpnAgents *agents; /* borrowed; NULL once it is settled */
  GTask *task;       /* owned */
  guint32 uid;
  char *cookie;        /* owned */
  const char *method;  /* static */
  GVariant *arguments; /* owned; of the method */
  Agent *first;        /* owned or NULL */
  GPtrArray *to_ask;   /* owned; Agent, next last; NULL while it waits in the queue */
  Agent *asked;        /* owned; NULL when no call is under way */
  GCancellable *call;  /* owned; the call to the asked agent */
  GSource *timeout;    /* owned or NULL */
  GSource *moot;       /* owned or NULL; the caller's cancellable */
} Ask;

static void
agent_free (gpointer data)
{
  Agent *agent = data;

  if (agent == NULL)
    return;
  g_free (agent->name);
  g_free (agent->path);
  g_free (agent);
}

static Agent *
agent_new (const char *name, const char *path, guint32 uid)
{
  Agent *agent = g_new0 (Agent, 1);

  agent->name = g_strdup (name);
  agent->path = g_strdup (path);
  agent->uid = uid;
  return agent;
}

static gboolean
agent_is (const Agent *agent, const char *name, const char *path)
{
  return g_str_equal (agent->name, name) && g_str_equal (agent->path, path);
}

static void
ask_free (Ask *ask)
{
  g_object_unref (ask->task);
  g_free (ask->cookie);
  g_variant_unref (ask->arguments);
  agent_free (ask->first);
  g_clear_pointer (&ask->to_ask, g_ptr_array_unref);
  agent_free (ask->asked);
  g_object_unref (ask->call);
  g_free (ask);
}

static void
wake (VpnAgents *agents)
{
  g_source_set_ready_time (agents->pump, 0);
}

/* Takes the question out of the queue; the task must have been answered. */
static void
settle (Ask *ask)
{
  VpnAgents *agents = g_steal_pointer (&ask->agents);

  g_queue_remove (agents->asks, ask);
  vpn_source_clear (&ask->timeout);
  vpn_source_clear (&ask->moot);
  wake (agents);
  if (ask->asked != NULL)
    g_cancellable_cancel (ask->call); /* on_reply() frees */
  else
    ask_free (ask);
}

static void
fail_ask (Ask *ask, VpnError code, const char *message)
{
  g_task_return_new_error (ask->task, VPN_ERROR, (int) code, "%s", message);
  settle (ask);
}

static void
tell_moot (Ask *ask, const char *reason)
{
  if (ask->asked == NULL)
    return;
  g_dbus_connection_call (ask->agents->bus, ask->asked->name, ask->asked->path, VPN_IFACE_AGENT,
                          "CancelRequest", g_variant_new ("(ss)", ask->cookie, reason), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static gboolean
on_timeout (gpointer user_data)
{
  Ask *ask = user_data;

  tell_moot (ask, "timeout");
  fail_ask (ask, VPN_ERROR_NO_AGENT, "Nobody answered in time");
  return G_SOURCE_REMOVE;
}

static gboolean
on_moot (GCancellable *cancellable, gpointer user_data)
{
  Ask *ask = user_data;

  tell_moot (ask, "disconnected");
  g_task_return_new_error (ask->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The question is moot");
  settle (ask);
  return G_SOURCE_REMOVE;
}

static void
on_scrubbed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
}

/* GDBus reads every message into one buffer that it reuses and never wipes, so an answer would stay
 * in it until a longer message comes. Have the bus send one: its introspection text is longer than
 * any secret of VPN_AGENT_SECRET_MAX octets with its header. Once before the first secret, since
 * the buffer grows by moving and would leave what it held behind. */
static void
scrub_read_buffer (GDBusConnection *bus)
{
  g_dbus_connection_call (bus, DBUS_NAME, DBUS_PATH, "org.freedesktop.DBus.Introspectable",
                          "Introspect", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_scrubbed,
                          NULL);
}

static gboolean
is_signing (const Ask *ask)
{
  return g_str_equal (ask->method, "RequestSignature");
}

/* Moves the octets out of the reply and wipes them there. */
static VpnAgentAnswer *
take_answer (GVariant *reply)
{
  g_autoptr (GVariant) octets = g_variant_get_child_value (reply, 0);
  gsize len;
  gpointer data = (gpointer) g_variant_get_fixed_array (octets, &len, 1);
  VpnAgentAnswer *answer = NULL;

  if (len <= VPN_AGENT_SECRET_MAX)
    {
      answer = g_new0 (VpnAgentAnswer, 1);
      answer->secret = secret_buf_new_move (data, len);
      if (g_variant_n_children (reply) > 1)
        {
          g_autoptr (GVariant) result = g_variant_get_child_value (reply, 1);

          (void) g_variant_lookup (result, "remember", "b", &answer->remember);
        }
    }
  else
    secret_wipe (data, len);
  return answer;
}

void
vpn_agent_answer_free (VpnAgentAnswer *answer)
{
  if (answer == NULL)
    return;
  secret_buf_free (answer->secret);
  g_free (answer);
}

/* What a token says is the last word: another agent of the user sees the same token, and would ask
 * for its PIN once more. Owned; NULL: it is no such word. */
static GError *
take_word_of_token (const Ask *ask, GError *error)
{
  static const VpnError words[]
      = { VPN_ERROR_NOT_FOUND, VPN_ERROR_NOT_AUTHORIZED, VPN_ERROR_LIMIT, VPN_ERROR_FAILED };

  for (gsize i = 0; is_signing (ask) && i < G_N_ELEMENTS (words); i++)
    if (vpn_error_is (error, words[i]))
      {
        g_dbus_error_strip_remote_error (error);
        return g_error_new_literal (VPN_ERROR, (int) words[i], error->message);
      }
  return NULL;
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (VpnAgentAnswer) answer = NULL;
  GError *word;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL)
    {
      answer = take_answer (reply);
      scrub_read_buffer (G_DBUS_CONNECTION (source));
    }
  g_clear_pointer (&ask->asked, agent_free);
  if (ask->agents == NULL)
    {
      ask_free (ask);
      return;
    }
  if (answer != NULL)
    {
      g_task_return_pointer (ask->task, g_steal_pointer (&answer),
                             (GDestroyNotify) vpn_agent_answer_free);
      settle (ask);
      return;
    }
  if (vpn_error_is (error, VPN_ERROR_CANCELLED))
    {
      fail_ask (ask, VPN_ERROR_CANCELLED, "The person asked declined");
      return;
    }
  word = take_word_of_token (ask, error);
  if (word != NULL)
    {
      g_task_return_error (ask->task, word);
      settle (ask);
      return;
    }
  vpn_log (G_LOG_LEVEL_INFO, "An agent could not answer: %s",
           error != NULL ? error->message : "answer too long");
  wake (ask->agents);
}

static void
begin_ask (Ask *ask)
{
  GPtrArray *agents = ask->agents->agents;

  ask->to_ask = g_ptr_array_new_with_free_func (agent_free);
  for (guint i = 0; i < agents->len; i++)
    {
      const Agent *agent = agents->pdata[i];

      if (agent->uid == ask->uid
          && (ask->first == NULL || !agent_is (agent, ask->first->name, ask->first->path)))
        g_ptr_array_add (ask->to_ask, agent_new (agent->name, agent->path, agent->uid));
    }
  if (ask->first != NULL)
    g_ptr_array_add (ask->to_ask, g_steal_pointer (&ask->first));
  ask->timeout = vpn_source_timeout (VPN_AGENT_TIMEOUT_S * 1000, on_timeout, ask);
}

static void
ask_next_agent (Ask *ask)
{
  if (ask->to_ask == NULL)
    begin_ask (ask);
  if (ask->to_ask->len == 0)
    {
      fail_ask (ask, VPN_ERROR_NO_AGENT, "There is nobody who could be asked");
      return;
    }
  ask->asked = g_ptr_array_steal_index (ask->to_ask, ask->to_ask->len - 1);
  g_dbus_connection_call (ask->agents->bus, ask->asked->name, ask->asked->path, VPN_IFACE_AGENT,
                          ask->method, ask->arguments,
                          is_signing (ask) ? G_VARIANT_TYPE ("(ay)") : G_VARIANT_TYPE ("(aya{sv})"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, ask->call, on_reply, ask);
}

static gboolean
is_earlier_ask_of_user (VpnAgents *agents, const Ask *ask)
{
  for (GList *at = agents->asks->head; at != NULL && at->data != ask; at = at->next)
    if (((const Ask *) at->data)->uid == ask->uid)
      return TRUE;
  return FALSE;
}

static gboolean
on_pump (gpointer user_data)
{
  VpnAgents *agents = user_data;
  GList *next;

  g_source_set_ready_time (agents->pump, -1);
  for (GList *at = agents->asks->head; at != NULL; at = next)
    {
      Ask *ask = at->data;

      next = at->next;
      if (ask->asked == NULL && !is_earlier_ask_of_user (agents, ask))
        ask_next_agent (ask);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_pump (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

VpnAgents *
vpn_agents_new (GDBusConnection *bus)
{
  static GSourceFuncs pump_functions = { .dispatch = dispatch_pump };
  VpnAgents *agents = g_new0 (VpnAgents, 1);

  agents->bus = g_object_ref (bus);
  agents->agents = g_ptr_array_new_with_free_func (agent_free);
  agents->asks = g_queue_new ();
  agents->pump = g_source_new (&pump_functions, sizeof (GSource));
  g_source_set_callback (agents->pump, on_pump, agents, NULL);
  g_source_attach (agents->pump, g_main_context_get_thread_default ());
  scrub_read_buffer (bus);
  return agents;
}

void
vpn_agents_free (VpnAgents *agents)
{
  if (agents == NULL)
    return;
  while (agents->asks->head != NULL)
    fail_ask (agents->asks->head->data, VPN_ERROR_NO_AGENT, "The service is stopping");
  g_queue_free (agents->asks);
  vpn_source_clear (&agents->pump);
  g_ptr_array_unref (agents->agents);
  g_object_unref (agents->bus);
  g_free (agents);
}

guint
vpn_agents_count (VpnAgents *agents, guint32 uid)
{
  guint count = 0;

  for (guint i = 0; i < agents->agents->len; i++)
    if (((const Agent *) agents->agents->pdata[i])->uid == uid)
      count++;
  return count;
}

static Agent *
find_agent (VpnAgents *agents, const char *name, const char *path)
{
  for (guint i = 0; i < agents->agents->len; i++)
    if (agent_is (agents->agents->pdata[i], name, path))
      return agents->agents->pdata[i];
  return NULL;
}

gboolean
vpn_agents_register (VpnAgents *agents, const char *name, const char *path, guint32 uid,
                     GError **error)
{
  if (strlen (path) > VPN_AGENT_PATH_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   "The path of an agent has at most %d characters", VPN_AGENT_PATH_MAX);
      return FALSE;
    }
  if (find_agent (agents, name, path) != NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_EXISTS, "This agent is registered already");
      return FALSE;
    }
  if (vpn_agents_count (agents, uid) >= VPN_AGENTS_PER_USER_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_LIMIT, "There are %d agents of this user already",
                   VPN_AGENTS_PER_USER_MAX);
      return FALSE;
    }
  g_ptr_array_add (agents->agents, agent_new (name, path, uid));
  return TRUE;
}

gboolean
vpn_agents_unregister (VpnAgents *agents, const char *name, const char *path, GError **error)
{
  Agent *agent = find_agent (agents, name, path);

  if (agent == NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_NOT_FOUND, "This agent is not registered");
      return FALSE;
    }
  g_ptr_array_remove (agents->agents, agent);
  return TRUE;
}

void
vpn_agents_name_vanished (VpnAgents *agents, const char *name)
{
  for (guint i = agents->agents->len; i > 0; i--)
    if (g_str_equal (((const Agent *) agents->agents->pdata[i - 1])->name, name))
      g_ptr_array_remove_index (agents->agents, i - 1);
}

static GVariant *
make_arguments (const VpnAgentQuestion *question, const char *cookie)
{
  GVariantBuilder details;

  g_variant_builder_init (&details, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&details, "{sv}", "prompt", g_variant_new_string (question->prompt));
  g_variant_builder_add (&details, "{sv}", "round", g_variant_new_uint32 (question->round));
  g_variant_builder_add (&details, "{sv}", "retry", g_variant_new_boolean (question->retry));
  g_variant_builder_add (&details, "{sv}", "user", g_variant_new_string (question->user));
  g_variant_builder_add (&details, "{sv}", "gateway", g_variant_new_string (question->gateway));
  g_variant_builder_add (&details, "{sv}", "name", g_variant_new_string (question->profile_name));
  return g_variant_ref_sink (g_variant_new ("(ossa{sv})", question->connection, cookie,
                                            vpn_secret_kind_to_string (question->kind), &details));
}

static GVariant *
make_signing (const VpnAgentQuestion *question, const VpnAgentSigning *signing, const char *cookie)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  GBytes *octets = signing->octets != NULL ? signing->octets : nothing;

  return g_variant_ref_sink (
      g_variant_new ("(osss@ay)", question->connection, cookie, signing->key, signing->scheme,
                     g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, octets, TRUE)));
}

static guint
count_asks (VpnAgents *agents, guint32 uid)
{
  guint count = 0;

  for (GList *at = agents->asks->head; at != NULL; at = at->next)
    if (((const Ask *) at->data)->uid == uid)
      count++;
  return count;
}

/* Takes task. signing: NULL for a secret. */
static void
enqueue (VpnAgents *agents, const VpnAgentQuestion *question, const VpnAgentSigning *signing,
         GCancellable *cancellable, GTask *owned)
{
  g_autoptr (GTask) task = owned;
  Ask *ask;

  if (count_asks (agents, question->uid) >= VPN_AGENT_QUEUE_MAX)
    {
      g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_LIMIT, "Too many questions wait");
      return;
    }
  ask = g_new0 (Ask, 1);
  ask->agents = agents;
  ask->task = g_steal_pointer (&task);
  ask->uid = question->uid;
  ask->cookie = g_strdup_printf ("%" G_GUINT64_FORMAT, ++agents->last_cookie);
  ask->method = signing != NULL ? "RequestSignature" : "RequestSecret";
  ask->arguments = signing != NULL ? make_signing (question, signing, ask->cookie)
                                   : make_arguments (question, ask->cookie);
  ask->call = g_cancellable_new ();
  if (question->first_name != NULL)
    ask->first = agent_new (question->first_name, question->first_path, question->uid);
  if (cancellable != NULL)
    {
      ask->moot = g_cancellable_source_new (cancellable);
      g_source_set_callback (ask->moot, G_SOURCE_FUNC (on_moot), ask, NULL);
      g_source_attach (ask->moot, g_main_context_get_thread_default ());
    }
  g_queue_push_tail (agents->asks, ask);
  wake (agents);
}

void
vpn_agents_ask_async (VpnAgents *agents, const VpnAgentQuestion *question,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  enqueue (agents, question, NULL, cancellable,
           g_task_new (NULL, cancellable, callback, user_data));
}

void
vpn_agents_sign_async (VpnAgents *agents, const VpnAgentQuestion *question,
                       const VpnAgentSigning *signing, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  enqueue (agents, question, signing, cancellable,
           g_task_new (NULL, cancellable, callback, user_data));
}

VpnAgentAnswer *
vpn_agents_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
