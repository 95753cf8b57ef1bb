"""Dovecot with its own configuration, spool and log in one folder: IMAP, POP3, LMTP and SASL for Postfix."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import dovecot_2_3, dovecot_2_4
from .certificates import Certificate
from .dovecot_common import COMMON
from .guard import Guard
from .private_root import PrivateRoot
from .processes import Daemon
from .waiting import wait_until

MAIL_USER = "mail"
"""Owner of the mailboxes: a system user that every Debian has."""

LANGUAGES = {"2.3": dovecot_2_3, "2.4": dovecot_2_4}


@dataclass(frozen=True)
class DovecotSettings:
    """What differs between two starts.

    tls is Dovecot's `ssl` (yes, required, no); times are whole seconds; mailbox_format as of MailServers;
    `extra` is configuration text appended last, so that it wins over everything else. `sieve`: a script that
    filters all mail.
    """

    host: str
    imap_port: int
    imaps_port: int
    pop3_port: int
    pop3s_port: int
    certificate: Certificate
    mechanisms: str
    tls: str = "yes"
    disable_plaintext_auth: bool = False
    auth_failure_delay: int = 0
    login_processes: int = 2
    mailbox_format: str = "maildir"
    extra: str = ""
    sieve: str = ""


class DovecotServer:
    """One Dovecot below `folder`, which must be reachable (x bit) for its users dovecot, dovenull and mail."""

    def __init__(
        self,
        root: PrivateRoot,
        folder: Path,
        settings: DovecotSettings,
        users: Sequence[tuple[str, str]],
        guard: Guard,
    ) -> None:
        self.folder = folder
        self.config = folder / "dovecot.conf"
        self.log = folder / "dovecot.log"
        self.auth_socket = folder / "auth"
        self.lmtp_socket = folder / "lmtp"
        self._script = folder / "filter.sieve"
        self._root = root
        self._language = LANGUAGES[root.release.dovecot]
        self._settings = settings
        self._guard = guard
        self._daemon: Daemon | None = None
        mail = folder / "mail"
        mail.mkdir(parents=True)
        mail.chmod(0o777)
        # Base64 keeps colons and any other character of a password out of the file's own syntax.
        lines = [
            f"{name}:{{PLAIN.b64}}{base64.b64encode(secret.encode()).decode()}::::::\n"
            for name, secret in users
        ]
        (folder / "users").write_text("".join(lines))
        self.config.write_text(self._configuration())
        if settings.sieve:
            self._script.write_text(settings.sieve)
            root.run("sievec", "-c", str(self.config), str(self._script))

    def _configuration(self) -> str:
        s = self._settings
        language = self._language
        template: str = language.CONFIGURATION + COMMON
        sieve: str = language.SIEVE
        return (
            template.format(
                serves_on=language.SERVES_ON,
                folder=self.folder,
                mail_user=MAIL_USER,
                host=s.host,
                tls=s.tls,
                chain=s.certificate.chain,
                key=s.certificate.key,
                mechanisms=s.mechanisms,
                auth_failure_delay=f"{s.auth_failure_delay} secs",
                refuse_cleartext="yes" if s.disable_plaintext_auth else "no",
                allow_cleartext="no" if s.disable_plaintext_auth else "yes",
                login_processes=s.login_processes,
                mailbox_format=s.mailbox_format,
                imap_port=s.imap_port,
                imaps_port=s.imaps_port,
                pop3_port=s.pop3_port,
                pop3s_port=s.pop3s_port,
            )
            + (sieve.format(script=self._script) if s.sieve else "")
            + s.extra
            + "\n"
        )

    def start(self) -> None:
        """Starts the master; the services are listening when this returns. Raises RuntimeError with its
        output."""
        command = ["dovecot", "-F", "-c", str(self.config)]
        daemon = self._daemon = Daemon(self._root, command, self.folder / "dovecot.out", self._guard)
        wait_until(lambda: self.lmtp_socket.exists() or not daemon.running(), "start of Dovecot")
        if not daemon.running():
            daemon.stop()
            raise RuntimeError(f"Dovecot did not start: {daemon.output.read_text()}{self.text()}")

    def stop(self) -> None:
        """Ends the server and all its processes; safe to call twice."""
        daemon, self._daemon = self._daemon, None
        if daemon:
            daemon.stop()

    def processes(self) -> list[int]:
        """Pids of the live processes of this server."""
        return self._daemon.members() if self._daemon else []

    def text(self) -> str:
        """The log so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def sign_ins(self, user: str | None = None, protocol: str | None = None) -> int:
        """Successful logins in the log, of one user and of one protocol (imap, pop3) if given.

        The log is written by a process of its own, a moment after the login.
        """
        who = re.escape(user) if user else "[^>]*"
        pattern = (
            rf"(?:^|\s){protocol or '(?:imap|pop3)'}-login: Info: {self._language.SIGNED_IN}: user=<{who}>"
        )
        return len(re.findall(pattern, self.text(), re.MULTILINE))

    def refused_sign_ins(self, user: str) -> int:
        """Refused tries of IMAP and POP3 logins in the log; each is written when its connection ends."""
        pattern = rf"(?:imap|pop3)-login: Info: .*\(auth failed, (\d+) attempts.*user=<{re.escape(user)}>"
        return sum(int(tries) for tries in re.findall(pattern, self.text()))

    def maildir(self, user: str) -> Path:
        """The user's INBOX on disk; it exists once mail has arrived or the user has logged in."""
        return self.folder / "mail" / user / "maildir"
