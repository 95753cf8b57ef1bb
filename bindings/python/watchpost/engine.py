"""The engine: loads plugins, makes instances, polls them, serves them."""

from __future__ import annotations

import asyncio
import itertools
import os
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from . import _core, at_exit
from .clock import RealClock, VirtualClock
from .errors import PluginError, Problem, WatchpostError, problem_from, raise_for, translated
from .events import Event
from .instance import Instance
from .plugins import bundled_plugins
from .results import Result, result_from
from .service_thread import ServiceThread
from .services import LoggingLog, LogService, PointsService, StateService
from .settings import Device, Settings, to_rows
from .times import to_ms, wall_ms
from .types import Type, type_of

POINTS, STATE, LOG = 1, 2, 4
STOP_MS = 900


class Engine:
    """An engine on a thread of its own, as host_sim has it.

        with Engine(clock=VirtualClock()) as engine:
            monitor = engine.instance("email_monitor", {...}, interval=300)
            assert monitor.poll().state is State.OK

    Any thread of Python. Engines that are open at a time go by the same clock: the plugins of a process share
    what they have. The first scheduled poll of an instance comes one interval after it was made.
    """

    def __init__(
        self,
        *,
        clock: VirtualClock | None = None,
        plugins: Iterable[str | os.PathLike[str]] | None = None,
        state: StateService | str | os.PathLike[str] | None = None,
        points: PointsService | None = None,
        log: LogService | None = None,
        log_level: str = "info",
    ) -> None:
        """`clock`: None: real time. `plugins`: libraries or folders; None: those that come with the package.
        `state`: a database file, or a service; None: in memory. `points`: the facility; None: the [[points]] of a
        settings file, if there are any. `log`: None: Python's logging. `log_level`: "debug", "info", "warning" or
        "error".

        Raises PluginError, and WatchpostError when the database cannot be opened or an engine with another clock
        is open.
        """
        self.clock: VirtualClock | RealClock = RealClock() if clock is None else clock
        """What the engine goes by."""
        if clock is not None and clock._engine is not None and clock._engine() is not None:
            raise WatchpostError(
                "the clock has an engine already; close that one first, or take another VirtualClock",
                status="WP_E_BUSY",
                domain="engine",
                remedy="close that one first, or take another VirtualClock",
            )
        for plugin in bundled_plugins() if plugins is None else plugins:
            self._load(plugin)
        self._results: list[Result] = []
        self._lock = threading.Lock()
        self._instances: dict[str, Instance] = {}
        self._waiting: dict[int, tuple[asyncio.AbstractEventLoop, asyncio.Future[dict[str, Any]]]] = {}
        self._tokens = itertools.count(1)
        self.warnings: list[Problem] = []
        """What the engine and the plugins remarked about settings that they took."""
        self._closed = False
        services = (
            LOG | (POINTS if points is not None else 0) | (STATE if isinstance(state, StateService) else 0)
        )
        path = None if state is None or isinstance(state, StateService) else os.fspath(state)
        with translated():
            self._host = _core.Host(
                None if clock is None else clock._core, path, services, log_level, "watchpost for Python"
            )
        this = weakref.ref(self)

        def polled(token: int, raw: dict[str, Any]) -> None:
            engine = this()
            if engine is not None:
                engine._polled(token, raw)

        self._services = ServiceThread(
            self._host,
            points=points,
            state=state if isinstance(state, StateService) else None,
            log=LoggingLog() if log is None else log,
            polled=polled,
        )
        if clock is not None:
            clock._engine = weakref.ref(self)
        self._end = weakref.finalize(self, self._host.stop, STOP_MS)
        self._end.atexit = False
        at_exit.engines.add(self)

    # Plugins

    def load(self, path: str | os.PathLike[str]) -> list[Type]:
        """Adds a plugin library, or all in a folder; the types that are new. Raises PluginError."""
        known = set(_core.types())
        self._load(path)
        return [type_of(id) for id in _core.types() if id not in known]

    @property
    def types(self) -> Mapping[str, Type]:
        """The types of all plugins of this process, by id."""
        return {id: type_of(id) for id in _core.types()}

    # Instances

    def instance(
        self,
        type: str,
        settings: Settings,
        *,
        name: str | None = None,
        interval: timedelta | float | None = None,
        timeout: timedelta | float = 60,
        device: Device | None = None,
    ) -> Instance:
        """Makes an instance, or gives the one of that name new settings.

        `name`: None: the type's id, with a number from the second on. `interval`, `timeout` (of a poll): a timedelta
        or seconds; interval None: never polled by the schedule. Raises SettingsError.
        """
        if name is None:
            name = next(n for n in self._names(type) if n not in self._instances)
        monitor = _monitor(name, type, settings, interval, timeout)
        where = None if device is None else device.to_raw()
        with translated():
            problems = _named(self._host.put(monitor, where), monitor)
        raise_for(problems)
        self.warnings += problems
        self._services.catch_up()
        self._services.raise_first()
        full = name if device is None else f"{name}@{device.name}"
        made = Instance(self, full, type, settings)
        self._instances[name] = made
        return made

    @property
    def instances(self) -> Mapping[str, Instance]:
        """By name, those of a settings file too."""
        with translated():
            names = self._host.instances()
        known = {each.name: each for each in self._instances.values()}
        return {name: known.get(name) or Instance(self, name, "", {}) for name in names}

    def remove(self, instance: Instance) -> None:
        """Deactivates it; its state stays."""
        name = instance.name.partition("@")[0]
        self._instances.pop(name, None)
        with translated():
            self._host.drop(name)

    def validate(
        self, type: str, settings: Settings, *, interval: timedelta | float | None = None
    ) -> list[Problem]:
        """What the engine and the plugin say about settings: errors and warnings. Nothing is made."""
        monitor = _monitor(type, type, settings, interval, 60)
        with translated():
            return _named(self._host.validate(monitor, None), monitor)

    def apply_file(self, path: str | os.PathLike[str]) -> list[Problem]:
        """Makes instances and points what a settings file of host_sim says; the warnings. Raises SettingsError."""
        with translated():
            problems = [problem_from(each) for each in self._host.apply_file(os.fspath(path))]
        raise_for(problems)
        self._instances.clear()
        return problems

    # Work

    @property
    def results(self) -> list[Result]:
        """Of all polls so far, in the order of their ends."""
        self._take()
        return list(self._results)

    def settle(self, limit: timedelta | float = 5) -> bool:
        """Waits until nothing is due or under way; False when something is, but nothing happened for `limit` (s)."""
        with self._calling() as host:
            return host.settle(to_ms(limit))

    def raise_event(self, event: Event) -> None:
        """For all notifier instances, as the host's own events; each gets it until it has it durably."""
        with self._calling() as host:
            host.raise_event(event.to_raw(self._now_ms()))

    # The end

    def close(self) -> None:
        """Deactivates everything; raises what a Python-written service raised. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        # Not self._end(): at the end of the interpreter a finalizer is not called any more.
        self._end.detach()
        self._host.stop(STOP_MS)
        self._services.join(STOP_MS / 1000)
        at_exit.engines.discard(self)
        if isinstance(self.clock, VirtualClock):
            self.clock._engine = None
        for loop, future in list(self._waiting.values()):
            _settle(
                loop, future, WatchpostError("the engine is closed", status="WP_E_LIFECYCLE", domain="engine")
            )
        self._waiting.clear()
        self._services.raise_first()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except BaseException as other:
            if error is None:
                raise
            if other is not error:
                error.add_note(f"At the end of the engine a service raised {other!r}")

    # For the other classes of the package

    @contextmanager
    def _calling(self) -> Iterator[_core.Host]:
        """Around a call that lets the engine work: translates failures and raises what services raised."""
        try:
            with translated():
                yield self._host
        except Exception:
            self._services.catch_up()
            self._services.raise_first()
            raise
        self._services.catch_up()
        self._services.raise_first()

    def _advance(self, ms: int) -> list[Result]:
        self._take()
        before = len(self._results)
        with self._calling() as host:
            host.advance(ms)
        self._take()
        return self._results[before:]

    def _raise_first(self) -> None:
        self._services.raise_first()

    def _now_ms(self) -> int:
        return wall_ms(self.clock.now())

    async def _poll_async(self, name: str) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        token = next(self._tokens)
        future: asyncio.Future[dict[str, Any]] = loop.create_future()
        self._waiting[token] = loop, future
        try:
            with translated():
                self._host.poll_async(name, token)
            return await future
        finally:
            self._waiting.pop(token, None)

    # Service thread.
    def _polled(self, token: int, raw: dict[str, Any]) -> None:
        waiting = self._waiting.pop(token, None)
        if waiting is not None:
            _settle(*waiting, raw)

    def _take(self) -> None:
        with self._lock:
            self._results += [result_from(raw) for raw in self._host.take_results()]

    def _load(self, path: str | os.PathLike[str]) -> None:
        problems = [problem_from(each) for each in _core.load(os.fspath(path))]
        errors = [p for p in problems if p.is_error]
        if errors:
            raise PluginError(
                errors[0].text,
                status="WP_E_IO",
                domain="loader",
                value=os.fspath(path),
                remedy=errors[0].remedy,
            )
        if not Path(path).exists():
            raise PluginError(
                f"{os.fspath(path)}: there is no such file or folder; build the plugin, or name its library",
                status="WP_E_NOT_FOUND",
                domain="loader",
                value=os.fspath(path),
                remedy="build the plugin, or name its library",
            )

    @staticmethod
    def _names(type: str) -> Iterator[str]:
        yield type
        yield from (f"{type}-{n}" for n in itertools.count(2))


def _monitor(
    name: str, type: str, settings: Settings, interval: timedelta | float | None, timeout: timedelta | float
) -> dict[str, Any]:
    return {
        "name": name,
        "type": type,
        "interval_ms": 0 if interval is None else to_ms(interval),
        "timeout_ms": to_ms(timeout),
        "settings": to_rows(settings),
    }


def _named(raw: list[dict[str, Any]], monitor: dict[str, Any]) -> list[Problem]:
    """Problems with the value that was given for their key, where the plugin knows the setting and it is no secret."""
    problems = [problem_from(each) for each in raw]
    if monitor["type"] not in _core.types():
        return problems
    kinds = {p["key"]: p["kind"] for p in type_of(monitor["type"]).description["parameters"]}
    shown: dict[str, str] = {}
    for key, value, secret in monitor["settings"]:
        known = not secret and kinds.get(key, "secret") != "secret"
        shown[key] = value if known and key not in shown else ""
    return [replace(p, value=p.value or shown.get(p.key, "")) for p in problems]


def _settle(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[dict[str, Any]],
    answer: dict[str, Any] | WatchpostError,
) -> None:
    """From any thread; the loop may be closed and the future cancelled."""

    def settle() -> None:
        if future.done():
            return
        if isinstance(answer, WatchpostError):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    try:
        loop.call_soon_threadsafe(settle)
    except RuntimeError:  # the loop is closed: nobody waits
        pass
