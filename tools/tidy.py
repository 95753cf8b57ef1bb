#!/usr/bin/python3
"""clang-tidy over what changed: a file is looked at again only when it, a header of ours that it includes, its
command line, .clang-tidy or clang-tidy itself changed.

    tools/tidy.py build/release [--all] [FILE ...]
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "build" / "tidy"
OURS = ("plugin_api/", "plugins/", "host_sim/", "bindings/")
UNKNOWN_TO_CLANG = re.compile(r" -fno-gnu-unique\b")
# What only gcc knows must not stop clang; clang-tidy 14 sees a null pointer in every defaulted operator<=>.
ARGUMENTS = [
    "--quiet",
    "--checks=-modernize-use-nullptr",
    "--extra-arg=-Wno-unknown-warning-option",
    "--extra-arg=-Wno-unused-command-line-argument",
]
MARKER = ".clang-tidy"


def dependencies(build: Path) -> dict[str, list[str]]:
    """Object file to the files it was made of, as Ninja knows them."""
    out = subprocess.run(
        ["ninja", "-C", str(build), "-t", "deps"], capture_output=True, text=True, check=True
    ).stdout
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in out.splitlines():
        if line.startswith("    "):
            current.append(line.strip())
        elif match := re.match(r"^(.*): #deps", line):
            current = found.setdefault(match.group(1), [])
    return found


def commands_for_clang(build: Path) -> None:
    """Puts the compilation database, with what clang can take, into CACHE."""
    text = (build / "compile_commands.json").read_text()
    (CACHE / "compile_commands.json").write_text(UNKNOWN_TO_CLANG.sub("", text))


class Checker:
    def __init__(self, build: Path):
        self.build = build
        self.dependencies = dependencies(build)
        self.version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
        self.hashes: dict[str, bytes] = {}

    def digest(self, file: str) -> bytes:
        if file not in self.hashes:
            try:
                self.hashes[file] = hashlib.sha256((self.build / file).read_bytes()).digest()
            except OSError:
                self.hashes[file] = b"gone"
        return self.hashes[file]

    def key(self, entry: dict[str, str]) -> str:
        total = hashlib.sha256(self.version)
        total.update((ROOT / MARKER).read_bytes() + " ".join(ARGUMENTS).encode())
        total.update(entry["command"].encode())
        made_of = self.dependencies.get(entry.get("output", ""), [])
        for file in sorted({entry["file"], *made_of}):
            path = os.path.normpath(self.build / file)
            if Path(path).is_relative_to(ROOT):
                total.update(os.path.relpath(path, ROOT).encode() + self.digest(path))
        return total.hexdigest()

    def run(self, entry: dict[str, str]) -> tuple[str, str, float]:
        begun = time.monotonic()
        command = ["clang-tidy", *ARGUMENTS, "-p", str(CACHE), entry["file"]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        name = os.path.relpath(entry["file"], ROOT)
        if done.returncode == 0:
            (CACHE / self.key(entry)).touch()
            return name, "", time.monotonic() - begun
        return name, done.stdout + done.stderr, time.monotonic() - begun


def entries(build: Path, only: list[str]) -> Iterator[dict[str, str]]:
    seen = set()
    for entry in json.loads((build / "compile_commands.json").read_text()):
        name = os.path.relpath(entry["file"], ROOT)
        if name in seen or not name.startswith(OURS) or (only and name not in only):
            continue
        seen.add(name)
        yield entry


def forget_old(days: int = 30) -> None:
    limit = time.time() - days * 86400
    for mark in CACHE.iterdir():
        if mark.stat().st_mtime < limit:
            mark.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description="clang-tidy over what changed")
    parser.add_argument("build", type=Path, help="build folder, with everything built")
    parser.add_argument("--all", action="store_true", help="also what was found good before")
    parser.add_argument("files", nargs="*", help="only these")
    options = parser.parse_args()

    CACHE.mkdir(parents=True, exist_ok=True)
    forget_old()
    commands_for_clang(options.build)
    checker = Checker(options.build.resolve())
    every = list(entries(checker.build, [os.path.relpath(file, ROOT) for file in options.files]))
    todo = [entry for entry in every if options.all or not (CACHE / checker.key(entry)).exists()]
    print(f"{len(todo)} of {len(every)} files to look at", flush=True)
    bad = 0
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for name, text, seconds in pool.map(checker.run, todo):
            print(f"{'BAD' if text else 'ok '} {seconds:5.1f} s  {name}", flush=True)
            if text:
                bad += 1
                print(text, flush=True)
    print(f"{bad} files with findings" if bad else "no findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
