# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Moves: another address, another family, and what must stay the same meanwhile."""

import contextlib
import math
import os
import signal
import socket
import sys
import threading
import time

from genkanlab import host, moves, net
from genkanlab.capture import Capture
from genkanlab.gateway import Gateway
from genkanlab.manager import ServiceManager
from genkanlab.peer import StrongSwanClient
from genkanlab.scene import Scene, ping, start_gateway
from genkanlab.shell import LabError, run, spawn, stop, wait_for


def add_gateway_name6():
    """The gateway's name has an address of either family."""
    with open("/etc/hosts", "a", encoding="utf-8") as hosts:
        hosts.write(f"{net.GATEWAY6} {net.GATEWAY_NAME}\n")


def only_ipv4(on):
    """The laptop's network offers one family."""
    if on:
        run("ip", "-6", "addr", "flush", "dev", "veth0", "scope", "global")
        run("ip", "addr", "replace", f"{net.LAPTOP}/24", "dev", "veth0")
        run("ip", "route", "replace", "default", "via", "192.168.77.1")
    else:
        run("ip", "-4", "addr", "flush", "dev", "veth0", "scope", "global")
        run("ip", "addr", "replace", "2001:db8:77::2/64", "dev", "veth0", "nodad")
        run("ip", "-6", "route", "replace", "default", "via", "2001:db8:77::1")


def sockets_and_device(pid):
    """What the worker has open that a move must not replace."""
    links = run("sh", "-c", f"ls -l /proc/{pid}/fd").stdout.splitlines()
    return sorted(line.split(" -> ")[1] for line in links if "socket:" in line or "tun" in line)


def case_family():
    """From IPv4 to IPv6, the only way: the same worker, sockets and IKE SA carry on, and the room
    inside follows the outer header."""
    scene = start_gateway(kind="eap")
    add_gateway_name6()
    only_ipv4(True)
    scene.remember()
    host.add_profile()
    host.connect()
    assert ping()
    worker, mtu = scene.genkand.workers(), host.status()["mtu"]
    opened = sockets_and_device(worker[0])
    with Capture() as air:
        only_ipv4(False)
        moved = time.monotonic()
        wait_for("the way over the other family", ping, 10)
        print(f"back after {time.monotonic() - moved:.1f} s")
        wait_for("the MTU", lambda: host.status()["mtu"] == mtu - 20, 3)
    assert scene.genkand.workers() == worker
    assert sockets_and_device(worker[0]) == opened
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    assert air.lines("ip6 and udp port 4500"), "nothing went over IPv6"
    assert scene.gateway.count(r"IKE_SA office\[\d+\] established") == 1, "a new session"
    host.vpnctl("disconnect", "office")


def case_while_away():
    """The network is another one when the service comes back from a restart, and nobody saw it
    change: the same session carries on over it at once."""
    scene = Scene(Gateway(kind="eap"), genkand=host.Genkand(starter=ServiceManager().spawn))
    add_gateway_name6()
    only_ipv4(True)
    scene.remember()
    host.add_profile()
    host.connect()
    assert ping()
    worker, = scene.genkand.workers()
    scene.genkand.kill(signal.SIGUSR1)
    only_ipv4(False)
    scene.genkand.start()
    began = time.monotonic()
    wait_for("the way over the other family", ping, 2)
    print(f"back after {time.monotonic() - began:.1f} s")
    os.kill(worker, 0)
    assert scene.gateway.count(r"IKE_SA office\[\d+\] established") == 1, "a new session"
    host.vpnctl("disconnect", "office")


def case_while_asking():
    """The network becomes another one while the gateway is asked at an address to which nothing
    leads there: its name is looked up anew at once."""
    scene = start_gateway(kind="eap")
    only_ipv4(True)
    host.add_profile()
    host.connect()
    assert ping()
    mute("udp dport { 500, 4500 }")()
    for worker in scene.genkand.workers():
        os.kill(worker, signal.SIGKILL)
    asked = scene.genkand.log().count("step: contact")
    wait_for("the question", lambda: scene.genkand.log().count("step: contact") > asked)
    unmute()
    add_gateway_name6()
    only_ipv4(False)
    began = time.monotonic()
    wait_for("the way over the other family", ping, 4)
    print(f"back after {time.monotonic() - began:.1f} s")
    host.vpnctl("disconnect", "office")


