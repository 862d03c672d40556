// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The inside of a certificate, for this folder only. */
#pragma once

#include "cry-ossl-private.h"
#include "cry-x509.h"

struct CryCert
{
  X509 *x509;  /* owned */
  guint8 *der; /* owned; as received */
  gsize der_len;
};

typedef void (*CryDerFunc) (const guint8 *der, gsize len, gpointer user_data);

/* Calls func for every certificate of a PEM text, in file order and not yet parsed, or for the one
 * DER certificate that data is. */
void cry_certs_each (const guint8 *data, gsize len, CryDerFunc func, gpointer user_data);

/* RFC 4514 text of a name, UTF-8 without control characters; owned. */
char *cry_name_text (const X509_NAME *name);
