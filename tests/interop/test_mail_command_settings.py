"""What the settings of mail_command do on real servers: ways to them, users, reload, limits, what is told."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

import pytest
from facility import POINTS, Facility
from letters import answer_to, answered, answers_to, codes, emptied, letter, letters_of, text_of
from monitors import results
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim

DOOR = """
[[points]]
id = "door"
value = "on"
alarm = "on"
"""


WAYS = [
    ("pop3", "implicit", "submission", "starttls", "auto"),
    ("pop3", "starttls", "smtps", "implicit", "login"),
    ("imap", "starttls", "submission", "auto", "login"),
    ("imap", "implicit", "smtps", "implicit", "auto"),
]


@pytest.mark.parametrize(("protocol", "tls", "sending", "smtp_tls", "auth"), WAYS)
def test_every_way_to_the_servers(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
    protocol: str,
    tls: str,
    sending: str,
    smtp_tls: str,
    auth: str,
) -> None:
    facility = facility_with(
        protocol=protocol,
        allow=allow,
        mail__tls=tls,
        mail__port=str(mail_servers.ports[protocol + ("s" if tls == "implicit" else "")]),
        smtp__port=str(mail_servers.ports[sending]),
        smtp__tls=smtp_tls,
        smtp__auth=auth,
    )
    with facility.run():
        assert codes(answered(mail_servers, person, plant, "on pump1\n")) == [200]
        emptied(mail_servers, plant)


def test_an_account_for_sending_of_its_own(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
) -> None:
    sender = mail_servers.user(2)
    facility = facility_with(
        allow=allow,
        smtp__username=sender.address,
        smtp__password=sender.password,
    )
    with facility.run():
        assert codes(answered(mail_servers, person, plant, "get level\n")) == [202]
    assert f"sasl_username={sender.address}" in mail_servers.logs()


def test_help_list_and_status_in_both_languages(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
) -> None:
    facility = facility_with(points=POINTS + DOOR, allow=allow)
    with facility.run():
        english = answered(mail_servers, person, plant, "help\nlist\nstatus\n")
        japanese = answered(mail_servers, person, plant, "使い方\n一覧\n状態\n")
    for text in (english, japanese):
        assert codes(text) == [203, 203, 203], text
        assert "pump1" in text and "ポンプ1" in text and "door" in text, text
    assert "acknowledge alarms" in english
    assert "警報" in japanese


def test_a_user_with_a_password(
    facility_with: Callable[..., Facility],
    host_sim: HostSim,
    mail_servers: MailServers,
    plant: User,
    person: User,
) -> None:
    hashed = host_sim.run("hash-password", text="open sesame\n")
    assert hashed.code == 0, hashed
    facility = facility_with(
        allow=["user:sato operate pump1"],
        user=[f"sato {hashed.out.split()[-1]} from={person.address}"],
    )
    with facility.run():
        good = answered(mail_servers, person, plant, "user sato\npassword open sesame\non pump1\non pump2\n")
        assert [code for code in codes(good) if code == 200] == [200], good
        assert facility.point("pump1")["value"] is True
        assert "sesame" not in good
        wrong = letter(person.address, plant.address, "user sato\npassword open says me\noff pump1\n")
        mail_servers.submit(person, wrong, plant.address)
        emptied(mail_servers, plant)
    assert facility.point("pump1")["value"] is True
    assert facility.point("pump2")["value"] is False
    assert answers_to(mail_servers, person, str(wrong["Message-ID"])) == [], "a stranger gets silence"
    assert "sesame" not in json.dumps(facility.audit())


def test_settings_are_applied_by_a_reload(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
) -> None:
    facility = facility_with(allow=[allow[0].replace("operate", "read")])
    with facility.run() as running:
        assert codes(answered(mail_servers, person, plant, "on pump1\n")) == [531]
        text = facility.config.read_text(encoding="utf-8")
        facility.config.write_text(text.replace(" read * ", " operate * "), encoding="utf-8")
        running.send(signal.SIGHUP)
        wait_until(
            lambda: codes(answered(mail_servers, person, plant, "on pump1\n")) == [200],
            "the new rule",
        )
        assert running.kill().code == -9
    assert len(facility.moves()) == 1


def test_a_pipe_named_as_a_file_holds_nobody(
    facility_with: Callable[..., Facility],
    host_sim: HostSim,
    mail_servers: MailServers,
    tmp_path: Path,
    plant: User,
    person: User,
    allow: list[str],
) -> None:
    pipe = tmp_path / "people.pem"
    os.mkfifo(pipe)
    facility = facility_with(allow=allow, signer=[f"{person.address} ca={pipe}"])
    looked_at = host_sim.run("validate", facility.config)
    assert looked_at.code == 0 and f"signer: names no regular file: '{pipe}'" in looked_at.out + looked_at.err
    with facility.run() as running:
        running.wait_for(f"the file {pipe} of signer {person.address} is not a regular file")
        assert codes(answered(mail_servers, person, plant, "on pump1\n")) == [200]
        running.send(signal.SIGHUP)
        running.send(signal.SIGTERM)
        assert running.wait().code == 0


def test_what_is_going_on_is_told_with_each_poll(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
) -> None:
    facility = facility_with(allow=allow)
    with facility.run() as running:
        answered(mail_servers, person, plant, "on pump1\n")
        said = wait_until(
            lambda: [
                r for r in results(running.out()) if re.search(r'"mails_sent", "value": 1', json.dumps(r))
            ],
            "a poll that tells of the answer",
        )
        assert re.search(r"run \([0-9]+\)", json.dumps(said[0])), said
        assert said[0]["verdict"] == "run"
        mail_servers.stop_mailboxes()
        try:
            running.wait_for("refused")
        finally:
            mail_servers.start_mailboxes()
        down = len(results(running.out()))
        wait_until(lambda: results(running.out())[down:], "a poll of the server that is back")
        wait_until(lambda: results(running.out())[-1]["state"] == "OK", "a good poll")


def test_a_blocked_port_25_is_told_with_the_remedy(
    facility_with: Callable[..., Facility], person: User
) -> None:
    facility = facility_with(
        points=POINTS + DOOR,
        alarm__to=[person.address],
        # Of loopback, where nobody listens.
        smtp__server="127.20.25.1",
        smtp__port="smtp",
    )
    with facility.run() as running:
        running.wait_for("smtp.port = submission")
        assert "outbound port 25 blocking" in running.out()
        assert "smtp.auth = auto" in running.out()


def test_old_mail_and_too_much_mail_is_not_carried_out_and_the_log_proves_it(
    facility_with: Callable[..., Facility],
    host_sim: HostSim,
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
) -> None:
    facility = facility_with(allow=allow, answer__per_hour="2")
    with facility.run():
        assert codes(answered(mail_servers, person, plant, "on pump2\n")) == [200]
        old = letter(person.address, plant.address, "on pump1\n", Date=formatdate(time.time() - 3600))
        mail_servers.submit(person, old, plant.address)
        assert codes(text_of(answer_to(mail_servers, person, old))) == [520]
        third = letter(person.address, plant.address, "off pump2\n")
        mail_servers.submit(person, third, plant.address)
        emptied(mail_servers, plant)
    assert facility.point("pump1")["value"] is False
    assert facility.point("pump2")["value"] is True
    assert answers_to(mail_servers, person, str(third["Message-ID"])) == []
    assert len(letters_of(mail_servers, person)) == 2
    verified = host_sim.run("audit", "verify", facility.config)
    assert verified.code == 0, verified
    assert "command.result" in {r["event"] for r in facility.audit()}
