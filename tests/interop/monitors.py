"""Email monitors of the real servers: in a TOML file for `run`, as key=value for `check`, or polled by the test."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from watchpost import Engine, Instance, Result, VirtualClock
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim, Outcome

Settings = dict[str, str]


def settings(servers: MailServers, user: User, protocol: str = "imap", **more: str) -> Settings:
    """The settings of a working monitor; `more` replaces or adds, with `__` for the dots of keys."""
    plain = servers.settings(user, protocol) | {key.replace("__", "."): value for key, value in more.items()}
    return {key: value for key, value in plain.items() if value}


def check(host_sim: HostSim, values: Mapping[str, str], *options: str) -> Outcome:
    """One `check email_monitor`."""
    plugin = ["--plugin-dir", str(host_sim.plugin.parent)] if host_sim.plugin else []
    pairs = [f"{key}={value}" for key, value in values.items()]
    return host_sim.run("check", *plugin, *options, "email_monitor", *pairs)


class Polled:
    """Email monitors of one engine that are polled when the test says so, never by a clock.

    with Polled(host_sim, servers, {"m": settings(servers, user)}) as monitors:
        [first] = monitors.poll()
    """

    def __init__(
        self,
        host_sim: HostSim,
        servers: MailServers,
        monitors: Mapping[str, Mapping[str, str]],
        *,
        timeout: float = 60,
        clock: VirtualClock | None = None,
    ) -> None:
        self._servers = servers
        self._timeout = timeout
        self.engine = Engine(clock=clock, plugins=[host_sim.plugin])
        self.monitors = {name: self.set(name, values) for name, values in monitors.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()

    def set(self, name: str, values: Mapping[str, str]) -> Instance:
        """Gives it other settings."""
        return self.engine.instance("email_monitor", values, name=name, timeout=self._timeout)

    def poll(self, *, held: bool = False) -> list[Result]:
        """Polls all at once. The probes that they sent have arrived when this returns, unless deliveries are held."""

        async def all_of_them() -> list[Result]:
            return await asyncio.gather(*(each.poll_async() for each in self.monitors.values()))

        found = asyncio.run(all_of_them())
        if not held:
            wait_until(lambda: self._servers.queue_length() == 0, "delivery of the probes")
        return found


def write_config(
    folder: Path,
    host_sim: HostSim,
    monitors: Mapping[str, Mapping[str, str]],
    *,
    interval: str = "200ms",
    timeout: str = "60s",
    devices: Mapping[str, str] | None = None,
) -> Path:
    """A settings file with one email_monitor per entry, attached to all `devices` (name: address).

    The time of a probe is an hour instead of the interval: one that is late here comes from a slow machine.
    """
    lines = ['state = "state.db"', f"[plugins]\npath = [{json.dumps(str(host_sim.plugin.parent))}]"]
    for device, address in (devices or {}).items():
        lines.append(f"[devices.{json.dumps(device)}]\naddress = {json.dumps(address)}")
    for monitor, values in monitors.items():
        lines.append(f'[monitors.{json.dumps(monitor)}]\ntype = "email_monitor"')
        lines.append(f'interval = "{interval}"\ntimeout = "{timeout}"')
        if devices:
            lines.append(f"devices = {json.dumps(list(devices))}")
        patient = {"delivery.deadline": "1h"} | dict(values)
        lines += [f"{key} = {json.dumps(value)}" for key, value in patient.items()]
    path = folder / "watchpost.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def results(json_lines: str) -> list[dict]:
    """The completed polls in the output of `run --json`; a torn last line (after kill -9) is left out."""
    found = []
    for line in json_lines.splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        if "verdict" in entry and "state" in entry:
            found.append(entry)
    return found


def run_until(
    host_sim: HostSim, config: Path, enough: Callable[[list[dict]], bool], *options: str
) -> list[dict]:
    """The completed polls of a `run` that is ended as soon as they are enough."""
    with host_sim.start("run", config, "--json", *options) as running:
        wait_until(lambda: enough(results(running.out())), "polls", step=0.05)
        running.send(signal.SIGTERM)
        outcome = running.wait()
    assert outcome.code == 0, outcome
    return results(outcome.out)


def assert_database_is_clean(path: Path) -> None:
    """Opens the database of a dead process and lets SQLite check all of it."""
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
