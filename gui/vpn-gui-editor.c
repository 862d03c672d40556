// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The dialog that adds or changes a profile. */
#include "vpn-gui-editor.h"

#include "vpn-error.h"
#include "vpn-gui-field.h"
#include "vpn-gui-words.h"

#include <glib/gi18n.h>

#include <string.h>

#define PAGE_WIDTH  520 /* pixels at 100 % */
#define PAGE_HEIGHT 400
#define MARGIN      18

struct _VpnGuiEditor
{
  GtkDialog parent_instance;

  VpnProfile *start;          /* owned; what the form began with */
  GPtrArray *fields;          /* borrowed: children, one per row of the table */
  GHashTable *touched;        /* owned; VpnGuiField the person has changed */
  GtkWidget *stack, *refusal; /* borrowed: children */
  gboolean filling;           /* changes are the program's */
};

G_DEFINE_FINAL_TYPE (VpnGuiEditor, vpn_gui_editor, GTK_TYPE_DIALOG)

/* What most offices need, in the order people are told it. */
static const char *const short_form[] = {
  VPN_KEY_GATEWAY,     VPN_KEY_USER,        VPN_KEY_NAME, VPN_KEY_AUTH,
  VPN_KEY_CERTIFICATE, VPN_KEY_PRIVATE_KEY, VPN_KEY_CA,   VPN_KEY_AUTOCONNECT,
};

static gboolean
is_in_short_form (const VpnProfileKey *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (short_form); i++)
    if (strcmp (short_form[i], key->name) == 0)
      return TRUE;
  return FALSE;
}

static VpnGuiField *
find_field (VpnGuiEditor *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (strcmp (vpn_gui_field_get_key (self->fields->pdata[i])->name, name) == 0)
      return self->fields->pdata[i];
  return NULL;
}

/* ---- Checking -------------------------------------------------------------------------------- */

/* A profile needs a name and most people do not care which. */
static gboolean
name_it (VpnProfile *profile, GError **error)
{
  const char *gateway = vpn_profile_get_string (profile, VPN_KEY_GATEWAY);

  if (vpn_profile_is_set (profile, VPN_KEY_NAME) || *gateway == '\0')
    return TRUE;
  return vpn_profile_set_text (profile, VPN_KEY_NAME, gateway, error);
}

VpnProfile *
vpn_gui_editor_get_settings (VpnGuiEditor *self, GError **error)
{
  g_autoptr (VpnProfile) profile = vpn_profile_copy (self->start);

  for (guint i = 0; i < self->fields->len; i++)
    if (!vpn_gui_field_store (self->fields->pdata[i], profile, error))
      return NULL;
  if (!name_it (profile, error) || !vpn_profile_validate (profile, error))
    return NULL;
  return g_steal_pointer (&profile);
}

/* What is wrong with the form, below the field it is about; an empty field that nobody came to yet
 * is not scolded. */
static void
show_problem (VpnGuiEditor *self, const GError *error)
{
  const char *key = vpn_error_get_key (error, NULL);
  VpnGuiField *field = key == NULL ? NULL : find_field (self, key);
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;

  if (field == NULL)
    return;
  text = vpn_gui_field_get_text (field);
  if (*text == '\0' && !g_hash_table_contains (self->touched, field))
    return;
  words = *text == '\0' ? g_strdup (_ ("This is needed")) : vpn_gui_words_error (error);
  vpn_gui_field_show_error (field, words);
}

static void
show_what_belongs (VpnGuiEditor *self)
{
  g_autofree char *method = vpn_gui_field_get_text (find_field (self, VPN_KEY_AUTH));
  g_autoptr (VpnProfile) scratch = vpn_profile_copy (self->start);
  gboolean by_certificate;

  (void) vpn_gui_field_store (find_field (self, VPN_KEY_AUTH), scratch, NULL);
  (void) vpn_gui_field_store (find_field (self, VPN_KEY_EAP_METHODS), scratch, NULL);
  by_certificate = vpn_profile_needs_certificate (scratch);
  vpn_gui_field_set_shown (find_field (self, VPN_KEY_USER), strcmp (method, "cert") != 0);
  vpn_gui_field_set_shown (find_field (self, VPN_KEY_CERTIFICATE), by_certificate);
  vpn_gui_field_set_shown (find_field (self, VPN_KEY_PRIVATE_KEY), by_certificate);
  vpn_gui_field_set_shown (find_field (self, VPN_KEY_CA), strcmp (method, "psk") != 0);
}

