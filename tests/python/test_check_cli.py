"""`python -m watchpost check` answers as `host_sim check`: the same line, the same exit code, the same state file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import watchpost
from watchpost import Sandbox

PROBE = "probe@sandbox.test"
PACKAGE = Path(watchpost.__file__).absolute().parent
HOST_SIM = [str(PACKAGE.parents[2] / "host_sim" / "cli" / "host_sim")]
PYTHON = [sys.executable, "-m", "watchpost"]
Ran = subprocess.CompletedProcess[str]


def run(program: list[str], *arguments: str, **env: str) -> Ran:
    """The ended program."""
    return subprocess.run(
        [*program, *arguments],
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def same(*arguments: str, **env: str) -> Ran:
    """What both programs answer, but for the figures that they measured; Python's run."""
    ours, theirs = run(PYTHON, *arguments, **env), run(HOST_SIM, *arguments, **env)
    assert measured_alike(ours.stdout) == measured_alike(theirs.stdout), (ours, theirs)
    assert (ours.returncode, len(ours.stdout.splitlines())) == (theirs.returncode, 1), (ours, theirs)
    return ours


def measured_alike(line: str) -> str:
    """The line without what differs from run to run."""
    line = re.sub(r"=-?[0-9.e+-]+", "=N", line)
    line = re.sub(r"(in|after|is) [0-9.]+ ?m?s\b", r"\1 N s", line)
    return line.partition("; there are: ")[0]  # the plugins, which each program looks for in its own places


@pytest.fixture
def mail() -> Iterator[Sandbox]:
    """On the real clock, as the programs are."""
    with Sandbox([PROBE]) as server:
        yield server


def arguments_of(mail: Sandbox, **other: str) -> list[str]:
    """email_monitor and its settings; `other`: with "__" in place of "."."""
    settings = {**mail.settings(PROBE), **{k.replace("__", "."): v for k, v in other.items()}}
    return ["email_monitor", *(f"{key}={value}" for key, value in settings.items() if value != "")]


def test_a_round_trip(mail: Sandbox) -> None:
    found = same("check", *arguments_of(mail, mode="same_poll"))
    assert found.returncode == 0 and found.stdout.startswith("EMAIL_MONITOR OK - ")
    assert "'delivery'=" in found.stdout and found.stderr == ""


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"mail__password": "wrong"}, 2),
        ({"smtp__port": "1"}, 2),
        ({"smtp__port": "70000", "smtp__to": "nobody"}, 3),
        ({"smtp__prot": "25"}, 3),
        ({"smtp__to": ""}, 3),
        ({"mode": "next_poll"}, 3),
    ],
)
def test_what_is_wrong(mail: Sandbox, settings: dict[str, str], code: int) -> None:
    found = same("check", "-t", "10s", *arguments_of(mail, **settings))
    assert found.returncode == code, found


@pytest.mark.parametrize(
    "arguments",
    [
        ["email_monitr"],
        ["email_monitor", "smtp.server"],
        ["email_monitor", "=x"],
        ["email_monitor", "mail.password=@env:NOT_THERE"],
        ["email_monitor", "mail.password=@file:/not/there"],
        ["email_monitor", "smtp.server=a|b\u00a0c"],
    ],
)
def test_wrong_arguments(arguments: list[str]) -> None:
    assert same("check", *arguments).returncode == 3


