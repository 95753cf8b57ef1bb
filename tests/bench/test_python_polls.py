"""The bindings are fast enough for days of polls on the virtual clock."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from python_polls import run

SCRIPT = Path(__file__).parent / "python_polls.py"
COUNT = 1_000
MOST_CPU_S = 6.0
"""Ten thousand polls have a minute. Of CPU, as this machine may have other work."""


def test_a_thousand_polls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them good."""
    build = request.config.getoption("--build")
    if build is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NOT TESTED: no --build FOLDER given")
    monkeypatch.setenv("PYTHONPATH", str(build.absolute() / "bindings/python"))
    python = run([sys.executable, SCRIPT, "--only-python", "--count", str(COUNT)])
    assert python.polls == COUNT
    assert python.good == COUNT
    assert python.cpu_s < MOST_CPU_S, python
