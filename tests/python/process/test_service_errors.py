"""What a service written in Python raises reaches the test as itself, with its traceback, and kills nothing."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
import watchpost
from recording import Calls, Log, Points, State

METHODS = ["find", "read", "operate", "outcome", "acknowledge", "load", "commit", "write"]


class Planned(Exception):
    """An exception that no library knows."""


def raising(what: BaseException) -> Callable[[], NoReturn]:
    """A function that raises."""

    def act() -> NoReturn:
        raise what

    return act


def engine_with(calls: Calls, calling: Path) -> watchpost.Engine:
    """An engine all of whose services are written in Python."""
    return watchpost.Engine(plugins=[calling], points=Points(calls), state=State(calls), log=Log(calls))


def settings(method: str) -> dict[str, str]:
    """load() is called by itself."""
    return {} if method == "load" else {"call": method}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("error", [Planned("on purpose"), SystemExit(7), KeyError("key")], ids=repr)
def test_raised_as_itself(calling: Path, method: str, error: BaseException) -> None:
    """The very object, out of the call that the service was called in; the traceback ends where it was raised."""
    calls = Calls()
    calls.act[method] = raising(error)
    with engine_with(calls, calling) as engine:
        with pytest.raises(type(error)) as caught:
            engine.instance("calling", settings(method), name="it").poll()
        calls.act.clear()
    assert caught.value is error
    frames = traceback.extract_tb(error.__traceback__)
    assert frames[-1].name == "act"
    assert frames[-1].line == "raise what"
    assert [frame.name for frame in frames].count(method) == 1


@pytest.mark.parametrize("method", METHODS)
def test_the_engine_goes_on(calling: Path, method: str) -> None:
    """After the exception the same instance polls as if nothing had been."""
    calls = Calls()
    with engine_with(calls, calling) as engine:
        monitor = engine.instance("calling", settings(method), name="it")
        calls.act["write" if method == "load" else method] = raising(Planned(method))
        if method != "load":
            with pytest.raises(Planned):
                monitor.poll()
        calls.act.clear()
        assert monitor.poll().verdict == "called"


WRONG: list[tuple[str, object]] = [
    ("find", 3),
    ("find", ["pump"]),
    ("read", "on"),
    ("operate", None),
    ("operate", "done"),
    ("outcome", 1),
    ("acknowledge", None),
    ("load", ["entry"]),
    ("load", {"entry": "text, not bytes"}),
    ("load", {1: b""}),
]


@pytest.mark.parametrize(("method", "value"), WRONG, ids=repr)
def test_wrong_return_type(calling: Path, method: str, value: object) -> None:
    """A TypeError that names the method."""
    calls = Calls()
    calls.act[method] = lambda: value
    with engine_with(calls, calling) as engine:
        with pytest.raises(TypeError, match=rf"\b{method}\b"):
            engine.instance("calling", settings(method), name="it").poll()
        calls.act.clear()


@pytest.mark.parametrize("method", METHODS)
def test_in_scheduled_polls(calling: Path, method: str) -> None:
    """advance() raises it, too."""
    calls = Calls()
    clock = watchpost.VirtualClock()
    with watchpost.Engine(
        clock=clock, plugins=[calling], points=Points(calls), state=State(calls), log=Log(calls)
    ) as engine:
        calls.act[method] = raising(Planned(method))
        with pytest.raises(Planned, match=method):
            engine.instance("calling", settings(method), name="it", interval=timedelta(minutes=1))
            clock.advance(minutes=2)
        calls.act.clear()


def test_the_others_are_notes(calling: Path) -> None:
    """One exception is raised; those that followed are told with it."""
    calls = Calls()
    calls.act = {"read": raising(Planned("first")), "operate": raising(KeyError("second"))}
    with engine_with(calls, calling) as engine, pytest.raises(Planned) as caught:
        engine.instance("calling", {"call": ["read", "operate"]}).poll()
    assert any("second" in note for note in caught.value.__notes__)


def test_at_the_end_of_the_block(calling: Path) -> None:
    """Nobody asked since: the end of the engine raises it."""
    calls = Calls()
    error = Planned("at the end")
    with pytest.raises(Planned) as caught, engine_with(calls, calling) as engine:
        raise_in_the_background(engine, calls, error)
    assert caught.value is error


def raise_in_the_background(engine: watchpost.Engine, calls: Calls, error: Exception) -> None:
    """Returns when a scheduled poll, which no call waits for, has made read() raise."""
    raised = threading.Event()

    def act() -> NoReturn:
        del calls.act["read"]
        raised.set()
        raise error

    calls.act["read"] = act
    engine.instance("calling", {"call": "read"}, name="it", interval=timedelta(milliseconds=50))
    assert raised.wait(60)


def test_the_exception_of_the_block_wins(calling: Path) -> None:
    """An exception of a service never hides the one that ends the block."""
    calls = Calls()
    with pytest.raises(ZeroDivisionError) as caught, engine_with(calls, calling) as engine:
        raise_in_the_background(engine, calls, Planned("a service"))
        raise ZeroDivisionError
    assert any("a service" in note for note in caught.value.__notes__)
