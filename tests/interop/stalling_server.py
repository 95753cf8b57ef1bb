"""A server that falls silent: accepts, says what it is told to, then nothing for ever. On its own thread."""

from __future__ import annotations

import asyncio
import threading
from typing import Self

from watchpost.servers import PortLease


class StallingServer:
    """Serves until the `with` block ends. `says`: bytes sent to every client first."""

    def __init__(self, says: bytes = b"") -> None:
        self._says = says
        self._lease = PortLease(1)
        self.port = self._lease.ports[0]
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(60)
        self._lease.release()

    def _work(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._client, "127.0.0.1", self.port, backlog=2048)
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(self._says)
        try:
            while await reader.read(4096):
                pass
        except (asyncio.CancelledError, ConnectionError):
            pass
        writer.close()
