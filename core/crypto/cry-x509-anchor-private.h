// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * One trust anchor, parsed when it is wanted, for this folder only. Reading the keys of a system's
 * bundle of 150 takes tens of milliseconds, and a path needs one or two of them.
 */
#pragma once

#include "cry-x509-private.h"

typedef struct CryAnchor CryAnchor;

/* Looks at the subject only. NULL: not the outline of a certificate. Owned. */
CryAnchor *cry_anchor_new (const guint8 *der, gsize len) G_GNUC_WARN_UNUSED_RESULT;
void cry_anchor_free (CryAnchor *anchor);
/* Compared as RFC 5280 section 7.1 wants names compared. */
gboolean cry_anchor_is_called (const CryAnchor *anchor, const X509_NAME *name);
/* The certificate, borrowed; NULL when it cannot be parsed. */
CryCert *cry_anchor_cert (CryAnchor *anchor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryAnchor, cry_anchor_free)
