"""No call of the package keeps the rest of Python waiting."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import watchpost
from held import leave_polling
from progress import Progress


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port of 127.0.0.1 where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_poll(stalling: Path) -> None:
    """A poll that is never answered."""
    with watchpost.Engine(plugins=[stalling]) as engine:
        monitor = engine.instance("stalling", {"at": "cancelled"})
        with Progress() as other, pytest.raises(TimeoutError):
            monitor.poll(limit=0.5)
        assert other.went_on(), other


def test_types_while_a_service_is_asked(calling: Path) -> None:
    """The plugins of the process are in use by a thread that waits for Python."""
    asked, wake = threading.Event(), threading.Event()

    class State(watchpost.MemoryState):
        """Takes its time."""

        def load(self, instance: str, prefix: str) -> Mapping[str, bytes]:
            asked.set()
            wake.wait()
            return super().load(instance, prefix)

    with watchpost.Engine(plugins=[calling], state=State(), points=watchpost.MemoryPoints([])) as engine:
        maker = threading.Thread(target=lambda: engine.instance("calling", {}))
        maker.start()
        assert asked.wait(60)
        reader = threading.Thread(target=lambda: engine.types)
        reader.start()
        wake.set()
        maker.join(60)
        reader.join(60)
        assert not maker.is_alive()
        assert not reader.is_alive()


def test_settle(stalling: Path) -> None:
    """Waiting for a poll that is never answered."""
    with watchpost.Engine(plugins=[stalling]) as engine:
        leave_polling(engine.instance("stalling", {"at": "cancelled"}))
        with Progress() as other:
            settled = engine.settle(limit=0.5)
        assert not settled
        assert other.went_on(), other


def test_advance(stalling: Path) -> None:
    """A minute of virtual time, with a poll in it that holds the clock up."""
    clock = watchpost.VirtualClock()
    with watchpost.Engine(clock=clock, plugins=[stalling]) as engine:
        engine.instance(
            "stalling", {"at": "cancelled"}, interval=timedelta(seconds=30), timeout=timedelta(seconds=20)
        )
        with Progress() as other:
            results = clock.advance(minutes=1)
        assert results
        assert other.block_s > 0.2
        assert other.went_on(), other


def test_probe(silent_port: int) -> None:
    """An action that talks to a server which is silent."""
    with watchpost.Engine() as engine:
        monitor = engine.instance("email_monitor", silent_mail(silent_port))
        action = next(iter(monitor.actions))
        with Progress() as other:
            came = monitor.probe(action, timeout=1.0)
        assert came.end.state is not watchpost.State.OK
        assert other.went_on(), other


def test_close(stalling: Path) -> None:
    """Leaving while an instance does not let go."""
    engine = watchpost.Engine(plugins=[stalling])
    engine.instance("stalling", {"at": "leave"}).poll()
    with Progress() as other:
        engine.close()
    assert other.block_s > 0.2
    assert other.went_on(), other


def test_waiting_for_mail() -> None:
    """Waiting for a message that does not come."""
    with watchpost.Sandbox(users=["probe@sandbox.test"]) as mail:
        with Progress() as other:
            came = mail.wait_for_messages("probe@sandbox.test", 1, timeout=0.5)
        assert not came
        assert other.went_on(), other


def silent_mail(port: int) -> dict[str, str | int]:
    """Settings of email_monitor against a silent port."""
    return {
        "smtp.server": "127.0.0.1",
        "smtp.port": port,
        "smtp.tls": "implicit",
        "smtp.from": "probe@sandbox.test",
        "smtp.to": "probe@sandbox.test",
        "smtp.username": "probe@sandbox.test",
        "smtp.password": "secret",
        "mail.server": "127.0.0.1",
        "mail.port": port,
        "mail.tls": "implicit",
        "mail.username": "probe@sandbox.test",
        "mail.password": "secret",
    }
