"""A project that takes this one in by add_subdirectory() keeps its own flags, and needs no more than it uses."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conftest import SOURCE, Run

PARENT = """
cmake_minimum_required(VERSION 3.25)
project(parent LANGUAGES C CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_subdirectory("{taken_in}" watchpost)
file(WRITE "${{CMAKE_BINARY_DIR}}/main.cpp" "int main() {{}}")
add_executable(main "${{CMAKE_BINARY_DIR}}/main.cpp")
set_target_properties(main PROPERTIES CXX_STANDARD 20)
target_link_libraries(main PRIVATE {libraries})
watchpost_add_plugin(heartbeat SOURCES "{source}/plugin_api/template/c/heartbeat.c")
"""
NEEDED = (
    "OpenSSL",
    "Boost",
    "Threads",
    "PkgConfig",
    "SQLite3",
    "spdlog",
    "fmt",
    "Python",
    "pybind11",
    "GTest",
)
OURS = re.compile(
    r"ccache| -(W|g|O|fsanitize|ffile-prefix-map|D_FORTIFY_SOURCE|DNDEBUG)|-DBOOST_ASIO_(?!SEPARATE|NO_DEPRECATED)"
)


def configure(run: Run, folder: Path, taken_in: Path, *arguments: str, libraries: str) -> dict[str, str]:
    """The command of each file that is compiled, by the file's name. The parent has no build type, hence no flags."""
    (folder / "CMakeLists.txt").write_text(
        PARENT.format(taken_in=taken_in, source=SOURCE, libraries=libraries)
    )
    run("cmake", "-GNinja", f"-S{folder}", f"-B{folder}/build", *arguments)
    commands = json.loads((folder / "build/compile_commands.json").read_text())
    return {each["file"]: each["command"] for each in commands}


def test_plugin_api_alone_needs_nothing(run: Run, tmp_path: Path) -> None:
    hidden = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in NEEDED]
    commands = configure(run, tmp_path, SOURCE / "plugin_api", *hidden, libraries="watchpost::plugin_api")
    assert {Path(file).name for file in commands} == {"main.cpp", "heartbeat.c"}
    assert not [command for command in commands.values() if OURS.search(command)]
    run("cmake", "--build", tmp_path / "build")
    run("cmake", "--install", tmp_path / "build", "--prefix", tmp_path / "prefix")
    assert not list((tmp_path / "prefix").rglob("*.h"))


def test_plugins_alone_need_nothing_of_the_host(run: Run, tmp_path: Path) -> None:
    hidden = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in ("SQLite3", "spdlog", "fmt")]
    run("cmake", "-GNinja", f"-S{SOURCE}", f"-B{tmp_path}", "-DWATCHPOST_HOST=OFF", *hidden)


def test_the_host_alone_needs_nothing_of_the_plugins(run: Run, tmp_path: Path) -> None:
    nowhere = str(tmp_path)  # GMime, utf8proc and gumbo are found by pkg-config
    run(
        "cmake",
        "-GNinja",
        f"-S{SOURCE}",
        f"-B{tmp_path}",
        "-DWATCHPOST_PLUGINS=OFF",
        PKG_CONFIG_LIBDIR=nowhere,
    )


def test_the_whole_brings_no_flags(run: Run, tmp_path: Path) -> None:
    commands = configure(run, tmp_path, SOURCE, libraries="watchpost::plugin_api watchpost_engine")
    built = [file for file in commands if Path(file).is_relative_to(SOURCE)]
    assert SOURCE / "plugins/email_monitor/module.cpp" in map(Path, built)
    assert SOURCE / "host_sim/cli/main.cpp" in map(Path, built)
    assert not [file for file in built if Path(file).relative_to(SOURCE).parts[0] in ("tests", "bindings")]
    assert not [command for command in commands.values() if OURS.search(command)]
