"""Ctrl-C while the main thread waits for the engine."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import watchpost
from held import leave_polling
from recording import Log

LIMIT_S = 120.0
SOON_S = LIMIT_S / 4
"""Without the signal a call would last LIMIT_S; with it, as long as it takes the machine to come round to it."""


def interrupted_by(begun: threading.Event, call: Callable[[], object]) -> float:
    """Sends SIGINT once `begun` is set and this thread is inside the package; the seconds from there until `call`
    raised KeyboardInterrupt."""
    sent: list[float] = []
    main = threading.get_ident()

    def inside() -> bool:
        return Path(sys._current_frames()[main].f_code.co_filename).parent.name == "watchpost"

    def send() -> None:
        begun.wait()
        while not inside():
            os.sched_yield()
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    sender = threading.Thread(target=send)
    sender.start()
    with pytest.raises(KeyboardInterrupt):
        call()
    took = time.monotonic()
    sender.join()
    return took - sent[0]


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Python leaves a SIGINT alone that is ignored, as it is for programs in the background of a script."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def log() -> Log:
    """A log that knows when a poll has begun."""
    log = Log()
    log.said["polled"] = threading.Event()
    return log


def test_poll(stalling: Path, log: Log) -> None:
    """It would wait for LIMIT_S."""
    with watchpost.Engine(plugins=[stalling], log=log) as engine:
        monitor = engine.instance("stalling", {"at": "cancelled"}, timeout=2 * LIMIT_S)
        assert interrupted_by(log.said["polled"], lambda: monitor.poll(limit=LIMIT_S)) < SOON_S


def test_settle(stalling: Path, log: Log) -> None:
    """Likewise."""
    with watchpost.Engine(plugins=[stalling], log=log) as engine:
        leave_polling(engine.instance("stalling", {"at": "cancelled"}, timeout=2 * LIMIT_S))
        assert interrupted_by(log.said["polled"], lambda: engine.settle(limit=LIMIT_S)) < SOON_S


def test_advance(stalling: Path, log: Log) -> None:
    """A thousand days of polls that hold the clock up; the engine is of use afterwards."""
    clock = watchpost.VirtualClock()
    with watchpost.Engine(clock=clock, plugins=[stalling], log=log) as engine:
        engine.instance("stalling", {"at": "cancelled"}, interval=timedelta(minutes=1))
        began = clock.now()
        assert interrupted_by(log.said["polled"], lambda: clock.advance(days=1000)) < SOON_S
        assert clock.now() - began < timedelta(days=1000)
        stopped_at = clock.now()
        clock.advance(seconds=1)
        assert clock.now() - stopped_at >= timedelta(seconds=1)


def test_poll_on_a_virtual_clock(stalling: Path, log: Log) -> None:
    """Here the thread of the engine itself waits."""
    with watchpost.Engine(clock=watchpost.VirtualClock(), plugins=[stalling], log=log) as engine:
        monitor = engine.instance("stalling", {"at": "cancelled"}, timeout=timedelta(days=1))
        assert interrupted_by(log.said["polled"], lambda: monitor.poll(limit=LIMIT_S)) < SOON_S


def test_while_a_service_is_asleep(calling: Path) -> None:
    """The service thread sleeps, the main thread does not."""
    begun = threading.Event()
    wake = threading.Event()

    class Points(watchpost.MemoryPoints):
        """A slow controller."""

        def read(self, id: str) -> watchpost.Sample | None:
            begun.set()
            wake.wait()
            return super().read(id)

    with watchpost.Engine(plugins=[calling], points=Points([])) as engine:
        monitor = engine.instance("calling", {"call": "read"})
        assert interrupted_by(begun, lambda: monitor.poll(limit=LIMIT_S)) < SOON_S
        wake.set()
