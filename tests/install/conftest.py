"""What the tests of the installation share. ctest runs them, and names the build tree in the environment: BUILD."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
Run = Callable[..., str]
Install = Callable[..., Path]


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs a program to its end, outside of the build tree's reach; what it printed."""

    def run(*command: str | Path, **environment: str) -> str:
        done = subprocess.run(
            list(map(str, command)),
            env={**os.environ, "WATCHPOST_PLUGIN_PATH": "", **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",  # a checksum may stand among the words
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


@pytest.fixture(scope="session")
def install(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Install:
    """Installs the component, or all that is installed without one, into a new folder."""

    def install(component: str | None = None) -> Path:
        prefix = tmp_path_factory.mktemp(component or "prefix")
        only = ["--component", component] if component else []
        run("cmake", "--install", os.environ["BUILD"], "--prefix", prefix, *only)
        return prefix

    return install


@pytest.fixture(scope="session")
def prefix(install: Install) -> Path:
    """A whole installation."""
    return install()
