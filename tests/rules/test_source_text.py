"""Comments and strings are no code, and what is left stays on its line."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from source_text import hide


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a(); // {\nb();", "a(); \nb();"),
        ("a(); /* {\n} */ b();", "a(); \n b();"),
        ("a(\"}\", '{');", "a(_, _);"),
        (r'a("\"{", "//");', "a(_, _);"),
        ('a(R"(\n}\n)");', "a(\n\n_);"),
        ('a(R"x(\n)"\n)x");', "a(\n\n_);"),
        ("a(1'000, 2'000);", "a(1'000, 2'000);"),
        ('// it\'s\na("}");', "\na(_);"),
    ],
)
def test_hidden(text, code):
    assert hide(text) == code
