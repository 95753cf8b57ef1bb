"""Shows that Python goes on while a call is under way in another thread.

with Progress() as other:
    something_long()
assert other.went_on(), other
"""

from __future__ import annotations

import threading
import time
from typing import Self

SHARE = 0.5
"""Of the time of the block: so long may the other thread have stood still at a time, on a machine with other work."""


class Progress:
    """A thread that counts as long as the block runs."""

    def __init__(self) -> None:
        self.count = 0
        self.longest_halt_s = 0.0
        self.block_s = 0.0
        self._done = threading.Event()
        self._counts = threading.Event()
        self._thread = threading.Thread(target=self._work, name="counts")

    def __enter__(self) -> Self:
        self._thread.start()
        self._counts.wait()
        self._began = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self.block_s = time.monotonic() - self._began
        self._done.set()
        self._thread.join()

    def went_on(self) -> bool:
        """Whether the thread never stood still for long."""
        return self.count > 1000 and self.longest_halt_s < SHARE * self.block_s

    def __str__(self) -> str:
        return f"{self.count} counts in {self.block_s:.3f} s, longest halt {self.longest_halt_s:.3f} s"

    def _work(self) -> None:
        before = time.monotonic()
        self._counts.set()
        while not self._done.is_set():
            now = time.monotonic()
            self.longest_halt_s = max(self.longest_halt_s, now - before)
            before = now
            self.count += 1
