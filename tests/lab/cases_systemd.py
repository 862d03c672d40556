# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The installed service under a real systemd: upgrade, crash, stop, and the unit's own promises."""

import os
import re
import signal
import time

from genkanlab import guest as systemd
from genkanlab import host, net, resolved
from genkanlab.capture import Capture
from genkanlab.gateway import PASSWORD
from genkanlab.guest import Guest
from genkanlab.scene import assert_office_reachable, ping, start_gateway
from genkanlab.shell import read, run, spawn, stop, wait_for, write


# Of "systemd-analyze security"; each line that the unit leaves open says there why.
SCORE_MAX = 2.6


def connect():
    host.add_profile()
    host.connect()


def is_connected():
    return any(row["state"] == "connected" for row in host.connections())


def upgrade(scene):
    """What a package's maintainer script does."""
    systemd.install()
    scene.genkand.guest.systemctl("daemon-reload")
    scene.genkand.restart()


def answers():
    """Numbers of the pings that were answered so far."""
    return [int(n) for n in re.findall(r"icmp_seq=(\d+) ttl", read("/tmp/pings.log"))]


def wait_for_answers(count):
    wait_for(f"{count} answers", lambda: len(answers()) >= count, 30)


def case_upgraded_under_traffic():
    """A restart, an upgrade and a crash lose no ping; the stop after them leaves nothing."""
    scene = start_gateway(kind="eap", guest=Guest())
    connect()
    wait_for("the descriptors to be kept",
             lambda: scene.genkand.guest.show("genkand", "NFileDescriptorStore") == "4")
    (worker,) = scene.genkand.workers()
    with Capture() as air:
        pings = spawn("ping", "-i", "0.01", net.OFFICE, log="/tmp/pings.log")
        wait_for_answers(50)
        for again in (scene.genkand.restart, lambda: upgrade(scene), scene.genkand.kill):
            before = scene.genkand.main_pid()
            again()
            wait_for("the connection to be back", is_connected, 20)
            assert scene.genkand.main_pid() != before
            wait_for_answers(len(answers()) + 50)
        stop(pings)
    # It was ended with answers on their way: what counts is each before the last that came.
    lost = sorted(set(range(1, answers()[-1])) - set(answers()))
    print(f"{len(answers())} pings answered, {len(lost)} lost")
    assert not lost, lost
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)[:5]
    assert scene.genkand.workers() == [worker]
    assert "NoNewPrivs:\t1" in read(f"/proc/{worker}/status")
    stop_leaves_nothing(scene)


def stop_leaves_nothing(scene):
    started = time.monotonic()
    scene.genkand.stop()
    print(f"stopped in {time.monotonic() - started:.1f} s")
    assert scene.genkand.guest.show("genkand", "Result") == "success"
    wait_for("the store to be empty",
             lambda: scene.genkand.guest.show("genkand", "NFileDescriptorStore") == "0")
    scene.assert_nothing_left()
    assert not os.path.exists("/run/genkan/wanted") or not os.listdir("/run/genkan/wanted")


def case_unit():
    """The unit's limits hold, its score stays where it is, and each open line has its reason."""
    scene = start_gateway(kind="eap", guest=Guest())
    guest = scene.genkand.guest
    connect()
    for name in ("MemoryMax", "TasksMax", "LimitNOFILE"):
        assert guest.show("genkand", name).isdigit(), (name, guest.show("genkand", name))
    assert guest.show("genkand", "OOMPolicy") == "continue"
    unit = guest.systemctl("cat", "genkand").stdout
    report = guest.run("systemd-analyze", "security", "--no-pager", "genkand.service").stdout
    score = float(re.search(r"exposure level for genkand.service: ([\d.]+)", report).group(1))
    print(f"exposure level {score}")
    assert score <= SCORE_MAX, report
    for setting in re.findall(r"^✗ (\w+)=", report, re.MULTILINE):
        assert setting in unit, f"{setting} is open, and the unit does not say why\n{report}"
    assert_office_reachable()
    stop_leaves_nothing(scene)


def documented_drop_in():
    """What docs/admin.md gives a computer that always runs systemd-resolved."""
    text = read(os.path.join(host.SOURCE, "docs", "admin.md"))
    lines = re.search(r"^    \[Service\]\n(?:    .*\n)+", text, re.MULTILINE)[0]
    return re.sub(r"^    ", "", lines, flags=re.MULTILINE)


def case_etc_read_only():
    """Beside systemd-resolved the service does with its own folder below /etc."""
    scene = start_gateway(kind="eap", guest=Guest())
    process = resolved.start()
    os.makedirs("/etc/systemd/system/genkand.service.d", exist_ok=True)
    write("/etc/systemd/system/genkand.service.d/resolved.conf", documented_drop_in())
    scene.genkand.guest.systemctl("daemon-reload")
    scene.genkand.restart()
    scene.remember()

    def may_write(path):
        return scene.genkand.guest.run("nsenter", "-m", "-t", str(scene.genkand.main_pid()),
                                       "touch", path, check=False).returncode == 0
    assert not may_write("/etc/foreign") and may_write("/etc/genkan/own")
    connect()
    assert_office_reachable()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
    stop(process)


