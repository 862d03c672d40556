// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Secrets of a connection in the user's keyring, where NetworkManager's agents put them. */
#pragma once

#include "nmv-auth.h"

/* Fills the fields that may be there. unlock: a person may be asked to unlock it. */
void nmv_keyring_look_up (NmvAuth *auth, const char *uuid, gboolean unlock);
