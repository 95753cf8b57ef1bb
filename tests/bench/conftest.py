"""Fixtures for the tests of the benchmarks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from library_peer import Library


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--build", metavar="FOLDER", type=Path, help="where everything was built")


def missing(what: str) -> None:
    """Fails under CI and skips elsewhere, loudly in both cases."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(f"NOT TESTED: {what}")


@pytest.fixture(scope="session")
def library(request: pytest.FixtureRequest) -> Library:
    """The client made of the mail library."""
    folder = request.config.getoption("--build")
    if folder is None:
        missing("no --build FOLDER given")
    return Library(folder / "tests/bench/mail_loop")
