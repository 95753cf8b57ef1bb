"""The thread that runs Python's part of an engine: its services, and the results that asyncio waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from . import _core
from .points import acknowledgement_from, operation_from
from .services import LogService, PointsService, StateService

Polled = Callable[[int, dict[str, Any] | None, dict[str, Any] | None], None]


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
                return dict(self._state.load(*args))
            return self._state.commit(*args)
        if service == "log" and self._log is not None:
            return self._log.write(*args)
        if service == "engine":
            return self._polled(*args)
        raise AssertionError(f"nobody answers {service}.{method}")


def _ask_points(points: PointsService, method: str, args: tuple[Any, ...]) -> object:
    if method == "find":
        return [each.to_raw() for each in points.find(*args)]
    if method == "read":
        sample = points.read(*args)
        return None if sample is None else sample.to_raw()
    if method == "operate":
        return points.operate(args[0], operation_from(args[1])).to_raw()
    if method == "outcome":
        return points.outcome(*args).to_raw()
    return points.acknowledge(args[0], acknowledgement_from(args[1])).to_raw()
