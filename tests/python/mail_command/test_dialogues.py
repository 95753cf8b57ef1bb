"""Commands that need a second mail: confirmation, and the agreement of a second person."""

from __future__ import annotations

import pytest
from mailed_plant import COLLEAGUE, PERSON, STRANGER, MailedPlant, codes, mailed_code, operate, text_of
from watchpost import VirtualClock

BOTH = {"allow": operate(PERSON, COLLEAGUE)}


@pytest.mark.parametrize("restarted", [False, True])
def test_a_confirmation_by_reply_operates_once(
    plant: MailedPlant, virtual_clock: VirtualClock, restarted: bool
) -> None:
    plant.start()
    question = plant.ask("valve on\n", subject="the valve")
    assert codes(question) == [450]
    assert plant.moves == []
    virtual_clock.advance(minutes=10)
    if restarted:
        plant.restart()
    subject = f"Re: {plant.letters(PERSON)[-1]['Subject']}"
    assert mailed_code(question) in subject
    quoted = "".join(f"> {line}\n" for line in question.splitlines())
    assert codes(plant.ask(f"ok\n\n{quoted}", subject=subject)) == [200]
    assert codes(plant.ask("ok\n", subject=subject)) == [534]
    (done,) = plant.controller.operations
    assert (done.point, done.value, done.confirmed) == ("valve", True, True)
    assert "confirmed" in done.origin.assurance


def test_a_code_is_good_for_as_long_as_the_settings_say(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({"confirm.expires": "2h"})
    code = mailed_code(plant.ask("valve on\n"))
    virtual_clock.advance(hours=1, minutes=55)
    assert codes(plant.ask(f"confirm {code}\n")) == [200]
    code = mailed_code(plant.ask("valve off\n"))
    virtual_clock.advance(hours=2, minutes=5)
    assert codes(plant.ask(f"confirm {code}\n")) == [534]
    assert plant.moves == [("valve", True)]
    assert code not in str(plant.state())


def test_nobody_else_confirms(plant: MailedPlant) -> None:
    plant.start(BOTH)
    code = mailed_code(plant.ask("valve on\n"))
    assert 200 not in codes(plant.ask(f"confirm {code}\n", COLLEAGUE))
    stranger = plant.mail(f"confirm {code}\n", STRANGER)
    plant.poll()
    assert plant.answers(stranger, STRANGER) == []
    assert plant.moves == []
    assert codes(plant.ask(f"承認 {code}\n")) == [200]


def test_guessed_codes_do_not_operate(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start()
    code = mailed_code(plant.ask("valve on\n"))
    for _ in range(6):
        plant.ask("confirm K7QF-3MZX-9TRA\n")
        virtual_clock.advance(minutes=1)
    plant.ask(f"confirm {code[:-1]}{'A' if code[-1] != 'A' else 'B'}\n")
    assert plant.moves == []


def test_two_persons_operate_what_one_may_not(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start(BOTH)
    question = plant.ask("gate on\n")
    assert codes(question) == [451]
    code = mailed_code(question)
    assert codes(plant.ask(f"confirm {code}\n")) == [451]
    assert plant.moves == []
    virtual_clock.advance(minutes=5)
    assert codes(plant.ask(f"confirm {code}\n", COLLEAGUE)) == [200]
    assert codes(plant.ask(f"confirm {code}\n", COLLEAGUE)) == [534]
    (done,) = plant.controller.operations
    assert (done.origin.principal, done.origin.second) == (PERSON, COLLEAGUE)
    (record,) = plant.audit("command.accepted")
    assert (record.facts["principal"], record.facts["second"]) == (PERSON, COLLEAGUE)


def test_a_second_person_who_may_only_read_is_none(plant: MailedPlant) -> None:
    plant.start({"allow": operate(PERSON) + [f"{COLLEAGUE} read * assurance=address"]})
    code = mailed_code(plant.ask("gate on\n"))
    assert 200 not in codes(plant.ask(f"confirm {code}\n", COLLEAGUE))
    assert plant.moves == []


def test_the_second_person_is_told_what_they_agreed_to(plant: MailedPlant) -> None:
    plant.start(BOTH)
    code = mailed_code(plant.ask("gate on for 2h\n"))
    answer = plant.ask(f"confirm {code}\n", COLLEAGUE)
    assert "gate" in answer and "goes back at" in answer
    plant.clock.advance(hours=2)
    assert plant.moves == [("gate", True), ("gate", False)]
    assert [text_of(m) for m in plant.letters(COLLEAGUE)] == [answer]
