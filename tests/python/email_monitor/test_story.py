"""One monitor through each state of its machine: pending, up, late, lost, found after all, and up again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from watchpost import Result, Sandbox, State, VirtualClock
from watchpost.pytest_plugin import PROBE, MakeInstance

SLOT = timedelta(minutes=5)
DEADLINE = timedelta(minutes=15)


def told(results: list[Result]) -> list[tuple[str, State]]:
    return [(r.verdict, r.state) for r in results]


@pytest.mark.parametrize("retrieve", ["imap", "pop3"])
def test_one_delayed_probe_is_awaited_then_lost_then_found_late(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock, retrieve: str
) -> None:
    foreign = sandbox.inject(PROBE, "Subject: hello\r\n\r\nworld\r\n")
    email_monitor({"delivery.deadline": DEADLINE, "first_poll": "pending"}, retrieve=retrieve, interval=SLOT)
    assert told(virtual_clock.advance(minutes=15)) == [
        ("pending", State.PENDING),
        ("up", State.OK),
        ("up", State.OK),
    ]
    # The probe of the next poll takes 22 minutes, each one after it none at all.
    sandbox.set_delay(timedelta(minutes=22), PROBE)
    assert told(virtual_clock.advance(SLOT)) == [("up", State.OK)]
    sandbox.clear_rules()
    sandbox.set_delay(0)
    assert told(virtual_clock.advance(minutes=30)) == [
        ("pending", State.PENDING),
        ("up", State.OK),
        ("lost", State.CRITICAL),
        ("up", State.OK),
        ("late", State.WARNING),
        ("up", State.OK),
    ]
    # The late one was deleted too: only what the last poll sent is there, and the mail of somebody else.
    assert len(sandbox.messages(PROBE)) == 2
    assert foreign in {m.uid for m in sandbox.messages(PROBE)}
