"""Servers that ask to come later or that refuse: postgrey before Postfix, limits and refusals of Dovecot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from greylister import Greylister
from monitors import Polled, Settings, check, run_until, settings, write_config
from watchpost import Result, State
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim


@pytest.fixture(scope="module")
def greylister(servers_available: None) -> Iterator[Greylister]:
    with Greylister() as one:
        yield one


@pytest.fixture(scope="module")
def greylisted(greylister: Greylister) -> Iterator[MailServers]:
    """Servers whose port 25 defers strangers."""
    with MailServers(users=2, postfix_extra=greylister.postfix()) as servers:
        yield servers


def through_port_25(servers: MailServers, index: int) -> Settings:
    return settings(servers, servers.user(index), smtp__port=str(servers.smtp_port), smtp__auth="off")


def test_greylisting_that_passes_inside_the_poll(host_sim: HostSim, greylisted: MailServers) -> None:
    outcome = check(host_sim, through_port_25(greylisted, 0) | {"mode": "same_poll"})
    assert outcome.code == 0, outcome
    assert "Greylisted" in greylisted.logs()


def test_greylisting_is_no_loss_and_passes_in_later_polls(
    host_sim: HostSim, greylister: Greylister, greylisted: MailServers
) -> None:
    greylister.set_delay(86_400)
    # No time for a second try in the same poll.
    with Polled(host_sim, greylisted, {"m": through_port_25(greylisted, 1)}, timeout=6) as monitors:
        deferred = monitors.poll() + monitors.poll()
        for result in deferred:
            assert (result.verdict, result.state) == ("greylisted", State.WARNING), result
            assert "Greylisted" in result.summary, result
        assert len({r.summary.split("so since ")[1][:20] for r in deferred}) == 1, deferred

        greylister.set_delay(1)

        def passed() -> list[Result]:
            return [r for r in monitors.poll() if r.verdict != "greylisted"]

        verdicts = [r.verdict for r in wait_until(passed, "mail that passes", step=0.2) + monitors.poll()]
    assert verdicts == ["pending", "up"]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_refused_password_is_tried_once(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, protocol: str
) -> None:
    user = mail_servers.user(4)
    wrong = settings(mail_servers, user, protocol, mail__password="not-it")
    # Two monitors, one account: what one was told, the other goes by.
    config = write_config(tmp_path, host_sim, {"a": wrong, "b": wrong})
    before = mail_servers.refused_sign_ins(user)
    for _ in range(2):  # the second life of the program knows of it as well
        found = run_until(host_sim, config, lambda polls: len(polls) >= 8)
        assert {r["verdict"] for r in found} == {"down"}, found
        assert all("auth.retry_after" in r["summary"] for r in found[2:]), found
    wait_until(lambda: mail_servers.refused_sign_ins(user) > before, "the refusal in the log")
    assert mail_servers.refused_sign_ins(user) - before == 1
    # A changed password is tried at once.
    right = wrong | {"mail.password": user.password}
    write_config(tmp_path, host_sim, {"a": right, "b": right})
    run_until(host_sim, config, lambda polls: [r["verdict"] for r in polls].count("up") >= 4)
    mail_servers.clear(user)
