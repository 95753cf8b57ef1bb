#!/usr/bin/env python3
"""The layout of every struct of the C ABI, as text that can be compared.

    layout.py --cc gcc --check 0.1.lp64.txt           compare with the golden file (exit 1: different)
    layout.py --cc gcc --write 0.1.lp64.txt           write it anew, after a change that was meant
    layout.py --cc "gcc -m32" --check 0.1.ilp32.txt   another data model; nothing is linked or run
    layout.py --touch touch.c                         the library that names every type, for abidiff (--check-touch)

The headers are read for names and spellings, the compiler says sizes and offsets: they are read out of its assembly.
While the ABI is a draft (major 0) any change is allowed that is meant; from 1.0 on lines are only ever added, at the end of a
growable struct or as a new one.
"""

import argparse
import difflib
import pathlib
import re
import shlex
import subprocess
import sys

INCLUDE = pathlib.Path(__file__).resolve().parent.parent / "include"
HEADERS = ["base.h", "param.h", "type.h", "host.h", "op.h", "instance.h", "module.h"]
FOLDERS = ["service", "ext"]
NOT_IN_GOLDEN = {"WP_CALL", "WP_EXPORT", "WP_HAS"}


def headers():
    root = INCLUDE / "watchpost"
    found = [root / name for name in HEADERS]
    for folder in FOLDERS:
        found += sorted((root / folder).glob("*.h"))
    missing = {p.name for p in root.glob("*.h")} - set(HEADERS) - {"watchpost.h"}
    if missing:
        sys.exit(f"layout.py does not know {sorted(missing)}: add them to HEADERS")
    return found


def plain(path):
    """The text of a header without comments and continuation lines."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    return text.replace("\\\n", " ")


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()


def structs():
    """(name, [(field, spelling)]) in the order of the headers."""
    out = []
    for path in headers():
        for match in re.finditer(r"\bstruct (wp_\w+) \{(.*?)\n\}", plain(path), flags=re.S):
            fields = []
            for declaration in filter(None, map(squeeze, match[2].split(";"))):
                pointer = re.search(r"\(WP_CALL \*(\w+)\)", declaration)
                name = pointer[1] if pointer else re.search(r"(\w+)(\[\w+\])?$", declaration)[1]
                fields.append((name, declaration))
            out.append((match[1], fields))
    return out


def constants():
    out = []
    for path in headers():
        for match in re.finditer(r"^#define (WP_\w+) (.+)$", plain(path), flags=re.M):
            if match[1] not in NOT_IN_GOLDEN:
                out.append((match[1], squeeze(match[2])))
    return out


def function_types():
    out = []
    for path in headers():
        out += [
            squeeze(m) for m in re.findall(r"^typedef [^;{]*\(WP_CALL \*\w+\)[^;]*;", plain(path), flags=re.M)
        ]
    return out


def numbers(cc):
    """{key: number}, as the compiler computes them."""
    lines = ["#include <watchpost/watchpost.h>", "void layout(void);", "void layout(void) {"]

    def ask(key, expression):
        lines.append(f'  __asm__ volatile("\\n.ascii \\"@@ {key} %c0\\"" : : "i"({expression}));')

    for struct, fields in structs():
        ask(struct, f"sizeof({struct})")
        ask(f"{struct}:align", f"__alignof__({struct})")
        for name, _ in fields:
            ask(f"{struct}.{name}", f"offsetof({struct}, {name})")
            ask(f"{struct}.{name}:size", f"sizeof((({struct} *)0)->{name})")
    lines.append("}\n")
    command = [
        *shlex.split(cc),
        "-std=gnu11",
        "-ffreestanding",
        f"-I{INCLUDE}",
        "-S",
        "-o",
        "-",
        "-x",
        "c",
        "-",
    ]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(command)}\n{done.stderr}")
    return {key: int(value) for key, value in re.findall(r"@@ (\S+) \$?(\d+)", done.stdout)}


def describe(cc):
    known = numbers(cc)
    out = []
    for struct, fields in structs():
        out.append(f"{struct}: size {known[struct]}, align {known[struct + ':align']}")
        for name, spelling in fields:
            offset, size = known[f"{struct}.{name}"], known[f"{struct}.{name}:size"]
            out.append(f"  {offset:4} {size:4}  {spelling}")
        out.append("")
    out += function_types() + [""]
    out += [f"{name} = {value}" for name, value in constants()]
    return "\n".join(out) + "\n"


def touch():
    out = [
        "/* touch.c - one function per type of the ABI, so that a comparison of libraries (abidiff) sees them all: types behind",
        " * a `const void *` are invisible to it. Written by layout.py --touch; compiled with -g -shared -fPIC. */",
        "#include <watchpost/watchpost.h>",
        "",
    ]
    for struct, _ in structs():
        out += [
            f"WP_EXPORT const {struct} *touch_{struct}(const {struct} *p);",
            f"const {struct} *touch_{struct}(const {struct} *p) {{ return p; }}",
        ]
    return "\n".join(out) + "\n"


def compare(path, fresh, remedy):
    golden = path.read_text(encoding="utf-8")
    if golden == fresh:
        return 0
    sys.stdout.writelines(
        difflib.unified_diff(golden.splitlines(True), fresh.splitlines(True), path.name, "these headers")
    )
    print(f"\n{path.name} does not describe these headers. If the change is meant: {remedy}")
    return 1


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cc", default="cc", help="compiler and its options")
    parser.add_argument("--check", type=pathlib.Path)
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--touch", type=pathlib.Path)
    parser.add_argument("--check-touch", type=pathlib.Path)
    options = parser.parse_args()
    if options.write:
        options.write.write_text(describe(options.cc), encoding="utf-8")
    if options.touch:
        options.touch.write_text(touch(), encoding="utf-8")
    code = 0
    if options.check:
        code |= compare(options.check, describe(options.cc), f"layout.py --write {options.check.name}")
    if options.check_touch:
        code |= compare(options.check_touch, touch(), f"layout.py --touch {options.check_touch.name}")
    return code


if __name__ == "__main__":
    sys.exit(main())
