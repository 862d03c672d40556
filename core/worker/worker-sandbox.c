// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The jail: every allowance with its reason. */
#include "worker-sandbox.h"

#include "config.h"
#include "worker-drop.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NOFILE_MAX  64                           /* sockets, TUN, eventfds, profile files */
#define THREADS_MAX 16                           /* control, and two for each queue of the plane */
#define DATA_MAX    ((rlim_t) 256 * 1024 * 1024) /* octets; one that is up has 4 MiB */
#define MEMLOCK_MAX ((rlim_t) 8 * 1024 * 1024)   /* octets; a page per secret, see secret.c */

/* Flags every new thread has and no new process may have; what glibc's pthread_create asks for. */
#define THREAD_FLAGS \
  (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)

typedef struct
{
  int number; /* SCMP_SYS(): negative where this architecture does not have it */
} Allowed;

/* Calls allowed whatever their arguments are: none names a path, a process or a new socket. */
static const Allowed allowed[] = {
  /* the life of the process and its threads */
  { SCMP_SYS (exit) },              /* a thread of the plane ends */
  { SCMP_SYS (exit_group) },        /* the worker ends */
  { SCMP_SYS (futex) },             /* locks, joining threads */
  { SCMP_SYS (set_robust_list) },   /* glibc, at the start of each thread */
  { SCMP_SYS (rseq) },              /* the same */
  { SCMP_SYS (sched_getaffinity) }, /* malloc counts processors for its arenas */
  { SCMP_SYS (sched_yield) },       /* locks under contention */
  { SCMP_SYS (gettid) },            /* abort() */
  { SCMP_SYS (sysinfo) },           /* qsort() of glibc sizes its buffer by the memory there is */
  { SCMP_SYS (getpid) },            /* the crypto library's random generator notices forks */
  { SCMP_SYS (rt_sigprocmask) },    /* pthread_create blocks signals for a moment */
  { SCMP_SYS (rt_sigaction) },      /* abort() resets SIGABRT */
  { SCMP_SYS (rt_sigreturn) },      /* return from a handler (sanitizers, debuggers) */
  { SCMP_SYS (restart_syscall) },   /* a poll that a stop signal interrupted */

  /* memory; mmap, mprotect and mremap are below */
  { SCMP_SYS (brk) },       /* malloc */
  { SCMP_SYS (munmap) },    /* malloc, SecretBuf, thread stacks */
  { SCMP_SYS (mremap) },    /* realloc of large blocks */
  { SCMP_SYS (madvise) },   /* malloc trims; SecretBuf leaves dumps and forks */
  { SCMP_SYS (mlock) },     /* SecretBuf */
  { SCMP_SYS (munlock) },   /* the same */
  { SCMP_SYS (getrandom) }, /* nonces, keys, malloc's own secrets */

  /* descriptors the worker already has */
  { SCMP_SYS (read) },            /* TUN, eventfd, profile files */
  { SCMP_SYS (readv) },           /* TUN */
  { SCMP_SYS (write) },           /* TUN, eventfd, standard error */
  { SCMP_SYS (writev) },          /* TUN */
  { SCMP_SYS (pread64) },         /* profile files */
  { SCMP_SYS (close) },           /* descriptors that are done with */
  { SCMP_SYS (recvfrom) },        /* UDP; peeking at the RPC socket */
  { SCMP_SYS (recvmsg) },         /* UDP and RPC */
  { SCMP_SYS (recvmmsg) },        /* UDP in batches */
  { SCMP_SYS (sendto) },          /* UDP */
  { SCMP_SYS (sendmsg) },         /* UDP and RPC */
  { SCMP_SYS (sendmmsg) },        /* UDP in batches */
  { SCMP_SYS (getsockopt) },      /* probing offloads */
  { SCMP_SYS (getsockname) },     /* the port a socket is bound to */
  { SCMP_SYS (eventfd2) },        /* wakes the control thread */
  { SCMP_SYS (timerfd_create) },  /* the engine's next deadline */
  { SCMP_SYS (timerfd_settime) }, /* the same */
  { SCMP_SYS (poll) },            /* waiting (x86) */
  { SCMP_SYS (ppoll) },           /* waiting */

  /* clocks, when the kernel's page for them does not serve */
  { SCMP_SYS (clock_gettime) },
  { SCMP_SYS (clock_nanosleep) },
  { SCMP_SYS (gettimeofday) },
  { SCMP_SYS (nanosleep) },
};

