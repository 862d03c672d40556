// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnMachine: secrets and files of the computer itself. */
#include "vpn-machine.h"

#include "vpn-agent.h"
#include "vpn-error.h"
#include "vpn-log.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct VpnMachine
{
  char *dirs[2]; /* owned; the first is asked first, a NULL is skipped */
};

VpnMachine *
vpn_machine_new (const char *config_dir, const char *credentials_dir)
{
  VpnMachine *machine = g_new0 (VpnMachine, 1);

  machine->dirs[0] = g_strdup (credentials_dir);
  machine->dirs[1] = g_build_filename (config_dir, "secrets", NULL);
  return machine;
}

void
vpn_machine_free (VpnMachine *machine)
{
  if (machine == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (machine->dirs); i++)
    g_free (machine->dirs[i]);
  g_free (machine);
}

/* ---- Secrets ------------------------------------------------------------------------------- */

/* Takes fd. */
static SecretBuf *
read_secret (int fd)
{
  g_autoptr (SecretBuf) secret = secret_buf_new (VPN_AGENT_SECRET_MAX);
  gssize len = pread (fd, secret_buf_data (secret), VPN_AGENT_SECRET_MAX, 0);

  close (fd);
  if (len > 0 && secret_buf_peek (secret)[len - 1] == '\n')
    len--;
  if (len <= 0)
    return NULL;
  secret_buf_truncate (secret, (gsize) len);
  return g_steal_pointer (&secret);
}

static SecretBuf *
find_secret (const char *dir, const char *profile, VpnSecretKind kind)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", profile, vpn_secret_kind_to_string (kind));
  g_autofree char *path = NULL;
  int fd;

  /* A profile may have any name, a file may not. */
  if (*profile == '\0' || *profile == '.' || strchr (profile, G_DIR_SEPARATOR) != NULL)
    return NULL;
  path = g_build_filename (dir, name, NULL);
  fd = vpn_files_open_own (path, S_IRWXG | S_IRWXO);
  if (fd >= 0)
    return read_secret (fd);
  if (errno != ENOENT)
    vpn_log (G_LOG_LEVEL_WARNING, "%s is not used: %s", path,
             errno == EPERM ? "it must be a file of root that nobody else may read or write"
                            : g_strerror (errno));
  return NULL;
}

SecretBuf *
vpn_machine_get_secret (const VpnMachine *machine, const VpnProfile *profile, VpnSecretKind kind)
{
  const gboolean lasts = kind == VPN_SECRET_PASSWORD || kind == VPN_SECRET_PSK
                         || kind == VPN_SECRET_PPK || kind == VPN_SECRET_KEY_PASSPHRASE;
  const char *names[] = { vpn_profile_get_string (profile, VPN_KEY_UUID),
                          vpn_profile_get_string (profile, VPN_KEY_NAME) };

  for (gsize i = 0; lasts && i < G_N_ELEMENTS (machine->dirs); i++)
    for (gsize j = 0; machine->dirs[i] != NULL && j < G_N_ELEMENTS (names); j++)
      {
        SecretBuf *secret = find_secret (machine->dirs[i], names[j], kind);

        if (secret != NULL)
          return secret;
      }
  return NULL;
}

/* ---- Files --------------------------------------------------------------------------------- */

static gboolean
take_file (VpnFiles *files, VpnFile file, const char *path, GError **error)
{
  int result = vpn_files_take_own (files, file, path);

  if (result == 0)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED, "%s: %s: %s", vpn_files_get_key (file),
               path,
               result == -EPERM ? "a connection of the computer itself needs a file of root that "
                                  "nobody else may write, and a private key nobody else may read"
                                : g_strerror (-result));
  return FALSE;
}

VpnFiles *
vpn_machine_read_files (const VpnProfile *profile, GError **error)
{
  g_autoptr (VpnFiles) files = vpn_files_new ();

  for (VpnFile file = 0; file < VPN_FILES; file++)
    {
      const char *path = vpn_files_get_needed (profile, file);

      if (path != NULL && !take_file (files, file, path, error))
        return NULL;
    }
  return g_steal_pointer (&files);
}
