// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnExported: base of the objects genkand shows on the bus. It knows to whom it is visible (its
 * owner's uid, uid 0, everybody if it is a system object), what it is called, how its properties
 * read and which methods it has; VpnBus does the rest. Main-loop thread.
 */
#pragma once

#include "vpn-call.h"

#include <gio/gio.h>

#define VPN_TYPE_EXPORTED (vpn_exported_get_type ())
G_DECLARE_DERIVABLE_TYPE (VpnExported, vpn_exported, VPN, EXPORTED, GObject)

typedef struct
{
  const char *name;
  void (*handle) (VpnExported *self, VpnCall *call); /* call is borrowed: ref to keep */
} VpnMethod;

typedef struct
{
  const char *name;
  GVariant *(*get) (VpnExported *self); /* floating or full, never NULL */
} VpnProperty;

/* Who looks at an object. */
typedef struct
{
  guint32 uid;
  gboolean may_connect; /* what belongs to the system; always so for uid 0 */
} VpnViewer;

struct _VpnExportedClass
{
  GObjectClass parent_class;

  GDBusInterfaceInfo *(*get_interface) (void);
  const VpnMethod *methods;      /* ends with a NULL name */
  const VpnProperty *properties; /* all of the interface; ends with a NULL name */
  /* Whether somebody to whom the object is visible may know that property, or hear that signal;
   * NULL: all of them. */
  gboolean (*shows) (VpnExported *self, const char *name, const VpnViewer *viewer);
};

/* Where changes and signals go: VpnBus, set while the object is exported. Both are borrowed. */
typedef struct
{
  void (*changed) (gpointer sink, VpnExported *self, GVariant *properties);
  void (*signal) (gpointer sink, VpnExported *self, const char *name, GVariant *parameters);
} VpnExportedSink;

/* Once, right after construction. */
void
vpn_exported_set_identity (VpnExported *self, const char *path, guint32 owner, gboolean is_system);
const char *vpn_exported_get_path (VpnExported *self);
guint32 vpn_exported_get_owner (VpnExported *self);
gboolean vpn_exported_is_system (VpnExported *self);
gboolean vpn_exported_is_visible_to (VpnExported *self, guint32 uid);

const char *vpn_exported_get_interface_name (VpnExported *self);
GDBusInterfaceInfo *vpn_exported_get_interface (VpnExported *self);
/* Whether the viewer may know that property, or hear that signal. */
gboolean vpn_exported_shows (VpnExported *self, const char *name, const VpnViewer *viewer);
/* The value, or an empty one for who may not know it; viewer NULL: who may know all. NULL when
 * there is no such readable property. Full reference. */
GVariant *vpn_exported_dup_value (VpnExported *self, const char *property, const VpnViewer *viewer);
/* a{sv} of all properties, likewise, floating. */
GVariant *vpn_exported_get_values (VpnExported *self, const VpnViewer *viewer);
/* a{sa{sv}} of the same, as ObjectManager has it, floating. */
GVariant *vpn_exported_get_interfaces (VpnExported *self, const VpnViewer *viewer);
const VpnMethod *vpn_exported_find_method (VpnExported *self, const char *name);

/* Announces a changed property; announcements of one main-loop turn travel together. */
void vpn_exported_changed (VpnExported *self, const char *property);
/* Emits a signal of the interface, after the changes announced before it. */
void vpn_exported_emit (VpnExported *self, const char *name, GVariant *parameters);

/* For VpnBus; sink NULL: not exported any more (pending announcements are sent first). */
void vpn_exported_set_sink (VpnExported *self, const VpnExportedSink *functions, gpointer sink);
