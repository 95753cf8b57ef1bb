"""Uses the whole package, again and again: engines, sandboxes, polls, services, asyncio, all closed each time.

leak_rounds.py ROUNDS [PLANT]: writes a line of JSON for each round: resident memory (KiB), threads, open files,
objects of Python. PLANT leaks on purpose, for the test of the tests: "object" a Python object a round, "file" an open
file, "malloc" memory that nothing points to.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import sys
from datetime import timedelta

import watchpost

planted: list[object] = []
ADDRESS = "probe@sandbox.test"


def mail_flows() -> None:
    """Polls of email_monitor on a virtual clock, a bad verdict with its documents among them."""
    clock = watchpost.VirtualClock()
    with (
        watchpost.Engine(clock=clock, state=watchpost.MemoryState()) as engine,
        watchpost.Sandbox(users=[ADDRESS], clock=clock) as mail,
    ):
        monitor = engine.instance("email_monitor", mail.settings(ADDRESS), interval=timedelta(minutes=5))
        monitor.poll()
        clock.advance(minutes=11)
        mail.drop_next(1)
        clock.advance(minutes=11)
        monitor.probe(next(iter(monitor.actions)))
        assert {each.verdict for each in engine.results} >= {"up"}
        mail.inject(ADDRESS, b"Subject: hello\r\n\r\nhello\r\n")
        assert mail.messages(ADDRESS)[-1].parsed["Subject"] == "hello"


def commands_are_mailed() -> None:
    """An instance of mail_command with points in Python, and errors of all kinds."""
    clock = watchpost.VirtualClock()
    pump = watchpost.Point(id="pump", kind="digital", title="Pump", output=True, operable=True)
    with (
        watchpost.Engine(clock=clock, points=watchpost.MemoryPoints([pump])) as engine,
        watchpost.Sandbox(users=[ADDRESS], clock=clock) as mail,
    ):
        engine.instance("mail_command", mail.mail_command_settings(ADDRESS), interval=timedelta(minutes=1))
        clock.advance(minutes=3)
        try:
            engine.instance("email_monitor", {"smtp.prot": 25})
        except watchpost.SettingsError as error:
            assert error.problems
        else:
            raise AssertionError("taken")


def awaited() -> None:
    """Polls in real time by asyncio."""

    async def both() -> None:
        results = await asyncio.gather(*(each.poll_async() for each in monitors))
        assert len(results) == 2

    with watchpost.Sandbox(users=[ADDRESS]) as mail, watchpost.Engine() as engine:
        monitors = [
            engine.instance("email_monitor", mail.settings(ADDRESS, each)) for each in ("imap", "pop3")
        ]
        asyncio.run(both())


def measured() -> dict[str, int]:
    """What the process has."""
    gc.collect()
    with open("/proc/self/status") as status:
        resident = next(line for line in status if line.startswith("VmRSS"))
    return {
        "kib": int(resident.split()[1]),
        "threads": len(os.listdir("/proc/self/task")),
        "files": len(os.listdir("/proc/self/fd")),
        "objects": len(gc.get_objects()),
    }


def plant(what: str) -> None:
    """Leaks."""
    if what == "object":
        planted.append([planted])
    elif what == "file":
        os.dup(0)
    elif what == "malloc":
        ctypes.CDLL(None).malloc(1000)


def main() -> None:
    """The process."""
    for _ in range(int(sys.argv[1])):
        mail_flows()
        commands_are_mailed()
        awaited()
        plant(sys.argv[2] if len(sys.argv) > 2 else "")
        print(json.dumps(measured()), flush=True)


if __name__ == "__main__":
    main()
