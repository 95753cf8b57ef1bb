"""A monitor over hours and days: what it says of mail that is slow, lost, refused or filed, and later."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from watchpost import Result, Sandbox, State, VirtualClock
from watchpost.pytest_plugin import PROBE, MakeInstance

SLOT = timedelta(minutes=5)


def words(results: list[Result]) -> list[str]:
    return [r.verdict for r in results]


@pytest.mark.parametrize("retrieve", ["imap", "pop3"])
def test_a_quiet_day_is_up_all_along_and_leaves_nothing(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock, retrieve: str
) -> None:
    monitor = email_monitor(retrieve=retrieve, interval=SLOT)
    start = virtual_clock.now()
    results = virtual_clock.advance(days=1)
    assert Counter(words(results)) == {"up": 288}
    assert [r.due for r in results] == [start + n * SLOT for n in range(1, 289)]
    assert {r.readings["delivery"].value for r in results[1:]} == {0.0}
    # Only the probe of the last poll is still there.
    assert len(sandbox.messages(PROBE)) == 1
    assert monitor.missed_slots == 0


def test_mail_that_is_lost_is_told_once_and_mail_flows_again(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    email_monitor(interval=SLOT)
    virtual_clock.advance(hours=1)
    sandbox.drop_next(2)
    results = virtual_clock.advance(hours=1)
    # The poll that sent it does not know yet.
    assert words(results)[:5] == ["up", "lost", "lost", "up", "up"]
    assert results[1].state is State.CRITICAL and results[1].exit_code == 2
    assert set(words(results)[3:]) == {"up"}


def test_slow_mail_is_waited_for_until_the_deadline(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    email_monitor({"delivery.deadline": timedelta(minutes=15), "first_poll": "pending"}, interval=SLOT)
    sandbox.set_delay(timedelta(minutes=12))
    assert words(virtual_clock.advance(minutes=30)) == ["pending"] * 3 + ["up"] * 3
    sandbox.set_delay(timedelta(minutes=17))
    results = virtual_clock.advance(hours=1)
    assert words(results)[3:] == ["lost"] + ["lost"] * 8, words(results)


def test_delivery_times_have_limits_of_their_own(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    email_monitor({"delivery.warning": "60s", "delivery.critical": "180s"}, interval=SLOT)
    states = []
    for delay in (30, 90, 200, 0):
        sandbox.set_delay(delay)
        virtual_clock.advance(SLOT)
        (result,) = virtual_clock.advance(SLOT)
        states.append((result.state, round(result.readings["delivery"].value)))
    assert states == [(State.OK, 30), (State.WARNING, 90), (State.CRITICAL, 200), (State.OK, 0)]


def test_junk_is_found_told_and_deleted(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    email_monitor(interval=SLOT)
    rule = sandbox.junk_recipient(PROBE)
    results = virtual_clock.advance(minutes=20)
    assert words(results) == ["up", "junk", "junk", "junk"]
    assert results[-1].state is State.WARNING
    sandbox.remove_rule(rule)
    assert words(virtual_clock.advance(minutes=15)) == ["junk", "up", "up"]
    assert sandbox.messages(PROBE, "Junk") == []


def test_a_bounce_is_told_with_the_servers_words(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    sandbox.add_user("gone@sandbox.test")
    email_monitor({"smtp.to": "gone@sandbox.test"}, interval=SLOT)
    sandbox.bounce_recipient("gone@*")
    results = virtual_clock.advance(minutes=10)
    assert results[1].verdict == "bounced" and results[1].state is State.CRITICAL
    assert "550" in " ".join([results[1].summary, *results[1].facts.values()])


def test_a_refused_recipient_is_down_at_that_stage_and_passes(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    email_monitor(interval=SLOT)
    virtual_clock.advance(SLOT)
    rule = sandbox.refuse_recipient(PROBE, 550, "5.7.1 not from you")
    (result,) = virtual_clock.advance(SLOT)
    assert (result.state, result.verdict, result.stage) == (State.CRITICAL, "down", "recipient")
    assert "not from you" in result.summary
    assert any(d.name.startswith("smtp") and b"RCPT TO" in d.content for d in result.documents)
    sandbox.remove_rule(rule)
    assert words(virtual_clock.advance(minutes=10))[-1] == "up"


@pytest.mark.parametrize("protocol", ["smtp", "imap", "pop3"])
def test_a_server_that_is_away_for_an_hour_is_told_and_forgiven(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock, protocol: str
) -> None:
    email_monitor(retrieve="pop3" if protocol == "pop3" else "imap", interval=3 * SLOT)
    virtual_clock.advance(minutes=30)
    sandbox.set_unavailable(protocol)
    away = virtual_clock.advance(hours=1)
    assert set(words(away)) <= {"busy", "down"} and State.OK not in {r.state for r in away}
    sandbox.set_unavailable(protocol, False)
    back = virtual_clock.advance(hours=1)
    assert words(back)[-2:] == ["up"] * 2
    assert not {"unknown", "uncertain"} & set(words(back))


@pytest.mark.parametrize(
    ("wrong", "stage"),
    [
        ({"tls.ca_file": "/etc/ssl/certs/ca-certificates.crt"}, "tls"),
        ({"mail.password": "wrong-one"}, "sign-in"),
    ],
)
def test_wrong_settings_are_down_at_their_stage_all_day(
    email_monitor: MakeInstance, virtual_clock: VirtualClock, wrong: dict[str, Any], stage: str
) -> None:
    email_monitor(wrong, interval=timedelta(hours=1))
    results = virtual_clock.advance(days=1)
    assert len(results) == 24
    assert {(r.state, r.stage) for r in results} == {(State.CRITICAL, stage)}
    assert "wrong-one" not in "".join(str(r) for r in results)
