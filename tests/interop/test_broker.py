"""Monitors of one process share an account: the sign-ins that Dovecot counts."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest
from monitors import results, settings, write_config
from other_session import other_session
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim

MONITORS = 5
CYCLES = 4


def by_instance(found: list[dict]) -> Counter[str]:
    return Counter(r["instance"] for r in found)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_polls_due_together_cost_one_sign_in(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, protocol: str
) -> None:
    user = mail_servers.user(5)
    mail_servers.clear(user)
    monitors = {f"m{i}": settings(mail_servers, user, protocol) for i in range(MONITORS)}
    devices = {"mx": mail_servers.host}
    config = write_config(tmp_path, host_sim, monitors, interval="3s", timeout="20s", devices=devices)
    before = mail_servers.sign_ins(user, protocol)
    with host_sim.start("run", config, "--json") as running:

        def cycles_are_over() -> bool:
            counted = by_instance(results(running.out()))
            return len(counted) == MONITORS and min(counted.values()) >= CYCLES

        wait_until(cycles_are_over, f"{CYCLES} cycles", 40, 0.05)
        running.send(signal.SIGTERM)
        outcome = running.wait(5)
    found = results(outcome.out)
    assert {r["verdict"] for r in found} == {"up"}, [r for r in found if r["verdict"] != "up"]
    polls = min(by_instance(found).values())
    assert polls == CYCLES
    assert mail_servers.sign_ins(user, protocol) - before == CYCLES
    assert len(mail_servers.messages(user)) == MONITORS, "each left the probe of its last poll"
    mail_servers.clear(user)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_limit_of_one_connection_is_enough(
    host_sim: HostSim, servers_available: None, tmp_path: Path, protocol: str
) -> None:
    limit = "mail_max_userip_connections = 1\n"
    with MailServers(users=1, dovecot_extra=limit) as servers:
        user = servers.user(0)
        monitors = {f"m{i}": settings(servers, user, protocol) for i in range(MONITORS)}
        config = write_config(tmp_path, host_sim, monitors, interval="2s", timeout="20s")
        with host_sim.start("run", config, "--json", "--start-all") as running:
            wait_until(lambda: len(results(running.out())) >= 3 * MONITORS, "three cycles", 40, 0.1)
            running.send(signal.SIGTERM)
            found = results(running.wait(5).out)
        assert {r["verdict"] for r in found} == {"up"}, [r for r in found if r["verdict"] != "up"]
        assert "Maximum number of connections" not in servers.logs()


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_somebody_else_at_the_limit_makes_it_busy(
    host_sim: HostSim, servers_available: None, tmp_path: Path, protocol: str
) -> None:
    limit = "mail_max_userip_connections = 1\n"
    with MailServers(users=1, dovecot_extra=limit) as servers:
        user = servers.user(0)
        values = settings(servers, user, protocol)
        config = write_config(tmp_path, host_sim, {"m": values}, interval="8s", timeout="6s")
        with (
            other_session(servers, user, protocol),
            host_sim.start("run", config, "--json", "--start-all") as running,
        ):
            wait_until(lambda: results(running.out()), "a verdict", 20, 0.1)
            running.send(signal.SIGTERM)
            found = results(running.wait(5).out)
        assert found[0]["verdict"] == "busy", found
        assert found[0]["state"] == "WARNING"
        assert "tried" in found[0]["summary"], found
