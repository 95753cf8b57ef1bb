"""The sandbox: a small mail server in this process, with TLS, for tests."""

from __future__ import annotations

import email.policy
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from types import TracebackType
from typing import Any

from . import _core, at_exit
from .accounts import Account
from .clock import RealClock, VirtualClock
from .settings import Setting
from .times import from_wall_ms, to_ms

PASSWORD = "secret"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class User:
    """Somebody with a mailbox."""

    address: str
    password: str = PASSWORD
    login: str = ""
    """The name to sign in with; empty: the address."""


@dataclass(frozen=True)
class Ports:
    """TCP ports on 127.0.0.1."""

    submission: int
    """SMTP with STARTTLS."""
    submission_tls: int
    """SMTP over TLS."""
    imap: int
    imap_tls: int
    pop3: int
    pop3_tls: int


@dataclass(frozen=True)
class Message:
    """A message in a mailbox."""

    uid: int
    flags: tuple[str, ...]
    folder: str
    received: datetime
    bytes: bytes

    @property
    def parsed(self) -> EmailMessage:
        """The message taken apart."""
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(self.bytes)
        assert isinstance(message, EmailMessage)
        return message


class Sandbox:
    """SMTP, IMAP and POP3 on 127.0.0.1, mailboxes in memory, certificates of its own.

        with Sandbox(users=["a@sandbox.test"], delay=20) as mail:
            mail.inject("a@sandbox.test", b"Subject: hello\\r\\n\\r\\nworld\\r\\n")
            assert mail.messages("a@sandbox.test")[0].parsed["Subject"] == "hello"

    Any thread. Users that are given as an address have the password "secret".
    """

    def __init__(
        self,
        users: Iterable[str | User],
        *,
        clock: VirtualClock | RealClock | None = None,
        delay: timedelta | float = 0,
        drop: int = 0,
        login_delay: timedelta | float = 0,
        **options: Any,
    ) -> None:
        """`clock`: that of the engine; None: real time. `delay`: between submission and delivery (s). `drop`: so many
        mails are lost. `login_delay`: wanted between two POP3 sign-ins of a user (s; RFC 2449, section 6.5).
        `options`: submission_policy ("sign_in", "pop_before_smtp" or "open"), clear_sign_in, mechanisms, without
        (capabilities to leave out), certificate_days (negative: expired), max_message (bytes), max_messages (per
        mailbox), and ports by the names of Ports. Raises RuntimeError when it cannot start.
        """
        self.users = {u.address: u for u in (User(u) if isinstance(u, str) else u for u in users)}
        """By address."""
        self._core = _core.SandboxServer(
            [(u.address, u.password, u.login) for u in self.users.values()],
            clock._core if isinstance(clock, VirtualClock) else None,
            {"login_delay": to_ms(login_delay), **options},
        )
        folder = tempfile.mkdtemp(prefix="watchpost-")
        self._end = weakref.finalize(self, _end, self._core, folder)
        self._end.atexit = False
        at_exit.sandboxes.add(self)
        self.ca_file = Path(folder) / "ca.pem"
        """The certificate authority to trust, as a file that lives as long as the sandbox."""
        self._core.write_ca(str(self.ca_file))
        self.ports = Ports(**self._core.ports())
        """Where it listens."""
        if to_ms(delay):
            self.set_delay(delay)
        if drop:
            self.drop_next(drop)

    @property
    def ca_pem(self) -> str:
        """The certificate authority to trust, PEM."""
        return self._core.ca_pem()

    # Settings for the two plugins

    def settings(self, address: str, retrieve: str = "imap") -> dict[str, Setting]:
        """Settings of email_monitor for a round trip from the user to itself. `retrieve`: "imap" or "pop3"."""
        return {**self._account(address).email_monitor(retrieve)}

    def mail_command_settings(self, address: str, retrieve: str = "imap") -> dict[str, Setting]:
        """Settings of mail_command that has the user's account. `retrieve`: "imap" or "pop3"."""
        return {**self._account(address).mail_command(retrieve)}

    def _account(self, address: str) -> Account:
        user = self.users[address]
        return Account(
            HOST,
            self.ports.submission,
            self.ports.imap_tls,
            self.ports.pop3_tls,
            str(self.ca_file),
            address=address,
            login=user.login or address,
            password=user.password,
        )

    # Mailboxes

    def messages(self, address: str, folder: str = "INBOX") -> list[Message]:
        """Copies of what is there, by rising uid; empty when there is no such user or folder."""
        return [
            Message(m["uid"], tuple(m["flags"]), m["folder"], from_wall_ms(m["received_ms"]), m["bytes"])
            for m in self._core.messages(address, folder)
        ]

    def inject(
        self,
        address: str,
        message: bytes | str | EmailMessage,
        folder: str = "INBOX",
        flags: Sequence[str] = (),
    ) -> int:
        """Puts a message in as it is, past all rules; its uid. Raises LookupError: no such user or folder, or full."""
        if isinstance(message, EmailMessage):
            message = message.as_bytes(policy=email.policy.SMTP)
        elif isinstance(message, str):
            message = message.encode()
        uid = self._core.inject(address, message, folder, list(flags))
        if uid == 0:
            raise LookupError(f"{address} has no folder {folder!r}, or it is full")
        return uid

    def remove(self, address: str, uid: int, folder: str = "INBOX") -> bool:
        """False: there is no such message."""
        return self._core.remove(address, uid, folder)

    def set_flags(self, address: str, uid: int, flags: Sequence[str], folder: str = "INBOX") -> bool:
        """False: there is no such message."""
        return self._core.set_flags(address, uid, list(flags), folder)

    def folders(self, address: str) -> list[str]:
        """The user's folders."""
        return self._core.folders(address)

    def add_user(self, user: str | User) -> None:
        """Raises ValueError when the user exists already."""
        user = User(user) if isinstance(user, str) else user
        if not self._core.add_user(user.address, user.password, user.login):
            raise ValueError(f"{user.address} exists already")
        self.users[user.address] = user

    def add_folder(self, address: str, folder: str) -> bool:
        """False: no such user, or it exists already."""
        return self._core.add_folder(address, folder)

    def reset_folder(self, address: str, folder: str = "INBOX") -> bool:
        """Empties it and gives it a new UIDVALIDITY, as after a restore on a real server."""
        return self._core.reset_folder(address, folder)

    def wait_for_messages(
        self, address: str, count: int, timeout: timedelta | float = 5, folder: str = "INBOX"
    ) -> bool:
        """Waits (real time) until the folder holds so many messages; False when it does not within `timeout` (s)."""
        return self._core.wait_for_messages(address, count, to_ms(timeout), folder)

    # What happens to mail

    def add_rule(self, effect: str, **condition: Any) -> int:
        """Something happens to the mail that matches; the rule's number.

        `effect`: "drop", "junk", "file" (into `folder`), "delay" (by `delay`: a timedelta or seconds), "bounce",
        "refuse_recipient" or "refuse_message" (with `code` and `text`). Conditions, all of which must hold: recipient,
        sender (patterns, "*" any text), header, contains; `times`: how often it applies. Raises TypeError, ValueError.
        """
        if "delay" in condition:
            condition["delay"] = to_ms(condition["delay"])
        return self._core.add_rule({"effect": effect, **condition})

    def remove_rule(self, rule: int) -> bool:
        """False: there is no such rule."""
        return self._core.remove_rule(rule)

    def clear_rules(self) -> None:
        """Also the delays."""
        self._core.clear_rules()

    def set_delay(self, delay: timedelta | float, recipient: str | None = None) -> None:
        """Between submission and delivery, in seconds or as a timedelta; for one recipient, or all."""
        self._core.set_delivery_delay(to_ms(delay), recipient)

    def drop_next(self, count: int) -> int:
        """So many mails are accepted and lost; the rule's number."""
        return self.add_rule("drop", times=count)

    def drop_all(self) -> int:
        """All mail is accepted and lost; the rule's number."""
        return self.add_rule("drop")

    def junk_subject(self, text: str) -> int:
        """Mail with this text in its subject goes to Junk; the rule's number."""
        return self.add_rule("junk", header="Subject", contains=text)

    def junk_recipient(self, pattern: str) -> int:
        """Mail to such addresses goes to Junk; the rule's number."""
        return self.add_rule("junk", recipient=pattern)

    def refuse_recipient(self, pattern: str, code: int = 550, text: str = "") -> int:
        """RCPT for such addresses is refused; the rule's number."""
        return self.add_rule("refuse_recipient", recipient=pattern, code=code, text=text)

    def bounce_recipient(self, pattern: str) -> int:
        """Mail to such addresses is accepted and comes back as a bounce; the rule's number."""
        return self.add_rule("bounce", recipient=pattern)

    # Sessions

    def set_unavailable(self, protocol: str, unavailable: bool = True) -> None:
        """`protocol`: "smtp", "imap" or "pop3"; new connections are greeted with "not available" and closed."""
        self._core.set_unavailable(protocol, unavailable)

    def close_sessions(self) -> None:
        """Cuts every open connection without a word."""
        self._core.close_sessions()

    def settle(self) -> None:
        """Waits (real time) until it has dealt with all that had reached it."""
        self._core.settle()

    def counters(self) -> dict[str, Any]:
        """Counts of sessions, commands and bytes by protocol ("smtp", "imap", "pop3"), and of mails."""
        return self._core.count()

    def close(self) -> None:
        """Closes every connection and the ports; mailboxes stay readable. A second call does nothing."""
        # Called instead of detached, it would do nothing late in the end of the interpreter.
        if (end := self._end.detach()) is not None:
            _, close, args, _ = end
            close(*args)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _end(core: _core.SandboxServer, folder: str) -> None:
    core.stop()
    shutil.rmtree(folder, ignore_errors=True)
