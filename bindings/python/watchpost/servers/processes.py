"""A server process with all the children it makes, stopped by pid and proved gone."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .guard import Guard, session_members
from .private_root import PrivateRoot
from .waiting import wait_until

LINGER_S = 0.5
"""How long children may outlive their server. Dovecot's login processes would stay as long as their
clients."""


class Daemon:
    """Runs `command` inside of `root` in the foreground, in a session of its own, which `guard` ends if this process dies.

    Everything the command writes goes to `output`. All its descendants stay in the session, which is how
    `stop()` knows that none is left.
    """

    def __init__(self, root: PrivateRoot, command: Sequence[str], output: Path, guard: Guard) -> None:
        self.output = output
        self._guard = guard
        self._name = command[0]
        with output.open("ab") as sink:
            self._process = subprocess.Popen(
                root.command(command),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
                cwd="/",
            )
        guard.watch(self.pid)

    @property
    def pid(self) -> int:
        """Pid of the server, which is also its session id."""
        return self._process.pid

    def running(self) -> bool:
        """False as soon as the server itself has ended."""
        return self._process.poll() is None

    def members(self) -> list[int]:
        """Pids of the server and its descendants that are alive."""
        return session_members(self.pid)

    def stop(self, seconds: float = 10.0) -> None:
        """Asks all of them to end and waits for the server; its children get LINGER_S more, then they are
        killed.

        Raises RuntimeError when the server itself had to be killed after `seconds`. Nothing is alive
        afterwards.
        """
        # All of them at once: Dovecot's master would wait a second for children that it has told to end.
        self._signal_members(signal.SIGTERM)
        try:
            self._process.wait(seconds)
            obeyed = True
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            obeyed = False
        with contextlib.suppress(TimeoutError):
            wait_until(lambda: not self.members(), "end of the children", LINGER_S)
        self._signal_members(signal.SIGKILL)
        wait_until(lambda: not self.members(), "end of killed children", seconds)
        self._guard.forget(self.pid)
        if not obeyed:
            raise RuntimeError(f"{self._name} did not end within {seconds:g} s of SIGTERM")

    def _signal_members(self, number: signal.Signals) -> None:
        for pid in self.members():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
