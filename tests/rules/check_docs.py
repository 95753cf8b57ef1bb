#!/usr/bin/python3
"""What the tables of the documentation name is there: tests, and settings of plugins.

In every table of docs/ with a column "test" or "tests" the words in backquotes of that column are names of tests,
`Suite.*` for all of a suite; with a column "settings" they are settings. Each row names a test, or says "not yet"
or "-" and why.

tests/rules/check_docs.py [ROOT]       prints every violation, exit status 1 when there is one
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

GOOGLE_TEST = re.compile(r"^\s*(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)
PYTHON_TEST = re.compile(r"^def (test_\w+)\(", re.MULTILINE)
CTEST = re.compile(r"add_test\(\s*NAME ([\w.]+)|^\s*(abi_test|layout_test)\((\S+)", re.MULTILINE)
PREFIXES = {"abi_test": "abi.", "layout_test": "abi.layout."}
PARAMETER = re.compile(r'"([a-z][a-z0-9_.]*)"')
HOST_WORDS = {"description", "devices", "interval", "timeout", "type"}
NAME = re.compile(r"`([^`]+)`")


def named_tests(root: Path) -> set[str]:
    """The names of all tests below `root`/tests."""
    found = set()
    for path in (root / "tests").rglob("*"):
        if path.suffix not in {".cpp", ".py"} and path.name != "CMakeLists.txt":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".cpp":
            for suite, case in GOOGLE_TEST.findall(text):
                found |= {f"{suite}.{case}", f"{suite}.*"}
        elif path.suffix == ".py":
            found |= {f"{path.name}::{name}" for name in PYTHON_TEST.findall(text)}
        else:
            found |= {name or PREFIXES[of] + short for name, of, short in CTEST.findall(text)}
    return found


def known_settings(root: Path) -> set[str]:
    """The words in quotes in the plugins' tables of settings, and those of the host."""
    texts = [path.read_text(encoding="utf-8") for path in (root / "plugins").glob("*/*settings*.h")]
    return {word for text in texts for word in PARAMETER.findall(text)} | HOST_WORDS


def rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of each table: line number, and the cells by the heading of their column."""
    heading: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            heading = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not heading:
            heading = cells
        elif not re.fullmatch(r"[|\s:-]+", line):
            yield number, dict(zip(heading, cells))


def check(root: Path) -> list[str]:
    """Every violation as "path:line: text"."""
    tests, settings = named_tests(root), known_settings(root)
    wrong = []
    for path in sorted((root / "docs").rglob("*.md")):
        for number, row in rows(path.read_text(encoding="utf-8")):
            cell = row.get("tests", row.get("test"))
            if cell is None:
                continue
            at = f"{path.relative_to(root)}:{number}"
            named = NAME.findall(cell)
            spared = cell.startswith(("-", "–")) or "not yet" in cell
            if not named and not spared:
                wrong.append(f"{at}: names no test; name one, or say 'not yet'")
            if not cell.startswith(("-", "–")):
                wrong += [f"{at}: there is no test {name}" for name in named if name not in tests]
            for name in NAME.findall(row.get("settings", "")):
                if name not in settings:
                    wrong.append(f"{at}: there is no setting {name}")
    return wrong


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    wrong = check(root)
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
