// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A filter of system calls by what is forbidden. */
#include "resolve-jail.h"

#include <errno.h>
#include <seccomp.h>
#include <unistd.h>

/* Negative numbers are of calls that this architecture does not have. */
static const int forbidden[] = {
  /* other programs */
  SCMP_SYS (execve),
  SCMP_SYS (execveat),
  /* other processes */
  SCMP_SYS (kill),
  SCMP_SYS (tkill),
  SCMP_SYS (rt_sigqueueinfo),
  SCMP_SYS (rt_tgsigqueueinfo),
  SCMP_SYS (pidfd_open),
  SCMP_SYS (pidfd_getfd),
  SCMP_SYS (pidfd_send_signal),
  SCMP_SYS (ptrace),
  SCMP_SYS (process_vm_readv),
  SCMP_SYS (process_vm_writev),
  SCMP_SYS (process_madvise),
  SCMP_SYS (kcmp),
  SCMP_SYS (setpriority),
  SCMP_SYS (sched_setscheduler),
  SCMP_SYS (sched_setparam),
  SCMP_SYS (sched_setattr),
  SCMP_SYS (ioprio_set),
  /* rights and other views of the system */
  SCMP_SYS (setuid),
  SCMP_SYS (setgid),
  SCMP_SYS (setreuid),
  SCMP_SYS (setregid),
  SCMP_SYS (setresuid),
  SCMP_SYS (setresgid),
  SCMP_SYS (setgroups),
  SCMP_SYS (capset),
  SCMP_SYS (unshare),
  SCMP_SYS (setns),
  SCMP_SYS (chroot),
  SCMP_SYS (pivot_root),
  SCMP_SYS (mount),
  SCMP_SYS (umount2),
  SCMP_SYS (open_tree),
  SCMP_SYS (move_mount),
  SCMP_SYS (fsopen),
  SCMP_SYS (personality),
  /* the kernel's back rooms */
  SCMP_SYS (bpf),
  SCMP_SYS (perf_event_open),
  SCMP_SYS (userfaultfd),
  SCMP_SYS (io_uring_setup),
  SCMP_SYS (add_key),
  SCMP_SYS (request_key),
  SCMP_SYS (keyctl),
  SCMP_SYS (init_module),
  SCMP_SYS (finit_module),
  SCMP_SYS (kexec_load),
};

gboolean
resolve_jail_enter (char **ret_why)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  int r = filter != NULL ? 0 : -ENOMEM;

  /* An errno and not the end: a module of the administrator's may ask, and can be told no. */
  for (gsize i = 0; r == 0 && i < G_N_ELEMENTS (forbidden); i++)
    r = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), forbidden[i], 0);
  /* abort() signals itself this way; nobody else can be. */
  if (r == 0)
    r = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (tgkill), 1,
                          SCMP_A0 (SCMP_CMP_NE, (scmp_datum_t) getpid ()));
  if (r == 0)
    r = seccomp_load (filter);
  seccomp_release (filter);
  if (r != 0)
    *ret_why = g_strdup_printf ("cannot forbid system calls: %s", g_strerror (-r));
  return r == 0;
}
