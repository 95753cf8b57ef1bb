"""Cleans up after a process that died without stopping its servers.

Runs beside it, as a program of its own that needs nothing but the standard library, and reads its standard
input: "watch SESSION", "forget SESSION", "folder PATH". The end of the input means that the process is gone,
however it ended: whatever is still being watched is killed, then the folder removed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_S = 10.0
"""How long killed processes may take to go."""


def session_members(session: int) -> list[int]:
    """Pids of the live (not zombie) processes of a session, as /proc shows them."""
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


def kill_sessions(sessions: set[int]) -> None:
    """SIGKILLs all members until none is alive, for PATIENCE_S at most."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        members = [pid for session in sessions for pid in session_members(session)]
        if not members:
            return
        for pid in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


class Guard:
    """This process's end of the pipe to a guard of `folder`, which is started at once.

    For one thread at a time. Raises BrokenPipeError when somebody has killed the guard.
    """

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
            cwd="/",
        )
        self._tell(f"folder {folder}")

    def watch(self, session: int) -> None:
        """From now on the session dies with this process."""
        self._tell(f"watch {session}")

    def forget(self, session: int) -> None:
        """The session has ended; its number may be given to others."""
        self._tell(f"forget {session}")

    def finish(self) -> None:
        """Ends the guard, which removes the folder. Raises subprocess.TimeoutExpired after 2 PATIENCE_S."""
        self._process.communicate(timeout=2 * PATIENCE_S)

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


def main() -> None:
    """The guard's own process."""
    sessions: set[int] = set()
    folder = ""
    for line in sys.stdin:
        verb, _, value = line.rstrip("\n").partition(" ")
        if verb == "watch":
            sessions.add(int(value))
        elif verb == "forget":
            sessions.discard(int(value))
        else:
            folder = value
    kill_sessions(sessions)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
