"""Import, use and exit leave nothing behind: counted from outside, and by LeakSanitizer.

The second needs the extension built with AddressSanitizer, in build/asan beside the build under test.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from built import BUILD, built

SCRIPT = Path(__file__).parent / "leak_rounds.py"
ROUNDS = 20
SETTLED = 8
"""Rounds until memory has its size."""
MOST_KIB = 1024
"""What the rounds after may add, by all of them together: memory that the allocator keeps."""
LEAK_FOUND = 23
"""Exit status that LeakSanitizer makes of a leak."""


def rounds(count: int, plant: str = "", **environment: str) -> list[dict[str, int]]:
    """What the script measured. Raises CalledProcessError when it failed."""
    command = [sys.executable, "-B", "-X", "dev", "-W", "error", str(SCRIPT), str(count), plant]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600,
                          env=os.environ | environment)  # fmt: skip
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def growth(measured: list[dict[str, int]]) -> set[str]:
    """What is more at the end than it was when it had settled."""
    before, after = measured[SETTLED], measured[-1]
    allowed = {"kib": MOST_KIB}
    return {what for what in after if after[what] > before[what] + allowed.get(what, 0)}


def test_twenty_rounds() -> None:
    """Memory is flat; threads, open files and objects of Python are the same."""
    measured = rounds(ROUNDS)
    assert growth(measured) == set(), measured


@pytest.mark.parametrize(("plant", "what"), [("object", "objects"), ("file", "files")])
def test_a_leak_in_the_rounds_is_found(plant: str, what: str) -> None:
    """One a round, put there on purpose."""
    assert growth(rounds(SETTLED + 3, plant)) == {what}


@pytest.fixture(scope="module")
def sanitized() -> dict[str, str]:
    """The environment in which the extension with AddressSanitizer is loaded and looks for leaks at the end."""
    package = built(str(BUILD.parent / "asan/bindings/python/watchpost/__init__.py")).parent
    if not list(package.glob("_core.*.so")):
        built(str(package / "_core.so"))
    runtimes = [
        subprocess.run(
            ["g++", f"-print-file-name={name}"], check=True, capture_output=True, text=True
        ).stdout.strip()
        for name in ("libasan.so", "libstdc++.so")
    ]
    return {
        "PYTHONPATH": str(package.parent),
        "PYTHONMALLOC": "malloc",  # one object, one malloc()
        "LD_PRELOAD": " ".join(runtimes),
        "ASAN_OPTIONS": f"detect_leaks=1:exitcode={LEAK_FOUND}",
    }


def test_no_leak_by_the_sanitizer(sanitized: dict[str, str]) -> None:
    """All that was allocated is freed, or still pointed to, at the very end; no access was wrong."""
    try:
        rounds(3, **sanitized)
    except subprocess.CalledProcessError as error:
        pytest.fail(f"status {error.returncode}: {error.stderr}")


def test_a_leak_is_found_by_the_sanitizer(sanitized: dict[str, str]) -> None:
    """A thousand bytes that nothing points to, put there on purpose."""
    with pytest.raises(subprocess.CalledProcessError) as caught:
        rounds(3, "malloc", **sanitized)
    assert caught.value.returncode == LEAK_FOUND
    assert "LeakSanitizer: detected memory leaks" in caught.value.stderr
    assert "in 3 object(s)" in caught.value.stderr
