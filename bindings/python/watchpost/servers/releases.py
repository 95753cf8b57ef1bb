"""The Debian releases whose mail servers are known here."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

RELEASE_VARIABLE = "WATCHPOST_SERVERS_RELEASE"


class Unavailable(RuntimeError):
    """The servers cannot run here; the text says why and what to do."""


@dataclass(frozen=True)
class Release:
    """A release; `dovecot` is the version whose language of settings its Dovecot speaks."""

    codename: str
    title: str
    dovecot: str


RELEASES = {
    release.codename: release
    for release in (Release("bookworm", "Debian 12", "2.3"), Release("trixie", "Debian 13", "2.4"))
}


def chosen_release(codename: str | None = None) -> Release:
    """That release; by default the one that WATCHPOST_SERVERS_RELEASE names, else the machine's own, else the newest.

    Raises Unavailable for another name.
    """
    wanted = codename or os.environ.get(RELEASE_VARIABLE)
    if not wanted:
        own = machine_codename()
        wanted = own if own in RELEASES else list(RELEASES)[-1]
    if wanted not in RELEASES:
        raise Unavailable(f"release {wanted!r}: not one of {', '.join(RELEASES)}")
    return RELEASES[wanted]


def machine_codename() -> str:
    """VERSION_CODENAME of os-release(5), or nothing."""
    try:
        return platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    except OSError:
        return ""
