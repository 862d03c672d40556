// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Quotas: what a user's calls may hold, also before it is known whose they are. */
#include "vpn-quota.h"

#define NOW ((gint64) 1000 * G_USEC_PER_SEC)

static VpnCharge *
charge_at (VpnQuota *quota, const char *name, gsize octets, guint n_fds, gint64 now)
{
  VpnCharge *charge = NULL;

  return vpn_quota_charge (quota, name, octets, n_fds, now, &charge) == VPN_QUOTA_FITS ? charge
                                                                                       : NULL;
}

static VpnCharge *
charge (VpnQuota *quota, const char *name)
{
  return charge_at (quota, name, 100, 0, NOW);
}

/* As many calls as fit. */
static GPtrArray *
charge_all (VpnQuota *quota, const char *name)
{
  GPtrArray *charges = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_charge_free);
  VpnCharge *next;

  while ((next = charge (quota, name)) != NULL)
    g_ptr_array_add (charges, next);
  return charges;
}

static void
test_calls_of_all_names_of_a_user (void)
{
  g_autoptr (VpnQuota) quota = vpn_quota_new ();
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (VpnCharge) other = NULL;
  g_autoptr (VpnCharge) again = NULL;

  vpn_quota_identify (quota, ":1.1", 1000);
  vpn_quota_identify (quota, ":1.2", 1000);
  vpn_quota_identify (quota, ":1.3", 1001);
  first = charge_all (quota, ":1.1");
  g_assert_cmpuint (first->len, ==, VPN_QUOTA_CALLS);
  g_assert_null (charge (quota, ":1.2"));
  other = charge (quota, ":1.3");
  g_assert_nonnull (other);
  g_ptr_array_set_size (first, VPN_QUOTA_CALLS - 1);
  again = charge (quota, ":1.2");
  g_assert_nonnull (again);
  g_assert_null (charge (quota, ":1.1"));
}

static void
test_a_stranger_becomes_a_user (void)
{
  g_autoptr (VpnQuota) quota = vpn_quota_new ();
  g_autoptr (GPtrArray) strange = charge_all (quota, ":1.1");
  g_autoptr (GPtrArray) known = NULL;
  VpnCharge *last;

  g_assert_cmpuint (strange->len, ==, VPN_QUOTA_STRANGER_CALLS);
  vpn_quota_identify (quota, ":1.1", 1000);
  vpn_quota_identify (quota, ":1.1", 1000);
  known = charge_all (quota, ":1.1");
  g_assert_cmpuint (known->len, ==, VPN_QUOTA_CALLS - VPN_QUOTA_STRANGER_CALLS);
  g_ptr_array_set_size (strange, 0);
  last = charge (quota, ":1.1");
  g_assert_nonnull (last);
  vpn_charge_free (last);
  /* What a name left behind still counts as the user's. */
  vpn_quota_forget (quota, ":1.1");
  vpn_quota_identify (quota, ":1.2", 1000);
  for (guint i = 0; i < VPN_QUOTA_STRANGER_CALLS; i++)
    {
      g_ptr_array_add (strange, charge (quota, ":1.2"));
      g_assert_nonnull (strange->pdata[i]);
    }
  g_assert_null (charge (quota, ":1.2"));
}

static void
test_a_stranger_that_leaves_is_forgotten (void)
{
  g_autoptr (VpnQuota) quota = vpn_quota_new ();
  g_autoptr (GPtrArray) first = charge_all (quota, ":1.1");
  g_autoptr (GPtrArray) second = NULL;

  vpn_quota_forget (quota, ":1.1");
  g_assert_null (charge (quota, ":1.1"));
  g_ptr_array_set_size (first, 0);
  second = charge_all (quota, ":1.1");
  g_assert_cmpuint (second->len, ==, VPN_QUOTA_STRANGER_CALLS);
}

static void
test_size_and_descriptors (void)
{
  g_autoptr (VpnQuota) quota = vpn_quota_new ();
  g_autoptr (GPtrArray) charges = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_charge_free);
  gint64 now = NOW;

  vpn_quota_identify (quota, ":1.1", 1000);
  g_assert_null (charge_at (quota, ":1.1", VPN_QUOTA_CALL_OCTETS + 1, 0, now));
  g_assert_null (charge_at (quota, ":1.1", 100, VPN_QUOTA_CALL_FDS + 1, now));
  for (gsize held = 0; held + VPN_QUOTA_CALL_OCTETS <= VPN_QUOTA_OCTETS;
       held += VPN_QUOTA_CALL_OCTETS)
    {
      g_ptr_array_add (charges, charge_at (quota, ":1.1", VPN_QUOTA_CALL_OCTETS, 0, now));
      g_assert_nonnull (charges->pdata[charges->len - 1]);
    }
  g_assert_null (charge_at (quota, ":1.1", VPN_QUOTA_CALL_OCTETS, 0, now));
  g_ptr_array_set_size (charges, 0);
  for (guint held = 0; held < VPN_QUOTA_FDS; held += VPN_QUOTA_CALL_FDS)
    {
      g_ptr_array_add (charges, charge_at (quota, ":1.1", 100, VPN_QUOTA_CALL_FDS, now));
      g_assert_nonnull (charges->pdata[charges->len - 1]);
    }
  g_assert_null (charge_at (quota, ":1.1", 100, 1, now));
}

