// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl import: a profile from a file of any known format. */
#include "ctl-commands.h"
/* vpnctl import: a file of settings, whoever wrote it, becomes profiles. The file is read and
 * parsed here, with the rights of the user; genkand sees finished profiles only. */

#include "secret.h"
#include "vpn-import.h"

#include <glib/gi18n.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD_MAX 1024u /* octets of a line on --password-fd */

typedef struct
{
  gboolean system, preview;
  char *only;
  int password_fd;
} Wishes;

/* ---- The file -------------------------------------------------------------------------------- */

/* The first line of the descriptor, ends with NUL; "" when there is none. */
static SecretBuf *
read_password (int fd)
{
  SecretBuf *password = secret_buf_new (PASSWORD_MAX + 1);
  char *line = (char *) secret_buf_data (password);
  gsize len = 0;

  while (fd >= 0 && len < PASSWORD_MAX && read (fd, line + len, 1) == 1 && line[len] != '\n')
    len++;
  line[len] = '\0';
  return password;
}

static VpnImport *
parse (const char *path, GBytes *data, int password_fd, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GError) why = NULL;
  VpnImport *import = vpn_import_new (name, data, NULL, &why);
  g_autoptr (SecretBuf) password = NULL;

  if (import != NULL || password_fd < 0 || !vpn_import_wants_password (why))
    {
      if (import == NULL)
        g_propagate_error (error, g_steal_pointer (&why));
      return import;
    }
  password = read_password (password_fd);
  return vpn_import_new (name, data, (const char *) secret_buf_peek (password), error);
}

static CtlExit
fail (Ctl *ctl, const char *path, GError *error)
{
  CtlExit exit = ctl_exit_of_error (error);
  const char *sentence = error->message;

  if (vpn_import_wants_password (error))
    {
      exit = CTL_NEEDS_PERSON;
      sentence = _ ("the certificate in it is protected by a password; give the right one with "
                    "--password-fd");
    }
  /* GLib's own sentences name the file once more. */
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      exit = CTL_NOT_FOUND;
      sentence = g_strerror (ENOENT);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    sentence = g_strerror (EACCES);
  ctl_fail_printf (ctl, exit, "%s: %s", path, sentence);
  g_error_free (error);
  return exit;
}

static VpnImport *
open_file (const char *path, int password_fd, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GBytes) data = NULL;

  vpn_import_load_async (file, NULL, ctl_on_result, &wait);
  data = vpn_import_load_finish (ctl_wait (&wait), error);
  return data == NULL ? NULL : parse (path, data, password_fd, error);
}

/* ---- One connection -------------------------------------------------------------------------- */

static void
print_field (Ctl *ctl, const VpnImportField *field)
{
  const char *value = field->value != NULL ? field->value : _ ("(not shown)");

  if (field->key != NULL)
    fprintf (ctl->out, "  %s = %s → %s", field->name, value, field->key);
  else
    fprintf (ctl->out, "  %s = %s", field->name, value);
  if (field->note != NULL)
    fprintf (ctl->out, ": %s", field->note);
  fputc ('\n', ctl->out);
}

/* What would be stored, and what became of each field of the file. */
static void
print_preview (Ctl *ctl, VpnImport *import)
{
  g_autofree char *text = vpn_profile_to_data (vpn_import_get_settings (import));
  GPtrArray *fields = vpn_import_get_fields (import);

  fputs (text, ctl->out);
  if (fields->len > 0)
    fprintf (ctl->out, "\n%s\n", _ ("From the file:"));
  for (guint i = 0; i < fields->len; i++)
    print_field (ctl, fields->pdata[i]);
}

/* One line for what has no counterpart, so that nobody looks for it later in vain. */
static void
print_left_out (Ctl *ctl, VpnImport *import)
{
  GPtrArray *fields = vpn_import_get_fields (import);
  guint left_out = 0;

  for (guint i = 0; i < fields->len; i++)
    left_out += ((const VpnImportField *) fields->pdata[i])->key == NULL;
  if (left_out > 0)
    fprintf (ctl->out,
             _ ("%u of %u settings of the file have no counterpart; --preview shows why\n"),
             left_out, fields->len);
}

