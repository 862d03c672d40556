// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* OPS-05: a child enters the jail, is looked at from outside, and then tries to get out. */
#include "worker-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define UNTOUCHED 42 /* exit status of an attempt that was answered, not punished */

typedef void (*Attempt) (void);

typedef struct
{
  char *dir; /* owned; the empty root */
  pid_t pid;
  int fd; /* the child waits for an octet from here before it acts */
} Jail;

static void
become_prisoner (const char *dir, int fd, Attempt attempt)
{
  int root = open (dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int nowhere = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  char *why = NULL;
  char octet = 'R';

  dup2 (nowhere, STDOUT_FILENO); /* a failing assertion reports to the test's reader, too */
  if (!worker_sandbox_enter (fd, root, &why))
    {
      (void) !write (STDERR_FILENO, why, strlen (why));
      _exit (1);
    }
  (void) !write (fd, &octet, 1);
  (void) !read (fd, &octet, 1);
  attempt ();
  _exit (UNTOUCHED);
}

static void
jail_open (Jail *jail, Attempt attempt)
{
  char octet = 0;
  int fds[2];

  jail->dir = g_dir_make_tmp ("genkan-jail-XXXXXX", NULL);
  g_assert_nonnull (jail->dir);
  g_assert_cmpint (chmod (jail->dir, 0555), ==, 0);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  jail->pid = fork ();
  g_assert_cmpint (jail->pid, >=, 0);
  if (jail->pid == 0)
    become_prisoner (jail->dir, fds[1], attempt);
  close (fds[1]);
  jail->fd = fds[0];
  g_assert_cmpint (read (jail->fd, &octet, 1), ==, 1);
  g_assert_cmpint (octet, ==, 'R');
}

/* Lets the prisoner act and returns its wait status. */
static int
jail_close (Jail *jail)
{
  int status;

  g_assert_cmpint (write (jail->fd, "x", 1), ==, 1);
  g_assert_cmpint (waitpid (jail->pid, &status, 0), ==, jail->pid);
  close (jail->fd);
  rmdir (jail->dir);
  g_free (jail->dir);
  return status;
}

static char *
read_proc (pid_t pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
assert_line (const char *status, const char *key, const char *value)
{
  g_autofree char *line = g_strdup_printf ("\n%s:\t%s\n", key, value);

  if (strstr (status, line) == NULL)
    g_test_message ("wanted %s in %s", line, status);
  g_assert_nonnull (strstr (status, line));
}

static void
do_nothing (void)
{
}

static void
test_identity (void)
{
  g_autofree char *status = NULL;
  g_autofree char *limits = NULL;
  const char *none = "0000000000000000";
  Jail jail;

  jail_open (&jail, do_nothing);
  status = read_proc (jail.pid, "status");
  limits = read_proc (jail.pid, "limits");
  assert_line (status, "CapInh", none);
  assert_line (status, "CapPrm", none);
  assert_line (status, "CapEff", none);
  assert_line (status, "CapAmb", none);
  assert_line (status, "NoNewPrivs", "1");
  assert_line (status, "Seccomp", "2");
  g_assert_nonnull (strstr (limits, "Max core file size        0 "));
  if (geteuid () == 0)
    {
      assert_line (status, "CapBnd", none);
      assert_line (status, "Groups", " ");
      g_assert_null (strstr (status, "\nUid:\t0"));
      g_assert_null (strstr (status, "\nGid:\t0"));
    }
  g_assert_cmpint (WEXITSTATUS (jail_close (&jail)), ==, UNTOUCHED);
}

static void
test_empty_root (void)
{
  g_autofree char *path = NULL;
  g_autofree char *fd_path = NULL;
  g_autoptr (GDir) root = NULL;
  g_autoptr (GDir) fds = NULL;
  const char *name;
  Jail jail;

  if (geteuid () != 0)
    {
      g_test_skip ("needs root");
      return;
    }
  jail_open (&jail, do_nothing);
  path = g_strdup_printf ("/proc/%d/root", jail.pid);
  root = g_dir_open (path, 0, NULL);
  g_assert_nonnull (root);
  g_assert_null (g_dir_read_name (root));
  /* Three standard descriptors and the one kept. */
  fd_path = g_strdup_printf ("/proc/%d/fd", jail.pid);
  fds = g_dir_open (fd_path, 0, NULL);
  g_assert_nonnull (fds);
  for (guint n = 0; (name = g_dir_read_name (fds)) != NULL; n++)
    g_assert_cmpuint (n, <, 4);
  (void) jail_close (&jail);
}

static void
try_open (void)
{
  (void) !open ("/", O_RDONLY);
}

static void
try_socket (void)
{
  (void) !socket (AF_INET, SOCK_DGRAM, 0);
}

static void
try_exec (void)
{
  char *const argv[] = { NULL };

  execve ("/bin/sh", argv, argv);
}

static void
try_fork (void)
{
  if (fork () == 0)
    _exit (0);
}

static void
try_ptrace (void)
{
  (void) !ptrace (PTRACE_TRACEME, 0, NULL, NULL);
}

static void
try_connect (void)
{
  (void) !connect (0, NULL, 0);
}

static void
try_kill (void)
{
  (void) !kill (1, 0);
}

static void
try_mmap_code (void)
{
  (void) !mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
try_mprotect_code (void)
{
  static char page[8192];
  gsize at = ((gsize) page + 4095) & ~(gsize) 4095;

  (void) !mprotect ((void *) at, 4096, PROT_READ | PROT_EXEC);
}

static void
try_bind_device (void)
{
  (void) !setsockopt (0, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3);
}

static void
test_forbidden (gconstpointer attempt)
{
  Jail jail;
  int status;

#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the filter only reports in this build");
  return;
#endif
  jail_open (&jail, (Attempt) attempt);
  status = jail_close (&jail);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGSYS);
}

/* Real, effective, saved and of the file system: one, of those that nobody gives out. */
static guint
lone_uid_of (const Jail *jail)
{
  g_autofree char *status = read_proc (jail->pid, "status");
  const char *line = strstr (status, "\nUid:\t");
  guint uids[4];

  g_assert_nonnull (line);
  g_assert_cmpint (sscanf (line, "\nUid: %u %u %u %u", &uids[0], &uids[1], &uids[2], &uids[3]), ==,
                   4);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpuint (uids[i], ==, uids[0]);
  g_assert_cmpuint (uids[0], >=, 2100000000u);
  g_assert_cmpuint (uids[0], <, 2147352576u);
  return uids[0];
}

/* What one worker could still do to another if a filter failed it. */
static void
test_lone_uid (void)
{
  Jail one, other;

  if (geteuid () != 0)
    {
      g_test_skip ("needs root");
      return;
    }
  jail_open (&one, do_nothing);
  jail_open (&other, do_nothing);
  g_assert_cmpuint (lone_uid_of (&one), !=, lone_uid_of (&other));
  (void) jail_close (&one);
  (void) jail_close (&other);
}

static void *
thread_main (void *unused)
{
  return g_malloc (100000);
}

static void
use_thread (void)
{
  pthread_t thread;
  void *block = NULL;

  if (pthread_create (&thread, NULL, thread_main, NULL) != 0 || pthread_join (thread, &block) != 0)
    _exit (1);
  g_free (block);
}

static void *
thread_wait (void *unused)
{
  g_usleep (60 * G_USEC_PER_SEC);
  return NULL;
}

static void
use_threads_without_end (void)
{
  pthread_t thread;
  guint n = 0;

  while (n < 1000 && pthread_create (&thread, NULL, thread_wait, NULL) == 0)
    n++;
  _exit (n >= 2 && n < 20 ? UNTOUCHED : 1);
}

static void
use_memory (void)
{
  for (gsize size = 16; size < ((gsize) 64 << 20); size *= 4)
    {
      char *block = g_malloc (size);

      memset (block, 1, size);
      block = g_realloc (block, size * 2);
      g_free (block);
    }
}

/* What the crypto library does with a certificate's dates and with sets it sorts. */
static void
use_time (void)
{
  time_t when = 1795329152;
  struct tm tm;

  if (gmtime_r (&when, &tm) == NULL || tm.tm_year != 126 || mktime (&tm) != when)
    _exit (1);
}

static int
compare_octets (const void *a, const void *b)
{
  return *(const char *) a - *(const char *) b;
}

static void
use_sort (void)
{
  g_autofree char *array = g_malloc0 (100000);

  array[0] = 1;
  qsort (array, 1000, 100, compare_octets);
  if (array[99900] != 1)
    _exit (1);
}

static void
test_permitted (gconstpointer attempt)
{
  Jail jail;
  int status;

  jail_open (&jail, (Attempt) attempt);
  status = jail_close (&jail);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, UNTOUCHED);
}

static void
fail_assertion (void)
{
  g_assert_cmpint (1, ==, 2);
}

static void
test_aborting (gconstpointer attempt)
{
  Jail jail;
  int status;

  jail_open (&jail, (Attempt) attempt);
  status = jail_close (&jail);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGABRT);
}

