"""Fixtures for the tests of the benchmarks."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from library_peer import Library
from watchpost import servers


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--build", metavar="FOLDER", type=Path, help="where everything was built")


def missing(what: str) -> NoReturn:
    """Fails under CI and skips elsewhere, loudly in both cases."""
    servers.missing(what, pytest.fail, pytest.skip)


@pytest.fixture(scope="session")
def library(request: pytest.FixtureRequest) -> Library:
    """The client made of the mail library."""
    folder = request.config.getoption("--build")
    if folder is None:
        missing("no --build FOLDER given")
    return Library(folder / "tests/bench/mail_loop")
