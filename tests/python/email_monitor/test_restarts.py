"""The host goes and comes back; clocks jump."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from watchpost import Engine, MemoryState, Result, Sandbox, VirtualClock
from watchpost.pytest_plugin import PROBE

SLOT = timedelta(minutes=5)


def test_restarts_lose_no_probe_and_repeat_none(
    make_engine: Callable[..., Engine], sandbox: Sandbox, virtual_clock: VirtualClock, tmp_path: Path
) -> None:
    results: list[Result] = []
    for _ in range(20):
        engine = make_engine(state=tmp_path / "state.db")
        engine.instance("email_monitor", sandbox.settings(PROBE), interval=SLOT)
        results += virtual_clock.advance(minutes=13)
    # 260 minutes on the one grid, whenever the host began.
    begin = results[0].due
    assert [r.due for r in results] == [begin + n * SLOT for n in range(len(results))]
    assert {r.verdict for r in results} == {"up"}
    counters = sandbox.counters()
    assert counters["accepted"] == len(results)
    assert len(sandbox.messages(PROBE)) == 1


def test_state_in_python_carries_a_monitor_over_a_restart(
    make_engine: Callable[..., Engine], sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    state = MemoryState()
    monitor = make_engine(state=state).instance("email_monitor", sandbox.settings(PROBE))
    assert monitor.poll().verdict == "up"
    assert state.commits > 0 and state.entries["email_monitor"]
    sandbox.drop_next(1)
    virtual_clock.advance(minutes=5)
    assert monitor.poll().verdict == "up"
    monitor = make_engine(state=state).instance("email_monitor", sandbox.settings(PROBE))
    virtual_clock.advance(minutes=5)
    assert monitor.poll().verdict == "lost"


def test_a_wall_clock_that_jumps_loses_nothing(
    make_engine: Callable[..., Engine], sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    make_engine().instance("email_monitor", sandbox.settings(PROBE), interval=SLOT)
    said = virtual_clock.advance(minutes=15)
    for jump in (timedelta(hours=3), timedelta(hours=-5), timedelta(days=40)):
        virtual_clock.set_wall(virtual_clock.now() + jump)
        said += virtual_clock.advance(minutes=15)
    assert {r.verdict for r in said} <= {"up", "pending"}
    assert said[-1].verdict == "up"
    assert len(said) == 12


def test_a_host_that_slept_for_a_night_goes_on(
    make_engine: Callable[..., Engine], sandbox: Sandbox, virtual_clock: VirtualClock, tmp_path: Path
) -> None:
    state = tmp_path / "state.db"
    make_engine(state=state).instance("email_monitor", sandbox.settings(PROBE), interval=SLOT)
    virtual_clock.advance(minutes=10)
    make_engine(state=state).close()
    virtual_clock.advance(hours=9)
    make_engine(state=state).instance("email_monitor", sandbox.settings(PROBE), interval=SLOT)
    results = virtual_clock.advance(minutes=15)
    assert {r.verdict for r in results} == {"up"}
