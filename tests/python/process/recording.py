"""Services written in Python that note who calls them, and that do as they are told.

points = Points()
points.act["read"] = Raise(ValueError("as planned"))
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import watchpost


class Calls:
    """Who called what. `overlapped`: a call came while another one was under way."""

    def __init__(self) -> None:
        self.methods: list[str] = []
        self.native_ids: set[int] = set()
        self.idents: set[int] = set()
        self.overlapped = False
        self.act: dict[str, Callable[[], Any]] = {}
        self._one = threading.Lock()

    def note(self, method: str, usual: object) -> Any:
        """Notes the call; the value to return is `usual` unless `act` has something else for the method."""
        if not self._one.acquire(blocking=False):
            self.overlapped = True
            return usual
        try:
            self.methods.append(method)
            self.native_ids.add(threading.get_native_id())
            self.idents.add(threading.get_ident())
            os.sched_yield()  # an invitation to whoever may come in
            return self.act[method]() if method in self.act else usual
        finally:
            self._one.release()


PUMP = watchpost.Point(id="pump", kind="digital", title="Pump", output=True, operable=True, alarms=True)


def operated() -> watchpost.Operated:
    """What a controller says that did as it was asked."""
    return watchpost.Operated(result="done")


class Points(watchpost.PointsService):
    """One pump."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls

    def find(self, pattern: str) -> Iterable[watchpost.Point]:
        found: Iterable[watchpost.Point] = self.calls.note("find", [PUMP])
        return found

    def read(self, id: str) -> watchpost.Sample | None:
        now = watchpost.Sample(value=True, quality="good", at=datetime.now(UTC))
        sample: watchpost.Sample | None = self.calls.note("read", now)
        return sample

    def operate(self, instance: str, what: watchpost.Operation) -> watchpost.Operated:
        came: watchpost.Operated = self.calls.note("operate", operated())
        return came

    def outcome(self, instance: str, key: str) -> watchpost.Operated:
        came: watchpost.Operated = self.calls.note("outcome", operated())
        return came

    def acknowledge(self, instance: str, what: watchpost.Acknowledgement) -> watchpost.Operated:
        came: watchpost.Operated = self.calls.note("acknowledge", operated())
        return came


class State(watchpost.StateService):
    """Keeps nothing."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls

    def load(self, instance: str, prefix: str) -> Mapping[str, bytes]:
        entries: Mapping[str, bytes] = self.calls.note("load", {})
        return entries

    def commit(self, instance: str, edits: Mapping[str, bytes | None]) -> None:
        self.calls.note("commit", None)


class Log(watchpost.LogService):
    """Calls for each line; `lines` has them all. `said[text]` is set by a line of that text."""

    def __init__(self, calls: Calls | None = None) -> None:
        self.calls = calls or Calls()
        self.lines: list[str] = []
        self.said: dict[str, threading.Event] = {}

    def write(self, level: str, source: str, line: str) -> None:
        self.lines.append(line)
        if line in self.said:
            self.said[line].set()
        self.calls.note("write", None)
