// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Draws the list of steps while connecting. */
#include "ctl-steps.h"

#include "vpn-client-text.h"

#define STEP_WIDTH 76 /* columns; a line that wraps could not be written over */

#define GREEN "\033[32m"
#define RED   "\033[31m"
#define PLAIN "\033[0m"
#define ERASE "\r\033[K"

void
ctl_steps_init (CtlSteps *steps, const Ctl *ctl)
{
  steps->ctl = ctl;
  steps->open_text = NULL;
  steps->on_line = FALSE;
}

void
ctl_steps_clear (CtlSteps *steps)
{
  g_clear_pointer (&steps->open_text, g_free);
}

static char *
shorten (const char *text)
{
  gsize width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      width += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
      if (width > STEP_WIDTH)
        return g_strndup (text, (gsize) (p - text));
    }
  return g_strdup (text);
}

static void
print_mark (const CtlSteps *steps, const char *mark, const char *color)
{
  const Ctl *ctl = steps->ctl;

  if (steps->on_line)
    fputs (ERASE, ctl->out);
  if (ctl->no_color || color == NULL)
    fprintf (ctl->out, "%s %s", mark, steps->open_text);
  else
    fprintf (ctl->out, "%s%s" PLAIN " %s", color, mark, steps->open_text);
}

static void
close_step (CtlSteps *steps, gboolean good)
{
  const Ctl *ctl = steps->ctl;

  if (steps->open_text == NULL)
    return;
  if (ctl->terminal)
    {
      print_mark (steps, good ? (ctl->utf8 ? "✓" : "+") : (ctl->utf8 ? "✗" : "x"),
                  good ? GREEN : RED);
      fputc ('\n', ctl->out);
    }
  steps->on_line = FALSE;
  g_clear_pointer (&steps->open_text, g_free);
}

void
ctl_steps_begin (CtlSteps *steps, VpnStep step, const char *detail)
{
  const Ctl *ctl = steps->ctl;
  g_autofree char *text = NULL;

  if (ctl->quiet)
    return;
  close_step (steps, TRUE);
  if (step == VPN_STEP_NONE || step == VPN_STEP_DONE)
    return;
  text = vpn_client_text_step (step, detail);
  steps->open_text = shorten (text);
  if (ctl->terminal)
    {
      print_mark (steps, ctl->utf8 ? "…" : "-", NULL);
      steps->on_line = TRUE;
    }
  else
    fprintf (ctl->out, "%s\n", text);
  fflush (ctl->out);
}

void
ctl_steps_pause (CtlSteps *steps)
{
  if (!steps->on_line)
    return;
  fputs (ERASE, steps->ctl->out);
  fflush (steps->ctl->out);
  steps->on_line = FALSE;
}

void
ctl_steps_end (CtlSteps *steps, gboolean good)
{
  close_step (steps, good);
  fflush (steps->ctl->out);
}
