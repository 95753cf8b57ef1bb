"""The time that an engine and its sandboxes go by."""

from __future__ import annotations

import time
import weakref
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from . import _core
from .results import Result
from .times import from_wall_ms, to_ms, wall_ms

if TYPE_CHECKING:
    from .engine import Engine


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since any fixed moment."""
        return time.monotonic()


class VirtualClock:
    """Stands still until it is advanced; then the polls of its engine happen at their times, one after the other.

    One engine at a time goes by a clock, and any number of sandboxes. Any thread.
    """

    def __init__(self, start: datetime | None = None) -> None:
        """`start`: with a zone; None: 2024-01-01T00:00Z, the same in every run."""
        self._core = _core.VirtualClock(_core.default_wall_ms if start is None else wall_ms(start))
        self._engine: weakref.ref[Engine] | None = None

    def now(self) -> datetime:
        """UTC."""
        return from_wall_ms(self._core.wall_ms())

    def monotonic(self) -> float:
        """Seconds since any fixed moment; set_wall() does not move it."""
        return self._core.mono_ms() / 1000

    def set_wall(self, when: datetime) -> None:
        """Sets only the wall clock, forward or back, as an administrator or NTP does."""
        self._core.set_wall(wall_ms(when))

    def advance(
        self,
        by: timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> list[Result]:
        """Lets time pass and returns the results of the polls that ended meanwhile, in order.

        Time stands while anything works: polls, and what plugins do by themselves, such as sending. While there are
        instances that take events it passes in steps of 10 s at most, so that what they do by themselves happens no
        later than that; a poll that itself waits for time gets it in steps of 1 s, once nothing has happened for a
        while of real time. Raises what a Python-written service raised, and ValueError for a negative time.
        """
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds) + (by or timedelta())
        if span < timedelta():
            raise ValueError(f"{span} is negative; set_wall() moves the wall clock back")
        engine = self._engine() if self._engine is not None else None
        if engine is None:
            self._core.advance(to_ms(span))
            return []
        return engine._advance(to_ms(span))
