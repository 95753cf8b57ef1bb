"""Settings as people write them in Python, and as plugins get them: texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from os import PathLike

from .times import to_ms


class Secret(str):
    """A value that no message shows, whatever the setting."""


Setting = str | bool | int | float | timedelta | PathLike[str]
Settings = Mapping[str, Setting | Sequence[Setting]]
"""By key; a list or tuple gives a repeated setting its rows."""


@dataclass(frozen=True)
class Device:
    """What an instance looks at; gives %Device.Address and the other macros their values."""

    name: str
    address: str = ""
    host_name: str = ""
    display_name: str = ""

    def to_raw(self) -> dict[str, str]:
        """As the extension takes it."""
        return {**vars(self), "display_name": self.display_name or self.name}


def to_rows(settings: Settings) -> list[tuple[str, str, bool]]:
    """Key and text of each setting, and whether it is a secret. Raises TypeError for a value that no setting can have."""
    rows = []
    for key, given in settings.items():
        rows_of_key = given if isinstance(given, list | tuple) else [given]
        rows += [(key, _text(key, each), isinstance(each, Secret)) for each in rows_of_key]
    return rows


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta):
        return f"{to_ms(value)}ms"
    if isinstance(value, str | int | float | PathLike):
        return str(value)
    raise TypeError(
        f"{key} = {value!r}: a setting is a str, bool, int, float, timedelta or path, or a list of them"
    )
