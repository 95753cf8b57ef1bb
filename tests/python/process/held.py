"""Leaves a poll under way that nobody waits for."""

from __future__ import annotations

import asyncio

import watchpost


def leave_polling(monitor: watchpost.Instance) -> None:
    """Begins a poll that is not answered; it goes on when this returns."""

    async def begin() -> None:
        poll = asyncio.ensure_future(monitor.poll_async())
        await asyncio.wait([poll], timeout=0.05)
        poll.cancel()

    asyncio.run(begin())
