"""Alarms of points by mail, through real servers: told, over, and acknowledged by a reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from facility import Facility
from letters import answer_to, letter, letters_of, submit
from mail_servers import MailServers, User
from waiting import wait_until

from host_sim import HostSim

POINTS = """
[[points]]
id = "door"
title = "Door"
source = { file = "door.txt" }
alarm = "on"
"""

CODE = re.compile(r" \[(\w{4}-\w{4}-\w{4})\]$")


@pytest.fixture
def duty(mail_servers: MailServers) -> Iterator[User]:
    """Who is told; no rule allows them anything else."""
    one = mail_servers.user(3)
    mail_servers.clear(one)
    yield one
    mail_servers.clear(one)


@pytest.fixture
def plant(mail_servers: MailServers) -> Iterator[User]:
    """The account of the controller."""
    one = mail_servers.user(4)
    mail_servers.clear(one)
    yield one
    mail_servers.clear(one)


class Plant(Facility):
    """A facility with a door whose alarm is its being open."""

    def __init__(
        self, folder: Path, host_sim: HostSim, servers: MailServers, account: User, duty: User, interval: str
    ) -> None:
        self._door = folder / "door.txt"
        self.door("off")
        super().__init__(
            folder,
            host_sim,
            servers,
            account,
            interval=interval,
            points=POINTS,
            alarm__to=[duty.address],
        )

    def door(self, state: str) -> None:
        self._door.write_text(f"{state}\n")


def alarm_mail(servers: MailServers, duty: User, front: str) -> EmailMessage:
    """The one mail whose subject begins like that, as soon as it is there."""

    def found() -> list[EmailMessage]:
        return [m for m in letters_of(servers, duty) if str(m["Subject"]).startswith(front)]

    mails = wait_until(found, f"a mail {front!r}", 20, 0.1)
    assert len(mails) == 1
    return mails[0]


def test_alarms_are_told_by_an_instance_that_never_reads_mail(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    facility = Plant(tmp_path, host_sim, mail_servers, plant, duty, "0s")
    facility.door("on")
    before = mail_servers.sign_ins(plant, "pop3")
    with facility.run():
        told = alarm_mail(mail_servers, duty, "[ALARM] Door")
        facility.door("off")
        over = alarm_mail(mail_servers, duty, "[OVER] Door")
    assert told["From"] == plant.address
    assert told["Auto-Submitted"] == "auto-generated"
    assert not CODE.search(str(told["Subject"]))  # nobody would read a reply
    assert str(told["Message-ID"]) in str(over["References"])
    assert len(mail_servers.messages(duty)) == 2
    assert mail_servers.sign_ins(plant, "pop3") == before


def test_an_alarm_is_acknowledged_by_a_reply(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    facility = Plant(tmp_path, host_sim, mail_servers, plant, duty, "500ms")
    with facility.run() as running:
        running.wait_for('"state"')
        facility.door("on")
        told = alarm_mail(mail_servers, duty, "[ALARM] Door")
        assert facility.point("door")["alarm"] == "active"
        reply = letter(
            duty.address,
            plant.address,
            "ack\n\n> " + told.get_content().replace("\n", "\n> "),
            subject=f"Re: {told['Subject']}",
            In_Reply_To=str(told["Message-ID"]),
        )
        submit(mail_servers, duty, reply, plant.address)
        answer = answer_to(mail_servers, duty, reply)
        assert facility.point("door")["alarm"] == "acknowledged"
    assert "206" in answer.get_content(), answer.get_content()


def test_the_code_of_another_is_no_good(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    facility = Plant(tmp_path, host_sim, mail_servers, plant, duty, "500ms")
    stranger = mail_servers.user(5)
    mail_servers.clear(stranger)
    with facility.run() as running:
        running.wait_for('"state"')
        facility.door("on")
        told = alarm_mail(mail_servers, duty, "[ALARM] Door")
        code = CODE.search(str(told["Subject"]))
        assert code
        forged = letter(stranger.address, plant.address, f"ack {code[1]}\n", subject=f"Re: {told['Subject']}")
        submit(mail_servers, stranger, forged, plant.address)
        refused = wait_until(facility.audit, "a decision", 20, 0.1)
        wait_until(lambda: not mail_servers.messages(plant), "an empty mailbox", 20, 0.1)
        assert facility.point("door")["alarm"] == "active"
    assert stranger.address in str(refused)
    assert not mail_servers.messages(stranger)
