"""Finds what CMake built for these tests, beside the extension module that is under test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from watchpost import _core

BUILD = Path(_core.__file__).parents[3]
"""The folder of the build, e.g. build/release, when the package is used from there."""


def built(file: str) -> Path:
    """The absolute path of a file of the build. Without it: fails under CI, skips elsewhere, loudly."""
    path = BUILD / file
    if not path.exists():
        missing = f"NOT TESTED: {file} is not in {BUILD}; build it, and use the package from the build tree"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return path
