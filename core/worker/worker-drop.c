// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Gives up privileges for good. */
#include "worker-drop.h"

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define SPREAD 2654435761u /* odd, and neighbours are far from each other */

/* When it ends, the leak sanitizer stops the process and looks through it, from /proc. */
#ifdef __SANITIZE_ADDRESS__
#define IS_LOOKED_THROUGH 1
#else
#define IS_LOOKED_THROUGH 0
#endif

static gboolean
fail (const char *step, char **ret_why)
{
  *ret_why = g_strdup_printf ("%s: %s", step, g_strerror (errno));
  return FALSE;
}

/* From the file itself: name-service modules would be loaded, and talk to whoever they like, while
 * this still is root. A system user stands there. */
static gboolean
find_in_file (const char *user, uid_t *ret_uid, gid_t *ret_gid)
{
  FILE *file = fopen ("/etc/passwd", "re");
  const struct passwd *entry = NULL;

  if (file == NULL)
    return FALSE;
  do
    entry = fgetpwent (file);
  while (entry != NULL && !g_str_equal (entry->pw_name, user));
  if (entry != NULL)
    {
      *ret_uid = entry->pw_uid;
      *ret_gid = entry->pw_gid;
    }
  fclose (file);
  return entry != NULL;
}

static gboolean
find_user (const char *user, uid_t *ret_uid, gid_t *ret_gid)
{
  return find_in_file (user, ret_uid, ret_gid) || find_in_file ("nobody", ret_uid, ret_gid);
}

static gboolean
change_root (int root_fd, char **ret_why)
{
  if (root_fd < 0 || IS_LOOKED_THROUGH)
    return TRUE;
  if (fchdir (root_fd) != 0 || chroot (".") != 0 || chdir ("/") != 0)
    return fail ("cannot enter the empty root", ret_why);
  return TRUE;
}

/* Other containers count their pids anew, and the kernel counts the threads of a uid in all of
 * them: each begins somewhere else. */
static uid_t
make_own_uid (void)
{
  struct stat namespace = { 0 };

  (void) stat ("/proc/self/ns/pid", &namespace);
  return WORKER_OWN_UIDS
         + (uid_t) (((guint64) namespace.st_ino * SPREAD + (guint64) getpid ())
                    % WORKER_N_OWN_UIDS);
}

/* Of two processes with the same uid each may signal and limit the other. */
static gboolean
change_user (uid_t own, uid_t uid)
{
  if (setresuid (own, own, own) == 0)
    return TRUE;
  return errno == EINVAL && setresuid (uid, uid, uid) == 0;
}

static gboolean
change_identity (uid_t own, uid_t uid, gid_t gid, char **ret_why)
{
  if (setgroups (0, NULL) != 0)
    return fail ("cannot give up groups", ret_why);
  if (setresgid (gid, gid, gid) != 0)
    return fail ("cannot change group", ret_why);
  if (!change_user (own, uid))
    return fail ("cannot change user", ret_why);
  errno = EPERM;
  if (setresuid ((uid_t) -1, 0, (uid_t) -1) == 0 || setresgid ((gid_t) -1, 0, (gid_t) -1) == 0)
    return fail ("root could be taken back", ret_why);
  return TRUE;
}

static gboolean
stop_being_root (const char *user, int root_fd, char **ret_why)
{
  uid_t own = make_own_uid (), uid = 0; /* while there is a /proc */
  gid_t gid = 0;

  if (!find_user (user, &uid, &gid) || uid == 0)
    {
      errno = ENOENT;
      return fail ("no unprivileged user to become", ret_why);
    }

  /* Before the identity changes, because it needs a capability; before the root changes, because
   * the library reads the number of the last capability from /proc. */
  capng_clear (CAPNG_SELECT_BOUNDS);
  if (capng_apply (CAPNG_SELECT_BOUNDS) != 0)
    return fail ("cannot empty the bounding set", ret_why);
  return change_root (root_fd, ret_why) && change_identity (own, uid, gid, ret_why);
}

static gboolean
forbid_regaining (char **ret_why)
{
  const struct rlimit none = { 0, 0 };

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail ("cannot forbid new privileges", ret_why);
  if (prctl (PR_SET_DUMPABLE, IS_LOOKED_THROUGH, 0, 0, 0) != 0
      || setrlimit (RLIMIT_CORE, &none) != 0)
    return fail ("cannot forbid core dumps", ret_why);
  return TRUE;
}

gboolean
worker_has_own_uid (void)
{
  return geteuid () - WORKER_OWN_UIDS < WORKER_N_OWN_UIDS;
}

gboolean
worker_drop_privileges (const char *user, int root_fd, char **ret_why)
{
  if (geteuid () == 0 && !stop_being_root (user, root_fd, ret_why))
    return FALSE;
  capng_clear (CAPNG_SELECT_CAPS | CAPNG_SELECT_AMBIENT);
  if (capng_apply (CAPNG_SELECT_CAPS | CAPNG_SELECT_AMBIENT) != 0)
    return fail ("cannot clear capabilities", ret_why);
  if (capng_have_capabilities (CAPNG_SELECT_CAPS) != CAPNG_NONE)
    {
      errno = EPERM;
      return fail ("capabilities are left", ret_why);
    }
  return forbid_regaining (ret_why);
}
