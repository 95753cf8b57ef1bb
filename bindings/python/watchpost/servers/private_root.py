"""A Debian of its own for the servers: each program sees /usr and /etc of an unpacked set of packages.

A program runs in a mount namespace that ends with it. It sees nothing of the machine's /run, where its services
listen. Everything else is the machine's, so folders have the same names inside and outside; the network is too.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from .releases import Release

# Numbers that Debian has given to nobody, outside of systemd's ranges: the machine's own users stay apart.
ACCOUNTS = {"dovecot": 60801, "dovenull": 60802, "postfix": 60803}
GROUPS = {**ACCOUNTS, "postdrop": 60804}

ETC = {
    "hosts": "127.0.0.1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nservices: files\nhosts: files\n",
}

# /usr is last: with it, mount itself is gone. Where /dev/log is no link into /run, it is hidden as well.
ENTER = """\
set -e
mount -n -o bind,ro "$1/etc" /etc
mount -n -o bind,ro "$1/run" /run
[ ! -e /dev/log ] || mount -n --bind /dev/null /dev/log
mount -n -o bind,ro "$1/usr" /usr
shift
exec env -i PATH=/usr/sbin:/usr/bin LC_ALL=C "$@"
"""


class PrivateRoot:
    """The packages of `release`, unpacked in `folder`."""

    def __init__(self, release: Release, folder: Path) -> None:
        self.release = release
        self.folder = folder

    def command(self, words: Sequence[str]) -> list[str]:
        """What to execute, as root, so that `words` run inside; the process becomes the program."""
        return ["unshare", "--mount", "sh", "-c", ENTER, "sh", str(self.folder), *words]

    def run(self, *words: str) -> None:
        """Runs a program inside to its end. Raises RuntimeError with what it said when it fails."""
        command = self.command(words)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        if done.returncode:
            raise RuntimeError((done.stderr or done.stdout).strip())


def settle(folder: Path) -> None:
    """Makes, in a folder of unpacked packages, what their scripts would: users, groups, and how names are looked up."""
    (folder / "run").mkdir()
    masters = folder / "usr/share/base-passwd"
    users = "".join(f"{n}:x:{i}:{i}::/nonexistent:/usr/sbin/nologin\n" for n, i in ACCOUNTS.items())
    groups = "".join(f"{name}:x:{number}:\n" for name, number in GROUPS.items())
    files = {
        "passwd": (masters / "passwd.master").read_text() + users,
        "group": (masters / "group.master").read_text() + groups,
        **ETC,
    }
    for name, text in files.items():
        (folder / "etc" / name).write_text(text)
