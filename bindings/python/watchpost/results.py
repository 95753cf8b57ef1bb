"""What a poll found, as typed values."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from .times import MS, from_wall_ms


class State(enum.Enum):
    """The state of what is monitored. The values are those of WP_STATE_*."""

    UNKNOWN = 0
    OK = 1
    WARNING = 2
    CRITICAL = 3
    PENDING = 4


@dataclass(frozen=True)
class Reading:
    """A measured value."""

    metric: str
    """The metric's id, as the type declares it."""
    value: float
    """In `unit`."""
    unit: str = ""
    """"s", "B", "d" (days), or empty for a count."""
    warning: float | None = None
    """The limit from which on it is worth a warning; None: there is none."""
    critical: float | None = None
    """The limit from which on it is critical; None: there is none."""


@dataclass(frozen=True)
class Document:
    """A file that goes with a result, e.g. a transcript of a session."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Failure:
    """Why there is no verdict."""

    status: str
    """The wp_status by its name, e.g. "WP_E_TIMEOUT"."""
    domain: str
    code: int
    text: str
    key: str
    """The setting at fault; empty: none."""


@dataclass(frozen=True)
class Result:
    """The outcome of one poll, of one stage of an action, or of a whole action."""

    instance: str
    """Whose it is: the name of the instance."""
    type: str
    """The id of its type, e.g. "email_monitor"."""
    reason: str
    """"scheduled", "manual" or "again" (the plugin asked to be looked at again)."""
    state: State
    verdict: str
    """The word for what was found, e.g. "up", "lost"; the types list theirs."""
    summary: str
    """One line for people."""
    readings: Mapping[str, Reading]
    """By metric."""
    facts: Mapping[str, str]
    """What else there is to know, by key."""
    documents: tuple[Document, ...]
    error: Failure | None
    """Why there is no verdict; then the state is UNKNOWN."""
    due: datetime
    """When the poll was to begin, UTC."""
    started: datetime
    """When it began, UTC."""
    finished: datetime
    """When it ended, UTC."""
    took: timedelta
    """From begin to end on the monotonic clock."""
    rerun_in: timedelta | None
    """When the plugin wants to be looked at again; None: at the next slot."""
    exit_code: int
    """Of the monitoring-plugins guidelines: 0 OK or PENDING, 1 WARNING, 2 CRITICAL, 3 UNKNOWN."""
    _line: str = field(default="", repr=False, compare=False)
    _json: str = field(default="{}", repr=False, compare=False)

    @property
    def stage(self) -> str | None:
        """How far the session came that the verdict is about, e.g. "tls" or "acceptance"; None: it is about none."""
        return self.facts.get("stage")

    def status_line(self) -> str:
        """The result in one line with performance data, as the monitoring-plugins guidelines want it."""
        return self._line

    def to_dict(self) -> dict[str, Any]:
        """Everything but the documents, in types that json.dumps takes: what `host_sim check --json` writes."""
        raw: dict[str, Any] = json.loads(self._json)
        return {"instance": self.instance, "type": self.type, **raw, "exit_code": self.exit_code}


@dataclass(frozen=True)
class ProbeResult:
    """What an action of wp.probe/1 found."""

    stages: tuple[Result, ...]
    """Each stage as it was finished, in order; with the times of the whole action, and its own in the fact "seconds"."""
    end: Result
    """The sum of it."""


def result_from(raw: dict[str, Any], instance: str = "", type_id: str = "") -> Result:
    """Of a report, or of an outcome without a name, as the extension passes it."""
    readings = {r["metric"]: Reading(**r) for r in raw["readings"]}
    return Result(
        instance=raw.get("instance", instance),
        type=raw.get("type", type_id),
        reason=raw.get("reason", "manual"),
        state=State[raw["state"]],
        verdict=raw["verdict"],
        summary=raw["summary"],
        readings=MappingProxyType(readings),
        facts=MappingProxyType(dict(raw["facts"])),
        documents=tuple(Document(*each) for each in raw["documents"]),
        error=None if raw["error"] is None else Failure(**raw["error"]),
        due=from_wall_ms(raw["due_ms"]),
        started=from_wall_ms(raw["started_ms"]),
        finished=from_wall_ms(raw["finished_ms"]),
        took=raw["took_ms"] * MS,
        rerun_in=raw["rerun_in_ms"] * MS if raw["rerun_in_ms"] else None,
        exit_code=raw["exit_code"],
        _line=raw["status_line"],
        _json=raw["json"],
    )
