// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The page of settings. */
#include "nmv-editor.h"

#include "config.h"
#include "nmv-advanced.h"
#include "nmv-gtk-compat.h"
#include "nmv-keys.h"
#include "nmv-map.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>
#include <gmodule.h>
#include <nma-cert-chooser.h>
#include <nma-ui-utils.h>

#include <string.h>

#define UI_PATH "/org/genkan/nm/nmv-editor.ui"

/* The secret of a method of login, and where it is typed. */
typedef struct
{
  const char *method;
  const char *name;
  GtkWidget *entry;           /* NULL: in the chooser of the own certificate; the page's */
  NMSettingSecretFlags flags; /* as they were, with what the menu cannot show */
  NMSettingSecretFlags shown; /* what the menu made of them */
} Secret;

static const Secret secrets_template[] = {
  { .method = "eap", .name = NMV_SECRET_PASSWORD },
  { .method = "psk", .name = NMV_SECRET_PSK },
  { .method = "cert", .name = NMV_SECRET_KEY_PASSPHRASE },
};

#define N_SECRETS G_N_ELEMENTS (secrets_template)

/* Settings that have their place on the page. */
static const char *const page_keys[] = {
  VPN_KEY_GATEWAY,     VPN_KEY_AUTH,        VPN_KEY_USER, VPN_KEY_CA,
  VPN_KEY_CERTIFICATE, VPN_KEY_PRIVATE_KEY, NULL,
};

#define NMV_TYPE_EDITOR (nmv_editor_get_type ())
G_DECLARE_FINAL_TYPE (NmvEditor, nmv_editor, NMV, EDITOR, GObject)

struct _NmvEditor
{
  GObject parent;
  NmvForm *form;
  GtkWidget *page;
  GtkWidget *dialog;   /* weak; NULL as long as it is closed */
  GtkBuilder *builder; /* finds the parts of the page */
  NMACertChooser *ca;  /* the page's */
  NMACertChooser *own; /* the page's */
  Secret secrets[N_SECRETS];
};

static GtkWidget *
part (NmvEditor *self, const char *id)
{
  return GTK_WIDGET (gtk_builder_get_object (self->builder, id));
}

static gboolean
uses_method (NmvEditor *self, const char *method)
{
  const VpnProfile *profile = nmv_form_get_profile (self->form);

  return strcmp (vpn_profile_get_string (profile, VPN_KEY_AUTH), method) == 0;
}

/* ---- Secrets --------------------------------------------------------------------------------- */

static NMSettingSecretFlags
get_flags (NMSettingVpn *vpn, const char *name)
{
  NMSettingSecretFlags flags = NM_SETTING_SECRET_FLAG_NONE;

  if (!nm_setting_get_secret_flags (NM_SETTING (vpn), name, &flags, NULL))
    return NM_SETTING_SECRET_FLAG_NONE;
  return flags;
}

/* A secret that is new is kept by the user's key ring. One of a connection that says nothing is
 * kept by NetworkManager, which is what saying nothing means. */
static NMSettingSecretFlags
initial_flags (NmvEditor *self, NMSettingVpn *vpn, const Secret *secret)
{
  g_autofree char *item = g_strconcat (secret->name, "-flags", NULL);

  if (vpn == NULL)
    return NM_SETTING_SECRET_FLAG_AGENT_OWNED;
  if (nm_setting_vpn_get_data_item (vpn, item) != NULL
      || nm_setting_vpn_get_secret (vpn, secret->name) != NULL
      || (nm_setting_vpn_get_num_data_items (vpn) > 0 && uses_method (self, secret->method)))
    return get_flags (vpn, secret->name);
  return NM_SETTING_SECRET_FLAG_AGENT_OWNED;
}

static NMSettingSecretFlags
read_menu (NmvEditor *self, const Secret *secret)
{
  return secret->entry != NULL ? nma_utils_menu_to_secret_flags (secret->entry)
                               : nma_cert_chooser_get_key_password_flags (self->own);
}

