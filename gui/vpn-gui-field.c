// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A form field made from a row of the profile table. */
#include "vpn-gui-field.h"

#include "vpn-gui-file.h"
#include "vpn-gui-words.h"

#include <glib/gi18n.h>

#include <string.h>

#define LABEL_CHARS 18 /* longer ones wrap */

struct _VpnGuiField
{
  GtkBox parent_instance;

  const VpnProfileKey *key; /* static */
  GtkWidget *input;         /* borrowed: child */
  GtkWidget *focus;         /* borrowed: the part of input that takes the focus */
  GtkWidget *problem;       /* borrowed: child */
  GtkWidget *label;         /* counted */
};

G_DEFINE_FINAL_TYPE (VpnGuiField, vpn_gui_field, GTK_TYPE_BOX)

static void
on_changed (GtkWidget *input, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "changed");
}

static void
on_switched (GObject *input, GParamSpec *spec, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "changed");
}

static void
vpn_gui_field_dispose (GObject *object)
{
  g_clear_object (&VPN_GUI_FIELD (object)->label);
  G_OBJECT_CLASS (vpn_gui_field_parent_class)->dispose (object);
}

static void
vpn_gui_field_class_init (VpnGuiFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vpn_gui_field_dispose;
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
vpn_gui_field_init (VpnGuiField *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_line_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->problem), GTK_STYLE_CLASS_ERROR);
  gtk_widget_set_no_show_all (self->problem, TRUE);
  gtk_box_pack_end (GTK_BOX (self), self->problem, FALSE, FALSE, 0);
}

static void
make_entry (VpnGuiField *self)
{
  self->input = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (self->input), TRUE);
  /* The number of a profile is given to it, never typed. */
  if (self->key->format == VPN_FORMAT_UUID)
    {
      gtk_editable_set_editable (GTK_EDITABLE (self->input), FALSE);
      gtk_entry_set_placeholder_text (GTK_ENTRY (self->input), _ ("Given when it is stored"));
    }
  else if (self->key->type == VPN_TYPE_LIST)
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->input), _ ("Separated by commas"));
  g_signal_connect (self->input, "changed", G_CALLBACK (on_changed), self);
}

static void
make_number (VpnGuiField *self)
{
  self->input
      = gtk_spin_button_new_with_range ((gdouble) self->key->min, (gdouble) self->key->max, 1);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->input), TRUE);
  gtk_entry_set_activates_default (GTK_ENTRY (self->input), TRUE);
  /* Each character typed, not only the number it ends as. */
  g_signal_connect (self->input, "changed", G_CALLBACK (on_changed), self);
}

/* Who scrolls the page wants to see more of it, not to change what happens to lie below the
 * pointer: the page gets the event instead. */
static gboolean
on_scroll (GtkWidget *input, GdkEventScroll *event, gpointer user_data)
{
  g_signal_stop_emission_by_name (input, "scroll-event");
  return GDK_EVENT_PROPAGATE;
}

static void
make_choice (VpnGuiField *self)
{
  self->input = gtk_combo_box_text_new ();
  for (gsize i = 0; self->key->choices[i] != NULL; i++)
    gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (self->input), self->key->choices[i],
                               vpn_profile_key_describe_choice (self->key, self->key->choices[i]));
  g_signal_connect (self->input, "changed", G_CALLBACK (on_changed), self);
}

static void
make_input (VpnGuiField *self)
{
  switch (self->key->type)
    {
    case VPN_TYPE_BOOLEAN:
      self->input = gtk_switch_new ();
      gtk_widget_set_halign (self->input, GTK_ALIGN_START);
      g_signal_connect (self->input, "notify::active", G_CALLBACK (on_switched), self);
      break;
    case VPN_TYPE_INTEGER:
      make_number (self);
      break;
    case VPN_TYPE_CHOICE:
      make_choice (self);
      break;
    case VPN_TYPE_FILE:
      self->input = vpn_gui_file_new (_ (self->key->label),
                                      strcmp (self->key->name, VPN_KEY_PRIVATE_KEY) == 0);
      self->focus = vpn_gui_file_get_entry (VPN_GUI_FILE (self->input));
      g_signal_connect (self->input, "changed", G_CALLBACK (on_changed), self);
      break;
    case VPN_TYPE_STRING:
    case VPN_TYPE_LIST:
      make_entry (self);
      break;
    }
  if (self->focus == NULL)
    self->focus = self->input;
  g_signal_connect (self->input, "scroll-event", G_CALLBACK (on_scroll), NULL);
}

