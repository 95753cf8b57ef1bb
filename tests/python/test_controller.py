"""MemoryPoints keeps the promises of a controller: at most once for a key, within limits, alarms by occurrence."""

from __future__ import annotations

import pytest
from watchpost import Acknowledgement, MemoryPoints, Operation, Origin, Point, Value

PUMP = Point("pump1", output=True, operable=True)
LEVEL = Point("level", kind="analog", output=True, operable=True, min=0.5, max=4.0)
DOOR = Point("Door[1]", alarms=True)
VALVE = Point("valve", output=True, operable=True, confirmed=True, two_persons=True)


@pytest.fixture
def plant() -> MemoryPoints:
    """Four points at rest."""
    return MemoryPoints([PUMP, LEVEL, DOOR, VALVE])


def operation(point: str, value: Value, key: str = "k", *, dry_run: bool = False) -> Operation:
    return Operation(point, value, key, dry_run=dry_run)


def test_a_key_moves_once(plant: MemoryPoints) -> None:
    first = plant.operate("ops", operation("pump1", True))
    assert (first.result, first.duplicate) == ("done", False)
    assert first.before is not None and first.after is not None
    assert (first.before.value, first.after.value, plant["pump1"]) == (False, True, True)
    plant["pump1"] = False
    again = plant.operate("ops", operation("pump1", True))
    assert (again.result, again.duplicate, plant["pump1"]) == ("done", True, False)
    assert plant.outcome("ops", "k").duplicate and plant.outcome("ops", "other").result == "never"
    assert plant.operate("ops", operation("pump1", False)).refusal == "key"
    assert plant.operate("night", operation("pump1", True)).duplicate is False
    assert [o.key for o in plant.operations] == ["k", "k"]


def test_a_dry_run_moves_nothing_and_keeps_no_key(plant: MemoryPoints) -> None:
    assert plant.operate("ops", operation("pump1", True, dry_run=True)).result == "would"
    assert plant["pump1"] is False and plant.operations == []
    assert plant.outcome("ops", "k").result == "never"


@pytest.mark.parametrize(
    ("point", "value", "refusal"),
    [
        ("pump9", True, "no_point"),
        ("Door[1]", True, "not_operable"),
        ("pump1", 1, "kind"),
        ("level", 1, "kind"),
        ("level", 0.4, "limits"),
        ("level", 4.1, "limits"),
        ("valve", True, "unconfirmed"),
    ],
)
def test_what_is_refused_moves_nothing(plant: MemoryPoints, point: str, value: Value, refusal: str) -> None:
    came = plant.operate("ops", operation(point, value))
    assert (came.result, came.refusal) == ("refused", refusal) and came.text
    assert plant.operations == [] and plant.outcome("ops", "k").result == "never"


def test_two_persons_agree(plant: MemoryPoints) -> None:
    alone = Operation("valve", True, "k", confirmed=True)
    assert plant.operate("ops", alone).refusal == "one_person"
    both = Operation("valve", True, "k", confirmed=True, origin=Origin(second="sato@example.jp"))
    assert plant.operate("ops", both).result == "done"


def test_the_facility_may_deny(plant: MemoryPoints) -> None:
    plant.deny("pump1", "local mode")
    came = plant.operate("ops", operation("pump1", True))
    assert (came.refusal, came.text) == ("denied", "local mode")
    plant.deny("pump1", "")
    assert plant.operate("ops", operation("pump1", True)).result == "done"


def test_alarms_are_acknowledged_by_occurrence(plant: MemoryPoints) -> None:
    def acknowledge(occurrence: int = 0) -> tuple[str, str, bool]:
        came = plant.acknowledge("ops", Acknowledgement("Door[1]", occurrence))
        return came.result, came.refusal, came.duplicate

    assert acknowledge() == ("refused", "no_alarm", False)
    assert plant.raise_alarm("Door[1]") == 1
    assert acknowledge(2) == ("refused", "no_alarm", False)
    assert acknowledge(1) == ("done", "", False)
    assert plant.sample("Door[1]").alarm == "acknowledged"
    assert acknowledge() == ("done", "", True)
    assert len(plant.acknowledgements) == 1
    plant.clear_alarm("Door[1]")
    assert plant.raise_alarm("Door[1]") == 2
    assert plant.sample("Door[1]").alarm == "active"


def test_points_are_found_by_pattern(plant: MemoryPoints) -> None:
    def ids(pattern: str) -> list[str]:
        return [point.id for point in plant.find(pattern)]

    assert ids("*") == ["pump1", "level", "Door[1]", "valve"]
    assert ids("PUMP?") == ["pump1"] and ids("door[1]") == ["Door[1]"] and ids("x*") == []


def test_quality_ends_with_a_new_value(plant: MemoryPoints) -> None:
    plant.set_quality("level", "bad")
    assert plant.sample("level").quality == "bad"
    plant["level"] = 1.5
    assert plant.sample("level").quality == "good"
