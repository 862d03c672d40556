// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The patterns of genkand's sentences, and knowing them again. */
#include "vpn-sentence.h"

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define DEPTH_MAX 3 /* sentences within sentences */
#define BETWEEN   ": "

/* As they stand in the service's sources, which lint compares. A directive is %s, %d, %u or %c. */
static const char *const patterns[] = {
  /* errors */
  N_ ("There is a profile \"%s\" already"),
  N_ ("There are %u profiles already"),
  N_ ("There is no such profile"),
  N_ ("There is no such key"),
  N_ ("There is no such object"),
  N_ ("There is no such property"),
  N_ ("There is no such interface"),
  N_ ("The network is not closed"),
  N_ ("%s makes no sense"),
  N_ ("The profile is in use: disconnect it first"),
  N_ ("This profile is connected or connecting"),
  N_ ("The profile is larger than %d bytes"),
  N_ ("The profile cannot be saved: %s"),
  N_ ("The profile cannot be deleted: %s"),
  N_ ("The scope is user or system"),
  N_ ("cannot be empty"),
  N_ ("cannot be changed"),
  N_ ("%s is for profiles of the system, which the computer itself can connect"),
  N_ ("always would close trusted networks too; it goes with %s=boot"),
  N_ ("always is for profiles of the system, because it concerns all users"),
  N_ ("You are not allowed to %s (%s)"),
  N_ ("polkit, which decides who may %s, does not answer"),
  N_ ("polkit, which decides who may %s, is not there"),
  N_ ("%s is not open to anybody"),
  /* Translators: this and the next ones follow "You are not allowed to". */
  N_ ("connect to a VPN or disconnect from it"),
  N_ ("connect this computer to a VPN or disconnect it"),
  N_ ("add, change or delete VPN profiles"),
  N_ ("add, change or delete VPN profiles that all users share"),
  N_ ("control a VPN connection of another user"),
  N_ ("see the traffic of a VPN connection"),
  N_ ("There are too many connections already"),
  N_ ("Too many programs of yours talk to genkand already"),
  N_ ("Too many calls of yours wait for an answer, or this one is too large"),
  N_ ("Too many calls wait for counters"),
  N_ ("Too many questions wait"),
  N_ ("Too many network plans came at once"),
  N_ ("There are %d agents of this user already"),
  N_ ("This agent is registered already"),
  N_ ("This agent is not registered"),
  N_ ("The path of an agent has at most %d characters"),
  N_ ("The service is stopping"),
  N_ ("The caller left the bus"),
  N_ ("The call was not answered"),
  N_ ("The connection is not up"),
  N_ ("The connection carries no traffic now"),
  N_ ("What to rekey is child or ike"),
  N_ ("Options of a capture are contents and keys"),
  N_ ("That is no IP address"),
  N_ ("%s is no name of a connection"),
  N_ ("A gateway is being examined already"),
  N_ ("%s must be a file that root alone can change, because all users share this profile"),
  N_ ("the caller has to read this file and hand it in"),
  N_ ("this profile is for everybody and does not say who signs in"),
  N_ ("the profile says who signs in"),
  N_ ("a connection of the computer itself needs a file of root that nobody else may write, and a "
      "private key nobody else may read"),
  N_ ("not a readable file of at most %d bytes"),
  N_ ("another VPN, on %s, takes all traffic of this computer already"),
  /* details of reasons */
  N_ ("Looking up %s took too long"),
  N_ ("%s has no address"),
  N_ ("No name server answered the question for %s"),
  N_ ("Looking up %s failed"),
  N_ ("Cannot look up %s"),
  N_ ("%s is not an address of the family the profile asks for"),
  N_ ("Nobody answered in time"),
  N_ ("The person asked declined"),
  N_ ("There is nobody who could be asked"),
  N_ ("this type of key is not supported"),
  N_ ("the file is no private key"),
  N_ ("not made for a server"),
  N_ ("its signature is wrong"),
  N_ ("its key or digest is too weak"),
  N_ ("its authority may not vouch for this name"),
  N_ ("it was revoked"),
  N_ ("no valid list says whether it was revoked"),
  N_ ("it has expired"),
  N_ ("it is not valid yet"),
  N_ ("its authority is not known"),
  N_ ("ICMP says that nothing listens there"),
  N_ ("ICMP says that the host cannot be reached"),
  N_ ("ICMP says that the network cannot be reached"),
  N_ ("ICMP says that it is not let through"),
  N_ ("no certificate could be read from it"),
  N_ ("no usable certificate chain is in it"),
  N_ ("a certificate and a login together"),
  N_ ("a post-quantum key"),
  N_ ("the post-quantum key"),
  N_ ("a signature with a newer hash than SHA-1"),
  N_ ("The gateway gave this computer no address that it can use; ask the VPN's administrator"),
  /* warnings */
  N_ ("This profile allows old algorithms that can be broken (ike.legacy)"),
  N_ ("NetworkManager sets addresses, routes and DNS of this connection"),
  N_ ("Another connection wanted all traffic of this computer, which goes through this one, and "
      "was "
      "refused"),
  N_ ("%s keeps removing the VPN's %s; it is put back each time"),
  N_ ("The gateway gave this computer the address %s, which it already has on %s; the VPN's "
      "administrator can give it another one"),
  N_ ("The gateway gave this computer the address %s, which it has on %s already; it is not used"),
  N_ ("The gateway gave this computer its own address %s, which is not used"),
  N_ ("The gateway gave this computer %s, which is no computer's address"),
  N_ ("The address %s is of a family that the profile does not want"),
  N_ ("The name server %s is no computer's address and is not used"),
  N_ ("The name server %s is not behind the VPN and is not used, because the office's names would "
      "be asked in clear"),
  N_ ("The gateway named a DNS domain that is none; it is not used"),
  N_ ("The gateway claims the DNS domain %s, which belongs to everybody; it is not used "
      "(network.dns-domains can name it)"),
  N_ ("The gateway claims the DNS domain %s, which this profile does not allow; it is not used "
      "(network.dns-allowed)"),
  N_ ("The gateway claims the DNS domain %s, which another VPN answers for already; it is not used "
      "(network.dns-domains can name it)"),
  N_ ("The gateway's name servers are not used, because it claims no domain that can be the "
      "office's (network.dns-domains can name one)"),
  N_ ("Without a packet filter the routes alone keep traffic in the VPN: a program bound to "
      "another "
      "device can get around them (%s)"),
  N_ ("Web pages of this network can be opened in clear for a while, so that you can sign in at "
      "it"),
  N_ ("The network %s of this place (%s) is also one of the office: its devices cannot be reached "
      "while the VPN is up (network.exclude can keep them)"),
  N_ ("The office's name servers could not be set: %s"),
  N_ ("systemd-resolved refused the name servers: %s"),
  N_ ("Only the packet filter could keep everything else closed: %s"),
  N_ ("the kernel has no nftables"),
  N_ ("Another program"),
  /* what becomes of packets */
  N_ ("Nothing is protected: the VPN is not up"),
  N_ ("It never leaves its link"),
  N_ ("network.exclude keeps %s outside"),
  N_ ("network.local keeps %s on %s outside"),
  N_ ("The VPN takes everything and has no IPv%c: that is closed"),
  N_ ("No network of the office covers it"),
  N_ ("%s goes through the VPN"),
  N_ ("%s is held back until the VPN is up again"),
};

