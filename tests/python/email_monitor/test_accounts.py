"""Monitors that share an account, and mail of people in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from watchpost import Sandbox, VirtualClock
from watchpost.pytest_plugin import PROBE, MakeInstance

SLOT = timedelta(minutes=5)


@pytest.mark.parametrize("retrieve", ["imap", "pop3"])
def test_monitors_of_one_account_do_not_see_each_others_probes(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock, retrieve: str
) -> None:
    foreign = [sandbox.inject(PROBE, f"Subject: hello {n}\r\n\r\nworld\r\n") for n in range(50)]
    names = {email_monitor(retrieve=retrieve, interval=SLOT).name for _ in range(4)}
    results = virtual_clock.advance(hours=6)
    assert len(results) == 4 * 72 and {r.instance for r in results} == names
    assert {r.verdict for r in results} == {"up"}
    left = sandbox.messages(PROBE)
    assert [m.uid for m in left][:50] == foreign
    assert len(left) == 50 + 4


def test_a_copy_of_a_probe_by_somebody_else_is_no_proof(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    email_monitor(interval=SLOT)
    virtual_clock.advance(SLOT)
    (probe,) = sandbox.messages(PROBE)
    forged = probe.bytes.replace(b"Subject: ", b"Subject: again ").replace(b"0", b"1")
    sandbox.remove(PROBE, probe.uid)
    sandbox.inject(PROBE, forged)
    (result,) = virtual_clock.advance(SLOT)
    assert result.verdict == "lost"
    assert any(m.bytes == forged for m in sandbox.messages(PROBE))


def test_a_mailbox_that_was_restored_is_read_anew(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    email_monitor(interval=SLOT)
    virtual_clock.advance(minutes=10)
    sandbox.reset_folder(PROBE)
    results = virtual_clock.advance(minutes=15)
    assert [r.verdict for r in results] == ["lost", "up", "up"]
