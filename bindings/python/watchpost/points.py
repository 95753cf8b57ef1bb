"""Control points as values: what a point is, how it is, what is to be done with it and what came of that.

The names are those of `watchpost/service/points.h`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .times import from_wall_ms, wall_ms

Value = bool | int | float | str | None
"""A bool for digital points, an int for integer and counter, a float for analog, a str for text; None: none."""


@dataclass(frozen=True)
class Point:
    """What a point is."""

    id: str
    """Letters, digits, "-", "_" and ".", at most 64 bytes."""
    kind: str = "digital"
    """"digital", "integer", "analog", "counter" or "text"."""
    title: str = ""
    """For people; empty: the id."""
    output: bool = False
    operable: bool = False
    """operate() may be tried."""
    alarms: bool = False
    """It has an alarm condition."""
    confirmed: bool = False
    """Operations must be confirmed by who asks for them."""
    two_persons: bool = False
    """Operations need the agreement of a second person."""
    decimals: int = 0
    """Of an analog value, as people see it."""
    unit: str = ""
    on_word: str = "on"
    off_word: str = "off"
    min: float | None = None
    """Least value of an operation; None: no limit."""
    max: float | None = None

    def to_raw(self) -> dict[str, Any]:
        """As the extension takes it."""
        return dict(vars(self))


@dataclass(frozen=True)
class Sample:
    """How a point is."""

    value: Value = None
    quality: str = "good"
    """"good", "uncertain" (stale, or not confirmed by the device) or "bad"."""
    alarm: str = "normal"
    """"normal", "active" or "acknowledged" (still active)."""
    at: datetime | None = None
    """When the value was taken."""
    occurrence: int = 0
    """Number of the latest alarm, from 1; 0: never had one."""

    def to_raw(self) -> dict[str, Any]:
        """As the extension takes it."""
        raw = dict(vars(self))
        raw["at_ms"] = _ms(raw.pop("at"))
        return raw


@dataclass(frozen=True)
class Origin:
    """On whose behalf."""

    channel: str = ""
    """"mail"."""
    principal: str = ""
    """Who, e.g. "tanaka@example.jp"."""
    assurance: str = ""
    """How surely, in the channel's words, e.g. "address totp"."""
    message_id: str = ""
    """Of the request; empty: none."""
    second: str = ""
    """Another person who agreed; empty: none."""


@dataclass(frozen=True)
class Operation:
    """What a point is to do."""

    point: str
    value: Value
    key: str
    """At most once: the same key again moves nothing and gets the recorded outcome."""
    not_after: datetime | None = None
    """Refused later than that; None: no limit."""
    dry_run: bool = False
    """All checks, nothing moves, no key is kept."""
    confirmed: bool = False
    """The principal confirmed this very operation."""
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class Acknowledgement:
    """The alarm of a point is acknowledged."""

    point: str
    occurrence: int = 0
    """Sample.occurrence that is meant; 0: the one that is active."""
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class Operated:
    """What came of an operation or an acknowledgement."""

    result: str
    """"done", "would" (dry run), "refused" (nothing moved), "failed" (the point did not follow), "unknown" (it
    may have moved), "pending" or "never" (the key is not known)."""
    refusal: str = ""
    """Why it was refused: "no_point", "not_operable", "kind", "limits", "too_late", "denied", "unconfirmed",
    "one_person", "key", "busy" or "no_alarm"."""
    duplicate: bool = False
    """It is the outcome of an earlier call with this key."""
    text: str = ""
    """Why, in one line."""
    readback: str = ""
    """The point that `after` was read from."""
    asked: Value = None
    """The value of the operation."""
    before: Sample | None = None
    """When it was accepted or refused."""
    after: Sample | None = None
    """Read back afterwards."""
    accepted: datetime | None = None
    finished: datetime | None = None

    def to_raw(self) -> dict[str, Any]:
        """As the extension takes it."""
        raw = dict(vars(self))
        for name in ("before", "after"):
            raw[name] = None if raw[name] is None else raw[name].to_raw()
        for name in ("accepted", "finished"):
            raw[f"{name}_ms"] = _ms(raw.pop(name))
        return raw


def _ms(when: datetime | None) -> int:
    return 0 if when is None else wall_ms(when)


def operation_from(raw: dict[str, Any]) -> Operation:
    """Of an operation as the extension passes it."""
    fields: dict[str, Any] = {**raw, "origin": Origin(**raw["origin"])}
    limit = fields.pop("not_after_ms")
    return Operation(not_after=from_wall_ms(limit) if limit else None, **fields)


def acknowledgement_from(raw: dict[str, Any]) -> Acknowledgement:
    """Of an acknowledgement as the extension passes it."""
    fields: dict[str, Any] = {**raw, "origin": Origin(**raw["origin"])}
    return Acknowledgement(**fields)
