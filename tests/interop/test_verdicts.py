"""Verdicts beside up and down on real servers: a bounce that Postfix wrote, late mail, copies, hops."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from monitors import Polled, Settings, check, settings
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim


def judged(host_sim: HostSim, values: Settings, *options: str) -> dict:
    """The result of one check."""
    outcome = check(host_sim, values, "--json", *options)
    assert outcome.out, outcome
    return json.loads(outcome.out)


def reading(result: dict, metric: str) -> float:
    """The value of a metric; 0 when it was not measured."""
    return next((r["value"] for r in result["readings"] if r["metric"] == metric), 0)


@pytest.fixture
def user(mail_servers: MailServers) -> Iterator[User]:
    """An account with an empty mailbox."""
    with mail_servers.emptied(5) as one:
        yield one


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_bounce_that_postfix_wrote_is_the_diagnosis(
    host_sim: HostSim, mail_servers: MailServers, user: User, protocol: str
) -> None:
    mail_servers.deliver(user, 3)
    before = mail_servers.messages(user)
    values = settings(mail_servers, user, protocol, smtp__to=mail_servers.bounce_address, mode="same_poll")
    result = judged(host_sim, values)
    assert result["verdict"] == "bounced", result
    assert result["state"] == "CRITICAL"
    facts = result["facts"]
    assert facts["enhanced_code"] == "5.1.1", facts
    assert facts["reply_code"] == "550", facts
    assert mail_servers.bounce_address in facts["server_text"], facts
    assert "mail.example.test" in facts["advice"], facts
    assert "was returned by" in result["summary"]
    assert reading(result, "own_deleted") == 1
    assert mail_servers.messages(user) == before, "the report is deleted, and nothing else"


def test_a_later_poll_finds_the_bounce(
    host_sim: HostSim, mail_servers: MailServers, user: User, tmp_path: Path
) -> None:
    state = ("--state", str(tmp_path / "state.db"))
    values = settings(mail_servers, user, smtp__to=mail_servers.bounce_address)
    assert judged(host_sim, values, *state)["verdict"] == "up"
    for _ in range(2):
        mail_servers.wait_for_mail(user, 1)
        result = judged(host_sim, values, *state)
        assert result["verdict"] == "bounced", result
        assert reading(result, "own_deleted") == 1


def test_mail_that_waited_in_the_queue_is_lost_then_late_and_then_up(
    host_sim: HostSim, mail_servers: MailServers, user: User
) -> None:
    values = settings(mail_servers, user)
    with Polled(host_sim, mail_servers, {"m": values | {"delivery.deadline": "1s"}}) as monitors:
        mail_servers.hold_deliveries()
        try:
            wait_until(lambda: monitors.poll(held=True)[0].verdict == "lost", "a lost probe", step=0.2)
        finally:
            mail_servers.release_deliveries()
        wait_until(lambda: mail_servers.queue_length() == 0, "delivery of what was held")
        [late] = monitors.poll()
        monitors.set("m", values)
        assert "arrived late" in late.summary, late
        assert [r.verdict for r in monitors.poll()] == ["up"]


def test_copies_are_counted_and_deleted(
    host_sim: HostSim, mail_servers: MailServers, user: User, tmp_path: Path
) -> None:
    state = ("--state", str(tmp_path / "state.db"))
    values = settings(mail_servers, user)
    assert judged(host_sim, values, *state)["verdict"] == "up"
    [probe] = mail_servers.wait_for_mail(user, 1)
    mail_servers.deliver(user, 2, make=lambda _: probe.data)
    result = judged(host_sim, values, *state)
    assert result["verdict"] == "up", result
    assert reading(result, "duplicates") == 2
    assert reading(result, "own_deleted") == 3
    mail_servers.wait_for_mail(user, 1)

    mail_servers.deliver(user, 1, make=lambda _: probe.data)
    result = judged(host_sim, values, *state)
    assert result["verdict"] == "up", result
    assert reading(result, "replayed") == 1


def test_the_way_of_the_probe_is_told_with_limits_in_the_perfdata(
    host_sim: HostSim, mail_servers: MailServers, user: User
) -> None:
    values = settings(mail_servers, user, mode="same_poll", delivery__warning="20s", delivery__critical="25s")
    facts = judged(host_sim, values)["facts"]
    assert facts["hop.1"].startswith("mail.example.test with ESMTPSA, TLS"), facts
    assert "with LMTP" in facts["hop.2"], facts
    assert abs(int(facts["clock_offset"].split()[0])) < 30, facts
    assert facts["external_hop"].startswith("none seen"), facts
    assert facts["reply_code"] == "250" and facts["enhanced_code"] == "2.0.0", facts
    line = check(host_sim, values).out
    delivery = next(word for word in line.split("|")[1].split() if word.startswith("'delivery'"))
    assert delivery.endswith(";20;25;0"), line
