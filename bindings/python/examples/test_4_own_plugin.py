"""A plugin of one's own, here the template in C, built by the test; see the tutorial."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from watchpost import Engine, State, VirtualClock

API = Path(__file__).resolve().parents[3] / "plugin_api"


@pytest.fixture(scope="module")
def heartbeat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of the template."""
    library = tmp_path_factory.mktemp("heartbeat") / "heartbeat.so"
    source = API / "template" / "c" / "heartbeat.c"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-fvisibility=hidden", f"-I{API}/include", source, "-o", library],
        check=True,
    )
    library.chmod(0o755)
    return library


def test_a_file_that_nobody_touches_turns_critical(
    heartbeat: Path, engine: Engine, virtual_clock: VirtualClock, tmp_path: Path
) -> None:
    engine.load(heartbeat)
    assert engine.types["heartbeat"].title == "Heartbeat file"
    file = tmp_path / "alive"
    file.touch()
    now = virtual_clock.now().timestamp()
    os.utime(file, (now, now))
    engine.instance("heartbeat", {"path": file, "max_age": 300}, interval=timedelta(minutes=1))

    results = virtual_clock.advance(minutes=10)

    assert [result.verdict for result in results] == ["fresh"] * 5 + ["stale"] * 5
    assert results[-1].state is State.CRITICAL
