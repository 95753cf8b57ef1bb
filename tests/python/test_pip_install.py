"""`pip install bindings/python` in an empty virtual environment, and the tutorial there, outside of the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tutorial

BUILD_LIMIT = 3600
ASK_LIMIT = 120
TELL = """
import json
from importlib.metadata import distribution
found = distribution("watchpost")
print(json.dumps({
    "name": found.name,
    "version": found.version,
    "requires": found.metadata["Requires-Python"],
    "license": found.metadata["License-Expression"] or found.metadata["License"],
    "entry points": {each.group: each.value for each in found.entry_points},
    "files": [str(each) for each in found.files],
}))
"""
PYBIND11 = Path("/usr/lib/cmake/pybind11")
PACKAGES = ("scikit-build-core", "pybind11", "pytest")


def pip(*arguments: str | Path, limit: float = ASK_LIMIT) -> subprocess.CompletedProcess[str]:
    """Debian's pip; it asks nothing."""
    return subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=limit,
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where the package index is out of reach, also under CI: nothing else here needs it."""
    folder = tmp_path_factory.mktemp("asked")
    try:
        asked = pip(
            "download", "--quiet", "--no-deps", "--retries=1", "--timeout=10", "--dest", folder, *PACKAGES
        )
        missing = asked.stderr if asked.returncode != 0 else ""
    except subprocess.TimeoutExpired:
        missing = "no answer"
    if missing:
        pytest.skip(
            f"NOT TESTED: pip install: the package index is out of reach: {missing.splitlines()[-1:]}"
        )


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """Nothing of the build tree, and nothing of this test run; `python3` is Debian's. The compiler has the name and
    the strictness, and pybind11 the place, by which the compiler cache knows what the release build made of the same
    sources."""
    options = ["-DWATCHPOST_WERROR=ON"] if os.environ.get("CI") else []
    options += [f"-Dpybind11_DIR={PYBIND11}"] if PYBIND11.is_dir() else []
    path = os.pathsep.join(["/usr/bin", "/bin", "/usr/sbin", "/sbin"])
    return {
        "PATH": path,
        "CC": "cc",
        "CXX": "c++",
        "CMAKE_ARGS": " ".join(options),
        "PYTHONPATH": "",
        "PYTEST_ADDOPTS": "-p no:cacheprovider",
        "WATCHPOST_PLUGIN_PATH": "",
    }


@pytest.fixture(scope="module")
def installed(
    index: None, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[tuple[tutorial.Step, str]]]:
    """The folder in which the whole tutorial was done, its installation too, and what its steps printed."""
    folder = tmp_path_factory.mktemp("tutorial")
    return folder, tutorial.run(folder, install=True, environment=environment, limit=BUILD_LIMIT)


def in_venv(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [folder / "venv" / "bin" / "python3", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=ASK_LIMIT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_tutorial_is_true_in_an_empty_environment(
    installed: tuple[Path, list[tuple[tutorial.Step, str]]],
) -> None:
    _, done = installed
    assert len(done) == 7
    for step, printed in done:
        if step.output is not None:
            assert tutorial.without_times(printed) == tutorial.without_times(step.output)


def test_the_package_is_whole_and_not_of_the_checkout(
    installed: tuple[Path, list[tuple[tutorial.Step, str]]], environment: dict[str, str]
) -> None:
    folder, _ = installed
    types = in_venv(folder, environment, "-m", "watchpost", "types")
    assert {"email_monitor", "mail_command"} <= set(types.split())
    where = in_venv(
        folder, environment, "-c", "import watchpost, watchpost.servers; print(watchpost.__file__)"
    )
    package = Path(where.strip()).parent
    assert package.is_relative_to(folder / "venv")
    held = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    assert {"py.typed", "_core.pyi", "plugins/email_monitor.so", "plugins/mail_command.so"} <= held
    assert any(name.startswith("_core.") and name.endswith(".so") for name in held)
    assert "servers/mail_servers.py" in held


def test_the_wheel_held_nothing_else_and_says_what_it_is(
    installed: tuple[Path, list[tuple[tutorial.Step, str]]], environment: dict[str, str]
) -> None:
    folder, _ = installed
    told = json.loads(in_venv(folder, environment, "-c", TELL))
    assert told["name"] == "watchpost" and told["requires"] == ">=3.11" and told["license"]
    assert told["entry points"] == {"pytest11": "watchpost.pytest_plugin"}
    assert {name.split("/")[0] for name in told["files"]} == {
        "watchpost",
        f"watchpost-{told['version']}.dist-info",
    }
    assert not [name for name in told["files"] if name.endswith((".cpp", ".h", ".a", ".cmake"))]
