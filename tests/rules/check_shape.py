#!/usr/bin/python3
"""How little a file may hold, and how many of them a room: each is to hold an idea that can be read for itself.

tests/rules/check_shape.py [ROOT]       prints every violation, exit status 1 when there is one
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from check_includes import CODE, listed

# A header with its source, or what has no other half, has at least so many lines, or stands in SMALL.
LEAST_LINES = 25
WATCHED = ("bindings/", "host_sim/", "plugin_api/include/", "plugins/")

# Why it is right all the same. Names without their suffix.
SMALL = {
    "host_sim/engine/boost_json": "the one translation unit of a library that is headers only",
    "host_sim/engine/keep_forever": "a leak on purpose, beside nothing that it belongs to",
    "host_sim/engine/points/point_text": "an include that takes the place of one in another folder",
    "host_sim/engine/report": "what rooms that do not know each other hand on",
    "host_sim/engine/secret": "a name for a type of the SDK",
    "host_sim/engine/thread_signals": "used by threads of several rooms",
    "plugin_api/include/watchpost/cpp/plugin": "all headers of the SDK in one",
    "plugins/email_monitor/module": "the export of the plugin",
    "plugins/mail/json/boost_json": "the one translation unit of a library that is headers only",
    "plugins/mail/net/clock": "the interface that tests implement; includes nothing of Asio",
    "plugins/mail_command/grammar/cut_line": "used by rooms of which none may include the other",
    "plugins/mail_command/grammar/language": "used by rooms of which none may include the other",
    "plugins/mail_command/identity/digest": "used by several sources of its room",
    "plugins/mail_command/module": "the export of the plugin",
}


@dataclass(frozen=True)
class Room:
    """A folder with all below it: at most so many sources and headers, whose median length lies between."""

    path: str
    most_files: int
    median: tuple[int, int]


ROOMS = [Room("plugins/mail", 190, (60, 150))]


def lines_of(root: Path) -> dict[str, int]:
    """The sources and headers that are watched, with their numbers of lines."""
    files = [f for f in listed(root) if f.startswith(WATCHED) and PurePosixPath(f).suffix in CODE]
    return {f: len((root / f).read_bytes().splitlines()) for f in sorted(files)}


def check_floor(lines: dict[str, int], small: dict[str, str]) -> list[str]:
    halves: dict[str, int] = defaultdict(int)
    for file, count in lines.items():
        halves[str(PurePosixPath(file).with_suffix(""))] += count
    faults = [
        f"{name}: {count} lines, at least {LEAST_LINES}; join it to what it serves, or tell in SMALL why not"
        for name, count in halves.items()
        if count < LEAST_LINES and name not in small
    ]
    for name in small:
        if halves.get(name, LEAST_LINES) >= LEAST_LINES:
            faults.append(f"{name}: is not small, or is gone; take it out of SMALL")
    return faults


def check_room(lines: dict[str, int], room: Room) -> list[str]:
    inside = [count for file, count in lines.items() if file.startswith(room.path + "/")]
    if not inside:
        return []
    faults = []
    if len(inside) > room.most_files:
        faults.append(f"{room.path}: {len(inside)} files, at most {room.most_files}")
    median, (low, high) = statistics.median(inside), room.median
    if not low <= median <= high:
        faults.append(f"{room.path}: the median file has {median:g} lines, not {low} to {high}")
    return faults


def check(root: Path, small: dict[str, str] = SMALL) -> list[str]:
    lines = lines_of(root)
    return check_floor(lines, small) + [fault for room in ROOMS for fault in check_room(lines, room)]


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    faults = check(root)
    print("\n".join(faults) if faults else "files are neither too small nor too many")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
