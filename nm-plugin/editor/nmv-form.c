// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A draft of a profile and its faults. */
#include "nmv-form.h"

#include "config.h"
#include "nmv-gtk-compat.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define KEY_TAG "nmv-key" /* const VpnProfileKey of a bound widget */

struct _NmvForm
{
  GObject parent;
  VpnProfile *profile;
  GHashTable *wrong; /* key name (the table's) → GError */
};

G_DEFINE_FINAL_TYPE (NmvForm, nmv_form, G_TYPE_OBJECT)

/* ---- Errors ---------------------------------------------------------------------------------- */

/* The key is called by its label here, and that something is missing needs no rule quoted to
 * somebody who looks at the empty field. Takes error. */
static GError *
speak_of_label (GError *error, const VpnProfile *profile)
{
  g_autoptr (GError) owned = error;
  const char *what;
  const char *name = vpn_error_get_key (error, &what);

  if (name == NULL)
    return g_steal_pointer (&owned);
  if (profile != NULL && !vpn_profile_is_set (profile, name))
    what = _ ("a value is needed");
  return g_error_new (VPN_ERROR, VPN_ERROR_INVALID_SETTING, "%s: %s",
                      _ (vpn_profile_key_find (name)->label), what);
}

gboolean
nmv_form_check (NmvForm *self, GError **error)
{
  GError *local = NULL;

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      const GError *wrong = g_hash_table_lookup (self->wrong, key->name);

      if (wrong == NULL)
        continue;
      if (error != NULL)
        *error = g_error_copy (wrong);
      return FALSE;
    }
  if (vpn_profile_validate (self->profile, &local))
    return TRUE;
  g_propagate_error (error, speak_of_label (local, self->profile));
  return FALSE;
}

static void
show_state (GtkWidget *widget, const VpnProfileKey *key, const GError *wrong)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (wrong != NULL)
    gtk_style_context_add_class (style, "error");
  else
    gtk_style_context_remove_class (style, "error");
  gtk_widget_set_tooltip_text (widget, wrong != NULL ? wrong->message : _ (key->doc));
  nmv_gtk_tell_invalid (widget, wrong != NULL);
}

/* ---- Values ---------------------------------------------------------------------------------- */

gboolean
nmv_form_set_text (NmvForm *self, const VpnProfileKey *key, const char *text)
{
  GError *error = NULL;

  g_hash_table_remove (self->wrong, key->name);
  /* The default is what a key has that is not set; it follows when a newer version has another. */
  if (g_strcmp0 (text, key->def) == 0)
    vpn_profile_reset (self->profile, key->name);
  else if (!vpn_profile_set_text (self->profile, key->name, text == NULL ? "" : text, &error))
    g_hash_table_insert (self->wrong, (gpointer) key->name, speak_of_label (error, NULL));
  nmv_form_touch (self);
  return !g_hash_table_contains (self->wrong, key->name);
}

static char *
read_widget (GtkWidget *widget, const VpnProfileKey *key)
{
  char *text = NULL;

  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      {
        gboolean active;

        g_object_get (widget, "active", &active, NULL);
        return g_strdup (active ? "true" : "false");
      }
    case VPN_TYPE_CHOICE:
      return g_strdup (gtk_combo_box_get_active_id (GTK_COMBO_BOX (widget)));
    case VPN_TYPE_STRING:
    case VPN_TYPE_INTEGER:
    case VPN_TYPE_LIST:
    case VPN_TYPE_FILE:
      g_object_get (widget, "text", &text, NULL);
      return text == NULL ? NULL : g_strstrip (text);
    }
  g_return_val_if_reached (NULL);
}

