"""A small plant that is asked and operated by mail: its points, and host_sim with mail_command."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from watchpost.servers import MailServers, User

from host_sim import HostSim, Running

POINTS = """
[[points]]
id = "pump1"
title = "ポンプ1"
direction = "out"

[[points]]
id = "pump2"
title = "ポンプ2"
direction = "out"

[[points]]
id = "level"
title = "水位"
kind = "analog"
unit = "m"
decimals = 2
value = 1.25
"""

Value = str | Sequence[str]


class Facility:
    """host_sim with one mail_command named "plant", which reads the mailbox of `account`."""

    def __init__(
        self,
        folder: Path,
        host_sim: HostSim,
        servers: MailServers,
        account: User,
        *,
        interval: str = "200ms",
        points: str = POINTS,
        protocol: str = "pop3",
        **more: Value,
    ) -> None:
        self.host_sim = host_sim
        self.config = folder / "plant.toml"
        self.address = account.address
        settings: dict[str, Value] = {
            **servers.mail_command_settings(account, protocol),
            "alarm.language": "en",
        }
        settings |= {key.replace("__", "."): value for key, value in more.items()}
        self.config.write_text(_toml(host_sim, settings, interval, points), encoding="utf-8")

    def run(self, environment: Mapping[str, str] | None = None) -> Running:
        """Starts it; leave a `with` block to kill it. `environment` adds to the usual one."""
        return self.host_sim.start("run", self.config, "--json", environment=environment)

    def point(self, name: str) -> dict:
        """How a point is now."""
        outcome = self.host_sim.run("points", "get", self.config, name, "--json")
        assert outcome.code == 0, outcome
        return json.loads(outcome.out)

    def moves(self) -> list[dict]:
        """Each movement of an output that the host made durable, in order; none before the host made its tables."""
        query = "SELECT value FROM state WHERE instance = '/points' AND key LIKE 'move/%' ORDER BY key"
        return [json.loads(value) for value in stored(self.config.with_name("state.db"), query)]

    def audit(self) -> list[dict]:
        """The records of the audit log."""
        outcome = self.host_sim.run("audit", "show", self.config, "--json", "--limit", "0")
        assert outcome.code == 0, outcome
        return [json.loads(line) for line in outcome.out.splitlines()]


def stored(database: Path, query: str) -> list[str]:
    """The first column of what the query finds; nothing before the host made its tables."""
    with closing(sqlite3.connect(database)) as opened:
        made = opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone()
        return [first for first, *_ in opened.execute(query)] if made else []


def mail_command(host_sim: HostSim) -> Path:
    """The plugin. In the build tree each has a folder of its own."""
    return host_sim.plugin.parent.parent / "mail_command" / "mail_command.so"


def _toml(host_sim: HostSim, settings: Mapping[str, Value], interval: str, points: str) -> str:
    folders = [str(plugin.parent) for plugin in (mail_command(host_sim), host_sim.plugin)]
    lines = ['state = "state.db"', f"[plugins]\npath = {json.dumps(folders)}"]
    lines.append(f'[monitors.plant]\ntype = "mail_command"\ninterval = "{interval}"\ntimeout = "60s"')
    lines += [
        f"{key} = {json.dumps(value if isinstance(value, str) else list(value), ensure_ascii=False)}"
        for key, value in settings.items()
    ]
    return "\n".join(lines) + "\n" + points
