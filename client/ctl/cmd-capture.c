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
#define KEYS_SUFFIX     ".esp_sa" /* as Wireshark calls its table */
#define MESSAGE_MAX     (128 * 1024)
#define STANDARD_OUTPUT "-"

#define PCAPNG_PACKET 6

typedef struct
{
  Ctl *ctl;
  char *path, *keys_path; /* owned; keys_path NULL: no keys */
  int fd, keys_fd;        /* owned; -1: none */
  int socket;             /* owned */
  guint64 left;           /* octets that may still be written */
  guint packets;
  const char *why; /* constant; why it has ended, NULL: it goes on */
  int error;       /* errno of what could not be written; 0: none */
  guint8 message[MESSAGE_MAX];
} Capture;

static void
capture_clear (Capture *capture)
{
  if (capture->fd > STDERR_FILENO)
    close (capture->fd);
  if (capture->keys_fd >= 0)
    close (capture->keys_fd);
  if (capture->socket >= 0)
    close (capture->socket);
  g_free (capture->path);
  g_free (capture->keys_path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Capture, capture_clear)

/* A new file that nobody else can read; -1: error is told. */
static int
create (Ctl *ctl, const char *path)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    ctl_fail_printf (ctl, CTL_FAILED, _ ("Cannot create %s: %s"), path, g_strerror (errno));
  return fd;
}

static gboolean
open_files (Capture *capture)
{
  capture->fd = strcmp (capture->path, STANDARD_OUTPUT) == 0 ? STDOUT_FILENO
                                                             : create (capture->ctl, capture->path);
  if (capture->fd < 0 || capture->keys_path == NULL)
    return capture->fd >= 0;
  capture->keys_fd = create (capture->ctl, capture->keys_path);
  if (capture->keys_fd < 0)
    unlink (capture->path);
  return capture->keys_fd >= 0;
}

static void
remove_files (const Capture *capture)
{
  if (capture->fd != STDOUT_FILENO)
    unlink (capture->path);
  if (capture->keys_path != NULL)
    unlink (capture->keys_path);
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

static void
take_message (Capture *capture, gsize len)
{
  const guint8 *data = capture->message;
  gboolean is_key = data[0] == '"' || data[0] == '#';
  guint32 type = 0;

  if (is_key && capture->keys_path == NULL)
    return;
  if (len > capture->left)
    {
      capture->why = N_ ("The file has the size that was wanted");
      return;
    }
  memcpy (&type, data, MIN (len, sizeof type));
  if (!write_all (is_key ? capture->keys_fd : capture->fd, data, len))
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
  if (capture->keys_path != NULL)
    fprintf (ctl->err,
             _ ("Who gets this file and %s can read everything that is sent meanwhile, passwords "
                "too; mind whom you give them\n"),
             capture->keys_path);
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
    return ctl_fail_printf (ctl, CTL_FAILED, _ ("Cannot write to %s: %s"), capture->path,
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
run (Capture *capture, gboolean contents, guint seconds)
{
  VpnClientConnection *connection;
  GError *error = NULL;
  CtlExit exit;

  connection = find (capture->ctl, &exit);
  if (connection == NULL)
    return exit;
  if (!open_files (capture))
    return CTL_FAILED;
  capture->socket = ask (connection, contents, capture->keys_path != NULL, &error);
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
  g_auto (Capture) capture = { .ctl = ctl, .fd = -1, .keys_fd = -1, .socket = -1 };
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
  capture.path = g_strdup (ctl->args[1]);
  capture.keys_path = keys ? g_strconcat (capture.path, KEYS_SUFFIX, NULL) : NULL;
  capture.left = (guint64) megabytes * MEGABYTE;
  return run (&capture, contents, (guint) seconds);
}
