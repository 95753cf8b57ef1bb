"""A small controller in memory, for tests that play the facility."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase

from .points import Acknowledgement, Operated, Operation, Point, Sample, Value
from .services import PointsService

NOTHING: dict[str, Value] = {"digital": False, "integer": 0, "counter": 0, "analog": 0.0, "text": ""}
TYPES: dict[str, type] = {"digital": bool, "integer": int, "counter": int, "analog": float, "text": str}


class MemoryPoints(PointsService):
    """Points with values, operated at most once for a key, within their limits.

        plant = MemoryPoints([Point("pump1", output=True, operable=True)])
        plant["pump1"] = True
        ...
        assert plant["pump1"] is False and len(plant.operations) == 1

    Any thread: a test may look and set while the engine works. It has no clock: Operation.not_after is left
    to the caller.
    """

    def __init__(self, points: Iterable[Point]) -> None:
        self._lock = threading.RLock()
        self._points = {point.id: point for point in points}
        self._samples = {id: Sample(NOTHING[point.kind]) for id, point in self._points.items()}
        self._denied: dict[str, str] = {}
        self._outcomes: dict[tuple[str, str], tuple[Operation, Operated]] = {}
        self.operations: list[Operation] = []
        """What was done, in order; no refusals, no dry runs, no repetitions."""
        self.acknowledgements: list[Acknowledgement] = []
        """What was acknowledged, in order."""

    def __getitem__(self, point: str) -> Value:
        """The value of the point. Raises KeyError."""
        with self._lock:
            return self._samples[point].value

    def __setitem__(self, point: str, value: Value) -> None:
        """Sets the value, as somebody in the facility would; the quality is good again."""
        with self._lock:
            self._samples[point] = replace(self._samples[point], value=value, quality="good")

    def sample(self, point: str) -> Sample:
        """All of how the point is. Raises KeyError."""
        with self._lock:
            return self._samples[point]

    def set_quality(self, point: str, quality: str) -> None:
        """ "good", "uncertain" or "bad"."""
        with self._lock:
            self._samples[point] = replace(self._samples[point], quality=quality)

    def deny(self, point: str, text: str) -> None:
        """From now on the facility denies operations of the point with this text; "": no longer."""
        with self._lock:
            self._denied[point] = text

    def raise_alarm(self, point: str) -> int:
        """Makes the alarm active; the number of its occurrence."""
        with self._lock:
            number = self._samples[point].occurrence + 1
            self._samples[point] = replace(self._samples[point], alarm="active", occurrence=number)
            return number

    def clear_alarm(self, point: str) -> None:
        """Makes the alarm normal again."""
        with self._lock:
            self._samples[point] = replace(self._samples[point], alarm="normal")

    def find(self, pattern: str) -> Iterable[Point]:
        # Brackets are letters here.
        wanted = pattern.lower().replace("[", "[[]")
        return [point for point in self._points.values() if fnmatchcase(point.id.lower(), wanted)]

    def read(self, point: str) -> Sample | None:
        with self._lock:
            return self._samples.get(point)

    def operate(self, instance: str, what: Operation) -> Operated:
        with self._lock:
            known = self._outcomes.get((instance, what.key))
            if known is not None:
                earlier, outcome = known
                if (earlier.point, earlier.value) != (what.point, what.value):
                    return self._refused(what, "key", "the key was used for something else")
                return replace(outcome, duplicate=True)
            refusal, text = self._objection(what)
            if refusal:
                return self._refused(what, refusal, text)
            before = self._samples[what.point]
            if what.dry_run:
                return Operated("would", asked=what.value, before=before)
            self[what.point] = what.value
            self.operations.append(what)
            done = Operated(
                "done", asked=what.value, before=before, after=self._samples[what.point], readback=what.point
            )
            self._outcomes[instance, what.key] = what, done
            return done

    def outcome(self, instance: str, key: str) -> Operated:
        with self._lock:
            known = self._outcomes.get((instance, key))
            return replace(known[1], duplicate=True) if known else Operated("never")

    def acknowledge(self, instance: str, what: Acknowledgement) -> Operated:
        with self._lock:
            now = self._samples.get(what.point)
            if now is None:
                return Operated("refused", "no_point", text=f"there is no point {what.point!r}")
            if now.alarm == "normal" or what.occurrence not in (0, now.occurrence):
                return Operated("refused", "no_alarm", text="there is no such alarm", before=now)
            duplicate = now.alarm == "acknowledged"
            self._samples[what.point] = replace(now, alarm="acknowledged")
            if not duplicate:
                self.acknowledgements.append(what)
            return Operated("done", duplicate=duplicate, before=now, after=self._samples[what.point])

    def _objection(self, what: Operation) -> tuple[str, str]:
        point = self._points.get(what.point)
        if point is None:
            return "no_point", f"there is no point {what.point!r}"
        if not point.operable:
            return "not_operable", "it is not operable"
        if type(what.value) is not TYPES[point.kind]:
            return "kind", f"a {point.kind} point does not take {what.value!r}"
        if isinstance(what.value, int | float) and not isinstance(what.value, bool):
            if point.min is not None and what.value < point.min:
                return "limits", f"the least value is {point.min:g}"
            if point.max is not None and what.value > point.max:
                return "limits", f"the greatest value is {point.max:g}"
        if self._denied.get(what.point):
            return "denied", self._denied[what.point]
        if point.confirmed and not what.confirmed:
            return "unconfirmed", "it must be confirmed"
        if point.two_persons and not what.origin.second:
            return "one_person", "a second person must agree"
        return "", ""

    def _refused(self, what: Operation, refusal: str, text: str) -> Operated:
        return Operated("refused", refusal, text=text, asked=what.value, before=self._samples.get(what.point))
