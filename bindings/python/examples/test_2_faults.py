"""What the mail server does wrong, and what the monitor says of it."""

from __future__ import annotations

import pytest
from watchpost import Sandbox, SettingsError, State, VirtualClock
from watchpost.pytest_plugin import MakeInstance


def test_lost_mail_is_noticed_and_over_when_mail_flows_again(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    monitor = email_monitor(interval=300)
    rule = sandbox.drop_all()
    monitor.poll()
    lost = virtual_clock.advance(hours=1)[-1]
    assert (lost.state, lost.verdict) == (State.CRITICAL, "lost")

    sandbox.remove_rule(rule)
    assert virtual_clock.advance(minutes=15)[-1].verdict == "up"


def test_a_refused_sender_is_quoted(email_monitor: MakeInstance, sandbox: Sandbox) -> None:
    sandbox.refuse_recipient("probe@*", code=554, text="no such place")
    result = email_monitor().poll()
    assert result.state is State.CRITICAL
    assert "554" in result.summary and "no such place" in result.summary


def test_a_slow_server_is_measured(
    email_monitor: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    sandbox.set_delay(40)
    email_monitor({"delivery.warning": "30s"}, interval=300).poll()
    late = virtual_clock.advance(minutes=5)[-1]
    assert late.state is State.WARNING
    assert 40 <= late.readings["delivery"].value < 45


def test_a_wrong_setting_is_named(email_monitor: MakeInstance) -> None:
    with pytest.raises(SettingsError) as wrong:
        email_monitor({"mail.protocol": "imap5"})
    assert wrong.value.key == "mail.protocol"
    assert wrong.value.value == "imap5"
