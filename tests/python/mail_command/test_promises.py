"""What an answer promises is kept, or its end is told in the answer that ends it."""

from __future__ import annotations

import pytest
from mailed_plant import MailedPlant, codes
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
