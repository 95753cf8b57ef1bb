"""Lists of mutants, tests/mutants/*.toml: wrong changes to the code, each of which a test must notice.

    programs = ["mail_command_flow_test"]       # of the entries that name none

    [[mutant]]
    name = "removed-before-durable"             # unique over all lists
    reason = "A mail is removed whose outcome is not durable."
    file = "plugins/mail_command/intake/receive.cpp"
    pattern = "if (behind) over.clear();"       # no expression; white space matches any other white space
    replacement = ""
    times = 1                                   # optional: how often the pattern is in the file
    programs = ["mail_command_flow_test"]       # optional: targets of CMake, built and run
    filter = "Mail*"                            # optional: their --gtest_filter

for mutant in load(root): text = mutant.apply((root / mutant.file).read_text())
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = "tests/mutants"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TEXTS = ("name", "reason", "file", "pattern", "replacement")
KEYS = {*TEXTS, "times", "programs", "filter"}


class ListError(Exception):
    """What is wrong with a list, a line for each entry."""


@dataclass(frozen=True)
class Mutant:
    source: str  # the list that it stands in, from the root
    name: str
    reason: str
    file: str
    pattern: str
    replacement: str
    times: int
    programs: tuple[str, ...]
    filter: str

    def apply(self, text: str) -> str:
        """`text` of the file, changed. Raises ListError where the pattern is not in it as often as told."""
        expression = r"\s+".join(re.escape(word) for word in self.pattern.split())
        changed, found = re.subn(expression, lambda _: self.replacement, text)
        if found != self.times:
            raise ListError(
                f"stale entry {self.name} of {self.source}: found {found} times, not {self.times}, in {self.file}"
            )
        return changed


def entry(raw: dict[str, Any], programs: list[str], source: str) -> Mutant:
    where = f"{source}: {raw.get('name', 'an entry without a name')}"
    if unknown := raw.keys() - KEYS:
        raise ListError(f"{where}: unknown: {', '.join(sorted(unknown))}")
    if missing := [key for key in TEXTS if not isinstance(raw.get(key), str)]:
        raise ListError(f"{where}: no text: {', '.join(missing)}")
    mutant = Mutant(
        source,
        **{key: raw[key] for key in TEXTS},
        times=raw.get("times", 1),
        programs=tuple(raw.get("programs", programs)),
        filter=raw.get("filter", ""),
    )
    if not NAME.fullmatch(mutant.name):
        raise ListError(f"{where}: a name is words of small letters and digits, with hyphens")
    if not (mutant.reason and mutant.pattern.strip() and mutant.programs and mutant.times > 0):
        raise ListError(f"{where}: reason, pattern and programs may not be empty")
    return mutant


def entries(path: Path, source: str) -> Iterator[Mutant]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ListError(f"{source}: {error}") from error
    if unknown := table.keys() - {"programs", "mutant"}:
        raise ListError(f"{source}: unknown: {', '.join(sorted(unknown))}")
    for raw in table.get("mutant", []):
        yield entry(raw, table.get("programs", []), source)


def load(root: Path) -> list[Mutant]:
    """All mutants below `root`, file by file. Raises ListError."""
    found: dict[str, Mutant] = {}
    for path in sorted((root / FOLDER).glob("*.toml")):
        for mutant in entries(path, path.relative_to(root).as_posix()):
            if other := found.get(mutant.name):
                raise ListError(f"{mutant.source}: {mutant.name}: named so in {other.source} too")
            found[mutant.name] = mutant
    return sorted(found.values(), key=lambda mutant: mutant.file)


def stale(root: Path, mutants: list[Mutant]) -> list[str]:
    """A line for each entry that does not fit its file, or changes nothing."""
    lines = []
    for mutant in mutants:
        try:
            text = (root / mutant.file).read_text(encoding="utf-8")
            if mutant.apply(text) == text:
                lines.append(f"stale entry {mutant.name} of {mutant.source}: changes nothing")
        except OSError as error:
            lines.append(f"stale entry {mutant.name} of {mutant.source}: {mutant.file}: {error.strerror}")
        except ListError as error:
            lines.append(str(error))
    return lines
