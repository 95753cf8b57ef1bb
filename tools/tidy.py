#!/usr/bin/python3
"""clang-tidy over what changed: a file is looked at again only when it, a header of ours that it includes, its
command line, .clang-tidy or clang-tidy itself changed. Every checkout of the user shares what was found good.

    tools/tidy.py build/asan [--all] [FILE ...]

In a folder of unity builds clang-tidy looks at ten sources at a time, which reads their headers once.
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
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "watchpost" / "tidy"
OURS = ("plugin_api/", "plugins/", "host_sim/", "bindings/")
UNKNOWN_TO_CLANG = re.compile(r" -fno-gnu-unique\b")
# What only gcc knows must not stop clang; clang-tidy 14 sees a null pointer in every defaulted operator<=>. A unity
# source includes sources.
ARGUMENTS = [
    "--quiet",
    "--checks=-modernize-use-nullptr,-bugprone-suspicious-include",
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


def commands_for_clang(build: Path, folder: Path) -> None:
    """Puts the compilation database, with what clang can take, into the folder."""
    folder.mkdir(exist_ok=True)
    text = (build / "compile_commands.json").read_text()
    (folder / "compile_commands.json").write_text(UNKNOWN_TO_CLANG.sub("", text))


def name_in_tree(build: Path, file: str) -> str:
    """Relative to the checkout; a unity source, which lies in the build folder, relative to that."""
    path = Path(os.path.normpath(build / file))
    return str(path.relative_to(build if path.is_relative_to(build) else ROOT))


class Checker:
    def __init__(self, build: Path):
        self.build = build
        self.database = build / "tidy"
        self.dependencies = dependencies(build)
        self.version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
        self.hashes: dict[str, bytes] = {}

    def digest(self, file: str) -> bytes:
        if file not in self.hashes:
            try:
                self.hashes[file] = hashlib.sha256((ROOT / file).read_bytes()).digest()
            except OSError:
                self.hashes[file] = b"gone"
        return self.hashes[file]

    def files(self, entry: dict[str, str]) -> list[str]:
        """What of the tree the entry is made of. A unity source, which is none of it, only names others."""
        found = set()
        for file in (entry["file"], *self.dependencies.get(entry.get("output", ""), [])):
            path = Path(os.path.normpath(self.build / file))
            if path.is_relative_to(ROOT) and not path.is_relative_to(self.build):
                found.add(str(path.relative_to(ROOT)))
        return sorted(found)

    def key(self, entry: dict[str, str]) -> str:
        total = hashlib.sha256(self.version)
        total.update((ROOT / MARKER).read_bytes() + " ".join(ARGUMENTS).encode())
        total.update(entry["command"].replace(str(self.build), "BUILD").replace(str(ROOT), "ROOT").encode())
        for file in self.files(entry):
            total.update(file.encode() + self.digest(file))
        return total.hexdigest()

    def run(self, entry: dict[str, str]) -> tuple[str, str, float]:
        begun = time.monotonic()
        command = ["clang-tidy", *ARGUMENTS, "-p", str(self.database), entry["file"]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        name = name_in_tree(self.build, entry["file"])
        if done.returncode == 0:
            (CACHE / self.key(entry)).touch()
            return name, "", time.monotonic() - begun
        return name, done.stdout + done.stderr, time.monotonic() - begun


def entries(build: Path) -> Iterator[dict[str, str]]:
    seen = set()
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if not Path(entry["file"]).is_relative_to(ROOT):
            continue
        name = name_in_tree(build, entry["file"])
        if name in seen or not name.startswith(OURS):
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
    checker = Checker(options.build.resolve())
    commands_for_clang(checker.build, checker.database)
    only = {os.path.relpath(file, ROOT) for file in options.files}
    every = [one for one in entries(checker.build) if not only or only.intersection(checker.files(one))]
    todo = [entry for entry in every if options.all or not (CACHE / checker.key(entry)).exists()]
    print(f"{len(todo)} of {len(every)} files to look at", flush=True)
    bad = 0
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for number, (name, text, seconds) in enumerate(pool.map(checker.run, todo), 1):
            print(f"[{number}/{len(todo)}] {'BAD' if text else 'ok '} {seconds:5.1f} s  {name}", flush=True)
            if text:
                bad += 1
                print(text, flush=True)
    print(f"{bad} files with findings" if bad else "no findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