def case_boot():
    """What the computer itself connects is there after a boot and a crash; left, it stays left."""
    guest = Guest()
    scene = start_gateway(kind="eap", guest=guest)
    guest.systemctl("enable", "genkand")
    systemd.add_boot_profile()
    systemd.keep_secret("office.password", PASSWORD)
    scene.gateway.kill()
    guest.reboot()
    wait_for("an attempt without a gateway", lambda: "next attempt in" in scene.genkand.log(), 60)
    scene.gateway.start()
    wait_for("the office", ping, 60)
    assert host.status()["state"] == "connected"
    # As if systemd's store had been lost as well: nobody is asked.
    worker, = scene.genkand.workers()
    scene.genkand.kill()
    os.kill(worker, signal.SIGKILL)
    wait_for("the office after a crash", ping, 30)
    host.vpnctl("disconnect", "office")
    scene.genkand.restart()
    assert host.connections() == []
    host.vpnctl("connect", "office")
    assert_office_reachable()
    stop_leaves_nothing(scene)


def case_boot_with_credentials():
    """The secret is a credential of systemd's; a file that others may read is not used."""
    guest = Guest()
    scene = start_gateway(kind="eap", guest=guest)
    guest.systemctl("enable", "genkand")
    systemd.add_boot_profile()
    systemd.keep_secret("office.password", "wrong")
    run("chmod", "644", "/etc/genkan/secrets/office.password")
    run("mkdir", "-p", "/etc/systemd/system/genkand.service.d")
    write("/etc/genkan/cred", PASSWORD, 0o600)
    write("/etc/systemd/system/genkand.service.d/secret.conf",
          "[Service]\nLoadCredential=office.password:/etc/genkan/cred\n")
    guest.reboot()
    wait_for("the office", ping, 60)
    write("/etc/systemd/system/genkand.service.d/secret.conf", "")
    guest.systemctl("daemon-reload")
    scene.genkand.stop()
    scene.genkand.start()
    row = wait_for("the end without a secret", lambda: next(
        (row for row in host.connections() if row["state"] == "failed"), None), 30)
    assert row["reason"] == "no-secrets", row
    assert "nobody else may read" in scene.genkand.log()


TRAFFIC = f"""[Unit]
DefaultDependencies=no
After=network-pre.target
[Service]
ExecStart=ping -i 0.02 -W 1 {net.ROUTER_WAN}
[Install]
WantedBy=sysinit.target
"""


def case_lockdown():
    """network.guard=always: from the boot on nothing leaves in clear, and the ways out open it."""
    guest = Guest()
    scene = start_gateway(kind="eap", guest=guest, local_ts="0.0.0.0/0")
    guest.systemctl("enable", "genkand")
    systemd.add_boot_profile(**{"network.routes": "", "network.guard": "always"})
    systemd.keep_secret("office.password", PASSWORD)
    assert not ping(net.ROUTER_WAN, deadline=1), "what the VPN would carry leaves in clear"
    host.vpnctl("connect", "office")
    assert_office_reachable()
    # The last address is remembered: the name cannot be asked for.
    hosts = read("/etc/hosts")
    write("/etc/hosts", hosts.replace(net.GATEWAY_NAME, "elsewhere.test"))
    scene.gateway.kill()
    # Some program that talks as soon as there may be a network.
    write("/etc/systemd/system/lab-traffic.service", TRAFFIC)
    guest.systemctl("enable", "lab-traffic")
    with Capture() as air:
        guest.reboot()
        assert guest.show("lab-traffic", "ActiveState") == "active"
        for address in (net.OFFICE, net.ROUTER_WAN, "2001:db8:2::fe"):
            assert not ping(address, deadline=1)
        scene.gateway.start()
        wait_for("the office", ping, 60)
        host.vpnctl("disconnect", "office")
        assert not ping(net.ROUTER_WAN, deadline=1)
    clear = air.lines(f"(ip and not host {net.GATEWAY}) or (ip6 and not icmp6)")
    assert not clear, clear[:5]
    # Who flushes the packet filter opens the moment until it is back.
    run("nft", "flush", "ruleset")
    wait_for("the lockdown to be back",
             lambda: "genkan-256" in run("nft", "list", "tables").stdout)
    with Capture() as air:
        assert not ping(net.ROUTER_WAN, deadline=1)
        scene.genkand.stop()
        assert not ping(net.ROUTER_WAN, deadline=1)
    run(host.program("core", "daemon", "genkand"), "--unlock")
    assert ping(net.ROUTER_WAN), "it is not open"
    scene.genkand.start()
    assert not ping(net.ROUTER_WAN, deadline=1)
    clear = air.lines(f"(ip and not host {net.GATEWAY}) or (ip6 and not icmp6)")
    assert not clear, clear[:5]
    assert "Nothing leaves" in host.vpnctl("status").out
    host.vpnctl("disconnect", "--force")
    assert ping(net.ROUTER_WAN), "it is not open"
    assert "is open" in host.vpnctl("status").out
    scene.genkand.restart()
    assert ping(net.ROUTER_WAN), "a restart of the service closed it again"
    write("/etc/hosts", hosts)
    host.vpnctl("connect", "office")
    host.vpnctl("disconnect", "office")
    assert not ping(net.ROUTER_WAN, deadline=1)
    host.vpnctl("set", "office", "network.guard=connected")
    assert ping(net.ROUTER_WAN), "it is not open"
    stop_leaves_nothing(scene)
