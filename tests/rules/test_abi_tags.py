"""Each function of the C headers tells its threads and its cost, in the words of base.h and of docs/abi/rules.md."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "plugin_api/include/watchpost"
FUNCTION = re.compile(r"^.*?(?:\(WP_CALL \*|WP_EXPORT .*WP_CALL )(?P<name>\w+)\)?\(", re.MULTILINE)
TAG = re.compile(r"\[([a-z0-9 -]+), ([a-z0-9 -]+)\]")
# What may stand between a comment and its function.
BETWEEN = re.compile(r'(?:\s|#.*|extern "C")*')


def vocabulary(base: str) -> tuple[set[str], set[str]]:
    """(threads, costs) of the two tables in the comment at the top of base.h."""
    tables = re.findall(r"^ \* [^\n]+:\n((?: \*    \S.*\n)+)", base[: base.index("*/")], re.MULTILINE)
    threads, costs = ({re.split(" {2,}", line[6:])[0] for line in table.splitlines()} for table in tables)
    return threads, costs


def faults(text: str, threads: set[str], costs: set[str]) -> list[str]:
    found = []
    for function in FUNCTION.finditer(text):
        pointers = text[function.start() : text.index(";", function.start())].count("WP_CALL *") or 1
        if "WP_EXPORT" in function[0]:
            pointers = 1
        comment, _, between = text[: function.start()].rpartition("*/")
        comment = comment[comment.rfind("/*") :] if BETWEEN.fullmatch(between) else ""
        tags = TAG.findall(comment)
        if len(tags) != pointers or not re.match(r"/\* \[", comment):
            found.append(f"{function['name']}: {len(tags)} tags for {pointers}, or not in front")
        found += [
            f"{function['name']}: [{who}, {cost}]"
            for who, cost in tags
            if who not in threads or cost not in costs
        ]
    return found


def of_base() -> tuple[set[str], set[str]]:
    return vocabulary((INCLUDE / "base.h").read_text(encoding="utf-8"))


def test_each_function_has_its_tag():
    found = []
    for header in sorted(INCLUDE.rglob("*.h")):
        found += [
            f"{header.name}: {fault}" for fault in faults(header.read_text(encoding="utf-8"), *of_base())
        ]
    assert not found, "\n" + "\n".join(found)


def test_every_word_is_used_and_told_in_the_rules():
    threads, costs = of_base()
    used = [tag for header in INCLUDE.rglob("*.h") for tag in TAG.findall(header.read_text(encoding="utf-8"))]
    rules = (ROOT / "docs/abi/rules.md").read_text(encoding="utf-8")
    assert {who for who, _ in used} == threads
    assert {cost for _, cost in used} == costs
    assert set(re.findall(r"^\| `([a-z0-9 -]+)` \| ", rules, re.MULTILINE)) >= threads | costs
    assert set(TAG.findall(rules)) == set(used)


WORDS = ({"any-thread"}, {"no wait"})
TAGGED = "struct a {\n  /* [any-thread, no wait] Says it. */\n  void(WP_CALL *say)(void);\n"


def test_a_function_without_a_tag():
    assert faults(TAGGED, *WORDS) == []
    (found,) = faults(TAGGED + "  int(WP_CALL *hear)(void);\n", *WORDS)
    assert found.startswith("hear: 0 tags for 1")


def test_a_word_that_does_not_exist():
    (found,) = faults(TAGGED.replace("no wait", "soon"), *WORDS)
    assert found == "say: [any-thread, soon]"


def test_a_function_that_is_passed_has_one_too():
    (found,) = faults(TAGGED.replace("(void);", "(void(WP_CALL *then)(void));"), *WORDS)
    assert found.startswith("say: 1 tags for 2")


def test_an_export():
    export = (
        '/* Defined. */\n#ifdef __cplusplus\nextern "C"\n#endif\nWP_EXPORT const a *WP_CALL made(void);\n'
    )
    (found,) = faults(export, *WORDS)
    assert found.startswith("made: 0 tags")
    assert faults(export.replace("Defined", "[any-thread, no wait]"), *WORDS) == []
