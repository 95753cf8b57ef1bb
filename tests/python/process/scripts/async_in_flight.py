"""Ends while poll_async() is under way. Argument: the stalling plugin."""

import asyncio
import sys

import watchpost

engine = watchpost.Engine(plugins=[sys.argv[1]])
monitors = [engine.instance("stalling", {"at": "cancelled"}, name=f"m{i}") for i in range(4)]


async def leave_in_flight() -> None:
    """Starts polls that nobody waits for."""
    polls = [asyncio.ensure_future(each.poll_async()) for each in monitors]
    await asyncio.wait(polls, timeout=0.05)
    assert not any(each.done() for each in polls)


asyncio.run(leave_in_flight())
print("in flight", flush=True)
