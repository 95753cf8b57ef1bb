"""The dry-run actions of host_sim probe on real servers: live, with certificates, without a trace."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from monitors import settings, write_config
from watchpost.servers import MailServers

from host_sim import HostSim, Outcome


def probe(host_sim: HostSim, config: Path, action: str) -> tuple[Outcome, list[dict]]:
    outcome = host_sim.run("probe", config, "flow", action, "--json")
    return outcome, [json.loads(line) for line in outcome.out.splitlines()]


def stages(events: list[dict], server: str) -> dict[str, dict[str, str]]:
    """Facts of each stage that was told of the session whose server begins like that."""
    return {
        event["verdict"]: event["facts"]
        for event in events
        if event["event"] == "stage" and event["facts"]["server"].startswith(server)
    }


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_connect_and_sign_in(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, protocol: str
) -> None:
    user = mail_servers.user(0)
    config = write_config(tmp_path, host_sim, {"flow": settings(mail_servers, user, protocol)})
    outcome, events = probe(host_sim, config, "connect")
    assert outcome.code == 0, outcome
    for server in ("SMTP", protocol.upper()):
        told = stages(events, server)
        assert {"resolve", "connect", "tls", "greeting", "capabilities"} <= told.keys()
        assert "sign-in" not in told
        assert told["tls"]["certificate.verified"] == "yes"
        assert int(told["tls"]["certificate.days_left"]) > 0
    outcome, events = probe(host_sim, config, "sign-in")
    assert outcome.code == 0, outcome
    for server in ("SMTP", protocol.upper()):
        assert stages(events, server)["sign-in"]["mechanism"] == "SCRAM-SHA-256"
    assert events[-1]["event"] == "end"


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_round_trip_is_told_while_it_happens_and_leaves_nothing(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, protocol: str
) -> None:
    user = mail_servers.user(1)
    mail_servers.clear(user)
    mail_servers.deliver(user, 3)
    foreign = mail_servers.messages(user)
    config = write_config(tmp_path, host_sim, {"flow": settings(mail_servers, user, protocol)}, interval="1h")
    with host_sim.start("run", config) as running:  # a ledger with a probe on its way
        running.wait_for("flow OK up")
    mail_servers.wait_for_mail(user, 4)
    before = state_of(tmp_path / "state.db")
    assert before
    mail_servers.hold_deliveries()
    try:
        with host_sim.start("probe", config, "flow", "round-trip") as running:
            running.wait_for("OK acceptance: SMTP ")
            assert "OK sign-in: SMTP " in running.out()
            assert f"OK sign-in: {protocol.upper()} " in running.out()
            assert "certificate.verified = yes" in running.out()
            assert "\nOK up: " not in running.out()
            mail_servers.release_deliveries()
            outcome = running.wait()
    finally:
        mail_servers.release_deliveries()
    assert outcome.code == 0, outcome
    assert "\nOK up: probe 1 arrived" in outcome.out
    assert state_of(tmp_path / "state.db") == before
    left = mail_servers.messages(user)
    assert len(left) == 4
    assert left[:3] == foreign
    mail_servers.clear(user)


def state_of(path: Path) -> list[tuple]:
    with sqlite3.connect(path) as database:
        return database.execute("SELECT instance, key, value FROM state ORDER BY 1, 2").fetchall()