def case_stalled():
    """A router that loses ESP and lets IKE pass: status says within three seconds of traffic that
    it gets no answer, and that it does again once it does."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    host.connect()
    assert ping() and host.status()["stalled"] is False
    moves.lose_esp()
    pings = spawn("ping", "-i", "0.5", net.OFFICE, log="/tmp/pings.log")
    lost = time.monotonic()
    wait_for("stalled", lambda: host.status()["stalled"], 3.2)
    print(f"stalled is shown {time.monotonic() - lost:.1f} s after the first lost packet")
    assert "gets no answer" in host.vpnctl("status", "office").out
    # Fresh keys are tried meanwhile, and prove nothing.
    while time.monotonic() - lost < 7:
        assert host.status()["stalled"], "it flows, says status"
    assert scene.gateway.count("inbound CHILD_SA office"), "fresh keys were not tried"
    run("nft", "delete", "table", "ip", "black", netns="router")
    wait_for("the end of it", lambda: not host.status()["stalled"], 3.2)
    stop(pings)
    assert host.status()["state"] == "connected"
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def set_wire(mtu):
    """The wire between router and gateway: the router knows, the laptop does not."""
    for netns in ("router", "gw"):
        run("ip", "link", "set", "wan", "mtu", str(mtu), netns=netns)


SINK = """
import socket, threading
def drain(peer):
    while peer.recv(65536):
        pass
    peer.sendall(b"k")
    peer.close()
server = socket.create_server(("198.51.100.2", 9))
while True:
    threading.Thread(target=drain, args=server.accept()[:1]).start()
"""


def start_sink():
    """A server in the office that reads to the end and says that it did."""
    sink = spawn(sys.executable, "-c", SINK, netns="office", log="/tmp/sink.log")
    wait_for("the sink", lambda: ":9 " in run("ss", "-ltn", netns="office").stdout)
    return sink


def upload(octets, timeout=10):
    """Sends that much to the office by one TCP connection; seconds it took."""
    began = time.monotonic()
    with socket.create_connection((net.OFFICE, 9), timeout=timeout) as peer:
        peer.sendall(bytes(octets))
        peer.shutdown(socket.SHUT_WR)
        assert peer.recv(1) == b"k"
    return time.monotonic() - began


def assert_df(air, want):
    """DF of every IPv4 datagram of ESP that left the laptop, bundled or not."""
    esp = f"src host {net.LAPTOP} and udp dst port 4500 and udp[8:4] != 0 and udp[4:2] > 9"
    flag = "ip[6] & 0x40"
    assert air.lines(f"{esp} and {flag} {'!=' if want else '='} 0"), "no ESP at all"
    wrong = air.lines(f"{esp} and {flag} {'=' if want else '!='} 0")
    assert not wrong, wrong[:5]


def case_path_mtu():
    """The wire behind the router shrinks and the router says so: device and plane follow within
    three seconds of the first packet that is too big, and a move takes the path's MTU with it."""
    scene = start_gateway(kind="eap")
    start_sink()
    host.add_profile()
    host.connect()
    before = host.status()["mtu"]
    with Capture() as air:
        assert upload(200_000) < 5
        set_wire(1400)
        began = time.monotonic()
        uploader = threading.Thread(target=upload, args=(2_000_000,))
        uploader.start()
        wait_for("the MTU", lambda: host.status()["mtu"] == before - 100, 3.2)
        print(f"followed after {time.monotonic() - began:.1f} s")
        uploader.join(20)
        assert not uploader.is_alive()
        assert f"mtu {before - 100}" in run("ip", "link", "show", "genkan0").stdout
        assert ping() and upload(200_000) < 5
    assert_df(air, True)
    assert host.status()["state"] == "connected"
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


HOLE = """
table inet hole {
  chain output {
    type filter hook output priority 0
    icmp type destination-unreachable drop
    icmpv6 type packet-too-big drop
  }
}
"""

DOWNLOAD = """
import socket
server = socket.create_server(("198.51.100.2", 10))
while True:
    peer = server.accept()[0]
    try:
        while True:
            peer.sendall(bytes(65536))
    except OSError:
        peer.close()
"""


