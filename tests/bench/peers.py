#!/usr/bin/python3
"""What a round trip costs other clients, side by side, against real servers on loopback."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import curl_peer
import python_peer
from measurement import Peer, RoundTrips, Run, Summary, Target, count_round_trips, summarise
from rig import MailServers

LOGIN_PROCESSES = 1
"""Of Dovecot: a TLS session can be resumed only in the process that made it."""
ROUNDS = 4
"""Every peer has so many turns, so that a busy minute does not fall on one alone."""


@dataclass(frozen=True)
class Entry:
    """One row of the table."""

    name: str
    fetch: str
    cost: Summary
    network: RoundTrips | None


def standard_peers() -> dict[tuple[str, str], Peer]:
    """The peers by name and fetch protocol, in the order of the table."""
    peers: dict[tuple[str, str], Peer] = {
        ("Python, long-lived", "imap"): python_peer.peer("imap"),
        ("Python, long-lived", "pop3"): python_peer.peer("pop3"),
    }
    if curl_peer.available():
        peers[("curl, a process per step", "imap")] = curl_peer.peer("imap")
        peers[("curl, STORE and EXPUNGE in one", "imap")] = curl_peer.peer("imap", separate=False)
        peers[("curl, a process per step", "pop3")] = curl_peer.peer("pop3")
    return peers


def compare(peers: dict[tuple[str, str], Peer], count: int, distance_runs: int) -> list[Entry]:
    """Measures all peers with `count` round trips each; network round trips unless `distance_runs` is 0.

    Every peer has an account of its own on servers that are started here.
    """
    with MailServers(users=len(peers), mechanisms="plain", login_processes=LOGIN_PROCESSES) as servers:
        targets = [Target.of(servers, index) for index in range(len(peers))]
        turns: list[list[Run]] = [[] for _ in peers]
        for _ in range(ROUNDS):
            for runs, peer, target in zip(turns, peers.values(), targets, strict=True):
                runs.append(peer(target, max(2, count // ROUNDS)))
        entries = []
        for (name, fetch), runs, peer, target in zip(peers, turns, peers.values(), targets, strict=True):
            network = count_round_trips(peer, target, distance_runs) if distance_runs else None
            entries.append(Entry(name, fetch, summarise(joined(runs)), network))
    return entries


def joined(runs: list[Run]) -> Run:
    """Several runs of one peer as one."""
    memory = [run.peak_rss_mib for run in runs if run.peak_rss_mib is not None]
    samples = [sample for run in runs for sample in run.samples]
    return Run(samples, max(memory, default=None), runs[0].processes)


def table(entries: list[Entry]) -> str:
    """The entries as Markdown."""
    lines = [
        "| peer | fetch | client CPU ms (5-95 %) | peak RSS MiB | processes | submit ms | fetch ms "
        "| submit RTTs | fetch RTTs |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for entry in entries:
        cost, network = entry.cost, entry.network
        memory = "-" if cost.peak_rss_mib is None else f"{cost.peak_rss_mib:.1f}"
        cpu = f"{cost.cpu_ms:.1f} ({cost.cpu_low_ms:.1f}-{cost.cpu_high_ms:.1f})"
        trips = f"{network.submit:.1f} | {network.fetch:.1f}" if network else "- | -"
        walls = f"{cost.submit_ms:.1f} | {cost.fetch_ms:.1f}"
        lines.append(
            f"| {entry.name} | {entry.fetch} | {cpu} | {memory} | {cost.processes} | {walls} | {trips} |"
        )
    return "\n".join(lines)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="round trips per peer (default 200)")
    away = "runs at each distance to count network round trips; 0: do not (default 3)"
    parser.add_argument("--distance-runs", type=int, default=3, metavar="N", help=away)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    entries = compare(standard_peers(), options.count, options.distance_runs)
    print(table(entries))
    if options.json:
        options.json.write_text(json.dumps([asdict(entry) for entry in entries], indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
