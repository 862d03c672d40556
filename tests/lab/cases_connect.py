# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Signing in, each way, and reaching the office."""

import subprocess

from genkanlab import host, net, pki, radius
from genkanlab.capture import Capture
from genkanlab.gateway import DUAL_STACK, PASSWORD, PSK, USER, Gateway
from genkanlab.scene import (Scene, assert_office_reachable, ping, start_gateway,
                             through_the_office_and_back, web_page)
from genkanlab.shell import read, run


def case_psk():
    """A pre-shared key on both sides."""
    scene = start_gateway(kind="psk")
    host.add_profile(auth="psk")
    through_the_office_and_back(scene, (PSK,))


def case_gateway_of_another_name():
    """A gateway that knows nobody by the name it is asked for is asked without it; its certificate
    proves that name as well."""
    names = f"DNS:gw.office.test,DNS:{net.GATEWAY_NAME}"
    scene = Scene(Gateway(kind="eap", id="gw.office.test"), pki_options={"gateway_names": names})
    host.add_profile(auth__remote_id=net.GATEWAY_NAME)
    through_the_office_and_back(scene, (PASSWORD,))
    assert scene.gateway.count("no matching peer config found") == 1, "it was not asked by name"
    host.vpnctl("set", "office", "auth.send-remote-id=yes")
    scene.expect_failure("gateway", secrets=(PASSWORD,))


def case_gateway_named_by_its_subject():
    """A gateway whose identity is its certificate's subject, written from either end."""
    scene = Scene(Gateway(kind="eap", id=f'"O=Office, CN={net.GATEWAY_NAME}"'))
    host.add_profile()
    for name in (f"O=Office, CN={net.GATEWAY_NAME}", f"CN={net.GATEWAY_NAME},O=Office"):
        host.vpnctl("set", "office", f"auth.remote-id={name}", "auth.send-remote-id=yes")
        through_the_office_and_back(scene, (PASSWORD,))


def case_certificate():
    """The user's certificate with an ECDSA key."""
    scene = start_gateway(kind="cert")
    host.add_profile(auth="cert")
    through_the_office_and_back(scene, ())


def case_certificate_files():
    """Files as people have them: the CA in front, and the PKCS #7 that Windows exports."""
    scene = start_gateway(kind="cert")
    chain = f"{pki.path('user.crt')}.chain"
    for name, make in (("front", ("sh", "-c", f"cat {pki.path('ca.crt')} {pki.path('user.crt')}")),
                       ("box", ("openssl", "crl2pkcs7", "-nocrl", "-outform", "DER", "-certfile",
                                pki.path("ca.crt"), "-certfile", pki.path("user.crt")))):
        with open(chain, "wb") as file:
            subprocess.run(make, stdout=file, check=True)
        host.add_profile(name, auth="cert", auth__certificate=chain)
        through_the_office_and_back(scene, (), name)


def case_certificate_rsa():
    """RSA keys on both sides, RFC 7427 signatures."""
    scene = Scene(Gateway(kind="cert"), pki_options={"gateway_key": "rsa", "user_key": "rsa"})
    host.add_profile(auth="cert")
    through_the_office_and_back(scene, ())


def case_certificate_ed25519():
    """Ed25519 keys on both sides."""
    scene = Scene(Gateway(kind="cert"),
                  pki_options={"gateway_key": "ed25519", "user_key": "ed25519"})
    host.add_profile(auth="cert")
    through_the_office_and_back(scene, ())


def case_certificate_ed448():
    """Ed448 keys on both sides (RFC 8420)."""
    scene = Scene(Gateway(kind="cert"), pki_options={"gateway_key": "ed448", "user_key": "ed448"})
    host.add_profile(auth="cert")
    through_the_office_and_back(scene, ())


def case_eap_mschapv2():
    """Gateway by certificate, user by password: the usual office."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    result = through_the_office_and_back(scene, (PASSWORD,))
    assert net.GATEWAY_NAME in result.out, result


def case_eap_mschapv2_freeradius():
    """The same with the password checked by FreeRADIUS."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_freeradius("mschapv2")
    host.add_profile()
    through_the_office_and_back(scene, (PASSWORD,))


def case_eap_gtc_freeradius():
    """EAP-GTC with the prompt of FreeRADIUS."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_freeradius("gtc", password="135790")
    host.add_profile()
    through_the_office_and_back(scene, ("135790",))


def case_eap_gtc_two_rounds():
    """A password and then a one-time code, each asked with the server's own words."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_otp()
    host.add_profile()
    through_the_office_and_back(scene, ("wonderland", "246810"))


def case_otp_on_a_terminal():
    """A person at a terminal sees the prompts and the steps, and the answers are not echoed."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_otp()
    host.add_profile()
    code, seen = host.vpnctl_on_terminal("connect", "office", answers=(
        ("Password", "wonderland"), ("token 8812", "246810")))
    assert code == 0, seen
    assert "wonderland" not in seen and "246810" not in seen, seen
    assert ping()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_ipv6_inside():
    """IPv4 and IPv6 addresses of the office through one tunnel."""
    scene = start_gateway(kind="eap", **DUAL_STACK)
    host.add_profile(network__routes=f"{net.OFFICE_NET},{net.OFFICE_NET6}")
    host.connect()
    row = host.status()
    assert any(address.startswith("2001:db8:200::") for address in row["addresses"]), row
    assert ping(net.OFFICE) and ping(net.OFFICE6)
    assert "Welcome" in web_page(f"http://[{net.OFFICE6}]/")
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_quickest_library():
    """The jailed worker has libipsec-mb encrypt where build and processor allow it."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    host.connect()
    assert ping()
    worker = host.program("core", "worker", "genkan-worker")
    possible = ("libIPSec_MB" in run("ldd", worker).stdout
                and " aes " in read("/proc/cpuinfo") and " pclmulqdq " in read("/proc/cpuinfo"))
    counters = host.status()["counters"]
    assert counters["ipsec-mb"] == possible, counters
    assert counters["tx-packets"] > 0 and counters["rx-packets"] > 0, counters
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_without_nat():
    """No NAT on the way: encapsulation is still used."""
    scene = Scene(Gateway(kind="eap"), nat=False)
    host.add_profile()
    through_the_office_and_back(scene, (PASSWORD,))


