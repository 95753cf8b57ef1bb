"""Real Dovecot and Postfix on loopback, in one temporary folder, for tests and benchmarks.

    with MailServers(users=2) as servers, watchpost.Engine() as engine:
        monitor = engine.instance("email_monitor", servers.settings(servers.user(0)))

`python3 -m watchpost.servers` starts the servers, prints how to reach them and waits for Ctrl-C.
"""

from __future__ import annotations

import smtplib
import ssl
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Literal, Self

from ..accounts import Account
from .availability import default_parent, greets
from .certificates import CertificateAuthority
from .dovecot import DovecotServer, DovecotSettings
from .guard import Guard
from .mailbox_inspector import MailboxInspector, Message, foreign_messages
from .ports import PortLease
from .postfix import PostfixServer, PostfixSettings
from .provision import prepare
from .waiting import wait_until

Retrieve = Literal["imap", "pop3"]
"""How a plugin reads mail."""

MailboxFormat = Literal["maildir", "mdbox"]
"""How Dovecot keeps mailboxes; mdbox is the quick one for very many messages."""

DOMAIN = "example.test"
ALL_MECHANISMS = "plain login cram-md5 scram-sha-1 scram-sha-256"
SERVICES = ("smtp", "submission", "smtps", "imap", "imaps", "pop3", "pop3s")


@dataclass(frozen=True)
class User:
    """An account; the address is also the user name for signing in."""

    address: str
    password: str


