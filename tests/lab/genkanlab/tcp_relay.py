#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""tcp_relay.py ADDRESS PORT: RFC 9329 before a gateway that only speaks UDP.

strongSwan has no TCP encapsulation, and the kernel's needs ESP in the kernel. A frame of the stream
holds exactly what a datagram to port 4500 would, so this takes the frames apart and has the
gateway's answers back: what is tested is our side, and the gateway behind is real. Strict about
what RFC 9329 demands of an originator: a stream that breaks a rule is closed and said on stdout.
"""

import asyncio
import socket
import sys

PREFIX = b"IKETCP"


class Back(asyncio.DatagramProtocol):
    """The gateway's datagrams, as frames."""

    def __init__(self, writer):
        self.writer = writer

    def datagram_received(self, data, addr):
        self.writer.write((len(data) + 2).to_bytes(2, "big") + data)


async def serve(reader, writer, address):
    loop = asyncio.get_running_loop()
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    there, _ = await loop.create_datagram_endpoint(lambda: Back(writer),
                                                   remote_addr=(address, 4500))
    frames = 0
    try:
        if await reader.readexactly(len(PREFIX)) != PREFIX:
            print("broken: no prefix", flush=True)
            return
        print("begun", flush=True)
        while True:
            length = int.from_bytes(await reader.readexactly(2), "big")
            if length < 3:
                print(f"broken: length {length}", flush=True)
                return
            data = await reader.readexactly(length - 2)
            if data == b"\xff":
                print("broken: a keepalive", flush=True)
                return
            frames += 1
            there.sendto(data)
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        rest = getattr(error, "partial", b"")
        print(f"ended after {frames} frames" + (", within one" if rest else ""), flush=True)
    finally:
        there.close()
        writer.close()


async def main(address, port):
    server = await asyncio.start_server(lambda r, w: serve(r, w, address), address, port)
    print("listening", flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
