// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-gui-manage.h"

void
vpn_gui_manage_add (GtkWindow *parent, VpnGuiModel *model)
{
}

void
vpn_gui_manage_edit (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile)
{
}

void
vpn_gui_manage_remove (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile)
{
}

void
vpn_gui_manage_export (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile)
{
}

void
vpn_gui_manage_import (GtkWindow *parent, VpnGuiModel *model, GFile *file)
{
}
