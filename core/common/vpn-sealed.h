// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Sealed copies: memfds that nobody can change any more (memfd_create(2)). A user's files travel in
 * them, because who reads a descriptor of somebody else's waits for that person's file system, for
 * ever if it pleases; a sealed memfd asks nobody. Safe between fork() and exec(); any thread.
 */
#pragma once

#include <glib.h>

#define VPN_SEALED_MAX 1048576 /* bytes; a bundle of certificates of any size that is in use */

/* Of the contents of a regular file from its start; fd is borrowed. A new descriptor, or a negative
 * errno: -EINVAL no regular file, -EFBIG larger than VPN_SEALED_MAX. */
int vpn_sealed_copy (int fd);
/* Of octets at hand. A new descriptor, or a negative errno. */
int vpn_sealed_new (const void *data, gsize len);
/* Its length in bytes; -1: it is no memfd with all seals, or larger than VPN_SEALED_MAX. Whatever
 * fd is, its file system is not asked. */
gssize vpn_sealed_get_size (int fd);
