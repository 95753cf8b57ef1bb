"""Whether servers can run here, and whether a started one answers."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import tempfile
from pathlib import Path

from .provision import prepare
from .releases import Unavailable

MEMORY = "/dev/shm"
NEEDED = 48 * 1024 * 1024


def unavailable(release: str | None = None) -> str | None:
    """Why the servers cannot run here and what to do, or None when they can; fetches them as prepare() does."""
    try:
        prepare(release)
    except Unavailable as reason:
        return str(reason)
    return None


def default_parent() -> str:
    """Where the servers' folder goes: TMPDIR if set, else memory if there is some, else the usual place.

    Memory makes the figures of benchmarks independent of the disk, and the filling of mailboxes quick.
    """
    if not os.environ.get("TMPDIR") and Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free > NEEDED:
        return MEMORY
    return tempfile.gettempdir()


def greets(service: str, host: str, port: int) -> bool:
    """Whether the service (imap, imaps, ...) sends its greeting; no certificate is judged."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), 5) as connection:
            if not service.endswith("s"):
                return bool(connection.recv(512))
            with context.wrap_socket(connection) as protected:
                return bool(protected.recv(512))
    except OSError:
        return False