static CtlExit
store (Ctl *ctl, VpnImport *import, gboolean system)
{
  VpnProfile *settings = vpn_import_get_settings (import);
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GBytes) data = NULL;
  g_autofree char *object = NULL;
  GError *error = NULL;
  char *text;

  if (!vpn_import_store (import, &error))
    return ctl_fail_error (ctl, error);
  text = vpn_profile_to_data (settings);
  data = g_bytes_new_take (text, strlen (text));
  if (vpn_profile_validate (settings, &error))
    {
      vpn_client_import_profile_async (ctl->client, data, system, NULL, ctl_on_result, &wait);
      object = vpn_client_import_profile_finish (ctl->client, ctl_wait (&wait), &error);
    }
  if (object == NULL)
    {
      vpn_import_unstore (import);
      return ctl_fail_error (ctl, error);
    }
  if (!ctl->quiet)
    {
      fprintf (ctl->out, _ ("Imported %s\n"), vpn_profile_get_string (settings, VPN_KEY_NAME));
      print_left_out (ctl, import);
    }
  return CTL_OK;
}

static gboolean
is_wanted (VpnImport *import, const char *only)
{
  const char *name = vpn_profile_get_string (vpn_import_get_settings (import), VPN_KEY_NAME);

  return only == NULL || g_strcmp0 (name, only) == 0;
}

static CtlExit
take_all (Ctl *ctl, VpnImport *import, const Wishes *wishes)
{
  CtlExit exit = CTL_OK;
  guint n_taken = 0;

  for (guint i = 0; exit == CTL_OK && i < vpn_import_get_n_connections (import); i++)
    {
      vpn_import_select (import, i);
      if (!is_wanted (import, wishes->only))
        continue;
      n_taken++;
      if (wishes->preview)
        print_preview (ctl, import);
      else
        exit = store (ctl, import, wishes->system);
    }
  if (n_taken == 0)
    return ctl_fail_printf (ctl, CTL_NOT_FOUND, _ ("The file has no connection \"%s\""),
                            wishes->only);
  return exit;
}

/* A file may leave it to the person what to call the connection. */
static void
give_name (VpnImport *import, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  for (guint i = 0; i < vpn_import_get_n_connections (import); i++)
    {
      vpn_import_select (import, i);
      if (!vpn_profile_is_set (vpn_import_get_settings (import), VPN_KEY_NAME))
        (void) vpn_profile_set_text (vpn_import_get_settings (import), VPN_KEY_NAME, name, NULL);
    }
}

CtlExit
ctl_cmd_import (Ctl *ctl, char **argv)
{
  Wishes wishes = { .password_fd = -1 };
  const GOptionEntry entries[] = {
    { "system", 0, 0, G_OPTION_ARG_NONE, &wishes.system, N_ ("For all users of this computer"),
      NULL },
    { "preview", 0, 0, G_OPTION_ARG_NONE, &wishes.preview,
      N_ ("Show what would be imported, and store nothing"), NULL },
    { "only", 0, 0, G_OPTION_ARG_STRING, &wishes.only,
      N_ ("Of several connections in the file, the one of this name"), N_ ("NAME") },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &wishes.password_fd,
      N_ ("Read the password of the file's certificate from this descriptor"), N_ ("N") },
    { NULL },
  };
  g_autoptr (VpnImport) import = NULL;
  g_autofree char *only = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_parse (ctl, argv, entries, &exit))
    return exit;
  only = wishes.only;
  import = open_file (ctl->args[0], wishes.password_fd, &error);
  if (import == NULL)
    return fail (ctl, ctl->args[0], error);
  give_name (import, ctl->args[0]);
  if (!wishes.preview && !ctl_start (ctl, &exit))
    return exit;
  return take_all (ctl, import, &wishes);
}
