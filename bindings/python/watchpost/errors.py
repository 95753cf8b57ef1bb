"""What can go wrong, as exceptions that name the key, the value and the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from . import _core


@dataclass(frozen=True)
class Problem:
    """One remark about settings."""

    severity: str
    """"error" or "warning"."""
    key: str
    """The setting, e.g. "smtp.port"; empty when it is about none."""
    value: str
    """As it was given; empty when there is none or several, when it is a secret, and when there is no such setting."""
    text: str
    """What is wrong and what to do."""
    file: str = ""
    """The settings file; empty when it comes from none."""
    line: int = 0
    """1-based; 0: unknown."""
    column: int = 0
    """1-based; 0: unknown."""
    line_text: str = field(default="", compare=False)
    """The whole remark in one line, exactly as the command line program writes it."""

    @property
    def is_error(self) -> bool:
        """Whether it keeps the settings from being used."""
        return self.severity == "error"

    @property
    def remedy(self) -> str:
        """What to do: the part of `text` after its first "; ", or all of it."""
        return self.text.partition("; ")[2] or self.text

    def __str__(self) -> str:
        return self.line_text or f"{self.severity}: {self.key}: {self.text}"


class WatchpostError(Exception):
    """Something in the engine or in a plugin did not work."""

    def __init__(
        self,
        text: str,
        *,
        status: str = "WP_E_INTERNAL",
        domain: str = "",
        code: int = 0,
        key: str = "",
        value: str = "",
        remedy: str = "",
        shown: str = "",
    ) -> None:
        super().__init__(shown or text)
        self.text = text
        """One line for people; never holds a secret."""
        self.status = status
        """The wp_status by its name, e.g. "WP_E_BUSY"."""
        self.domain = domain
        """"smtp", "state", "loader", ...; empty: none."""
        self.code = code
        """In the domain's own numbers, e.g. 535 of "smtp"; 0: none."""
        self.key = key
        """The setting at fault; empty: none."""
        self.value = value
        """Its value, unless it is a secret."""
        self.remedy = remedy
        """What to do; empty when nothing is known."""


class SettingsError(WatchpostError):
    """Settings that cannot be used. str() shows all problems, a line each, as the command line program does."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = next((p for p in problems if p.is_error), problems[0])
        super().__init__(
            first.text,
            status="WP_E_SETTINGS",
            domain="settings",
            key=first.key,
            value=first.value,
            remedy=first.remedy,
            shown="\n".join(str(p) for p in problems),
        )
        self.problems = tuple(problems)
        """All errors and warnings, in the order of the engine."""


class PluginError(WatchpostError):
    """A plugin library cannot be loaded."""


def problem_from(raw: dict[str, Any]) -> Problem:
    """Of a problem as the extension passes it."""
    return Problem(**raw)


def raise_for(problems: Sequence[Problem]) -> None:
    """Raises SettingsError when one of them is an error."""
    if any(p.is_error for p in problems):
        raise SettingsError(problems)


@contextmanager
def translated() -> Iterator[None]:
    """Makes WatchpostError of the extension's failures."""
    try:
        yield
    except _core.CoreError as error:
        failure = error.failure
        raise WatchpostError(
            failure["text"],
            status=failure["status"],
            domain=failure["domain"],
            code=failure["code"],
            key=failure["key"],
            remedy=failure["text"].partition("; ")[2],
            shown=str(error),
        ) from None
