// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A window that asks for secrets. */
#include "nmv-ask.h"

#include <gtk/gtk.h>
#include <nma-vpn-password-dialog.h>

/* The dialogue of libnma has places for three secrets; a login never asks for more at once. */
typedef struct
{
  void (*show) (NMAVpnPasswordDialog *dialog, gboolean show);
  void (*label) (NMAVpnPasswordDialog *dialog, const char *label);
  const char *(*get) (NMAVpnPasswordDialog *dialog);
} Place;

static const Place places[] = {
  { nma_vpn_password_dialog_set_show_password, nma_vpn_password_dialog_set_password_label,
    nma_vpn_password_dialog_get_password },
  { nma_vpn_password_dialog_set_show_password_secondary,
    nma_vpn_password_dialog_set_password_secondary_label,
    nma_vpn_password_dialog_get_password_secondary },
  { nma_vpn_password_dialog_set_show_password_ternary,
    nma_vpn_password_dialog_set_password_ternary_label,
    nma_vpn_password_dialog_get_password_ternary },
};

gboolean
nmv_ask (NmvAuth *auth, int *argc, char ***argv)
{
  NmvAuthField *asked[G_N_ELEMENTS (places)];
  guint n_asked = 0;
  NMAVpnPasswordDialog *dialog;
  gboolean ok;

  if (!gtk_init_check (argc, argv))
    return FALSE;
  dialog = NMA_VPN_PASSWORD_DIALOG (nma_vpn_password_dialog_new (auth->title, auth->message, NULL));
  for (guint i = 0; i < auth->n_fields && n_asked < G_N_ELEMENTS (places); i++)
    if (auth->fields[i].must_ask)
      asked[n_asked++] = &auth->fields[i];
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      places[i].show (dialog, i < n_asked);
      if (i < n_asked)
        {
          g_autofree char *label = g_strdup_printf ("%s:", vpn_secret_kind_label (asked[i]->kind));

          places[i].label (dialog, label);
        }
    }
  nma_vpn_password_dialog_focus_password (dialog);
  gtk_widget_show (GTK_WIDGET (dialog));
  ok = nma_vpn_password_dialog_run_and_block (dialog);
  for (guint i = 0; ok && i < n_asked; i++)
    nmv_auth_field_set (asked[i], places[i].get (dialog));
  gtk_widget_destroy (GTK_WIDGET (dialog));
  return ok;
}
