"""Servers that fall silent cost one verdict by the deadline and nobody else's time; one thread serves a thousand."""

from __future__ import annotations

import resource
import signal
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
from monitors import results, run_until, settings, write_config
from stalling_server import StallingServer
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim, Running


def threads(running: Running) -> list[str]:
    """The names of its threads."""
    tasks = Path(f"/proc/{running.pid}/task").iterdir()
    return [(task / "comm").read_text().strip() for task in tasks]


def test_one_timed_out_verdict_by_the_deadline(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path
) -> None:
    user = mail_servers.user(3)
    good = settings(mail_servers, user)
    with ExitStack() as running:

        def silent(group: str, says: bytes) -> dict[str, str]:
            """`good` but for a server that says no more than that."""
            port = running.enter_context(StallingServer(says)).port
            return good | {
                f"{group}.port": str(port),
                f"{group}.tls": "none",
                "allow_cleartext_login": "true",
            }

        bad = {
            "smtp-accept": silent("smtp", b""),
            "smtp-greeting": silent("smtp", b"220 silent ESMTP\r\n"),
            "imap-accept": silent("mail", b""),
            "imap-greeting": silent("mail", b"* OK silent\r\n"),
        }
        config = write_config(tmp_path, host_sim, {"good": good} | bad, interval="300ms", timeout="5s")
        found = run_until(host_sim, config, lambda polls: all(of(polls, name) for name in bad))
    for name in bad:
        for r in of(found, name):
            # A poll that did not end by its deadline is overdue.
            assert r["verdict"] == "down", r
            assert "timeout" in r["summary"] or "in time" in r["summary"], r
    first = next(i for i, r in enumerate(found) if r["instance"] != "good")
    assert len(found[:first]) >= 2, "a good one waited for the others"
    assert {r["verdict"] for r in of(found, "good")} <= {"up", "pending"}, found
    mail_servers.clear(user)


def of(polls: list[dict], monitor: str) -> list[dict]:
    return [r for r in polls if r["instance"] == monitor]


def stalled(port: int) -> dict[str, str]:
    """A monitor of a device with that port for everything."""
    return {
        "smtp.port": str(port),
        "smtp.to": "a@example.test",
        "smtp.from": "a@example.test",
        "mail.port": str(port),
        "mail.tls": "none",
        "mail.username": "a",
        "mail.password": "b",
        "allow_cleartext_login": "true",
    }


def test_a_thousand_stalled_monitors_share_one_thread(
    host_sim: HostSim, servers_available: None, tmp_path: Path
) -> None:
    with StallingServer() as silent:
        devices = {f"d{i}": "127.0.0.1" for i in range(1000)}
        config = write_config(
            tmp_path, host_sim, {"m": stalled(silent.port)}, interval="1h", timeout="5s", devices=devices
        )
        with host_sim.start("run", config, "--json", "--start-all") as running:
            wait_until(lambda: silent.connections >= 1000, "a thousand connections")
            names = threads(running)
            assert names.count("watchpost-io") == 1, names
            assert len(names) <= 8, names
            wait_until(lambda: running.out().count("\n") >= 1000, "a thousand verdicts", step=0.25)
            running.send(signal.SIGTERM)
            outcome = running.wait()
    assert Counter(r["verdict"] for r in results(outcome.out)) == {"down": 1000}
    assert outcome.peak_rss_mib < 128, outcome.peak_rss_mib


def test_ten_thousand_in_flight_are_all_told_right_and_in_time(host_sim: HostSim, tmp_path: Path) -> None:
    """All of one device, begun at once, so that their deadlines are one, too."""
    herd = 10_000
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files[1] < herd + 1000:
        pytest.skip(f"NOT TESTED: at most {files[1]} open files are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (files[1], files[1]))
    with StallingServer() as silent:
        monitors = {f"m{i}": stalled(silent.port) | {"mail.username": f"u{i}"} for i in range(herd)}
        config = write_config(
            tmp_path, host_sim, monitors, interval="1h", timeout="30s", devices={"d": "127.0.0.1"}
        )
        with host_sim.start("run", config, "--json", "--start-all") as running:
            wait_until(lambda: running.out().count("\n") >= herd, "all verdicts", 300, step=1.0)
            running.send(signal.SIGTERM)
            outcome = running.wait()
    # None is cancelled or overdue.
    assert Counter(r["verdict"] for r in results(outcome.out)) == {"down": herd}
