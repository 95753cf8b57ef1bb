"""Dovecot and Postfix that take access tokens of a token server of the test's own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from monitors import Settings, settings
from token_server import CLIENT_ID, CLIENT_SECRET, TokenServer
from watchpost.servers import CertificateAuthority, MailServers, User, default_parent


@dataclass(frozen=True)
class OAuthServers:
    """Mail servers and the token server that they believe."""

    mail: MailServers
    tokens: TokenServer
    ca_file: str
    user: User
    mechanisms: str

    def as_new(self) -> Self:
        """No token is worth anything, and the mailbox is empty."""
        tokens = self.tokens
        tokens.revoke_access()
        tokens.revoke_refresh()
        tokens.requests.clear()
        tokens.lifetime, tokens.rotates, tokens.fault, tokens.token_bytes = 3600, False, None, 30
        self.mail.clear(self.user)
        return self

    def settings(self, protocol: str = "imap", **more: str) -> Settings:
        """A monitor without passwords; `more` as in monitors.settings()."""
        plain = {"mail__password": "", "smtp__password": "", "oauth__ca_file": self.ca_file}
        if "oauth__token_file" in more:
            del plain["oauth__ca_file"]
        return settings(self.mail, self.user, protocol, **(plain | more))

    def by_client(self, protocol: str = "imap", **more: str) -> Settings:
        """The same with the token server's address and the client."""
        client = {
            "oauth__token_url": self.tokens.url,
            "oauth__client_id": CLIENT_ID,
            "oauth__client_secret": CLIENT_SECRET,
        }
        return self.settings(protocol, **(client | more))


@contextmanager
def oauth_servers(mechanisms: str) -> Iterator[OAuthServers]:
    """Servers that offer these mechanisms, in Dovecot's names, for all protocols."""
    folder = Path(tempfile.mkdtemp(prefix="tokens-", dir=default_parent()))
    folder.chmod(0o755)
    try:
        authority = CertificateAuthority(folder / "ca", "Token server")
        user = User("owner@example.test", "never-used-P4ssword")
        with TokenServer(authority, user.address) as tokens:
            extra = tokens.dovecot_settings(folder / "oauth2.conf")
            guest = User("guest@example.test", "guest-P4ssword")
            with MailServers([user, guest], mechanisms, dovecot_extra=extra) as mail:
                yield OAuthServers(mail, tokens, str(authority.ca_file), user, mechanisms)
    finally:
        shutil.rmtree(folder)
