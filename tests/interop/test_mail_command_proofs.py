"""Who writes is proven: one-time codes, confirmation, a second person, S/MIME; and outputs that return."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from authority import Authority
from facility import POINTS, Facility
from letters import answer_to, answered, codes, emptied, letter, letters_of, text_of, unanswered
from watchpost.servers import MailServers, User, wait_until

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")

VALVE = """
[[points]]
id = "valve"
direction = "out"
{} = true
"""


def one_time_code(key: bytes, seconds: float) -> str:
    """RFC 6238 with six digits, 30 seconds and SHA-1."""
    mac = hmac.digest(key, struct.pack(">Q", int(seconds) // 30), hashlib.sha1)
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@pytest.fixture
def with_valve(
    facility_with: Callable[..., Facility], person: User, colleague: User
) -> Callable[[str], Facility]:
    """A plant with a valve that demands what is named. Both persons may do all."""
    allow = [f"{user.address} operate * assurance=address" for user in (person, colleague)]
    return lambda demand: facility_with(points=POINTS + VALVE.format(demand), allow=allow)


@pytest.fixture
def with_codes(facility_with: Callable[..., Facility], person: User) -> tuple[Facility, bytes]:
    """A plant that the person operates by one-time codes, and the secret of these."""
    key = secrets.token_bytes(20)
    facility = facility_with(
        allow=[f"{person.address} operate * assurance=totp"],
        totp=[f"{person.address} {base64.b32encode(key).decode()}"],
    )
    return facility, key


def test_the_codes_of_this_file_are_those_of_rfc_6238() -> None:
    assert one_time_code(b"12345678901234567890", 59) == "287082"
    assert one_time_code(b"12345678901234567890", 1111111109) == "081804"


def test_a_one_time_code_operates_once(
    with_codes: tuple[Facility, bytes], mail_servers: MailServers, plant: User, person: User
) -> None:
    facility, key = with_codes
    with facility.run():
        unanswered(mail_servers, person, plant, "on pump1\n")
        good = one_time_code(key, time.time())
        assert codes(answered(mail_servers, person, plant, f"code {good}\non pump1\n")) == [200]
        assert facility.point("pump1")["value"] is True
        unanswered(mail_servers, person, plant, f"code {good}\noff pump1\n")
        old = one_time_code(key, time.time() - 300)
        unanswered(mail_servers, person, plant, f"code {old}\noff pump1\n")
    assert len(letters_of(mail_servers, person)) == 1
    assert facility.point("pump1")["value"] is True
    assert len(facility.moves()) == 1
    used, wrong = [str(r) for r in facility.audit() if r["event"] == "mail.dropped"][1:]
    assert "was accepted before" in used
    assert "is wrong" in wrong


def test_a_used_one_time_code_stays_used_after_a_kill(
    with_codes: tuple[Facility, bytes], mail_servers: MailServers, plant: User, person: User
) -> None:
    facility, key = with_codes
    good = one_time_code(key, time.time())
    with facility.run() as running:
        assert codes(answered(mail_servers, person, plant, f"code {good}\non pump1\n")) == [200]
        assert running.kill().code == -9
    with facility.run():
        unanswered(mail_servers, person, plant, f"code {good}\noff pump1\n")
    assert len(letters_of(mail_servers, person)) == 1
    assert facility.point("pump1")["value"] is True


def test_an_output_that_asks_for_it_is_operated_after_a_confirmation_once(
    with_valve: Callable[[str], Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    colleague: User,
) -> None:
    facility = with_valve("confirm")
    with facility.run():
        wish = letter(person.address, plant.address, "on valve\n")
        mail_servers.submit(person, wish, plant.address)
        question = answer_to(mail_servers, person, wish)
        assert codes(text_of(question)) == [450]
        assert facility.point("valve")["value"] is False
        (code,) = set(CODE.findall(text_of(question)))

        assert 200 not in codes(answered(mail_servers, colleague, plant, f"confirm {code}\n"))
        assert facility.point("valve")["value"] is False

        reply = letter(
            person.address,
            plant.address,
            "ok\n\n> " + text_of(question).replace("\n", "\n> "),
            subject=f"Re: {question['Subject']}",
            In_Reply_To=str(question["Message-ID"]),
            References=f"{wish['Message-ID']} {question['Message-ID']}",
        )
        mail_servers.submit(person, reply, plant.address)
        assert codes(text_of(answer_to(mail_servers, person, reply))) == [200]
        assert facility.point("valve")["value"] is True
        assert codes(answered(mail_servers, person, plant, f"confirm {code}\n")) == [534]
    assert len(facility.moves()) == 1


def test_two_persons_operate_what_one_may_not(
    with_valve: Callable[[str], Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    colleague: User,
) -> None:
    facility = with_valve("two_persons")
    with facility.run():
        question = answered(mail_servers, person, plant, "on valve\n")
        assert codes(question) == [451]
        (code,) = set(CODE.findall(question))
        alone = codes(answered(mail_servers, person, plant, f"confirm {code}\n"))
        assert alone in ([451], [535]), alone
        assert facility.point("valve")["value"] is False
        assert codes(answered(mail_servers, colleague, plant, f"confirm {code}\n")) == [200]
        assert facility.point("valve")["value"] is True
        assert codes(answered(mail_servers, colleague, plant, f"confirm {code}\n")) == [534]
    assert len(facility.moves()) == 1
    records = [str(r) for r in facility.audit()]
    assert any(person.address in r and colleague.address in r for r in records), records


@pytest.mark.parametrize("killed", [False, True])
def test_an_output_returns_after_its_time(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    plant: User,
    person: User,
    allow: list[str],
    killed: bool,
) -> None:
    facility = facility_with(allow=allow)
    order = letter(person.address, plant.address, "on pump1 for 3s\n")
    mail_servers.submit(person, order, plant.address)
    with facility.run() as running:
        if killed:
            wait_until(facility.moves, "the order carried out")
            assert running.kill().code == -9
        else:
            wait_until(lambda: len(facility.moves()) == 2, "the return of pump1")
            assert codes(text_of(answer_to(mail_servers, person, order))) == [200]
    if killed:
        assert len(facility.moves()) == 1
        with facility.run():
            wait_until(lambda: facility.point("pump1")["value"] is False, "the return of pump1")
    assert facility.point("pump1")["value"] is False
    assert len(facility.moves()) == 2


def test_a_signed_mail_operates_and_a_changed_or_foreign_one_does_not(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    tmp_path: Path,
    plant: User,
    person: User,
) -> None:
    people, others = Authority(tmp_path / "people"), Authority(tmp_path / "others")
    people.enroll(person.address)
    others.enroll(person.address)
    facility = facility_with(
        allow=[f"{person.address} operate * assurance=signature"],
        signer=[f"{person.address} ca={people.ca_file}"],
    )

    def answer(signed: tuple[str, bytes]) -> str:
        mail_servers.submit(person, signed[1], plant.address)
        return text_of(answer_to(mail_servers, person, signed[0]))

    with facility.run():
        detached = people.signed(person.address, plant.address, "on pump1\n")
        first = answer(detached)
        assert codes(first) == [200], first
        enclosed = people.signed(person.address, plant.address, "on ポンプ2\n", "-nodetach")
        assert codes(answer(enclosed)) == [200]
        assert facility.point("pump1")["value"] is True
        assert facility.point("pump2")["value"] is True

        message_id, data = people.signed(person.address, plant.address, "off pump1\n")
        assert data.count(b"off pump1") == 1
        changed = data.replace(b"off pump1", b"off pump2")
        foreign = others.signed(person.address, plant.address, "off pump1\n")[1]
        again = detached[1].replace(detached[0].encode(), b"<another@people.example>")
        for forged in (changed, foreign, again):
            mail_servers.submit(person, forged, plant.address)
            emptied(mail_servers, plant)
        unanswered(mail_servers, person, plant, "off pump1\n")
    assert len(facility.moves()) == 2
    assert facility.point("pump2")["value"] is True
    assert len(letters_of(mail_servers, person)) == 2
    dropped = [str(r) for r in facility.audit() if r["event"] == "mail.dropped"]
    assert ["the signature does not count" in record for record in dropped] == [True, True, True, False]