static gboolean
fail (const char *step, int error, char **ret_why)
{
  *ret_why = g_strdup_printf ("%s: %s", step, g_strerror (error));
  return FALSE;
}

/* Calls that are allowed only with harmless arguments. Returns 0 or a negative errno. */
static int
allow_memory (scmp_filter_ctx ctx)
{
  /* Data only: nothing in here may become code. */
  const struct scmp_arg_cmp not_exec = SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  int r = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, not_exec);

  if (r == 0)
    r = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, not_exec);
  return r;
}

static int
allow_threads (scmp_filter_ctx ctx)
{
  int r;

  /* The flags of clone3 lie in memory where a filter cannot look; glibc falls back to clone. */
  r = seccomp_rule_add (ctx, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);
  if (r == 0)
    r = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1,
                          SCMP_A0 (SCMP_CMP_MASKED_EQ, THREAD_FLAGS, THREAD_FLAGS));
  /* abort() shows as SIGABRT; no other process can be signalled. */
  if (r == 0)
    r = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1,
                          SCMP_A0 (SCMP_CMP_EQ, (scmp_datum_t) getpid ()));
  /* Thread names, and glibc's names of anonymous memory. */
  if (r == 0)
    r = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (prctl), 1,
                          SCMP_A0 (SCMP_CMP_EQ, PR_SET_NAME));
  return r;
}

static int
allow_option (scmp_filter_ctx ctx, int level, int option)
{
  return seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (setsockopt), 2,
                           SCMP_A1 (SCMP_CMP_EQ, (scmp_datum_t) level),
                           SCMP_A2 (SCMP_CMP_EQ, (scmp_datum_t) option));
}

static int
allow_descriptor_settings (scmp_filter_ctx ctx)
{
  const struct
  {
    int level;
    int option;
  } options[] = {
    { IPPROTO_UDP, UDP_SEGMENT }, /* the plane probes and uses both offloads */
    { IPPROTO_UDP, UDP_GRO },
    { SOL_SOCKET, SO_RCVBUF }, /* room for batches */
    { SOL_SOCKET, SO_SNDBUF },
    { SOL_SOCKET, SO_RXQ_OVFL }, /* what came faster than it was taken */
    { IPPROTO_IP, IP_TOS },      /* ECN and DSCP of the outer header */
    { IPPROTO_IP, IP_RECVTOS },
    { IPPROTO_IPV6, IPV6_TCLASS },
    { IPPROTO_IPV6, IPV6_RECVTCLASS },
    { IPPROTO_IP, IP_MTU_DISCOVER }, /* who fragments: see plane-udp.c */
    { IPPROTO_IPV6, IPV6_MTU_DISCOVER },
    { IPPROTO_IP, IP_RECVERR }, /* what routers say about our datagrams */
    { IPPROTO_IPV6, IPV6_RECVERR },
    { IPPROTO_IP, IP_PKTINFO }, /* which of our addresses they were sent to */
    { IPPROTO_IPV6, IPV6_RECVPKTINFO },
  };
  int r = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (options) && r == 0; i++)
    r = allow_option (ctx, options[i].level, options[i].option);
  if (r == 0)
    r = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1, SCMP_A1 (SCMP_CMP_EQ, F_GETFL));
  if (r == 0)
    r = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1, SCMP_A1 (SCMP_CMP_EQ, F_SETFL));
  /* stdio asks whether standard error is a terminal before it writes the words of an assertion:
   * "no" is answer enough. */
  if (r == 0)
    r = seccomp_rule_add (ctx, SCMP_ACT_ERRNO (ENOTTY), SCMP_SYS (ioctl), 0);
  return r;
}

