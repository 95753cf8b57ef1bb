"""Servers that ask to come later or that refuse: postgrey before Postfix, limits and refusals of Dovecot."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from greylister import Greylister
from monitors import check, results, settings, write_config
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim


@pytest.fixture
def greylisted(servers_available: None, request: pytest.FixtureRequest) -> Iterator[MailServers]:
    """Servers whose port 25 defers strangers for as many seconds as the parameter says."""
    with (
        Greylister(request.param) as grey,
        MailServers(users=1, postfix_extra=grey.postfix()) as servers,
    ):
        yield servers


def through_port_25(servers: MailServers, user: User, **more: str) -> dict[str, str]:
    return settings(servers, user, smtp__port=str(servers.smtp_port), smtp__auth="off") | more


@pytest.mark.parametrize("greylisted", [4], indirect=True)
def test_greylisting_that_passes_inside_the_poll(host_sim: HostSim, greylisted: MailServers) -> None:
    values = through_port_25(greylisted, greylisted.user(0)) | {"mode": "same_poll"}
    outcome = check(host_sim, values, "--timeout", "40s")
    assert outcome.code == 0, outcome
    assert "Greylisted" in greylisted.logs()


@pytest.mark.parametrize("greylisted", [12], indirect=True)
def test_greylisting_is_no_loss_and_passes_in_later_polls(
    host_sim: HostSim, greylisted: MailServers, tmp_path: Path
) -> None:
    values = through_port_25(greylisted, greylisted.user(0))
    config = write_config(tmp_path, host_sim, {"m": values}, interval="5s", timeout="4s")
    with host_sim.start("run", config, "--json", "--start-all") as running:
        wait_until(
            lambda: [r["verdict"] for r in results(running.out())][-1:] == ["up"], "mail that flows", 60, 0.2
        )
        running.send(signal.SIGTERM)
        outcome = running.wait(5)
    found = results(outcome.out)
    verdicts = [r["verdict"] for r in found]
    deferred = verdicts.count("greylisted")
    assert 2 <= deferred <= 4, verdicts
    assert verdicts == ["greylisted"] * deferred + ["pending" if deferred else "up", "up"], verdicts
    for r in found[:deferred]:
        assert r["state"] == "WARNING", r
        assert "Greylisted" in r["summary"], r
    since = {r["summary"].split("so since ")[1][:20] for r in found[:deferred]}
    assert len(since) == 1, since


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_refused_password_is_tried_once(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, protocol: str
) -> None:
    user = mail_servers.user(4)
    wrong = settings(mail_servers, user, protocol, mail__password="not-it")
    # Two monitors, one account: what one was told, the other goes by.
    config = write_config(tmp_path, host_sim, {"a": wrong, "b": wrong}, interval="500ms", timeout="10s")
    before = mail_servers.refused_sign_ins(user)
    for _ in range(2):  # the second life of the program knows of it as well
        with host_sim.start("run", config, "--json") as running:
            wait_until(lambda: len(results(running.out())) >= 8, "eight polls", 30, 0.1)
            running.send(signal.SIGTERM)
            found = results(running.wait(5).out)
        assert {r["verdict"] for r in found} == {"down"}, found
        assert all("auth.retry_after" in r["summary"] for r in found[2:]), found
    assert mail_servers.refused_sign_ins(user) - before == 1
    # A changed password is tried at once.
    right = wrong | {"mail.password": user.password}
    write_config(tmp_path, host_sim, {"a": right, "b": right}, interval="500ms", timeout="10s")
    with host_sim.start("run", config, "--json") as running:
        wait_until(
            lambda: len([r for r in results(running.out()) if r["verdict"] == "up"]) >= 4, "up", 30, 0.1
        )
        running.send(signal.SIGTERM)
        running.wait(5)
    mail_servers.clear(user)
