"""Two monitors on one account that is full of other people's mail."""

from __future__ import annotations

import os

from monitors import Polled, settings
from watchpost.servers import MailServers

from host_sim import HostSim

POLLS = int(os.environ.get("WATCHPOST_SHARED_POLLS", "25"))


def test_both_stay_up_and_foreign_mail_stays_as_it_is(host_sim: HostSim, mail_servers: MailServers) -> None:
    user = mail_servers.user(1)
    mail_servers.clear(user)
    mail_servers.deliver(user, 1000)
    before = mail_servers.messages(user)
    assert len(before) == 1000
    both = {kind: settings(mail_servers, user, kind) for kind in ("imap", "pop3")}
    with Polled(host_sim, mail_servers, both) as monitors:
        for _ in range(POLLS):
            found = monitors.poll()
            assert [r.verdict for r in found] == ["up", "up"], found
    foreign = [m for m in mail_servers.messages(user) if b"\nWatchpost-Probe:" not in m.data]
    assert foreign == before
    own = len(mail_servers.messages(user)) - len(foreign)
    assert own == 2, "each monitor leaves the probe of its last poll"
    mail_servers.clear(user)


def test_what_is_called_deleted_is_gone_and_nothing_of_ours_comes_back(
    host_sim: HostSim, mail_servers: MailServers
) -> None:
    """Over IMAP and POP3 at the same time: Dovecot expunges nothing for a session while another one expunges."""
    user = mail_servers.user(2)
    mail_servers.clear(user)
    both = {kind: settings(mail_servers, user, kind) for kind in ("imap", "pop3")}
    with Polled(host_sim, mail_servers, both) as monitors:
        monitors.poll()
        for _ in range(POLLS):
            found = monitors.poll()
            for result in found:
                assert result.verdict == "up", found
                assert not {"replayed", "leftovers"} & set(result.readings), result
                deleted = result.summary.endswith("found and deleted")
                assert deleted == (result.readings["own_deleted"].value == 1), result
            assert len(mail_servers.messages(user)) == 2, "each monitor leaves the probe of this poll"
    mail_servers.clear(user)
