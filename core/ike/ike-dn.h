// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Distinguished names between the text of RFC 4514 (last RDN of the DER first) and DER. A subset:
 * one attribute per RDN, the usual attribute types, no "#" values. Text in the order of the DER is
 * read as well, where it begins with a country or ends with a common name. Pure; any thread.
 */
#pragma once

#include <glib.h>

#define IKE_DN_MAX 1024 /* octets of DER, and of text before escaping */

/* Owned DER Name, or NULL with ret_why (owned). C is written as PrintableString, DC and E as
 * IA5String, the rest as UTF8String. */
GBytes *ike_dn_encode (const char *text, char **ret_why) G_GNUC_WARN_UNUSED_RESULT;

/* Owned text, or NULL when the DER is malformed. Controls are escaped; types without a short name
 * appear as "?". For showing only: not every DER survives the way back. */
char *ike_dn_decode (const guint8 *der, gsize len) G_GNUC_WARN_UNUSED_RESULT;
