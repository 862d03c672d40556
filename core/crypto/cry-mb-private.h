// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Intel's multi-buffer library (libipsec-mb), for this folder only. */
#pragma once

#include <glib.h>

#include <intel-ipsec-mb.h>

/* A manager for the best code this processor runs; NULL when that would be slower or less constant
 * in time than OpenSSL (no AES instructions), or when the library's own self-test failed. It takes
 * some 200 KiB. */
IMB_MGR *cry_mb_manager_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IMB_MGR, free_mb_mgr)
