"""Reads docs/python/tutorial.md and does what it says.

Blocks of `python` that begin with "# NAME.py" are files; blocks of `sh` are run one after the other by one shell; a
block of `text` behind one of `sh` is what that prints.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "python" / "tutorial.md"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "--- end of step ---"
TIMES = re.compile(r"\bin \d+\.\d+s\b")
INSTALLS = "pip install"


@dataclass(frozen=True)
class Step:
    """Commands, and what they print; None: the page does not say."""

    commands: str
    output: str | None


def files(page: str) -> dict[str, str]:
    """The files of the page by name. Raises ValueError for a block that names none."""
    found = {}
    for language, text in FENCED.findall(page):
        if language == "python":
            name = re.match(r"# (\S+\.py)\n", text)
            if name is None:
                raise ValueError(f"a block of Python names no file: {text.splitlines()[0]}")
            found[name.group(1)] = text
    return found


def steps(page: str) -> Iterator[Step]:
    """The commands of the page in order. Raises ValueError for a block that is of no known kind."""
    blocks = FENCED.findall(page)
    for (language, text), following in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language == "sh":
            yield Step(text, following[1] if following[0] == "text" else None)
        elif language not in {"python", "text"}:
            raise ValueError(f"a block of {language or 'no language'}: {text.splitlines()[0]}")


def without_times(text: str) -> str:
    """How long tests took is left out."""
    return TIMES.sub("in SOME TIME", text).strip()


def run(
    folder: Path, *, install: bool, environment: Mapping[str, str], limit: float
) -> list[tuple[Step, str]]:
    """Runs the page in a folder; each step with what it printed. Raises AssertionError when a command fails.

    `install`: also the steps that install the package. `limit`: in seconds.
    """
    page = PAGE.read_text(encoding="utf-8")
    for name, text in files(page).items():
        (folder / name).write_text(text, encoding="utf-8")
    wanted = [step for step in steps(page) if install or INSTALLS not in step.commands]
    script = "set -e\n" + "".join(f"{step.commands}echo '{MARK}'\n" for step in wanted)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, "WATCHPOST": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=limit,
    )
    assert done.returncode == 0, done.stdout
    return list(zip(wanted, done.stdout.split(MARK)))
