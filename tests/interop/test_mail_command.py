"""A controller asked and operated by mail, through Postfix and Dovecot."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from facility import Facility
from letters import answer_to, answers_to, emptied, letter, letters_of, text_of
from monitors import results
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim


@pytest.fixture
def facility(facility_with: Callable[..., Facility], allow: list[str]) -> Facility:
    """It believes the sender's address, as its rules say in so many words."""
    return facility_with(allow=allow)


CHARSETS = [
    ("utf-8", "base64"),
    ("utf-8", "quoted-printable"),
    ("utf-8", "8bit"),
    ("iso-2022-jp", "7bit"),
    ("shift_jis", "base64"),
    ("euc-jp", "quoted-printable"),
]


@pytest.mark.parametrize(("charset", "encoding"), CHARSETS)
@pytest.mark.parametrize("protocol", ["pop3", "imap"])
def test_japanese_mail_reads_and_operates(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
    charset: str,
    encoding: str,
    protocol: str,
) -> None:
    facility = facility_with(protocol=protocol, allow=allow)
    text = "一覧\n取得 水位\nＯＮ　ポンプ１\n"
    message = letter(person.address, plant.address, text, subject="操作", charset=charset, encoding=encoding)
    with facility.run():
        mail_servers.submit(person, message, plant.address)
        answer = answer_to(mail_servers, person, message)
        emptied(mail_servers, plant)
    lines = text_of(answer)
    assert "1.25 m" in lines, lines
    assert "200" in lines, lines
    assert "ポンプ1" in lines, lines
    assert facility.point("pump1")["value"] is True
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["Return-Path"] == "<>"
    assert str(message["Message-ID"]) in str(answer["References"])
    assert answer.get_content_charset() == ("utf-8" if charset == "utf-8" else charset)


def test_english_ascii_and_html_mail_operates(
    facility: Facility, mail_servers: MailServers, plant: User, person: User
) -> None:
    plain = letter(person.address, plant.address, "on pump1\nget level\n", charset="us-ascii")
    html = letter(
        person.address,
        plant.address,
        "<html><body><div>off&nbsp;pump1</div><div>on pump2<br>get level</div></body></html>",
        html=True,
    )
    with facility.run() as running:
        mail_servers.submit(person, plain, plant.address)
        first = text_of(answer_to(mail_servers, person, plain))
        assert facility.point("pump1")["value"] is True
        mail_servers.submit(person, html, plant.address)
        second = text_of(answer_to(mail_servers, person, html))
        assert "below 5 min" in results(running.out())[0]["facts"]["interval"]
    assert "200" in first and "202" in first and "1.25 m" in first, first
    assert second.count("200") >= 2, second
    assert facility.point("pump1")["value"] is False
    assert facility.point("pump2")["value"] is True


def test_mail_of_swaks_operates(
    facility: Facility, mail_servers: MailServers, plant: User, person: User
) -> None:
    with facility.run():
        subprocess.run(
            [
                "swaks",
                *("--server", mail_servers.host, "--port", str(mail_servers.submission_port), "--tls"),
                *("--auth-user", person.address, "--auth-password", person.password),
                *("--from", person.address, "--to", plant.address),
                *("--body", "on pump1\nget pump1"),
                *("--header", "Message-Id: <by-swaks@people.example>"),
            ],
            check=True,
            capture_output=True,
        )
        answer = answer_to(mail_servers, person, "<by-swaks@people.example>")
    assert "200" in text_of(answer)
    assert facility.point("pump1")["value"] is True


