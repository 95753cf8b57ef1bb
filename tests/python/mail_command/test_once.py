"""A mail is carried out once, at its time or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mailed_plant import PERSON, MailedPlant, codes
from watchpost import VirtualClock


@pytest.mark.parametrize("restarted", [False, True])
def test_a_mail_that_comes_again_for_hours_does_nothing(
    plant: MailedPlant, virtual_clock: VirtualClock, restarted: bool
) -> None:
    plant.start()
    first = virtual_clock.now()
    id = plant.mail("toggle pump1\n")
    plant.poll()
    for _ in range(4):
        if restarted:
            plant.restart()
        plant.mail("toggle pump1\n", id=id, at=first)
        plant.mail("toggle pump2\n", id=id)
        plant.poll()
        virtual_clock.advance(hours=5)
    assert plant.moves == [("pump1", True)]
    assert len(plant.letters(PERSON)) == 1
    assert plant.waiting() == 0


@pytest.mark.parametrize("retrieve", ["imap", "pop3"])
def test_a_mail_that_is_kept_is_read_once(
    plant: MailedPlant, virtual_clock: VirtualClock, retrieve: str
) -> None:
    plant.start({"after": "keep"}, retrieve=retrieve)
    id = plant.mail("toggle pump1\n")
    virtual_clock.advance(hours=2)
    plant.restart()
    virtual_clock.advance(hours=2)
    assert plant.moves == [("pump1", True)]
    assert len(plant.answers(id)) == 1
    assert plant.waiting() == 1


def test_a_mail_that_was_long_on_its_way_is_told_and_not_carried_out(plant: MailedPlant) -> None:
    plant.start()
    plant.ask("get level\n")
    old = plant.mail("pump1 on\n", at=plant.clock.now() - timedelta(hours=2))
    early = plant.mail("pump1 on\n", at=plant.clock.now() + timedelta(hours=2))
    plant.poll()
    told = [codes(a) for id in (old, early) for a in plant.answers(id)]
    assert told == [[520], [520]]
    assert plant.moves == []
    kept = [(r.event, r.facts["message_id"]) for r in plant.audit() if r.facts.get("why") == "not fresh"]
    assert kept == [("mail.old", old[1:-1]), ("mail.old", early[1:-1])]


def test_a_mail_that_waited_for_the_next_look_is_carried_out(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start(interval=timedelta(minutes=30))
    id = plant.mail("pump1 on\n")
    virtual_clock.advance(minutes=30)
    assert [codes(a) for a in plant.answers(id)] == [[200]]
    assert plant.moves == [("pump1", True)]


def test_a_command_is_not_carried_out_after_its_own_time(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({"freshness": "2h"}, interval=None)
    local = (virtual_clock.now() + timedelta(minutes=20)).astimezone()
    in_time = plant.mail(f"pump1 on before {local:%H:%M}\n")
    virtual_clock.advance(minutes=10)
    plant.poll()
    late = plant.mail(f"pump2 on before {local:%H:%M}\npump2 on until {local:%H:%M}\n")
    virtual_clock.advance(minutes=15)
    plant.poll()
    assert [codes(a) for id in (in_time, late) for a in plant.answers(id)] == [[200], [521, 521]]
    assert plant.moves == [("pump1", True)]


def test_what_was_there_before_the_first_start_is_left_alone(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    for _ in range(3):
        plant.mail("pump1 on\n", at=virtual_clock.now() - timedelta(days=2))
    plant.start()
    id = plant.mail("pump2 on\n")
    virtual_clock.advance(hours=6)
    assert plant.moves == [("pump2", True)]
    assert len(plant.answers(id)) == 1 == len(plant.letters(PERSON))
    assert plant.waiting() == 3


def test_a_dry_run_moves_nothing_and_may_be_repeated(plant: MailedPlant) -> None:
    plant.start()
    for _ in range(2):
        answer = plant.ask("dry-run pump1 on\nset temp1 41 dry-run\n")
        assert codes(answer) == [201, 514]
    assert plant.moves == []
    assert plant.audit("command.accepted") == []
    assert plant.controller["pump1"] is False
