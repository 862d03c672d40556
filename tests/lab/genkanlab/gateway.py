# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A real strongSwan gateway in the namespace "gw", with userspace ESP (kernel-libipsec)."""

import os
import re

from . import pki
from .net import GATEWAY, GATEWAY6, GATEWAY_NAME, OFFICE, OFFICE6, OFFICE_NET, OFFICE_NET6
from .shell import LabError, read, run, spawn, stop, wait_for, write

CHARON = "/usr/lib/ipsec/charon"
LOG = "/tmp/gw.log"
CONF = "/tmp/gw.conf"
PSK = "a long shared secret of the office 0123456789"
USER = "alice"
PASSWORD = "wonderland"

# kernel-libipsec must come before kernel-netlink, or ESP goes to a kernel that may have none.
STRONGSWAN_CONF = """
charon {{
  load_modular = no
  load = random nonce openssl pem pkcs1 pkcs8 x509 revocation constraints pubkey sha1 sha2 aes gmp \
curve25519 hmac kdf gcm chapoly drbg md4 mgf1 kernel-libipsec kernel-netlink socket-default vici \
updown eap-identity eap-mschapv2 eap-md5 eap-gtc eap-radius eap-tls counters attr {load}
  port = 500
  port_nat_t = 4500
  retransmit_timeout = 1
  retransmit_tries = 3
  make_before_break = yes
  {charon}
  filelog {{
    out {{
      path = {log}
      default = 1
      ike = 2
      cfg = 2
      enc = 1
      flush_line = yes
    }}
  }}
  plugins {{
    kernel-netlink {{
      fwmark = !0x42
    }}
    socket-default {{
      fwmark = 0x42
    }}
    kernel-libipsec {{
      allow_peer_ts = yes
    }}
    eap-radius {{
      servers {{
        office {{
          address = 198.51.100.2
          secret = testing123
        }}
      }}
    }}
  }}
}}
"""

CONNECTION = """
  {name} {{
    version = 2
    local_addrs = {addresses}
    proposals = {proposals}
    pools = {pools}
    encap = yes
    fragmentation = yes
    rekey_time = {ike_rekey}
    {extra}
    local {{
      {local}
    }}
    remote {{
      {remote}
    }}
    children {{
      office {{
        local_ts = {local_ts}
        remote_ts = {remote_ts}
        esp_proposals = {esp_proposals}
        rekey_time = {child_rekey}
        life_time = {child_life}
        rand_time = 0s
        dpd_action = clear
      }}
    }}
  }}
"""

POOLS = """
pools {{
  p4 {{
    addrs = 203.0.113.0/24
    dns = {office}
    {granted}
  }}
  p5 {{
    addrs = 203.0.113.128/25
    dns = {office}
  }}
  named {{
    addrs = 203.0.113.0/24
    subnet = {office_net}
    dns = {office}
  }}
  p6 {{
    addrs = 2001:db8:200::/120
    dns = {office6}
  }}
}}
"""

SECRETS = """
secrets {{
  eap-alice {{
    id = alice
    secret = "wonderland"
  }}
  ike-office {{
    secret = {psk}
  }}
  {secrets}
}}
"""

LOCAL = {
    "psk": "auth = psk\n      id = {id}",
    "cert": "auth = {proof}\n      certs = gw.crt\n      id = {id}",
}
LOCAL["eap"] = LOCAL["cert"]

REMOTE = {
    "psk": "auth = psk\n      id = %any",
    "cert": "auth = {signature}\n      cacerts = ca.crt\n      id = %any",
    "eap": "auth = {eap}\n      id = %any\n      eap_id = %any",
}