class MailServers:
    """Postfix and Dovecot, started by `with` or `start()`, stopped without trace at its end or by `stop()`.

    users: a number (user1@example.test … with passwords secret-1 …) or the accounts themselves.
    mechanisms: what Dovecot offers, for SMTP too.
    certificate: one of certificates.KINDS; everything but "good" must be refused by a client that verifies.
    tls: Dovecot's `ssl`: yes (offered), required, no. host: 127.0.0.2 makes Dovecot treat clients as remote,
    so that it refuses plain passwords without TLS as it does on a network; for 127.0.0.1 it never does.
    auth_failure_delay: seconds that Dovecot waits before it reports a wrong password (its own default is 2);
    with 0 the answer still takes up to half a second.
    dovecot_extra: configuration text appended, in the language of the release's Dovecot (2.3 in "bookworm",
    2.4 in "trixie"); postfix_extra: main.cf parameters. sieve: a script that filters the mail of all users.
    parent: where to make the temporary folder (default: TMPDIR, memory, or the usual
    place, in this order); its path must be short, for Unix sockets. release: whose servers, as prepare().

    Beside the users these addresses exist: lost@ (accepted, never delivered), bounce@ (accepted, then
    returned to the sender), user+Junk@ (delivered to the user's folder Junk). Other domains are refused at
    RCPT.
    """

    def __init__(
        self,
        users: int | Sequence[User] = 3,
        mechanisms: str = ALL_MECHANISMS,
        *,
        certificate: str = "good",
        tls: str = "yes",
        host: str = "127.0.0.1",
        disable_plaintext_auth: bool = False,
        auth_failure_delay: int = 0,
        login_processes: int = 2,
        mailbox_format: MailboxFormat = "maildir",
        dovecot_extra: str = "",
        sieve: str = "",
        postfix_extra: Mapping[str, str] | None = None,
        parent: Path | None = None,
        release: str | None = None,
    ) -> None:
        if isinstance(users, int):
            users = [User(f"user{i}@{DOMAIN}", f"secret-{i}") for i in range(1, users + 1)]
        self.users = list(users)
        self.host = host
        self.lost_address = f"lost@{DOMAIN}"
        self.bounce_address = f"bounce@{DOMAIN}"
        self._certificate = certificate
        self._parent = parent
        self._release = release
        self._postfix_extra = postfix_extra or {}
        self._dovecot_settings = partial(
            DovecotSettings,
            host=host,
            mechanisms=mechanisms,
            tls=tls,
            disable_plaintext_auth=disable_plaintext_auth,
            auth_failure_delay=auth_failure_delay,
            login_processes=login_processes,
            mailbox_format=mailbox_format,
            extra=dovecot_extra,
            sieve=sieve,
        )
        self._cleanup: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Starts everything; all services answer when this returns. Raises as prepare(); on an exception
        nothing is left behind."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        root = prepare(self._release)
        self.folder = Path(tempfile.mkdtemp(prefix="mail-", dir=self._parent or default_parent()))
        guard = Guard(self.folder)
        self._cleanup.append(guard.finish)
        self.folder.chmod(0o755)
        authority = CertificateAuthority(self.folder / "ca")
        self.ca_file = str(authority.ca_file)
        self.other_ca_file = str(CertificateAuthority(self.folder / "other-ca", "Another").ca_file)
        certificate = authority.certificate(self._certificate)
        lease = PortLease(len(SERVICES), self.host)
        self._cleanup.append(lease.release)
        self.ports = dict(zip(SERVICES, lease.ports, strict=True))
        (
            self.smtp_port,
            self.submission_port,
            self.smtps_port,
            self.imap_port,
            self.imaps_port,
            self.pop3_port,
            self.pop3s_port,
        ) = lease.ports
        self._dovecot = DovecotServer(
            root,
            self.folder / "dovecot",
            self._dovecot_settings(
                imap_port=self.imap_port,
                imaps_port=self.imaps_port,
                pop3_port=self.pop3_port,
                pop3s_port=self.pop3s_port,
                certificate=certificate,
            ),
            [(user.address, user.password) for user in self.users],
            guard,
        )
        self._postfix = PostfixServer(
            root,
            self.folder / "postfix",
            PostfixSettings(
                self.host,
                DOMAIN,
                self.smtp_port,
                self.submission_port,
                self.smtps_port,
                certificate,
                self._dovecot.auth_socket,
                self._dovecot.lmtp_socket,
                self._postfix_extra,
            ),
            [*(user.address for user in self.users), self.bounce_address],
            [self.lost_address],
            guard,
        )
        self._inspector = MailboxInspector(root, self._dovecot.config)
        self._cleanup += [self._dovecot.stop, self._postfix.stop]
        self.start_mailboxes()
        self.start_smtp()

    def stop(self) -> None:
        """Stops everything and removes the folder. Raises RuntimeError when a server had to be killed."""
        failure: Exception | None = None
        while self._cleanup:
            try:
                self._cleanup.pop()()
            except Exception as error:  # the rest must be cleaned up whatever happens
                failure = failure or error
        if failure:
            raise failure

    def start_smtp(self) -> None:
        """Starts Postfix again after stop_smtp(), on the same ports."""
        self._postfix.start()
        self._await_greetings("smtp", "submission", "smtps")

    def stop_smtp(self) -> None:
        """Stops Postfix: connections to its ports are refused."""
        self._postfix.stop()

    def start_mailboxes(self) -> None:
        """Starts Dovecot again after stop_mailboxes(), on the same ports."""
        self._dovecot.start()
        self._await_greetings("imap", "imaps", "pop3", "pop3s")

    def stop_mailboxes(self) -> None:
        """Stops Dovecot: no IMAP, POP3 or sign-in at SMTP; mail waits in Postfix's queue."""
        self._dovecot.stop()

    def hold_deliveries(self) -> None:
        """Restarts Postfix; mail is accepted and waits in the queue until release_deliveries()."""
        self._postfix.hold_deliveries()
        self._await_greetings("smtp", "submission", "smtps")

    def release_deliveries(self) -> None:
        """Restarts Postfix; it delivers what has waited and what comes."""
        self._postfix.release_deliveries()
        self._await_greetings("smtp", "submission", "smtps")

    def queue_length(self) -> int:
        """Messages that Postfix has accepted and neither delivered nor returned."""
        return self._postfix.queue_length()

    def user(self, index: int) -> User:
        """The index-th account, from 0."""
        return self.users[index]

    def messages(self, user: User | str, mailbox: str = "INBOX") -> list[Message]:
        """The mailbox as (uid, flags without \\Recent, bytes), looked at without changing or signing in."""
        return self._inspector.messages(_address(user), mailbox)

    def deliver(
        self, user: User | str, count: int, mailbox: str = "INBOX", make: Callable[[int], bytes] | None = None
    ) -> None:
        """Puts `count` foreign messages with varied flags there; `make` gives the text of the i-th
        instead."""
        address = _address(user)
        self._inspector.fill(address, foreign_messages(count, address, make), mailbox)

    def submit(self, sender: User, message: EmailMessage | bytes, to: str) -> None:
        """Hands it to Postfix for `to`, signed in as `sender`, over STARTTLS. Raises the errors of smtplib."""
        data = message if isinstance(message, bytes) else message.as_bytes()
        with smtplib.SMTP(self.host, self.submission_port) as session:
            session.starttls(context=ssl.create_default_context(cafile=self.ca_file))
            session.login(sender.address, sender.password)
            session.sendmail(sender.address, [to], data)

    def multiply(self, user: User | str, count: int, mailbox: str = "INBOX") -> None:
        """Copies what is there until the mailbox holds `count` messages; quick with mdbox."""
        self._inspector.multiply(_address(user), count, mailbox)

    def thin_out(self, user: User | str, left: int, mailbox: str = "INBOX") -> None:
        """Removes every message but the last `left`."""
        self._inspector.thin_out(_address(user), left, mailbox)

    def clear(self, user: User | str, mailbox: str = "INBOX") -> None:
        """Removes every message there."""
        self._inspector.clear(_address(user), mailbox)

    @contextmanager
    def emptied(self, index: int) -> Iterator[User]:
        """The account, whose INBOX is empty before and after."""
        user = self.user(index)
        self.clear(user)
        yield user
        self.clear(user)

    def wait_for_mail(
        self, user: User | str, count: int, mailbox: str = "INBOX", seconds: float = 60.0
    ) -> list[Message]:
        """The messages there as soon as there are `count` of them. Raises TimeoutError."""

        def enough() -> list[Message]:
            found = self.messages(user, mailbox)
            return found if len(found) >= count else []

        return wait_until(enough, f"{count} messages in {mailbox} of {_address(user)}", seconds, 0.05)

    def maildir(self, user: User | str) -> Path:
        """The INBOX on disk (Maildir: new/ and cur/)."""
        return self._dovecot.maildir(_address(user))

    def sign_ins(self, user: User | str | None = None, protocol: str | None = None) -> int:
        """IMAP and POP3 logins so far; the log lags behind a login, so wait for a number rather than
        compare."""
        return self._dovecot.sign_ins(_address(user) if user else None, protocol)

    def refused_sign_ins(self, user: User | str) -> int:
        """IMAP and POP3 logins of the user that were refused so far; the log lags behind."""
        return self._dovecot.refused_sign_ins(_address(user))

    def logs(self) -> str:
        """Both servers' logs."""
        return f"--- postfix\n{self._postfix.text()}\n--- dovecot\n{self._dovecot.text()}"

    def processes(self) -> list[int]:
        """Pids of the servers' live processes."""
        return self._postfix.processes() + self._dovecot.processes()

    def settings(self, user: User | str, retrieve: Retrieve = "imap") -> dict[str, str]:
        """Settings of an email_monitor that sends to `user` and reads there; retrieve: "imap" or "pop3".

        Submission with STARTTLS, retrieval with TLS from the first byte, both verified against `ca_file`.
        An address stands for the account here that has it; a User need not be one. Raises KeyError for an
        address without account, ValueError for another `retrieve`.
        """
        return self._account(user).email_monitor(retrieve)

    def mail_command_settings(self, user: User | str, retrieve: Retrieve = "imap") -> dict[str, str]:
        """Settings of a mail_command with the mailbox and address of `user`, who may do nothing yet: add `allow`.

        Protection and errors as in settings().
        """
        return self._account(user).mail_command(retrieve)

    def description(self) -> dict[str, object]:
        """What a client needs, as plain values for JSON."""
        return {
            "host": self.host,
            "ports": self.ports,
            "ca_file": self.ca_file,
            "domain": DOMAIN,
            "folder": str(self.folder),
            "users": [vars(user) for user in self.users],
        }

    def _account(self, user: User | str) -> Account:
        if isinstance(user, str):
            user = {one.address: one for one in self.users}[user]
        return Account(
            self.host,
            self.submission_port,
            self.imaps_port,
            self.pop3s_port,
            self.ca_file,
            address=user.address,
            login=user.address,
            password=user.password,
        )

    def _await_greetings(self, *services: str) -> None:
        for service in services:
            answers = partial(greets, service, self.host, self.ports[service])
            wait_until(answers, f"greeting of {service}", 20)


def _address(user: User | str) -> str:
    return user if isinstance(user, str) else user.address
