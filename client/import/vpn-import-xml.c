// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-xml.h"
/* XML by libxml2, kept from everything but the text itself. */

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>
#include <libxml/parser.h>

#include <string.h>

xmlDoc *
vpn_import_xml_parse (const char *text)
{
  xmlDoc *document = xmlReadMemory (text, (int) strlen (text), NULL, "UTF-8",
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
                                        | XML_PARSE_NOBLANKS);

  /* No settings file has use for a DTD; entities that grow or read files do. */
  if (document == NULL || document->intSubset == NULL)
    return document;
  xmlFreeDoc (document);
  return NULL;
}

static gboolean
has_elements (const xmlNode *node)
{
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      return TRUE;
  return FALSE;
}

static void
add_leaf (VpnImportConnection *connection, const char *path, xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  g_autofree char *value = g_strstrip (g_strdup ((const char *) content));

  xmlFree (content);
  (void) vpn_import_add_field (connection, path, value);
}

static void
flatten (VpnImportConnection *connection, const char *path, xmlNode *node, guint depth)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      g_autofree char *name = NULL;

      if (child->type != XML_ELEMENT_NODE)
        continue;
      name = *path == '\0' ? g_strdup ((const char *) child->name)
                           : g_strconcat (path, ".", (const char *) child->name, NULL);
      if (depth >= VPN_IMPORT_DEPTH_MAX)
        vpn_import_note (vpn_import_add_field (connection, name, NULL), _ ("Nested too deeply"));
      else if (has_elements (child))
        flatten (connection, name, child, depth + 1);
      else
        add_leaf (connection, name, child);
    }
}

void
vpn_import_xml_flatten (VpnImportConnection *connection, xmlNode *root)
{
  flatten (connection, "", root, 0);
}
