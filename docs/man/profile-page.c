// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Prints vpn-profile(5): the text around the keys stands here, the keys are the table's. Runs while
 * the project is built. */
#include "vpn-profile.h"

#include <stdio.h>
#include <string.h>

static const char head[]
    = ".TH VPN-PROFILE 5 2026-11-22 Genkan \"File formats\"\n"
      ".SH NAME\n"
      "vpn-profile \\- profile of a Genkan VPN connection\n"
      ".SH DESCRIPTION\n"
      "A profile says where a gateway is, how you log in and what goes through the tunnel. It "
      "holds "
      "no password. Profiles are made and changed with\n"
      ".BR vpnctl (1)\n"
      "or a graphical front end; the file is the form in which they are kept, exported and "
      "imported.\n"
      ".PP\n"
      "The file is UTF-8 text of at most 65536 bytes: groups in brackets, and in each group lines "
      "of "
      "the form KEY=VALUE. Lines that begin with # are comments. Elements of a list are separated "
      "by "
      "commas. A key that is not there has its default, and an unknown key is an error.\n"
      ".PP\n"
      "On the command line and on the bus the name of a key has its group in front, as in\n"
      ".BR connection.gateway .\n"
      ".SH EXAMPLE\n"
      ".EX\n"
      "[connection]\n"
      "name=office\n"
      "gateway=vpn.example.org\n"
      "\n"
      "[auth]\n"
      "user=alice\n"
      ".EE\n"
      ".PP\n"
      "is all that a gateway with a certificate of a well-known authority needs.\n"
      ".SH KEYS\n";

static const char tail[]
    = ".SH PROPOSALS\n"
      "A proposal is a row of words with hyphens between them, and several proposals are separated "
      "by commas: what stands first is preferred. Words of the same kind in one proposal are "
      "alternatives.\n"
      ".TP\n"
      "Encryption\n"
      "aes256gcm16, aes256gcm12, aes256gcm8, aes256ccm16, aes256ccm12, aes256ccm8, aes256ctr, "
      "aes256, each also with 192 and 128 bits; chacha20poly1305. ESP only: aes256gcm16iiv, "
      "aes256ccm16iiv and chacha20poly1305iiv, whose packets are 8 octets shorter (RFC 8750); with "
      "ike.legacy also aes256gmac, which protects the traffic from changes but hides nothing of "
      "it.\n"
      ".TP\n"
      "Integrity (only with aes256ctr, aes256 and their like)\n"
      "sha256, sha384, sha512; with ike.legacy also sha1\n"
      ".TP\n"
      "Pseudo-random function (IKE only)\n"
      "prfsha256, prfsha384, prfsha512; with ike.legacy also prfsha1. With an integrity word it "
      "may "
      "be left out.\n"
      ".TP\n"
      "Key exchange\n"
      "ecp256, ecp384, ecp521, x25519, x448, ecp256bp, ecp384bp, ecp512bp, modp2048, modp3072, "
      "modp4096, modp6144, modp8192; with ike.legacy also "
      "modp1024, "
      "modp1536. ESP only: none makes the key exchange optional.\n"
      ".PP\n"
      "For example:\n"
      ".PP\n"
      ".EX\n"
      "[ike]\n"
      "proposals=aes256gcm16\\-prfsha384\\-ecp256,aes256\\-sha256\\-modp2048\n"
      "[esp]\n"
      "proposals=aes256gcm16\\-ecp256\n"
      ".EE\n"
      ".SH FILES\n"
      "Profiles of the system stand in\n"
      ".IR /etc/genkan ,\n"
      "those of users in\n"
      ".IR /var/lib/genkan .\n"
      "Only\n"
      ".BR genkand (8)\n"
      "reads and writes them there.\n"
      ".PP\n"
      "Files that a profile names (auth.ca, auth.certificate, auth.private-key) are opened by the "
      "front end with the rights of the user who connects, never by genkand.\n"
      ".SH SEE ALSO\n"
      ".BR vpnctl (1),\n"
      ".BR genkand (8)\n";

