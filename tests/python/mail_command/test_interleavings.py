"""Whatever happens in which order: a mail is carried out once, and answered once."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from mailed_plant import BOX, PEOPLE, PERSON, POINTS, MailedPlant, codes, text_of
from watchpost import Engine, MemoryPoints, Operated, Operation, Sandbox, VirtualClock, WatchpostError

LINES = (
    "toggle pump1",
    "pump1 on",
    "pump2 on for 7m",
    "set temp1 21",
    "get level",
    "valve on",
    "pulse pump2",
)
Step = tuple[str, int]
STEPS = st.one_of(
    st.tuples(st.just("mail"), st.integers(0, len(LINES) - 1)),
    st.tuples(st.just("deliver again"), st.integers(0, 9)),
    st.tuples(st.just("restart"), st.just(0)),
    st.tuples(st.just("restart in a poll"), st.just(0)),
    st.tuples(st.just("poll"), st.just(0)),
    st.tuples(st.just("minutes"), st.integers(1, 25)),
    st.tuples(st.just("smtp"), st.integers(0, 1)),
)


class Literal(MemoryPoints):
    """Counts the orders of each mail by itself, so that no key hides a second one."""

    def __init__(self) -> None:
        super().__init__(POINTS)
        self.orders: Counter[tuple[str, str]] = Counter()

    def operate(self, instance: str, what: Operation) -> Operated:
        if "/back/" not in what.key:
            self.orders[what.origin.message_id, what.point] += 1
        return super().operate(instance, what)


@contextmanager
def plant_in(folder: str) -> Iterator[MailedPlant]:
    """A plant of its own: an example of Hypothesis begins with nothing."""
    clock = VirtualClock()
    made: list[Engine] = []

    def make(**options: Any) -> Engine:
        while made:
            made.pop().close()
        made.append(Engine(clock=clock, **options))
        return made[0]

    with Sandbox(users=[BOX, *PEOPLE], clock=clock) as sandbox:
        yield MailedPlant(clock, make, sandbox, Path(folder))
        for engine in made:
            engine.close()


def restart_in_a_poll(plant: MailedPlant) -> None:
    """Closes the engine wherever the poll happens to be."""

    async def begin() -> None:
        task = asyncio.ensure_future(plant.box.poll_async())
        await asyncio.sleep(0)
        plant.restart()
        with suppress(WatchpostError, asyncio.CancelledError):
            task.cancel()
            await task

    asyncio.run(begin())


class World:
    """Carries the steps out."""

    def __init__(self, plant: MailedPlant) -> None:
        self.plant = plant
        self.controller = Literal()
        self.sent: list[tuple[str, bytes, str]] = []
        plant.start({"answer.per_hour": 1000, "freshness": "3h"}, points=self.controller)

    def do(self, step: Step) -> None:
        what, number = step
        doing: dict[str, Callable[[], object]] = {
            "mail": lambda: self.mail(LINES[number]),
            "deliver again": lambda: self.again(number),
            "restart": self.plant.restart,
            "restart in a poll": lambda: restart_in_a_poll(self.plant),
            "poll": self.plant.poll,
            "minutes": lambda: self.plant.clock.advance(minutes=number),
            "smtp": lambda: self.plant.sandbox.set_unavailable("smtp", number == 1),
        }
        doing[what]()

    def mail(self, line: str) -> None:
        id = self.plant.mail(line + "\n")
        self.sent.append((id, self.plant.sandbox.messages(BOX)[-1].bytes, line))

    def again(self, number: int) -> None:
        if self.sent:
            self.plant.sandbox.inject(BOX, self.sent[number % len(self.sent)][1])

    def answers(self) -> dict[str, list[EmailMessage]]:
        """By Message-ID of the mail; letters that are no answers have none."""
        found: dict[str, list[EmailMessage]] = {id: [] for id, _, _ in self.sent}
        for letter in self.plant.letters(PERSON):
            found[str(letter["In-Reply-To"]).strip()].append(letter)
        return found

    def check(self) -> None:
        assert max(self.controller.orders.values(), default=0) <= 1, self.controller.orders
        assert all(len(letters) <= 1 for letters in self.answers().values())

    def check_the_end(self) -> None:
        """All is read, and each answer tells what happened."""
        self.plant.sandbox.set_unavailable("smtp", False)
        self.plant.clock.advance(hours=1)
        self.check()
        assert self.plant.waiting() == 0
        done = {o.origin.message_id for o in self.controller.operations}
        for id, letters in self.answers().items():
            (code,) = codes(text_of(letters[0]))
            assert (id[1:-1] in done) is (code in (200, 205)), text_of(letters[0])


@settings(
    max_examples=int(os.environ.get("WATCHPOST_EXAMPLES", "40")),
    derandomize=os.environ.get("CI") == "true",
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=3, max_size=12))
@example([("mail", 0), ("restart in a poll", 0), ("deliver again", 0), ("restart in a poll", 0), ("poll", 0)])
@example([("smtp", 1), ("mail", 6), ("poll", 0), ("restart", 0), ("minutes", 25), ("deliver again", 0)])
def test_no_order_of_things_operates_twice_or_answers_twice(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder, plant_in(folder) as plant:
        world = World(plant)
        for step in steps:
            world.do(step)
            world.check()
        world.check_the_end()
