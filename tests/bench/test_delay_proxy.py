"""The proxy costs what a network of that length would."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from delay_proxy import DelayProxy


@pytest.fixture
def echo() -> Iterator[tuple[str, int]]:
    """A server that greets with one byte, then answers every chunk with itself."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection:
            connection.sendall(b"!")
            while data := connection.recv(65536):
                connection.sendall(data)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def ask(port: int, questions: int, *, early: bool = False) -> float:
    """Milliseconds for a connection with its greeting and so many answers; `early` speaks before the
    greeting."""
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        if early:
            connection.sendall(b"x")
        assert connection.recv(1) == b"!"
        if early:
            assert connection.recv(1) == b"x"
        for _ in range(questions):
            connection.sendall(b"x")
            assert connection.recv(1) == b"x"
    return (time.monotonic() - started) * 1000


@pytest.mark.parametrize(("questions", "early", "round_trips"), [(0, False, 2), (4, False, 6), (0, True, 2)])
def test_round_trips_are_counted(
    echo: tuple[str, int], questions: int, early: bool, round_trips: int
) -> None:
    walls = {}
    with DelayProxy({"echo": echo}, 10) as proxy:
        for proxy.round_trip_ms in (10, 90):
            # The shortest of a few: other work on the machine only adds to it.
            walls[proxy.round_trip_ms] = min(
                ask(proxy.ports["echo"], questions, early=early) for _ in range(5)
            )
        assert proxy.connections == 10
    assert (walls[90] - walls[10]) / 80 == pytest.approx(round_trips, abs=0.3)


def test_bytes_and_their_end_pass(echo: tuple[str, int]) -> None:
    data = bytes(range(256)) * 8192
    with (
        DelayProxy({"echo": echo}, 20) as proxy,
        socket.create_connection(("127.0.0.1", proxy.ports["echo"])) as connection,
    ):
        threading.Thread(
            target=lambda: (connection.sendall(data), connection.shutdown(socket.SHUT_WR))
        ).start()
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert received == b"!" + data


def test_a_dead_target_closes_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with (
        DelayProxy({"dead": ("127.0.0.1", port)}, 10) as proxy,
        socket.create_connection(("127.0.0.1", proxy.ports["dead"])) as connection,
    ):
        connection.settimeout(60)
        assert connection.recv(1) == b""


def test_stops_with_connections_open(echo: tuple[str, int]) -> None:
    with DelayProxy({"echo": echo}, 10) as proxy:
        connection = socket.create_connection(("127.0.0.1", proxy.ports["echo"]))
        connection.settimeout(60)
        assert connection.recv(1) == b"!"
    assert connection.recv(1) == b""
    connection.close()
