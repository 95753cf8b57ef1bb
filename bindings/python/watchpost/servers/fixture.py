"""What pytest fixtures of real mail servers do, without pytest: it comes in as two functions.

@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    yield from mail_servers_fixture_body(pytest.fail, pytest.skip)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NoReturn

from .availability import unavailable
from .mail_servers import MailServers

Refuse = Callable[[str], NoReturn]
"""Ends the test with that reason: pytest.fail or pytest.skip."""

MOST_LOG = 6000
"""Characters of the servers' logs that a failed test shows."""


def missing(what: str, fail: Refuse, skip: Refuse) -> NoReturn:
    """Ends a test that cannot run: fails it when the environment has CI, else skips it, loudly in both
    cases."""
    text = f"NOT TESTED: {what}"
    if os.environ.get("CI"):
        fail(text)
    skip(text)


def require_servers(fail: Refuse, skip: Refuse) -> None:
    """Returns when real mail servers can run here, else as missing()."""
    reason = unavailable()
    if reason:
        missing(f"real mail servers cannot run here: {reason}", fail, skip)


def mail_servers_fixture_body(fail: Refuse, skip: Refuse, users: int = 6) -> Iterator[MailServers]:
    """Yields one started MailServers with the standard settings and `users` accounts, then stops it.

    Where servers cannot run it ends as missing(). Raises what MailServers.start() and stop() raise.
    """
    require_servers(fail, skip)
    with MailServers(users=users) as servers:
        yield servers


def log_section(servers: MailServers) -> tuple[str, str]:
    """Title and text for the report of a failed test (`report.sections`): the end of the servers' logs."""
    return "mail servers", servers.logs()[-MOST_LOG:]