def case_ipv6_outside():
    """The gateway is reached over IPv6."""
    scene = Scene(Gateway(kind="eap"), nat=False)
    with open("/etc/hosts", "a", encoding="utf-8") as hosts:
        hosts.write(f"{net.GATEWAY6} {net.GATEWAY_NAME}\n")
    host.add_profile(connection__family="ipv6")
    host.connect()
    assert host.status()["gateway-address"].startswith(net.GATEWAY6)
    assert_office_reachable()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_everything_through_the_tunnel():
    """A full tunnel: the public address is reached through the gateway, IPv6 does not leak."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    host.add_profile(network__routes="")
    with Capture() as air:
        host.connect()
        assert ping(net.OFFICE)
        run("ping", "-c", "2", "-i", "0.2", "-W", "1", "198.51.100.77", check=False)
        run("ping", "-6", "-c", "1", "-W", "1", "2001:db8:2::1", check=False)
        host.vpnctl("disconnect", "office")
    outside = [line for line in air.lines("ip or ip6") if "4500" not in line and ".500" not in line
               and "ff02::" not in line and "ICMP6, neighbor" not in line]
    assert not outside, outside
    scene.assert_nothing_left()


def case_networks_that_the_gateway_names():
    """INTERNAL_IP4_SUBNET of a gateway that grants everything: the profile's word, else its own."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0", pools="named")
    host.add_profile(network__routes="")
    host.connect()
    assert host.status()["routes"] == [net.OFFICE_NET], host.status()
    assert_office_reachable()
    assert host.vpnctl("policy", "192.0.2.77").out.startswith("BYPASS")
    host.vpnctl("disconnect", "office")
    host.vpnctl("set", "office", "network.routes=0.0.0.0/0")
    host.connect()
    assert host.status()["routes"] == ["0.0.0.0/0"], host.status()
    assert_office_reachable()
    assert host.vpnctl("policy", "192.0.2.77").out.startswith("PROTECT")
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_local_networks():
    """Beside a VPN for everything the machine's own guests are reached, and what else is near only
    where the profile says so."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    run("ip", "netns", "add", "guest")
    for line in ("link add guests type bridge", "link set guests up",
                 "addr add 172.30.0.1/24 dev guests",
                 "link add port type veth peer name eth0 netns guest",
                 "link set port master guests up", "-n guest addr add 172.30.0.2/24 dev eth0",
                 "-n guest link set eth0 up", "-n guest route add default via 172.30.0.1"):
        run("ip", *line.split())
    assert ping("172.30.0.2")
    scene.remember()
    host.add_profile(network__routes="0.0.0.0/0")
    for local, guest, near in (("machine", True, False), ("block", False, False),
                               ("allow", True, True)):
        host.vpnctl("set", "office", f"network.local={local}")
        host.connect()
        assert ping("172.30.0.2", deadline=1) is guest, local
        assert ping("192.168.77.1", deadline=1) is near, local
        assert ping()
        host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_lives_beside_another_ike_daemon():
    """Ports 500 and 4500 of the laptop are taken by somebody else."""
    scene = start_gateway(kind="eap")
    from genkanlab.shell import spawn, wait_for
    for port in ("500", "4500"):
        spawn("/usr/bin/python3", "-c", f"""
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", {port})); time.sleep(300)
""")
    wait_for("the other daemon", lambda: ":4500" in run("ss", "-lun").stdout)
    host.add_profile()
    through_the_office_and_back(scene, (PASSWORD,))


def case_fragments():
    """IKE_AUTH in small fragments, both ways (RFC 7383)."""
    scene = Scene(Gateway(kind="cert", charon="fragment_size = 600"),
                  pki_options={"gateway_key": "rsa", "user_key": "rsa"})
    host.add_profile(auth="cert", ike__fragment_size="600")
    through_the_office_and_back(scene, ())
    assert "EF(1/" in scene.gateway.log(), "the gateway saw no fragment"


def case_one_profile_for_many():
    """A profile of the computer that names nobody: who signs in is asked once, and kept."""
    start_gateway(kind="eap")
    host.vpnctl("add", "office", "--system", "--gateway", net.GATEWAY_NAME,
                f"auth.ca={pki.path('ca.crt')}", f"network.routes={net.OFFICE_NET}")
    nobody = host.connect(check=False)
    assert nobody.code == 9 and "who signs in" in nobody.err, nobody
    code, seen = host.vpnctl_on_terminal("connect", "office", answers=[
        ("User name for office: ", USER), ("[Pp]assword.*: ", PASSWORD)])
    assert code == 0, seen
    assert_office_reachable()
    host.vpnctl("disconnect", "office")
    host.connect()
    assert_office_reachable()
    assert "auth.user" not in host.vpnctl("show", "office").out
    seen = run("setpriv", "--reuid=nobody", "--clear-groups", host.vpnctl_path(), "status",
               "office").stdout
    assert "Connected" in seen and "genkan0" in seen and "Another user" in seen, seen
    assert net.GATEWAY_NAME not in seen and USER not in seen, seen
    host.vpnctl("disconnect", "office")
    wrong = host.vpnctl("connect", "office", "--user", "mallory", secrets=(PASSWORD,), check=False)
    assert wrong.code == 6, wrong
    host.connect()
