"""Functions are found as clang-format leaves them, and only the long ones are faults."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from check_functions import MOST_LINES, check, functions_of


def found(text: str) -> list[tuple[str, int, int]]:
    return [(f.name, f.first, f.last) for f in functions_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("void f() {\n  g();\n}\n", [("f", 1, 3)]),
        ("int x;\n\n// Says.\nint f(int a,\n      int b) const {\n}\nint y;\n", [("f", 4, 6)]),
        ("template <class T, class = std::enable_if<x<T>>>\nvoid f() {\n}\n", [("f", 1, 3)]),
        ("a::a(int b)\n    : b_{b},\n      c_(b) {\n  d();\n}\n", [("a::a", 1, 5)]),
        ("auto a::f() -> std::pair<int, int> {\n}\n", [("a::f", 1, 2)]),
        ("bool operator==(const a& x, const a& y) {\n}\n", [("operator==", 1, 2)]),
        (
            "namespace a {\nstruct b {\n  int f() {\n  }\n\n private:\n  int g() {\n  }\n};\n}\n",
            [("f", 3, 4), ("g", 7, 8)],
        ),
        ("template <class T>\nstruct b {\n  void f() const noexcept {\n  }\n};\n", [("f", 3, 4)]),
        ("void f() {\n  auto g = [] {\n    h();\n  };\n  if (x) {\n  } else {\n  }\n}\n", [("f", 1, 8)]),
        ("const std::map<int, int> table = {\n    {1, 2},\n};\n", []),
        ("enum class e {\n  a,\n};\nvoid f();\n", []),
        ('void f() {\n  g("}", R"(\n}\n)");  // }\n}\n', [("f", 1, 5)]),
        ("void f() {\n  const auto n = 1'000;\n  /*\n}\n*/\n}\n", [("f", 1, 6)]),
        ("void f() {\n  g('{', '\\'');\n}\nvoid h() {\n}\n", [("f", 1, 3), ("h", 4, 5)]),
    ],
)
def test_functions(text, expected):
    assert found(text) == expected


def function(lines: int) -> str:
    return "void f() {\n" + "  g();\n" * (lines - 2) + "}\n"


def test_long_functions(tmp_path):
    for name, lines in {
        "plugins/mail/long.cpp": MOST_LINES + 1,
        "plugins/mail/full.cpp": MOST_LINES,
        "host_sim/cli/long.h": MOST_LINES + 1,
        "tests/unit/long.cpp": MOST_LINES + 1,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n" + function(lines))
    assert check(tmp_path) == [
        f"host_sim/cli/long.h:2: f() has {MOST_LINES + 1} lines, at most {MOST_LINES}",
        f"plugins/mail/long.cpp:2: f() has {MOST_LINES + 1} lines, at most {MOST_LINES}",
    ]


def test_the_project_itself():
    assert check(Path(__file__).resolve().parents[2]) == []
