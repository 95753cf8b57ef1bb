"""The check of the documents catches what it is for, in small trees."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_docs import check, known_settings, named_tests

FILES = {
    "plugins/some/settings.h": 'plugin::param::port<&a>("mail.port")\n',
    "tests/unit/some_test.cpp": "TEST_F(Suite, Case) {\n}\nTEST_P(Other,\n       Wrapped) {\n}\n",
    "tests/interop/test_some.py": "def test_it(one: int) -> None:\n    pass\n",
    "tests/abi/CMakeLists.txt": "add_test(NAME whole.name COMMAND x)\nabi_test(touch x)\n  layout_test(gcc x)\n",
}
HEAD = "| # | settings | tests |\n|---|---|---|\n"


def found(tmp_path: Path, text: str) -> list[str]:
    for name, content in {**FILES, "docs/page.md": text}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return check(tmp_path)


def test_each_kind_of_name_is_known(tmp_path):
    names = "Suite.Case Other.Wrapped Suite.* test_some.py::test_it whole.name abi.touch abi.layout.gcc"
    cell = ", ".join(f"`{name}`" for name in names.split())
    assert found(tmp_path, HEAD + f"| 1 | `mail.port`, `interval` | {cell} |\n") == []


def test_names_of_nothing_are_told_with_their_place(tmp_path):
    wrong = found(tmp_path, HEAD + "| 1 | `mail.prt` | `Suite.Gone`, `test_some.py::test_that`, `None.*` |\n")
    assert wrong == [
        "docs/page.md:3: there is no test Suite.Gone",
        "docs/page.md:3: there is no test test_some.py::test_that",
        "docs/page.md:3: there is no test None.*",
        "docs/page.md:3: there is no setting mail.prt",
    ]


def test_a_row_without_a_test_says_so(tmp_path):
    assert found(tmp_path, HEAD + "| 1 | – | not yet |\n| 2 | – | - (by `memcmp`) |\n") == []
    assert found(tmp_path, HEAD + "| 1 | – | |\n| 2 | – | surely |\n") == [
        "docs/page.md:3: names no test; name one, or say 'not yet'",
        "docs/page.md:4: names no test; name one, or say 'not yet'",
    ]


def test_what_is_behind_not_yet_is_looked_for_too(tmp_path):
    wrong = found(tmp_path, HEAD + "| 1 | – | `Suite.Case`; not yet: `Suite.More` |\n")
    assert wrong == ["docs/page.md:3: there is no test Suite.More"]


def test_other_tables_and_text_are_left_alone(tmp_path):
    assert found(tmp_path, "| a | b |\n|---|---|\n| `x.y` | `Suite.Gone` |\n\n`Suite.Gone`\n") == []


def test_the_project_itself():
    root = Path(__file__).resolve().parents[2]
    assert check(root) == []
    assert len(named_tests(root)) > 500
    assert {"smtp.server", "mail.folder", "alarm.to"} <= known_settings(root)
