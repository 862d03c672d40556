// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnQuota: accounts of users, and of names on their way to become a user's. */
#include "vpn-quota.h"

#define CALL_US  ((gint64) (G_USEC_PER_SEC / VPN_QUOTA_RATE))
#define BURST_US (VPN_QUOTA_BURST * CALL_US)

/* What an account may hold. */
typedef struct
{
  guint calls;
  gsize octets;
  guint fds;
} Limits;

static const Limits of_user = { VPN_QUOTA_CALLS, VPN_QUOTA_OCTETS, VPN_QUOTA_FDS };
static const Limits of_stranger
    = { VPN_QUOTA_STRANGER_CALLS, VPN_QUOTA_STRANGER_OCTETS, VPN_QUOTA_STRANGER_FDS };

/* A user's, or a stranger's: of one name whose user is not known yet. */
typedef struct Account Account;
struct Account
{
  guint refs;      /* one of each name and charge, one of each stranger that became it */
  char *name;      /* owned; of a stranger; NULL: a user's */
  guint32 uid;     /* of a user's */
  Account *became; /* counted or NULL: where a stranger's charges are kept now */
  guint n_calls;
  gsize n_octets;
  guint n_fds;
  gint64 second;    /* in which they were refused; monotonic */
  guint n_refusals; /* in that second */
  /* When the calls so far would all have been due, at VPN_QUOTA_RATE; monotonic microseconds. */
  gint64 due;
};

struct VpnQuota
{
  gatomicrefcount refs; /* owners' and charges' */
  GMutex lock;          /* guards all of the rest */
  GHashTable *names;    /* owned; bus name -> Account, counted for users, weak for strangers */
  GHashTable *users;    /* owned; uid -> Account, weak */
};

struct VpnCharge
{
  VpnQuota *quota;  /* counted */
  Account *account; /* counted */
  gsize n_octets;
  guint n_fds;
};

static void
account_unref (VpnQuota *quota, Account *account)
{
  while (account != NULL && --account->refs == 0)
    {
      Account *became = account->became;

      if (account->name == NULL)
        g_hash_table_remove (quota->users, GUINT_TO_POINTER (account->uid));
      else if (became == NULL)
        g_hash_table_remove (quota->names, account->name);
      g_free (account->name);
      g_free (account);
      account = became;
    }
}

static Account *
get_user (VpnQuota *quota, guint32 uid)
{
  Account *account = g_hash_table_lookup (quota->users, GUINT_TO_POINTER (uid));

  if (account == NULL)
    {
      account = g_new0 (Account, 1);
      account->uid = uid;
      g_hash_table_insert (quota->users, GUINT_TO_POINTER (uid), account);
    }
  account->refs++;
  return account;
}

static Account *
get_of_name (VpnQuota *quota, const char *name)
{
  Account *account = g_hash_table_lookup (quota->names, name);

  if (account == NULL)
    {
      account = g_new0 (Account, 1);
      account->name = g_strdup (name);
      g_hash_table_insert (quota->names, g_strdup (name), account);
    }
  account->refs++;
  return account;
}

VpnQuota *
vpn_quota_new (void)
{
  VpnQuota *quota = g_new0 (VpnQuota, 1);

  g_atomic_ref_count_init (&quota->refs);
  g_mutex_init (&quota->lock);
  quota->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  quota->users = g_hash_table_new (NULL, NULL);
  return quota;
}

VpnQuota *
vpn_quota_ref (VpnQuota *quota)
{
  g_atomic_ref_count_inc (&quota->refs);
  return quota;
}

void
vpn_quota_unref (VpnQuota *quota)
{
  GHashTableIter iter;
  gpointer account;

  if (!g_atomic_ref_count_dec (&quota->refs))
    return;
  /* No charge is left, so no stranger. */
  g_hash_table_iter_init (&iter, quota->names);
  while (g_hash_table_iter_next (&iter, NULL, &account))
    account_unref (quota, account);
  g_hash_table_unref (quota->names);
  g_hash_table_unref (quota->users);
  g_mutex_clear (&quota->lock);
  g_free (quota);
}

static gboolean
is_known (const Account *account)
{
  return account->name == NULL;
}

static gboolean
fits (const Account *account, gsize n_octets, guint n_fds, gint64 now)
{
  const Limits *limits = is_known (account) ? &of_user : &of_stranger;

  if (n_octets > VPN_QUOTA_CALL_OCTETS || n_fds > VPN_QUOTA_CALL_FDS)
    return FALSE;
  if (is_known (account) && account->uid == 0)
    return TRUE;
  return account->due - now < BURST_US && account->n_calls < limits->calls
         && account->n_octets + n_octets <= limits->octets && account->n_fds + n_fds <= limits->fds;
}

static void
add (Account *account, guint n_calls, gsize n_octets, guint n_fds)
{
  account->n_calls += n_calls;
  account->n_octets += n_octets;
  account->n_fds += n_fds;
}

static VpnQuotaVerdict
refuse (Account *account, gint64 now)
{
  gint64 second = now / G_USEC_PER_SEC;

  if (account->second != second)
    account->n_refusals = 0;
  account->second = second;
  if (account->n_refusals >= VPN_QUOTA_REFUSALS)
    return VPN_QUOTA_IGNORE;
  account->n_refusals++;
  return VPN_QUOTA_REFUSE;
}

VpnQuotaVerdict
vpn_quota_charge (VpnQuota *quota, const char *name, gsize octets, guint n_fds, gint64 now,
                  VpnCharge **ret_charge)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&quota->lock);
  Account *account = get_of_name (quota, name);
  VpnQuotaVerdict verdict;
  VpnCharge *charge;

  if (!fits (account, octets, n_fds, now))
    {
      verdict = refuse (account, now);
      account_unref (quota, account);
      return verdict;
    }
  add (account, 1, octets, n_fds);
  account->due = MAX (account->due, now) + CALL_US;
  charge = g_new0 (VpnCharge, 1);
  charge->quota = vpn_quota_ref (quota);
  charge->account = account;
  charge->n_octets = octets;
  charge->n_fds = n_fds;
  *ret_charge = charge;
  return VPN_QUOTA_FITS;
}

void
vpn_charge_free (VpnCharge *charge)
{
  VpnQuota *quota = charge->quota;
  Account *account;

  g_mutex_lock (&quota->lock);
  account = charge->account->became != NULL ? charge->account->became : charge->account;
  account->n_calls--;
  account->n_octets -= charge->n_octets;
  account->n_fds -= charge->n_fds;
  account_unref (quota, charge->account);
  g_mutex_unlock (&quota->lock);
  vpn_quota_unref (quota);
  g_free (charge);
}

void
vpn_quota_identify (VpnQuota *quota, const char *name, guint32 uid)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&quota->lock);
  Account *stranger = g_hash_table_lookup (quota->names, name);
  Account *user;

  if (stranger != NULL && is_known (stranger))
    return;
  user = get_user (quota, uid);
  g_hash_table_insert (quota->names, g_strdup (name), user);
  if (stranger == NULL)
    return;
  /* One name, so one step: what a stranger became is known and becomes nothing else. */
  user->refs++;
  stranger->became = user;
  add (user, stranger->n_calls, stranger->n_octets, stranger->n_fds);
}

void
vpn_quota_forget (VpnQuota *quota, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&quota->lock);
  Account *account = g_hash_table_lookup (quota->names, name);

  if (account == NULL || !is_known (account))
    return;
  g_hash_table_remove (quota->names, name);
  account_unref (quota, account);
}
