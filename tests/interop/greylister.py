"""postgrey on a loopback port, as Postfix asks it."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path
from typing import Self

from watchpost.servers import PortLease, prepare, wait_until
from watchpost.servers.guard import Guard
from watchpost.servers.processes import Daemon


class Greylister:
    """Defers each new triplet of client, sender and recipient, for a second at first. Used by `with`."""

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="grey-"))
        self._folder.chmod(0o777)
        for name in ("db", "clients", "recipients"):
            (self._folder / name).mkdir() if name == "db" else (self._folder / name).touch()
        (self._folder / "db").chmod(0o777)
        self._lease = PortLease(1)
        self.port = self._lease.ports[0]
        self._guard = Guard(self._folder)
        self._start(1)
        return self

    def __exit__(self, *_: object) -> None:
        self._daemon.stop()
        self._lease.release()
        self._guard.finish()

    def set_delay(self, seconds: int) -> None:
        """How long after its first try a triplet passes, from now on, also one that was deferred before."""
        self._daemon.stop()
        self._start(seconds)

    def _start(self, delay: int) -> None:
        self._daemon = Daemon(
            prepare(),
            [
                "postgrey",
                f"--inet=127.0.0.1:{self.port}",
                f"--dbdir={self._folder / 'db'}",
                f"--delay={delay}",
                "--auto-whitelist-clients=0",
                f"--whitelist-clients={self._folder / 'clients'}",
                f"--whitelist-recipients={self._folder / 'recipients'}",
                "--user=nobody",
                "--group=nogroup",
            ],
            self._folder / "output",
            self._guard,
        )
        wait_until(self._answers, "start of postgrey", step=0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False

    def postfix(self) -> dict[str, str]:
        """The main.cf parameters that make Postfix ask it."""
        policy = f"reject_unauth_destination, check_policy_service inet:127.0.0.1:{self.port}"
        return {"smtpd_recipient_restrictions": policy}
