"""The client of python_loop.py for many accounts, a thread for each, in one process that lives long.

many_loop.py MECHANISM INTERVAL_S, with the fields of the Targets as a JSON list on standard input; MECHANISM: PLAIN or
SCRAM-SHA-256. Each thread looks for its message of the round before, deletes it and submits the next one, once in an
interval, all spread over it; a line on standard output for each round that found its message. Runs until it is killed.
tests/interop must be in PYTHONPATH.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable

from python_loop import Client
from scram_client import ScramClient


def scram(user: str, password: str) -> tuple[str, Callable[..., str]]:
    """SCRAM-SHA-256 as Python's mail modules want it."""
    return "SCRAM-SHA-256", ScramClient("sha256", user, password).answer


def poll(client: Client, first: float, interval: float) -> None:
    """One account, for ever."""
    token = ""
    for number in range(sys.maxsize):
        time.sleep(max(0.0, first + number * interval - time.monotonic()))
        if token:
            client.fetch_imap(token)
            print("round trip", flush=True)
        token = f"{time.time_ns():x}-{threading.get_ident()}"
        client.submit(token)


def main() -> None:
    """The client's process."""
    mechanism, interval = sys.argv[1], float(sys.argv[2])
    targets = json.load(sys.stdin)
    begin = time.monotonic()
    for number, target in enumerate(targets):
        client = Client(target, scram if mechanism.startswith("SCRAM") else None)
        first = begin + number * interval / len(targets)
        threading.Thread(target=poll, args=(client, first, interval)).start()


if __name__ == "__main__":
    main()
