"""Cleans up after a rig whose process died without stopping its servers.

Runs beside the rig and reads its standard input: "watch SESSION", "forget SESSION", "folder PATH". The end of
the input means that the rig is gone, however it ended: whatever is still being watched is killed, then the
folder removed.
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

from session import session_members

PATIENCE_S = 10.0


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
    """The rig's end of the pipe."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, text=True, start_new_session=True, cwd="/"
        )
        self._tell(f"folder {folder}")

    def watch(self, session: int) -> None:
        """From now on the session dies with this process."""
        self._tell(f"watch {session}")

    def forget(self, session: int) -> None:
        """The session has ended; its number may be given to others."""
        self._tell(f"forget {session}")

    def finish(self) -> None:
        """Ends the guard, which removes the folder."""
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