class Download:
    """Takes from the office what it can get."""

    def __init__(self):
        self.server = spawn(sys.executable, "-c", DOWNLOAD, netns="office", log="/tmp/source.log")
        wait_for("the source", lambda: ":10 " in run("ss", "-ltn", netns="office").stdout)
        self.peer = socket.create_connection((net.OFFICE, 10), timeout=60)
        self.came, self.gap, self.last = 0, 0.0, time.monotonic()
        self.thread = threading.Thread(target=self.take, daemon=True)
        self.thread.start()

    def take(self):
        try:
            while data := self.peer.recv(65536):
                now = time.monotonic()
                self.gap, self.last = max(self.gap, now - self.last), now
                self.came += len(data)
        except OSError:
            pass

    def goes_on(self):
        """Seconds until more came."""
        came, began = self.came, time.monotonic()
        wait_for("more", lambda: self.came > came, 20)
        return time.monotonic() - began

    def stop(self):
        self.peer.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.peer.close()
        stop(self.server)


def dig():
    """From now on the router loses what is large, both ways, and does not say so."""
    run("nft", "-f", "-", netns="router", stdin=HOLE)
    for link in ("lan", "wan"):
        run("ip", "link", "set", link, "mtu", "1400", netns="router")


def fill():
    for link in ("lan", "wan"):
        run("ip", "link", "set", link, "mtu", "1500", netns="router")
    run("nft", "delete", "table", "inet", "hole", netns="router")


def assert_follows(before):
    """The MTU is 100 bytes less, but for the search's grain, in time; and large packets pass."""
    began = time.monotonic()
    wait_for("the MTU", lambda: host.status()["mtu"] <= before - 100, 3 * moves.patience())
    print(f"smaller after {time.monotonic() - began:.1f} s")
    wait_for("the end of the search",
             lambda: before - 116 <= host.status()["mtu"] <= before - 100, 10 * moves.patience())
    print(f"searched for {time.monotonic() - began:.1f} s: {host.status()['mtu']}")
    assert f"mtu {host.status()['mtu']}" in run("ip", "link", "show", "genkan0").stdout
    assert upload(200_000) < 5


def case_black_hole():
    """A router loses large packets and does not say so: under a download, under an upload, with
    nothing under way, and on another network, the path's MTU is found out within three seconds."""
    scene = start_gateway(kind="eap")
    add_gateway_name6()
    moves.only_ipv4()
    start_sink()
    host.add_profile()
    host.connect()
    before = host.status()["mtu"]
    download = Download()
    print(f"a download: {download.goes_on():.1f} s")
    download.gap = 0.0
    dig()
    assert_follows(before)
    # The office is told what it may send in connections that were made before.
    came = download.came
    wait_for("the download", lambda: download.came > came + 1_000_000)
    print(f"nothing came for {download.gap:.1f} s")
    assert download.gap < 4 * moves.patience(), download.gap
    download.stop()
    fill()
    # Another network is asked anew.
    moves.renumber("192.168.77.3")()
    wait_for("the MTU of a wide path", lambda: host.status()["mtu"] == before,
             10 * moves.patience())
    uploader = threading.Thread(target=upload, args=(5_000_000, 60))
    uploader.start()
    time.sleep(0.3)
    dig()
    assert_follows(before)
    uploader.join(5 * moves.patience())
    assert not uploader.is_alive(), "the upload does not go on"
    # A move into it, and one of family.
    moves.renumber(net.LAPTOP)()
    assert_follows(before)
    moves.only_ipv6()
    assert_follows(before - 20)
    assert host.status()["state"] == "connected"
    assert scene.gateway.count(r"IKE_SA office\[\d+\] established") == 1, "a new session"
    host.vpnctl("disconnect", "office")


def case_own_wire():
    """The laptop's own wire shrinks and grows again: device and plane follow both ways within three
    seconds."""
    scene = start_gateway(kind="eap")
    start_sink()
    host.add_profile()
    host.connect()
    before = host.status()["mtu"]
    for wire, mtu in ((1400, before - 100), (1500, before)):
        for netns, link in ((None, "veth0"), ("router", "lan")):
            run("ip", "link", "set", link, "mtu", str(wire), netns=netns)
        began = time.monotonic()
        wait_for("the MTU", lambda mtu=mtu: host.status()["mtu"] == mtu, 3.2)
        print(f"followed after {time.monotonic() - began:.1f} s")
        assert f"mtu {mtu}" in run("ip", "link", "show", "genkan0").stdout
        assert ping() and upload(200_000) < 5
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


MOVES = (
    ("another address", moves.renumber("192.168.77.3")),
    ("the first address", moves.renumber(net.LAPTOP)),
    (None, moves.add_uplink),
    ("an uplink without NAT", moves.unplug),
    ("the uplink with NAT", moves.plug_in),
    (None, moves.remove_uplink),
    ("IPv4 to IPv6", moves.only_ipv6),
    ("IPv6 to IPv4", moves.only_ipv4),
    ("the NAT's ports", moves.rebind),
)


