// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Makes the crypto library ready for a process that is about to lose its file system. */
#pragma once

/* Initialises the library without reading openssl.cnf, touches every algorithm this folder uses so
 * that nothing is looked up lazily, and seeds the library's own random generator. Call once, on the
 * main thread, before the sandbox closes and before other threads start. Aborts when the library
 * cannot be initialised or gives no randomness. */
void cry_init (void);
