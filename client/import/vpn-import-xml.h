// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* XML of importers: parsed without network, entities or DTD, and turned into fields. */
#pragma once

#include "vpn-import-private.h"

#include <libxml/tree.h>

/* NULL when the text is no XML. xmlFreeDoc() it. */
xmlDoc *vpn_import_xml_parse (const char *text);
/* Each element with text and no elements in it is a field, "Authentication.UserMethod". */
void vpn_import_xml_flatten (VpnImportConnection *connection, xmlNode *root);
