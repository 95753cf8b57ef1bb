"""The mail library alone, in the long-lived loop of mail_loop.cpp."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from measurement import REST_MS, Run, Sample, Target


@dataclass(frozen=True)
class Waits:
    """How often a session waits for the network, as it counts itself, TCP and TLS included."""

    submit: int
    fetch: int


class Library:
    """The program mail_loop at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def peer(self, fetch: str) -> Callable[[Target, int], Run]:
        """The peer that fetches by `fetch` (imap, pop3) and resumes TLS sessions, in a process of its own."""

        def run(target: Target, count: int) -> Run:
            *rows, peak = self._run(target, fetch, "submission", "resume", count, REST_MS)
            samples = [Sample(*map(float, row.split()[:3])) for row in rows]
            return Run(samples, int(peak.split()[1]) / 1024, 0)

        return run

    def waits(self, target: Target, fetch: str, service: str) -> Waits:
        """Counted with full handshakes; `service`: submission (STARTTLS) or smtps. The second round trip of a
        process: the servers' capabilities are known."""
        row = self._run(target, fetch, service, "full", 1, 0)[0]
        return Waits(*map(int, row.split()[3:]))

    def _run(self, target: Target, *arguments: object) -> Sequence[str]:
        text = "".join(f"{key}={value}\n" for key, value in target.as_dict().items())
        command = [str(self._path), *map(str, arguments)]
        ended = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, check=True)
        return ended.stdout.splitlines()