/* Where the next directive is: at the end when there is none. */
static const char *
find_directive (const char *pattern)
{
  while (*pattern != '\0' && *pattern != '%')
    pattern++;
  return pattern;
}

/* The arguments that make text of pattern; NULL: it is none of its sentences. */
static char **
recognise (const char *pattern, const char *text)
{
  gsize prefix = (gsize) (find_directive (pattern) - pattern);
  g_autoptr (GString) expression = NULL;
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) found = NULL;

  if (strncmp (pattern, text, prefix) != 0)
    return NULL;
  expression = g_string_new ("^");
  while (*pattern != '\0')
    {
      const char *directive = find_directive (pattern);
      g_autofree char *piece = g_regex_escape_string (pattern, (int) (directive - pattern));

      g_string_append (expression, piece);
      g_string_append (expression, *directive != '\0' ? "(.+?)" : "");
      pattern = *directive != '\0' ? directive + 2 : directive;
    }
  g_string_append_c (expression, '$');
  regex = g_regex_new (expression->str, G_REGEX_DOTALL, 0, NULL);
  if (regex == NULL || !g_regex_match (regex, text, 0, &found))
    return NULL;
  return g_match_info_fetch_all (found); /* the first one is the whole */
}

static char *translate (const char *text, guint depth);

/* Each directive of a translation takes the next argument, or the one it names ("%2$s"): never a
 * matter for printf(), as a translator could slip. */
static char *
fill (const char *pattern, char **arguments, guint depth)
{
  GString *filled = g_string_new (NULL);
  guint n = g_strv_length (arguments), next = 1;

  while (*pattern != '\0')
    {
      const char *directive = find_directive (pattern);
      g_autofree char *argument = NULL;

      g_string_append_len (filled, pattern, directive - pattern);
      if (*directive == '\0')
        break;
      if (g_ascii_isdigit (directive[1]) && directive[2] == '$')
        {
          next = (guint) g_ascii_digit_value (directive[1]);
          directive += 2;
        }
      argument = next < n ? translate (arguments[next], depth + 1) : g_strdup ("");
      g_string_append (filled, argument);
      next++;
      pattern = directive[1] != '\0' ? directive + 2 : directive + 1;
    }
  return g_string_free (filled, FALSE);
}

static char *
translate (const char *text, guint depth)
{
  const char *between = strstr (text, BETWEEN);

  if (depth > DEPTH_MAX)
    return g_strdup (text);
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_auto (GStrv) arguments = recognise (patterns[i], text);

      if (arguments != NULL)
        return fill (_ (patterns[i]), arguments, depth);
    }
  if (between != NULL)
    {
      g_autofree char *rest = translate (between + strlen (BETWEEN), depth + 1);

      return g_strdup_printf ("%.*s" BETWEEN "%s", (int) (between - text), text, rest);
    }
  return g_strdup (text);
}

char *
vpn_sentence_translate (const char *text)
{
  return translate (text, 0);
}
