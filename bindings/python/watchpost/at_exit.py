"""At the end of the interpreter: engines are closed first, then the servers that they talk to."""

from __future__ import annotations

import atexit
import contextlib
import weakref
from typing import Protocol

from . import _core


class Closable(Protocol):
    """Has an end that may be called twice."""

    def close(self) -> None:
        """Ends it."""


engines: weakref.WeakSet[Closable] = weakref.WeakSet()
sandboxes: weakref.WeakSet[Closable] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    for each in [*engines, *sandboxes]:
        # What a service raised that late has no reader any more.
        with contextlib.suppress(BaseException):
            each.close()
    _core.begin_exit(2_000)
