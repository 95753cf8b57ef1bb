"""Fixtures of the scenarios of mail_command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mailed_plant import BOX, PEOPLE, MailedPlant
from watchpost import Engine, Sandbox, VirtualClock


@pytest.fixture
def sandbox(virtual_clock: VirtualClock) -> Iterator[Sandbox]:
    """A mail server with the account of the instance and those of the people."""
    with Sandbox(users=[BOX, *PEOPLE], clock=virtual_clock) as server:
        yield server


@pytest.fixture
def plant(
    virtual_clock: VirtualClock, make_engine: Callable[..., Engine], sandbox: Sandbox, tmp_path: Path
) -> MailedPlant:
    """Not started yet."""
    return MailedPlant(virtual_clock, make_engine, sandbox, tmp_path)
