"""The benchmark of polls through Python runs, and each of its polls is good. What it measures is told, not tested."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from python_polls import run

SCRIPT = Path(__file__).parent / "python_polls.py"
COUNT = 1_000


def test_a_thousand_polls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    build = request.config.getoption("--build")
    if build is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NOT TESTED: no --build FOLDER given")
    monkeypatch.setenv("PYTHONPATH", str(build.absolute() / "bindings/python"))
    python = run([sys.executable, SCRIPT, "--only-python", "--count", str(COUNT)])
    assert python.polls == COUNT
    assert python.good == COUNT
