"""Times on their way to the engine and back: milliseconds there, aware datetimes and timedeltas here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)


def to_ms(span: timedelta | float) -> int:
    """Milliseconds of a timedelta, or of a number of seconds."""
    return round(span / MS) if isinstance(span, timedelta) else round(span * 1000)


def wall_ms(when: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z. Raises ValueError for a datetime without a zone."""
    if when.tzinfo is None:
        raise ValueError(f"{when!r} has no time zone; write datetime(..., tzinfo=UTC)")
    return round((when - EPOCH) / MS)


def from_wall_ms(ms: int) -> datetime:
    """The moment, in UTC."""
    return EPOCH + ms * MS
