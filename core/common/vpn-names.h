// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Every name that crosses a process boundary, once. Constant; any thread. */
#pragma once

#define VPN_BUS_NAME               "org.genkan.VPN1"
#define VPN_ROOT_PATH              "/org/genkan/VPN1"
#define VPN_PROFILE_PATH_PREFIX    VPN_ROOT_PATH "/profile/"
#define VPN_CONNECTION_PATH_PREFIX VPN_ROOT_PATH "/connection/"
#define VPN_IFACE_MANAGER          "org.genkan.VPN1.Manager"
#define VPN_IFACE_PROFILE          "org.genkan.VPN1.Profile"
#define VPN_IFACE_CONNECTION       "org.genkan.VPN1.Connection"
#define VPN_IFACE_AGENT            "org.genkan.VPN1.Agent"
#define VPN_IFACE_PROPERTIES       "org.freedesktop.DBus.Properties"
#define VPN_IFACE_OBJECTS          "org.freedesktop.DBus.ObjectManager"

/* polkit actions (data/org.genkan.VPN1.policy) */
#define VPN_ACTION_CONNECT        "org.genkan.VPN1.connect"
#define VPN_ACTION_CONNECT_SYSTEM "org.genkan.VPN1.connect-system"
#define VPN_ACTION_MODIFY_OWN     "org.genkan.VPN1.modify-own"
#define VPN_ACTION_MODIFY_SYSTEM  "org.genkan.VPN1.modify-system"
#define VPN_ACTION_CONTROL_OTHERS "org.genkan.VPN1.control-others"
#define VPN_ACTION_CAPTURE        "org.genkan.VPN1.capture"

/* keys of the options dictionary of Profile.Connect */
#define VPN_OPTION_NETWORK          "network"     /* s: "native" (default) or "delegated" */
#define VPN_OPTION_AGENT            "agent"       /* o: agent on the caller to ask for this one */
#define VPN_OPTION_CA_FILE          "ca"          /* h: descriptor of the file the key names */
#define VPN_OPTION_AAA_CA_FILE      "aaa-ca"      /* h */
#define VPN_OPTION_CERTIFICATE_FILE "certificate" /* h */
#define VPN_OPTION_KEY_FILE         "private-key" /* h */
#define VPN_OPTION_USER             "user"        /* s: who signs in, where the profile has none */
#define VPN_OPTION_IFNAME           "interface"   /* s: wanted name of the TUN device */
#define VPN_NETWORK_NATIVE          "native"
#define VPN_NETWORK_DELEGATED       "delegated"

/* keys of the options dictionary of Connection.Capture */
#define VPN_CAPTURE_CONTENTS "contents" /* b: what is inside of packets, too */
#define VPN_CAPTURE_KEYS     "keys"     /* b: the keys of their encryption, too */

/* structured log fields */
#define VPN_LOG_CONNECTION "GENKAN_CONNECTION"
#define VPN_LOG_STAGE      "GENKAN_STAGE"
#define VPN_LOG_REASON     "GENKAN_REASON"

/* firewall mark on the tunnel's own datagrams and the routing table and rule it goes with */
#define VPN_FWMARK      0x67656e6bu /* "genk" */
#define VPN_ROUTE_TABLE 0x67656e6bu
