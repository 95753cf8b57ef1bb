"""The interpreter ends cleanly whatever is under way: each script ends in the midst of something.

Development mode with warnings as errors: what is not closed, or not awaited, would be told on standard error.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "scripts"
AT_ONCE = 4
RUNS = int(os.environ.get("WATCHPOST_EXITS", "24"))
"""Of each script, as chance has a part in how a process ends."""
SECONDS = 120.0
"""For one run. It takes one or two on a machine without other work, as closing gives a plugin 0.9 s to let go."""


@dataclass(frozen=True)
class Ended:
    """A run that ended."""

    code: int
    out: str
    err: str


def run(script: str, *arguments: str | Path, **environment: str) -> Ended:
    """Runs a script to its end. Raises TimeoutExpired when it hangs."""
    command: list[str | Path] = [
        sys.executable,
        "-X",
        "dev",
        "-W",
        "error",
        "-B",
        SCRIPTS / script,
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL,
                          env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment)  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def runs(script: str, *arguments: str | Path, share: int = 1, **environment: str) -> Iterator[Ended]:
    """RUNS of it, or a share of them, some at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda _: run(script, *arguments, **environment), range(RUNS // share))


CLEAN = Ended(0, "in flight\n", "")


def test_async_polls_in_flight(stalling: Path) -> None:
    """Nobody waits for them."""
    for ended in runs("async_in_flight.py", stalling):
        assert ended == CLEAN


@pytest.mark.parametrize(("where", "share"), [("cancelled", 1), ("poll", 2), ("leave", 2), ("start", 2)])
def test_a_thread_in_poll(stalling: Path, where: str, share: int) -> None:
    """It waits for an answer that comes when the poll is cancelled, or never: from the poll, from the whole
    instance, or from the thread of the engine, which is stuck."""
    for ended in runs("thread_polls.py", stalling, where, share=share):
        assert ended == CLEAN


def test_a_plugin_that_blocks(stalling: Path) -> None:
    """The thread of the engine is lost; Python is not."""
    for ended in runs("blocked_poll.py", stalling, share=6):
        assert ended == CLEAN


def test_a_service_asleep(calling: Path) -> None:
    """Python itself does not come back."""
    for ended in runs("service_sleeps.py", calling, share=2):
        assert ended == CLEAN


def test_connections_that_stall() -> None:
    """Of the sandbox, and of a monitor."""
    for ended in runs("sandbox_stalls.py", share=2):
        assert ended == CLEAN


def test_nothing_closed(tmp_path: Path) -> None:
    """Neither the engine nor the sandbox: both are closed by themselves, and leave no folder."""
    for ended in runs("not_closed.py", share=2, TMPDIR=str(tmp_path)):
        assert ended == CLEAN
    assert list(tmp_path.iterdir()) == []


def test_an_exception_of_the_script(stalling: Path) -> None:
    """It is all there is to see."""
    for ended in runs("raises.py", stalling, share=6):
        assert ended.code == 1
        assert ended.out == "in flight\n"
        assert ended.err.startswith("Traceback (most recent call last):\n")
        assert ended.err.endswith("\nRuntimeError: on purpose\n")
        assert ended.err.count("\n") == 4, ended.err


def test_the_exit_status_of_the_script(stalling: Path) -> None:
    """It stays what the script says."""
    for ended in runs("raises.py", stalling, "exit", share=6):
        assert ended == Ended(3, "in flight\n", "")
