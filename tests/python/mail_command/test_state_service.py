"""The state kept by Python: a disk that is full, and a process that dies in the middle."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping

import pytest
from mailed_plant import PERSON, POINTS, MailedPlant, codes, operate
from watchpost import Engine, Instance, MemoryPoints, MemoryState, Operated, Operation, Sandbox, VirtualClock

Start = Callable[[MemoryPoints, MemoryState], Instance]


@pytest.fixture
def start(make_engine: Callable[..., Engine], plant: MailedPlant) -> Start:
    """Makes a process with this controller and this state."""

    def make(points: MemoryPoints, state: MemoryState) -> Instance:
        engine = make_engine(points=points, state=state)
        settings = plant.settings({"allow": operate(PERSON), "freshness": "2h"})
        return engine.instance("mail_command", settings, interval=300)

    return make


class Full(MemoryState):
    """Refuses to keep anything while `full`."""

    full = False

    def commit(self, instance: str, edits: Mapping[str, bytes | None]) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        super().commit(instance, edits)


def test_a_full_disk_is_critical_and_costs_no_command(
    plant: MailedPlant, virtual_clock: VirtualClock, start: Start
) -> None:
    state = Full()
    box = start(plant.controller, state)
    virtual_clock.advance(minutes=5)
    state.full = True
    id = plant.mail("pump1 on\n")
    with pytest.raises(OSError, match="No space left"):
        virtual_clock.advance(minutes=10)
    assert plant.moves == []
    assert plant.waiting() == 1, "not removed before its outcome is stored"
    assert box.last is not None
    assert (box.last.verdict, box.last.exit_code) == ("failed", 2)
    state.full = False
    start(plant.controller, state)
    virtual_clock.advance(minutes=15)
    assert [codes(a) for a in plant.answers(id)] == [[200]]
    assert plant.moves == [("pump1", True)]
    assert plant.waiting() == 0


class Killed(BaseException):
    """The process ends here."""


class Fatal(MemoryPoints):
    """Its first operation is the last thing that the process does: what is kept later does not count, and the mail
    servers do not hear of the process again."""

    def __init__(self, sandbox: Sandbox, state: MemoryState, moved: bool) -> None:
        super().__init__(POINTS)
        self.sandbox, self.state, self.moved = sandbox, state, moved
        self.dead = False
        self.kept: Mapping[str, dict[str, bytes]] | None = None

    def operate(self, instance: str, what: Operation) -> Operated:
        if self.kept is not None and not self.dead:
            return super().operate(instance, what)
        if self.dead:
            raise Killed
        if self.moved:
            super().operate(instance, what)
        self.kept = copy.deepcopy(self.state.entries)
        self.dead = True
        for protocol in ("imap", "smtp"):
            self.sandbox.set_unavailable(protocol)
        self.sandbox.close_sessions()
        raise Killed

    def revive(self) -> MemoryState:
        """What the next process finds."""
        self.dead = False
        for protocol in ("imap", "smtp"):
            self.sandbox.set_unavailable(protocol, False)
        found = MemoryState()
        assert self.kept is not None
        found.entries = copy.deepcopy(dict(self.kept))
        return found


@pytest.mark.parametrize(("moved", "told"), [(False, 431), (True, 205)])
def test_a_process_that_dies_while_it_operates_is_followed_by_the_truth(
    plant: MailedPlant, virtual_clock: VirtualClock, start: Start, moved: bool, told: int
) -> None:
    state = MemoryState()
    controller = Fatal(plant.sandbox, state, moved)
    box = start(controller, state)
    id = plant.mail("toggle pump1\n")
    with pytest.raises(Killed):
        box.poll()
    assert plant.answers(id) == []
    assert plant.waiting() == 1
    start(controller, controller.revive())
    virtual_clock.advance(hours=1)
    assert [codes(a) for a in plant.answers(id)] == [[told]]
    assert [(o.point, o.value) for o in controller.operations] == [("pump1", True)] * moved
    assert plant.waiting() == 0
