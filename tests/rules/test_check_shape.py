"""The rules of shape catch what they are for, in small trees."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_shape import LEAST_LINES, check

LINE = "int x;\n"


def tree(root: Path, files: dict[str, int], small: dict[str, str] | None = None) -> list[str]:
    for name, count in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(LINE * count)
    return check(root, small or {})


def test_a_header_counts_with_its_source(tmp_path):
    files = {
        "host_sim/a.h": 3,
        "host_sim/a.cpp": LEAST_LINES - 3,
        "host_sim/b.h": LEAST_LINES,
        "host_sim/CMakeLists.txt": 1,
        "tests/unit/c.h": 1,
    }
    assert tree(tmp_path, files) == []


def test_what_is_too_small(tmp_path):
    files = {
        "host_sim/a.h": 3,
        "host_sim/a.cpp": LEAST_LINES - 4,
        "host_sim/x/a.cpp": LEAST_LINES,
        "bindings/b.cpp": 1,
    }
    assert [fault.split(":")[0] for fault in tree(tmp_path, files)] == ["bindings/b", "host_sim/a"]


def test_an_exception_is_one(tmp_path):
    assert tree(tmp_path, {"host_sim/a.h": 3}, {"host_sim/a": "its reason"}) == []


def test_an_exception_that_is_none_any_more_goes(tmp_path):
    faults = tree(tmp_path, {"host_sim/a.h": LEAST_LINES}, {"host_sim/a": "large", "host_sim/b": "gone"})
    assert [fault.split(":")[0] for fault in faults] == ["host_sim/a", "host_sim/b"]


def test_a_room_of_many_small_files(tmp_path):
    faults = tree(tmp_path, {f"plugins/mail/{i}.cpp": LEAST_LINES for i in range(191)})
    assert faults == [
        "plugins/mail: 191 files, at most 190",
        "plugins/mail: the median file has 25 lines, not 60 to 150",
    ]


def test_a_room_of_long_files(tmp_path):
    faults = tree(tmp_path, {f"plugins/mail/{i}.cpp": 151 for i in range(3)})
    assert faults == ["plugins/mail: the median file has 151 lines, not 60 to 150"]


def test_the_project_itself():
    assert check(Path(__file__).resolve().parents[2]) == []
