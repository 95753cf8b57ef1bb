"""What a round trip (submit, find, delete) is measured in, the same for every client.

A peer is a function `peer(target, count) -> Run` which does `count` round trips one after the other.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from delay_proxy import DelayProxy
from rig import MailServers

NEAR_MS = 20.0
FAR_MS = 100.0
REST_MS = 150
"""Between two round trips of every peer, as one that never rests finds its code in the processor's caches, and a
monitor does not."""
PROXIED = ("submission", "smtps", "imaps", "pop3s")


@dataclass(frozen=True)
class Target:
    """Where and as whom; `maildir` tells without signing in when a message has arrived."""

    host: str
    submission_port: int
    smtps_port: int
    imaps_port: int
    pop3s_port: int
    ca_file: str
    user: str
    password: str
    maildir: str

    @staticmethod
    def of(servers: MailServers, index: int = 0) -> Target:
        """The index-th account of running servers."""
        user = servers.user(index)
        ports = {f"{name}_port": servers.ports[name] for name in PROXIED}
        return Target(host=servers.host, **ports, ca_file=servers.ca_file, user=user.address,
                      password=user.password, maildir=str(servers.maildir(user)))  # fmt: skip

    def through(self, ports: Mapping[str, int]) -> Target:
        """The same behind a proxy with these ports."""
        return replace(self, **{f"{name}_port": port for name, port in ports.items()})

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Sample:
    """One round trip: the client's own CPU time (user and system) and the walls of its halves, in ms."""

    cpu_ms: float
    submit_ms: float
    fetch_ms: float


@dataclass(frozen=True)
class Run:
    """The samples of one run, the peak memory of the largest client process and their number per round
    trip."""

    samples: Sequence[Sample]
    peak_rss_mib: float | None
    processes: int


Peer = Callable[[Target, int], Run]


@dataclass(frozen=True)
class Summary:
    """Medians; cpu_low and cpu_high are the 5 % and 95 % quantiles."""

    count: int
    cpu_ms: float
    cpu_low_ms: float
    cpu_high_ms: float
    submit_ms: float
    fetch_ms: float
    peak_rss_mib: float | None
    processes: int


def summarise(run: Run) -> Summary:
    """The medians of a run, which must have two samples at least."""
    cpu = [sample.cpu_ms for sample in run.samples]
    quantiles = statistics.quantiles(cpu, n=20, method="inclusive")
    return Summary(
        count=len(cpu),
        cpu_ms=statistics.median(cpu),
        cpu_low_ms=quantiles[0],
        cpu_high_ms=quantiles[-1],
        submit_ms=statistics.median(sample.submit_ms for sample in run.samples),
        fetch_ms=statistics.median(sample.fetch_ms for sample in run.samples),
        peak_rss_mib=run.peak_rss_mib,
        processes=run.processes,
    )


@dataclass(frozen=True)
class RoundTrips:
    """Network round trips of both halves and, in ms, what does not grow with the distance."""

    submit: float
    submit_fixed_ms: float
    fetch: float
    fetch_fixed_ms: float


def count_round_trips(peer: Peer, target: Target, runs: int = 3) -> RoundTrips:
    """Counts by distance: the walls' growth between NEAR_MS and FAR_MS, medians of `runs` at each.

    The proxy's own limits hold: see delay_proxy.
    """
    medians: dict[float, Summary] = {}
    services = {name: (target.host, getattr(target, f"{name}_port")) for name in PROXIED}
    with DelayProxy(services, NEAR_MS) as proxy:
        for distance in (NEAR_MS, FAR_MS):
            proxy.round_trip_ms = distance
            medians[distance] = summarise(peer(target.through(proxy.ports), max(runs, 2)))
    counts = []
    for half in ("submit_ms", "fetch_ms"):
        near, far = getattr(medians[NEAR_MS], half), getattr(medians[FAR_MS], half)
        trips = (far - near) / (FAR_MS - NEAR_MS)
        counts += [trips, near - trips * NEAR_MS]
    return RoundTrips(*counts)


def peak_rss_mib(command: Sequence[str]) -> float | None:
    """Peak memory of one run of a program, None without the program /usr/bin/time (Debian: time).

    A child's own account would not do: it starts at the size of the process that forked it.
    """
    if not Path("/usr/bin/time").exists():
        return None
    with tempfile.NamedTemporaryFile("r") as report:
        subprocess.run(["/usr/bin/time", "-f", "%M", "-o", report.name, *command], check=True, timeout=60,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        return int(report.read().split()[-1]) / 1024
