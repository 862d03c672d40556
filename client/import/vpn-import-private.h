// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What importers share. An importer turns a file into connections and each into a flat list of
 * named fields; rows then say what becomes of a field. So nothing of a file can be lost silently: a
 * field that no row names is reported as one that has no counterpart here.
 */
#pragma once

#include "vpn-import.h"

#define VPN_IMPORT_CONNECTIONS_MAX 64u  /* of a file; more are an error */
#define VPN_IMPORT_FIELDS_MAX      512u /* of a connection; the rest is one field that says so */
#define VPN_IMPORT_DEPTH_MAX       16u  /* of whatever nests */

typedef struct
{
  VpnProfile *settings;         /* owned */
  GPtrArray *fields;            /* owned; VpnImportField */
  GTlsCertificate *certificate; /* counted; with its key; may be NULL */
  GTlsCertificate *ca;          /* counted; may be NULL */
  gboolean use_ca;
  GPtrArray *stored; /* owned; paths of the files that store() wrote */
} VpnImportConnection;

typedef struct VpnImportRow VpnImportRow;

/* What becomes of a field: apply() or, without one, the value goes to key as it is; a row with
 * neither leaves it out because of why. */
struct VpnImportRow
{
  const char *name; /* of the field, case does not matter; "servers.*" covers all that begin so */
  const char *key;
  void (*apply) (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row);
  const char *why;          /* N_() */
  const char *folder;       /* of a path that is not absolute; NULL: it stays as it is */
  const VpnImportRow *more; /* of the last row: where to go on; NULL: nowhere */
};

/* Ends with a row without a name. Fields that were settled before are left alone. */
void vpn_import_map (VpnImportConnection *connection, const VpnImportRow *rows);
/* The same for every connection of the file. */
void vpn_import_map_all (VpnImport *import, const VpnImportRow *rows);

/* Without connections yet. */
VpnImport *vpn_import_create (void) G_GNUC_WARN_UNUSED_RESULT;
/* A new connection of the file, which owns it; name may be NULL or no good: then it has none. NULL
 * with an error when there are too many. */
VpnImportConnection *
vpn_import_add (VpnImport *import, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* value NULL: no text, such as a certificate. The field is the connection's. */
VpnImportField *
vpn_import_add_field (VpnImportConnection *connection, const char *name, const char *value);
/* The first field of that name, or NULL. */
VpnImportField *vpn_import_find (VpnImportConnection *connection, const char *name);
/* Its value, or NULL. */
const char *vpn_import_lookup (VpnImportConnection *connection, const char *name);

/* Sets the key, or adds to it where it is a list; a value that the profile does not take is told in
 * the field's note. field may be NULL. */
void vpn_import_set (VpnImportConnection *connection, VpnImportField *field, const char *key,
                     const char *value);
void vpn_import_append (VpnImportConnection *connection, VpnImportField *field, const char *key,
                        const char *value);
/* note: translated. */
void vpn_import_note (VpnImportField *field, const char *note);
/* The value is forgotten; the person is asked for it when connecting. */
void vpn_import_hide (VpnImportField *field);

/* ---- apply() of many rows -------------------------------------------------------------------- */

/* A list with commas, semicolons or spaces between its items, added to the key. */
void vpn_import_apply_list (VpnImportConnection *connection, VpnImportField *field,
                            const VpnImportRow *row);
/* yes/no, true/false, 1/0 for a key that is true or false. */
void vpn_import_apply_bool (VpnImportConnection *connection, VpnImportField *field,
                            const VpnImportRow *row);
/* "8h", "30m", "3600" for a key in seconds. */
void vpn_import_apply_time (VpnImportConnection *connection, VpnImportField *field,
                            const VpnImportRow *row);
/* Proposals as strongSwan writes them; "!" and "default" are no words of ours. */
void vpn_import_apply_proposals (VpnImportConnection *connection, VpnImportField *field,
                                 const VpnImportRow *row);
/* An identity as strongSwan and libreswan write it: "@name" is one that is not looked up, "%..."
 * says where to take one from. */
void vpn_import_apply_identity (VpnImportConnection *connection, VpnImportField *field,
                                const VpnImportRow *row);
/* How strongSwan and libreswan call a login: "psk", "pubkey", "eap-mschapv2" ... */
void vpn_import_apply_auth (VpnImportConnection *connection, VpnImportField *field,
                            const VpnImportRow *row);
/* A list of networks, of which one that is everything says nothing. */
void vpn_import_apply_networks (VpnImportConnection *connection, VpnImportField *field,
                                const VpnImportRow *row);
/* A password or pre-shared key. */
void vpn_import_apply_secret (VpnImportConnection *connection, VpnImportField *field,
                              const VpnImportRow *row);
/* The path of a file on this computer; row->folder. */
void vpn_import_apply_path (VpnImportConnection *connection, VpnImportField *field,
                            const VpnImportRow *row);

/* ---- Algorithms by other people's names ------------------------------------------------------ */

/* One proposal from the fields that name its parts (each may be NULL), which it settles. */
void vpn_import_take_suite (VpnImportConnection *connection, const char *key, const char *encr,
                            const char *integ, const char *group);

/* ---- Certificates ---------------------------------------------------------------------------- */

/* DER or PEM; NULL when it is no certificate. */
GTlsCertificate *vpn_import_certificate_new (const guint8 *octets, gsize len);
/* RFC 7292. password may be NULL. The error is what vpn_import_wants_password() asks about, or one
 * in words. */
GTlsCertificate *
vpn_import_pkcs12_new (const guint8 *octets, gsize len, const char *password, GError **error);
/* Takes over. Its issuers may hold the CA. */
void vpn_import_take_certificate (VpnImportConnection *connection, GTlsCertificate *certificate);
/* The octets of a field (the first CA stays), and what became of them in its note. */
void vpn_import_take_ca (VpnImportConnection *connection, VpnImportField *field,
                         const guint8 *octets, gsize len);

/* ---- Text ------------------------------------------------------------------------------------ */

/* The file as text without a byte order mark, UTF-16 turned to UTF-8; NULL when it is no text.
 * Owned and ending with a NUL. */
char *vpn_import_text (GBytes *data);
/* Without spaces around it and then quotes; in place. */
const char *vpn_import_unquote (char *text);
/* Whether the text has the word, ASCII case ignored. */
gboolean vpn_import_has (const char *text, const char *word);

extern const VpnImporter vpn_importer_aws;
extern const VpnImporter vpn_importer_azure;
extern const VpnImporter vpn_importer_foreign;
extern const VpnImporter vpn_importer_ipsec;
extern const VpnImporter vpn_importer_mobileconfig;
extern const VpnImporter vpn_importer_networkmanager;
extern const VpnImporter vpn_importer_phonebook;
extern const VpnImporter vpn_importer_pkcs12;
extern const VpnImporter vpn_importer_powershell;
extern const VpnImporter vpn_importer_profile;
extern const VpnImporter vpn_importer_profilexml;
extern const VpnImporter vpn_importer_sswan;
extern const VpnImporter vpn_importer_swanctl;
