"""The examples in the headers of plugin_api compile as they stand.

An example is what a comment indents behind a blank line of its own: by three blanks or more in `//`, by five in
`/*`. In front of it stand only the include of its header and, in C++, `using namespace watchpost;`. One that has
a main() is run, too.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = Path("plugin_api/include")
COMMENT = {
    ".hpp": re.compile(r"\s*///?(?P<code> {3,}\S.*)?(?P<prose>.*)"),
    ".h": re.compile(r" ?\*(?P<code> {5,}\S.*)?(?P<prose>.*)"),
}
COMPILER = {".hpp": ["g++", "-std=c++20", "-xc++"], ".h": ["gcc", "-std=c11", "-xc"]}
# What an example defines is for its reader to use.
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-Wno-unused-const-variable"]


@dataclass(frozen=True)
class Example:
    header: Path  # as it is included
    line: int
    code: list[str]


def examples_of(root: Path, header: Path) -> Iterator[Example]:
    code: list[str] = []
    behind_blank = False
    lines = (root / INCLUDE / header).read_text(encoding="utf-8").split("\n")
    for number, line in enumerate([*lines, ""]):
        comment = COMMENT[header.suffix].fullmatch(line)
        blank = comment is not None and not comment["code"] and not comment["prose"].strip()
        if comment and comment["code"] and (code or behind_blank):
            code.append(" " * comment.start("code") + comment["code"])
        elif blank and code:
            code.append("")
        elif code:
            yield Example(header, number + 1 - len(code), code)
            code = []
        behind_blank = blank


def all_examples(root: Path) -> list[Example]:
    headers = sorted(path.relative_to(root / INCLUDE) for path in (root / INCLUDE).rglob("*.h*"))
    return [example for header in headers for example in examples_of(root, header)]


def fault_of(root: Path, example: Example, program: Path) -> str:
    """What is wrong with it, by file and line; "": nothing."""
    suffix = example.header.suffix
    frame = f"#include <{example.header}>\n" + ("using namespace watchpost;\n" if suffix == ".hpp" else "")
    code = "\n".join(example.code)
    runs = "int main(" in code
    output = ["-o", str(program)] if runs else ["-fsyntax-only"]
    done = subprocess.run(
        [*COMPILER[suffix], *WARNINGS, f"-I{INCLUDE}", *output, "-"],
        input=f'{frame}#line {example.line} "{INCLUDE / example.header}"\n{code}\n',
        cwd=root, env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0 and runs:
        done = subprocess.run([program], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def faults(root: Path, programs: Path) -> list[str]:
    examples = all_examples(root)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda i: fault_of(root, examples[i], programs / str(i)), range(len(examples)))
        return [fault for fault in found if fault]


def faults_in(tmp_path: Path, name: str, text: str) -> list[str]:
    header = tmp_path / INCLUDE / name
    header.parent.mkdir(parents=True, exist_ok=True)
    header.write_text(text)
    return faults(tmp_path, tmp_path)


def faults_behind(tmp_path: Path, comment: str) -> list[str]:
    return faults_in(tmp_path, "a.hpp", comment + "namespace watchpost {}\n")


def test_those_of_the_headers_compile(tmp_path):
    assert {example.header.suffix for example in all_examples(ROOT)} == {".h", ".hpp"}
    found = faults(ROOT, tmp_path)
    assert not found, "\n" + "\n".join(found)


JOINED = """\
// a.hpp - a class.
//
//   class a {
//     void one();  // makes it an a; done once it
//     is kept void two();
//   };
"""


def test_joined_lines_are_told_with_their_place(tmp_path):
    (found,) = faults_behind(tmp_path, JOINED)
    assert "plugin_api/include/a.hpp:5:8: error:" in found


APART = """\
//
//   int a;
//
//   int b = a;
//
// And:
//
//   int c = a;
//
// Or.
"""


def test_what_follows_prose_is_an_example_of_its_own(tmp_path):
    (found,) = faults_behind(tmp_path, APART)
    assert "plugin_api/include/a.hpp:8:14: error:" in found


def test_a_list_is_no_example(tmp_path):
    assert faults_behind(tmp_path, "// Therefore:\n//   - it ends,\n//     and is gone\n") == []


def test_a_claim_that_does_not_hold(tmp_path):
    main = "//   #include <cassert>\n//   int main() {\n//     assert(1 + 1 == 3);\n//   }\n"
    (found,) = faults_behind(tmp_path, "//\n" + main)
    assert "a.hpp:4: int main(): Assertion `1 + 1 == 3' failed" in found


def test_c(tmp_path):
    broken = " *     static int a(void) { return 1; } static b;\n */\n"
    assert faults_in(tmp_path, "a.h", "/* a.h - C.\n *   1. a step\n" + broken) == []
    (found,) = faults_in(tmp_path, "a.h", "/* a.h - C.\n *\n" + broken)
    assert "plugin_api/include/a.h:3:48: error:" in found
