"""What tools/mutate takes for noticed, and its exit status. The programs are scripts that talk as GoogleTest does."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FINE = "echo '[==========] 3 tests from 1 test suite ran. (0 ms total)'"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    loader = SourceFileLoader("mutate_tool", str(ROOT / "tools" / "mutate"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = sys.modules[loader.name] = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def run(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bench = tool.Bench("release", 1, tmp_path)
    bench.build.mkdir(parents=True)

    def run(script: str, limit: float | None = None) -> tuple[str, int]:
        program = bench.build / "pump_test"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return bench.run("pump_test", "", limit)

    return run


def test_a_program_that_passes_has_noticed_nothing(run) -> None:
    assert run(FINE) == ("", 3)


def test_a_program_that_selects_no_test_is_told_from_one_that_passes(run) -> None:
    assert run("echo '[==========] 0 tests from 0 test suites ran.'") == ("", 0)


@pytest.mark.parametrize(
    ("script", "by"),
    [
        (
            "echo '[  FAILED  ] All/Pump.Stops/once, where GetParam() = once (3 ms)'; exit 1",
            "All/Pump.Stops/once",
        ),
        ("kill -SEGV $$", "SIGSEGV"),
        ("exit 3", "exit status 3"),
        ("exec tail -f /dev/null", "time-out"),
    ],
)
def test_what_notices_a_change_is_named(run, script: str, by: str) -> None:
    assert run(script, 0.5 if by == "time-out" else None)[0] == by


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        (["killed", "killed"], 0),
        (["killed", "survived"], 1),
        (["survived", "not compiled"], 2),
    ],
)
def test_the_exit_status(
    tool: ModuleType, capsys: pytest.CaptureFixture[str], outcomes: list[str], status: int
) -> None:
    (one, *_) = tool.load(ROOT)
    assert tool.report([tool.Verdict(one, outcome, "why") for outcome in outcomes], False) == status
    assert f"{outcomes.count('killed')} of {len(outcomes)} killed" in capsys.readouterr().out


def test_a_mutant_that_is_not_listed_is_told(tool: ModuleType, capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["tools/mutate", "--only", "no-such-one"])
    assert tool.main() == 2
    assert "no-such-one" in capsys.readouterr().err
