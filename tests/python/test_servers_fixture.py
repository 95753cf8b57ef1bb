"""The fixture mail_servers: what is missing fails under CI and is skipped elsewhere; logs are shown."""

from __future__ import annotations

from typing import NoReturn

import pytest
from watchpost.servers import MailServers, fixture
from watchpost.servers.fixture import mail_servers_fixture_body, missing

pytest_plugins = ["pytester"]


class Failed(Exception):
    """What this test's `fail` raises."""


class Skipped(Exception):
    """What this test's `skip` raises."""


def fail(reason: str) -> NoReturn:
    raise Failed(reason)


def skip(reason: str) -> NoReturn:
    raise Skipped(reason)


@pytest.mark.parametrize(("ci", "expected"), [("true", Failed), ("", Skipped), (None, Skipped)])
def test_what_is_missing_is_told(
    monkeypatch: pytest.MonkeyPatch, ci: str | None, expected: type[Exception]
) -> None:
    if ci is None:
        monkeypatch.delenv("CI", raising=False)
    else:
        monkeypatch.setenv("CI", ci)
    with pytest.raises(expected, match="^NOT TESTED: no moon$"):
        missing("no moon", fail, skip)
    monkeypatch.setattr(fixture, "unavailable", lambda: "missing: dovecot")
    with pytest.raises(expected, match="NOT TESTED: real mail servers cannot run here: missing: dovecot"):
        next(mail_servers_fixture_body(fail, skip))


def test_a_failed_test_shows_what_the_servers_logged(
    mail_servers: MailServers, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        """
        def test_it(mail_servers):
            mail_servers.wait_for_mail(mail_servers.user(0), 1, seconds=0)
        """
    )
    outcome = pytester.runpytest_subprocess("-p", "watchpost.pytest_plugin", "-p", "no:cacheprovider")
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(
        ["*TimeoutError: 1 messages in INBOX of user1@example.test*", "-* mail servers -*", "*Dovecot v*"]
    )