static void
test_root_without_a_root (void)
{
  g_autofree char *why = NULL;
  int status;
  pid_t pid;

  if (geteuid () != 0)
    {
      g_test_skip ("needs root");
      return;
    }
  pid = fork ();
  if (pid == 0)
    _exit (worker_sandbox_enter (2, -1, &why) ? 0 : UNTOUCHED);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (WEXITSTATUS (status), ==, UNTOUCHED);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    Attempt attempt;
  } forbidden[] = {
    { "/worker/sandbox/OPS-05/forbidden/open", try_open },
    { "/worker/sandbox/OPS-05/forbidden/socket", try_socket },
    { "/worker/sandbox/OPS-05/forbidden/exec", try_exec },
    { "/worker/sandbox/OPS-05/forbidden/fork", try_fork },
    { "/worker/sandbox/OPS-05/forbidden/ptrace", try_ptrace },
    { "/worker/sandbox/OPS-05/forbidden/connect", try_connect },
    { "/worker/sandbox/OPS-05/forbidden/kill", try_kill },
    { "/worker/sandbox/OPS-05/forbidden/mmap-code", try_mmap_code },
    { "/worker/sandbox/OPS-05/forbidden/mprotect-code", try_mprotect_code },
    { "/worker/sandbox/OPS-05/forbidden/bind-to-device", try_bind_device },
  }, permitted[] = {
    { "/worker/sandbox/permitted/thread", use_thread },
    { "/worker/sandbox/permitted/few-threads", use_threads_without_end },
    { "/worker/sandbox/permitted/memory", use_memory },
    { "/worker/sandbox/permitted/time", use_time },
    { "/worker/sandbox/permitted/sort", use_sort },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/sandbox/OPS-05/identity", test_identity);
  g_test_add_func ("/worker/sandbox/OPS-05/empty-root", test_empty_root);
  g_test_add_func ("/worker/sandbox/OPS-05/lone-uid", test_lone_uid);
  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_test_add_data_func (forbidden[i].path, (gconstpointer) forbidden[i].attempt, test_forbidden);
  for (gsize i = 0; i < G_N_ELEMENTS (permitted); i++)
    g_test_add_data_func (permitted[i].path, (gconstpointer) permitted[i].attempt, test_permitted);
  g_test_add_data_func ("/worker/sandbox/aborting/abort", (gconstpointer) abort, test_aborting);
  g_test_add_data_func ("/worker/sandbox/aborting/assertion", (gconstpointer) fail_assertion,
                        test_aborting);
  g_test_add_func ("/worker/sandbox/root-without-a-root", test_root_without_a_root);
  return g_test_run ();
}
