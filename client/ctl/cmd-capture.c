// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl capture: the packets of a connection in a file that Wireshark opens. */
#include "ctl-commands.h"

#include "vpn-client-text.h"
#include "vpn-names.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECONDS_USUAL   600
#define MEGABYTES_USUAL 100
#define MEGABYTE        (1000 * 1000)
#define MESSAGE_MAX     (128 * 1024)
#define STANDARD_OUTPUT "-"

#define PCAPNG_PACKET 6

typedef enum
{
  FILE_PACKETS,
  FILE_ESP_KEYS,
  FILE_IKE_KEYS,
  N_FILES,
} FileKind;

/* Those of the keys as Wireshark calls its tables. */
static const char *const suffixes[N_FILES] = { "", ".esp_sa", ".ikev2_decryption_table" };

typedef struct
{
  Ctl *ctl;
  struct
  {
    char *path; /* owned */
    int fd;     /* owned, but for standard output */
  } files[N_FILES];
  guint n_files; /* FILE_PACKETS alone, or with keys all of them */
  int socket;    /* owned; -1: none */
  guint64 left;  /* octets that may still be written */
  guint packets;
  const char *why; /* constant; why it has ended, NULL: it goes on */
  int error;       /* errno of what could not be written; 0: none */
  guint8 message[MESSAGE_MAX];
} Capture;

static void
capture_clear (Capture *capture)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      if (capture->files[i].fd > STDERR_FILENO)
        close (capture->files[i].fd);
      g_free (capture->files[i].path);
    }
  if (capture->socket >= 0)
    close (capture->socket);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Capture, capture_clear)

/* Those that were made. */
static void
remove_files (const Capture *capture)
{
  for (guint i = 0; i < N_FILES; i++)
    if (capture->files[i].fd > STDERR_FILENO)
      unlink (capture->files[i].path);
}

