"""C++ without what is not code."""

from __future__ import annotations

import re

# Comments, and strings that may hold braces; the leftmost one decides: a quote in a comment begins nothing.
HIDDEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"(?P<end>[^(\s]*)\(.*?\)(?P=end)" | "(?:\\.|[^"\\\n])*" | (?<![\w])'(?:\\.|[^'\\\n])+'""",
    re.DOTALL | re.VERBOSE,
)


def hide(text: str) -> str:
    """The text with its comments gone and "_" for its strings, line for line."""

    def blank(match: re.Match[str]) -> str:
        lines = match.group().count("\n")
        return "\n" * lines + ("" if match.group().startswith("/") else "_")

    return HIDDEN.sub(blank, text)
