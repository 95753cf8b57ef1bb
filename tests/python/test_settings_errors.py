"""Settings in a dict: what they may be, and errors that carry key, value and remedy, in the CLI's own words."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import watchpost
from watchpost import Engine, Problem, Sandbox, Settings, SettingsError

PROBE = "probe@sandbox.test"
HOST_SIM = Path(watchpost.__file__).absolute().parents[3] / "host_sim" / "cli" / "host_sim"


def refused(engine: Engine, settings: Any, type: str = "email_monitor") -> SettingsError:
    """What the engine raises for them."""
    with pytest.raises(SettingsError) as wrong:
        engine.instance(type, settings)
    assert not engine.instances
    return wrong.value


@pytest.mark.parametrize(
    ("key", "value", "shown", "remedy"),
    [
        ("smtp.port", 70000, "70000", "expected a port from 1 to 65535 or a service name such as submission"),
        ("smtp.from", "no address", "no address", "expected a mail address"),
        ("mail.protocol", "imp", "imp", "expected one of imap, pop3"),
        ("delivery.deadline", "soon", "soon", "expected a duration such as"),
        ("smtp.server", ["a.example", "b.example"], "", "keep one"),
        ("smtp.prot", "25", "", "did you mean 'smtp.port'?"),
        ("smtp.server", "%Device.Adress", "%Device.Adress", "did you mean '%Device.Address'?"),
        ("smtp.server", "a\nb", "a\nb", "remove it"),
    ],
)
def test_an_error_carries_key_value_and_remedy(
    engine: Engine, sandbox: Sandbox, key: str, value: Any, shown: str, remedy: str
) -> None:
    error = refused(engine, {**sandbox.settings(PROBE), key: value})
    assert (error.key, error.value) == (key, shown)
    assert remedy in error.remedy and error.remedy in error.text
    assert "; " not in error.text or not error.text.startswith(error.remedy)
    assert error.status == "WP_E_SETTINGS" and len(error.problems) == 1


def test_all_errors_come_at_once(engine: Engine) -> None:
    error = refused(engine, {"smtp.port": 0, "mail.protocol": "imp"})
    assert {"smtp.port", "mail.protocol", "smtp.to", "smtp.from", "mail.username"} <= {
        p.key for p in error.problems
    }
    assert error.key == error.problems[0].key and all(p.is_error and p.remedy for p in error.problems)
    assert str(error).splitlines() == [str(p) for p in error.problems]


@pytest.mark.parametrize("given", [{}, {"smtp.port": "70000", "smtp.to": "x", "mail.password": "hush"}])
def test_the_words_are_those_of_the_command_line(engine: Engine, given: dict[str, str]) -> None:
    program = subprocess.run(
        [HOST_SIM, "check", "email_monitor", *(f"{k}={v}" for k, v in given.items())],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert program.returncode == 3
    assert str(refused(engine, given)).splitlines() == program.stderr.splitlines()


def test_secrets_are_not_shown(engine: Engine, sandbox: Sandbox) -> None:
    settings: Settings = {**sandbox.settings(PROBE), "mail.password": "hush\nhush", "smtp.pasword": "silence"}
    error = refused(engine, settings)
    assert {p.key for p in error.problems} == {"mail.password", "smtp.pasword"}
    assert "hush" not in f"{error} {error.problems!r} {vars(error)}"
    assert "silence" not in f"{error} {error.problems!r} {vars(error)}"


def test_an_unknown_type(engine: Engine) -> None:
    error = refused(engine, {}, "email_monitr")
    assert error.value == "email_monitr" and "email_monitor, mail_command" in error.remedy


def test_warnings_do_not_refuse(engine: Engine, sandbox: Sandbox) -> None:
    settings: Settings = {**sandbox.settings(PROBE), "tls.verify": False}
    [warning] = engine.validate("email_monitor", settings)
    assert (warning.severity, warning.key, warning.value) == ("warning", "tls.verify", "false")
    assert engine.instance("email_monitor", settings).poll().exit_code == 0


def test_values_of_python(engine: Engine, sandbox: Sandbox) -> None:
    settings: dict[str, Any] = {
        **sandbox.settings(PROBE),
        "smtp.port": sandbox.ports.submission,
        "tls.verify": True,
        "tls.ca_file": sandbox.ca_file,
        "delivery.deadline": timedelta(minutes=10),
        "mail.folders": ["Junk", "Archive"],
    }
    assert engine.validate("email_monitor", settings) == []
    assert engine.instance("email_monitor", settings).poll().verdict == "up"
    for wrong in (None, b"x", {"a": 1}, [None]):
        with pytest.raises(TypeError, match=r"smtp\.port"):
            engine.validate("email_monitor", {"smtp.port": wrong})  # type: ignore[dict-item]


def test_validate_makes_nothing(engine: Engine) -> None:
    found = engine.validate("email_monitor", {})
    assert (
        any(p.is_error for p in found) and not engine.instances and all(isinstance(p, Problem) for p in found)
    )
