// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-kernel.h"

/* Comparing a slot's addresses, routes and rules with what is wanted, and mending what differs. */

#include "net-address.h"
#include "net-route.h"
#include "net-rule.h"
#include "net-slot.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>

typedef struct
{
  NetActual *actual;
  guint slot;
} Reading;

static void
on_route (struct nlmsghdr *message, gpointer user_data)
{
  const Reading *reading = user_data;
  NetActual *actual = reading->actual;
  NetStep step = { 0 };

  if (net_route_get_table (message) != NET_TABLE (reading->slot))
    return;
  if (net_route_read (message, actual->link.ifindex, &step))
    g_array_append_val (actual->steps, step);
  else
    g_ptr_array_add (actual->odd, g_memdup2 (message, message->nlmsg_len));
}

static void
on_rule (struct nlmsghdr *message, gpointer user_data)
{
  const Reading *reading = user_data;
  const struct rtgenmsg *info = nlmsg_data (message);
  NetStep step = { .prefix.address.family = info->rtgen_family };
  gboolean whole;

  if (!net_rule_read (message, reading->slot, &whole))
    return;
  step.kind = whole ? NET_STEP_RULE_WHOLE : NET_STEP_RULE;
  g_array_append_val (reading->actual->steps, step);
}

static void
on_address (struct nlmsghdr *message, gpointer user_data)
{
  const Reading *reading = user_data;
  const struct ifaddrmsg *info = nlmsg_data (message);
  NetStep step = { .kind = NET_STEP_ADDRESS, .prefix.length = info->ifa_prefixlen };

  if (info->ifa_index != reading->actual->link.ifindex
      || (!net_nl_get_address (message, sizeof *info, IFA_LOCAL, &step.prefix.address)
          && !net_nl_get_address (message, sizeof *info, IFA_ADDRESS, &step.prefix.address)))
    return;
  g_array_append_val (reading->actual->steps, step);
}

static gboolean
read_addresses (NetNl *nl, Reading *reading)
{
  struct ifaddrmsg header = { .ifa_index = reading->actual->link.ifindex };

  return header.ifa_index == 0
         || net_nl_dump (nl, net_nl_message (RTM_GETADDR, 0, &header, sizeof header), on_address,
                         reading);
}

NetActual *
net_kernel_read (NetNl *nl, guint slot, const char *ifname)
{
  static const int families[] = { AF_INET, AF_INET6 };
  g_autoptr (NetActual) actual = g_new0 (NetActual, 1);
  Reading reading = { actual, slot };

  actual->link = net_link_get (ifname);
  actual->steps = g_array_new (FALSE, TRUE, sizeof (NetStep));
  actual->odd = g_ptr_array_new_with_free_func (g_free);
  /* In the order of doing, so that taking away goes the other way round. */
  if (!read_addresses (nl, &reading))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (!net_nl_dump (nl, net_route_list (slot, families[i]), on_route, &reading))
      return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (!net_nl_dump (nl, net_rule_list (families[i]), on_rule, &reading))
      return NULL;
  return g_steal_pointer (&actual);
}

void
net_actual_free (NetActual *actual)
{
  if (actual == NULL)
    return;
  g_array_unref (actual->steps);
  g_ptr_array_unref (actual->odd);
  g_free (actual);
}

NetThing
net_kernel_thing (const NetStep *step)
{
  switch (step->kind)
    {
    case NET_STEP_ADDRESS:
      return NET_THING_ADDRESS;
    case NET_STEP_UNREACHABLE:
    case NET_STEP_THROW:
    case NET_STEP_ROUTE:
      return NET_THING_ROUTE;
    case NET_STEP_RULE:
    case NET_STEP_RULE_WHOLE:
      return NET_THING_RULE;
    }
  g_assert_not_reached ();
}

static gboolean
add_step (NetNl *nl, guint slot, const char *ifname, const NetStep *step, GError **error)
{
  switch (step->kind)
    {
    case NET_STEP_ADDRESS:
      return net_address_add (nl, ifname, &step->prefix.address, error);
    case NET_STEP_UNREACHABLE:
    case NET_STEP_THROW:
    case NET_STEP_ROUTE:
      return net_route_add (nl, slot, ifname, step, error);
    case NET_STEP_RULE:
    case NET_STEP_RULE_WHOLE:
      return net_rule_add (nl, slot, step->prefix.address.family, step->kind == NET_STEP_RULE_WHOLE,
                           error);
    }
  g_assert_not_reached ();
}

static gboolean
remove_step (NetNl *nl, guint slot, const char *ifname, const NetStep *step, GError **error)
{
  switch (step->kind)
    {
    case NET_STEP_ADDRESS:
      return net_address_remove (nl, ifname, &step->prefix, error);
    case NET_STEP_UNREACHABLE:
    case NET_STEP_THROW:
    case NET_STEP_ROUTE:
      return net_route_remove (nl, slot, step, error);
    case NET_STEP_RULE:
    case NET_STEP_RULE_WHOLE:
      return net_rule_remove (nl, slot, step->prefix.address.family,
                              step->kind == NET_STEP_RULE_WHOLE, error);
    }
  g_assert_not_reached ();
}

/* Keeps the first of several errors. */
static void
keep_first (GError **first, GError *error)
{
  if (*first == NULL)
    *first = error;
  else
    g_clear_error (&error);
}

gboolean
net_kernel_add (NetNl *nl, guint slot, const char *ifname, const NetActual *actual,
                const GArray *wanted, GError **error)
{
  GError *first = NULL;

  for (guint i = 0; i < wanted->len; i++)
    {
      const NetStep *step = &g_array_index (wanted, NetStep, i);
      gboolean needs_device = step->kind == NET_STEP_ADDRESS || step->kind == NET_STEP_ROUTE;
      GError *local = NULL;

      if (!net_steps_contain (actual->steps, step) && (actual->link.ifindex != 0 || !needs_device)
          && !add_step (nl, slot, ifname, step, &local))
        keep_first (&first, local);
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, first);
  return FALSE;
}

gboolean
net_kernel_prune (NetNl *nl, guint slot, const char *ifname, const NetActual *actual,
                  const GArray *wanted, GError **error)
{
  GError *first = NULL;

  for (guint i = actual->steps->len; i > 0; i--)
    {
      const NetStep *step = &g_array_index (actual->steps, NetStep, i - 1);
      GError *local = NULL;

      if (!net_steps_contain (wanted, step) && !remove_step (nl, slot, ifname, step, &local))
        keep_first (&first, local);
    }
  for (guint i = 0; i < actual->odd->len; i++)
    {
      GError *local = NULL;

      if (!net_route_remove_stray (nl, actual->odd->pdata[i], &local))
        keep_first (&first, local);
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, first);
  return FALSE;
}
