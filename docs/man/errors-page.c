// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * errors-page [FILE]: prints docs/errors.md, made from the table of reasons, or with FILE tells by
 * its exit status whether that file is what it would print.
 */
#include "ctl.h"

#include <stdlib.h>

static const char intro[] = "# Why a connection is not up\n\n"
                            "Made by `errors-page` from the table in `core/common/vpn-reason.h`; "
                            "change it there, then run\n"
                            "`build/docs/man/errors-page > docs/errors.md`.\n\n"
                            "`Reason` is what `vpnctl status --json` and D-Bus call it. `Exit` is "
                            "the exit status of `vpnctl\n"
                            "connect`. `Tried again` says whether a connection that was up is made "
                            "again by itself; a reason\n"
                            "that nobody can prove never ends that. `Believed`: `here` was found "
                            "by this computer, `gateway`\n"
                            "counts once the gateway of the session has proven itself, `hint` can "
                            "be caused by anybody on the\n"
                            "way. In the sentence, `{gateway}` and `{detail}` are filled in.\n\n"
                            "| No | Reason | Exit | Tried again | Believed | Sentence |\n"
                            "| --- | --- | --- | --- | --- | --- |\n";

static const char *
describe_source (VpnReasonSource source)
{
  switch (source)
    {
    case VPN_SOURCE_HERE:
      return "here";
    case VPN_SOURCE_GATEWAY:
      return "gateway";
    case VPN_SOURCE_ANYBODY:
      return "hint";
    }
  return "?";
}

static const char *
describe_retry (VpnReason reason)
{
  if (vpn_reason_ends_retries (reason, FALSE))
    return "no";
  return vpn_reason_ends_retries (reason, TRUE) ? "until proven" : "yes";
}

static char *
make_page (void)
{
#define ROW(number, ...) number,
  static const VpnReason reasons[] = { VPN_REASON_TABLE (ROW) };
#undef ROW
  const VpnReasonFacts places = { "{gateway}", "{detail}" };
  GString *page = g_string_new (intro);

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *sentence = vpn_reason_explain (reasons[i], VPN_VOICE_COMMANDS, &places);

      g_string_append_printf (page, "| %d | `%s` | %d | %s | %s | %s |\n", (int) reasons[i],
                              vpn_reason_to_string (reasons[i]),
                              (int) ctl_exit_of_reason (reasons[i]), describe_retry (reasons[i]),
                              describe_source (vpn_reason_get_source (reasons[i])), sentence);
    }
  return g_string_free (page, FALSE);
}

int
main (int argc, char **argv)
{
  g_autofree char *page = make_page ();
  g_autofree char *there = NULL;

  if (argc < 2)
    {
      fputs (page, stdout);
      return EXIT_SUCCESS;
    }
  if (g_file_get_contents (argv[1], &there, NULL, NULL) && g_str_equal (there, page))
    return EXIT_SUCCESS;
  fprintf (stderr, "%s is not what the table says; run %s > %s\n", argv[1], argv[0], argv[1]);
  return EXIT_FAILURE;
}
