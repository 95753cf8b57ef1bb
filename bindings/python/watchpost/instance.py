"""One instance of a plugin's type."""

from __future__ import annotations

import weakref
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .errors import WatchpostError, translated
from .events import Event
from .results import ProbeResult, Result, result_from
from .settings import Settings
from .times import from_wall_ms, to_ms

if TYPE_CHECKING:
    from .engine import Engine


class Instance:
    """One instance: polled by the schedule or by hand. Made by Engine.instance(). Any thread.

    Every function raises WatchpostError when the engine is closed.
    """

    def __init__(self, engine: Engine, name: str, type: str, settings: Settings) -> None:
        self._engine = weakref.proxy(engine)
        self.name = name
        """"monitor", or "monitor@device"; the key of its state."""
        self.type = type
        """The id of its type."""
        self.settings = dict(settings)
        """As they were given."""

    def __repr__(self) -> str:
        return f"<Instance {self.name!r} of {self.type}>"

    def poll(self, limit: timedelta | float = 30) -> Result:
        """Polls now and waits for the result.

        With a virtual clock a poll that waits for time gets it, in steps of a second. `limit`: of real time, in
        seconds. Raises TimeoutError when it is over, WatchpostError (WP_E_BUSY) while another poll is under way,
        and what a Python-written service raised.
        """
        with self._engine._calling() as host:
            return result_from(host.poll(self.name, to_ms(limit)))

    async def poll_async(self) -> Result:
        """Polls now, without blocking the event loop; with a virtual clock somebody else must let time pass.

        Cancelling the task that waits leaves the poll to itself. Raises as poll().
        """
        raw = await self._engine._poll_async(self.name)
        self._engine._raise_first()
        return result_from(raw)

    @property
    def last(self) -> Result | None:
        """The latest result; None before the first."""
        with translated():
            raw = self._engine._host.last(self.name)
        return None if raw is None else result_from(raw)

    @property
    def missed_slots(self) -> int:
        """Slots of the schedule that fell out because the poll before was still under way."""
        with translated():
            count: int = self._engine._host.missed_slots(self.name)
        return count

    @property
    def next_due(self) -> datetime | None:
        """When the schedule polls next, UTC; None: it does not."""
        with translated():
            ms = self._engine._host.next_due_ms(self.name)
        return None if ms is None else from_wall_ms(ms)

    @property
    def actions(self) -> dict[str, str]:
        """The dry-run actions of wp.probe/1: id and what it does."""
        with translated():
            return {each["id"]: each["help"] for each in self._engine._host.actions(self.name)}

    def probe(self, action: str, timeout: timedelta | float = 30) -> ProbeResult:
        """Runs a dry-run action, which leaves no trace in the instance's state.

        `timeout`: the deadline that the plugin gets, seconds on the engine's clock. Raises WatchpostError for an
        unknown action or a plugin without actions.
        """
        known = self.actions
        if known and action not in known:
            remedy = f"choose one of {', '.join(known)}"
            raise WatchpostError(
                f"there is no action {action!r}; {remedy}",
                status="WP_E_NOT_FOUND",
                domain="plugin",
                value=action,
                remedy=remedy,
            )
        with self._engine._calling() as host:
            stages, end = host.probe(self.name, action, to_ms(timeout))
            whole = result_from(end)
            return ProbeResult(
                tuple(_stage(result_from(each, self.name, self.type), whole) for each in stages), whole
            )

    def notify(self, event: Event, limit: timedelta | float = 30) -> None:
        """Delivers an event to this instance alone; returns once the plugin has it durably.

        `limit`: of real time, in seconds; then TimeoutError. Raises WatchpostError when the plugin refuses it or
        takes no events.
        """
        with self._engine._calling() as host:
            host.notify(self.name, event.to_raw(self._engine._now_ms()), to_ms(limit))


def _stage(found: Result, whole: Result) -> Result:
    """A stage has no times of its own."""
    return replace(found, due=whole.due, started=whole.started, finished=whole.finished, took=whole.took)
