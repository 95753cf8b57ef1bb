"""A session of another program in an account that is under test, and whether all sessions there are over."""

from __future__ import annotations

import contextlib
import imaplib
import poplib
import re
from collections.abc import Iterator

from watchpost.servers import MailServers, User


@contextlib.contextmanager
def other_session(servers: MailServers, user: User, protocol: str) -> Iterator[None]:
    """Signed in to INBOX or maildrop of `user` as long as the `with` block lasts; "imap" or "pop3"."""
    if protocol == "imap":
        imap = imaplib.IMAP4(servers.host, servers.imap_port)
        imap.login(user.address, user.password)
        yield
        imap.logout()
    else:
        pop3 = poplib.POP3(servers.host, servers.pop3_port)
        pop3.user(user.address)
        pop3.pass_(user.password)
        yield
        pop3.quit()


def sessions_over(servers: MailServers, user: User, protocol: str) -> bool:
    """As the log has it, whether each session of the user has ended."""
    ends = re.findall(rf"{protocol}\({re.escape(user.address)}\)<.*: Disconnected: ", servers.logs())
    return len(ends) == servers.sign_ins(user, protocol) > 0
