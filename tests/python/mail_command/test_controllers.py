"""Controllers that refuse, fail, and break: what the sender is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mailed_plant import PERSON, POINTS, MailedPlant, codes
from watchpost import MemoryPoints, Operated, Operation, Sample, VirtualClock


def test_limits_and_wrong_values_move_nothing(plant: MailedPlant) -> None:
    plant.start()
    answer = plant.ask(
        "set temp1 41\nset temp1 -5\nset temp1 warm\nset level 1\nset pump1 3\nset temp1 39.9\n"
    )
    assert codes(answer) == [514, 514, 513, 512, 513, 200]
    assert plant.moves == [("temp1", 39.9)]
    assert [r.facts["code"] for r in plant.audit("command.result")].count("200") == 1


def test_a_denial_of_the_controller_stands_in_the_answer(plant: MailedPlant) -> None:
    plant.start()
    plant.controller.deny("pump1", "local mode since 07:00")
    answer = plant.ask("pump1 on\npump2 on\n")
    assert codes(answer) == [440, 200]
    assert "local mode since 07:00" in answer
    plant.controller.deny("pump1", "")
    assert codes(plant.ask("pump1 on\n")) == [200]
    assert plant.moves == [("pump2", True), ("pump1", True)]


class Stuck(MemoryPoints):
    """Takes every operation; no output follows."""

    def operate(self, instance: str, what: Operation) -> Operated:
        before = self.sample(what.point)
        came = super().operate(instance, what)
        if came.result != "done":
            return came
        self[what.point] = before.value
        return replace(came, result="failed", text="no feedback from the contactor", after=before)


def test_an_output_that_does_not_follow_is_told_as_such(plant: MailedPlant) -> None:
    plant.start(points=Stuck(POINTS))
    answer = plant.ask("pump1 on\n")
    assert codes(answer) == [540]
    assert "no feedback from the contactor" in answer
    assert plant.audit("command.result")[-1].facts["result"] == "failed"


class Wire(RuntimeError):
    """The wire to the controller is cut."""


class Broken(MemoryPoints):
    """Raises when pump1 is operated, before or after it moved."""

    def __init__(self, moved: bool) -> None:
        super().__init__(POINTS)
        self.moved = moved

    def operate(self, instance: str, what: Operation) -> Operated:
        if what.point != "pump1":
            return super().operate(instance, what)
        if self.moved:
            super().operate(instance, what)
        raise Wire("cut")


@pytest.mark.parametrize("moved", [False, True])
def test_an_exception_of_the_controller_reaches_the_test_and_the_answer_is_not_false(
    plant: MailedPlant, virtual_clock: VirtualClock, moved: bool
) -> None:
    plant.start(points=Broken(moved))
    id = plant.mail("pump1 on\npump2 on\n")
    with pytest.raises(Wire, match="^cut$"):
        plant.poll()
    virtual_clock.advance(hours=1)
    (answer,) = plant.answers(id)
    first, second = codes(answer)
    # Nobody knows whether it moved: neither "done" nor "not done" would be true.
    assert (first, second) == (430, 200), answer
    assert plant.moves == [("pump1", True)] * moved + [("pump2", True)]
    assert plant.audit("command.result")[0].facts["code"] == "430"


class Deaf(MemoryPoints):
    """Cannot read the level."""

    def read(self, point: str) -> Sample | None:
        if point == "level":
            raise Wire("no answer on address 7")
        return super().read(point)


def test_a_value_that_cannot_be_read_is_not_made_up(plant: MailedPlant) -> None:
    plant.start(points=Deaf(POINTS))
    id = plant.mail("get level\nget pump1\n")
    with pytest.raises(Wire, match="address 7"):
        plant.poll()
    (answer,) = plant.answers(id, PERSON)
    level, pump = answer.split("> get pump1")
    assert "m (good" not in level
    assert codes(pump) == [202]


def test_the_controller_is_told_who_wants_what(plant: MailedPlant) -> None:
    plant.start()
    id = plant.mail("pump1 on before 23:59\n", f'"Tanaka, T." <{PERSON}>')
    plant.poll()
    (what,) = plant.controller.operations
    assert (what.origin.channel, what.origin.principal, what.origin.assurance) == ("mail", PERSON, "address")
    assert f"<{what.origin.message_id}>" == id
    assert what.not_after is not None
    assert what.not_after > plant.clock.now()
