"""Whether servers can run here, and whether a started one answers."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import tempfile
from pathlib import Path

PROGRAMS = ("dovecot", "doveadm", "openssl")
DAEMONS = (
    "/usr/lib/postfix/sbin/master",
    "/usr/lib/dovecot/imap",
    "/usr/lib/dovecot/pop3",
    "/usr/lib/dovecot/lmtp",
)
MEMORY = "/dev/shm"
NEEDED = 48 * 1024 * 1024
PACKAGES = "dovecot-imapd dovecot-pop3d dovecot-lmtpd postfix openssl"


def unavailable() -> str | None:
    """Why the servers cannot run here, or None when they can."""
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    missing += [path for path in DAEMONS if not Path(path).exists()]
    if missing:
        return f"missing: {', '.join(missing)}; Debian packages: {PACKAGES}"
    if os.geteuid() != 0:
        return (
            "not root: Postfix's master refuses to run otherwise, "
            "and both servers change to their own system users"
        )
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
