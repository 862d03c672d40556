# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""vpnctl capture: what is in the file, and what is not."""

import glob
import os
import signal
import socket
import subprocess

from genkanlab import host, net, wireshark
from genkanlab.gateway import PSK
from genkanlab.scene import ping, start_gateway
from genkanlab.shell import read, run, spawn, wait_for

PATH = "/tmp/traffic.pcapng"
KEYS = PATH + ".esp_sa"
IKE_KEYS = PATH + ".ikev2_decryption_table"
REKEY_SA = "16393"
LOG = "/tmp/capture.log"
WORDS = b"nobody's business"
INSIDE, OUTSIDE = "0", "1"


class Recording:
    """vpnctl capture, while the with block runs."""

    def __init__(self, *options):
        for path in (PATH, KEYS, IKE_KEYS, LOG):
            if os.path.exists(path):
                os.unlink(path)
        self.process = spawn(host.vpnctl_path(), "capture", "office", PATH, *options, log=LOG)

    def wait(self):
        wait_for("the capture", lambda: "Ctrl-C" in read(LOG), 30)

    def __enter__(self):
        self.wait()
        return self

    def __exit__(self, *exc):
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(30) == 0, read(LOG)


def begin():
    scene = start_gateway(kind="psk")
    host.add_profile(auth="psk")
    host.connect(secrets=(PSK,))
    return scene


def speak():
    """Packets with words in them, and pings, both ways."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as talker:
        talker.sendto(WORDS, (net.OFFICE, 7))
    assert ping(count=5)


def spis():
    """Of what is sealed and opened now."""
    return [row[key] for row in host.status()["child-sas"] for key in ("spi-in", "spi-out")]


def table(*names, **keys):
    """What Wireshark sees of each packet."""
    names = ("frame.interface_id", "ip.src", "frame.len", "frame.cap_len", "_ws.malformed", *names)
    return [dict(zip(names, row)) for row in wireshark.fields_of(PATH, "frame", *names, **keys)]


def octets():
    with open(PATH, "rb") as file:
        return file.read()


def case_headers_alone():
    """Unless it is asked for, no content, no key and nothing that could be opened is written, and
    the file is its owner's alone; both sides are there, of both ways. It ends with the connection.
    """
    scene = begin()
    recording = Recording()
    recording.wait()
    speak()
    host.vpnctl("disconnect", "office")
    assert recording.process.wait(30) == 0, read(LOG)
    assert "ended" in read(LOG), read(LOG)
    assert os.stat(PATH).st_mode & 0o777 == 0o600 and not glob.glob(PATH + ".*")
    assert WORDS not in octets()
    rows = table("icmp.type", "esp.spi", "isakmp.exchangetype")
    inside = [row for row in rows if row["frame.interface_id"] == INSIDE and row["icmp.type"]]
    # A port that nobody listens at is one more kind.
    assert {row["icmp.type"] for row in inside} == {"0", "3", "8"}, inside
    assert all(int(row["frame.cap_len"]) == 28 < int(row["frame.len"]) for row in inside), inside
    sealed = [row for row in rows if row["esp.spi"]]
    assert {row["frame.interface_id"] for row in sealed} == {OUTSIDE}, sealed
    assert {row["ip.src"] for row in sealed} == {net.LAPTOP, net.GATEWAY}, sealed
    assert all(int(row["frame.cap_len"]) == 36 < int(row["frame.len"]) for row in sealed), sealed
    assert any(row["isakmp.exchangetype"] for row in rows), "the Delete is not there"
    assert not any(row["_ws.malformed"] for row in rows), rows
    scene.assert_nothing_left()


def case_keys():
    """With the keys Wireshark sees inside of the sealed packets what it sees beside them, also
    after a rekey; keys from before and after are not those of the file."""
    scene = begin()
    before = scene.gateway.sas()
    with Recording("--with-keys", "--with-contents"):
        wait_for("new keys", lambda: read(KEYS).count("\n") == 2 and read(IKE_KEYS), 30)
        wait_for("their use", lambda: ping() and scene.gateway.sas() != before, 30)
        speak()
        scene.gateway.swanctl("--rekey", "--child", "office")
        wait_for("new keys", lambda: read(KEYS).count("\n") == 4, 30)
        speak()
    assert WORDS in octets()
    keys = read(KEYS).splitlines()
    rows = table("icmp.seq", "icmp.type", "esp.spi", "esp.icv_good", "isakmp.notify.msgtype",
                 rows=keys, ike_rows=read(IKE_KEYS).splitlines())
    pings = {side: {(row["icmp.seq"], row["icmp.type"]) for row in rows
                    if row["icmp.type"] and row["frame.interface_id"] == side}
             for side in (INSIDE, OUTSIDE)}
    assert len(pings[INSIDE]) >= 10 and pings[INSIDE] == pings[OUTSIDE], pings
    assert not any(row["esp.icv_good"] == "0" or row["_ws.malformed"] for row in rows), rows
    asked = {row["ip.src"] for row in rows if REKEY_SA in row["isakmp.notify.msgtype"].split(",")}
    assert net.GATEWAY in asked, "what the gateway asked for is not to be read"
    for path in (KEYS, IKE_KEYS):
        assert os.stat(path).st_mode & 0o777 == 0o600
    told = {row.split('"')[7] for row in keys}
    wait_for("other keys than those of the file", lambda: ping() and not any(
        f"0x{spi:08x}" in told for spi in spis()), 30)


def case_bounds():
    """A file gets as large and takes as long as was said; one that exists is not touched; standard
    output will do, but not for keys; another capture takes the place of the first."""
    scene = begin()
    sized = Recording("--with-contents", "--megabytes", "1")
    sized.wait()
    assert run("ping", "-f", "-c", "500", "-s", "1300", net.OFFICE).returncode == 0
    assert sized.process.wait(30) == 0 and "size" in read(LOG), read(LOG)
    assert 900_000 < os.path.getsize(PATH) <= 1_000_000, os.path.getsize(PATH)

    taken = host.vpnctl("capture", "office", PATH, check=False)
    assert taken.code == 1 and PATH in taken.err, taken
    refused = host.vpnctl("capture", "office", "-", "--with-keys", check=False)
    assert refused.code == 2, refused
    assert 900_000 < os.path.getsize(PATH) <= 1_000_000, os.path.getsize(PATH)

    replaced = Recording()
    replaced.wait()
    timed = subprocess.run([host.vpnctl_path(), "capture", "office", "-", "--seconds", "1", "-q"],
                           capture_output=True, check=True, timeout=30)
    assert timed.stdout.startswith(b"\x0a\x0d\x0d\x0a") and not timed.stderr, timed
    assert replaced.process.wait(30) == 0 and "another" in read(LOG), read(LOG)
    host.vpnctl("disconnect", "office")
    gone = host.vpnctl("capture", "office", "/tmp/other", check=False)
    assert gone.code == 10 and not os.path.exists("/tmp/other"), gone
    scene.assert_nothing_left()
