"""Probes that a Sieve filter files away: found in Junk and in folders of the settings, and deleted there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from monitors import Polled, settings
from watchpost import Result, State, VirtualClock
from watchpost.servers import MailServers, User

from host_sim import HostSim

FOLDER = "Aufgehoben/Entwürfe & mehr"
ON_THE_WIRE = "Aufgehoben/Entw&APw-rfe &- mehr"

# Files by recipient: the users' filters differ, the script is one.
SCRIPT = f"""\
require ["envelope", "fileinto", "mailbox"];
if exists "Watchpost-Probe" {{
  if envelope :localpart "to" "user1" {{ fileinto "Junk"; }}
  elsif envelope :localpart "to" "user2" {{ fileinto :create "{FOLDER}"; }}
}}
"""


@pytest.fixture(scope="module")
def servers(servers_available: None) -> Iterator[MailServers]:
    """Whose filter takes every probe out of INBOX: user1's to Junk, user2's to FOLDER; user3's stay."""
    with MailServers(users=3, sieve=SCRIPT) as started:
        yield started


def polls(host_sim: HostSim, servers: MailServers, values: dict[str, str], count: int) -> list[Result]:
    """The results of a monitor's first polls, two seconds apart."""
    found: list[Result] = []
    clock = VirtualClock(datetime.now(UTC))
    with Polled(host_sim, servers, {"m": values}, clock=clock) as monitors:
        for _ in range(count):
            found += monitors.poll()
            clock.advance(seconds=2)
    return found


def own(servers: MailServers, user: User, mailbox: str) -> int:
    return sum(b"\nWatchpost-Probe:" in m.data for m in servers.messages(user, mailbox))


def test_a_probe_in_junk_is_told_and_deleted_there(host_sim: HostSim, servers: MailServers) -> None:
    user = servers.user(0)
    servers.deliver(user, 50, "Junk")
    before = servers.messages(user, "Junk")
    found = polls(host_sim, servers, settings(servers, user, delivery__deadline="1s"), 5)
    assert [r.verdict for r in found[1:]] == ["junk"] * 4, found
    assert "Junk" in found[1].summary
    left = servers.messages(user, "Junk")
    assert [m for m in left if b"\nWatchpost-Probe:" not in m.data] == before, "foreign mail stays as it is"
    assert own(servers, user, "Junk") <= 1, "only the probe of the last poll is left"
    assert servers.messages(user) == []


def test_a_probe_in_another_folder_is_found_where_the_settings_name_it(
    host_sim: HostSim, servers: MailServers
) -> None:
    user = servers.user(1)
    found = polls(
        host_sim, servers, settings(servers, user, mail__folders=FOLDER, delivery__deadline="1s"), 4
    )
    assert {r.verdict for r in found[1:]} == {"junk"}, found
    assert FOLDER in found[1].summary
    assert own(servers, user, ON_THE_WIRE) <= 1


def test_probes_in_folders_are_found_in_the_poll_that_sent_them(
    host_sim: HostSim, servers: MailServers
) -> None:
    places = {
        "Junk": (servers.user(0), "Junk", "the folder for junk"),
        FOLDER: (servers.user(1), ON_THE_WIRE, "not in INBOX"),
    }
    monitors = {
        folder: settings(servers, user, mode="same_poll", delivery__deadline="3s", mail__folders=FOLDER)
        for folder, (user, _, _) in places.items()
    }
    before = {folder: servers.messages(user, name) for folder, (user, name, _) in places.items()}
    with Polled(host_sim, servers, monitors) as polled:
        found = dict(zip(places, polled.poll(), strict=True))
    for folder, (user, name, text) in places.items():
        result = found[folder]
        assert (result.verdict, result.state) == ("junk", State.WARNING), result
        assert text in result.summary, result
        assert result.facts["folder"] == folder
        assert result.readings["own_deleted"].value == 1
        assert servers.messages(user, name) == before[folder], "what others have there stays"


def test_a_folder_that_does_not_exist_does_no_harm(host_sim: HostSim, servers: MailServers) -> None:
    user = servers.user(2)
    found = polls(host_sim, servers, settings(servers, user, mail__folders="Nowhere"), 3)
    assert {r.verdict for r in found} == {"up"}, found


def test_pop3_says_that_it_cannot_see_folders(host_sim: HostSim, servers: MailServers) -> None:
    user = servers.user(0)
    found = polls(host_sim, servers, settings(servers, user, "pop3", delivery__deadline="1s"), 2)
    assert found[1].verdict == "lost", found
    assert "POP3 cannot see folders" in found[1].summary
    servers.clear(user, "Junk")
