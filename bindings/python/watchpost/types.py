"""What plugins offer: types with their settings, metrics and verdicts, as their descriptors say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import _core
from .errors import translated


@dataclass(frozen=True)
class Type:
    """A type of instances."""

    id: str
    """E.g. "email_monitor"."""
    title: str
    version: str
    plugin: Path
    """The library that offers it."""
    description: Mapping[str, Any]
    """Every field of the descriptors: settings with kind, default and limits, metrics, verdicts, services."""

    def help(self) -> str:
        """The settings and metrics, for a terminal."""
        return _core.describe_text(self.id)

    @property
    def settings(self) -> tuple[str, ...]:
        """The keys of the settings, in the plugin's order."""
        return tuple(param["key"] for param in self.description["parameters"])


def type_of(id: str) -> Type:
    """Raises WatchpostError when no plugin offers it."""
    with translated():
        raw = json.loads(_core.describe(id))
        return Type(raw["id"], raw["title"], raw["version"], Path(_core.plugin_of(id)), raw)
