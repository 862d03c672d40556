// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The worker's jail as far as it matters to the crypto library. */
#pragma once

/* From here on the file system is gone: opening anything kills the process. */
void sandbox_close_file_system (void);
/* Runs work in a process of its own, which must end well. */
void sandbox_run (void (*work) (void));
