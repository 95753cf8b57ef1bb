"""Fixtures for tests against real mail servers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest
from facility import Facility
from oauth_servers import OAuthServers, oauth_servers
from watchpost import servers
from watchpost.servers import MailServers, User

from host_sim import HostSim

T = TypeVar("T")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--host-sim", metavar="PATH", help="the host_sim program under test")
    parser.addoption("--plugin", metavar="PATH", help="the plugin library under test")


fail = partial(pytest.fail, pytrace=False)


def missing(what: str) -> NoReturn:
    """Fails under CI and skips elsewhere, loudly in both cases."""
    servers.missing(what, fail, pytest.skip)


@pytest.fixture(scope="session")
def servers_available() -> None:
    """For tests that start servers of their own."""
    servers.require_servers(fail, pytest.skip)


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Dovecot and Postfix with the standard settings, shared by all tests: empty what you fill."""
    yield from servers.mail_servers_fixture_body(fail, pytest.skip)


@contextmanager
def started_once(start: Callable[..., AbstractContextManager[T]]) -> Iterator[Callable[..., T]]:
    """A function that starts something at its first call with the same settings, which then runs to the end."""
    started: dict[frozenset[tuple[str, Hashable]], T] = {}
    with ExitStack() as running:

        def get(**settings: Hashable) -> T:
            key = frozenset(settings.items())
            if key not in started:
                started[key] = running.enter_context(start(**settings))
            return started[key]

        yield get


@pytest.fixture(scope="session")
def servers_with(servers_available: None) -> Iterator[Callable[..., MailServers]]:
    """Servers with other settings, which are those of MailServers; shared by all tests that ask for the same."""
    with started_once(MailServers) as get:
        yield get


@pytest.fixture
def limited(servers_with: Callable[..., MailServers]) -> MailServers:
    """Servers that let a user have one connection at a time for each protocol."""
    return servers_with(users=4, dovecot_extra="mail_max_userip_connections = 1\n")


@pytest.fixture(scope="session")
def oauth_with(servers_available: None) -> Iterator[Callable[..., OAuthServers]]:
    """The same of servers that take access tokens."""
    with started_once(oauth_servers) as get:
        yield get


@contextmanager
def smtp_is_down(servers: MailServers) -> Iterator[None]:
    """Within it connections to the SMTP server are refused."""
    servers.stop_smtp()
    try:
        yield
    finally:
        servers.start_smtp()


@pytest.fixture
def person(mail_servers: MailServers) -> Iterator[User]:
    """Who writes commands."""
    with mail_servers.emptied(3) as one:
        yield one


@pytest.fixture
def plant(mail_servers: MailServers) -> Iterator[User]:
    """The account of the controller."""
    with mail_servers.emptied(4) as one:
        yield one


@pytest.fixture
def colleague(mail_servers: MailServers) -> Iterator[User]:
    """Somebody else who writes commands."""
    with mail_servers.emptied(5) as one:
        yield one


@pytest.fixture
def allow(person: User) -> list[str]:
    """The person may do all, on the word of From."""
    return [f"{person.address} operate * assurance=address"]


@pytest.fixture
def facility_with(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, plant: User
) -> Callable[..., Facility]:
    """A plant that reads its account; what is given is as for Facility."""
    return partial(Facility, tmp_path, host_sim, mail_servers, plant)


@pytest.fixture(scope="session")
def host_sim(request: pytest.FixtureRequest) -> HostSim:
    """The program given by --host-sim, with --plugin as its `plugin`."""
    path = request.config.getoption("--host-sim")
    if not path:
        missing("no --host-sim PATH given")
    return HostSim(path, request.config.getoption("--plugin"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed test shows the end of the servers' logs."""
    result = yield
    report = result.get_result()
    if report.failed:
        for running in getattr(item, "funcargs", {}).values():
            if isinstance(running, MailServers):
                report.sections.append(servers.log_section(running))
