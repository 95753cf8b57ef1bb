"""Events: alarms of control points and changes of monitors, as notifier instances get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .results import State
from .times import wall_ms


@dataclass(frozen=True)
class Event:
    """Something that happened on the host (wp_event)."""

    kind: str
    """"point_raised", "point_cleared", "point_acknowledged" or "monitor_state"."""
    key: str
    """Names this event and never another one; an instance takes each key once."""
    source: str = ""
    """The id of the point, or the name of the instance."""
    title: str = ""
    """Of the source, for people."""
    state: State = State.CRITICAL
    """Now."""
    former_state: State = State.OK
    """Before."""
    text: str = ""
    """What happened, one line."""
    value: str = ""
    """Of the point then, with its unit."""
    at: datetime | None = None
    """When it happened; None: now."""
    alarm: str = ""
    """What an acknowledgement names; empty: there is nothing to acknowledge."""

    def to_raw(self, now_ms: int) -> dict[str, Any]:
        """As the extension takes it; `now_ms`: wall."""
        raw = dict(vars(self))
        at = raw.pop("at")
        raw["state"] = self.state.name
        raw["former_state"] = self.former_state.name
        raw["wall_ms"] = now_ms if at is None else wall_ms(at)
        return raw
