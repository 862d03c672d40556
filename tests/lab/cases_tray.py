# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The tray application, used by a person who sees it through AT-SPI."""

import glob
import time

from genkanlab import host, moves, net, person, pki, radius
from genkanlab.desktop import GENKAN_LOG, Desktop, Menu, expect_notification, tray_property
from genkanlab.gateway import PASSWORD, USER
from genkanlab.scene import ping, start_gateway
from genkanlab.shell import read, run, spawn, stop, wait_for

HIDDEN_SECONDS = 60
SETTLE_SECONDS = 20  # one-shot timers of GTK that a window leaves when it closes
GRAPH_SECONDS = 20
GRAPH_CPU_MAX = 0.03  # of one core


def answer(secret):
    """Types into the prompt on the screen and goes on; returns when that prompt has gone."""
    entry = person.find("password text")
    person.type_into(None, secret, role="password text")
    person.press("Continue")
    return entry


def connect(menu, password=PASSWORD):
    person.press("Connect")
    answer(password)
    menu.wait_for("office: Connected")


def expect_icon(name, which="IconName"):
    wait_for(f"the icon {name}", lambda: name in tray_property(which))


def assert_no_warning():
    log = read(GENKAN_LOG)
    assert "WARNING" not in log and "CRITICAL" not in log, log


def download():
    """Something to see in the graph."""
    return spawn("ping", "-q", "-i", "0.002", "-s", "1200", "-w", "60", net.OFFICE)


def case_password_and_code():
    """Connect with a password and a code, see it in the tray and the graph, disconnect."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_otp()
    host.add_profile()
    desktop = Desktop()
    desktop.start_genkan()
    menu = Menu()
    menu.wait_for("office: Disconnected")
    person.find("push button", "Connect")
    expect_icon("genkan-off-symbolic")
    desktop.screenshot("1-off")
    person.press("Connect")
    person.find("password text")
    menu.wait_for("Disconnect office")
    expect_icon("genkan-connecting")
    desktop.screenshot("2-password")
    answer("wonderland")
    person.find("label", text="token 8812")
    desktop.screenshot("3-code")
    answer("246810")
    menu.wait_for("office: Connected")
    expect_notification("office is connected", "203.0.113.")
    expect_icon("genkan-on-symbolic")
    assert ping()
    load = download()
    person.find("label", text="203.0.113.")
    assert person.look("label", text="AES-256-GCM") is None, "details before anybody asked"
    person.press("Details", "toggle button")
    person.find("label", text="AES-256-GCM")
    person.find("label", text=net.GATEWAY_NAME)
    person.find("chart", "Traffic")
    wait_for("the rates of the graph",
             lambda: person.look("label", text="Receiving") is not None
             and person.look("label", text="Receiving 0 bytes") is None)
    time.sleep(8)  # the graph needs a past to show
    desktop.screenshot("4-connected")
    person.press("10 minutes", "radio button")
    desktop.screenshot("5-ten-minutes")
    person.press("Log", "radio button")
    wait_for("the log", lambda: person.look("text", "Log", text="info"))
    person.type_into("Filter", "ike", role="text")
    desktop.screenshot("6-log")
    load.kill()
    assert not person.unnamed(), person.unnamed()
    desktop.open_tray_menu()
    desktop.screenshot("7-tray-menu")
    run("xdotool", "key", "Down", "Return")  # the first line tells the state and cannot be chosen
    menu.wait_for("office: Disconnected")
    expect_notification("office is disconnected")
    assert "wonderland" not in read(GENKAN_LOG) and "246810" not in read(GENKAN_LOG)
    assert_no_warning()
    scene.assert_nothing_left()


def case_wrong_password():
    """A wrong password is told and asked for again; giving up says so in window and tray."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    desktop = Desktop()
    desktop.start_genkan()
    menu = Menu()
    person.press("Connect")
    answer("wrong")
    person.find("label", text="The gateway refused the password")
    desktop.screenshot("refused")
    while "office: Failed" not in menu.rows():  # how often may be tried is the gateway's affair
        if person.look("password text") is not None:
            answer("wrong again")
    expect_notification("office could not be connected")
    person.find("push button", "Try Again")
    expect_icon("genkan-attention-symbolic", "AttentionIconName")
    desktop.screenshot("wrong-password")
    person.press("Try Again")
    answer(PASSWORD)
    menu.wait_for("office: Connected")
    menu.click("Disconnect office")
    menu.wait_for("office: Disconnected")
    assert_no_warning()
    scene.assert_nothing_left()


