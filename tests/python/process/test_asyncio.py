"""Polls that are awaited: many at once, cancelled, and answered when nobody is there any more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import watchpost
from recording import Calls, Points

pytestmark = pytest.mark.usefixtures("nothing_unraisable")
MANY = 50


def test_many_at_once(calling: Path) -> None:
    """Each gets its own answer, and the loop runs meanwhile."""

    async def all_of_them() -> list[watchpost.Result]:
        polls = asyncio.gather(*(each.poll_async() for each in monitors))
        turns = 0
        while not polls.done():
            turns += 1
            await asyncio.sleep(0)
        assert turns > 1
        return list(await polls)

    calls = Calls()
    with watchpost.Engine(plugins=[calling], points=Points(calls)) as engine:
        monitors = [engine.instance("calling", {"call": ["read"]}, name=f"m{i:02}") for i in range(MANY)]
        results = asyncio.run(all_of_them())
    assert [each.instance for each in results] == [f"m{i:02}" for i in range(MANY)]
    assert all(each.verdict == "called" for each in results)
    assert calls.methods.count("read") == MANY


def test_the_same_one_twice(stalling: Path) -> None:
    """One poll at a time: the second is refused, the first is not harmed."""

    async def twice() -> None:
        first = asyncio.ensure_future(monitor.poll_async())
        await asyncio.wait([first], timeout=0.05)
        with pytest.raises(watchpost.WatchpostError) as caught:
            await monitor.poll_async()
        assert caught.value.status == "WP_E_BUSY"
        assert not first.done()
        first.cancel()

    with watchpost.Engine(plugins=[stalling]) as engine:
        monitor = engine.instance("stalling", {"at": "cancelled"})
        asyncio.run(twice())


def test_cancelling_the_task(stalling: Path, calling: Path) -> None:
    """The task ends at once; others are not touched; a late answer goes nowhere."""

    async def cancel_one() -> watchpost.Result:
        poll = asyncio.ensure_future(held.poll_async())
        other = asyncio.ensure_future(busy.poll_async())
        await asyncio.wait([poll], timeout=0.05)
        poll.cancel()
        with pytest.raises(asyncio.CancelledError):
            await poll
        return await other

    clock = watchpost.VirtualClock()
    with watchpost.Engine(clock=clock, plugins=[stalling, calling], points=Points(Calls())) as engine:
        held = engine.instance("stalling", {"at": "cancelled"}, timeout=1)
        busy = engine.instance("calling", {"call": ["read"], "rounds": 200})
        assert asyncio.run(cancel_one()).verdict == "called"
        assert held.last is None
        clock.advance(seconds=5)
        assert held.last is not None  # the answer did come


def test_waiting_with_a_limit(stalling: Path) -> None:
    """asyncio's own timeout works as with any awaitable."""

    async def wait() -> None:
        await asyncio.wait_for(monitor.poll_async(), 0.05)

    with watchpost.Engine(plugins=[stalling]) as engine:
        monitor = engine.instance("stalling", {"at": "cancelled"})
        with pytest.raises(asyncio.TimeoutError):
            asyncio.run(wait())


def test_loop_closed_before_the_answer(stalling: Path) -> None:
    """The answer of a poll whose loop is gone is a result as any other, and no error anywhere."""

    async def begin() -> None:
        poll = monitor.poll_async()
        await asyncio.wait([asyncio.ensure_future(poll)], timeout=0.05)

    clock = watchpost.VirtualClock()
    with watchpost.Engine(clock=clock, plugins=[stalling]) as engine:
        monitor = engine.instance("stalling", {"at": "cancelled"}, timeout=1)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(begin())
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
        clock.advance(seconds=5)
        assert [each.instance for each in engine.results] == [monitor.name]
        assert monitor.poll().error is not None


async def again(monitor: watchpost.Instance) -> watchpost.Result:
    """Another poll, on another loop."""
    return await monitor.poll_async()


def test_engine_closed_before_the_answer(stalling: Path) -> None:
    """Whoever awaits gets an answer or an error, and does not wait for ever."""

    async def close() -> None:
        poll = asyncio.ensure_future(monitor.poll_async())
        await asyncio.wait([poll], timeout=0.05)
        await asyncio.get_running_loop().run_in_executor(None, engine.close)
        try:
            result = await asyncio.wait_for(poll, 60)
        except watchpost.WatchpostError:
            return
        assert result.error is not None

    engine = watchpost.Engine(plugins=[stalling])
    monitor = engine.instance("stalling", {"at": "poll"})
    asyncio.run(close())


def test_exception_of_a_service(calling: Path) -> None:
    """It comes out of the await."""
    calls = Calls()
    error = LookupError("as planned")

    def act() -> None:
        raise error

    calls.act["read"] = act
    with watchpost.Engine(plugins=[calling], points=Points(calls)) as engine:
        monitor = engine.instance("calling", {"call": ["read"]})
        with pytest.raises(LookupError) as caught:
            asyncio.run(again(monitor))
    assert caught.value is error
