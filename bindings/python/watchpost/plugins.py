"""Where the plugins that come with the package are."""

from __future__ import annotations

import os
from pathlib import Path

NAMES = ("email_monitor", "mail_command")


def bundled_plugins() -> list[Path]:
    """Their libraries: beside this package where it is installed, else those of the build tree it lies in; before
    them what the environment variable WATCHPOST_PLUGIN_PATH names (separated by ":")."""
    package = Path(__file__).parent.absolute()
    named = [Path(each) for each in os.environ.get("WATCHPOST_PLUGIN_PATH", "").split(os.pathsep) if each]
    installed = [package / "plugins" / f"{name}.so" for name in NAMES]
    built = [package.parents[2] / "plugins" / name / f"{name}.so" for name in NAMES]
    return named + [each for pair in zip(installed, built, strict=True) for each in pair if each.exists()]
