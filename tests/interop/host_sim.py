"""Runs the host_sim program: with timeouts, captured output, its own environment, its CPU time and kill -9.

sim = HostSim("build/host_sim", plugin="build/email_monitor.so")
outcome = sim.run("check", "email_monitor", "mail.server=127.0.0.1")
assert outcome.code == 0, outcome
"""

from __future__ import annotations

import os
import re
import select
import signal
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from watchpost.servers import wait_until

INHERITED = (
    "PATH",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "ASAN_OPTIONS",
    "UBSAN_OPTIONS",
    "TSAN_OPTIONS",
    "LSAN_OPTIONS",
)
"""What the program sees of the caller's environment."""

PATIENCE_S = 120.0
"""How long a program may take that should end at once: a slow machine is no fault."""

MEANT_FOR_IT = (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ)
"""Signals that the program starts with at their default. A program inherits ignored ones as ignored: nohup
ignores SIGHUP, a shell SIGINT for its background jobs, Python the others."""


@dataclass(frozen=True)
class Outcome:
    """An ended run. code is negative for a signal (-9); times in seconds, memory in MiB.

    peak_rss_mib is an upper bound: the kernel starts a child's account at the size of its parent, the test.
    For the exact value ask Running.peak_rss_mib() before the end.
    """

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str
    wall_s: float
    cpu_s: float
    peak_rss_mib: float


class RunTimeout(AssertionError):
    """The program was killed because it had not ended in time; the text holds its output."""


class Running:
    """A started program. Leaving a `with` block kills it."""

    def __init__(self, command: tuple[str, ...], environment: Mapping[str, str], text: str) -> None:
        self._command = command
        self._out = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the program is collected
        self._err = tempfile.TemporaryFile()  # noqa: SIM115
        self._started = time.monotonic()
        with tempfile.TemporaryFile() as source:
            source.write(text.encode())
            source.seek(0)
            streams = (source, self._out, self._err)
            self._pid = os.posix_spawn(
                command[0],
                command,
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, s.fileno(), to) for to, s in enumerate(streams)],
                setsigdef=MEANT_FOR_IT,
            )
        self._exit = os.pidfd_open(self._pid)
        self._outcome: Outcome | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._pid

    def out(self) -> str:
        """Standard output so far."""
        return self._outcome.out if self._outcome else _content(self._out)

    def err(self) -> str:
        """Standard error so far."""
        return self._outcome.err if self._outcome else _content(self._err)

    def wait_for(self, text: str) -> None:
        """Waits until standard output or error contains `text`. Raises TimeoutError; AssertionError if it
        ended."""

        def shown() -> bool:
            ended = bool(select.select([self._exit], [], [], 0)[0])
            found = text in self.out() or text in self.err()
            assert found or not ended, f"{self._command} ended without {text!r}: {self.out()}{self.err()}"
            return found

        wait_until(shown, f"{text!r} from {self._command}")

    def peak_rss_mib(self) -> float:
        """Peak resident memory so far of the program, which must still be running."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) / 1024

    def send(self, number: signal.Signals) -> None:
        """Sends a signal: SIGHUP to reload, SIGSTOP and SIGCONT to stall, SIGTERM to end."""
        if self._outcome is None:
            signal.pidfd_send_signal(self._exit, number)

    def kill(self) -> Outcome:
        """kill -9 and wait; the outcome as it stands if the program has already ended."""
        if self._outcome is None:
            self.send(signal.SIGKILL)
        return self.wait()

    def wait(self, timeout: float = PATIENCE_S) -> Outcome:
        """Waits for the end. Kills the program and raises RunTimeout after `timeout` seconds."""
        if self._outcome:
            return self._outcome
        if not select.select([self._exit], [], [], timeout)[0]:
            self.send(signal.SIGKILL)
            outcome = self._collect()
            raise RunTimeout(f"{self._command} still ran after {timeout:g} s: {outcome}")
        return self._collect()

    def _collect(self) -> Outcome:
        _, status, usage = os.wait4(self.pid, 0)
        wall = time.monotonic() - self._started
        self._outcome = Outcome(
            self._command,
            os.waitstatus_to_exitcode(status),
            _content(self._out),
            _content(self._err),
            wall,
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024,
        )
        os.close(self._exit)
        self._out.close()
        self._err.close()
        return self._outcome


class HostSim:
    """The program at `path`; `plugin` is passed on for callers that need its path.

    `environment` is set for every run, beside INHERITED and a neutral locale and time zone.
    """

    def __init__(
        self, path: str | Path, plugin: str | Path | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self.path = Path(path).resolve(strict=True)
        self.plugin = Path(plugin).resolve(strict=True) if plugin else None
        self._environment = {"LANG": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}
        self._environment |= {name: os.environ[name] for name in INHERITED if name in os.environ}
        self._environment |= environment or {}

    def start(
        self, *arguments: str | Path, environment: Mapping[str, str] | None = None, text: str = ""
    ) -> Running:
        """Starts the program with `text` as its standard input; `environment` adds to the usual one."""
        command = (str(self.path), *(str(argument) for argument in arguments))
        return Running(command, self._environment | (environment or {}), text)

    def run(
        self,
        *arguments: str | Path,
        timeout: float = PATIENCE_S,
        environment: Mapping[str, str] | None = None,
        text: str = "",
    ) -> Outcome:
        """Runs the program to its end. Raises RunTimeout after `timeout` seconds."""
        with self.start(*arguments, environment=environment, text=text) as running:
            return running.wait(timeout)


def _content(file: IO[bytes]) -> str:
    size = os.fstat(file.fileno()).st_size
    return os.pread(file.fileno(), size, 0).decode(errors="replace")
