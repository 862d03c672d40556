# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A connection's life: rekeys, deaths and returns."""

import os
import re
import signal
import socket
import time

from genkanlab import host, net
from genkanlab.capture import Capture
from genkanlab.gateway import PASSWORD, PSK
from genkanlab.scene import assert_office_reachable, ping, start_gateway
from genkanlab.shell import LabError, read, run, spawn, stop, wait_for, write


def connect(**profile):
    host.add_profile(**profile)
    host.connect()


def wait_connected(timeout):
    return wait_for("the connection to be back", lambda: (host.status() or {}).get("state")
                    == "connected" and ping(), timeout)


def pings_lost(seconds, interval=0.05):
    """Pings the office for a while and returns (sent, lost)."""
    done = run("ping", "-i", str(interval), "-w", str(seconds), "-W", "1", "-q", net.OFFICE,
               check=False, timeout=seconds + 10)
    sent, received = map(int, re.search(r"(\d+) packets transmitted, (\d+)", done.stdout).groups())
    return sent, sent - received


def case_full_queue():
    """What the computer sends while the data plane stands still for a moment, and the tunnel's
    device cannot hold, is counted and told."""
    scene = start_gateway(kind="eap")
    connect()
    worker = scene.genkand.workers()[0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        os.kill(worker, signal.SIGSTOP)
        wait_for("all threads to stand still",
                 lambda: all("\nState:\tT" in read(f"/proc/{worker}/task/{thread}/status")
                             for thread in os.listdir(f"/proc/{worker}/task")))
        for _ in range(1000):
            sender.sendto(b"x", (net.OFFICE, 9))
        os.kill(worker, signal.SIGCONT)
    assert "more than the tunnel's interface could hold" in host.vpnctl("status", "--verbose").out
    assert host.status()["counters"]["drops"]["tun-queue"] >= 100
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_rekeys_of_the_client():
    """Child and IKE SA are rekeyed every few seconds under traffic; no packet is lost."""
    scene = start_gateway(kind="eap")
    connect(esp__lifetime="4", ike__lifetime="9")
    sent, lost = pings_lost(22)
    assert lost <= 1, f"{lost} of {sent} pings lost"
    created = scene.gateway.count(r"CHILD_SA office\{\d+\} established|inbound CHILD_SA")
    assert created >= 5, f"only {created} Child SAs in 22 s\n{scene.gateway.log()[-3000:]}"
    rekeyed = scene.gateway.count(r"IKE_SA office\[\d+\] rekeyed|IKE_SA office\[\d+\] established")
    assert rekeyed >= 3, scene.gateway.log()[-3000:]
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_rekeys_of_the_gateway():
    """The gateway rekeys both SAs every few seconds under traffic; no packet is lost."""
    scene = start_gateway(kind="eap", child_rekey="4s", ike_rekey="9s",
                          extra="over_time = 10s\n    rand_time = 0s")
    connect()
    sent, lost = pings_lost(22)
    assert lost <= 1, f"{lost} of {sent} pings lost\n{scene.gateway.log()[-4000:]}"
    assert scene.gateway.count(r"generating CREATE_CHILD_SA request") >= 4
    assert host.status()["state"] == "connected"
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_rekeys_by_volume():
    """After each megabyte there are new keys; no packet is lost, and nobody else rekeys."""
    scene = start_gateway(kind="eap")
    connect(esp__lifetime_volume="1")
    for turn in range(3):
        before = scene.gateway.count(r"parsed CREATE_CHILD_SA request")
        done = run("ping", "-q", "-i", "0.001", "-s", "1300", "-c", "850", net.OFFICE, timeout=60)
        assert " 0% packet loss" in done.stdout, done.stdout
        wait_for("new keys", lambda seen=before: scene.gateway.count(
            r"parsed CREATE_CHILD_SA request") > seen)
        assert scene.gateway.count(r"parsed CREATE_CHILD_SA request") <= 2 * (turn + 1)
    assert "lifetime" not in host.status()["counters"]["drops"], host.status()["counters"]
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_rekey_by_hand():
    """vpnctl is not needed for it, the D-Bus methods are: Connection.Rekey for both SAs."""
    scene = start_gateway(kind="eap")
    connect()
    path = host.status()["path"]
    for what in ("child", "ike"):
        before = scene.gateway.count(r"parsed CREATE_CHILD_SA request")
        run("busctl" if os.path.exists("/usr/bin/busctl") else "dbus-send", *(
            ("--system", "call", "org.genkan.VPN1", path, "org.genkan.VPN1.Connection", "Rekey",
             "s", what) if os.path.exists("/usr/bin/busctl") else
            ("--system", "--print-reply", "--dest=org.genkan.VPN1", path,
             "org.genkan.VPN1.Connection.Rekey", f"string:{what}")))
        wait_for(f"the {what} rekey", lambda seen=before: scene.gateway.count(
            r"parsed CREATE_CHILD_SA request") > seen)
        assert ping(), what
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_gateway_dies_and_returns():
    """Without power the gateway is missed by liveness; the VPN is back by itself."""
    scene = start_gateway(kind="eap")
    connect(ike__dpd_interval="5", ike__give_up="5")
    assert ping()
    scene.gateway.kill()
    with Capture() as air:
        wait_for("the loss to be noticed", lambda: host.status()["state"] == "reconnecting", 30)
        ping(deadline=2)
        scene.gateway.start()
        wait_connected(30)
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def move_laptop(address, router):
    """The laptop's only address goes; some other network gives it a new one."""
    run("ip", "addr", "flush", "dev", "veth0", "scope", "global")
    run("ip", "addr", "add", f"{address}/24", "dev", "veth0")
    run("ip", "route", "add", "default", "via", router)


def case_laptop_changes_address():
    """From one network to another: the VPN follows by itself, or comes anew when the gateway does
    not follow; nothing in clear."""
    scene = start_gateway(kind="eap")
    run("ip", "addr", "add", "192.168.88.1/24", "dev", "lan", netns="router")
    move_laptop(net.LAPTOP, "192.168.77.1")
    scene.remember()
    connect()
    with Capture() as air:
        for address, router in (("192.168.88.2", "192.168.88.1"), (net.LAPTOP, "192.168.77.1")):
            move_laptop(address, router)
            moved = time.monotonic()
            wait_connected(15)
            print(f"back after {time.monotonic() - moved:.1f} s at {address}")
        scene.gateway.kill()
        scene.gateway.start()
        move_laptop("192.168.88.2", "192.168.88.1")
        wait_connected(15)
        move_laptop(net.LAPTOP, "192.168.77.1")
        wait_connected(15)
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_gateway_returns_but_not_dns():
    """The only name servers are behind the dead tunnel: the known address is enough."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    connect(network__routes="", ike__dpd_interval="3", ike__give_up="3")
    assert ping()
    hosts = read("/etc/hosts")
    write("/etc/hosts", hosts.replace(net.GATEWAY_NAME, "elsewhere.test"))
    scene.gateway.kill()
    wait_for("the loss to be noticed", lambda: host.status()["state"] == "reconnecting", 30)
    wait_for("a look-up that leads nowhere",
             lambda: "the name does not resolve now" in scene.genkand.log(), 30)
    scene.gateway.start()
    wait_connected(15)
    write("/etc/hosts", hosts)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_gateway_says_goodbye():
    """An orderly end by the gateway is told as such, and held until the owner disconnects."""
    scene = start_gateway(kind="eap")
    connect(connection__reconnect="false")
    scene.gateway.swanctl("--terminate", "--ike", "office")
    row = wait_for("the end", lambda: next((row for row in host.connections()
                                            if row["state"] == "failed"), None))
    assert row["reason"] == "gateway-closed" and row["protection"] == "held", row
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def start_download():
    """A page without end from the office."""
    run("sh", "-c", "head -c 2000000000 /dev/zero > /srv/office/big", netns="office")
    return spawn("curl", "-s", "-o", "/dev/null", "--max-time", "60",
                 f"http://{net.OFFICE}/big", log="/tmp/download.log")


def case_worker_killed():
    """kill -9 of the worker during a download: nothing in clear, back within five seconds."""
    scene = start_gateway(kind="eap")
    connect()
    download = start_download()
    with Capture() as air:
        wait_for("traffic", lambda: len(air.lines("udp port 4500")) > 100)
        worker = scene.genkand.workers()[0]
        os.kill(worker, signal.SIGKILL)
        killed = time.monotonic()
        wait_for("another worker", lambda: set(scene.genkand.workers()) - {worker}, 5)
        wait_for("the office", lambda: ping(deadline=1), 5)
        seconds = time.monotonic() - killed
    stop(download)
    assert seconds < 5.0, f"back after {seconds:.1f} s"
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)[:5]
    assert host.status()["state"] == "connected"
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def kill_genkand(scene):
    scene.genkand.kill()
    wait_for("the worker to follow", lambda: run("pgrep", "-x", "genkan-worker",
                                                 check=False).returncode != 0, 5)


def case_daemon_killed():
    """kill -9 of genkand: nothing leaks, the next start holds it and the owner goes on with it."""
    scene = start_gateway(kind="eap")
    connect()
    with Capture() as air:
        kill_genkand(scene)
        assert not ping(deadline=1), "the office answers without a tunnel"
        # A moment in which it is open is too short for every packet, but not for the kernel's news.
        news = spawn("ip", "monitor", "route", "rule", log="/tmp/news.log")
        run("ip", "rule", "add", "pref", "9", "lookup", "9")
        wait_for("the news", lambda: "lookup 9" in read("/tmp/news.log"))
        scene.genkand.start()
        row = wait_for("it to be held", lambda: next(
            (row for row in host.connections() if row["state"] == "failed"), None))
        assert row["protection"] == "held" and row["reason"] == "no-secrets", row
        assert not ping(deadline=1), "the office answers without a tunnel"
        run("ip", "rule", "del", "pref", "9")
        wait_for("the last of it", lambda: re.search("Deleted 9:.*", read("/tmp/news.log")))
        stop(news)
        gone = re.findall("Deleted .*", read("/tmp/news.log"))
        assert len(gone) == 1, gone
        host.connect()
        assert_office_reachable()
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_daemon_killed_without_the_key():
    """kill -9 of genkand: a private key was in memory only, so the owner hands it over again."""
    scene = start_gateway(kind="cert")
    host.add_profile(auth="cert")
    host.connect(secrets=())
    kill_genkand(scene)
    scene.genkand.start()
    row = wait_for("it to be held", lambda: next(
        (row for row in host.connections() if row["state"] == "failed"), None))
    assert row["protection"] == "held" and row["reason"] == "files-gone", row
    host.connect(secrets=())
    assert_office_reachable()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_daemon_killed_and_asked():
    """kill -9 of genkand: the key is in nobody's file, so it is held and asked for again."""
    scene = start_gateway(kind="psk")
    host.add_profile(auth="psk")
    host.connect(secrets=(PSK,))
    with Capture() as air:
        kill_genkand(scene)
        scene.genkand.start()
        wait_for("the question", lambda: any(row["reason"] == "no-secrets"
                                             and row["protection"] == "held"
                                             for row in host.connections()))
        assert not ping(deadline=1)
        host.connect(secrets=(PSK,))
        assert ping()
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_force_opens():
    """vpnctl disconnect --force opens what a genkand left closed whose files are damaged."""
    scene = start_gateway(kind="eap")
    connect()
    kill_genkand(scene)
    for directory in ("journal", "wanted"):
        for name in os.listdir(f"/run/genkan/{directory}"):
            write(f"/run/genkan/{directory}/{name}", "damaged")
    with Capture() as air:
        scene.genkand.start()
        assert host.connections() == []
        assert not ping(deadline=1)
        assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
        host.vpnctl("disconnect", "--force")
        scene.assert_nothing_left()
        ping(deadline=1)
        wait_for("a clear packet", lambda: air.clear(net.OFFICE_NET))
    host.connect()
    assert_office_reachable()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_disconnect_with_a_damaged_journal():
    """Its owner can open what is protected also when nobody can read how it was closed."""
    scene = start_gateway(kind="eap")
    connect()
    kill_genkand(scene)
    for name in os.listdir("/run/genkan/journal"):
        write(f"/run/genkan/journal/{name}", "damaged")
    with Capture() as air:
        scene.genkand.start()
        wait_for("it to be held", lambda: [row for row in host.connections()
                                           if row["protection"] == "held"])
        assert not ping(deadline=1)
        assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
        host.vpnctl("disconnect", "office")
        scene.assert_nothing_left()
        ping(deadline=1)
        wait_for("a clear packet", lambda: air.clear(net.OFFICE_NET))
    host.connect()
    assert_office_reachable()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_daemon_stopped():
    """An orderly stop of genkand ends the connections and leaves nothing."""
    scene = start_gateway(kind="eap")
    connect()
    started = time.monotonic()
    scene.genkand.stop()
    assert time.monotonic() - started < 4
    scene.genkand.start()
    scene.assert_nothing_left()


def status_fields(pid):
    return dict(line.split(":\t", 1) for line in read(f"/proc/{pid}/status").splitlines()
                if ":\t" in line)


def case_jail():
    """The worker has no capability, a uid of its own, a seccomp filter and an empty root."""
    scene = start_gateway(kind="eap")
    connect()
    (pid,) = scene.genkand.workers()
    fields = status_fields(pid)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(fields[name], 16) == 0, (name, fields[name])
    (uid,) = set(fields["Uid"].split())
    assert 2100000000 <= int(uid) < 2147352576, fields["Uid"]
    # Not what the same pid makes in another container, whose threads the kernel counts with ours.
    assert int(uid) != 2100000000 + int(pid), fields["Uid"]
    assert "0" not in fields["Gid"].split(), fields["Gid"]
    assert fields["Groups"].strip() == "", fields["Groups"]
    assert fields["Seccomp"] == "2", fields["Seccomp"]
    assert fields["NoNewPrivs"] == "1", fields["NoNewPrivs"]
    limits = read(f"/proc/{pid}/limits")
    for name, most in (("Max data size", 256 << 20), ("Max open files", 64),
                       ("Max core file size", 0), ("Max locked memory", 8 << 20),
                       ("Max processes", 16)):
        row = next(line for line in limits.splitlines() if line.startswith(name))
        assert int(row[len(name):].split()[1]) <= most, row
    for task in os.listdir(f"/proc/{pid}/task"):
        thread = dict(line.split(":\t", 1) for line in
                      read(f"/proc/{pid}/task/{task}/status").splitlines() if ":\t" in line)
        assert thread["Seccomp"] == "2" and int(thread["CapEff"], 16) == 0, (task, thread)
    assert os.listdir(f"/proc/{pid}/root/") == [], os.listdir(f"/proc/{pid}/root/")
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_jail_of_the_look_up():
    """Who asks for the gateway's name is a user of its own, without capabilities, with a filter."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    host.vpnctl("set", "office", "connection.gateway=gateway.silent.test")
    # Nobody answers there, so that there is time to look at who asks.
    write("/etc/resolv.conf", "nameserver 192.0.2.77\n")
    attempt = spawn(host.vpnctl_path(), "connect", "office", log="/tmp/attempt.log")
    pid = wait_for("the look-up", lambda: run("pgrep", "-P", str(scene.genkand.process.pid),
                                              "genkan-resolve", check=False).stdout.strip())
    wait_for("its filter", lambda: status_fields(pid).get("Seccomp") == "2")
    fields = status_fields(pid)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(fields[name], 16) == 0, (name, fields[name])
    (uid,) = set(fields["Uid"].split())
    assert 2100000000 <= int(uid) < 2147352576, fields["Uid"]
    assert "0" not in fields["Gid"].split() and fields["Groups"].strip() == "", fields
    assert fields["NoNewPrivs"] == "1", fields["NoNewPrivs"]
    host.vpnctl("disconnect", "office")
    stop(attempt)


def case_workers_are_strangers():
    """With all that a worker is, but without its filter, no other worker can be signalled, and no
    more threads be had than its limit."""
    scene = start_gateway(kind="eap")
    connect()
    host.add_profile("second", network__use_dns="false")
    host.connect("second")
    workers = scene.genkand.workers()
    assert len(workers) == 2, workers
    for own, other in (workers, reversed(workers)):
        uid, gid = (status_fields(own)[name].split()[0] for name in ("Uid", "Gid"))
        become = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
        assert run(*become, "kill", "-0", str(own), check=False).returncode == 0
        done = run(*become, "kill", "-0", str(other), check=False)
        assert done.returncode != 0 and "not permitted" in done.stderr, done
        most = read(f"/proc/{own}/limits").split("Max processes")[1].split()[0]
        done = run("prlimit", f"--nproc={most}", *become, "sh", "-c",
                   "for n in $(seq 64); do sleep 1 & done; wait", check=False)
        assert "fork" in done.stderr, done
    for name in ("second", "office"):
        host.vpnctl("disconnect", name)
    scene.assert_nothing_left()


def case_secrets_stay_secret():
    """The password is in no command line, log or profile."""
    scene = start_gateway(kind="eap")
    connect()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            assert PASSWORD not in read(f"/proc/{pid}/cmdline"), pid
        except OSError:
            continue
    for directory in ("/etc/genkan", "/var/lib/genkan", "/run/genkan"):
        found = run("grep", "-rl", PASSWORD, directory, check=False).stdout
        assert not found, found
    assert PASSWORD not in scene.genkand.log()
    assert PASSWORD not in host.vpnctl("show", "office", "--json").out
    host.vpnctl("disconnect", "office")


def case_worker_ends_well():
    """Having logged in, carried packets, made fresh keys and been told to end, it ends with 0: in a
    build with -Db_sanitize=address, without a leak either."""
    scene = start_gateway(kind="eap", child_rekey="2s")
    host.add_profile("office")
    for _ in range(2):
        host.connect("office")
        assert ping()
        wait_for("fresh keys", lambda: scene.gateway.count("CHILD_SA office.* established") > 1, 20)
        host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
    log = scene.genkand.log()
    assert re.findall(r"office: worker exited with (\d+)", log) == ["0", "0"], log
    assert "Sanitizer" not in log, log


def modules(pid):
    """Of the name service switch, in a process."""
    return re.findall(r"libnss_\w+", read(f"/proc/{pid}/maps"))


def case_no_name_service_as_root():
    """genkand and the worker, which begins as root, look nobody up by modules that the computer's
    nsswitch.conf names: not at the start, nor in a connection's life."""
    write("/etc/nsswitch.conf", "passwd: compat files\ngroup: compat files\nshadow: compat files\n"
          "hosts: files dns\n")
    scene = start_gateway(kind="eap")
    control = run("/usr/bin/python3", "-c", "import pwd; pwd.getpwnam('genkan-worker');"
                  "print(open('/proc/self/maps').read())").stdout
    assert "libnss_compat" in control, "a look-up loads no module: the search is wrong"
    connect()
    host.vpnctl("doctor", "office", check=False)
    wait_for("the end of the doctor's worker", lambda: len(scene.genkand.workers()) == 1)
    pids = [scene.genkand.process.pid, *scene.genkand.workers()]
    assert not [module for pid in pids for module in modules(pid)]
    host.vpnctl("disconnect", "office")
    assert not modules(pids[0])


def case_a_more_specific_route_does_not_win():
    """A DHCP server of the coffee shop that routes the office to itself gets nothing
    (CVE-2024-3661)."""
    scene = start_gateway(kind="eap")
    connect()
    with Capture() as air:
        run("ip", "route", "add", "198.51.100.0/25", "via", "192.168.77.1")
        assert ping(), "the office does not answer"
        run("ip", "route", "del", "198.51.100.0/25", "via", "192.168.77.1")
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_two_connections():
    """Two profiles at the same time do not disturb each other."""
    scene = start_gateway(kind="eap")
    host.add_profile("office")
    host.add_profile("office2", network__routes="198.51.100.0/30")
    host.connect("office")
    host.connect("office2")
    assert ping()
    host.vpnctl("disconnect", "office")
    assert ping()
    host.vpnctl("disconnect", "office2")
    scene.assert_nothing_left()


def case_idle_timeout():
    """A connection that no packet passes through ends by itself after the profile's time, as if it
    had been disconnected; one that is in use does not, however often the gateway is asked."""
    scene = start_gateway(kind="eap")
    # What a computer sends by itself would be use as well.
    connect(connection__idle_timeout="4", network__routes=net.OFFICE_NET,
            network__use_dns="false", ike__dpd_interval="1")
    for pause, count in (("0.02", "400"), ("2", "5")):
        run("ping", "-q", "-i", pause, "-c", count, net.OFFICE, timeout=30)
        assert host.status()["state"] == "connected", f"with a packet each {pause} s"
    began = time.monotonic()
    wait_for("the connection to end", lambda: host.status()["state"] == "disconnected", 20)
    assert time.monotonic() - began >= 2.5, "ended too early"
    assert host.status()["reason"] == "idle", host.status()
    wait_for("the gateway to know",
             lambda: scene.gateway.count(r"received DELETE for IKE_SA") == 1, 5)
    scene.assert_nothing_left()


def case_disconnect_while_connecting():
    """Changing one's mind while a silent gateway is being tried takes less than two seconds."""
    scene = start_gateway(kind="eap")
    scene.gateway.kill()
    host.add_profile()
    attempt = spawn(host.vpnctl_path(), "connect", "office", log="/tmp/attempt.log")
    wait_for("connecting", lambda: (host.status() or {}).get("state") == "connecting")
    started = time.monotonic()
    host.vpnctl("disconnect", "office")
    assert time.monotonic() - started < 2.0
    wait_for("vpnctl to end", lambda: attempt.poll() is not None, 3)
    if attempt.returncode == 0:
        raise LabError("vpnctl connect says it worked")
    scene.assert_nothing_left()
