// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What may stand for the last word of a command line: the one program behind the completions of all
 * shells (data/completions). Prints a candidate a line, with a tab and a word about it. */
#include "ctl-commands.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

#include <string.h>

typedef struct
{
  Ctl *ctl;                   /* borrowed */
  const CtlCommand *command;  /* borrowed; of the line, NULL while it is being typed */
  GPtrArray *arguments;       /* owned; borrowed words before the last one that are no options */
  const char *before, *typed; /* borrowed; the last two words, before may be NULL */
} Line;

static void
offer (const Line *line, const char *candidate, const char *about)
{
  g_autofree char *clean = vpn_client_text_clean (candidate);

  if (g_str_has_prefix (clean, line->typed))
    fprintf (line->ctl->out, "%s\t%s\n", clean, about != NULL ? about : "");
}

static void
offer_commands (const Line *line)
{
  for (const CtlCommand *command = line->ctl->commands; command->name != NULL; command++)
    if (!(command->flags & CTL_IS_HIDDEN))
      offer (line, command->name, _ (command->summary));
  offer (line, "help", _ ("Explain a command"));
}

static void
offer_options (const Line *line)
{
  static const char *const global[] = { "--help", "--version" };
  g_autofree char *all = NULL;
  g_auto (GStrv) rows = NULL;
  gsize len = 0;
  char *argv[] = { (char *) "vpnctl", NULL };
  Ctl other = { .commands = line->ctl->commands, .command = line->command, .completing = TRUE };

  if (line->command == NULL)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (global); i++)
        offer (line, global[i], NULL);
      return;
    }
  /* The command tells its options, as it does for --help. */
  other.err = line->ctl->err;
  other.out = open_memstream (&all, &len);
  (void) line->command->run (&other, argv);
  fclose (other.out);
  rows = g_strsplit (all, "\n", -1);
  for (char **row = rows; *row != NULL && **row != '\0'; row++)
    {
      g_auto (GStrv) halves = g_strsplit (*row, "\t", 2);

      offer (line, halves[0], halves[1]);
    }
}

static void
offer_words (const Line *line, const char *const *words)
{
  for (; *words != NULL; words++)
    offer (line, *words, NULL);
}

static void
offer_profiles (const Line *line)
{
  GListModel *profiles;
  guint n;

  if (ctl_open (line->ctl) != CTL_OK)
    return;
  profiles = vpn_client_get_profiles (line->ctl->client);
  n = g_list_model_get_n_items (profiles);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientProfile) profile = g_list_model_get_item (profiles, i);
      g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (profile, NULL);

      offer (line, vpn_client_profile_get_name (profile),
             settings != NULL ? vpn_profile_get_string (settings, VPN_KEY_GATEWAY) : NULL);
    }
}

static void
offer_values (const Line *line, const VpnProfileKey *key)
{
  static const char *const booleans[] = { "true", "false", NULL };
  const char *const *values = key->type == VPN_TYPE_BOOLEAN ? booleans : key->choices;

  for (; values != NULL && *values != NULL; values++)
    {
      g_autofree char *setting = g_strconcat (key->name, "=", *values, NULL);

      offer (line, setting, NULL);
    }
}

static void
offer_settings (const Line *line)
{
  const char *equals = strchr (line->typed, '=');

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autofree char *setting = g_strconcat (key->name, "=", NULL);

      if (equals == NULL)
        offer (line, setting, _ (key->label));
      else if (g_str_has_prefix (line->typed, setting))
        offer_values (line, key);
    }
}

/* What follows an option that takes a value; FALSE when before is none of those. */
static gboolean
offer_option_value (const Line *line)
{
  static const char *const free_text[]
      = { "--gateway",     "-g",        "--user",      "-u", "--wait", "-w",
          "--password-fd", "--seconds", "--megabytes", NULL };

  if (line->before == NULL)
    return FALSE;
  if (strcmp (line->before, "--auth") == 0)
    {
      offer_words (line, vpn_profile_key_find (VPN_KEY_AUTH)->choices);
      return TRUE;
    }
  return g_strv_contains (free_text, line->before);
}

static void
offer_arguments (const Line *line)
{
  guint n = line->arguments->len;
  guint flags = line->command->flags;

  if (n == 0 && line->command->words != NULL)
    offer_words (line, line->command->words);
  else if (n == 0 && (flags & (CTL_TAKES_PROFILE | CTL_MAY_TAKE_PROFILE | CTL_TAKES_NAME)))
    offer_profiles (line);
  else if (n > 0 && (flags & CTL_TAKES_SETTINGS))
    offer_settings (line);
}

static void
complete (const Line *line)
{
  if (line->command != NULL && offer_option_value (line))
    return;
  if (*line->typed == '-')
    offer_options (line);
  else if (line->command == NULL)
    offer_commands (line);
  else
    offer_arguments (line);
}

CtlExit
ctl_cmd_complete (Ctl *ctl, char **argv)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  Line line = { .ctl = ctl, .arguments = arguments, .typed = "" };
  char **word;
  CtlExit exit;

  if (!ctl_parse (ctl, argv, NULL, &exit))
    return exit;
  word = ctl->args;
  if (*word != NULL && strcmp (*word, "--") == 0)
    word++;
  for (; *word != NULL && word[1] != NULL; word++)
    {
      line.before = *word;
      if (**word == '-')
        continue;
      if (line.command != NULL)
        g_ptr_array_add (arguments, *word);
      else if (strcmp (*word, "help") != 0
               && (line.command = ctl_find_command (ctl, *word)) == NULL)
        return CTL_OK;
    }
  if (*word != NULL)
    line.typed = *word;
  complete (&line);
  return CTL_OK;
}
