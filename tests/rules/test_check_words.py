"""Words that may not come back are found in names of types, namespaces and files, and nowhere else."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from check_words import SPARED, WORDS, check


def tree(root: Path, name: str, text: str) -> list[str]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return check(root)


@pytest.mark.parametrize(
    "text",
    [
        "class seat final : public mailbox {\n};\n",
        "struct seat;\n",
        "enum class seat : int { a };\n",
        "namespace seat {\n}\n",
        "namespace watchpost::mail::seat {\n}\n",
        "using seat = int;\n",
        "  struct kept_seat {\n  };\n",
        "template <class T>\nclass seat {\n};\n",
    ],
)
def test_types_and_namespaces(tmp_path, text):
    faults = tree(tmp_path, "plugins/mail/a.h", text)
    assert [fault.split(": ", 1)[1].split(": ")[1] for fault in faults] == ["say shared_session, not seat"]


@pytest.mark.parametrize(
    "name",
    ["plugins/mail/seat.cpp", "host_sim/seat/a.h", "plugin_api/kept_seat.hpp", "plugins/seat/CMakeLists.txt"],
)
def test_files_and_folders(tmp_path, name):
    assert len(tree(tmp_path, name, "\n")) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plugins/mail/a.h", "// struct seat {\nint seat;\nstruct seating {\n};\n"),
        ("plugins/mail/a.h", 'const char* a = R"(\nstruct seat {\n)";\n'),
        ("plugins/mail/a.h", "class command {\n};\nclass blog_post {\n};\n"),
        ("tests/unit/seat.cpp", "struct seat {\n};\n"),
    ],
)
def test_what_may_be(tmp_path, name, text):
    assert tree(tmp_path, name, text) == []


def test_words_of_several_parts(tmp_path):
    faults = tree(tmp_path, "plugins/mail/a.h", "class old_waiting_room {\n};\n")
    assert faults == ["plugins/mail/a.h:1: old_waiting_room: say pending_confirmations, not waiting_room"]


def test_what_is_said_instead_is_no_such_word_itself():
    assert not WORDS.keys() & set(WORDS.values())
    assert all(SPARED.values()), "each has its reason"


def test_the_project_itself():
    assert check(Path(__file__).resolve().parents[2]) == []
