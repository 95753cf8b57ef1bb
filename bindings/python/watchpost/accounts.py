"""Mail accounts on servers on loopback, as the settings of both plugins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """A mailbox, and how to reach it: submission with STARTTLS, IMAP and POP3 over TLS."""

    host: str
    submission_port: int
    imaps_port: int
    pop3s_port: int
    ca_file: str
    """PEM file with the root of the servers' certificates."""
    address: str
    login: str
    """The name to sign in with."""
    password: str

    def email_monitor(self, retrieve: str) -> dict[str, str]:
        """An email_monitor that submits mail from the address to itself. Raises ValueError for another `retrieve`."""
        return self._both(retrieve) | {"smtp.to": self.address, "smtp.from": self.address}

    def mail_command(self, retrieve: str) -> dict[str, str]:
        """A mail_command that is written to at the address. Raises ValueError for another `retrieve`."""
        return self._both(retrieve) | {"mail.address": self.address}

    def _both(self, retrieve: str) -> dict[str, str]:
        if retrieve not in ("imap", "pop3"):
            raise ValueError(f"retrieve={retrieve!r}: neither 'imap' nor 'pop3'")
        return {
            "mail.server": self.host,
            "mail.protocol": retrieve,
            "mail.port": str(self.imaps_port if retrieve == "imap" else self.pop3s_port),
            "mail.username": self.login,
            "mail.password": self.password,
            "smtp.server": self.host,
            "smtp.port": str(self.submission_port),
            "smtp.auth": "auto",
            "smtp.username": self.login,
            "smtp.password": self.password,
            "tls.ca_file": self.ca_file,
        }
