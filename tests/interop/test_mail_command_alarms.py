"""Alarms of points and monitors become mail, through Postfix and Dovecot, and are acknowledged by reply."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from conftest import smtp_is_down
from facility import POINTS, Facility, stored
from kills import KILLS, Killer
from letters import answer_to, answered, codes, letter, letters_of, text_of
from monitors import assert_database_is_clean, results, settings
from watchpost.servers import MailServers, User, wait_until

from host_sim import Running

DOOR = """
[[points]]
id = "door"
title = "扉"
source = { file = "door.txt" }
alarm = { when = "on", text = "the door stands open" }
"""
CODE = re.compile(r"\[([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})\]")


@pytest.fixture
def duty(mail_servers: MailServers) -> Iterator[User]:
    """Who is told of alarms; no rule is about him. His mailbox is empty."""
    with mail_servers.emptied(5) as one:
        yield one


@pytest.fixture
def guarded(facility_with: Callable[..., Facility], tmp_path: Path, duty: User) -> Facility:
    """A door that is closed, and one person who is told when it opens."""
    door(tmp_path, "off")
    return facility_with(points=POINTS + DOOR, alarm__to=[duty.address])


def door(folder: Path, value: str) -> None:
    """Opens it ("on") or closes it ("off")."""
    fresh = folder / "door.new"
    fresh.write_text(value + "\n")
    fresh.rename(folder / "door.txt")


@contextmanager
def reading(facility: Facility) -> Iterator[Running]:
    """host_sim that has read the account: before, alarm mails have no code, as nobody might read the reply."""
    with facility.run() as running:
        running.wait_for('"verdict"')
        yield running


def mails(mail_servers: MailServers, user: User, front: str) -> list[EmailMessage]:
    """The mails of the user whose subject begins so."""
    return [m for m in letters_of(mail_servers, user) if str(m["Subject"]).startswith(front)]


def mail_with(mail_servers: MailServers, user: User, front: str) -> EmailMessage:
    """The first of them, as soon as it is there."""
    return wait_until(lambda: mails(mail_servers, user, front), f"a mail {front!r} to {user.address}", 120)[0]


def reply(to: EmailMessage, user: User, plant: User, text: str) -> EmailMessage:
    """As a mail program writes it."""
    return letter(
        user.address,
        plant.address,
        text,
        subject=f"Re: {to['Subject']}",
        In_Reply_To=str(to["Message-ID"]),
        References=str(to["Message-ID"]),
    )


def code_of(mail: EmailMessage) -> str:
    """The code in its subject."""
    return CODE.search(str(mail["Subject"]))[1]


def test_an_alarm_is_told_acknowledged_by_reply_and_its_end_is_told(
    guarded: Facility, mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    with reading(guarded):
        door(tmp_path, "on")
        alarm = mail_with(mail_servers, duty, "[ALARM]")
        assert guarded.point("door")["alarm"] == "active"
        assert alarm["Auto-Submitted"] == "auto-generated"
        assert alarm["Return-Path"] == f"<{plant.address}>"
        assert "扉" in str(alarm["Subject"])
        assert "the door stands open" in text_of(alarm)
        assert code_of(alarm) in text_of(alarm)

        answer = reply(alarm, duty, plant, "ack\n\n> " + text_of(alarm).replace("\n", "\n> "))
        mail_servers.submit(duty, answer, plant.address)
        assert codes(text_of(answer_to(mail_servers, duty, answer))) == [206]
        assert guarded.point("door")["alarm"] == "acknowledged"

        door(tmp_path, "off")
        over = mail_with(mail_servers, duty, "[OVER]")
        assert guarded.point("door")["alarm"] == "normal"
    assert str(alarm["Message-ID"]) in str(over["References"])
    assert len(mails(mail_servers, duty, "[ALARM]")) == 1
    acknowledged = [r for r in guarded.audit() if "acknowledge" in json.dumps(r)]
    assert any(duty.address in json.dumps(r) for r in acknowledged), guarded.audit()


def test_a_code_works_once_from_its_address_and_for_its_alarm(
    facility_with: Callable[..., Facility], mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    other = mail_servers.user(3)
    mail_servers.clear(other)
    door(tmp_path, "off")
    facility = facility_with(
        points=POINTS + DOOR,
        alarm__to=[duty.address],
        allow=[f"{other.address} operate door assurance=address"],
    )
    with reading(facility):
        door(tmp_path, "on")
        code = code_of(mail_with(mail_servers, duty, "[ALARM]"))
        assert "534 " in answered(mail_servers, other, plant, f"ack {code}\n")
        assert facility.point("door")["alarm"] == "active"

        assert "206 " in answered(mail_servers, duty, plant, f"ack {code}\n")
        assert "205 " in answered(mail_servers, duty, plant, f"ack {code}\n")

        door(tmp_path, "off")
        mail_with(mail_servers, duty, "[OVER]")
        assert "515 " in answered(mail_servers, duty, plant, f"ack {code}\n")

        mail_servers.clear(duty)
        door(tmp_path, "on")
        mail_with(mail_servers, duty, "[ALARM]")
        mail_servers.submit(duty, letter(duty.address, plant.address, f"ack {code}\n"), plant.address)
        last = letter(other.address, plant.address, "get door\n")
        mail_servers.submit(other, last, plant.address)
        answer_to(mail_servers, other, last)
        assert facility.point("door")["alarm"] == "active", "the code of the alarm before was taken"
    mail_servers.clear(other)


def test_an_instance_that_never_reads_mail_sends_alarms(
    facility_with: Callable[..., Facility], mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    door(tmp_path, "on")
    facility = facility_with(
        interval="0s",
        points=POINTS + DOOR,
        alarm__to=[duty.address],
        allow=[f"{duty.address} operate * assurance=address"],
    )
    unread = letter(duty.address, plant.address, "on pump1\n")
    mail_servers.submit(duty, unread, plant.address)
    mail_servers.wait_for_mail(plant, 1)
    sign_ins = mail_servers.sign_ins(plant)
    with facility.run():
        alarm = mail_with(mail_servers, duty, "[ALARM]")
        door(tmp_path, "off")
        mail_with(mail_servers, duty, "[OVER]")
    assert CODE.search(str(alarm["Subject"])) is None, "nobody would read the reply"
    assert "扉" in str(alarm["Subject"])
    assert len(mail_servers.messages(plant)) == 1
    assert mail_servers.sign_ins(plant) == sign_ins
    assert facility.point("pump1")["value"] is False


def test_who_is_told_is_up_to_the_rules(
    facility_with: Callable[..., Facility], mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    second = mail_servers.user(3)
    mail_servers.clear(second)
    door(tmp_path, "on")
    quiet = DOOR.replace('"door"', '"hatch"').replace("扉", "ハッチ")
    facility = facility_with(
        points=POINTS + quiet + DOOR,
        alarm__to=[duty.address, second.address],
        alarm__point=["hatch off", "door to=2 recovery=no"],
        allow=[f"{second.address} read * assurance=address"],
    )
    with facility.run():
        mail_with(mail_servers, second, "[ALARM]")
        door(tmp_path, "off")
        wait_until(lambda: facility.point("door")["alarm"] == "normal", "the end of the alarm")
        last = letter(second.address, plant.address, "get door\n")
        mail_servers.submit(second, last, plant.address)
        answer_to(mail_servers, second, last)
    assert len(mails(mail_servers, second, "[ALARM]")) == 1
    assert mails(mail_servers, second, "[OVER]") == []
    assert letters_of(mail_servers, duty) == []
    mail_servers.clear(second)


def test_a_monitor_that_goes_critical_becomes_one_alarm_mail(
    facility_with: Callable[..., Facility], mail_servers: MailServers, duty: User
) -> None:
    values = settings(mail_servers, duty, smtp__port="1")
    monitor = '[monitors.mx]\ntype = "email_monitor"\ninterval = "200ms"\ntimeout = "60s"\n' + "".join(
        f"{key} = {json.dumps(value)}\n" for key, value in values.items()
    )
    facility = facility_with(
        interval="0s",
        points=POINTS + monitor,
        alarm__to=[duty.address],
    )
    with facility.run() as running:
        alarm = mail_with(mail_servers, duty, "[ALARM]")
        seen = len(polls_of(running.out(), "mx"))
        wait_until(lambda: len(polls_of(running.out(), "mx")) >= seen + 2, "two more polls")
    assert str(alarm["Subject"]).startswith("[ALARM] mx: CRITICAL")
    assert "smtp" in text_of(alarm).lower()
    assert len(mails(mail_servers, duty, "[ALARM]")) == 1


def polls_of(json_lines: str, monitor: str) -> list[dict]:
    """The completed polls of that monitor."""
    return [r for r in results(json_lines) if r["instance"] == monitor]


def test_an_alarm_while_smtp_is_down_is_told_once_after_a_kill(
    guarded: Facility, mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    with smtp_is_down(mail_servers):
        with reading(guarded) as running:
            door(tmp_path, "on")
            wait_until(lambda: letters_kept(tmp_path / "state.db"), "a letter in the outbox")
            running.wait_for("refused")
            assert running.kill().code == -9
        with guarded.run() as running:
            running.wait_for("refused")
            assert running.kill().code == -9
        assert letters_kept(tmp_path / "state.db")
    assert letters_of(mail_servers, duty) == []
    with guarded.run():
        alarm = mail_with(mail_servers, duty, "[ALARM]")
        assert "206 " in answered(mail_servers, duty, plant, f"ack {code_of(alarm)}\n")
    assert len(mails(mail_servers, duty, "[ALARM]")) == 1


def letters_kept(database: Path, column: str = "key") -> list[str]:
    """The keys, or values, of letters in the outbox of the instance, as they are durable."""
    return stored(
        database,
        f"SELECT CAST({column} AS TEXT) FROM state WHERE instance = 'plant' AND key LIKE 'outbox.%'",
    )


def test_each_alarm_is_told_once_over_kills(
    guarded: Facility, mail_servers: MailServers, tmp_path: Path, plant: User, duty: User
) -> None:
    killer = Killer()
    for i in range(KILLS):
        door(tmp_path, "off" if i % 2 else "on")
        with guarded.run() as running:
            killer.kill(running)
        assert_database_is_clean(tmp_path / "state.db")
    door(tmp_path, "off")
    with guarded.run():
        wait_until(lambda: guarded.point("door")["alarm"] == "normal", "a closed door")
        told = len(mails(mail_servers, duty, "[ALARM]"))
        door(tmp_path, "on")
        wait_until(lambda: len(mails(mail_servers, duty, "[ALARM]")) > told, "the last alarm", 120)
    alarms = guarded.point("door")["occurrence"]
    uncertain = sum("uncertain" in text for text in letters_kept(tmp_path / "state.db", "value"))
    found = mails(mail_servers, duty, "[ALARM]")
    print(f"{alarms} alarms, {len(found)} mails, {uncertain} letters that may or may not have left")
    assert alarms - uncertain <= len(found) <= alarms
    ids = [str(m["Message-ID"]) for m in letters_of(mail_servers, duty)]
    assert len(set(ids)) == len(ids)
