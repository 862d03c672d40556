// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * CtlRedact: takes out of texts who and where somebody is: what it was taught, and every IP
 * address. The same thing is called the same everywhere ("user-1", "address-3"), so that a report
 * can still be read. Single owner.
 */
#pragma once

#include <glib.h>

typedef struct CtlRedact CtlRedact;

CtlRedact *ctl_redact_new (void) G_GNUC_WARN_UNUSED_RESULT;
void ctl_redact_free (CtlRedact *redact);
/* From now on text is called kind and a number. Empty and very short texts, which would be found in
 * every other word, are not learnt. */
void ctl_redact_learn (CtlRedact *redact, const char *kind, const char *text);
/* Owned. */
char *ctl_redact_text (CtlRedact *redact, const char *text);
/* The same for every string in value; floating, of the same type. */
GVariant *ctl_redact_variant (CtlRedact *redact, GVariant *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlRedact, ctl_redact_free)