/* New files that nobody else can read; FALSE: it was told why not. */
static gboolean
open_files (Capture *capture, const char *path)
{
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

  for (guint i = 0; i < capture->n_files; i++)
    {
      char *name = g_strconcat (path, suffixes[i], NULL);
      int fd = strcmp (path, STANDARD_OUTPUT) == 0 ? STDOUT_FILENO : open (name, flags, 0600);

      capture->files[i].path = name;
      capture->files[i].fd = fd;
      if (fd >= 0)
        continue;
      ctl_fail_printf (capture->ctl, CTL_FAILED, _ ("Cannot create %s: %s"), name,
                       g_strerror (errno));
      remove_files (capture);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_all (int fd, const guint8 *data, gsize len)
{
  while (len > 0)
    {
      gssize written = write (fd, data, len);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      len -= (gsize) written;
    }
  return TRUE;
}

/* By how it begins: a block of pcapng with its type, which is no printable character. */
static FileKind
kind_of (const guint8 *message)
{
  if (message[0] == '"' || message[0] == '#')
    return FILE_ESP_KEYS;
  return g_ascii_isxdigit (message[0]) ? FILE_IKE_KEYS : FILE_PACKETS;
}

static void
take_message (Capture *capture, gsize len)
{
  const guint8 *data = capture->message;
  FileKind kind = kind_of (data);
  guint32 type = 0;

  if (kind >= capture->n_files)
    return;
  if (len > capture->left)
    {
      capture->why = N_ ("The file has the size that was wanted");
      return;
    }
  memcpy (&type, data, MIN (len, sizeof type));
  if (!write_all (capture->files[kind].fd, data, len))
    {
      capture->error = errno;
      capture->why = "";
      return;
    }
  capture->left -= len;
  capture->packets += type == PCAPNG_PACKET ? 1 : 0;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  Capture *capture = user_data;
  gssize len = recv (fd, capture->message, sizeof capture->message, MSG_DONTWAIT);

  if (len > 0)
    take_message (capture, (gsize) len);
  else if (len == 0 || (errno != EAGAIN && errno != EINTR))
    capture->why = N_ ("The connection has ended, or another capture has begun");
  return capture->why == NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_time (gpointer user_data)
{
  Capture *capture = user_data;

  capture->why = N_ ("The time is over");
  return G_SOURCE_REMOVE;
}

static gboolean
on_stop (gpointer user_data)
{
  Capture *capture = user_data;

  capture->why = "";
  return G_SOURCE_CONTINUE;
}

static void
follow (Capture *capture, guint seconds)
{
  g_autoptr (GSource) readable = g_unix_fd_source_new (capture->socket, G_IO_IN);
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (seconds);
  guint sigint = g_unix_signal_add (SIGINT, on_stop, capture);
  guint sigterm = g_unix_signal_add (SIGTERM, on_stop, capture);

  g_source_set_callback (readable, G_SOURCE_FUNC (on_readable), capture, NULL);
  g_source_set_callback (timer, on_time, capture, NULL);
  g_source_attach (readable, NULL);
  g_source_attach (timer, NULL);
  while (capture->why == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (readable);
  g_source_destroy (timer);
  g_source_remove (sigint);
  g_source_remove (sigterm);
}

static int
ask (VpnClientConnection *connection, gboolean contents, gboolean keys, GError **error)
{
  g_auto (CtlWait) wait = { NULL };
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, VPN_CAPTURE_CONTENTS, "b", contents);
  g_variant_dict_insert (&options, VPN_CAPTURE_KEYS, "b", keys);
  vpn_client_connection_capture_async (connection, g_variant_dict_end (&options), NULL,
                                       ctl_on_result, &wait);
  return vpn_client_connection_capture_finish (connection, ctl_wait (&wait), error);
}

static void
say_what_begins (const Capture *capture, gboolean contents)
{
  Ctl *ctl = capture->ctl;

  if (ctl->quiet)
    return;
  if (capture->n_files == N_FILES)
    fprintf (ctl->err, "%s\n",
             _ ("Who gets this file and those beside it with the keys can read everything that is "
                "sent meanwhile, passwords too; mind whom you give them"));
  else if (contents)
    fprintf (ctl->err, "%s\n",
             _ ("The file shows everything that is sent meanwhile, passwords too; mind whom you "
                "give it"));
  else
    fprintf (ctl->err, "%s\n", _ ("The file shows who talks to whom, and nothing of what is said"));
  fprintf (ctl->err, "%s\n", _ ("Ctrl-C ends it"));
}

static CtlExit
say_what_ended (const Capture *capture)
{
  Ctl *ctl = capture->ctl;

  if (capture->error != 0)
    return ctl_fail_printf (ctl, CTL_FAILED, _ ("Cannot write to %s: %s"), capture->files[0].path,
                            g_strerror (capture->error));
  if (ctl->quiet)
    return CTL_OK;
  if (*capture->why != '\0')
    fprintf (ctl->err, "%s\n", _ (capture->why));
  fprintf (ctl->err,
           ngettext ("%u packet was written\n", "%u packets were written\n", capture->packets),
           capture->packets);
  return CTL_OK;
}

/* NULL: ret_exit says why not. */
static VpnClientConnection *
find (Ctl *ctl, CtlExit *ret_exit)
{
  VpnClientConnection *connection = vpn_client_find_connection (ctl->client, ctl->args[0]);

  *ret_exit = CTL_NOT_FOUND;
  if (connection == NULL && ctl_find_profile (ctl, ctl->args[0]) != NULL)
    *ret_exit
        = ctl_fail_printf (ctl, CTL_NOT_CONNECTED, _ ("\"%s\" is not connected"), ctl->args[0]);
  return connection;
}

static CtlExit
run (Capture *capture, const char *path, gboolean contents, guint seconds)
{
  VpnClientConnection *connection;
  GError *error = NULL;
  CtlExit exit;

  connection = find (capture->ctl, &exit);
  if (connection == NULL)
    return exit;
  if (!open_files (capture, path))
    return CTL_FAILED;
  capture->socket = ask (connection, contents, capture->n_files == N_FILES, &error);
  if (capture->socket < 0)
    {
      remove_files (capture);
      return ctl_fail_error (capture->ctl, error);
    }
  say_what_begins (capture, contents);
  follow (capture, seconds);
  return say_what_ended (capture);
}

CtlExit
ctl_cmd_capture (Ctl *ctl, char **argv)
{
  int seconds = SECONDS_USUAL, megabytes = MEGABYTES_USUAL;
  gboolean contents = FALSE, keys = FALSE;
  const GOptionEntry entries[] = {
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, N_ ("For how long; 600 unless it is said"),
      N_ ("N") },
    { "megabytes", 0, 0, G_OPTION_ARG_INT, &megabytes,
      N_ ("How large the file may be; 100 unless it is said"), N_ ("N") },
    { "with-contents", 0, 0, G_OPTION_ARG_NONE, &contents,
      N_ ("Write packets whole, not their headers alone"), NULL },
    { "with-keys", 0, 0, G_OPTION_ARG_NONE, &keys,
      N_ ("Write the keys, too, with which Wireshark opens the encrypted packets"), NULL },
    { NULL },
  };
  g_auto (Capture) capture = { .ctl = ctl, .n_files = FILE_PACKETS + 1, .socket = -1 };
  gboolean to_output;
  CtlExit exit;

  if (!ctl_parse (ctl, argv, entries, &exit))
    return exit;
  to_output = strcmp (ctl->args[1], STANDARD_OUTPUT) == 0;
  if (seconds < 1 || megabytes < 1)
    return ctl_fail (ctl, CTL_USAGE, _ ("--seconds and --megabytes take a number from 1 on"));
  if (to_output && keys)
    return ctl_fail (ctl, CTL_USAGE, _ ("--with-keys needs a file; the keys go beside it"));
  if (to_output && ctl->terminal)
    return ctl_fail (ctl, CTL_USAGE, _ ("Packets are not for terminals; name a file"));
  if (!ctl_start (ctl, &exit))
    return exit;
  if (keys)
    capture.n_files = N_FILES;
  capture.left = (guint64) megabytes * MEGABYTE;
  return run (&capture, ctl->args[1], contents, (guint) seconds);
}
