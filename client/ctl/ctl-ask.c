// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads answers from a terminal without echo, or from a descriptor line by line. */
#include "ctl-ask.h"

#include "secret.h"
#include "vpn-client-text.h"

#include <glib-unix.h>

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define ROOM (VPN_CLIENT_SECRET_MAX + 1)

struct CtlAsk
{
  VpnClientAgent *agent; /* counted */
  CtlSteps *steps;       /* borrowed; outlives this */
  FILE *prompt_to;       /* borrowed */
  int fd;                /* borrowed */
  gboolean terminal;
  gboolean echo_is_off;
  struct termios saved; /* valid while echo_is_off */
  gulong handler, cancel_handler;
  guint source;
  VpnClientQuestion *question; /* counted; NULL: none */
  CtlAskEnd end;
  VpnSecretKind refused; /* of CTL_ASK_REFUSED */
  gboolean at_eof;
  gsize len;
  SecretBuf *line; /* owned; ROOM octets, len of them read; the one place where a secret stays */
};

static void
restore_echo (CtlAsk *ask)
{
  if (!ask->echo_is_off)
    return;
  (void) tcsetattr (ask->fd, TCSANOW, &ask->saved);
  ask->echo_is_off = FALSE;
}

/* Throws away what was typed ahead: it was not meant as a password. Ctrl-Z is off too, or a shell
 * would come back without echo. */
static void
switch_echo_off (CtlAsk *ask)
{
  struct termios quiet;

  if (tcgetattr (ask->fd, &ask->saved) != 0)
    return;
  quiet = ask->saved;
  quiet.c_lflag &= ~(tcflag_t) (ECHO | ECHOE | ECHOK | ECHONL);
  quiet.c_lflag |= ICANON | ISIG;
  quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
  if (tcsetattr (ask->fd, TCSAFLUSH, &quiet) == 0)
    ask->echo_is_off = TRUE;
}

static void
close_question (CtlAsk *ask)
{
  if (ask->question == NULL)
    return;
  g_signal_handler_disconnect (ask->question, ask->cancel_handler);
  g_clear_object (&ask->question);
  if (ask->source != 0)
    g_source_remove (ask->source);
  ask->source = 0;
  if (ask->terminal)
    {
      restore_echo (ask);
      fputc ('\n', ask->prompt_to);
      fflush (ask->prompt_to);
    }
}

static void
decline (CtlAsk *ask)
{
  g_autoptr (VpnClientQuestion) question = g_object_ref (ask->question);

  if (ask->terminal)
    ask->end = CTL_ASK_DECLINED;
  else
    ask->end = vpn_client_question_is_retry (question) ? CTL_ASK_REFUSED : CTL_ASK_NO_LINE;
  ask->refused = vpn_client_question_get_kind (question);
  close_question (ask);
  vpn_client_question_decline (question);
}

/* Hands the first line over and keeps what follows it. */
static void
answer (CtlAsk *ask, gsize line_len, gsize taken)
{
  g_autoptr (VpnClientQuestion) question = g_object_ref (ask->question);
  char *line = (char *) secret_buf_data (ask->line);

  close_question (ask);
  if (line_len > 0 && line[line_len - 1] == '\r')
    line_len--;
  ask->end = CTL_ASK_FINE;
  (void) vpn_client_question_answer (question, line, line_len, TRUE);
  memmove (line, line + taken, ask->len - taken);
  ask->len -= taken;
  secret_wipe (line + ask->len, ROOM - ask->len);
}

/* TRUE when the question is settled. */
static gboolean
use_what_was_read (CtlAsk *ask)
{
  const char *line = (const char *) secret_buf_peek (ask->line);
  const char *newline = memchr (line, '\n', ask->len);

  if (newline != NULL)
    {
      gsize line_len = (gsize) (newline - line);

      answer (ask, line_len, line_len + 1);
      return TRUE;
    }
  if (ask->at_eof && ask->len > 0)
    {
      answer (ask, ask->len, ask->len);
      return TRUE;
    }
  /* A line without end is no password. */
  if (ask->at_eof || ask->len == ROOM)
    {
      decline (ask);
      return TRUE;
    }
  return FALSE;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  CtlAsk *ask = user_data;
  gssize got = read (fd, secret_buf_data (ask->line) + ask->len, ROOM - ask->len);

  if (got < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (got <= 0)
    ask->at_eof = TRUE;
  else
    ask->len += (gsize) got;
  /* When it settles the question the source is removed in close_question(). */
  (void) use_what_was_read (ask);
  return G_SOURCE_CONTINUE;
}

static void
on_cancelled (VpnClientQuestion *question, const char *reason, gpointer user_data)
{
  close_question (user_data);
}

static void
show_question (CtlAsk *ask)
{
  g_autofree char *text = vpn_client_question_get_text (ask->question);

  ctl_steps_pause (ask->steps);
  ask->at_eof = FALSE; /* on a terminal Ctrl-D ends one answer, not the input */
  switch_echo_off (ask);
  if (vpn_client_question_is_retry (ask->question))
    fprintf (ask->prompt_to, "%s\n",
             vpn_client_text_refusal (vpn_client_question_get_kind (ask->question)));
  fprintf (ask->prompt_to, "%s: ", text);
  fflush (ask->prompt_to);
}

static void
on_question (VpnClientAgent *agent, VpnClientQuestion *question, gpointer user_data)
{
  CtlAsk *ask = user_data;

  if (ask->question != NULL)
    {
      vpn_client_question_decline (question);
      return;
    }
  ask->question = g_object_ref (question);
  ask->cancel_handler = g_signal_connect (question, "cancelled", G_CALLBACK (on_cancelled), ask);
  if (ask->terminal)
    show_question (ask);
  else if (use_what_was_read (ask))
    return;
  ask->source = g_unix_fd_add (ask->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, ask);
}

CtlAsk *
ctl_ask_new (VpnClientAgent *agent, CtlSteps *steps, int fd, FILE *prompt_to)
{
  CtlAsk *ask = g_new0 (CtlAsk, 1);

  ask->line = secret_buf_new (ROOM);
  ask->agent = g_object_ref (agent);
  ask->steps = steps;
  ask->fd = fd;
  ask->prompt_to = prompt_to;
  ask->terminal = isatty (fd) == 1;
  ask->handler = g_signal_connect (agent, "question", G_CALLBACK (on_question), ask);
  return ask;
}

void
ctl_ask_free (CtlAsk *ask)
{
  if (ask == NULL)
    return;
  g_signal_handler_disconnect (ask->agent, ask->handler);
  ctl_ask_stop (ask);
  g_object_unref (ask->agent);
  secret_buf_free (ask->line);
  g_free (ask);
}

void
ctl_ask_stop (CtlAsk *ask)
{
  CtlAskEnd end = ask->end;

  if (ask->question == NULL)
    return;
  decline (ask);
  ask->end = end; /* it was not the person's doing */
}

VpnReason
ctl_ask_get_refusal (const CtlAsk *ask)
{
  if (ask->refused == VPN_SECRET_PIN)
    return VPN_REASON_PIN_REFUSED;
  return ask->refused == VPN_SECRET_KEY_PASSPHRASE ? VPN_REASON_WRONG_PASSPHRASE
                                                   : VPN_REASON_LOGIN_FAILED;
}

CtlAskEnd
ctl_ask_get_end (const CtlAsk *ask)
{
  return ask->end;
}
