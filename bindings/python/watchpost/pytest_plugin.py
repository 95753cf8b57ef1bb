"""pytest-watchpost: fixtures for tests of monitor plugins, with or without mail.

    def test_mail_flows(email_monitor, virtual_clock):
        monitor = email_monitor(interval=300)
        monitor.poll()
        assert virtual_clock.advance(minutes=5)[-1].verdict == "up"

--watchpost-plugin PATH names the plugin under test (may be repeated); without it, the plugins that come with the
package are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import Engine, Instance, PointsService, Sandbox, VirtualClock
from .plugins import bundled_plugins
from .servers import MailServers, log_section, mail_servers_fixture_body

PROBE = "probe@sandbox.test"
PLANT = "plant@sandbox.test"
PERSON = "person@sandbox.test"
COLLEAGUE = "colleague@sandbox.test"

MakeInstance = Callable[..., Instance]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --watchpost-plugin."""
    parser.getgroup("watchpost").addoption(
        "--watchpost-plugin",
        metavar="PATH",
        action="append",
        default=[],
        help="a plugin library under test, loaded beside those that come with watchpost; may be repeated",
    )


@pytest.fixture
def virtual_clock() -> VirtualClock:
    """Stands still at 2024-01-01T00:00Z until the test advances it."""
    return VirtualClock()


@pytest.fixture
def watchpost_plugins(request: pytest.FixtureRequest) -> list[Any]:
    """The plugins that `engine` loads: those of --watchpost-plugin, then the bundled ones."""
    return [*request.config.getoption("--watchpost-plugin"), *bundled_plugins()]


@pytest.fixture
def make_engine(virtual_clock: VirtualClock, watchpost_plugins: list[Any]) -> Iterator[Callable[..., Engine]]:
    """Makes an engine on `virtual_clock` with the arguments of Engine; a new one closes the one before, as a restart."""
    made: list[Engine] = []

    def make(**options: Any) -> Engine:
        while made:
            made.pop().close()
        given: dict[str, Any] = {"clock": virtual_clock, "plugins": watchpost_plugins, **options}
        made.append(Engine(**given))
        return made[0]

    yield make
    while made:
        made.pop().close()


@pytest.fixture
def engine(make_engine: Callable[..., Engine]) -> Engine:
    """An engine on `virtual_clock`, closed after the test; then it raises what a Python-written service raised."""
    return make_engine()


@pytest.fixture
def sandbox(virtual_clock: VirtualClock) -> Iterator[Sandbox]:
    """A mail server on `virtual_clock` with the users probe, plant, person and colleague @sandbox.test."""
    with Sandbox(users=[PROBE, PLANT, PERSON, COLLEAGUE], clock=virtual_clock) as server:
        yield server


@pytest.fixture
def email_monitor(engine: Engine, sandbox: Sandbox) -> MakeInstance:
    """Makes an email_monitor for probe@sandbox.test.

    email_monitor({"delivery.deadline": "10m"}, retrieve="pop3", interval=300): settings that differ, then the arguments of
    Sandbox.settings() and of Engine.instance(). In place of `engine` another one may be given.
    """

    def make(
        settings: dict[str, Any] | None = None,
        *,
        address: str = PROBE,
        retrieve: str = "imap",
        engine: Engine = engine,
        **options: Any,
    ) -> Instance:
        return engine.instance(
            "email_monitor", {**sandbox.settings(address, retrieve), **(settings or {})}, **options
        )

    return make


@pytest.fixture
def mail_command(make_engine: Callable[..., Engine], sandbox: Sandbox) -> MakeInstance:
    """Makes a mail_command that has the account plant@sandbox.test, in an engine of its own with these points.

    mail_command(points, {"allow": [...]}, interval=300): the controller, settings that differ, then the arguments of
    Engine.instance(). engine_options: of Engine.
    """

    def make(
        points: PointsService,
        settings: dict[str, Any] | None = None,
        *,
        retrieve: str = "imap",
        engine_options: dict[str, Any] | None = None,
        **options: Any,
    ) -> Instance:
        engine = make_engine(points=points, **(engine_options or {}))
        return engine.instance(
            "mail_command", {**sandbox.mail_command_settings(PLANT, retrieve), **(settings or {})}, **options
        )

    return make


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Dovecot and Postfix on loopback with six accounts, user1@example.test and so on; empty what you fill.

    Where they cannot run (not root, packages out of reach) tests are skipped, and fail when the environment has CI.
    """
    yield from mail_servers_fixture_body(pytest.fail, pytest.skip)


def pytest_exception_interact(node: pytest.Item | pytest.Collector, report: pytest.TestReport) -> None:
    """A failed test shows the end of the logs of the mail servers that it used."""
    running = getattr(node, "funcargs", {}).get("mail_servers")
    if isinstance(running, MailServers):
        report.sections.append(log_section(running))
