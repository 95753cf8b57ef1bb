#!/usr/bin/python3
"""How long a function may be, of the plugins and of host_sim: from the first line of its declaration to its brace.

Reads code as clang-format leaves it: a block ends at the next line that begins with a brace and is indented no
further than the line that its declaration began on. What is inside a function, lambdas too, counts as its own.

tests/rules/check_functions.py [ROOT]       prints every violation, exit status 1 when there is one
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from check_includes import CODE, listed
from source_text import hide

MOST_LINES = 60
WATCHED = ("host_sim/", "plugins/")

SCOPE = re.compile(r"^(?:inline )?(?:class|struct|union|enum|namespace|extern)\b")
TEMPLATE = re.compile(r"^template\s*<")
NAME = re.compile(r"([~\w:]*(?:operator[^\w\s(]+|operator\(\)|\w))\s*\(")
BODY = re.compile(r"(?:\)|\]|\b(?:const|noexcept|override|final|mutable|try)|->\s*[^(){};=]+)\s*\{$")


@dataclass(frozen=True)
class Function:
    name: str
    first: int  # lines from 1
    last: int

    @property
    def lines(self) -> int:
        return self.last - self.first + 1


def without_templates(declaration: str) -> str:
    """Without the `template <...>` in front."""
    while TEMPLATE.match(declaration):
        depth, end = 0, declaration.index("<")
        for end in range(declaration.index("<"), len(declaration)):
            depth += {"<": 1, ">": -1}.get(declaration[end], 0)
            if depth == 0:
                break
        declaration = declaration[end + 1 :].lstrip()
    return declaration


def declaration_start(lines: list[str], at: int) -> int:
    """The line that the declaration began on whose brace ends line `at`."""
    while at > 0:
        before = lines[at - 1].strip()
        if not before or before.startswith(("#", "}")) or before.endswith((";", "{", "}", ":")):
            break
        at -= 1
    return at


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def functions_of(text: str) -> Iterator[Function]:
    lines = [line.rstrip() for line in hide(text).split("\n")]
    at = 0
    while at < len(lines):
        if not lines[at].endswith("{"):
            at += 1
            continue
        first = declaration_start(lines, at)
        declaration = without_templates(" ".join(line.strip() for line in lines[first : at + 1]))
        name = NAME.search(declaration)
        if SCOPE.match(declaration) or not BODY.search(declaration):
            at += 1
            continue
        deep = indent(lines[first])
        last = next(
            (
                i
                for i in range(at + 1, len(lines))
                if lines[i].lstrip().startswith("}") and indent(lines[i]) <= deep
            ),
            len(lines) - 1,
        )
        yield Function(name.group(1) if name else declaration, first + 1, last + 1)
        at = last + 1


def check(root: Path) -> list[str]:
    faults = []
    for file in sorted(listed(root)):
        if not file.startswith(WATCHED) or PurePosixPath(file).suffix not in CODE:
            continue
        text = (root / file).read_text(encoding="utf-8", errors="replace")
        faults += [
            f"{file}:{f.first}: {f.name}() has {f.lines} lines, at most {MOST_LINES}"
            for f in functions_of(text)
            if f.lines > MOST_LINES
        ]
    return faults


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    faults = check(root)
    print("\n".join(faults) if faults else "no function is too long")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