def case_no_answer():
    """What is sent gets no answer: icon, state and a button say so, and the button helps."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    desktop = Desktop()
    desktop.start_genkan()
    menu = Menu()
    connect(menu)
    expect_icon("genkan-on-symbolic")
    assert "Reconnect office" not in menu.rows()
    moves.lose_esp()
    pings = spawn("ping", "-i", "0.2", net.OFFICE, log="/tmp/pings.log")
    menu.wait_for("office: No answer")
    menu.wait_for("Reconnect office")
    expect_icon("genkan-stalled-symbolic")
    person.find("label", text="gets no answer")
    person.find("push button", "Reconnect")
    desktop.screenshot("no-answer")
    desktop.open_tray_menu()
    desktop.screenshot("no-answer-menu")
    run("xdotool", "key", "Escape")
    run("nft", "delete", "table", "ip", "black", netns="router")
    before = scene.genkand.log().count("step: resolve")
    person.press("Reconnect")
    menu.wait_for("office: Connected", 20)
    expect_icon("genkan-on-symbolic")
    wait_for("another session",
             lambda: scene.genkand.log().count("step: resolve") > before, 10)
    wait_for("the office", ping)
    stop(pings)
    assert "protection: flowing -> open" not in scene.genkand.log()
    host.vpnctl("disconnect", "office")
    assert_no_warning()


def case_lockdown():
    """A network that is closed without its VPN says so, and has a way out that asks first."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    run("install", "-D", "-m", "644", pki.path("ca.crt"), "/etc/genkan/office-ca.pem")
    host.vpnctl("add", "office", "--system", "--gateway", net.GATEWAY_NAME, "--user", USER,
                "auth.ca=/etc/genkan/office-ca.pem", "network.guard=always")
    desktop = Desktop()
    desktop.start_genkan()
    menu = Menu()
    menu.wait_for("The network is closed until the VPN is connected")
    person.find("label", text="closed until the VPN is connected")
    desktop.screenshot("closed")
    desktop.open_tray_menu()
    desktop.screenshot("closed-menu")
    run("xdotool", "key", "Escape")
    assert not ping(net.ROUTER_WAN, deadline=1)
    menu.click("Open the Network…")
    person.find("label", text="Open the network?")
    desktop.screenshot("open-question")
    person.press("Disconnect and Open")
    menu.wait_for("The network is open until the VPN that closes it is connected")
    assert ping(net.ROUTER_WAN)
    assert "Open the Network…" not in menu.rows()
    desktop.screenshot("open")
    connect(menu)
    wait_for("nothing to tell", lambda: not any("network is" in row for row in menu.rows()))
    host.vpnctl("disconnect", "office")
    menu.wait_for("The network is closed until the VPN is connected")
    assert_no_warning()
    host.vpnctl("disconnect", "--force")
    scene.assert_nothing_left()


def case_daemon_restarts():
    """genkand is killed while connected and comes back: the window and the tray follow, and the
    password, which was in its memory alone, is asked for by itself. Until then nothing flows."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    desktop = Desktop()
    desktop.start_genkan()
    menu = Menu()
    connect(menu)
    scene.genkand.kill()
    menu.wait_for("The Genkan service does not run")
    person.find("label", "The Genkan service does not run")
    desktop.screenshot("service-stopped")
    scene.genkand.start()
    menu.wait_for("office: Reconnecting")
    assert any(row.startswith("The process that spoke with the gateway")
               for row in menu.rows()), list(menu.rows())
    person.find("password text")
    assert not ping()
    desktop.screenshot("asked-again")
    answer(PASSWORD)
    menu.wait_for("office: Connected")
    assert ping()
    menu.click("Disconnect office")
    menu.wait_for("office: Disconnected")
    assert_no_warning()
    scene.assert_nothing_left()


def case_no_tray_host():
    """Without a tray the window and notifications work; a host that comes later shows the icon."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    desktop = Desktop(tray=False)
    genkan = desktop.start_genkan()
    person.press("Connect")
    answer(PASSWORD)
    expect_notification("office is connected")
    person.press("Close")  # connected: it stays
    wait_for("the window to be hidden", lambda: person.look("push button", "Connect") is None)
    assert genkan.poll() is None
    desktop.start_tray()
    menu = Menu()
    menu.click("Disconnect office")
    menu.wait_for("office: Disconnected")
    expect_notification("office is disconnected")
    menu.click("Quit")
    wait_for("the end of the application", lambda: genkan.poll() is not None)
    assert genkan.returncode == 0
    assert_no_warning()
    scene.assert_nothing_left()


