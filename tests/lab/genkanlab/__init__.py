# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The laboratory: a laptop, a router, a gateway and an office on one machine, all real.

Runs inside tests/lab/box as root.

    laptop (default namespace)      router            gateway "gw"          office
    veth0 192.168.77.2  ------- .77.1 | 192.0.2.254 --- 192.0.2.1 | .1 ---- 198.51.100.2
    2001:db8:77::2              NAT or plain          strongSwan            web, DNS
                                                      2001:db8:100::1 ----- 2001:db8:100::2
"""