static int
fill_filter (scmp_filter_ctx ctx)
{
  int r = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (allowed) && r == 0; i++)
    r = seccomp_rule_add (ctx, SCMP_ACT_ALLOW, allowed[i].number, 0);
  if (r == 0)
    r = allow_memory (ctx);
  if (r == 0)
    r = allow_threads (ctx);
  if (r == 0)
    r = allow_descriptor_settings (ctx);
  return r;
}

static gboolean
load_filter (char **ret_why)
{
#ifdef __SANITIZE_ADDRESS__
  /* The sanitizers' runtime opens files and walks processes: its calls are reported, not fatal. */
  scmp_filter_ctx ctx = seccomp_init (SCMP_ACT_LOG);
#else
  scmp_filter_ctx ctx = seccomp_init (SCMP_ACT_KILL_PROCESS);
#endif
  int r;

  if (ctx == NULL)
    return fail ("cannot make the system-call filter", ENOMEM, ret_why);
  r = fill_filter (ctx);
  if (r == 0)
    r = seccomp_load (ctx);
  seccomp_release (ctx);
  return r == 0 ? TRUE : fail ("cannot load the system-call filter", -r, ret_why);
}

/* A sanitizer's own memory is beyond every limit. */
static gboolean
limit_memory (void)
{
#ifdef __SANITIZE_ADDRESS__
  return TRUE;
#else
  const struct rlimit data = { DATA_MAX, DATA_MAX };

  return setrlimit (RLIMIT_DATA, &data) == 0;
#endif
}

static gboolean
set_limits (char **ret_why)
{
  const struct rlimit few = { NOFILE_MAX, NOFILE_MAX };
  struct rlimit locked = { MEMLOCK_MAX, MEMLOCK_MAX };

  if (setrlimit (RLIMIT_NOFILE, &few) != 0 || !limit_memory ())
    return fail ("cannot set limits", errno, ret_why);
  /* Raising needs privilege; a smaller limit costs only locking, see secret.c. */
  (void) setrlimit (RLIMIT_MEMLOCK, &locked);
  return TRUE;
}

/* The kernel counts the threads of a uid, so it must be nobody else's. */
static gboolean
limit_threads (char **ret_why)
{
  const struct rlimit few = { THREADS_MAX, THREADS_MAX };

  if (!worker_has_own_uid () || setrlimit (RLIMIT_NPROC, &few) == 0)
    return TRUE;
  return fail ("cannot limit threads", errno, ret_why);
}

static void
close_others (int keep_fd, int root_fd)
{
  int low = root_fd >= 0 ? MIN (keep_fd, root_fd) : keep_fd;
  int high = MAX (keep_fd, root_fd);

  if (low > STDERR_FILENO + 1)
    (void) close_range (STDERR_FILENO + 1, (guint) low - 1, 0);
  if (high > low + 1)
    (void) close_range ((guint) low + 1, (guint) high - 1, 0);
  (void) close_range ((guint) high + 1, ~0u, 0);
}

/* What the libraries would open files for later: the time zone when the first date is converted,
 * such as a certificate's, and the table of character sets when an assertion prints its words. */
static void
open_lazy_files (void)
{
  const char *charset;

  (void) setenv ("TZ", "UTC0", 1);
  tzset ();
  (void) g_get_charset (&charset);
  (void) g_get_console_charset (&charset);
}

gboolean
worker_sandbox_enter (int keep_fd, int root_fd, char **ret_why)
{
  open_lazy_files ();
  close_others (keep_fd, root_fd);
  if (geteuid () == 0 && root_fd < 0)
    return fail ("no empty root", EBADF, ret_why);
  if (!set_limits (ret_why))
    return FALSE;
  /* A second wall behind the filter: sockets of a new network namespace reach nobody, those handed
   * in keep working. Containers may forbid it; the filter alone stands then. */
  if (geteuid () == 0)
    (void) unshare (CLONE_NEWNET | CLONE_NEWIPC);
  if (!worker_drop_privileges (GENKAN_WORKER_USER, root_fd, ret_why))
    return FALSE;
  if (!limit_threads (ret_why))
    return FALSE;
  if (root_fd >= 0)
    close (root_fd);
  return load_filter (ret_why);
}
