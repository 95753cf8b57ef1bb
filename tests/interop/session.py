"""The processes of a session, as /proc shows them."""

from __future__ import annotations

from pathlib import Path


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
