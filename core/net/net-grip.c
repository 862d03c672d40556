// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-grip.h"

/* Making a plan true in kernel and packet filter, and keeping it so. */

#include "net-guard.h"
#include "net-kernel.h"
#include "net-source-mark.h"
#include "vpn-error.h"

#include <net/if.h>

#define MTU_DEFAULT 1500 /* bytes; what the kernel gives a new TUN device */

struct NetGrip
{
  NetNl *nl; /* owned */
  guint slot;
  char *dir; /* owned */
  gboolean delegated;
  GArray *host;        /* NetHostAddress; owned; as last seen */
  GArray *kept;        /* NetStep; owned; what held when we last looked */
  NetLock *lock;       /* owned */
  char *guard;         /* owned; what net_guard_set() made, NULL: there is no guard */
  char *rules;         /* owned; what it was made of */
  char *guard_problem; /* owned; why there is none, NULL: it stands */
  GStrv left_out;      /* owned or NULL; sentences of net_grip_fit() */
};

NetGrip *
net_grip_new (guint slot, const char *dir, gboolean delegated, GError **error)
{
  g_autoptr (NetNl) nl = net_nl_open (error);
  NetGrip *grip;

  if (nl == NULL)
    return NULL;
  grip = g_new0 (NetGrip, 1);
  grip->nl = g_steal_pointer (&nl);
  grip->slot = slot;
  grip->dir = g_strdup (dir);
  grip->delegated = delegated;
  grip->lock = net_lock_new (slot);
  grip->host = g_array_new (FALSE, TRUE, sizeof (NetHostAddress));
  grip->kept = g_array_new (FALSE, TRUE, sizeof (NetStep));
  return grip;
}

void
net_grip_free (NetGrip *grip)
{
  if (grip == NULL)
    return;
  nl_socket_free (grip->nl);
  g_free (grip->dir);
  g_array_unref (grip->host);
  g_array_unref (grip->kept);
  net_lock_free (grip->lock);
  g_free (grip->guard);
  g_free (grip->rules);
  g_free (grip->guard_problem);
  g_strfreev (grip->left_out);
  g_free (grip);
}

static void
look_around (NetGrip *grip)
{
  GArray *host = net_host_read (grip->nl);

  if (host == NULL)
    return;
  g_array_unref (grip->host);
  grip->host = host;
}

gboolean
net_grip_fit (NetGrip *grip, NetPlan *plan, GError **error)
{
  g_autoptr (GStrvBuilder) left_out = g_strv_builder_new ();
  guint n = plan->n_addresses;

  look_around (grip);
  plan->n_addresses = 0;
  for (guint i = 0; i < n; i++)
    {
      const NetHostAddress *known = net_host_find (grip->host, plan, &plan->addresses[i].address);
      g_autofree char *address = ip_address_to_text (&plan->addresses[i].address);
      g_autofree char *sentence = NULL;

      /* Two offices may give the same one: each tunnel brings its own packets. */
      if (known == NULL || known->is_tunnel || grip->delegated)
        {
          plan->addresses[plan->n_addresses++] = plan->addresses[i];
          continue;
        }
      sentence = g_strdup_printf ("The gateway gave this computer the address %s, which it already "
                                  "has on %s; the VPN's administrator can give it another one",
                                  address, known->ifname);
      g_strv_builder_add (left_out, sentence);
    }
  g_strfreev (grip->left_out);
  grip->left_out = g_strv_builder_end (left_out);
  if (n == 0 || plan->n_addresses > 0)
    return TRUE;
  g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED, grip->left_out[0]);
  return FALSE;
}

void
net_grip_plan_source_mark (NetJournal *journal, const NetJournal *before, const char *dir)
{
  /* Where an administrator made the setting, it is nobody's to take back. */
  journal->source_mark
      = (before != NULL && before->source_mark)
        || (net_source_mark_is_needed ()
            && (!net_source_mark_get () || net_journal_count_source_marks (dir) > 0));
}

/* ---- What is wanted ------------------------------------------------------------------------- */