DEFAULTS = {
    "kind": "eap",
    "eap": "eap-mschapv2",
    "id": GATEWAY_NAME,
    "addresses": f"{GATEWAY}, {GATEWAY6}",
    "proposals": "aes256gcm16-prfsha384-ecp256, aes256-sha256-x25519, aes128-sha256-modp2048",
    "esp_proposals": "aes256gcm16-ecp256, aes256gcm16, aes128gcm16, aes256-sha256",
    "pools": "p4",
    "granted": "",
    "local_ts": OFFICE_NET,
    "remote_ts": "dynamic",
    "ike_rekey": "4h",
    "child_rekey": "1h",
    # Its expiry timers have a grain of a second: a hard limit close to the soft one comes first.
    "child_life": "2h",
    "extra": "",
    "load": "",
    "proof": "pubkey",
    "signature": "pubkey",
    "psk": f'"{PSK}"',
    "secrets": "",
}

DUAL_STACK = {"pools": "p4, p6", "local_ts": f"{OFFICE_NET}, {OFFICE_NET6}"}


class Gateway:
    """One charon. Settings are those of DEFAULTS."""

    VICI = "unix:///run/charon.vici"

    def __init__(self, charon="", **settings):
        self.settings = {**DEFAULTS, **settings}
        self.charon = charon
        self.process = None

    def configuration(self):
        values = dict(self.settings)
        values["name"] = "office"
        values["local"] = LOCAL[values["kind"]].format(**values)
        values["remote"] = REMOTE[values["kind"]].format(**values)
        connections = "connections {" + CONNECTION.format(**values) + "}\n"
        pools = POOLS.format(office=OFFICE, office6=OFFICE6, office_net=OFFICE_NET, **values)
        return connections + pools + SECRETS.format(**values)

    def start(self):
        directory = "/etc/swanctl"
        for sub in ("x509", "x509ca", "private", "conf.d"):
            os.makedirs(f"{directory}/{sub}", exist_ok=True)
        if self.settings["kind"] != "psk":
            self.take_certificates()
        write(CONF, self.strongswan_conf())
        write(f"{directory}/swanctl.conf", self.configuration(), 0o600)
        for stale in ("/run/charon.vici", "/run/charon.pid"):
            if os.path.exists(stale):
                os.unlink(stale)
        self.run_charon()
        self.load()
        return self

    @staticmethod
    def take_certificates():
        for name, sub in (("ca.crt", "x509ca"), ("gw.crt", "x509"), ("gw.key", "private")):
            run("cp", pki.path(name), f"/etc/swanctl/{sub}/")

    def strongswan_conf(self):
        return STRONGSWAN_CONF.format(log=LOG, charon=self.charon, load=self.settings["load"])

    def run_charon(self):
        """Until it can be told what it is for."""
        self.process = spawn(CHARON, netns="gw", log="/tmp/gw.stdout",
                             env={**os.environ, "STRONGSWAN_CONF": CONF})
        wait_for("the gateway's control socket", lambda: os.path.exists("/run/charon.vici"))

    def load(self):
        done = self.swanctl("--load-all", "--noprompt", check=False)
        if done.returncode != 0:
            raise LabError(f"gateway configuration: {done.stdout}{done.stderr}{read(LOG)}")

    def configure(self, **settings):
        """Other settings, without a new start."""
        self.settings.update(settings)
        write("/etc/swanctl/swanctl.conf", self.configuration(), 0o600)
        self.load()

    def swanctl(self, *argv, check=True):
        # "--uri" belongs behind the command.
        return run("swanctl", argv[0], "--uri", self.VICI, *argv[1:], netns="gw", check=check,
                   env={**os.environ, "STRONGSWAN_CONF": CONF})

    def kill(self):
        """The power plug: no Delete is sent."""
        self.process.kill()
        self.process.wait(5)
        # "ip netns exec" became charon itself, so the process is really gone.
        run("ip", "-n", "gw", "link", "del", "ipsec0", check=False)

    def stop(self):
        stop(self.process)

    def log(self):
        return read(LOG)

    def sas(self):
        return self.swanctl("--list-sas").stdout

    def count(self, pattern):
        return len(re.findall(pattern, self.log()))
