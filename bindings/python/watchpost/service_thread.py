"""The thread that runs Python's part of an engine: its services, and the results that asyncio waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from . import _core
from .points import Operated, Point, Sample, acknowledgement_from, operation_from
from .services import LogService, PointsService, StateService

T = TypeVar("T")

PATIENCE_MS = 1000
"""With a service that does not come back."""

Polled = Callable[[int, dict[str, Any]], None]


class ServiceThread:
    """Answers the requests of one engine, one at a time, until the engine is stopped.

    It does not keep its engine alive.
    """

    def __init__(
        self,
        host: _core.Host,
        *,
        points: PointsService | None,
        state: StateService | None,
        log: LogService | None,
        polled: Polled,
    ) -> None:
        self._host = host
        self._points = points
        self._state = state
        self._log = log
        self._polled = polled
        self._lock = threading.Lock()
        self._raised: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, name="watchpost-services", daemon=True)
        self._thread.start()

    def join(self, seconds: float) -> bool:
        """After the engine was stopped. False: a service does not come back."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def catch_up(self) -> None:
        """Waits until what was asked before is answered, e.g. until log lines are written; but not for ever."""
        self._host.drain(PATIENCE_MS)

    def raise_first(self) -> None:
        """Raises the first exception of a service since the last call, as it is; notes tell of the others."""
        with self._lock:
            raised, self._raised = self._raised, []
        if not raised:
            return
        for other in raised[1:]:
            raised[0].add_note(f"After it a service raised {other!r}")
        raise raised[0]

    def _run(self) -> None:
        while (request := self._host.next_request()) is not None:
            try:
                request.answer(self._answer(request.service, request.method, request.args))
            except BaseException as error:
                with self._lock:
                    self._raised.append(error)
                request.fail(f"{type(error).__name__} in {request.service}.{request.method}()")

    def _answer(self, service: str, method: str, args: tuple[Any, ...]) -> object:
        if service == "points" and self._points is not None:
            return _ask_points(self._points, method, args)
        if service == "state" and self._state is not None:
            if method == "load":
                return dict(_checked(self._state.load(*args), Mapping, self._state, method))
            return self._state.commit(*args)
        if service == "log" and self._log is not None:
            return self._log.write(*args)
        if service == "engine":
            return self._polled(*args)
        raise AssertionError(f"nobody answers {service}.{method}")


def _ask_points(points: PointsService, method: str, args: tuple[Any, ...]) -> object:
    if method == "find":
        found = _checked(points.find(*args), Iterable, points, method)
        return [_checked(each, Point, points, method, "an entry that is ").to_raw() for each in found]
    if method == "read":
        sample = points.read(*args)
        return None if sample is None else _checked(sample, Sample, points, method).to_raw()
    if method == "operate":
        came = points.operate(args[0], operation_from(args[1]))
    elif method == "outcome":
        came = points.outcome(*args)
    else:
        came = points.acknowledge(args[0], acknowledgement_from(args[1]))
    return _checked(came, Operated, points, method).to_raw()


def _checked(value: T, expected: type[object], service: object, method: str, what: str = "") -> T:
    good = isinstance(value, expected)
    if good:
        return value
    raise TypeError(
        f"{type(service).__name__}.{method}() returned {what}{type(value).__name__}, not {expected.__name__}"
    )
