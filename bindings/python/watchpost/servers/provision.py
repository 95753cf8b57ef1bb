"""The servers' programs: fetched once, found again in a cache folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from .packages import SOURCES, UNWANTED, WANTED, architecture, fetch
from .private_root import ETC, GROUPS, PrivateRoot, settle
from .releases import Release, Unavailable, chosen_release

TOOLS = ("apt-get", "dpkg", "dpkg-deb", "mount", "openssl", "tar", "unshare")
CACHE_VARIABLE = "WATCHPOST_SERVERS_CACHE"
OFFLINE_VARIABLE = "WATCHPOST_SERVERS_OFFLINE"


def prepare(release: str | None = None, offline: bool | None = None) -> PrivateRoot:
    """The servers of a release ("bookworm", "trixie"), fetched the first time; stderr tells what and where.

    Without `release`: the one that WATCHPOST_SERVERS_RELEASE names, else the machine's own, else the newest.
    offline: only what is in the cache; by default, whether WATCHPOST_SERVERS_OFFLINE is set. Raises Unavailable.
    """
    if offline is None:
        offline = bool(os.environ.get(OFFLINE_VARIABLE))
    return _prepare(chosen_release(release), offline, cache_folder())


def cache_folder() -> Path:
    """Where unpacked servers lie: WATCHPOST_SERVERS_CACHE, else watchpost/servers in the user's cache folder.

    Under sudo that is root's own: what root runs from it must not be writable for others.
    """
    given = os.environ.get(CACHE_VARIABLE)
    if given:
        return Path(given).absolute()
    common = os.environ.get("XDG_CACHE_HOME")
    if not common or "SUDO_UID" in os.environ:
        common = f"{pwd.getpwuid(os.geteuid()).pw_dir}/.cache"
    return Path(common) / "watchpost" / "servers"


@cache
def _prepare(release: Release, offline: bool, cached: Path) -> PrivateRoot:
    _look_at_the_machine(release)
    recipe = hashlib.sha256(repr((SOURCES, WANTED, UNWANTED, GROUPS, ETC)).encode()).hexdigest()[:8]
    folder = cached / f"{release.codename}-{architecture()}-{recipe}"
    root = PrivateRoot(release, folder / "root")
    if not folder.is_dir():
        if offline:
            raise Unavailable(
                f"offline, and the servers of {release.title} are not in {cached}: "
                "fetch them by python3 -m watchpost.servers --fetch"
            )
        cached.mkdir(parents=True, exist_ok=True)
        with _locked(cached / "lock"):
            if not folder.is_dir():
                _fetch(release, folder)
    return root


def _fetch(release: Release, folder: Path) -> None:
    _say(f"fetching Dovecot, Postfix and postgrey of {release.title} ...")
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        fetched = fetch(release, partial)
        shutil.rmtree(partial / "apt")
        settle(partial / "root")
        (partial / "packages").write_text("".join(f"{name}\n" for name in fetched.names))
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    _say(
        f"{len(fetched.names)} packages ({fetched.megabytes} MB), unpacked in {folder}; nothing is installed"
    )


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _look_at_the_machine(release: Release) -> None:
    if os.geteuid() != 0:
        raise Unavailable(
            "not root (try sudo): mail servers change to users of their own, and see files of their own"
        )
    missing = [name for name in TOOLS if not shutil.which(name)]
    if missing:
        raise Unavailable(f"missing: {', '.join(missing)}")
    if not Path("/bin").is_symlink():
        raise Unavailable("/bin is no link to /usr/bin, as it is in Debian since 12")
    try:
        PrivateRoot(release, Path("/")).run("true")
    except RuntimeError as error:
        raise Unavailable(
            f"private mounts are refused: {error} (a container needs CAP_SYS_ADMIN; "
            "a chroot's root must be a mount point: mount --bind DIR DIR)"
        ) from error


def _say(text: str) -> None:
    print(f"watchpost.servers: {text}", file=sys.stderr, flush=True)
