"""A look into a mailbox past the network: an IMAP session over a pipe, which no login log sees.

A mailbox is opened by EXAMINE for looking, so that not even \\Recent changes.
"""

from __future__ import annotations

import imaplib
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

from .private_root import PrivateRoot

FLAG_SETS = (
    "",
    r"\Seen",
    r"\Seen \Answered",
    r"\Flagged",
    r"\Draft",
    r"\Seen $Label1",
    r"\Deleted",
    r"\Answered keyword",
)
"""Flags of foreign messages, taken in turn."""


class Message(NamedTuple):
    """One message as the server shows it; flags without \\Recent, which belongs to sessions."""

    uid: int
    flags: frozenset[str]
    data: bytes


class MailboxInspector:
    """Reads and fills mailboxes of the Dovecot in `root` with the configuration file `config`, which must
    be running."""

    def __init__(self, root: PrivateRoot, config: Path) -> None:
        self._root = root
        self._config = config

    @contextmanager
    def session(self, user: str, *options: str) -> Iterator[imaplib.IMAP4]:
        """An authenticated IMAP session of `user`; `options` as for doveadm."""
        words = ["doveadm", "-c", str(self._config), *options, "exec", "imap", "-u", user]
        command = shlex.join(self._root.command(words))
        session = imaplib.IMAP4_stream(f"exec {command} 2>/dev/null")
        try:
            yield session
        finally:
            session.logout()

    def messages(self, user: str, mailbox: str = "INBOX") -> list[Message]:
        """All messages in the order of their UIDs."""
        with self.session(user) as session:
            count = int(_ok(session.select(f'"{mailbox}"', readonly=True))[0])
            if count == 0:
                return []
            parts = _ok(session.fetch("1:*", "(UID FLAGS BODY.PEEK[])"))
        found = []
        for head, data in (part for part in parts if isinstance(part, tuple)):
            text = head.decode()
            uid = int(_match(r"UID (\d+)", text))
            flags = _match(r"FLAGS \(([^)]*)\)", text).split()
            found.append(Message(uid, frozenset(flags) - {r"\Recent"}, data))
        return sorted(found)

    def fill(self, user: str, messages: list[tuple[str, bytes]], mailbox: str = "INBOX") -> None:
        """Appends (flags, CRLF text) pairs without fsync; flags as in "\\Seen $Label1"."""
        with self.session(user, "-o", "mail_fsync=never") as session:
            for flags, data in messages:
                _ok(session.append(f'"{mailbox}"', f"({flags})", "", data))

    def multiply(self, user: str, count: int, mailbox: str = "INBOX") -> None:
        """Copies what is there within the mailbox until it holds `count` messages."""
        with self.session(user, "-o", "mail_fsync=never") as session:
            have = int(_ok(session.select(f'"{mailbox}"'))[0])
            while have < count:
                more = min(have, count - have)
                _ok(session.copy(f"1:{more}", f'"{mailbox}"'))
                have += more
                _ok(session.noop())

    def thin_out(self, user: str, left: int, mailbox: str = "INBOX") -> None:
        """Deletes all messages but the last `left`."""
        with self.session(user, "-o", "mail_fsync=never") as session:
            have = int(_ok(session.select(f'"{mailbox}"'))[0])
            _ok(session.store(f"1:{have - left}", "+FLAGS.SILENT", r"(\Deleted)"))
            _ok(session.close())

    def clear(self, user: str, mailbox: str = "INBOX") -> None:
        """Deletes all messages."""
        with self.session(user) as session:
            if int(_ok(session.select(f'"{mailbox}"'))[0]):
                _ok(session.store("1:*", "+FLAGS.SILENT", r"(\Deleted)"))
                _ok(session.expunge())


def foreign_messages(
    count: int, to: str, make: Callable[[int], bytes] | None = None
) -> list[tuple[str, bytes]]:
    """`count` messages that no monitor sent, with FLAG_SETS in turn.

    `make` gives the CRLF text of the i-th message instead of the standard one.
    """
    return [(FLAG_SETS[i % len(FLAG_SETS)], make(i) if make else _foreign(i, to)) for i in range(count)]


def _foreign(i: int, to: str) -> bytes:
    message = EmailMessage()
    message["From"] = f"Sender {i} <sender{i}@foreign.example>"
    message["To"] = to
    message["Subject"] = f"Foreign message {i}" + (": Übersicht 日本語" if i % 3 == 0 else "")
    message["Date"] = f"{1 + i % 28} Jan 2024 10:00:00 +0000"
    message["Message-ID"] = f"<foreign-{i}@foreign.example>"
    message.set_content(f"Message {i} of somebody else.\n.\n" + "A line of text.\n" * (i % 50))
    if i % 5 == 0:
        message.add_attachment(
            bytes(range(256)) * (1 + i % 4),
            maintype="application",
            subtype="octet-stream",
            filename=f"data{i}.bin",
        )
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _match(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"the mailbox's server said {text!r}, without {pattern}")
    return found[1]


def _ok(answer: Any) -> list[Any]:
    """The data of a (status, data) pair of imaplib, whose stubs know it only in part."""
    status: str
    data: list[Any]
    status, data = answer
    if status != "OK":
        raise RuntimeError(f"the mailbox's server answered {status}: {data!r}")
    return data