def test_secrets_come_from_elsewhere(mail: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "pw"
    secret.write_text("secret\n")
    secret.chmod(0o600)
    given = arguments_of(mail, smtp__password=f"@file:{secret}", mail__password="@env:PROBE_PW")
    assert same("check", *given, PROBE_PW="secret").returncode == 0
    hidden = same("check", *given, "smtp.server=@env:PROBE_PW", PROBE_PW="hush hush")
    assert hidden.returncode == 3 and "hush" not in hidden.stdout + hidden.stderr
    doubled = same("check", *arguments_of(mail, smtp__to="@@sandbox.test"))
    assert "'@sandbox.test'" in doubled.stdout


def test_warnings_are_told_beside_the_line(mail: Sandbox) -> None:
    arguments = ["check", *arguments_of(mail, tls__verify="false")]
    assert same(*arguments).stderr == run(HOST_SIM, *arguments).stderr != ""


@pytest.mark.parametrize(
    "more", [[], ["--instance", "mine"], ["-H", "127.0.0.1"], ["--instance=mine", "-H127.0.0.1"]]
)
def test_both_go_on_with_the_state_of_the_other(mail: Sandbox, tmp_path: Path, more: list[str]) -> None:
    kept = ["--state", str(tmp_path / "state.db"), *more]
    arguments = ["check", *arguments_of(mail), *kept]
    for program in (HOST_SIM, PYTHON, HOST_SIM):
        found = run(program, *arguments)
        assert found.returncode == 0, found
    assert "first poll" not in found.stdout and "'own_deleted'=1" in found.stdout
    assert len(mail.messages(PROBE)) == 1


def test_without_a_state_lost_mail_is_critical(mail: Sandbox) -> None:
    mail.drop_all()
    found = same("check", "-t", "3", *arguments_of(mail))
    assert found.returncode == 2 and "not in the mailbox" in found.stdout


def test_without_a_state_nothing_is_left_behind(mail: Sandbox) -> None:
    assert same("check", *arguments_of(mail)).returncode == 0
    assert mail.messages(PROBE) == []


def test_next_poll_needs_a_state(mail: Sandbox) -> None:
    found = same("check", *arguments_of(mail, mode="next_poll"))
    assert found.returncode == 3 and "--state" in found.stdout
    assert mail.messages(PROBE) == []


def test_another_setting_finds_the_probe_on_its_way(mail: Sandbox, tmp_path: Path) -> None:
    kept = ["check", "--state", str(tmp_path / "state.db")]
    assert run(HOST_SIM, *kept, *arguments_of(mail)).returncode == 0
    changes = {"delivery__deadline": "9m", "tls__expiry_warning": "3d", "mail__timeout": "20s"}
    found = run(HOST_SIM, *kept, *arguments_of(mail, **changes))
    assert found.returncode == 0 and "'own_deleted'=1" in found.stdout
    other = run(HOST_SIM, *kept, *arguments_of(mail, smtp__from="other@sandbox.test"))
    assert "first poll" in other.stdout


def test_with_a_state_and_no_deadline_a_probe_has_time(mail: Sandbox, tmp_path: Path) -> None:
    kept = ["check", "--state", str(tmp_path / "state.db"), *arguments_of(mail)]
    mail.drop_all()
    assert "first poll" in run(HOST_SIM, *kept).stdout
    found = run(HOST_SIM, *kept)
    assert found.returncode == 0 and found.stdout.startswith("EMAIL_MONITOR PENDING - "), found


@pytest.mark.parametrize("program", [HOST_SIM, PYTHON])
def test_a_signal_tidies_up(mail: Sandbox, tmp_path: Path, program: list[str]) -> None:
    mail.drop_all()
    with subprocess.Popen(
        [
            *program,
            "check",
            "-t",
            "60",
            *arguments_of(mail, mode="same_poll"),
            "--state",
            str(tmp_path / "s.db"),
        ],
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        while mail.counters()["dropped"] == 0:
            assert running.poll() is None
        running.terminate()
        said, _ = running.communicate(timeout=30)
    assert running.returncode == 3
    assert said == "EMAIL_MONITOR UNKNOWN - ended by a signal before there was a verdict\n"
    mail.settle()
    assert [mail.counters()[each]["open_sessions"] for each in ("smtp", "imap")] == [0, 0]


def test_limits(mail: Sandbox) -> None:
    found = same("check", "-w", "smtp_total=0", "-c", "~:100", *arguments_of(mail))
    assert found.returncode == 1 and "--warning is 0" in found.stdout
    assert same("check", "-c", "own_deleted=0", *arguments_of(mail)).returncode == 2


def test_json(mail: Sandbox) -> None:
    arguments = ["check", "--json", *arguments_of(mail)]
    ours, theirs = (json.loads(run(program, *arguments).stdout) for program in (PYTHON, HOST_SIM))
    assert ours.keys() == theirs.keys() and ours["instance"] == theirs["instance"]
    assert [r["metric"] for r in ours["readings"]] == [r["metric"] for r in theirs["readings"]]
    assert ours["facts"].keys() == theirs["facts"].keys()


@pytest.mark.parametrize(
    "arguments", [["email_monitr"], ["email_monitor", "smtp.port=0"], ["email_monitor", "x"]]
)
def test_json_without_verdict(arguments: list[str]) -> None:
    ours, theirs = (run(program, "check", "--json", *arguments) for program in (PYTHON, HOST_SIM))
    found, expected = json.loads(ours.stdout), json.loads(theirs.stdout)
    for each in (found, expected):
        each["summary"] = measured_alike(each["summary"])
    assert found == expected and ours.returncode == theirs.returncode == 3


def test_wrong_options_are_unknown() -> None:
    for arguments in (
        ["check"],
        ["check", "email_monitor", "-t", "soon"],
        ["check", "--nix", "email_monitor"],
    ):
        for program in (HOST_SIM, PYTHON):
            found = run(program, *arguments)
            assert found.returncode == 3 and found.stderr, found
            assert len(found.stdout.splitlines()) == 1 and " UNKNOWN - " in found.stdout, found


def test_the_version() -> None:
    assert run(PYTHON, "--version").stdout == f"watchpost {watchpost.__version__}\n"
    assert run(HOST_SIM, "--version").stdout == f"host_sim {watchpost.__version__}\n"
    found = run(PYTHON, "check", "-V")
    assert (found.stdout, found.returncode) == (f"watchpost {watchpost.__version__}\n", 3)


def test_types_and_their_description() -> None:
    found = run(PYTHON, "types")
    assert found.returncode == 0 and [line.split()[0] for line in found.stdout.splitlines()] == [
        "email_monitor",
        "mail_command",
    ]
    assert "smtp.port" in run(PYTHON, "describe", "email_monitor").stdout
    assert run(PYTHON, "describe", "nix").returncode == 1
