"""What a command says in EHLO to a server on an address that is not one of loopback.

off_loopback.py COMMAND...       in a network of its own (unshare -n, root); prints the first EHLO

The server listens on 192.0.2.10:2525 (RFC 5737), which this gives to the interface lo, and hangs up behind EHLO.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import subprocess
import sys

ADDRESS = "192.0.2.10"
PORT = 2525
SIOCSIFADDR, SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8916, 0x8913, 0x8914
IFF_UP = 0x1


def give_address(interface: str, address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        of = interface.encode().ljust(16, b"\0")
        sockaddr = struct.pack("=HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))
        fcntl.ioctl(control, SIOCSIFADDR, of + sockaddr)
        flags = struct.unpack_from("=H", fcntl.ioctl(control, SIOCGIFFLAGS, of + bytes(16)), 16)[0]
        fcntl.ioctl(control, SIOCSIFFLAGS, of + struct.pack("=H14x", flags | IFF_UP))


def main() -> None:
    give_address("lo", ADDRESS)
    with socket.create_server((ADDRESS, PORT)) as server:
        server.settimeout(60)
        with subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
            peer, _ = server.accept()
            with peer, peer.makefile("rwb") as talk:
                talk.write(b"220 mx.test ESMTP\r\n")
                talk.flush()
                print(talk.readline().decode().strip())
            client.kill()


if __name__ == "__main__":
    main()
