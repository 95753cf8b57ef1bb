"""A plugin of somebody else, built from the template in C, tested through the fixtures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).parent / "third_party" / "heartbeat_cases.py"


def run_pytest(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own, with the plugin of the package and nothing of this folder."""
    command: list[str | Path] = [sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", "-p", "watchpost.pytest_plugin",
               "-rA", "--rootdir", CASES.parent, "--confcutdir", CASES.parent]  # fmt: skip
    return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120, cwd="/")


def test_the_template_in_c(heartbeat: Path) -> None:
    """Every case of the author passes."""
    done = run_pytest("--watchpost-plugin", heartbeat, CASES)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout


def test_a_file_that_is_no_plugin(tmp_path: Path) -> None:
    """The words of the loader are the reason of the failure."""
    no_plugin = tmp_path / "heartbeat.so"
    no_plugin.write_text("nothing to load")
    no_plugin.chmod(0o644)
    done = run_pytest("--watchpost-plugin", no_plugin, CASES)
    assert done.returncode != 0
    assert str(no_plugin) in done.stdout + done.stderr
    assert "PluginError" in done.stdout + done.stderr