@contextlib.contextmanager
def peer_session():
    """strongSwan's client, connected."""
    peer = StrongSwanClient().start()
    try:
        peer.initiate()
        yield
    finally:
        peer.stop()


def time_moves(timeout=40, session=contextlib.nullcontext):
    """Seconds that each move was felt, each within a session; infinite: no answer came in time."""
    times = {}
    for name, move in MOVES:
        if name is None:
            move()
            continue
        try:
            with session():
                times[name] = moves.felt(move, timeout)
        except LabError:
            times[name] = math.inf
    moves.set_nat("masquerade")
    return times


def print_beside_strongswan(ours):
    """And how long strongSwan's client takes on the same wires, with the same gateway."""
    theirs = time_moves(5, session=peer_session)
    for name, seconds in ours.items():
        other = "not in 5 s" if theirs[name] == math.inf else f"{theirs[name]:.2f} s"
        print(f"{name}: {seconds:.2f} s, strongSwan {other}")


def case_mobike():
    """Moves of every kind with a gateway that knows MOBIKE: within a second, on the same SAs; and
    strongSwan's client on the same wires."""
    scene = start_gateway(kind="eap")
    add_gateway_name6()
    moves.only_ipv4()
    host.add_profile()
    host.connect()
    ours = time_moves()
    assert scene.gateway.count(r"IKE_SA office\[\d+\] established") == 1, "a new session"
    host.vpnctl("disconnect", "office")
    bound = moves.patience()
    print_beside_strongswan(ours)
    assert all(seconds < bound for seconds in ours.values()), ours


def case_no_mobike():
    """The same moves with a gateway that knows no MOBIKE: fresh keys, or a new session, on the new
    path."""
    scene = start_gateway(kind="eap", extra="mobike = no")
    add_gateway_name6()
    moves.only_ipv4()
    host.add_profile()
    host.connect()
    ours = time_moves()
    sessions = scene.gateway.count(r"IKE_SA office\[\d+\] established")
    print(f"{sessions} sessions")
    host.vpnctl("disconnect", "office")
    print_beside_strongswan(ours)
    assert all(seconds < 3 * moves.patience() for seconds in ours.values()), ours


def case_new_network():
    """Waits have grown with attempts that did not last; on another network, where the gateway can
    only be met anew, the first one is made at once."""
    scene = start_gateway(kind="eap", extra="mobike = no")
    add_gateway_name6()
    only_ipv4(True)
    host.add_profile()
    host.connect()
    for _ in range(4):
        worker, = scene.genkand.workers()
        os.kill(worker, signal.SIGKILL)
        wait_for("another worker", lambda: scene.genkand.workers() not in ([], [worker]), 15)
        wait_for("its session", lambda: host.status()["state"] == "connected", 15)
    only_ipv4(False)
    moved = time.monotonic()
    wait_for("the way over the other family", ping, 6)
    seconds = time.monotonic() - moved
    print(f"back after {seconds:.2f} s")
    assert seconds < 3 * moves.patience(), seconds
    host.vpnctl("disconnect", "office")


# What the gateway sends under the old keys goes where the laptop is no more, and it does not ask
# for new ones by itself.
STUCK = """
table inet stuck {{
  chain output {{
    type filter hook output priority 0
    ip daddr {old} accept
    udp sport 4500 @th,64,32 {spi} counter drop
    udp sport 4500 @th,64,32 0 @th,240,16 0x2400 counter drop
  }}
}}
"""


DEAF = """
table inet deaf {
  chain output {
    type filter hook output priority 0
    ip daddr 192.168.77.4 udp sport 4500 @th,64,32 != 0 drop
  }
}
"""


def stick(old):
    """From now on the gateway follows moves in IKE and not in ESP."""
    spi = host.status()["child-sas"][0]["spi-in"]
    run("nft", "delete", "table", "inet", "stuck", netns="gw", check=False)
    run("nft", "-f", "-", netns="gw", stdin=STUCK.format(old=old, spi=spi))


