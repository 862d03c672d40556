# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""strongSwan as a client on the same laptop: the peer we are measured beside."""

import os

from . import pki
from .gateway import CHARON, PASSWORD, USER
from .net import GATEWAY, GATEWAY_NAME, OFFICE_NET
from .shell import run, spawn, stop, wait_for, write

DIRECTORY = "/tmp/peer"
VICI = f"unix://{DIRECTORY}/run/charon.vici"

STRONGSWAN_CONF = f"""
charon {{
  load_modular = no
  load = random nonce openssl pem pkcs1 pkcs8 x509 revocation constraints pubkey sha1 sha2 aes gmp \
curve25519 hmac kdf gcm chapoly drbg mgf1 md4 kernel-libipsec kernel-netlink socket-default vici \
eap-identity eap-mschapv2 resolve counters
  port = 0
  port_nat_t = 0
  filelog {{
    out {{
      path = /tmp/peer.log
      default = 1
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
    vici {{
      socket = {VICI}
    }}
    resolve {{
      file = {DIRECTORY}/resolv.conf
    }}
    kernel-libipsec {{
      allow_peer_ts = yes
    }}
  }}
}}
"""

SWANCTL_CONF = f"""
connections {{
  office {{
    version = 2
    remote_addrs = {GATEWAY}
    proposals = aes256gcm16-prfsha384-ecp256
    vips = 0.0.0.0
    encap = yes
    local {{
      auth = eap
      id = {USER}
      eap_id = {USER}
    }}
    remote {{
      auth = pubkey
      id = {GATEWAY_NAME}
    }}
    children {{
      office {{
        remote_ts = {OFFICE_NET}
        esp_proposals = aes256gcm16
      }}
    }}
  }}
}}
secrets {{
  eap-alice {{
    id = {USER}
    secret = "{PASSWORD}"
  }}
}}
"""


class StrongSwanClient:
    def __init__(self):
        self.process = None

    def start(self):
        for sub in ("swanctl/x509ca", "swanctl/conf.d", "run"):
            os.makedirs(f"{DIRECTORY}/{sub}", exist_ok=True)
        run("cp", pki.path("ca.crt"), f"{DIRECTORY}/swanctl/x509ca/")
        write(f"{DIRECTORY}/strongswan.conf", STRONGSWAN_CONF)
        write(f"{DIRECTORY}/swanctl/swanctl.conf", SWANCTL_CONF, 0o600)
        for stale in ("charon.vici", "charon.pid"):
            if os.path.exists(f"{DIRECTORY}/run/{stale}"):
                os.unlink(f"{DIRECTORY}/run/{stale}")
        # Its own /run: charon refuses to start beside another one's pid file.
        self.process = spawn("unshare", "-m", "sh", "-c",
                             f"mount --bind {DIRECTORY}/run /run && exec {CHARON}",
                             log="/tmp/peer.stdout",
                             env={**os.environ, "STRONGSWAN_CONF": f"{DIRECTORY}/strongswan.conf"})
        wait_for("the peer's control socket",
                 lambda: os.path.exists(f"{DIRECTORY}/run/charon.vici"))
        self.swanctl("--load-all", "--noprompt")
        return self

    def swanctl(self, *argv, check=True):
        return run("swanctl", argv[0], "--uri", VICI, *argv[1:], check=check,
                   env={**os.environ, "STRONGSWAN_CONF": f"{DIRECTORY}/strongswan.conf",
                        "SWANCTL_DIR": f"{DIRECTORY}/swanctl"})

    def initiate(self, check=True):
        return self.swanctl("--initiate", "--child", "office", "--timeout", "15", check=check)

    def terminate(self, check=True):
        """Returns when its virtual address is gone too, which charon removes a little later."""
        done = self.swanctl("--terminate", "--ike", "office", "--timeout", "5", check=check)
        wait_for("the peer's address to go",
                 lambda: "ipsec0" not in run("ip", "-o", "-4", "addr", "show").stdout)
        return done

    def stop(self):
        stop(self.process)
