"""The lists of mutants fit the code, and what is wrong with a list is told with the name of the entry."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import mutants  # noqa: E402

ENTRY = """
[[mutant]]
name = "never-off"
reason = "It is never off."
file = "pump.cpp"
pattern = "if (off) return;"
replacement = "if (on) return;"
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "pump.cpp").write_text("void stop() {\n  if (off)\n    return;\n  stop(again);\n}\n")
    return tmp_path


def listed(tree: Path, text: str, name: str = "pump") -> list[mutants.Mutant]:
    folder = tree / mutants.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text('programs = ["pump_test"]\n' + text)
    return mutants.load(tree)


def test_every_entry_of_the_lists_fits_its_file() -> None:
    every = mutants.load(ROOT)
    assert every
    assert mutants.stale(ROOT, every) == []


def test_an_entry_changes_its_file_whatever_the_white_space(tree: Path) -> None:
    (one,) = listed(tree, ENTRY)
    assert one.programs == ("pump_test",)
    assert "if (on) return;\n  stop(again)" in one.apply((tree / "pump.cpp").read_text())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "if (off) return;",
            "if (gone) return;",
            "never-off of tests/mutants/pump.toml: found 0 times, not 1",
        ),
        ("if (off) return;", "stop(", "found 2 times, not 1"),
        ("if (on) return;", "if (off)\\n    return;", "changes nothing"),
        ("pump.cpp", "valve.cpp", "valve.cpp: No such file"),
    ],
)
def test_what_does_not_fit_is_stale(tree: Path, old: str, new: str, told: str) -> None:
    (line,) = mutants.stale(tree, listed(tree, ENTRY.replace(old, new)))
    assert "stale entry never-off" in line
    assert told in line


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTRY.replace("never-off", "Never off"), "a name is words"),
        (ENTRY + 'pattren = "x"\n', "never-off: unknown: pattren"),
        (ENTRY.replace("reason", "filter"), "never-off: no text: reason"),
        (ENTRY + "programs = []\n", "never-off: reason, pattern and programs"),
        (ENTRY + ENTRY, "named so in tests/mutants/pump.toml too"),
        ("[[mutant\n", "tests/mutants/pump.toml: "),
    ],
)
def test_what_is_wrong_with_a_list_is_told(tree: Path, text: str, told: str) -> None:
    with pytest.raises(mutants.ListError, match=told):
        listed(tree, text)


def test_a_pattern_may_be_told_to_be_there_more_than_once(tree: Path) -> None:
    (one,) = listed(tree, ENTRY.replace("if (off) return;", "stop(") + "times = 2\n")
    assert one.apply("stop(stop(1))") == "if (on) return;if (on) return;1))"
