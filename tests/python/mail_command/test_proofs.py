"""Who writes is proven over hours: one-time codes, passwords, addresses; strangers meet silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mailed_plant import COLLEAGUE, PERSON, STRANGER, MailedPlant, codes, operate
from one_time_code import one_time_code, password_hash, totp_row
from watchpost import VirtualClock

TOTP = {"allow": operate(PERSON, assurance="totp"), "totp": [totp_row(PERSON)]}


def test_the_codes_of_these_tests_are_those_of_rfc_6238() -> None:
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert one_time_code(datetime.fromtimestamp(seconds, UTC)) == code


def test_a_code_of_the_moment_operates_every_hour_and_each_code_once(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start(TOTP)
    used = []
    for hour in range(4):
        used.append(one_time_code(virtual_clock.now()))
        word = "on" if hour % 2 == 0 else "off"
        assert codes(plant.ask(f"code {used[-1]}\npump1 {word}\n"))[-1] == 200
        assert 200 not in codes(plant.ask(f"code {used[-1]}\npump1 {word}\n"))
        virtual_clock.advance(hours=1)
    assert len(plant.moves) == 4
    assert {o.origin.assurance for o in plant.controller.operations} == {"address totp"}
    assert not any(code in str(r.facts) for code in used for r in plant.audit())


def test_a_used_code_stays_used_over_a_restart(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start(TOTP)
    code = one_time_code(virtual_clock.now())
    assert codes(plant.ask(f"code {code}\npump1 on\n"))[-1] == 200
    plant.restart()
    assert plant.ask(f"code {code}\npump1 off\n") == ""
    assert "was accepted before" in plant.audit("mail.dropped")[-1].facts["grounds"]
    assert plant.moves == [("pump1", True)]


def test_a_code_of_an_hour_ago_or_of_somebody_else_is_none(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start(TOTP)
    old = one_time_code(virtual_clock.now() - timedelta(hours=1))
    assert plant.ask(f"code {old}\npump1 on\n") == ""
    other = one_time_code(virtual_clock.now(), b"another key of 20 by")
    assert plant.ask(f"code {other}\npump1 on\n") == ""
    assert plant.ask("pump1 on\n") == ""
    assert plant.moves == []


def test_a_password_operates_and_stands_nowhere(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start(
        {
            "allow": ["user:sato operate pump*"],
            "user": [f"sato {password_hash('open sesame')} from={PERSON}"],
        }
    )
    answer = plant.ask("user sato\npassword open sesame\npump1 on\nset temp1 20\n")
    assert [c for c in codes(answer) if c >= 200][-2:] == [200, 530]
    assert "sesame" not in answer
    virtual_clock.advance(hours=1)
    wrong = plant.mail("user sato\npassword open says me\npump1 off\n")
    elsewhere = plant.mail("user sato\npassword open sesame\npump1 off\n", COLLEAGUE)
    plant.poll()
    assert plant.answers(wrong) == []
    assert plant.answers(elsewhere, COLLEAGUE) == []
    assert plant.moves == [("pump1", True)]
    kept = str(plant.state()) + str(plant.audit())
    assert "sesame" not in kept and "says me" not in kept


def test_strangers_meet_silence_and_are_counted(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start()
    for hour in range(3):
        plant.mail(f"pump1 on\nhelp\nstatus {hour}\n", STRANGER)
        plant.mail("pump1 on\n", f"Tanaka <{PERSON}> <{STRANGER}>" if hour == 2 else STRANGER.upper())
        virtual_clock.advance(hours=1)
    assert plant.letters(STRANGER) == []
    assert plant.letters(PERSON) == []
    assert plant.moves == []
    assert plant.waiting() == 0
    assert plant.box.last is not None
    assert plant.box.last.readings["strangers"].value == 6
    records = [r.facts for r in plant.audit("mail.dropped")]
    assert {r["why"].split(":")[0] for r in records} == {"stranger"}
    virtual_clock.advance(hours=1)
    records = [r.facts for r in plant.audit("mail.dropped")]
    assert len(records) <= 4 and sum(int(r.get("count", 1)) for r in records) == 6