def case_ike_only():
    """A gateway that follows a move in IKE and not in ESP: fresh keys bring the data path back, and
    status does not claim meanwhile that packets flow."""
    scene = Scene(Gateway(kind="eap", extra="mobike = no"), nat=False)
    host.add_profile()
    host.connect()
    for old, new in ((net.LAPTOP, "192.168.77.3"), ("192.168.77.3", net.LAPTOP)):
        stick(old)
        seconds = moves.felt(moves.renumber(new))
        print(f"from {old} to {new}: {seconds:.2f} s")
        assert seconds < 3 * moves.patience(), seconds
    established = r"IKE_SA office\[\d+\] established"
    assert scene.gateway.count(established) == 1, "a new session"
    # Fresh keys do not help either.
    run("nft", "-f", "-", netns="gw", stdin=DEAF)
    pings = spawn("ping", "-i", "0.2", net.OFFICE, log="/tmp/pings.log")
    moves.renumber("192.168.77.4")()
    moved = time.monotonic()
    wait_for("stalled", lambda: host.status()["stalled"], 3 * moves.patience())
    wait_for("a new session", lambda: scene.gateway.count(established) >= 2, 10 * moves.patience())
    print(f"a new session after {time.monotonic() - moved:.1f} s")
    run("nft", "delete", "table", "inet", "deaf", netns="gw")
    moves.renumber(net.LAPTOP)()
    wait_for("the office", ping)
    stop(pings)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


MUTE = """
table inet mute {{
  chain forward {{
    type filter hook forward priority -1
    {what} drop
  }}
}}
"""


def mute(what):
    """The router loses these packets and says nothing."""
    def move():
        run("nft", "-f", "-", netns="router", stdin=MUTE.format(what=what))
    return move


def unmute():
    run("nft", "delete", "table", "inet", "mute", netns="router")


def case_two_uplinks():
    """Of two networks the one in use goes dead and nobody says so: the other one carries on, on the
    same session, and is left again when it goes."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    moves.add_uplink()
    host.connect()
    assert host.status()["peer"]["nat"] is True
    seconds = moves.felt(mute('iifname { "lan" } udp dport 4500'))
    print(f"the other uplink after {seconds:.2f} s")
    assert seconds < moves.patience(), seconds
    with moves.Pinger():
        wait_for("no NAT on this way", lambda: host.status()["peer"]["nat"] is False, 10)
    unmute()
    seconds = moves.felt(moves.remove_uplink)
    print(f"and back after {seconds:.2f} s")
    assert seconds < moves.patience(), seconds
    with moves.Pinger():
        wait_for("the NAT again", lambda: host.status()["peer"]["nat"], 10)
    assert scene.gateway.count(r"IKE_SA office\[\d+\] established") == 1, "a new session"
    assert scene.gateway.count(r"N\(ADD_4_ADDR\)") > 1, "our further address was not told"
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_other_address():
    """The gateway's first address cannot be reached any more, another one that it told of can."""
    second = "192.0.2.3"
    scene = Scene(Gateway(kind="eap", addresses=f"{net.GATEWAY}, {second}"),
                  second_address=second)
    host.add_profile()
    host.connect()
    seconds = moves.felt(mute(f"ip daddr {net.GATEWAY}"))
    print(f"its other address after {seconds:.2f} s")
    assert seconds < 2 * moves.patience(), seconds
    # An answer that was under way when the address fell silent may have been the first; who is idle
    # then does not look for another way.
    with moves.Pinger():
        wait_for("the address in status", lambda: host.status()["gateway-address"] == second, 10)
    assert scene.gateway.count(r"IKE_SA office\[\d+\] established") == 1, "a new session"
    host.vpnctl("disconnect", "office")


def case_lost_session():
    """The network is gone for longer than a session lasts: the next one has the same inner address,
    and the gateway is rid of the lost one at once."""
    scene = start_gateway(kind="cert")
    host.add_profile(auth="cert", ike__give_up="5", ike__dpd_interval="5")
    host.connect(secrets=())
    before = host.status()["addresses"]
    with_pings = spawn("ping", "-i", "0.5", net.OFFICE, log="/tmp/pings.log")
    mute("udp dport { 500, 4500 }")()
    wait_for("the end of the session", lambda: host.status()["state"] != "connected", 30)
    unmute()
    wait_for("the next one", lambda: host.status()["state"] == "connected", 20)
    stop(with_pings)
    assert ping()
    assert host.status()["addresses"] == before, host.status()["addresses"]
    sas = [line for line in scene.gateway.sas().splitlines() if line.startswith("office: #")]
    assert len(sas) == 1, sas
    assert scene.gateway.count(r"N\(INIT_CONTACT\)") == 1
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
