"""Plugins and hooks for the tests of how the bindings behave as a part of a process."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from built import built


@pytest.fixture(scope="session")
def calling() -> Path:
    """The plugin whose threads call every service: tests/python/plugins/calling.cpp."""
    return built("tests/python/plugins/calling.so")


@pytest.fixture(scope="session")
def stalling() -> Path:
    """The plugin that never answers: tests/python/plugins/stalling.cpp."""
    return built("tests/python/plugins/stalling.so")


@pytest.fixture(scope="session")
def heartbeat() -> Path:
    """The plugin built from the template in C."""
    return built("tests/unit/plugin_api/templates/c/heartbeat.so")


@pytest.fixture
def nothing_unraisable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails the test when an exception ended a thread, or had nobody to go to."""
    lost: list[BaseException | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: lost.append(what.exc_value))
    monkeypatch.setattr(threading, "excepthook", lambda what: lost.append(what.exc_value))
    yield
    assert lost == []
