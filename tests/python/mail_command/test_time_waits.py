"""Virtual time waits for what the instance does by itself: answers leave, returns are on time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mailed_plant import PERSON, MailedPlant, codes
from watchpost import VirtualClock


@pytest.mark.parametrize("retrieve", ["imap", "pop3"])
def test_answers_leave_before_the_next_hour_begins(
    plant: MailedPlant, virtual_clock: VirtualClock, retrieve: str
) -> None:
    plant.start(retrieve=retrieve)
    ids = []
    for _ in range(6):
        ids.append(plant.mail("toggle pump1\n"))
        results = virtual_clock.advance(minutes=30)
        assert {r.verdict for r in results} == {"run"}, [r.summary for r in results]
    assert [codes(plant.answers(id)[0]) for id in ids] == [[200]] * 6
    assert len(plant.moves) == 6
    sent = [str(m["Date"]) for m in plant.letters(PERSON)]
    assert [each[17:22] for each in sent] == ["00:05", "00:35", "01:05", "01:35", "02:05", "02:35"]


def test_a_return_between_two_slots_is_on_time(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start(interval=timedelta(hours=1))
    plant.ask("on pump1 for 7m\n")
    virtual_clock.advance(hours=3)
    (back,) = plant.audit("command.returned")
    late = back.at - (plant.audit("command.result")[0].at + timedelta(minutes=7))
    assert timedelta() <= late <= timedelta(seconds=10)
    assert plant.controller["pump1"] is False
