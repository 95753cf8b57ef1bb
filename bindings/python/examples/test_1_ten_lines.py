"""The smallest whole test: a mail goes round, on the virtual clock."""

from __future__ import annotations

from watchpost import State, VirtualClock
from watchpost.pytest_plugin import MakeInstance


def test_mail_comes_back(email_monitor: MakeInstance, virtual_clock: VirtualClock) -> None:
    monitor = email_monitor(interval=300)
    assert monitor.poll().state is State.OK
    results = virtual_clock.advance(hours=1)
    assert [result.verdict for result in results] == ["up"] * 12
