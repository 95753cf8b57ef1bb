"""Ends while a service written in Python sleeps for ever. Argument: the calling plugin."""

import asyncio
import sys
import threading

import watchpost


class Points(watchpost.MemoryPoints):
    """A controller that hangs."""

    asleep = threading.Event()

    def read(self, id: str) -> watchpost.Sample | None:
        self.asleep.set()
        threading.Event().wait()
        return None


async def ask() -> None:
    """Starts a poll whose plugin asks the controller."""
    poll = asyncio.ensure_future(monitor.poll_async())
    await asyncio.get_running_loop().run_in_executor(None, points.asleep.wait)
    assert not poll.done()


points = Points([])
engine = watchpost.Engine(plugins=[sys.argv[1]], points=points)
monitor = engine.instance("calling", {"call": "read"})
asyncio.run(ask())
print("in flight", flush=True)