/* Text that troff shall not take for a request or an escape. */
static void
print_text (const char *text)
{
  if (*text == '.' || *text == '\'')
    fputs ("\\&", stdout);
  for (; *text != '\0'; text++)
    {
      if (*text == '\\')
        fputs ("\\e", stdout);
      else if (*text == '-')
        fputs ("\\-", stdout);
      else
        putchar (*text);
    }
}

static void
print_choices (const VpnProfileKey *key)
{
  fputs (key->type == VPN_TYPE_LIST ? "list of " : "one of ", stdout);
  for (gsize i = 0; key->choices[i] != NULL; i++)
    printf ("%s%s", i == 0 ? "" : ", ", key->choices[i]);
}

static const char *
name_of_format (VpnFormat format)
{
  switch (format)
    {
    case VPN_FORMAT_ANY:
      return "text";
    case VPN_FORMAT_HOST:
      return "host name or IP address";
    case VPN_FORMAT_IDENTITY:
      return "identity: host name, mail address, IP address, dn:NAME or keyid:TEXT";
    case VPN_FORMAT_PREFIX:
      return "prefixes";
    case VPN_FORMAT_ADDRESS:
      return "IP addresses";
    case VPN_FORMAT_PORT:
      return "ports";
    case VPN_FORMAT_PIN:
      return "servers, each as NAME[:PORT]=SHA256:FINGERPRINT";
    case VPN_FORMAT_DOMAIN:
      return "domains";
    case VPN_FORMAT_IKE_PROPOSAL:
    case VPN_FORMAT_ESP_PROPOSAL:
      return "proposals";
    case VPN_FORMAT_UUID:
      return "UUID";
    case VPN_FORMAT_PATH:
      return "absolute path of a file";
    case VPN_FORMAT_PATH_OR_TOKEN:
      return "absolute path of a file, or PKCS#11 URI";
    }
  return "";
}

static void
print_type (const VpnProfileKey *key)
{
  if (key->choices != NULL)
    {
      print_choices (key);
      return;
    }
  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      fputs ("true or false", stdout);
      break;
    case VPN_TYPE_INTEGER:
      printf ("%d to %d%s%s", (int) key->min, (int) key->max, key->unit == NULL ? "" : " ",
              key->unit == NULL ? "" : key->unit);
      break;
    case VPN_TYPE_LIST:
      printf ("list of at most %d %s", (int) key->max, name_of_format (key->format));
      break;
    case VPN_TYPE_STRING:
    case VPN_TYPE_CHOICE:
    case VPN_TYPE_FILE:
      fputs (name_of_format (key->format), stdout);
      break;
    }
}

static void
print_key (const VpnProfileKey *key)
{
  fputs (".TP\n.B ", stdout);
  print_text (key->name);
  putchar ('\n');
  print_text (key->doc);
  fputs ("\n.RS\n.PP\n", stdout);
  print_type (key);
  if (key->flags & VPN_KEY_REQUIRED)
    fputs ("; required", stdout);
  else if (*key->def != '\0')
    {
      fputs ("; default ", stdout);
      print_text (key->def);
    }
  fputs ("\n.RE\n", stdout);
}

/* Whether a key opens another group than the key before it. */
static gboolean
opens_group (const VpnProfileKey *key, const char *previous)
{
  gsize len = strcspn (key->name, ".") + 1;

  return previous == NULL || strncmp (key->name, previous, len) != 0;
}

int
main (void)
{
  const char *previous = NULL;

  fputs (head, stdout);
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      if (opens_group (key, previous))
        printf (".SS [%.*s]\n", (int) strcspn (key->name, "."), key->name);
      print_key (key);
      previous = key->name;
    }
  fputs (tail, stdout);
  return fflush (stdout) == 0 ? 0 : 1;
}
