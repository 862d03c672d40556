# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""echo.py ADDRESS...: says back what it hears, by UDP and TCP, in the office."""

import select
import socket
import sys

PORT = 7


def listen(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    udp = socket.socket(family, socket.SOCK_DGRAM)
    udp.bind((address, PORT))
    return udp, socket.create_server((address, PORT), family=family)


def main():
    udp, servers, peers = set(), set(), set()
    for address in sys.argv[1:]:
        datagrams, server = listen(address)
        udp.add(datagrams)
        servers.add(server)
    while True:
        for ready in select.select(udp | servers | peers, (), ())[0]:
            try:
                if ready in udp:
                    data, peer = ready.recvfrom(2048)
                    ready.sendto(data, peer)
                elif ready in servers:
                    peers.add(ready.accept()[0])
                else:
                    data = ready.recv(2048)
                    ready.sendall(data)
                    if not data:
                        raise ConnectionResetError
            except OSError:
                if ready in peers:
                    peers.discard(ready)
                    ready.close()


if __name__ == "__main__":
    main()