def case_one_instance():
    """A second start shows the first one's window, --connect connects, the bus can start it."""
    scene = start_gateway(kind="psk")
    host.add_profile(auth="psk")
    desktop = Desktop()
    first = desktop.start_genkan("--background")
    menu = Menu()
    assert person.look("frame") is None, "a window in the background"
    second = spawn(host.program("gui", "genkan"), "--connect", "office", log="/tmp/second.log")
    person.find("password text")
    desktop.screenshot("from-the-tray")
    assert second.wait(5) == 0
    person.press("Cancel")
    wait_for("the end", lambda: "Connect office" in menu.rows())
    assert spawn(host.program("gui", "genkan")).wait(5) == 0
    person.find("frame", "Genkan VPN")
    spawn(host.program("gui", "genkan"), "--connect", "nowhere").wait(5)
    expect_notification("nowhere")
    menu.click("Quit")
    assert first.wait(5) == 0
    run("gdbus", "call", "--session", "--dest", "org.genkan.VPN1.Gui", "--object-path",
        "/org/genkan/VPN1/Gui", "--method", "org.freedesktop.Application.Activate", "{}")
    person.find("frame", "Genkan VPN")
    assert_no_warning()
    scene.assert_nothing_left()


def case_no_profile():
    """Without a profile the window says how to get one."""
    start_gateway(kind="psk")
    desktop = Desktop()
    desktop.start_genkan()
    menu = Menu()
    menu.wait_for("Add a VPN…")
    person.find("label", "No VPN yet")
    desktop.screenshot("no-profile")
    assert not person.unnamed(), person.unnamed()
    assert_no_warning()


def switches(pid):
    """{thread: times it woke up} of a process."""
    counts = {}
    for path in glob.glob(f"/proc/{pid}/task/*/status"):
        fields = dict(line.split(":", 1) for line in read(path).splitlines() if ":" in line)
        if fields:  # it may have ended meanwhile
            counts[fields["Name"].strip(), fields["Pid"].strip()] = int(
                fields["voluntary_ctxt_switches"])
    return counts


def cpu_seconds(pid):
    fields = read(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def case_rest():
    """Hidden and connected it does not wake up once; with the graph open it hardly works."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    desktop = Desktop()
    genkan = desktop.start_genkan()
    menu = Menu()
    connect(menu)
    person.find("chart", "Traffic")
    load = download()
    time.sleep(2)
    before = cpu_seconds(genkan.pid)
    time.sleep(GRAPH_SECONDS)
    used = (cpu_seconds(genkan.pid) - before) / GRAPH_SECONDS
    load.kill()
    person.press("Close")
    wait_for("the window to be hidden", lambda: person.look("push button", "Disconnect") is None)
    time.sleep(SETTLE_SECONDS)
    before = switches(genkan.pid)
    time.sleep(HIDDEN_SECONDS)
    woken = {thread: count - before.get(thread, 0)
             for thread, count in switches(genkan.pid).items() if count != before.get(thread, 0)}
    print(f"graph: {used:.1%} of a core; hidden: wake-ups in {HIDDEN_SECONDS} s: {woken or 0}")
    assert used < GRAPH_CPU_MAX, f"{used:.1%}"
    assert not woken, woken
    menu.click("Disconnect office")
    menu.wait_for("office: Disconnected")
    scene.assert_nothing_left()
