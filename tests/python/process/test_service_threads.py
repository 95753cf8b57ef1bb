"""Services written in Python: on one thread of Python's own, one call at a time, whoever calls."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import watchpost
from recording import Calls, Log, Points, State
from watchpost.servers.waiting import wait_until

EVERY_SERVICE = ["find", "read", "operate", "outcome", "acknowledge", "commit", "write"]
THREADS, ROUNDS = 8, 10


def test_one_thread_one_call_at_a_time(calling: Path) -> None:
    """Eight threads of a plugin call everything at once."""
    calls = Calls()
    with watchpost.Engine(
        plugins=[calling], points=Points(calls), state=State(calls), log=Log(calls)
    ) as engine:
        result = engine.instance(
            "calling", {"call": EVERY_SERVICE, "threads": THREADS, "rounds": ROUNDS}
        ).poll()
    plugin_threads = {int(each) for each in result.facts["threads"].split()}
    for method in EVERY_SERVICE:
        assert calls.methods.count(method) >= THREADS * ROUNDS, method
    assert "load" in calls.methods
    assert not calls.overlapped
    assert len(calls.idents) == 1
    assert len(plugin_threads) > THREADS
    assert not calls.native_ids & plugin_threads
    assert threading.get_ident() not in calls.idents


def test_answers_reach_the_plugin(calling: Path) -> None:
    """What each service says is what the plugin sees."""
    calls = Calls()
    with watchpost.Engine(plugins=[calling], points=Points(calls), state=State(calls)) as engine:
        facts = engine.instance("calling", {"call": EVERY_SERVICE}).poll().facts
    assert {key: facts[key] for key in EVERY_SERVICE} == {
        "find": "1",
        "read": "there",
        "operate": "done",
        "outcome": "done",
        "acknowledge": "done",
        "commit": "stored",
        "write": "written",
    }


def test_threads_end_with_the_engine(calling: Path) -> None:
    """Neither the service thread nor one of the engine's stays."""
    before = threading.active_count()
    native = thread_count()
    with watchpost.Engine(plugins=[calling], points=Points(Calls())) as engine:
        engine.instance("calling", {"call": ["read"], "threads": THREADS}).poll()
    assert threading.active_count() == before
    wait_until(lambda: thread_count() <= native, "the end of all threads")


def test_calling_back_is_refused(calling: Path) -> None:
    """A service that waits for the engine would wait for ever; it is told so instead."""
    calls = Calls()
    with watchpost.Engine(plugins=[calling], points=Points(calls)) as engine:
        monitor = engine.instance("calling", {"call": ["read"]})
        calls.act["read"] = monitor.poll
        with pytest.raises(RuntimeError, match="service"):
            monitor.poll()


def thread_count() -> int:
    """Threads of this process, those without Python included."""
    return len(list(Path("/proc/self/task").iterdir()))
