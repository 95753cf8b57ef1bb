"""A server process with all the children it makes, stopped by pid and proved gone."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from waiting import wait_until


def session_members(session: int) -> list[int]:
    """Pids of the live (not zombie) processes of a session."""
    members = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            members.append(int(entry.name))
    return members


class Daemon:
    """Runs `command` in the foreground in a session of its own; the kernel ends it when this process dies.

    Everything the command writes goes to `output`. All its descendants stay in the session, which is how `stop()`
    knows that none is left.
    """

    def __init__(self, command: Sequence[str], output: Path) -> None:
        self.output = output
        with output.open("ab") as sink:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", *command],
                stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True, cwd="/")

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

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the server alone."""
        self._process.send_signal(number)

    def stop(self, seconds: float = 10.0) -> None:
        """Asks the server to end, waits for it and its descendants, kills what is left after `seconds`.

        Raises RuntimeError when something had to be killed; nothing is alive afterwards in either case.
        """
        if self.running():
            self._process.terminate()
        try:
            self._process.wait(seconds)
            wait_until(lambda: not self.members(), "end of the server's children", seconds)
        except (subprocess.TimeoutExpired, TimeoutError):
            stubborn = self.members()
            for pid in stubborn:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait(seconds)
            wait_until(lambda: not self.members(), "end of killed processes", seconds)
            raise RuntimeError(f"{self._process.args[-1]}: had to kill {stubborn}") from None
