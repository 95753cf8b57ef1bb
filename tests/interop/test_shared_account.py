"""Two monitors on one account that is full of other people's mail."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from monitors import results, settings, write_config
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim

POLLS = int(os.environ.get("WATCHPOST_SHARED_POLLS", "50"))


def test_both_stay_up_and_foreign_mail_stays_as_it_is(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path
) -> None:
    user = mail_servers.user(1)
    mail_servers.clear(user)
    mail_servers.deliver(user, 1000)
    before = mail_servers.messages(user)
    assert len(before) == 1000
    config = write_config(
        tmp_path,
        host_sim,
        {kind: settings(mail_servers, user, kind) for kind in ("imap", "pop3")},
        interval="1s",
    )
    with host_sim.start("run", config, "--json") as running:

        def done() -> bool:
            found = results(running.out())
            return all(sum(r["instance"] == kind for r in found) > POLLS for kind in ("imap", "pop3"))

        wait_until(done, f"{POLLS} polls of both monitors", 4 * POLLS + 30, 0.25)
        running.send(signal.SIGTERM)
        outcome = running.wait(5)
    assert outcome.code == 0, outcome
    found = results(outcome.out)
    bad = [r for r in found if r["verdict"] != "up"]
    assert not bad, bad
    foreign = [m for m in mail_servers.messages(user) if b"\nWatchpost-Probe:" not in m.data]
    assert foreign == before
    own = len(mail_servers.messages(user)) - len(foreign)
    assert own <= 2, "each monitor leaves at most the probe of its last poll"
    mail_servers.clear(user)
