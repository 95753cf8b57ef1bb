"""Waiting for a condition under a deadline, the only way these launchers wait for anything."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str, seconds: float = 60.0, step: float = 0.01) -> T:
    """Calls `condition` until its value is true and returns that value.

    `seconds` bounds the whole wait, with room: a slow machine is no fault. `step` is the pause between two looks.
    Raises TimeoutError naming `what`.
    """
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(step)
