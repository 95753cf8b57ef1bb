"""Probes that a Sieve filter files away: found in Junk and in folders of the settings, and deleted there."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from monitors import results, settings, write_config
from watchpost.servers import MailServers, User, wait_until

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


def polls(host_sim: HostSim, folder: Path, values: dict[str, str], count: int) -> list[dict]:
    """The results of a monitor's first polls."""
    config = write_config(folder, host_sim, {"m": values}, interval="1s")
    with host_sim.start("run", config, "--json") as running:
        wait_until(lambda: len(results(running.out())) >= count, f"{count} polls", 60, 0.1)
        running.send(signal.SIGTERM)
        outcome = running.wait(5)
    assert outcome.code == 0, outcome
    return results(outcome.out)


def own(servers: MailServers, user: User, mailbox: str) -> int:
    return sum(b"\nWatchpost-Probe:" in m.data for m in servers.messages(user, mailbox))


def test_a_probe_in_junk_is_told_and_deleted_there(
    host_sim: HostSim, servers: MailServers, tmp_path: Path
) -> None:
    user = servers.user(0)
    servers.deliver(user, 50, "Junk")
    before = servers.messages(user, "Junk")
    found = polls(host_sim, tmp_path, settings(servers, user), 5)
    assert [r["verdict"] for r in found[1:]] == ["junk"] * len(found[1:]), found
    assert "Junk" in json.dumps(found[1])
    left = servers.messages(user, "Junk")
    assert [m for m in left if b"\nWatchpost-Probe:" not in m.data] == before, "foreign mail stays as it is"
    assert own(servers, user, "Junk") <= 1, "only the probe of the last poll is left"
    assert servers.messages(user) == []


def test_a_probe_in_another_folder_is_found_where_the_settings_name_it(
    host_sim: HostSim, servers: MailServers, tmp_path: Path
) -> None:
    user = servers.user(1)
    found = polls(host_sim, tmp_path, settings(servers, user, mail__folders=FOLDER), 4)
    assert {r["verdict"] for r in found[1:]} == {"junk"}, found
    assert FOLDER in json.dumps(found[1], ensure_ascii=False)
    assert own(servers, user, ON_THE_WIRE) <= 1


def test_a_folder_that_does_not_exist_does_no_harm(
    host_sim: HostSim, servers: MailServers, tmp_path: Path
) -> None:
    user = servers.user(2)
    found = polls(host_sim, tmp_path, settings(servers, user, mail__folders="Nowhere"), 3)
    assert {r["verdict"] for r in found} == {"up"}, found


def test_pop3_says_that_it_cannot_see_folders(
    host_sim: HostSim, servers: MailServers, tmp_path: Path
) -> None:
    user = servers.user(0)
    found = polls(host_sim, tmp_path, settings(servers, user, "pop3"), 2)
    assert found[1]["verdict"] == "lost", found
    assert "POP3 cannot see folders" in json.dumps(found[1])
    servers.clear(user, "Junk")