static void
check (VpnGuiEditor *self)
{
  g_autoptr (VpnProfile) scratch = vpn_profile_copy (self->start);
  g_autoptr (VpnProfile) whole = NULL;
  g_autoptr (GError) problem = NULL;

  for (guint i = 0; i < self->fields->len; i++)
    {
      VpnGuiField *field = self->fields->pdata[i];
      g_autoptr (GError) error = NULL;
      g_autofree char *words = NULL;

      if (!vpn_gui_field_store (field, scratch, &error))
        words = vpn_gui_words_error (error);
      vpn_gui_field_show_error (field, words);
    }
  vpn_gui_field_set_placeholder (find_field (self, VPN_KEY_NAME),
                                 vpn_profile_get_string (scratch, VPN_KEY_GATEWAY));
  whole = vpn_gui_editor_get_settings (self, &problem);
  if (whole == NULL)
    show_problem (self, problem);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_OK, whole != NULL);
  gtk_widget_hide (self->refusal);
}

static void
on_field_changed (VpnGuiField *field, gpointer user_data)
{
  VpnGuiEditor *self = user_data;

  if (self->filling)
    return;
  g_hash_table_add (self->touched, field);
  show_what_belongs (self);
  check (self);
}

/* ---- Building -------------------------------------------------------------------------------- */

static GtkWidget *
new_grid (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 10);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  g_object_set (grid, "margin", MARGIN, NULL);
  return grid;
}

static void
add_field (VpnGuiEditor *self, GtkGrid *grid, int row, const VpnProfileKey *key)
{
  GtkWidget *field = vpn_gui_field_new (key);

  gtk_grid_attach (grid, vpn_gui_field_get_label (VPN_GUI_FIELD (field)), 0, row, 1, 1);
  gtk_grid_attach (grid, field, 1, row, 1, 1);
  g_ptr_array_add (self->fields, field);
  g_signal_connect (field, "changed", G_CALLBACK (on_field_changed), self);
}

static void
add_heading (GtkGrid *grid, int row, const char *group)
{
  GtkWidget *heading = gtk_label_new (vpn_gui_words_group (group));
  PangoAttrList *bold = pango_attr_list_new ();

  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  gtk_label_set_attributes (GTK_LABEL (heading), bold);
  pango_attr_list_unref (bold);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  if (row > 0)
    gtk_widget_set_margin_top (heading, 12);
  gtk_grid_attach (grid, heading, 0, row, 2, 1);
}

static GtkWidget *
make_short_page (VpnGuiEditor *self)
{
  GtkWidget *grid = new_grid ();

  for (gsize i = 0; i < G_N_ELEMENTS (short_form); i++)
    add_field (self, GTK_GRID (grid), (int) i, vpn_profile_key_find (short_form[i]));
  return grid;
}

/* Every other row of the table, in its order, with a heading for each group. */
static GtkWidget *
make_advanced_page (VpnGuiEditor *self)
{
  GtkWidget *grid = new_grid ();
  g_autofree char *group = NULL;
  int row = 0;

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autofree char *its_group
          = g_strndup (key->name, (gsize) (strchr (key->name, '.') - key->name));

      if (is_in_short_form (key))
        continue;
      if (g_strcmp0 (group, its_group) != 0)
        add_heading (GTK_GRID (grid), row++, its_group);
      g_free (group);
      group = g_steal_pointer (&its_group);
      add_field (self, GTK_GRID (grid), row++, key);
    }
  return grid;
}

static void
add_page (VpnGuiEditor *self, GtkWidget *page, const char *name, const char *title)
{
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), PAGE_HEIGHT);
  gtk_widget_set_size_request (scroller, PAGE_WIDTH, -1);
  /* A field reached by Tab must be in sight. */
  gtk_container_set_focus_vadjustment (
      GTK_CONTAINER (page), gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  gtk_container_add (GTK_CONTAINER (scroller), page);
  gtk_stack_add_titled (GTK_STACK (self->stack), scroller, name, title);
}

