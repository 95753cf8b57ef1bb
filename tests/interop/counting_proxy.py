"""A TCP proxy on loopback that counts what each session costs.

    with CountingProxy("127.0.0.1", 143) as proxy:
        connect to 127.0.0.1, proxy.port
    proxy.sessions[-1].commands, .up, .down

Only sessions without TLS show their commands: lines that the client sends.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from typing import Self

CHUNK = 65536


@dataclass
class Session:
    """One connection; bytes from the client (up) and from the server (down). Complete once `over` is set."""

    commands: int = 0
    up: int = 0
    down: int = 0
    over: bool = False


class CountingProxy:
    """Listens on `port` and passes everything on to the service at `host`, `target`."""

    def __init__(self, host: str, target: int) -> None:
        self._target = (host, target)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self._listener.getsockname()[1]
        self.sessions: list[Session] = []
        self._thread = threading.Thread(target=self._accept, name="counting proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def complete(self) -> list[Session]:
        """The sessions that have ended, in the order of their beginnings."""
        return [session for session in self.sessions if session.over]

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            session = Session()
            self.sessions.append(session)
            threading.Thread(target=self._carry, args=(client, session), daemon=True).start()

    def _carry(self, client: socket.socket, session: Session) -> None:
        with client, socket.create_connection(self._target, 10) as server:
            upward = threading.Thread(target=self._up, args=(client, server, session), daemon=True)
            upward.start()
            for data in _chunks(server):
                session.down += len(data)
                _send(client, data)
            _end(client)
            upward.join(10)
        session.over = True

    def _up(self, client: socket.socket, server: socket.socket, session: Session) -> None:
        for data in _chunks(client):
            session.up += len(data)
            session.commands += data.count(b"\n")
            _send(server, data)
        _end(server)


def _chunks(source: socket.socket):
    while True:
        try:
            data = source.recv(CHUNK)
        except OSError:
            return
        if not data:
            return
        yield data


def _send(sink: socket.socket, data: bytes) -> None:
    try:
        sink.sendall(data)
    except OSError:
        pass  # that end is gone; the other one is read to its end all the same


def _end(sink: socket.socket) -> None:
    try:
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