static GArray *
get_wanted (const NetGrip *grip, const NetJournal *journal)
{
  g_autoptr (GArray) bypass = net_host_bypass (grip->host, journal->plan);
  IpPrefix networks[NET_LIST_MAX];

  if (grip->delegated)
    return g_array_new (FALSE, TRUE, sizeof (NetStep));
  for (guint i = 0; i < bypass->len; i++)
    networks[i] = g_array_index (bypass, NetBypass, i).network;
  return net_steps_wanted (journal->plan, journal->protection, networks, bypass->len);
}

static void
set_guard (NetGrip *grip, const NetPlan *plan)
{
  g_autoptr (GError) error = NULL;

  g_free (grip->guard);
  g_free (grip->rules);
  g_clear_pointer (&grip->guard_problem, g_free);
  grip->rules = net_guard_rules (grip->slot, plan, grip->host, TRUE, TRUE);
  grip->guard = net_guard_set (grip->slot, plan, grip->host, &error);
  if (grip->guard == NULL)
    grip->guard_problem = g_strdup (error->message);
  /* Where the kernel has none, the guard has to do. */
  (void) net_lock_set (grip->lock, plan, grip->host);
}

static gboolean
link_is_right (const NetLink *link, const NetPlan *plan)
{
  return link->up && link->mtu == plan->mtu;
}

static gboolean
set_link (NetGrip *grip, const NetJournal *journal, GError **error)
{
  const NetPlan *plan = journal->plan;
  NetLink link = net_link_get (plan->ifname);

  if (grip->delegated || (link.ifindex != 0 && link_is_right (&link, plan))
      || (link.ifindex == 0 && journal->protection != VPN_PROTECTION_FLOWING))
    return TRUE;
  return net_link_set (grip->nl, plan->ifname, plan->mtu, TRUE, error);
}

gboolean
net_grip_make (NetGrip *grip, const NetJournal *journal, GError **error)
{
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (NetActual) actual = NULL;
  const char *ifname = journal->plan->ifname;

  look_around (grip);
  set_guard (grip, journal->plan);
  if (journal->plan->sign_in && grip->guard == NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED,
                   "Only the packet filter could keep everything else closed: %s",
                   grip->guard_problem);
      return FALSE;
    }
  if (journal->source_mark)
    net_source_mark_set (TRUE);
  if (!set_link (grip, journal, error))
    return FALSE;
  wanted = get_wanted (grip, journal);
  actual = net_kernel_read (grip->nl, grip->slot, ifname);
  if (actual == NULL)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot read the routes");
      return FALSE;
    }
  return net_kernel_add (grip->nl, grip->slot, ifname, actual, wanted, error);
}

/* From now on that counts as lost which holds now and no longer does the next time. */
static void
remember (NetGrip *grip, const char *ifname, const GArray *wanted)
{
  g_autoptr (NetActual) actual = net_kernel_read (grip->nl, grip->slot, ifname);

  g_array_set_size (grip->kept, 0);
  for (guint i = 0; actual != NULL && i < actual->steps->len; i++)
    if (net_steps_contain (wanted, &g_array_index (actual->steps, NetStep, i)))
      g_array_append_vals (grip->kept, &g_array_index (actual->steps, NetStep, i), 1);
}

gboolean
net_grip_settle (NetGrip *grip, const NetJournal *journal, GError **error)
{
  const char *ifname = journal->plan->ifname;
  g_autoptr (GArray) wanted = get_wanted (grip, journal);
  g_autoptr (NetActual) actual
      = grip->delegated ? NULL : net_kernel_read (grip->nl, grip->slot, ifname);
  gboolean ok
      = actual == NULL || net_kernel_prune (grip->nl, grip->slot, ifname, actual, wanted, error);

  remember (grip, ifname, wanted);
  return ok;
}

/* ---- Repairs -------------------------------------------------------------------------------- */

static guint
find_losses (const NetGrip *grip, const NetActual *actual, const GArray *wanted)
{
  guint lost = actual->odd->len > 0 ? 1u << NET_THING_ROUTE : 0;

  for (guint i = 0; i < grip->kept->len; i++)
    {
      const NetStep *step = &g_array_index (grip->kept, NetStep, i);

      if (net_steps_contain (wanted, step) && !net_steps_contain (actual->steps, step))
        lost |= 1u << net_kernel_thing (step);
    }
  return lost;
}

