# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""NetworkManager's VPN menu, driven with nmcli."""

from genkanlab import host, net, nm
from genkanlab.gateway import PSK
from genkanlab.scene import assert_office_reachable, ping
from genkanlab.shell import read, wait_for


def use_the_office(scene, name="office"):
    """With the connection up: traffic, DNS, and nothing left after it is down."""
    assert nm.active_state(name) == "activated", nm.active_state(name)
    assert net.OFFICE in read("/etc/resolv.conf"), read("/etc/resolv.conf")
    assert_office_reachable()
    nm.nmcli("connection", "down", name)
    wait_for("the end of the tunnel", lambda: not scene.genkand.workers(), 3)
    assert not ping(deadline=1), "the office still answers"
    scene.assert_nothing_left()


def case_psk():
    """nmcli connection up with a stored pre-shared key."""
    scene = nm.scene(kind="psk")
    nm.add_connection(auth="psk", secrets={"psk": PSK})
    result = nm.nmcli("connection", "up", "office")
    assert result.seconds < 5, result
    use_the_office(scene)
    wait_for("the end of the service", lambda: not nm.services(), 10)
