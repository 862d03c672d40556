// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Notifications of what changed and was not there to be seen: connected, interrupted, failed, ended
 * by the gateway, words of the gateway. Main-loop thread. */
#pragma once

#include "vpn-gui-profile.h"

#include <gio/gio.h>

/* What to tell about a change of state; NULL when there is nothing to tell. Owned. */
GNotification *vpn_gui_notify_compose (VpnGuiProfile *profile, VpnState old, VpnState now);
/* That the certificate of this side ends soon, told to who has just connected; urgent in the last
 * week. NULL: nothing to tell. Owned. */
GNotification *
vpn_gui_notify_compose_end_of_certificate (VpnGuiProfile *profile, VpnState old, VpnState now);
/* Sends both, or withdraws what does not hold any more. */
void vpn_gui_notify_state (GApplication *application, VpnGuiProfile *profile, VpnState old,
                           VpnState now);
void vpn_gui_notify_message (GApplication *application, VpnGuiProfile *profile, const char *text);
/* A profile to connect does not exist. */
void vpn_gui_notify_no_profile (GApplication *application, const char *name);
