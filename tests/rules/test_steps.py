"""Steps of the tools: what is repeated, what is told, and what a failure leaves."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
set -euo pipefail
. "$STEPS"
again=${AGAIN:-$again}
fine() { echo ran >>ran; }
omitting() { echo ran >>ran; echo 'NOT TESTED: no server'; }
broken() { echo 'the reason'; return 3; }
tests 'The step' "$1"
finish
"""


class Checkout:
    """A checkout of one file, in which a step of tests is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("one")
        for command in (["init", "-q"], ["add", "."]):
            subprocess.run(["git", *command], cwd=folder, check=True)
        (folder / ".git/info/exclude").write_text("/build/\n/ran\n")

    def write(self, text: str) -> None:
        (self.folder / "file").write_text(text)

    def run(self, what: str, again: str = "", ci: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "STEPS": str(ROOT / "tools/steps.sh"), "AGAIN": again, "CI": ci}
        return subprocess.run(
            ["bash", "-c", SCRIPT, "steps", what],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
        )

    def times_run(self) -> int:
        return len((self.folder / "ran").read_text().splitlines())


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_what_passed_is_not_repeated_while_nothing_changed(checkout: Checkout) -> None:
    assert checkout.run("fine").returncode == 0
    again = checkout.run("fine")
    assert checkout.times_run() == 1
    assert "unchanged since it passed" in again.stdout
    assert "--again repeats it" in again.stdout


def test_it_is_repeated_after_a_change_and_when_told_to(checkout: Checkout) -> None:
    checkout.run("fine")
    checkout.write("two")
    checkout.run("fine")
    checkout.run("fine", again="yes")
    (checkout.folder / "new").touch()
    checkout.run("fine")
    assert checkout.times_run() == 4


def test_the_build_service_repeats_everything(checkout: Checkout) -> None:
    for _ in range(2):
        assert "All good." in checkout.run("fine", ci="true").stdout
    assert checkout.times_run() == 2


def test_what_left_something_out_is_told_and_repeated(checkout: Checkout) -> None:
    told = checkout.run("omitting").stdout
    assert "*** NOT TESTED: no server" in told
    assert "All good, as far as it was looked at." in told
    checkout.run("omitting")
    assert checkout.times_run() == 2


def test_a_failure_ends_all_with_its_log_and_is_not_taken_for_passed(checkout: Checkout) -> None:
    failed = checkout.run("broken")
    assert failed.returncode == 1
    assert "the reason" in failed.stdout
    assert "build/logs/the-step.log" in failed.stderr
    assert "All good" not in failed.stdout
    assert checkout.run("broken").returncode == 1