static void
fill_widget (GtkWidget *widget, const VpnProfileKey *key, const char *text)
{
  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      g_object_set (widget, "active", strcmp (text, "true") == 0, NULL);
      return;
    case VPN_TYPE_CHOICE:
      for (gsize i = 0; key->choices[i] != NULL; i++)
        gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (widget), key->choices[i],
                                   vpn_profile_key_describe_choice (key, key->choices[i]));
      gtk_combo_box_set_active_id (GTK_COMBO_BOX (widget), text);
      return;
    case VPN_TYPE_INTEGER:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (widget),
                                 (double) g_ascii_strtoll (text, NULL, 10));
      return;
    case VPN_TYPE_STRING:
    case VPN_TYPE_LIST:
    case VPN_TYPE_FILE:
      g_object_set (widget, "text", text, NULL);
      return;
    }
  g_return_if_reached ();
}

static void
on_widget_changed (GtkWidget *widget, NmvForm *self)
{
  const VpnProfileKey *key = g_object_get_data (G_OBJECT (widget), KEY_TAG);
  g_autofree char *text = read_widget (widget, key);

  nmv_form_set_text (self, key, text);
  show_state (widget, key, g_hash_table_lookup (self->wrong, key->name));
}

void
nmv_form_bind (NmvForm *self, const VpnProfileKey *key, GtkWidget *widget)
{
  g_autofree char *text = NULL;

  /* An entry shows the default in grey instead, so that the user sees what was really set. */
  if (!GTK_IS_ENTRY (widget) || GTK_IS_SPIN_BUTTON (widget)
      || vpn_profile_is_set (self->profile, key->name))
    {
      text = vpn_profile_get_text (self->profile, key->name);
      fill_widget (widget, key, text);
    }
  show_state (widget, key, NULL);
  g_object_set_data (G_OBJECT (widget), KEY_TAG, (gpointer) key);
  if (key->type == VPN_TYPE_CHOICE || key->type == VPN_TYPE_INTEGER)
    nmv_gtk_ignore_wheel (widget);
  g_signal_connect_object (widget, key->type == VPN_TYPE_BOOLEAN ? "toggled" : "changed",
                           G_CALLBACK (on_widget_changed), self, 0);
}

/* ---- Widgets made from the table ------------------------------------------------------------- */

/* What happens when the entry stays empty, in the few words that fit. */
static const char *
placeholder_of (const VpnProfileKey *key)
{
  return *key->def != '\0' ? key->def : _ ("Automatic");
}

GtkWidget *
nmv_form_create_widget (NmvForm *self, const VpnProfileKey *key)
{
  GtkWidget *widget = NULL;

  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      widget = gtk_check_button_new_with_label (_ (key->label));
      break;
    case VPN_TYPE_CHOICE:
      widget = gtk_combo_box_text_new ();
      break;
    case VPN_TYPE_INTEGER:
      widget = gtk_spin_button_new_with_range ((double) key->min, (double) key->max, 1);
      gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (widget), TRUE);
      break;
    case VPN_TYPE_STRING:
    case VPN_TYPE_LIST:
    case VPN_TYPE_FILE:
      widget = gtk_entry_new ();
      gtk_entry_set_placeholder_text (GTK_ENTRY (widget), placeholder_of (key));
      gtk_entry_set_activates_default (GTK_ENTRY (widget), TRUE);
      g_object_set (widget, "width-chars", 30, NULL);
      break;
    }
  nmv_form_bind (self, key, widget);
  return widget;
}

/* ---- The object ------------------------------------------------------------------------------ */

const VpnProfile *
nmv_form_get_profile (NmvForm *self)
{
  return self->profile;
}

void
nmv_form_touch (NmvForm *self)
{
  g_signal_emit_by_name (self, "changed");
}

NmvForm *
nmv_form_new (VpnProfile *profile)
{
  NmvForm *self = g_object_new (NMV_TYPE_FORM, NULL);

  self->profile = profile;
  return self;
}

static void
nmv_form_finalize (GObject *object)
{
  NmvForm *self = NMV_FORM (object);

  vpn_profile_free (self->profile);
  g_hash_table_unref (self->wrong);
  G_OBJECT_CLASS (nmv_form_parent_class)->finalize (object);
}

static void
nmv_form_class_init (NmvFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nmv_form_finalize;
  g_signal_new ("changed", NMV_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nmv_form_init (NmvForm *self)
{
  self->wrong
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_error_free);
}
