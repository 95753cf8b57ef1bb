"""The tutorial is true: its blocks, from the build tree."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import tutorial
import watchpost


def build_tree(folder: Path) -> dict[str, str]:
    """An environment in which `python3` has the package of this test, as the page says for build trees."""
    shell = folder / "bin" / "python3"
    shell.parent.mkdir()
    shell.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B "$@"\n')
    shell.chmod(0o755)
    return {
        "PATH": f"{shell.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(watchpost.__file__).parents[1]),
        "PYTEST_ADDOPTS": "-p watchpost.pytest_plugin -p no:cacheprovider",
    }


def test_every_block_of_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    done = tutorial.run(folder, install=False, environment=build_tree(tmp_path), limit=600)
    assert len(done) == 6
    for step, printed in done:
        if step.output is not None:
            assert tutorial.without_times(printed) == tutorial.without_times(step.output)


def test_the_ten_lines_are_ten() -> None:
    page = tutorial.PAGE.read_text(encoding="utf-8")
    lines = [line for line in tutorial.files(page)["test_heartbeat.py"].splitlines()[1:] if line]
    assert len(lines) <= 10


@pytest.mark.parametrize(
    ("page", "text"),
    [("```python\nimport os\n```\n", "names no file"), ("```\nx\n```\n", "no language")],
)
def test_blocks_that_nobody_runs_are_refused(page: str, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        tutorial.files(page)
        list(tutorial.steps(page))