static void
make_label (VpnGuiField *self)
{
  self->label = g_object_ref_sink (gtk_label_new (_ (self->key->label)));
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (self->label), LABEL_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), LABEL_CHARS);
  gtk_widget_set_valign (self->label, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->label, 6);
  gtk_label_set_mnemonic_widget (GTK_LABEL (self->label), self->focus);
  /* The relation alone is not enough for all that read the screen. */
  atk_object_set_name (gtk_widget_get_accessible (self->focus), _ (self->key->label));
}

GtkWidget *
vpn_gui_field_new (const VpnProfileKey *key)
{
  VpnGuiField *self = g_object_new (VPN_GUI_TYPE_FIELD, NULL);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *doc = vpn_gui_words_plain (_ (key->doc));

  self->key = key;
  make_input (self);
  make_label (self);
  gtk_box_pack_start (GTK_BOX (row), self->input, key->type != VPN_TYPE_INTEGER, TRUE, 0);
  if (key->unit != NULL)
    gtk_box_pack_start (GTK_BOX (row), gtk_label_new (vpn_profile_key_describe_unit (key)), FALSE,
                        FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), row, FALSE, FALSE, 0);
  gtk_widget_set_tooltip_text (self->input, doc);
  gtk_widget_set_tooltip_text (self->label, doc);
  vpn_gui_field_set_text (self, key->def);
  return GTK_WIDGET (self);
}

const VpnProfileKey *
vpn_gui_field_get_key (VpnGuiField *self)
{
  return self->key;
}

GtkWidget *
vpn_gui_field_get_label (VpnGuiField *self)
{
  return self->label;
}

char *
vpn_gui_field_get_text (VpnGuiField *self)
{
  switch (self->key->type)
    {
    case VPN_TYPE_BOOLEAN:
      return g_strdup (gtk_switch_get_active (GTK_SWITCH (self->input)) ? "true" : "false");
    case VPN_TYPE_CHOICE:
      return g_strdup (gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->input)));
    case VPN_TYPE_FILE:
      return g_strdup (vpn_gui_file_get_path (VPN_GUI_FILE (self->input)));
    case VPN_TYPE_STRING:
    case VPN_TYPE_INTEGER:
    case VPN_TYPE_LIST:
      break;
    }
  return g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (self->input))));
}

void
vpn_gui_field_set_text (VpnGuiField *self, const char *text)
{
  switch (self->key->type)
    {
    case VPN_TYPE_BOOLEAN:
      gtk_switch_set_active (GTK_SWITCH (self->input), strcmp (text, "true") == 0);
      break;
    case VPN_TYPE_CHOICE:
      (void) gtk_combo_box_set_active_id (GTK_COMBO_BOX (self->input), text);
      break;
    case VPN_TYPE_FILE:
      vpn_gui_file_set_path (VPN_GUI_FILE (self->input), text);
      break;
    case VPN_TYPE_INTEGER:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->input), g_ascii_strtod (text, NULL));
      break;
    case VPN_TYPE_STRING:
    case VPN_TYPE_LIST:
      gtk_entry_set_text (GTK_ENTRY (self->input), text);
      break;
    }
}

gboolean
vpn_gui_field_store (VpnGuiField *self, VpnProfile *profile, GError **error)
{
  g_autofree char *text = vpn_gui_field_get_text (self);
  g_autofree char *there = vpn_profile_get_text (profile, self->key->name);

  if (strcmp (text, there) == 0)
    return TRUE;
  if (strcmp (text, self->key->def) != 0)
    return vpn_profile_set_text (profile, self->key->name, text, error);
  vpn_profile_reset (profile, self->key->name);
  return TRUE;
}

void
vpn_gui_field_show_error (VpnGuiField *self, const char *message)
{
  GtkStyleContext *context = gtk_widget_get_style_context (self->focus);

  gtk_label_set_text (GTK_LABEL (self->problem), message != NULL ? message : "");
  gtk_widget_set_visible (self->problem, message != NULL);
  if (message != NULL)
    gtk_style_context_add_class (context, GTK_STYLE_CLASS_ERROR);
  else
    gtk_style_context_remove_class (context, GTK_STYLE_CLASS_ERROR);
  if (message != NULL || self->key->type != VPN_TYPE_FILE)
    atk_object_set_description (gtk_widget_get_accessible (self->focus),
                                message != NULL ? message : "");
}

void
vpn_gui_field_set_placeholder (VpnGuiField *self, const char *text)
{
  if (GTK_IS_ENTRY (self->focus))
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->focus), text);
}

void
vpn_gui_field_grab_focus (VpnGuiField *self)
{
  gtk_widget_grab_focus (self->focus);
}

void
vpn_gui_field_set_shown (VpnGuiField *self, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  gtk_widget_set_visible (self->label, shown);
}
