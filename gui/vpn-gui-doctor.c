// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Shows what the doctor found of this computer. */
#include "vpn-gui-doctor.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

#define WIDTH  560 /* pixels; what does not fit is scrolled to */
#define HEIGHT 480

struct _VpnGuiDoctor
{
  GtkDialog parent_instance;

  GtkWidget *grid; /* borrowed: child */
};

G_DEFINE_FINAL_TYPE (VpnGuiDoctor, vpn_gui_doctor, GTK_TYPE_DIALOG)

static GtkWidget *
make_icon (DoctorState state)
{
  gboolean good = state == DOCTOR_GOOD;
  GtkWidget *icon = gtk_image_new_from_icon_name (
      good ? "object-select-symbolic" : "genkan-attention-symbolic", GTK_ICON_SIZE_MENU);

  atk_object_set_name (gtk_widget_get_accessible (icon), good ? _ ("Good") : _ ("Not good"));
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  return icon;
}

static void
add_line (VpnGuiDoctor *self, int at, DoctorState state, const char *sentence)
{
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_grid_attach (GTK_GRID (self->grid), make_icon (state), 0, at, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), label, 1, at, 1, 1);
}

/* What is wrong, and what to do about it, before all that was looked at. */
static void
show_report (VpnGuiDoctor *self, const DoctorReport *report)
{
  const DoctorRow *verdict = doctor_report_get_verdict (report);
  int at = 0;

  if (verdict == NULL)
    add_line (self, at++, DOCTOR_GOOD, _ ("Nothing keeps this computer from connecting"));
  for (guint i = 0; i < report->rows->len; i++)
    {
      const DoctorRow *row = report->rows->pdata[i];
      g_autofree char *text = NULL;

      if (row->state == DOCTOR_GOOD)
        continue;
      text = *row->fix != '\0' ? g_strdup_printf ("%s\n%s", row->text, row->fix)
                               : g_strdup (row->text);
      add_line (self, at++, row->state, text);
    }
  for (guint i = 0; i < report->rows->len; i++)
    {
      const DoctorRow *row = report->rows->pdata[i];

      if (row->state == DOCTOR_GOOD)
        add_line (self, at++, row->state, row->text);
    }
}

static void
on_checks (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VpnGuiDoctor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DoctorReport) report
      = vpn_gui_model_doctor_finish (VPN_GUI_MODEL (source), result, &error);

  if (self->grid == NULL)
    return; /* closed meanwhile */
  if (report == NULL)
    {
      g_autofree char *clean = vpn_client_text_clean (error->message);

      add_line (self, 0, DOCTOR_BAD, clean);
    }
  else
    show_report (self, report);
  gtk_widget_show_all (self->grid);
}

static void
vpn_gui_doctor_response (GtkDialog *dialog, int response)
{
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
vpn_gui_doctor_dispose (GObject *object)
{
  VPN_GUI_DOCTOR (object)->grid = NULL;
  G_OBJECT_CLASS (vpn_gui_doctor_parent_class)->dispose (object);
}

static void
vpn_gui_doctor_class_init (VpnGuiDoctorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vpn_gui_doctor_dispose;
  GTK_DIALOG_CLASS (klass)->response = vpn_gui_doctor_response;
}

static void
vpn_gui_doctor_init (VpnGuiDoctor *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));
  GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL);

  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_container_set_border_width (GTK_CONTAINER (self->grid), 18);
  gtk_container_add (GTK_CONTAINER (scrolled), self->grid);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_show_all (scrolled);
  gtk_container_add (GTK_CONTAINER (content), scrolled);
}

GtkWidget *
vpn_gui_doctor_new (GtkWindow *parent, VpnGuiModel *model)
{
  VpnGuiDoctor *self = g_object_new (VPN_GUI_TYPE_DOCTOR, "title", _ ("Check This Computer"),
                                     "transient-for", parent, "use-header-bar", TRUE,
                                     "default-width", WIDTH, "default-height", HEIGHT, NULL);

  vpn_gui_model_doctor_async (model, on_checks, g_object_ref (self));
  return GTK_WIDGET (self);
}
