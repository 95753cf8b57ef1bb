"""Fixtures for tests against real mail servers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NoReturn

import pytest
from watchpost import servers
from watchpost.servers import MailServers, User

from host_sim import HostSim


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
    running = getattr(item, "funcargs", {}).get("mail_servers")
    if report.failed and running is not None:
        report.sections.append(servers.log_section(running))
