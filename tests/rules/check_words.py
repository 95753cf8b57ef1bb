#!/usr/bin/python3
"""Words that may not come back as names of types, namespaces and files: a term of the field is used in their place.

tests/rules/check_words.py [ROOT]       prints every violation, exit status 1 when there is one
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from check_includes import CODE, listed
from source_text import hide

WATCHED = ("host_sim/", "plugin_api/", "plugins/")

# The word, and what is said in its place. A word of several parts is one in a row ("post_master_general" has
# "post_master"); a name that is made of parts has each of them ("desk_clock" has "desk").
WORDS = {
    "books": "durable_state",
    "clerk": "planner",
    "command_post": "instance",
    "consignment": "outgoing_message",
    "courier": "delivery_queue",
    "desk": "context",
    "elsewhere": "other_folders",
    "facility": "host_services",
    "fleet": "scheduler",
    "nap": "wake-ups are an event",
    "office": "service",
    "point_board": "simulated_points",
    "postman": "sender",
    "seat": "shared_session",
    "sighting": "message_info",
    "sightings": "message_collector",
    "stir": "wake",
    "take_leave": "quit",
    "tour": "folder_search",
    "visits": "session_retry",
    "waiting_room": "pending_confirmations",
}

# Names that have such a word for a reason.
SPARED: dict[str, str] = {}

NAMED = re.compile(
    r"^\s*(?:template\s*<[^{;]*>\s*)?(?:inline\s+)?(?:enum\s+class|enum\s+struct|class|struct|union|enum|namespace|using)"
    r"\s+([A-Za-z_][\w:]*)",
    re.MULTILINE,
)


def parts_of(name: str) -> list[str]:
    return [part for part in re.split(r"[_:.\W]+", name.lower()) if part]


def words_in(name: str) -> list[str]:
    """Those of WORDS that the name is made of."""
    joined = "_" + "_".join(parts_of(name)) + "_"
    return [word for word in WORDS if f"_{word}_" in joined]


def names_of(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of each type, alias and namespace that is declared."""
    bare = hide(text)
    for match in NAMED.finditer(bare):
        yield bare.count("\n", 0, match.start(1)) + 1, match.group(1)


def check(root: Path) -> list[str]:
    faults = []
    for file in sorted(listed(root)):
        if not file.startswith(WATCHED):
            continue
        path = PurePosixPath(file)
        named = [(file, part) for part in (*path.parts[1:-1], path.stem)]
        if path.suffix in CODE:
            text = (root / file).read_text(encoding="utf-8", errors="replace")
            named += [(f"{file}:{line}", name) for line, name in names_of(text)]
        for at, name in named:
            if name not in SPARED:
                faults += [f"{at}: {name}: say {WORDS[word]}, not {word}" for word in words_in(name)]
    return faults


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    faults = check(root)
    print("\n".join(faults) if faults else "no word has come back")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
