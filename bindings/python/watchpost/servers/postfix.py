"""Postfix with its own configuration, queue and log in one folder: relay port, submission, smtps; delivery by
LMTP."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .certificates import Certificate
from .guard import Guard
from .private_root import ACCOUNTS, GROUPS, PrivateRoot
from .processes import Daemon
from .waiting import wait_until

MASTER_PROGRAM = "/usr/lib/postfix/sbin/master"

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
lmtp_dns_support_level = disabled
smtpd_peername_lookup = no
lmtp_host_lookup = native
myhostname = mail.{domain}
myorigin = {domain}
mydestination =
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
notify_classes =
recipient_delimiter = +
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = texthash:{folder}/recipients
virtual_transport = lmtp:unix:{lmtp_socket}
transport_maps = texthash:{folder}/transports
default_transport = error:5.1.2 no route leaves this machine
relay_transport = error:5.1.2 no route leaves this machine

smtpd_tls_chain_files = {folder}/certificate.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_loglevel = 1
smtpd_sasl_type = dovecot
smtpd_sasl_path = unix:{auth_socket}
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination

in_flow_delay = 0
default_process_limit = 300
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
smtpd_client_recipient_rate_limit = 0
smtpd_client_auth_rate_limit = 0
smtpd_client_new_tls_session_rate_limit = 0
initial_destination_concurrency = 100
default_destination_concurrency_limit = 100
minimal_backoff_time = 5s
maximal_backoff_time = 10s
queue_run_delay = 5s
"""

MASTER = """\
{host}:{smtp_port} inet n - n - - smtpd
{host}:{submission_port} inet n - n - - smtpd
    -o syslog_name=postfix/submission
    -o smtpd_tls_security_level=encrypt
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject
{host}:{smtps_port} inet n - n - - smtpd
    -o syslog_name=postfix/smtps
    -o smtpd_tls_wrappermode=yes
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

QUEUES = (
    "active",
    "bounce",
    "corrupt",
    "defer",
    "deferred",
    "flush",
    "hold",
    "incoming",
    "private",
    "saved",
    "trace",
)


@dataclass(frozen=True)
class PostfixSettings:
    """What differs between two starts; `extra` holds main.cf parameters that win over the standard ones."""

    host: str
    domain: str
    smtp_port: int
    submission_port: int
    smtps_port: int
    certificate: Certificate
    auth_socket: Path
    lmtp_socket: Path
    extra: Mapping[str, str] = field(default_factory=dict)


class PostfixServer:
    """One Postfix below `folder`, which must be reachable (x bit) for its user postfix.

    `recipients` are the addresses that RCPT accepts. Mail to an address of `discarded` is accepted and
    vanishes.
    """

    def __init__(
        self,
        root: PrivateRoot,
        folder: Path,
        settings: PostfixSettings,
        recipients: Sequence[str],
        discarded: Sequence[str],
        guard: Guard,
    ) -> None:
        self.folder = folder
        self.log = folder / "postfix.log"
        self._root = root
        self._settings = settings
        self._guard = guard
        self._daemon: Daemon | None = None
        folder.mkdir(parents=True)
        self._make_queue()
        _write_settled(folder / "recipients", "".join(f"{name} x\n" for name in [*recipients, *discarded]))
        _write_settled(folder / "transports", "".join(f"{name} discard:\n" for name in discarded))
        chain = folder / "certificate.pem"
        chain.touch(0o600)
        chain.write_text(settings.certificate.key.read_text() + settings.certificate.chain.read_text())
        self._write_main({})
        (folder / "master.cf").write_text(
            MASTER.format(
                host=settings.host,
                smtp_port=settings.smtp_port,
                submission_port=settings.submission_port,
                smtps_port=settings.smtps_port,
            )
        )

    def _make_queue(self) -> None:
        queue = self.folder / "queue"
        for path, mode, group in [(queue / name, 0o700, "postfix") for name in QUEUES] + [
            (queue / "maildrop", 0o730, "postdrop"),
            (queue / "public", 0o710, "postdrop"),
            (self.folder / "data", 0o700, "postfix"),
        ]:
            path.mkdir(parents=True)
            path.chmod(mode)
            shutil.chown(path, ACCOUNTS["postfix"], GROUPS[group])
        (queue / "pid").mkdir()

    def _write_main(self, more: Mapping[str, str]) -> None:
        s = self._settings
        text = MAIN.format(
            folder=self.folder,
            host=s.host,
            domain=s.domain,
            auth_socket=s.auth_socket,
            lmtp_socket=s.lmtp_socket,
        )
        # A later line of main.cf overrides an earlier one, with a warning in the log: so drop the earlier.
        for name, value in {**s.extra, **more}.items():
            text = re.sub(rf"^{re.escape(name)} =.*\n", "", text, flags=re.MULTILINE) + f"{name} = {value}\n"
        _write_settled(self.folder / "main.cf", text)

    def start(self) -> None:
        """Starts the master; the ports are listening when this returns. Raises RuntimeError with log and
        output."""
        before = len(self.text())
        command = [MASTER_PROGRAM, "-c", str(self.folder)]
        daemon = self._daemon = Daemon(self._root, command, self.folder / "postfix.out", self._guard)
        wait_until(
            lambda: "daemon started" in self.text()[before:] or not daemon.running(), "start of Postfix"
        )
        if not daemon.running():
            daemon.stop()
            said = daemon.output.read_text() + self._complaint()
            raise RuntimeError(f"Postfix did not start: {said}{self.text()}")

    def _complaint(self) -> str:
        # Of settings that it cannot bear, the master tells syslog alone; other programs tell a terminal.
        terminal, end = pty.openpty()
        command = self._root.command(["postqueue", "-c", str(self.folder), "-p"])
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=end, stderr=end, timeout=10, check=False)
        os.close(end)
        with open(terminal, "rb", buffering=0) as said:
            return said.read(4096).decode(errors="replace")

    def stop(self) -> None:
        """Ends the server and all its processes; mail not yet delivered stays in the queue. Safe to call
        twice."""
        daemon, self._daemon = self._daemon, None
        if daemon:
            daemon.stop()

    def hold_deliveries(self) -> None:
        """Restarts the server so that mail is accepted and waits in the queue."""
        self._restart({"defer_transports": "lmtp"})

    def release_deliveries(self) -> None:
        """Restarts the server as it was and delivers what has waited."""
        self._restart({})
        self._root.run("postqueue", "-c", str(self.folder), "-f")

    def _restart(self, more: Mapping[str, str]) -> None:
        # Not by a reload: the queue manager heeds it some time later, nobody can tell when.
        self.stop()
        self._write_main(more)
        self.start()

    def queue_length(self) -> int:
        """Messages not yet delivered."""
        queue = self.folder / "queue"
        return sum(
            1
            for name in ("incoming", "active", "deferred", "maildrop")
            for path in (queue / name).rglob("*")
            if path.is_file()
        )

    def processes(self) -> list[int]:
        """Pids of the live processes of this server."""
        return self._daemon.members() if self._daemon else []

    def text(self) -> str:
        """The log so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def _write_settled(path: Path, text: str) -> None:
    """Writes a file that looks ten seconds old: Postfix rereads a younger one until it has surely settled."""
    path.write_text(text)
    old = time.time() - 10
    os.utime(path, (old, old))
