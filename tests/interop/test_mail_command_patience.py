"""A controller whose mail server wants to be left alone: locked maildrops, too many connections, short intervals."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path

from facility import Facility
from letters import answer_to, letter, text_of
from monitors import results
from other_session import other_session
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim


def tried_again(
    host_sim: HostSim, servers: MailServers, folder: Path, protocol: str, code: str
) -> list[dict]:
    """The polls of a facility whose account somebody else is in at first; a command waits there meanwhile."""
    plant, person = servers.user(0), servers.user(1)
    facility = Facility(
        folder,
        host_sim,
        servers,
        plant,
        interval="1s",
        protocol=protocol,
        allow=[f"{person.address} operate * assurance=address"],
    )
    message = letter(person.address, plant.address, "on pump1\n")
    somebody_else = ExitStack()
    somebody_else.enter_context(other_session(servers, plant, protocol))
    with somebody_else, facility.run() as running:
        wait_until(lambda: code in running.out(), f"a poll that met {code}", 30, 0.05)
        servers.submit(person, message, plant.address)
        somebody_else.close()
        assert "200" in text_of(answer_to(servers, person, message, 40))
        wait_until(lambda: results(running.out())[-1]["verdict"] == "run", "a poll after that", 20, 0.05)
        return results(running.out())


def expect_one_try(polls: list[dict], code: str) -> None:
    turned_away = [r for r in polls if r["verdict"] == "receiving"]
    assert {r["state"] for r in turned_away} == {"CRITICAL"}
    waits = [int(re.search(f"{code}.*tried again in ([0-9]+) s", r["summary"])[1]) for r in turned_away]
    assert waits == sorted(waits, reverse=True), "each try would begin a new wait"
    assert len(waits) > 2, "the polls meanwhile were put off"
    assert polls[-1]["verdict"] == "run"


def test_a_locked_maildrop_is_tried_again(host_sim: HostSim, servers_available: None, tmp_path: Path) -> None:
    lock = "pop3_lock_session = yes\n"
    with MailServers(users=2, dovecot_extra=lock) as servers:
        polls = tried_again(host_sim, servers, tmp_path, "pop3", "IN-USE")
        expect_one_try(polls, "IN-USE")


def test_too_many_connections_are_tried_again(
    host_sim: HostSim, servers_available: None, tmp_path: Path
) -> None:
    limit = "mail_max_userip_connections = 1\n"
    with MailServers(users=2, dovecot_extra=limit) as servers:
        polls = tried_again(host_sim, servers, tmp_path, "imap", "LIMIT")
        expect_one_try(polls, "LIMIT")


def test_validate_warns_of_a_short_interval(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, plant: User
) -> None:
    short = Facility(tmp_path, host_sim, mail_servers, plant, interval="299s", allow=["* read *"])
    said = host_sim.run("validate", short.config)
    assert said.code == 0, said
    assert "warning: monitors.plant.interval = '4m59s': polled so often" in said.out + said.err, said
    assert "make it 5m or longer" in said.out + said.err
    listed = json.loads(host_sim.run("validate", short.config, "--json").out)
    assert "monitors.plant.interval" in json.dumps(listed)
    polite = Facility(tmp_path, host_sim, mail_servers, plant, interval="5m", allow=["* read *"])
    said = host_sim.run("validate", polite.config)
    assert "interval" not in said.out + said.err, said
