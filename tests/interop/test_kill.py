"""kill -9 of `host_sim run` at random moments: nothing orphaned, nothing false, the database clean."""

from __future__ import annotations

import re
from pathlib import Path

from kills import KILLS, Killer
from monitors import assert_database_is_clean, results, settings, write_config
from watchpost.servers import MailServers, PortLease, wait_until

from host_sim import HostSim


def test_kills_lose_nothing_and_report_nothing_false(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path
) -> None:
    killer = Killer(most_polls=4)
    user = mail_servers.user(2)
    mail_servers.clear(user)
    mail_servers.deliver(user, 5)
    before = mail_servers.messages(user)
    monitors = {kind: settings(mail_servers, user, kind, first_poll="pending") for kind in ("imap", "pop3")}
    config = write_config(tmp_path, host_sim, monitors)

    found = []
    for _ in range(KILLS):
        with host_sim.start("run", config, "--json") as running:
            found += results(killer.kill(running).out)
        assert_database_is_clean(tmp_path / "state.db")

    # The last probes are found and deleted while nothing new can be submitted.
    lease = PortLease(1, mail_servers.host)
    closed = {kind: values | {"smtp.port": str(lease.ports[0])} for kind, values in monitors.items()}
    write_config(tmp_path, host_sim, closed)
    with host_sim.start("run", config, "--json") as running:
        wait_until(lambda: mail_servers.queue_length() == 0, "delivery of the last probes")
        wait_until(lambda: mail_servers.messages(user) == before, "the mailbox as it was", step=0.2)
        wait_until(lambda: len(results(running.out())) >= 4, "polls after the last kill")
        drained = results(running.kill().out)
    lease.release()

    assert {r["verdict"] for r in found} <= {"up", "pending"}, [
        r for r in found if r["verdict"] not in ("up", "pending")
    ]
    assert {r["verdict"] for r in drained} <= {"down", "up"}, drained
    for kind in monitors:
        ups = [r["summary"] for r in found if r["instance"] == kind and r["verdict"] == "up"]
        probes = [re.match(r"probe (\d+) arrived", text).group(1) for text in ups]
        assert len(set(probes)) == len(probes), f"{kind}: a probe counted twice"
        assert len(ups) > KILLS / 10, f"{kind}: hardly ever up between the kills"
    mail_servers.clear(user)
