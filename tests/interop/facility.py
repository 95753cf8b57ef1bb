"""A small plant that is asked and operated by mail: its points, and host_sim with mail_command."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
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
        interval: str = "500ms",
        points: str = POINTS,
        protocol: str = "pop3",
        **more: Value,
    ) -> None:
        self.host_sim = host_sim
        self.config = folder / "plant.toml"
        self.address = account.address
        settings: dict[str, Value] = {**servers.mail_command_settings(account, protocol)}
        settings |= {key.replace("__", "."): value for key, value in more.items()}
        self.config.write_text(_toml(host_sim, settings, interval, points), encoding="utf-8")

    def run(self) -> Running:
        """Starts it; leave a `with` block to kill it."""
        return self.host_sim.start("run", self.config, "--json")

    def point(self, name: str) -> dict:
        """How a point is now."""
        outcome = self.host_sim.run("points", "get", self.config, name, "--json")
        assert outcome.code == 0, outcome
        return json.loads(outcome.out)

    def moves(self) -> list[dict]:
        """Each movement of an output that the host made durable, in order. For a host that was killed."""
        query = "SELECT value FROM state WHERE instance = '/points' AND key LIKE 'move/%' ORDER BY key"
        with sqlite3.connect(self.config.with_name("state.db")) as database:
            return [json.loads(value) for (value,) in database.execute(query)]

    def audit(self) -> list[dict]:
        """The records of the audit log."""
        outcome = self.host_sim.run("audit", "show", self.config, "--json")
        assert outcome.code == 0, outcome
        return [json.loads(line) for line in outcome.out.splitlines()]


def _toml(host_sim: HostSim, settings: Mapping[str, Value], interval: str, points: str) -> str:
    # In the build tree each plugin has a folder of its own.
    folders = [str(host_sim.plugin.parent.parent / name) for name in ("mail_command", "email_monitor")]
    lines = ['state = "state.db"', f"[plugins]\npath = {json.dumps(folders)}"]
    lines.append(f'[monitors.plant]\ntype = "mail_command"\ninterval = "{interval}"\ntimeout = "30s"')
    lines += [
        f"{key} = {json.dumps(value if isinstance(value, str) else list(value), ensure_ascii=False)}"
        for key, value in settings.items()
    ]
    return "\n".join(lines) + "\n" + points
