"""host_sim with many monitors and Python with many threads, by turns against the same servers."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import host_sim_peer
from measurement import Target
from peers import LOGIN_PROCESSES
from rig import INTEROP, HostSim, MailServers, Running, wait_until

MECHANISMS = ("PLAIN", "SCRAM-SHA-256")
ROUNDS = 3
"""Measured round trips of each account in a turn, after one to warm up."""


@dataclass(frozen=True)
class Entry:
    """One row: medians of the turns; CPU of the client's process per round trip, its peak memory."""

    name: str
    mechanism: str
    cpu_ms: float
    peak_rss_mib: float


@dataclass(frozen=True)
class Cost:
    """Of one turn."""

    cpu_ms: float
    peak_rss_mib: float


def measure(running: Running, done: Callable[[], int], monitors: int, interval: float) -> Cost:
    """Of a started client, whose round trips so far `done` counts."""
    patience = 60 + 5 * ROUNDS * interval
    wait_until(lambda: done() >= monitors, "the first round trips", patience, 0.1)
    spent, before = host_sim_peer.cpu_ms(running), done()
    wait_until(lambda: done() >= before + ROUNDS * monitors, "round trips", patience, 0.1)
    spent, made = host_sim_peer.cpu_ms(running) - spent, done() - before
    return Cost(spent / made, running.peak_rss_mib())


Started = Iterator[tuple[Running, Callable[[], int]]]
"""A client and the number of its round trips so far."""


@contextmanager
def host(host_sim: HostSim, _mechanism: str, targets: Sequence[Target], interval: float) -> Started:
    """host_sim with a monitor for each account; it takes the mechanism that the servers offer."""
    with tempfile.TemporaryDirectory() as folder:
        config = host_sim_peer.write_config(
            Path(folder), host_sim.plugin.parent, targets, "imap", f"{round(interval * 1000)}ms"
        )
        with host_sim.start("run", config, "--json") as running:
            yield running, lambda: running.out().count('"verdict":"up"')


@contextmanager
def python(_host_sim: HostSim, mechanism: str, targets: Sequence[Target], interval: float) -> Started:
    """Python with a thread for each account."""
    accounts = json.dumps([target.as_dict() for target in targets])
    command = (sys.executable, str(Path(__file__).with_name("many_loop.py")), mechanism, str(interval))
    with Running(command, {"PYTHONPATH": str(INTEROP)}, accounts) as running:
        yield running, lambda: running.out().count("\n")


def compare(host_sim: HostSim, mechanism: str, monitors: int, interval: float, turns: int) -> list[Entry]:
    """Both clients, by turns. The accounts are new in each turn, as mail of the former one may lie in them."""
    names = (f"host_sim with {monitors} monitors", f"Python with {monitors} threads")
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    with MailServers(
        users=2 * turns * monitors, mechanisms=mechanism.lower(), login_processes=LOGIN_PROCESSES
    ) as servers:
        everybody = iter(range(2 * turns * monitors))
        for _ in range(turns):
            for name, start in zip(names, (host, python), strict=True):
                targets = [Target.of(servers, next(everybody)) for _ in range(monitors)]
                with start(host_sim, mechanism, targets, interval) as (running, done):
                    costs[name].append(measure(running, done, monitors, interval))
    return [
        Entry(
            name,
            mechanism,
            statistics.median(cost.cpu_ms for cost in of),
            statistics.median(cost.peak_rss_mib for cost in of),
        )
        for name, of in costs.items()
    ]


def table(entries: Sequence[Entry]) -> str:
    """The entries as Markdown, and host_sim's CPU over Python's."""
    lines = ["| client | sign-in | CPU ms a round trip | peak RSS MiB |", "|---|---|---|---|"]
    lines += [f"| {e.name} | {e.mechanism} | {e.cpu_ms:.1f} | {e.peak_rss_mib:.1f} |" for e in entries]
    for ours, theirs in zip(entries[::2], entries[1::2], strict=True):
        lines.append(f"\n- {ours.mechanism}: {ours.cpu_ms / theirs.cpu_ms:.2f} of Python's CPU")
    return "\n".join(lines)
