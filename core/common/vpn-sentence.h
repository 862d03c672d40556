// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Sentences of genkand in the language of who reads them. The service has one language: what it
 * says on the bus (errors, warnings, details of reasons, verdicts) is an English pattern with its
 * arguments filled in. The pattern is the message's name, as for gettext; a front end knows it
 * again and fills the arguments into the translation of its own. Pure; any thread.
 */
#pragma once

#include <glib.h>

/* text in the language of this process, owned; as it is when it is no sentence of genkand. What
 * stands before ": " (a key, a path, a name) stays in front. */
char *vpn_sentence_translate (const char *text);