static void
show_secret (NmvEditor *self, NMSettingVpn *vpn, Secret *secret)
{
  const char *value = vpn == NULL ? NULL : nm_setting_vpn_get_secret (vpn, secret->name);
  gboolean can_lack;

  secret->flags = initial_flags (self, vpn, secret);
  /* A login without its password makes no sense, but somebody may have said so with nmcli. */
  can_lack = secret->entry == NULL || (secret->flags & NM_SETTING_SECRET_FLAG_NOT_REQUIRED);
  if (secret->entry != NULL)
    {
      if (value != NULL)
        g_object_set (secret->entry, "text", value, NULL);
      nma_utils_setup_password_storage (secret->entry, secret->flags, NULL, NULL, can_lack, FALSE);
    }
  else
    {
      if (value != NULL)
        nma_cert_chooser_set_key_password (self->own, value);
      nma_cert_chooser_setup_key_password_storage (self->own, secret->flags, NULL, NULL, can_lack,
                                                   FALSE);
    }
  secret->shown = read_menu (self, secret);
}

static void
drop_secret (NMSettingVpn *vpn, const char *name)
{
  g_autofree char *item = g_strconcat (name, "-flags", NULL);

  nm_setting_vpn_remove_secret (vpn, name);
  nm_setting_vpn_remove_data_item (vpn, item);
}

static void
store_secret (NmvEditor *self, NMSettingVpn *vpn, const Secret *secret)
{
  NMSettingSecretFlags flags = read_menu (self, secret);
  const char *value;

  /* No secret of a method that is not used any more stays behind. */
  if (!uses_method (self, secret->method))
    {
      drop_secret (vpn, secret->name);
      return;
    }
  if (flags == secret->shown)
    flags = secret->flags;
  if (get_flags (vpn, secret->name) != flags)
    nm_setting_set_secret_flags (NM_SETTING (vpn), secret->name, flags, NULL);
  value = secret->entry != NULL
              ? gtk_entry_buffer_get_text (gtk_entry_get_buffer (GTK_ENTRY (secret->entry)))
              : nma_cert_chooser_get_key_password (self->own);
  if (value == NULL || *value == '\0'
      || (flags & (NM_SETTING_SECRET_FLAG_NOT_SAVED | NM_SETTING_SECRET_FLAG_NOT_REQUIRED)))
    nm_setting_vpn_remove_secret (vpn, secret->name);
  else
    nm_setting_vpn_add_secret (vpn, secret->name, value);
}

/* ---- Certificates ---------------------------------------------------------------------------- */

/* libnma unescapes what it gives back, and shows what it is given as it is. */
static char *
path_to_uri (const char *path)
{
  g_auto (GStrv) pieces = g_strsplit (path, "%", -1);
  g_autofree char *escaped = g_strjoinv ("%25", pieces);

  return g_strconcat (NM_SETTING_802_1X_CERT_SCHEME_PREFIX_PATH, escaped, NULL);
}

static void
show_file (NmvEditor *self, const char *key, NMACertChooser *chooser,
           void (*set_uri) (NMACertChooser *chooser, const char *uri))
{
  const char *path = vpn_profile_get_string (nmv_form_get_profile (self->form), key);
  g_autofree char *uri = NULL;

  if (*path == '\0')
    return;
  uri = path_to_uri (path);
  set_uri (chooser, uri);
}

static void
read_file (NmvEditor *self, const char *key, NMACertChooser *chooser,
           char *(*get) (NMACertChooser *chooser, NMSetting8021xCKScheme *scheme))
{
  NMSetting8021xCKScheme scheme;
  g_autofree char *path = get (chooser, &scheme);

  nmv_form_set_text (self->form, vpn_profile_key_find (key), path);
}

static void
on_ca_changed (NMACertChooser *chooser, NmvEditor *self)
{
  read_file (self, VPN_KEY_CA, chooser, nma_cert_chooser_get_cert);
}

static void
on_own_changed (NMACertChooser *chooser, NmvEditor *self)
{
  read_file (self, VPN_KEY_CERTIFICATE, chooser, nma_cert_chooser_get_cert);
  read_file (self, VPN_KEY_PRIVATE_KEY, chooser, nma_cert_chooser_get_key);
}

