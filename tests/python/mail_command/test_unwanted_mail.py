"""Mail that is met with silence: automatic mail, loops, too much of it, and what is addressed to others."""

from __future__ import annotations

import pytest
from mailed_plant import BOX, COLLEAGUE, PERSON, MailedPlant, codes, operate
from watchpost import VirtualClock

MACHINES = [
    {"Auto-Submitted": "auto-replied"},
    {"Precedence": "bulk"},
    {"List-Id": "<people.example>"},
    {"X-Watchpost-Loop": BOX},
    {"Return-Path": "<>"},
]


def test_automatic_mail_is_never_answered_for_hours(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start()
    for fields in MACHINES:
        plant.mail("pump1 on\n", fields=fields)
        virtual_clock.advance(minutes=30)
    plant.mail("pump1 on\n", BOX)
    virtual_clock.advance(minutes=30)
    assert plant.letters(PERSON) == []
    assert plant.moves == []
    assert plant.waiting() == 0
    assert plant.box.last is not None
    assert plant.box.last.readings["machines"].value == len(MACHINES) + 1
    assert len(plant.audit("mail.dropped")) == len(MACHINES) + 1


def test_an_answer_that_comes_back_ends_there(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start()
    plant.ask("pump1 on\n")
    (answer,) = plant.sandbox.messages(PERSON)
    for _ in range(3):
        # A forwarder that sends on whatever it gets, under the name of the person.
        back = answer.bytes.replace(b"From: " + BOX.encode(), b"From: " + PERSON.encode()).replace(
            b"To: " + PERSON.encode(), b"To: " + BOX.encode()
        )
        plant.sandbox.inject(BOX, back)
        virtual_clock.advance(hours=1)
    assert len(plant.letters(PERSON)) == 1
    assert plant.moves == [("pump1", True)]


def test_one_sender_does_not_use_up_the_hour_of_another(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({"allow": operate(PERSON, COLLEAGUE), "answer.per_hour": 3})
    many = [plant.mail("toggle pump1\n") for _ in range(8)]
    other = plant.mail("pump2 on\n", COLLEAGUE)
    virtual_clock.advance(minutes=5)
    assert [len(plant.answers(id)) for id in many] == [1, 1, 1, 0, 0, 0, 0, 0]
    assert codes(plant.answers(other, COLLEAGUE)[0]) == [200]
    assert plant.moves.count(("pump1", True)) + plant.moves.count(("pump1", False)) == 3
    assert plant.waiting() == 0
    plant.restart()
    capped = plant.mail("toggle pump1\n")
    virtual_clock.advance(minutes=30)
    assert plant.answers(capped) == []
    virtual_clock.advance(minutes=35)
    assert codes(plant.ask("toggle pump1\n")) == [200]


@pytest.mark.parametrize("retrieve", ["imap", "pop3"])
def test_what_is_no_mail_holds_up_no_other(
    plant: MailedPlant, virtual_clock: VirtualClock, retrieve: str
) -> None:
    plant.start({"mail.max_size": "8KiB"}, retrieve=retrieve)
    plant.ask("get level\n")
    for rubbish in (b"", b"\r\n", b"From: \xff\xfe\r\n\r\n\x00", b"no mail at all"):
        plant.sandbox.inject(BOX, rubbish)
    plant.mail("pump1 on\n" + "x" * 20_000 + "\n")
    good = plant.mail("pump2 on\n")
    virtual_clock.advance(hours=1)
    assert codes(plant.answers(good)[0]) == [200]
    assert plant.moves == [("pump2", True)]
    assert len(plant.letters(PERSON)) == 2


def test_a_mail_server_that_is_away_for_hours_costs_no_command(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({"freshness": "6h"})
    plant.ask("pump1 on\n")
    plant.sandbox.set_unavailable("imap")
    plant.sandbox.set_unavailable("smtp")
    id = plant.mail("toggle pump1\n")
    results = virtual_clock.advance(hours=2)
    assert {r.verdict for r in results} == {"receiving"}
    assert {r.exit_code for r in results} == {2}
    plant.sandbox.set_unavailable("imap", False)
    results = virtual_clock.advance(hours=1)
    assert results[-1].verdict == "sending"
    assert plant.moves == [("pump1", True), ("pump1", False)]
    assert plant.answers(id) == []
    plant.sandbox.set_unavailable("smtp", False)
    assert virtual_clock.advance(hours=1)[-1].verdict == "run"
    assert [codes(a) for a in plant.answers(id)] == [[200]]
    assert len(plant.moves) == 2


def test_an_answer_that_nobody_takes_is_not_sent_for_ever(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start()
    plant.sandbox.refuse_recipient(PERSON, 550, "5.1.1 no such mailbox")
    plant.mail("pump1 on\n")
    results = virtual_clock.advance(hours=2)
    assert plant.moves == [("pump1", True)]
    assert results[-1].readings["mails_waiting"].value == 0
    plant.sandbox.clear_rules()
    virtual_clock.advance(hours=1)
    assert plant.letters(PERSON) == []
    assert codes(plant.ask("get pump1\n")) == [202]
