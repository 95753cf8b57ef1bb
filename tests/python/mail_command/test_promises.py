"""What an answer promises is kept, or its end is told in the answer that ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mailed_plant import PERSON, MailedPlant, codes, text_of
from watchpost import MemoryPoints, Point, VirtualClock


@pytest.mark.parametrize(
    "text",
    [
        "pump1 off for 5m\npump1 off for 5m\n",
        "pump1 off for 10m\npump1 on for 5m\n",
        "pump1 off for 10m\npump1 off until 00:20\n",
    ],
)
def test_a_promised_return_happens(plant: MailedPlant, virtual_clock: VirtualClock, text: str) -> None:
    plant.start()
    plant.controller["pump1"] = True
    answer = plant.ask(text)
    assert codes(answer) == [200, 200]
    assert answer.count("goes back at") == 2
    virtual_clock.advance(minutes=60)
    assert [value for _, value in plant.moves][2:] == [True]


def test_two_toggles_end_where_they_began(plant: MailedPlant) -> None:
    plant.start()
    plant.ask("toggle pump1\ntoggle pump1\n")
    assert plant.moves == [("pump1", True), ("pump1", False)]


def test_what_is_done_is_answered_however_long_the_answer_would_be(plant: MailedPlant) -> None:
    points = [
        Point(f"p{i}", title=f"Pump with a rather long title number {i}", output=True, operable=True)
        for i in range(400)
    ]
    plant.start(points=MemoryPoints(points))
    answer = plant.ask("p1 on\n" + "list\n" * 19)
    assert plant.moves == [("p1", True)]
    assert codes(answer) == [200] + [203] * 19


@pytest.mark.parametrize("days", [-1, 1], ids=["back", "forward"])
def test_for_ten_minutes_is_ten_minutes_whatever_is_done_to_the_clock(
    plant: MailedPlant, virtual_clock: VirtualClock, days: int
) -> None:
    plant.start()
    plant.ask("pump1 on for 10m\n")
    virtual_clock.set_wall(virtual_clock.now() + timedelta(days=days))
    virtual_clock.advance(minutes=9)
    assert plant.controller["pump1"] is True
    virtual_clock.advance(minutes=2)
    assert plant.controller["pump1"] is False
    assert len(plant.audit("command.returned")) == 1
    (told,) = plant.letters(PERSON)[1:]
    assert "the clock was set" in str(told["Subject"]) and "goes back at" in text_of(told)


def test_a_restart_goes_on_with_what_lasts_by_the_new_clock(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start()
    plant.ask("pump1 on for 2h\n")
    virtual_clock.set_wall(virtual_clock.now() - timedelta(hours=1))
    virtual_clock.advance(hours=1)
    plant.restart()
    virtual_clock.advance(minutes=58)
    assert plant.controller["pump1"] is True
    virtual_clock.advance(minutes=4)
    assert plant.controller["pump1"] is False
