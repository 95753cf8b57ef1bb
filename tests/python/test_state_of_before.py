"""A state of before is refused in a sentence, and stays as it is."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from watchpost import Engine, MemoryPoints, MemoryState, Sandbox, State, VirtualClock

PERSON, BOX = "probe@sandbox.test", "canary@sandbox.test"
BEFORE = {
    "email_monitor": {
        "identity": b"1 0123456789abcdef " + 32 * b"01",
        "position": b"7:120",
        "sequence": b"1 1 1795348800000",
        "probe.00000000000000000001": b"2 sent 1795348800000 1 1795348800000 1795348800000 0 250 ok",
    },
    "mail_command": {
        "position": b"7:120",
        "seen.0f": b"1795342400000",
        "outbox.00000000000000000001": b"phase queued\nkind answer\nevent a\nto a@x.test\n",
        "outbox.00000000000000000001.text": b"Subject: x\r\n\r\nbody\r\n",
    },
}


@pytest.mark.parametrize("type", ["email_monitor", "mail_command"])
def test_an_instance_does_not_begin_with_it_and_touches_nothing(
    make_engine: Callable[..., Engine], sandbox: Sandbox, virtual_clock: VirtualClock, type: str
) -> None:
    state = MemoryState()
    state.entries[type] = dict(BEFORE[type])
    kept = copy.deepcopy(state.entries)
    if type == "email_monitor":
        settings = sandbox.settings(PERSON)
    else:
        settings = {**sandbox.mail_command_settings(PERSON), "allow": f"{BOX} read * assurance=address"}
    sandbox.inject(PERSON, f"From: {BOX}\r\nTo: {PERSON}\r\nSubject: x\r\n\r\nlist\r\n".encode())
    instance = make_engine(points=MemoryPoints([]), state=state).instance(type, settings, interval=300)
    results = [instance.poll(), *virtual_clock.advance(minutes=10)]
    assert {r.state for r in results} == {State.UNKNOWN}
    assert all("is damaged or of another version" in r.summary for r in results), results[0].summary
    assert all("keep it, and begin with a new state" in r.summary for r in results)
    assert state.entries == kept and state.commits == 0
    assert len(sandbox.messages(PERSON)) == 1 and sandbox.counters()["accepted"] == 0
