"""Settings of email monitors for the real servers: as a TOML file for `run`, as key=value for `check`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from watchpost.servers import MailServers, User

from host_sim import HostSim, Outcome

Settings = dict[str, str]


def settings(servers: MailServers, user: User, protocol: str = "imap", **more: str) -> Settings:
    """The settings of a working monitor; `more` replaces or adds, with `__` for the dots of keys."""
    plain = servers.settings(user, protocol) | {key.replace("__", "."): value for key, value in more.items()}
    return {key: value for key, value in plain.items() if value}


def check(host_sim: HostSim, values: Mapping[str, str], *options: str, timeout: float = 40.0) -> Outcome:
    """One `check email_monitor`."""
    plugin = ["--plugin-dir", str(host_sim.plugin.parent)] if host_sim.plugin else []
    pairs = [f"{key}={value}" for key, value in values.items()]
    return host_sim.run("check", *plugin, *options, "email_monitor", *pairs, timeout=timeout)


def write_config(
    folder: Path,
    host_sim: HostSim,
    monitors: Mapping[str, Mapping[str, str]],
    *,
    name: str = "watchpost.toml",
    interval: str = "1s",
    timeout: str = "30s",
    devices: Mapping[str, str] | None = None,
) -> Path:
    """A settings file with one email_monitor per entry, attached to all `devices` (name: address)."""
    lines = ['state = "state.db"', f"[plugins]\npath = [{json.dumps(str(host_sim.plugin.parent))}]"]
    for device, address in (devices or {}).items():
        lines.append(f"[devices.{json.dumps(device)}]\naddress = {json.dumps(address)}")
    for monitor, values in monitors.items():
        lines.append(f'[monitors.{json.dumps(monitor)}]\ntype = "email_monitor"')
        lines.append(f'interval = "{interval}"\ntimeout = "{timeout}"')
        if devices:
            lines.append(f"devices = {json.dumps(list(devices))}")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    path = folder / name
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


def assert_database_is_clean(path: Path) -> None:
    """Opens the database of a dead process and lets SQLite check all of it."""
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