static NMACertChooser *
create_chooser (NmvEditor *self, const char *place, const char *title, NMACertChooserFlags flags)
{
  GtkWidget *chooser = nma_cert_chooser_new (title, flags | NMA_CERT_CHOOSER_FLAG_PEM);

  gtk_grid_set_column_spacing (GTK_GRID (chooser), 12);
  gtk_widget_set_hexpand (chooser, TRUE);
  gtk_widget_show (chooser);
  nmv_gtk_box_append (part (self, place), chooser);
  return NMA_CERT_CHOOSER (chooser);
}

static void
add_choosers (NmvEditor *self)
{
  static const char *const labels[]
      = { "gateway_label", "method_label", "user_label", "password_label", "psk_label" };
  g_autoptr (GtkSizeGroup) group = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  self->ca = create_chooser (self, "ca_place", _ ("CA"), NMA_CERT_CHOOSER_FLAG_CERT);
  self->own = create_chooser (self, "own_place", _ ("Own"), NMA_CERT_CHOOSER_FLAG_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    gtk_size_group_add_widget (group, part (self, labels[i]));
  nma_cert_chooser_add_to_size_group (self->ca, group);
  nma_cert_chooser_add_to_size_group (self->own, group);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->ca), _ (vpn_profile_key_find (VPN_KEY_CA)->doc));
  show_file (self, VPN_KEY_CA, self->ca, nma_cert_chooser_set_cert_uri);
  show_file (self, VPN_KEY_CERTIFICATE, self->own, nma_cert_chooser_set_cert_uri);
  show_file (self, VPN_KEY_PRIVATE_KEY, self->own, nma_cert_chooser_set_key_uri);
}

/* ---- The page -------------------------------------------------------------------------------- */

static void
show_method (NmvEditor *self)
{
  gboolean eap = uses_method (self, "eap");
  gboolean psk = uses_method (self, "psk");
  gboolean cert = uses_method (self, "cert");

  gtk_widget_set_visible (part (self, "user_label"), !cert);
  gtk_widget_set_visible (part (self, "user"), !cert);
  gtk_widget_set_visible (part (self, "password_label"), eap);
  gtk_widget_set_visible (part (self, "password"), eap);
  gtk_widget_set_visible (part (self, "psk_label"), psk);
  gtk_widget_set_visible (part (self, "psk"), psk);
  gtk_widget_set_visible (part (self, "show_secret"), !cert);
  gtk_widget_set_visible (part (self, "own_place"), cert);
  gtk_widget_set_visible (part (self, "ca_place"), !psk);
}

/* Says why the host offers no way to save. */
static void
show_hint (NmvEditor *self)
{
  g_autoptr (GError) error = NULL;
  gboolean complete = nmv_form_check (self->form, &error);

  gtk_label_set_text (GTK_LABEL (part (self, "hint")), complete ? "" : error->message);
}

static void
on_form_changed (NmvForm *form, NmvEditor *self)
{
  show_method (self);
  show_hint (self);
  g_signal_emit_by_name (self, "changed");
}

static void
on_secret_changed (GtkEntry *entry, NmvEditor *self)
{
  nmv_form_touch (self->form);
}

static void
on_advanced_clicked (GtkButton *button, NmvEditor *self)
{
  GtkWidget *dialog;

  if (self->dialog == NULL)
    {
      dialog = nmv_advanced_new (self->form, nmv_gtk_window_of (self->page), page_keys);
      g_set_weak_pointer (&self->dialog, dialog);
    }
  gtk_window_present (GTK_WINDOW (self->dialog));
}

static void
bind_page (NmvEditor *self)
{
  nmv_form_bind (self->form, vpn_profile_key_find (VPN_KEY_GATEWAY), part (self, "gateway"));
  nmv_form_bind (self->form, vpn_profile_key_find (VPN_KEY_AUTH), part (self, "method"));
  nmv_form_bind (self->form, vpn_profile_key_find (VPN_KEY_USER), part (self, "user"));
  g_object_bind_property (part (self, "show_secret"), "active", part (self, "password"),
                          "visibility", G_BINDING_DEFAULT);
  g_object_bind_property (part (self, "show_secret"), "active", part (self, "psk"), "visibility",
                          G_BINDING_DEFAULT);
}

