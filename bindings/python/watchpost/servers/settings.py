"""Settings of both plugins for an account on mail servers on loopback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Retrieve = Literal["imap", "pop3"]
"""How a plugin reads mail."""


@dataclass(frozen=True)
class Reached:
    """Where the servers listen, all on `host`, and the PEM file with the root of their certificates."""

    host: str
    submission_port: int
    imaps_port: int
    pop3s_port: int
    ca_file: str

    def retrieval(self, account: str, password: str, retrieve: Retrieve) -> dict[str, str]:
        """The settings that both plugins share. Raises ValueError when `retrieve` is neither "imap" nor
        "pop3"."""
        if retrieve not in ("imap", "pop3"):
            raise ValueError(f"retrieve={retrieve!r}: neither 'imap' nor 'pop3'")
        return {
            "mail.server": self.host,
            "mail.protocol": retrieve,
            "mail.port": str(self.imaps_port if retrieve == "imap" else self.pop3s_port),
            "mail.username": account,
            "mail.password": password,
            "smtp.server": self.host,
            "smtp.port": str(self.submission_port),
            "tls.ca_file": self.ca_file,
        }


def email_monitor_settings(at: Reached, account: str, password: str, retrieve: Retrieve) -> dict[str, str]:
    """An email_monitor that submits mail as `account`, to itself, and finds it in its INBOX."""
    return at.retrieval(account, password, retrieve) | {
        "smtp.to": account,
        "smtp.from": account,
        "smtp.auth": "auto",
        "smtp.username": account,
        "smtp.password": password,
    }


def mail_command_settings(at: Reached, account: str, password: str, retrieve: Retrieve) -> dict[str, str]:
    """A mail_command that is written to at `account` and answers from there."""
    return at.retrieval(account, password, retrieve) | {"mail.address": account}
