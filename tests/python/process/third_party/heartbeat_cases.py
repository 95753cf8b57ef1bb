"""What the author of the heartbeat plugin writes: run by test_third_party.py with --watchpost-plugin."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import watchpost


@pytest.fixture
def file(tmp_path: Path, virtual_clock: watchpost.VirtualClock) -> Path:
    """A file that was touched just now."""
    path = tmp_path / "beat"
    path.touch()
    beat(path, virtual_clock)
    return path


def beat(file: Path, clock: watchpost.VirtualClock) -> None:
    """Touches the file at the time of the clock."""
    now = clock.now().timestamp()
    os.utime(file, (now, now))


def test_offered(engine: watchpost.Engine) -> None:
    """The plugin under test is there, with its parameters."""
    assert engine.types["heartbeat"].title == "Heartbeat file"


def test_fresh_then_stale(
    engine: watchpost.Engine, virtual_clock: watchpost.VirtualClock, file: Path
) -> None:
    """Hours of polls in no time."""
    monitor = engine.instance("heartbeat", {"path": str(file), "max_age": 300}, interval=timedelta(minutes=1))
    assert monitor.poll().state is watchpost.State.OK
    states = [each.state.name for each in virtual_clock.advance(minutes=10)]
    assert states == ["OK"] * 5 + ["CRITICAL"] * 5
    beat(file, virtual_clock)
    assert virtual_clock.advance(minutes=1)[-1].verdict == "fresh"


@pytest.mark.parametrize(
    ("settings", "key"),
    [({"path": "/tmp", "max_age": 0}, "max_age"), ({"path": "/tmp", "age": 3}, "age"), ({}, "path")],
    ids=["too small", "unknown", "missing"],
)
def test_settings_errors(engine: watchpost.Engine, settings: dict[str, str | int], key: str) -> None:
    """The plugin's words, under the key that is at fault."""
    with pytest.raises(watchpost.SettingsError) as caught:
        engine.instance("heartbeat", settings)
    assert caught.value.key == key
    assert caught.value.problems[0].key == key
    assert key in str(caught.value)


def test_validate(engine: watchpost.Engine, file: Path) -> None:
    """The same without making an instance."""
    assert engine.validate("heartbeat", {"path": str(file)}) == []
    assert [each.key for each in engine.validate("heartbeat", {"path": str(file), "max_age": -1})] == [
        "max_age"
    ]
    assert not engine.instances