static void
make_pages (VpnGuiEditor *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));
  GtkWidget *switcher = gtk_stack_switcher_new ();

  self->stack = gtk_stack_new ();
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (self->stack));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (switcher, 12);
  add_page (self, make_short_page (self), "short", _ ("Connection"));
  add_page (self, make_advanced_page (self), "advanced", _ ("Advanced"));
  self->refusal = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (self->refusal), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->refusal), 0);
  gtk_widget_set_margin_start (self->refusal, MARGIN);
  gtk_widget_set_margin_end (self->refusal, MARGIN);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->refusal), GTK_STYLE_CLASS_ERROR);
  gtk_box_pack_start (GTK_BOX (content), switcher, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (content), self->stack, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (content), self->refusal, FALSE, FALSE, 6);
  gtk_widget_show_all (content);
  gtk_widget_hide (self->refusal);
}

static void
fill (VpnGuiEditor *self)
{
  self->filling = TRUE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      VpnGuiField *field = self->fields->pdata[i];
      const char *name = vpn_gui_field_get_key (field)->name;
      g_autofree char *text = vpn_profile_get_text (self->start, name);

      vpn_gui_field_set_text (field, text);
    }
  self->filling = FALSE;
  show_what_belongs (self);
  check (self);
}

static void
vpn_gui_editor_response (GtkDialog *dialog, int response)
{
  VpnGuiEditor *self = VPN_GUI_EDITOR (dialog);
  g_autoptr (VpnProfile) settings = NULL;

  if (response != GTK_RESPONSE_OK)
    {
      gtk_widget_destroy (GTK_WIDGET (self));
      return;
    }
  settings = vpn_gui_editor_get_settings (self, NULL);
  if (settings == NULL)
    return;
  gtk_dialog_set_response_sensitive (dialog, GTK_RESPONSE_OK, FALSE);
  g_signal_emit_by_name (self, "save");
}

static void
vpn_gui_editor_finalize (GObject *object)
{
  VpnGuiEditor *self = VPN_GUI_EDITOR (object);

  vpn_profile_free (self->start);
  g_ptr_array_unref (self->fields);
  g_hash_table_unref (self->touched);
  G_OBJECT_CLASS (vpn_gui_editor_parent_class)->finalize (object);
}

static void
vpn_gui_editor_class_init (VpnGuiEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vpn_gui_editor_finalize;
  GTK_DIALOG_CLASS (klass)->response = vpn_gui_editor_response;
  g_signal_new ("save", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
vpn_gui_editor_init (VpnGuiEditor *self)
{
  self->fields = g_ptr_array_new ();
  self->touched = g_hash_table_new (NULL, NULL);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  make_pages (self);
}

GtkWidget *
vpn_gui_editor_new (GtkWindow *parent, const VpnProfile *settings, gboolean is_new)
{
  VpnGuiEditor *self = g_object_new (VPN_GUI_TYPE_EDITOR, "transient-for", parent, "modal", TRUE,
                                     "title", is_new ? _ ("Add VPN") : _ ("Edit VPN"), NULL);
  GtkWidget *save = gtk_dialog_add_button (GTK_DIALOG (self), is_new ? _ ("_Add") : _ ("_Save"),
                                           GTK_RESPONSE_OK);

  gtk_style_context_add_class (gtk_widget_get_style_context (save),
                               GTK_STYLE_CLASS_SUGGESTED_ACTION);
  g_object_set (gtk_widget_get_parent (save), "margin", MARGIN, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_OK);
  self->start = settings != NULL ? vpn_profile_copy (settings) : vpn_profile_new ();
  fill (self);
  vpn_gui_field_set_placeholder (find_field (self, VPN_KEY_GATEWAY), "vpn.example.org");
  /* What is typed first goes where it belongs. */
  if (is_new)
    vpn_gui_field_grab_focus (find_field (self, VPN_KEY_GATEWAY));
  return GTK_WIDGET (self);
}

void
vpn_gui_editor_show_key (VpnGuiEditor *self, const char *key)
{
  gboolean is_short = is_in_short_form (vpn_profile_key_find (key));

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), is_short ? "short" : "advanced");
  vpn_gui_field_grab_focus (find_field (self, key));
}

void
vpn_gui_editor_show_error (VpnGuiEditor *self, const char *message)
{
  g_autofree char *words = vpn_gui_words_plain (message);

  gtk_label_set_text (GTK_LABEL (self->refusal), words);
  gtk_widget_show (self->refusal);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_OK, TRUE);
}