static void
follow_page (NmvEditor *self)
{
  g_signal_connect_object (self->form, "changed", G_CALLBACK (on_form_changed), self, 0);
  g_signal_connect_object (part (self, "password"), "changed", G_CALLBACK (on_secret_changed), self,
                           0);
  g_signal_connect_object (part (self, "psk"), "changed", G_CALLBACK (on_secret_changed), self, 0);
  g_signal_connect_object (part (self, "advanced"), "clicked", G_CALLBACK (on_advanced_clicked),
                           self, 0);
  g_signal_connect_object (self->ca, "changed", G_CALLBACK (on_ca_changed), self, 0);
  g_signal_connect_object (self->own, "changed", G_CALLBACK (on_own_changed), self, 0);
}

/* ---- NMVpnEditor ----------------------------------------------------------------------------- */

static GObject *
get_widget (NMVpnEditor *editor)
{
  return G_OBJECT (NMV_EDITOR (editor)->page);
}

static gboolean
update_connection (NMVpnEditor *editor, NMConnection *connection, GError **error)
{
  NmvEditor *self = NMV_EDITOR (editor);
  NMSettingConnection *setting = nm_connection_get_setting_connection (connection);
  g_autoptr (VpnProfile) profile = NULL;

  if (!nmv_form_check (self->form, error))
    return FALSE;
  /* The host has its own page for these; what it has set there must stay. */
  profile = vpn_profile_copy (nmv_form_get_profile (self->form));
  vpn_profile_reset (profile, VPN_KEY_NAME);
  vpn_profile_reset (profile, VPN_KEY_UUID);
  if (setting != NULL
      && !vpn_profile_set_text (profile, VPN_KEY_AUTOCONNECT,
                                nm_setting_connection_get_autoconnect (setting) ? "login" : "no",
                                error))
    return FALSE;
  nmv_map_to_connection (profile, connection);
  for (gsize i = 0; i < N_SECRETS; i++)
    store_secret (self, nm_connection_get_setting_vpn (connection), &self->secrets[i]);
  return TRUE;
}

static void
nmv_editor_interface_init (NMVpnEditorInterface *iface)
{
  iface->get_widget = get_widget;
  iface->update_connection = update_connection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NmvEditor, nmv_editor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NM_TYPE_VPN_EDITOR,
                                                      nmv_editor_interface_init))

static void
nmv_editor_dispose (GObject *object)
{
  NmvEditor *self = NMV_EDITOR (object);
  GtkWidget *dialog = self->dialog;

  g_clear_weak_pointer (&self->dialog);
  if (dialog != NULL)
    nmv_gtk_window_destroy (dialog);
  g_clear_object (&self->builder);
  g_clear_object (&self->page);
  g_clear_object (&self->form);
  G_OBJECT_CLASS (nmv_editor_parent_class)->dispose (object);
}

static void
nmv_editor_class_init (NmvEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nmv_editor_dispose;
}

static void
nmv_editor_init (NmvEditor *self)
{
}

static gboolean
load_page (NmvEditor *self, GError **error)
{
  self->builder = gtk_builder_new ();
  gtk_builder_set_translation_domain (self->builder, GENKAN_GETTEXT_DOMAIN);
  if (gtk_builder_add_from_resource (self->builder, UI_PATH, error) == 0)
    return FALSE;
  self->page = g_object_ref (part (self, "page"));
  memcpy (self->secrets, secrets_template, sizeof self->secrets);
  self->secrets[0].entry = part (self, "password");
  self->secrets[1].entry = part (self, "psk");
  return TRUE;
}

G_MODULE_EXPORT NMVpnEditor *
nmv_editor_new (NMConnection *connection, GError **error)
{
  g_autoptr (NmvEditor) self = g_object_new (NMV_TYPE_EDITOR, NULL);

  bindtextdomain (GENKAN_GETTEXT_DOMAIN, GENKAN_LOCALEDIR);
  bind_textdomain_codeset (GENKAN_GETTEXT_DOMAIN, "UTF-8");
  if (!load_page (self, error))
    return NULL;
  self->form = nmv_form_new (nmv_map_to_draft (connection));
  bind_page (self);
  add_choosers (self);
  for (gsize i = 0; i < N_SECRETS; i++)
    show_secret (self, nm_connection_get_setting_vpn (connection), &self->secrets[i]);
  show_method (self);
  show_hint (self);
  follow_page (self);
  return NM_VPN_EDITOR (g_steal_pointer (&self));
}
