"""TCP ports for servers that stop and start again on the same number.

The ports lie below 32768, outside the range from which the kernel picks ports for outgoing connections, so
nobody takes one while its server is down. Two processes on one machine keep apart by a lock per port: an abstract
Unix socket, which the kernel releases with its process.
"""

from __future__ import annotations

import random
import socket

LOWEST = 20000
HIGHEST = 32700


class PortLease:
    """`count` free TCP ports of `host`, kept from other processes' leases until `release()`."""

    def __init__(self, count: int, host: str = "127.0.0.1") -> None:
        self.ports: list[int] = []
        self._locks: list[socket.socket] = []
        candidates = random.sample(range(LOWEST, HIGHEST), HIGHEST - LOWEST)
        while len(self.ports) < count:
            if not candidates:
                self.release()
                raise OSError(f"no {count} free ports between {LOWEST} and {HIGHEST} on {host}")
            self._try(candidates.pop(), host)

    def _try(self, port: int, host: str) -> None:
        lock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            lock.bind(f"\0mail-servers-port-{port}")
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((host, port))
        except OSError:
            lock.close()
            return
        self._locks.append(lock)
        self.ports.append(port)

    def release(self) -> None:
        """Gives the ports back; safe to call twice."""
        while self._locks:
            self._locks.pop().close()
        self.ports.clear()
