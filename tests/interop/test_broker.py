"""Monitors of one process share an account: the sign-ins that Dovecot counts."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from monitors import Polled, settings
from other_session import other_session, sessions_over
from watchpost import State
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim

MONITORS = 5
PROTOCOLS = ("imap", "pop3")


def sharing(host_sim: HostSim, servers: MailServers, user: User, protocol: str) -> Polled:
    """MONITORS of one account."""
    return Polled(host_sim, servers, {f"m{i}": settings(servers, user, protocol) for i in range(MONITORS)})


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_polls_due_together_cost_one_sign_in(
    host_sim: HostSim, mail_servers: MailServers, protocol: str
) -> None:
    with mail_servers.emptied(5) as user, sharing(host_sim, mail_servers, user, protocol) as monitors:
        cost = []
        for _ in range(5):
            before = mail_servers.sign_ins(user, protocol)
            assert [r.verdict for r in monitors.poll()] == ["up"] * MONITORS
            wait_until(lambda: sessions_over(mail_servers, user, protocol), "the end of the session")
            cost.append(mail_servers.sign_ins(user, protocol) - before)
        # A machine with other work may stop in the midst of beginning the five; tests/unit/email_monitor has it exactly.
        assert min(cost) == 1, cost
        assert max(cost) < MONITORS, cost
        assert len(mail_servers.messages(user)) == MONITORS, "each left the probe of its last poll"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_limit_of_one_connection_is_enough(host_sim: HostSim, limited: MailServers, protocol: str) -> None:
    user = limited.user(0)
    before = limited.logs().count("Maximum number of connections")
    with sharing(host_sim, limited, user, protocol) as monitors:
        for _ in range(3):
            assert [r.verdict for r in monitors.poll()] == ["up"] * MONITORS
            wait_until(lambda: sessions_over(limited, user, protocol), "the end of the session")
    assert limited.logs().count("Maximum number of connections") == before


def test_somebody_else_at_the_limit_makes_it_busy(host_sim: HostSim, limited: MailServers) -> None:
    user = limited.user(1)
    both = {protocol: settings(limited, user, protocol) for protocol in PROTOCOLS}
    with ExitStack() as others, Polled(host_sim, limited, both, timeout=6) as monitors:
        for protocol in PROTOCOLS:
            others.enter_context(other_session(limited, user, protocol))
        for result in monitors.poll():
            assert (result.verdict, result.state) == ("busy", State.WARNING), result
            assert "tried" in result.summary, result
