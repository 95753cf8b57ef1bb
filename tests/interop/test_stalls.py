"""Servers that fall silent cost one verdict by the deadline and nobody else's time; one thread serves a thousand."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from monitors import results, settings, write_config
from stalling_server import StallingServer
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim, Running


def threads(running: Running) -> list[str]:
    """The names of its threads."""
    tasks = Path(f"/proc/{running.pid}/task").iterdir()
    return [(task / "comm").read_text().strip() for task in tasks]


@pytest.mark.parametrize(
    ("says", "leg"),
    [(b"", "smtp"), (b"220 silent ESMTP\r\n", "smtp"), (b"", "mail"), (b"* OK silent\r\n", "mail")],
    ids=["smtp-accept", "smtp-greeting", "imap-accept", "imap-greeting"],
)
def test_one_timed_out_verdict_by_the_deadline(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, says: bytes, leg: str
) -> None:
    user = mail_servers.user(3)
    with StallingServer(says) as silent:
        good = settings(mail_servers, user)
        bad = good | {f"{leg}.port": str(silent.port), f"{leg}.tls": "none", "allow_cleartext_login": "true"}
        config = write_config(tmp_path, host_sim, {"good": good, "bad": bad}, interval="1s", timeout="3s")
        with host_sim.start("run", config, "--json") as running:
            wait_until(
                lambda: sum(r["instance"] == "bad" for r in results(running.out())) >= 2,
                "two verdicts",
                30,
                0.1,
            )
            running.send(signal.SIGTERM)
            outcome = running.wait(5)
    found = results(outcome.out)
    for r in (r for r in found if r["instance"] == "bad"):
        assert r["state"] == "CRITICAL", r
        assert "timeout" in r["summary"] or "in time" in r["summary"], r
        assert r["took_ms"] <= 3000, r
    others = [r for r in found if r["instance"] == "good"]
    assert len(others) >= 4
    assert all(r["verdict"] == "up" and r["took_ms"] < 1500 for r in others), others
    mail_servers.clear(user)


def test_a_thousand_stalled_monitors_share_one_thread(
    host_sim: HostSim, servers_available: None, tmp_path: Path
) -> None:
    with StallingServer() as silent:
        values = {
            "smtp.port": str(silent.port),
            "smtp.to": "a@example.test",
            "smtp.from": "a@example.test",
            "mail.port": str(silent.port),
            "mail.tls": "none",
            "mail.username": "a",
            "mail.password": "b",
            "allow_cleartext_login": "true",
        }
        devices = {f"d{i}": "127.0.0.1" for i in range(1000)}
        config = write_config(
            tmp_path, host_sim, {"m": values}, interval="60s", timeout="10s", devices=devices
        )
        with host_sim.start("run", config, "--json", "--start-all") as running:
            wait_until(lambda: silent.connections >= 1000, "a thousand connections", 20, 0.05)
            names = threads(running)
            assert names.count("watchpost-io") == 1, names
            assert len(names) <= 8, names
            wait_until(lambda: len(results(running.out())) >= 1000, "a thousand verdicts", 30, 0.25)
            running.send(signal.SIGTERM)
            outcome = running.wait(5)
    found = results(outcome.out)
    assert len(found) == 1000
    assert {r["state"] for r in found} == {"CRITICAL"}
    assert max(r["took_ms"] for r in found) <= 10_000
    assert outcome.peak_rss_mib < 128, outcome.peak_rss_mib
