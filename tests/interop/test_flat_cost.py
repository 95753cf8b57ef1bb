"""A poll of Dovecot costs the same among 10 and among 50,000 messages of others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from counting_proxy import CountingProxy, Session
from monitors import Polled, settings
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim

FEW, MANY = 10, 50_000
POLLS = 4
UID_LINE = len("12345 00000001672f4a3b\r\n")

# Dovecot's answers end with the time they took: "(0.001 + 0.000 secs)", with a third term at times.
TIMES = 16


@pytest.fixture(scope="module")
def servers(servers_available: None) -> Iterator[MailServers]:
    """With mailboxes that are filled quickly."""
    with MailServers(users=2, mechanisms="plain", mailbox_format="mdbox") as started:
        yield started


def fill(servers: MailServers, index: int) -> None:
    """MANY foreign messages, by copying a few of them over and over."""
    user = servers.user(index)
    servers.deliver(user, FEW)
    servers.multiply(user, MANY)


def cost(host_sim: HostSim, servers: MailServers) -> dict[str, list[Session]]:
    """The sessions of POLLS polls by IMAP and by POP3, the first ones of which are left out."""
    with (
        CountingProxy(servers.host, servers.imap_port) as imap,
        CountingProxy(servers.host, servers.pop3_port) as pop3,
    ):
        proxies = {"imap": imap, "pop3": pop3}
        monitors = {
            kind: settings(
                servers,
                servers.user(index),
                kind,
                mail__tls="none",
                mail__port=str(proxies[kind].port),
                allow_cleartext_login="true",
            )
            for index, kind in enumerate(proxies)
        }
        with Polled(host_sim, servers, monitors) as polled:
            for _ in range(2 + POLLS):
                assert [r.verdict for r in polled.poll()] == ["up", "up"]
        wait_until(lambda: all(s.over for p in proxies.values() for s in p.sessions), "ends of sessions")
        return {kind: proxy.complete()[2 : 2 + POLLS] for kind, proxy in proxies.items()}


def test_commands_and_bytes_do_not_grow(host_sim: HostSim, servers: MailServers) -> None:
    for index in (0, 1):
        fill(servers, index)
    large = cost(host_sim, servers)
    for index in (0, 1):
        servers.thin_out(servers.user(index), FEW)
    small = cost(host_sim, servers)

    for kind in ("imap", "pop3"):
        assert len(large[kind]) == len(small[kind]) == POLLS
        assert {s.commands for s in large[kind]} == {s.commands for s in small[kind]}
    imap, fewer = (max(s.down for s in sessions["imap"]) for sessions in (large, small))
    commands = large["imap"][0].commands
    assert imap <= fewer + commands * TIMES, "IMAP answers grow with the mail of others"
    assert max(s.up for s in large["imap"]) <= max(s.up for s in small["imap"]) + commands * 2

    # One listing, and no TOP of what is known.
    listing = (MANY - FEW) * UID_LINE
    for session in large["pop3"]:
        assert session.down <= small["pop3"][0].down + listing + 200
    assert max(s.up for s in large["pop3"]) <= max(s.up for s in small["pop3"]) + 20
