"""The message that every client sends, and waiting for its arrival.

Imports next to nothing: the memory of the clients' own processes is measured.
"""

from __future__ import annotations

import os
import time

HEADER = "X-Round-Trip"


def message(address: str, token: str) -> str:
    """A message of 0.3 kB with the token in a header."""
    return (
        f"From: <{address}>\r\nTo: <{address}>\r\nSubject: Round trip {token}\r\n{HEADER}: {token}\r\n"
        f"Message-ID: <{token}@{address.partition('@')[2]}>\r\n\r\nThis message measures mail delivery.\r\n"
    )


def wait_for_delivery(maildir: str, seconds: float = 30.0) -> None:
    """Returns when the mailbox holds a message. Raises TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    new = os.path.join(maildir, "new")  # noqa: PTH118 - pathlib is not free
    while not (os.path.isdir(new) and os.listdir(new)):  # noqa: PTH112, PTH208
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing arrived in {new} within {seconds:g} s")
        time.sleep(0.002)
