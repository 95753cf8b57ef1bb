"""Polls of email_monitor on a virtual clock against the sandbox, through Python; and the same by the engine alone.

    PYTHONPATH=build/release/bindings/python python3 tests/bench/python_polls.py --build build/release --count 10000

Both run in processes of their own, in turn, in rounds: a round of Python, one of the engine. "Python's share" is what
Python needs more than the engine for the same polls, of the medians of the rounds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ADDRESS = "probe@sandbox.test"
INTERVAL = timedelta(minutes=5)


@dataclass(frozen=True)
class Run:
    """Seconds of wall and of CPU (all threads, the sandbox's too), polls, and how many of them were good."""

    wall_s: float
    cpu_s: float
    polls: int
    good: int

    @staticmethod
    def of(line: str) -> Run:
        """What a process wrote: SECONDS CPU_SECONDS POLLS GOOD."""
        wall, cpu, polls, good = line.split()
        return Run(float(wall), float(cpu), int(polls), int(good))


def by_python(count: int) -> Run:
    """In this process."""
    import watchpost

    clock = watchpost.VirtualClock()
    with watchpost.Engine(clock=clock) as engine, watchpost.Sandbox(users=[ADDRESS], clock=clock) as mail:
        engine.instance("email_monitor", mail.settings(ADDRESS), interval=INTERVAL)
        clock.advance(INTERVAL)  # the first polls load code and tables
        clock.advance(INTERVAL)
        wall, cpu = time.perf_counter(), time.process_time()
        results = clock.advance(INTERVAL * count)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Run(wall, cpu, len(results), sum(each.state is watchpost.State.OK for each in results))


def run(command: Sequence[str | Path]) -> Run:
    """One process, all of whose polls must be good."""
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    what = Run.of(done.stdout)
    if what.good != what.polls:
        raise RuntimeError(f"{command}: {what}")
    return what


def table(count: int, python: Sequence[Run], engine: Sequence[Run]) -> str:
    """Markdown."""
    lines = [f"| {count:,} polls | wall s | CPU s | polls/s |", "|---|---|---|---|"]
    medians = {}
    for name, runs in (("Python", python), ("the engine alone", engine)):
        wall = statistics.median(each.wall_s for each in runs)
        cpu = statistics.median(each.cpu_s for each in runs)
        medians[name] = wall, cpu
        lines.append(f"| {name} | {wall:.1f} | {cpu:.1f} | {count / wall:.0f} |")
    wall, cpu = (a / b for a, b in zip(*medians.values()))
    return "\n".join(
        [*lines, "", f"Python by the engine alone: {wall:.2f} of the wall time, {cpu:.2f} of the CPU."]
    )


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument(
        "--build", type=Path, default=Path("build/release"), help="where everything was built"
    )
    options.add_argument("--count", type=int, default=10_000, help="polls of a run")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument(
        "--only-python", action="store_true", help="in this process; the line that it writes"
    )
    options.add_argument(
        "--one-core", action="store_true", help="keep to one core: the threads of a poll take turns anyway"
    )
    given = options.parse_args()
    if given.one_core:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if given.only_python:
        here = by_python(given.count)
        print(here.wall_s, here.cpu_s, here.polls, here.good)
        return
    plugin = given.build / "plugins/email_monitor/email_monitor.so"
    python, engine = [], []
    for _ in range(given.rounds):
        python.append(run([sys.executable, __file__, "--only-python", "--count", str(given.count)]))
        engine.append(run([given.build / "tests/bench/engine_polls", plugin, str(given.count)]))
    print(table(given.count, python, engine))


if __name__ == "__main__":
    main()
