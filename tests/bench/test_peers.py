"""The peers do whole round trips, and their network round trips are what their protocols say."""

from __future__ import annotations

from collections.abc import Iterator

import curl_peer
import pytest
import python_peer
from conftest import missing
from library_peer import Library, Waits
from measurement import Peer, Run, Sample, Target, count_round_trips, summarise
from rig import MailServers, unavailable, wait_until


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    reason = unavailable()
    if reason:
        missing(f"no mail servers here: {reason}")
    with MailServers(users=1, mechanisms="plain") as servers:
        yield servers


@pytest.mark.parametrize(
    ("peer", "processes", "sign_ins"),
    [
        pytest.param(python_peer.peer("imap"), 0, 1, id="python-imap"),
        pytest.param(python_peer.peer("pop3"), 0, 1, id="python-pop3"),
        pytest.param(curl_peer.peer("imap"), 4, 3, id="curl-imap"),
        pytest.param(curl_peer.peer("imap", separate=False), 3, 2, id="curl-imap-next"),
        pytest.param(curl_peer.peer("pop3"), 4, 3, id="curl-pop3"),
    ],
)
def test_peer(servers: MailServers, peer: Peer, processes: int, sign_ins: int) -> None:
    if processes and not curl_peer.available():
        pytest.skip("NOT TESTED: no curl")
    before = servers.sign_ins()
    cost = summarise(peer(Target.of(servers), 3))
    assert (cost.count, cost.processes) == (3, processes)
    assert 0.5 < cost.cpu_ms < 2000
    assert min(cost.submit_ms, cost.fetch_ms) > 0.5
    assert servers.messages(servers.user(0)) == []
    # One more round trip than samples: the first one of Python's, that for the memory of curl.
    expected = before + sign_ins * (3 + (cost.peak_rss_mib is not None))
    wait_until(lambda: servers.sign_ins() >= expected, "logins in the log")
    assert servers.sign_ins() == expected


def test_network_round_trips_of_python(servers: MailServers) -> None:
    found = count_round_trips(python_peer.peer("imap"), Target.of(servers), runs=2)
    # TCP, greeting, EHLO, STARTTLS, TLS, EHLO, AUTH, MAIL, RCPT, DATA, text, QUIT
    assert found.submit == pytest.approx(12, abs=1)
    # TCP, TLS, greeting, CAPABILITY, LOGIN, SELECT, SEARCH, STORE, EXPUNGE, LOGOUT
    assert found.fetch == pytest.approx(10, abs=1)


@pytest.mark.parametrize("fetch", ["imap", "pop3"])
def test_library(servers: MailServers, library: Library, fetch: str) -> None:
    cost = summarise(library.peer(fetch)(Target.of(servers), 3))
    assert cost.count == 3
    assert 0.5 < cost.cpu_ms < 200
    assert servers.messages(servers.user(0)) == []


@pytest.mark.parametrize(
    ("fetch", "service", "waits"),
    [
        # TCP, greeting, EHLO, STARTTLS, TLS, EHLO, AUTH with MAIL, RCPT and DATA, text
        # TCP, TLS, greeting, LOGIN with SELECT and FETCH, STORE with EXPUNGE
        ("imap", "submission", Waits(8, 5)),
        # TCP, TLS, greeting, EHLO, AUTH with MAIL, RCPT and DATA, text
        # TCP, TLS, greeting, USER with PASS and UIDL, TOP, DELE with QUIT
        ("pop3", "smtps", Waits(6, 6)),
    ],
)
def test_waits_of_the_library(
    servers: MailServers, library: Library, fetch: str, service: str, waits: Waits
) -> None:
    assert library.waits(Target.of(servers), fetch, service) == waits


def test_summary_takes_medians() -> None:
    run = Run([Sample(cpu, 2 * cpu, 3 * cpu) for cpu in (1, 2, 3, 4, 100)], 7.5, 4)
    summary = summarise(run)
    assert (summary.cpu_ms, summary.submit_ms, summary.fetch_ms) == (3, 6, 9)
    assert summary.cpu_low_ms < 3 < summary.cpu_high_ms