guint
net_grip_repair_kernel (NetGrip *grip, const NetJournal *journal)
{
  const NetPlan *plan = journal->plan;
  g_autoptr (NetActual) actual = NULL;
  g_autoptr (GArray) wanted = NULL;
  g_autofree char *rules = NULL;
  guint lost;

  look_around (grip);
  rules = net_guard_rules (grip->slot, plan, grip->host, TRUE, TRUE);
  if (!g_str_equal (rules, grip->rules))
    set_guard (grip, plan);
  actual = grip->delegated ? NULL : net_kernel_read (grip->nl, grip->slot, plan->ifname);
  if (actual == NULL)
    return 0;
  wanted = get_wanted (grip, journal);
  lost = find_losses (grip, actual, wanted);
  if (actual->link.ifindex != 0 && !link_is_right (&actual->link, plan))
    {
      lost |= 1u << NET_THING_LINK;
      net_link_set (grip->nl, plan->ifname, plan->mtu, TRUE, NULL);
    }
  /* What cannot be put back now is tried again with the next news. */
  net_kernel_add (grip->nl, grip->slot, plan->ifname, actual, wanted, NULL);
  net_kernel_prune (grip->nl, grip->slot, plan->ifname, actual, wanted, NULL);
  remember (grip, plan->ifname, wanted);
  return lost;
}

guint
net_grip_repair_guard (NetGrip *grip, const NetJournal *journal)
{
  gboolean stood = grip->guard != NULL;

  if (stood && net_guard_is (grip->slot, grip->guard))
    return 0;
  set_guard (grip, journal->plan);
  return stood ? 1u << NET_THING_GUARD : 0;
}

gboolean
net_grip_release (NetGrip *grip, const NetJournal *journal, GError **error)
{
  const char *ifname = journal->plan->ifname;
  g_autoptr (GArray) nothing = g_array_new (FALSE, TRUE, sizeof (NetStep));
  g_autoptr (NetActual) actual
      = grip->delegated ? NULL : net_kernel_read (grip->nl, grip->slot, ifname);
  gboolean ok
      = actual == NULL || net_kernel_prune (grip->nl, grip->slot, ifname, actual, nothing, error);

  if (actual == NULL && !grip->delegated)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot read the routes");
      ok = FALSE;
    }
  if (actual != NULL && actual->link.ifindex != 0)
    ok = net_link_set (grip->nl, ifname, MTU_DEFAULT, FALSE, ok ? error : NULL) && ok;
  /* This journal is still on disk: any other one that relies on the setting is the second. */
  if (journal->source_mark && net_journal_count_source_marks (grip->dir) <= 1)
    net_source_mark_set (FALSE);
  net_lock_remove (grip->lock);
  ok = net_guard_remove (grip->slot, ok ? error : NULL) && ok;
  g_array_set_size (grip->kept, 0);
  g_clear_pointer (&grip->guard, g_free);
  return ok;
}

NetLock *
net_grip_get_lock (NetGrip *grip)
{
  return grip->lock;
}

const GArray *
net_grip_get_host (const NetGrip *grip)
{
  return grip->host;
}

void
net_grip_warn (const NetGrip *grip, const NetPlan *plan, GStrvBuilder *ret_sentences)
{
  if (grip->left_out != NULL)
    g_strv_builder_addv (ret_sentences, (const char **) grip->left_out);
  if (grip->guard_problem != NULL)
    {
      g_autofree char *sentence
          = g_strdup_printf ("Without a packet filter the routes alone keep traffic in the VPN: a "
                             "program bound to another device can get around them (%s)",
                             grip->guard_problem);

      g_strv_builder_add (ret_sentences, sentence);
    }
  if (plan->sign_in)
    g_strv_builder_add (ret_sentences, "Web pages of this network can be opened in clear for a "
                                       "while, so that you can sign in at it");
  net_host_overlaps (grip->host, plan, ret_sentences);
}
