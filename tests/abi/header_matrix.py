#!/usr/bin/env python3
"""Compiles every header of plugin_api by itself, and all of them together, in every language that claims to take it.

    header_matrix.py c INCLUDE gcc g++ clang clang++      the C headers: C99 to C2x, C++11 to C++2b
    header_matrix.py cpp INCLUDE g++ clang++              the C++ layer: together C++20 and C++2b; by themselves, which
                                                          takes most of the time, C++20 by the first compiler alone

It also checks that the C headers include nothing but <stddef.h>, <stdint.h> and each other.
"""

import concurrent.futures
import itertools
import os
import pathlib
import re
import subprocess
import sys

C = ["c99", "c11", "c17", "c2x"]
CPP = ["c++11", "c++14", "c++17", "c++20", "c++2b"]
LAYER = ["c++20", "c++2b"]
# Names that ours could be mistaken for: std::quoted.
STRANGERS = ["iomanip"]
WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Wshadow", "-Wconversion", "-Werror"]
LIBC = {"stddef.h", "stdint.h"}


def is_cpp_compiler(compiler):
    return "++" in os.path.basename(compiler)


def compile_one(job):
    """The compiler's complaint, or ""."""
    compiler, standard, include, names = job
    language = "c++" if standard.startswith("c++") else "c"
    source = "".join(f"#include <{name}>\n" for name in names)
    twice = source + source + "typedef int not_empty;\n"
    command = [compiler, f"-std={standard}", *WARNINGS, "-fsyntax-only", "-I", include, "-x", language, "-"]
    done = subprocess.run(command, input=twice, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"{' '.join(command)} <<< {names}\n{done.stderr}"


def foreign_includes(root, headers):
    out = []
    for header in headers:
        text = (root / header).read_text(encoding="utf-8")
        for found in re.findall(r"^\s*#\s*include\s*<([^>]+)>", text, flags=re.M):
            if found not in LIBC:
                out.append(f"{header} includes <{found}>")
        for found in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, flags=re.M):
            target = ((root / header).parent / found).resolve()
            if not target.is_relative_to(root) or "cpp" in target.relative_to(root).parts:
                out.append(f'{header} includes "{found}"')
    return out


def main():
    mode, include, compilers = sys.argv[1], sys.argv[2], sys.argv[3:]
    root = (pathlib.Path(include) / "watchpost").resolve()
    everything = sorted(str(p.relative_to(root)) for p in root.rglob("*.h*"))
    headers = [h for h in everything if h.startswith("cpp/") == (mode == "cpp")]
    problems = [] if mode == "cpp" else foreign_includes(root, headers)
    jobs = []
    for compiler in compilers:
        names = [f"watchpost/{h}" for h in headers]
        if mode == "cpp":
            alone = LAYER[:1] if compiler == compilers[0] else []
            together, everything = LAYER, STRANGERS + names
        else:
            alone = together = CPP if is_cpp_compiler(compiler) else C
            everything = names
        jobs += [(compiler, s, include, [name]) for s, name in itertools.product(alone, names)]
        jobs += [(compiler, s, include, everything) for s in together]
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        problems += filter(None, pool.map(compile_one, jobs))
    print(f"{len(headers)} headers, {len(jobs)} compilations, {len(problems)} problems")
    print("\n".join(problems))
    return 1 if problems or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
