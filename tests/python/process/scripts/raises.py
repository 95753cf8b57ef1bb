"""Ends by an exception at module level while a poll is under way. Arguments: the stalling plugin; "exit": by
sys.exit(3)."""

import asyncio
import sys

import watchpost

engine = watchpost.Engine(plugins=[sys.argv[1]])
monitor = engine.instance("stalling", {"at": "cancelled"})


async def ask() -> None:
    """Starts a poll."""
    await asyncio.wait([asyncio.ensure_future(monitor.poll_async())], timeout=0.05)


asyncio.run(ask())
print("in flight", flush=True)
if sys.argv[2:] == ["exit"]:
    sys.exit(3)
raise RuntimeError("on purpose")
