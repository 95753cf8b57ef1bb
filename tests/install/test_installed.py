"""Installs from the build tree into empty folders, and uses what is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Install, Run

PLUGINS = {"lib/watchpost/email_monitor.so", "lib/watchpost/mail_command.so"}
SDK = "lib/cmake/watchpost_plugin_api/"
TEMPLATES = {"c": "heartbeat", "cpp": "heartbeat", "cpp-network": "greeting"}


def files(prefix: Path) -> set[str]:
    return {path.relative_to(prefix).as_posix() for path in prefix.rglob("*") if path.is_file()}


def debug_of(file: str) -> str:
    folder, name = file.rsplit("/", 1)
    return f"{folder}/.debug/{name}.debug"


def programs(prefix: Path) -> list[Path]:
    return [prefix / name for name in ("bin/host_sim", *sorted(PLUGINS))]


@pytest.fixture
def sandbox(prefix: Path) -> Iterator[dict[str, Any]]:
    """The mail server of the installed host_sim, and its ports."""
    command = [prefix / "bin/host_sim", "sandbox", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()


def test_host_holds_the_program(install: Install) -> None:
    assert files(install("host")) == {"bin/host_sim", "bin/.debug/host_sim.debug"}


def test_plugins_are_where_the_host_looks(install: Install) -> None:
    assert files(install("plugins")) == PLUGINS | {debug_of(name) for name in PLUGINS}


def test_sdk_holds_headers_package_templates_and_layouts(install: Install) -> None:
    found = files(install("sdk"))
    for name in (
        "include/watchpost/watchpost.h",
        "include/watchpost/cpp/module.hpp",
        SDK + "watchpost_plugin_api-config.cmake",
        SDK + "WatchpostPlugin.cmake",
        "share/watchpost/template/c/heartbeat.c",
        "share/watchpost/template/cpp/CMakeLists.txt",
        "share/watchpost/abi/0.1.lp64.txt",
    ):
        assert name in found
    assert all(name.startswith(("include/watchpost/", SDK, "share/watchpost/")) for name in found)


def test_doc_keeps_the_links_of_the_documents(install: Install) -> None:
    found = files(install("doc"))
    assert {f"share/doc/watchpost/{name}" for name in ("README.md", "LICENSE", "docs/user-guide.md")} <= found
    assert all(name.startswith("share/doc/watchpost/") for name in found)


def test_python_is_whole_by_itself(install: Install, run: Run) -> None:
    [package] = install("python").glob("lib/python3*/site-packages")
    printed = run("/usr/bin/python3", "-B", "-m", "watchpost", "types", PYTHONPATH=str(package))
    assert {"email_monitor", "mail_command"} <= set(printed.split())


def test_a_whole_installation_is_these_but_for_python(prefix: Path, install: Install) -> None:
    components = ("host", "plugins", "sdk", "doc")
    assert files(prefix) == set().union(*(files(install(each)) for each in components))


def test_debug_information_is_beside_what_was_stripped(prefix: Path, run: Run) -> None:
    for program in programs(prefix):
        debug = prefix / debug_of(program.relative_to(prefix).as_posix())
        assert not re.search(r" \.(symtab|debug_info) ", run("readelf", "--wide", "--sections", program))
        assert " .symtab " in run("readelf", "--wide", "--sections", debug)
        assert debug.name in run("readelf", "--string-dump=.gnu_debuglink", program)
        assert not os.access(debug, os.X_OK)


def test_nothing_installed_names_the_build_tree(prefix: Path) -> None:
    build = os.environ["BUILD"].encode()
    assert not [path for path in prefix.rglob("*") if path.is_file() and build in path.read_bytes()]


def test_the_host_finds_the_plugins(prefix: Path, run: Run) -> None:
    listed = run(prefix / "bin/host_sim", "describe")
    for plugin in ("email_monitor", "mail_command"):
        assert plugin in listed
        assert run(prefix / "bin/host_sim", "describe", plugin)


def test_a_check_against_the_sandbox(prefix: Path, run: Run, sandbox: dict[str, Any], tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text(sandbox["ca_pem"])
    user = sandbox["users"][0]
    settings = {
        "mode": "same_poll",
        "smtp.port": sandbox["submission_tls"],
        "smtp.tls": "implicit",
        "smtp.auth": "auto",
        "smtp.username": user,
        "smtp.password": "secret",
        "smtp.to": user,
        "smtp.from": user,
        "mail.port": sandbox["imap_tls"],
        "mail.username": user,
        "mail.password": "secret",
        "tls.ca_file": ca,
    }
    words = [f"{key}={value}" for key, value in settings.items()]
    said = run(prefix / "bin/host_sim", "check", "email_monitor", "-H", sandbox["host"], *words)
    assert re.match(r"EMAIL_MONITOR OK - probe 1 arrived after .* s, found and deleted", said)


@pytest.fixture(scope="module")
def templates(prefix: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template plugins, each built in <here>/its name from what is installed, and installed beside it."""
    folder = tmp_path_factory.mktemp("templates")
    for language in TEMPLATES:
        run(
            "cmake",
            "-GNinja",
            f"-S{prefix}/share/watchpost/template/{language}",
            f"-B{folder}/{language}",
            f"-DCMAKE_PREFIX_PATH={prefix}",
            "-DCMAKE_BUILD_TYPE=Release",
        )
        run("cmake", "--build", folder / language)
        run("cmake", "--install", folder / language, "--prefix", folder / f"{language}-prefix")
    return folder


def test_templates_work_when_built_out_of_the_tree(templates: Path, run: Run) -> None:
    run(os.environ["TEMPLATE_TEST"], WATCHPOST_TEMPLATES=str(templates))


def test_templates_are_installed_where_hosts_look(templates: Path, prefix: Path, run: Run) -> None:
    for language, type_id in TEMPLATES.items():
        plugins = templates / f"{language}-prefix/lib/watchpost"
        assert type_id in run(prefix / "bin/host_sim", "describe", "--plugin-dir", plugins, type_id)
