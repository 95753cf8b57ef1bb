"""A TCP proxy on loopback that makes one network round trip last as long as asked.

    with DelayProxy({"imaps": ("127.0.0.1", 993)}, round_trip_ms=100) as proxy:
        connect to 127.0.0.1, proxy.ports["imaps"]

Each direction is delayed by half a round trip. The TCP handshake, which the proxy's own listener answers at
once, is paid for by holding back whatever the client sends first, and the opening of the server's connection,
by the time a distant handshake would take. So a greeting arrives two round trips after connect(), as it does
over a network.

What the proxy does not show: on either side it acknowledges at once, so neither end ever waits in Nagle's
algorithm for a distant acknowledgement. Postfix does so after a full TLS 1.3 handshake, which costs one round
trip more over a real network than here.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine, Mapping
from typing import Self

CHUNK = 65536


class DelayProxy:
    """One listening port for each target; `round_trip_ms` may be changed at any time, for new connections."""

    def __init__(self, targets: Mapping[str, tuple[str, int]], round_trip_ms: float) -> None:
        self.round_trip_ms = round_trip_ms
        self.ports: dict[str, int] = {}
        self.connections = 0
        self._targets = dict(targets)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="delay proxy", daemon=True)
        self._listeners: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        for name, target in self._targets.items():
            listener = socket.create_server(("127.0.0.1", 0), backlog=128)
            listener.setblocking(False)
            self._listeners.append(listener)
            self.ports[name] = listener.getsockname()[1]
            self._loop.call_soon_threadsafe(self._spawn, listener, target)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _spawn(self, listener: socket.socket, target: tuple[str, int]) -> None:
        self._keep(self._accept(listener, target))

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _end(self) -> None:
        others = list(self._tasks)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for listener in self._listeners:
            listener.close()

    async def _accept(self, listener: socket.socket, target: tuple[str, int]) -> None:
        while True:
            client, _ = await self._loop.sock_accept(listener)
            self.connections += 1
            self._keep(self._carry(client, target))

    async def _carry(self, client: socket.socket, target: tuple[str, int]) -> None:
        accepted = self._loop.time()
        round_trip = self.round_trip_ms / 1000
        with client, socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
            server.setblocking(False)
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            up = Direction(client, server, round_trip / 2, earliest=accepted + round_trip)
            down = Direction(server, client, round_trip / 2)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(up.read())
                    await self._sleep_until(accepted + 1.5 * round_trip)
                    await self._loop.sock_connect(server, target)
                    group.create_task(up.write())
                    group.create_task(down.read())
                    group.create_task(down.write())
            except* OSError:
                pass  # an end is gone; leaving the block closes both

    async def _sleep_until(self, when: float) -> None:
        await asyncio.sleep(max(0.0, when - self._loop.time()))


class Direction:
    """Bytes from one socket to another, each chunk `delay` seconds (and not before `earliest`) after its
    arrival."""

    def __init__(
        self, source: socket.socket, sink: socket.socket, delay: float, earliest: float = 0.0
    ) -> None:
        self._source = source
        self._sink = sink
        self._delay = delay
        self._earliest = earliest
        self._queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    async def read(self) -> None:
        """Until the end of the stream, which is queued as an empty chunk."""
        data = b"-"
        while data:
            self._source.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            data = await self._loop.sock_recv(self._source, CHUNK)
            due = max(self._loop.time(), self._earliest) + self._delay
            self._queue.put_nowait((due, data))

    async def write(self) -> None:
        """Until the end of the stream, which is passed on."""
        while True:
            due, data = await self._queue.get()
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            if not data:
                self._sink.shutdown(socket.SHUT_WR)
                return
            await self._loop.sock_sendall(self._sink, data)
