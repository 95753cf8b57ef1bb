"""Services of the host that Python answers: control points, state and log.

They are called on one thread of Python's own, the service thread of the engine, one call at a time; never on a
thread of a plugin. They must not call the engine, which waits for them. What they raise reaches the test as it
is: the next poll(), advance(), settle(), probe(), notify() or the end of the engine raises it.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

from .points import Acknowledgement, Operated, Operation, Point, Sample


class PointsService(ABC):
    """The controlled facility (wp.points/1)."""

    @abstractmethod
    def find(self, pattern: str) -> Iterable[Point]:
        """The points whose id matches, in the facility's order; "*" any text, "?" one byte, any letter case."""

    @abstractmethod
    def read(self, point: str) -> Sample | None:
        """How the point is; None: there is no such point."""

    @abstractmethod
    def operate(self, instance: str, what: Operation) -> Operated:
        """Does it, at most once for a key of this instance. Raising means that it may have moved."""

    @abstractmethod
    def outcome(self, instance: str, key: str) -> Operated:
        """What became of a key of this instance."""

    @abstractmethod
    def acknowledge(self, instance: str, what: Acknowledgement) -> Operated:
        """Acknowledges an active alarm."""


class StateService(ABC):
    """What instances keep over restarts (wp.state/1)."""

    @abstractmethod
    def load(self, instance: str, prefix: str) -> Mapping[str, bytes]:
        """The entries of the instance whose key begins with `prefix`."""

    @abstractmethod
    def commit(self, instance: str, edits: Mapping[str, bytes | None]) -> None:
        """Keeps all edits, or raises and keeps none; None removes a key."""


class LogService(ABC):
    """Where log lines go."""

    @abstractmethod
    def write(self, level: str, source: str, line: str) -> None:
        """`level`: "debug", "info", "warning" or "error"; `source`: the instance, or "engine"."""


class MemoryState(StateService):
    """State in a dict: `entries[instance][key]`. Hand it to the next engine to play a restart."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, bytes]] = {}
        """What is kept, by instance and key."""
        self.commits = 0
        """How often something was kept."""

    def load(self, instance: str, prefix: str) -> Mapping[str, bytes]:
        known = self.entries.get(instance, {})
        return {key: value for key, value in known.items() if key.startswith(prefix)}

    def commit(self, instance: str, edits: Mapping[str, bytes | None]) -> None:
        known = self.entries.setdefault(instance, {})
        self.commits += 1
        for key, value in edits.items():
            if value is None:
                known.pop(key, None)
            else:
                known[key] = value


class LoggingLog(LogService):
    """Log lines to Python's logging, below the logger "watchpost"."""

    LEVELS = {
        "debug": logging.DEBUG,
        "info": logging.INFO,
        "warning": logging.WARNING,
        "error": logging.ERROR,
    }

    def write(self, level: str, source: str, line: str) -> None:
        logging.getLogger("watchpost").log(self.LEVELS[level], "%s: %s", source, line)
