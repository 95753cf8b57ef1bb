"""Several monitors at once, without a thread for each: polls are awaited."""

from __future__ import annotations

import asyncio

from watchpost import Engine, Result, Sandbox, State

ADDRESSES = [f"user{n}@sandbox.test" for n in range(8)]


def test_eight_monitors_in_real_time() -> None:
    async def poll_all(engine: Engine, mail: Sandbox) -> list[Result]:
        monitors = [
            engine.instance(
                "email_monitor", {**mail.settings(address), "mode": "same_poll"}, name=address.split("@")[0]
            )
            for address in ADDRESSES
        ]
        return await asyncio.gather(*(monitor.poll_async() for monitor in monitors))

    with Engine() as engine, Sandbox(users=ADDRESSES) as mail:
        results = asyncio.run(poll_all(engine, mail))

    assert [result.state for result in results] == [State.OK] * len(ADDRESSES)
    assert {result.instance for result in results} == {f"user{n}" for n in range(8)}
