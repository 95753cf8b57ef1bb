"""host_sim with one email_monitor as a peer: a long-lived process that polls, as in use."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from measurement import REST_MS, Peer, Run, Sample, Target
from rig import HostSim, Running, results, wait_until

WARM_UP = 5
"""Polls before the measured ones: the first full handshakes, what is learnt of the servers."""


def write_config(
    folder: Path, plugins: Path, targets: Sequence[Target], fetch: str, interval: str, devices: int = 1
) -> Path:
    """A settings file with a monitor of each account on each of that many devices."""
    lines = ['state = "state.db"', f"[plugins]\npath = [{json.dumps(str(plugins))}]"]
    lines += [f'[devices.d{i}]\naddress = "127.0.0.1"' for i in range(devices)]
    attached = json.dumps([f"d{i}" for i in range(devices)])
    for number, target in enumerate(targets):
        values = {
            "smtp.server": target.host,
            "smtp.port": str(target.submission_port),
            "smtp.to": target.user,
            "smtp.from": target.user,
            "smtp.auth": "auto",
            "smtp.username": target.user,
            "smtp.password": target.password,
            "mail.server": target.host,
            "mail.protocol": fetch,
            "mail.port": str(target.imaps_port if fetch == "imap" else target.pop3s_port),
            "mail.username": target.user,
            "mail.password": target.password,
            "tls.ca_file": target.ca_file,
            "delivery.deadline": "60s",
        }
        lines.append(
            f'[monitors.m{number}]\ntype = "email_monitor"\ninterval = "{interval}"\ntimeout = "30s"'
        )
        lines.append(f"devices = {attached}")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    path = folder / "watchpost.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def cpu_ms(running: Running) -> float:
    """CPU time of all its threads so far, in ms."""
    tasks = Path(f"/proc/{running.pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


def round_trips(running: Running) -> list[Sample]:
    """The walls of the polls so far that found and deleted the probe of the one before."""
    found = []
    for result in results(running.out()):
        readings = {r["metric"]: r["value"] for r in result["readings"]}
        if result["verdict"] == "up" and readings.get("own_deleted") == 1:
            found.append(Sample(0.0, readings["smtp_total"] * 1e3, readings["mail_total"] * 1e3))
    return found


def peer(host_sim: HostSim, fetch: str, interval: str = f"{REST_MS}ms") -> Peer:
    """The peer for that fetch protocol. Its CPU figure is a mean over the run, the same in each sample."""

    def run(target: Target, count: int) -> Run:
        with tempfile.TemporaryDirectory() as folder:
            config = write_config(Path(folder), host_sim.plugin.parent, [target], fetch, interval)
            with host_sim.start("run", config, "--json") as running:

                def reached(number: int) -> Callable[[], bool]:
                    return lambda: len(round_trips(running)) >= number

                wait_until(reached(WARM_UP), f"{WARM_UP} round trips", 60, 0.02)
                before, first = cpu_ms(running), len(round_trips(running))
                wait_until(reached(first + count), f"{count} round trips", 60 + 3 * count, 0.02)
                spent, samples = cpu_ms(running) - before, round_trips(running)[first:]
                memory = running.peak_rss_mib()
        mean = spent / len(samples)
        return Run([Sample(mean, s.submit_ms, s.fetch_ms) for s in samples[:count]], memory, 1)

    return run


def idle_memory_mib(host_sim: HostSim, target: Target, instances: int = 1000) -> float:
    """Peak memory of a host with so many instances that wait for their first poll."""
    with tempfile.TemporaryDirectory() as folder:
        config = write_config(Path(folder), host_sim.plugin.parent, [target], "imap", "24h", instances)
        with host_sim.start("run", config, "--json") as running:
            names = Path(f"/proc/{running.pid}/task")
            wait_until(
                lambda: any((t / "comm").read_text().strip() == "watchpost-io" for t in names.iterdir()),
                "active instances",
                60,
                0.05,
            )
            return running.peak_rss_mib()