def test_mail_of_s_nail_operates(
    facility: Facility, mail_servers: MailServers, plant: User, person: User, tmp_path: Path
) -> None:
    address = person.address.replace("@", "%40")
    with facility.run():
        subprocess.run(
            [
                *("s-nail", "-:/", "-S", "v15-compat", "-S", f"from={person.address}"),
                *(
                    "-S",
                    f"mta=submission://{address}:{person.password}@{mail_servers.host}:"
                    f"{mail_servers.submission_port}",
                ),
                *("-S", "tls-verify=ignore"),
                *(
                    "-S",
                    "smtp-use-starttls",
                    "-S",
                    "smtp-auth=plain",
                    "-S",
                    "sendcharsets=iso-2022-jp,utf-8",
                    "-S",
                    "ttycharset=utf-8",
                ),
                *("-s", "操作", plant.address),
            ],
            input="on ポンプ2\n".encode(),
            check=True,
            capture_output=True,
            env={"LANG": "C.UTF-8", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )
        wait_until(lambda: letters_of(mail_servers, person), "an answer")
    assert "200" in text_of(letters_of(mail_servers, person)[0])
    assert facility.point("pump2")["value"] is True


def test_a_stranger_gets_silence_and_is_counted(
    facility: Facility, mail_servers: MailServers, plant: User, person: User
) -> None:
    stranger = mail_servers.user(2)
    mail_servers.clear(stranger)
    message = letter(stranger.address, plant.address, "on pump1\n")
    known = letter(person.address, plant.address, "get pump1\n")
    with facility.run():
        mail_servers.submit(stranger, message, plant.address)
        emptied(mail_servers, plant)
        mail_servers.submit(person, known, plant.address)
        answer_to(mail_servers, person, known)
    assert facility.point("pump1")["value"] is False
    assert letters_of(mail_servers, stranger) == []
    refusals = [r for r in facility.audit() if stranger.address in str(r)]
    assert refusals, facility.audit()


def test_a_forged_sender_operates_nothing(
    facility_with: Callable[..., Facility], mail_servers: MailServers, plant: User, person: User
) -> None:
    facility = facility_with(
        allow=[f"{person.address} operate * assurance=dmarc"],
        authserv="mx.example.test received=0",
    )
    forger = mail_servers.user(2)
    forged = letter(
        person.address,
        plant.address,
        "on pump1\n",
        Authentication_Results="mx.elsewhere.example; dkim=pass header.d=example.test; "
        "dmarc=pass header.from=example.test",
    )
    with facility.run():
        mail_servers.submit(forger, forged, plant.address)
        emptied(mail_servers, plant)
    assert facility.point("pump1")["value"] is False
    assert [m for m in letters_of(mail_servers, person) if "200" in text_of(m)] == []


def test_one_mail_delivered_twice_operates_once(
    facility: Facility, mail_servers: MailServers, plant: User, person: User
) -> None:
    message = letter(person.address, plant.address, "toggle pump1\n")
    last = letter(person.address, plant.address, "get pump1\n")
    with facility.run():
        for each in (message, message, last):
            mail_servers.submit(person, each, plant.address)
        answer_to(mail_servers, person, last)
        emptied(mail_servers, plant)
    assert facility.point("pump1")["value"] is True
    assert len(answers_to(mail_servers, person, str(message["Message-ID"]))) == 1


def test_automatic_mail_is_not_answered(
    facility: Facility, mail_servers: MailServers, plant: User, person: User
) -> None:
    automatic: list[EmailMessage] = [
        letter(person.address, plant.address, "on pump1\n", Auto_Submitted="auto-replied"),
        letter(person.address, plant.address, "on pump1\n", Precedence="bulk"),
        letter(person.address, plant.address, "on pump1\n", List_Id="<people.example>"),
    ]
    last = letter(person.address, plant.address, "get pump1\n")
    with facility.run():
        for each in (*automatic, last):
            mail_servers.submit(person, each, plant.address)
        answer_to(mail_servers, person, last)
        emptied(mail_servers, plant)
    assert facility.point("pump1")["value"] is False
    assert len(letters_of(mail_servers, person)) == 1


@pytest.mark.parametrize("after", ["keep", "move"])
def test_mail_that_is_kept_or_moved_operates_once(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
    after: str,
) -> None:
    facility = facility_with(
        protocol="imap",
        after=after,
        allow=allow,
    )
    first = letter(person.address, plant.address, "toggle pump1\n")
    second = letter(person.address, plant.address, "get pump1\n")
    with facility.run():
        mail_servers.submit(person, first, plant.address)
        answer_to(mail_servers, person, first)
    with facility.run():
        mail_servers.submit(person, second, plant.address)
        answer_to(mail_servers, person, second)
        if after == "move":
            emptied(mail_servers, plant)
    assert facility.point("pump1")["value"] is True
    folder = "INBOX" if after == "keep" else "Processed"
    assert len(mail_servers.messages(plant, folder)) == 2
    if after == "move":
        mail_servers.clear(plant, folder)


def test_two_controllers_that_mail_each_other_stop_after_one_exchange(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, plant: User, person: User, allow: list[str]
) -> None:
    """The second one's account is the person's."""
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    one = Facility(tmp_path / "one", host_sim, mail_servers, plant, allow=allow)
    other = Facility(
        tmp_path / "other",
        host_sim,
        mail_servers,
        person,
        allow=[f"{plant.address} operate * assurance=address"],
    )
    message = letter(person.address, plant.address, "on pump1\nget pump1\n")
    with one.run() as first, other.run() as second:
        for running in (first, second):
            wait_until(lambda r=running: results(r.out()), "a first poll")
        mail_servers.submit(person, message, plant.address)
        wait_until(lambda: "mail.answered" in words(one), "an answer")
        wait_until(lambda: "mail.dropped" in words(other), "the end of the answer")
        read = [len(results(running.out())) for running in (first, second)]
        for running, before in zip((first, second), read, strict=True):
            wait_until(lambda r=running, b=before: len(results(r.out())) > b + 3, "polls after that")
    assert words(one).count("mail.answered") == 1
    assert "mail.answered" not in words(other)
    assert mail_servers.messages(plant) == mail_servers.messages(person) == []


def words(facility: Facility) -> list[str]:
    """What the audit log is about, in order."""
    return [record["event"] for record in facility.audit()]