/* A name may hold one call's descriptors until it is known whose it is: there are many names. */
static void
test_a_stranger_holds_little (void)
{
  g_autoptr (VpnQuota) quota = vpn_quota_new ();
  g_autoptr (GPtrArray) charges = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_charge_free);

  g_ptr_array_add (charges,
                   charge_at (quota, ":1.1", VPN_QUOTA_CALL_OCTETS, VPN_QUOTA_CALL_FDS, NOW));
  g_assert_nonnull (charges->pdata[0]);
  g_assert_null (charge_at (quota, ":1.1", 100, 1, NOW));
  g_ptr_array_add (charges, charge_at (quota, ":1.1", VPN_QUOTA_CALL_OCTETS, 0, NOW));
  g_assert_nonnull (charges->pdata[1]);
  g_assert_null (charge_at (quota, ":1.1", 100, 0, NOW));
  vpn_quota_identify (quota, ":1.1", 1000);
  g_ptr_array_add (charges,
                   charge_at (quota, ":1.1", VPN_QUOTA_CALL_OCTETS, VPN_QUOTA_CALL_FDS, NOW));
  g_assert_nonnull (charges->pdata[2]);
}

static void
test_rate (void)
{
  g_autoptr (VpnQuota) quota = vpn_quota_new ();
  gint64 now = NOW;
  guint n_fit = 0;

  vpn_quota_identify (quota, ":1.1", 1000);
  for (guint i = 0; i < 100000; i++)
    {
      g_autoptr (VpnCharge) charge = charge_at (quota, ":1.1", 100, 0, now);

      n_fit += charge != NULL ? 1 : 0;
      now += G_USEC_PER_SEC / 20000;
    }
  /* Five seconds of them. */
  g_assert_cmpuint (n_fit, >=, 5 * VPN_QUOTA_RATE + VPN_QUOTA_BURST - 2);
  g_assert_cmpuint (n_fit, <=, 5 * VPN_QUOTA_RATE + VPN_QUOTA_BURST + 2);
}

static void
test_few_refusals_are_told (void)
{
  g_autoptr (VpnQuota) quota = vpn_quota_new ();
  g_autoptr (GPtrArray) charges = NULL;
  VpnCharge *unused = NULL;
  guint n_told = 0;

  vpn_quota_identify (quota, ":1.1", 1000);
  charges = charge_all (quota, ":1.1");
  for (guint i = 0; i < 1000; i++)
    n_told += vpn_quota_charge (quota, ":1.1", 100, 0, NOW, &unused) == VPN_QUOTA_REFUSE ? 1 : 0;
  g_assert_cmpuint (n_told, ==, VPN_QUOTA_REFUSALS - 1);
  g_assert_cmpint (vpn_quota_charge (quota, ":1.1", 100, 0, NOW + G_USEC_PER_SEC, &unused), ==,
                   VPN_QUOTA_REFUSE);
}

static void
test_root_is_not_counted (void)
{
  g_autoptr (VpnQuota) quota = vpn_quota_new ();
  g_autoptr (GPtrArray) charges = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_charge_free);

  vpn_quota_identify (quota, ":1.1", 0);
  for (guint i = 0; i < 5000; i++)
    {
      g_ptr_array_add (charges, charge_at (quota, ":1.1", VPN_QUOTA_CALL_OCTETS, 1, NOW));
      g_assert_nonnull (charges->pdata[i]);
    }
  g_assert_null (charge_at (quota, ":1.1", VPN_QUOTA_CALL_OCTETS + 1, 0, NOW));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/quota/calls-of-all-names-of-a-user", test_calls_of_all_names_of_a_user);
  g_test_add_func ("/daemon/quota/a-stranger-becomes-a-user", test_a_stranger_becomes_a_user);
  g_test_add_func ("/daemon/quota/a-stranger-that-leaves-is-forgotten",
                   test_a_stranger_that_leaves_is_forgotten);
  g_test_add_func ("/daemon/quota/a-stranger-holds-little", test_a_stranger_holds_little);
  g_test_add_func ("/daemon/quota/size-and-descriptors", test_size_and_descriptors);
  g_test_add_func ("/daemon/quota/rate", test_rate);
  g_test_add_func ("/daemon/quota/few-refusals-are-told", test_few_refusals_are_told);
  g_test_add_func ("/daemon/quota/root-is-not-counted", test_root_is_not_counted);
  return g_test_run ();
}
