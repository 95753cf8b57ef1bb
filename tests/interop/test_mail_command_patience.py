"""A controller whose mail server wants to be left alone: locked maildrops, too many connections, short intervals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from facility import Facility, mail_command
from letters import answer_to, codes, letter, text_of
from other_session import other_session
from watchpost import Engine, MemoryPoints, Point, State, VirtualClock
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim

PUMP = Point(id="pump1", kind="digital", output=True, operable=True)


def expect_patience(
    host_sim: HostSim, servers: MailServers, plant: User, person: User, protocol: str, words: str
) -> None:
    """Somebody else is in the account at first, and a command waits there meanwhile. The seconds are not waited for."""
    clock = VirtualClock(datetime.now(UTC))
    rules = {
        **servers.mail_command_settings(plant, protocol),
        "allow": [f"{person.address} operate * assurance=address"],
        "freshness": "1d",
    }
    points = MemoryPoints([PUMP])
    order = letter(person.address, plant.address, "on pump1\n")
    with Engine(clock=clock, plugins=[mail_command(host_sim)], points=points) as engine:
        box = engine.instance("mail_command", rules, timeout=timedelta(hours=1))
        with other_session(servers, plant, protocol):
            turned_away = [box.poll(limit=60)]
            servers.submit(person, order, plant.address)
            wait_until(lambda: servers.queue_length() == 0, "delivery of the order")
            for _ in range(2):
                clock.advance(seconds=2)
                turned_away.append(box.poll(limit=60))
        for result in turned_away:
            assert (result.verdict, result.state) == ("receiving", State.CRITICAL), result
        waits = [int(re.search(f"{words}.*tried again in ([0-9]+) s", r.summary)[1]) for r in turned_away]
        assert waits[0] > waits[1] > waits[2], "each try would begin a new wait"

        def is_read() -> bool:
            clock.advance(seconds=10)
            return box.poll(limit=60).verdict == "run"

        wait_until(is_read, "a poll that is let in")
        assert codes(text_of(answer_to(servers, person, order))) == [200]
    assert points["pump1"] is True


def test_a_locked_maildrop_is_tried_again(
    host_sim: HostSim, servers_with: Callable[..., MailServers]
) -> None:
    servers = servers_with(users=2, dovecot_extra="pop3_lock_session = yes\n")
    expect_patience(host_sim, servers, servers.user(0), servers.user(1), "pop3", "IN-USE")


def test_too_many_connections_are_tried_again(host_sim: HostSim, limited: MailServers) -> None:
    expect_patience(
        host_sim, limited, limited.user(2), limited.user(3), "imap", "Maximum number of connections"
    )


def test_validate_warns_of_a_short_interval(
    facility_with: Callable[..., Facility], host_sim: HostSim
) -> None:
    short = facility_with(interval="299s", allow=["* read *"])
    said = host_sim.run("validate", short.config)
    assert said.code == 0, said
    assert "warning: monitors.plant.interval = '4m59s': polled so often" in said.out + said.err, said
    assert "make it 5m or longer" in said.out + said.err
    listed = json.loads(host_sim.run("validate", short.config, "--json").out)
    assert "monitors.plant.interval" in json.dumps(listed)
    polite = facility_with(interval="5m", allow=["* read *"])
    said = host_sim.run("validate", polite.config)
    assert "interval" not in said.out + said.err, said
