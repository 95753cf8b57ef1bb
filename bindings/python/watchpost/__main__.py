"""python -m watchpost: what host_sim does for one check, from Python.

python -m watchpost check email_monitor -H mail.example.org smtp.to=probe@example.org ... mail.password=@env:PW
python -m watchpost types
python -m watchpost describe email_monitor
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
import time

from . import Device, Engine, LoggingLog, Result, SettingsError, WatchpostError, __version__, _core
from .errors import translated
from .plugins import bundled_plugins
from .settings import Secret
from .types import type_of

UNKNOWN = 3
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
LONGEST_WAIT = 10.0  # for a database that another check holds, seconds


class Parser(argparse.ArgumentParser):
    """Wrong arguments are UNKNOWN, as the monitoring-plugins guidelines want it."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Ends the program."""
        self.print_usage(sys.stderr)
        self.exit(UNKNOWN, f"{self.prog}: {message}\n")


def seconds(text: str) -> float:
    """ "1h30m" as 5400. Raises ArgumentTypeError."""
    if not re.fullmatch(r"([0-9]+(ms|s|m|h|d))+", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a duration; write a number and a unit: 500ms, 30s, 5m, 1h30m"
        )
    return sum(int(n) * UNITS[unit] for n, unit in re.findall(r"([0-9]+)(ms|s|m|h|d)", text))


def value_of(key: str, text: str) -> str:
    """The value that the argument names: itself, or @env:NAME, @file:PATH; "@@" stands for one "@"."""
    source, colon, where = text.partition(":")
    if not colon or source not in ("@env", "@file"):
        return text[1:] if text.startswith("@@") else text
    try:
        with translated():
            value, warning = (_core.secret_from_env if source == "@env" else _core.secret_from_file)(where)
    except WatchpostError as error:
        raise ValueError(f"{error} ({key})") from None
    if warning:
        print(f"warning: {key}: {warning}", file=sys.stderr)
    return Secret(value)


def parse(arguments: list[str]) -> list[tuple[str, str]]:
    """key=value arguments, in their order. Raises ValueError."""
    rows = []
    for argument in arguments:
        key, equals, text = argument.partition("=")
        if not equals or not key:
            raise ValueError(f"settings: the argument '{argument}' is no setting; write key=value")
        rows.append((key, value_of(key, text)))
    return rows


def stable_name(type: str, host: str, rows: list[tuple[str, str]], secret: set[str]) -> str:
    """The same settings have the same name in every run, here and in host_sim; secrets do not count (FNV-1a)."""
    total = 2166136261

    def add(text: str) -> None:
        nonlocal total
        for byte in [*text.encode(errors="surrogateescape"), 0xFF]:
            total = ((total ^ byte) * 16777619) & 0xFFFFFFFF

    for key, value in rows:
        add(key)
        if key not in secret and not isinstance(value, Secret):
            add(value)
    return f"{type}-{total:08x}" + (f"@{host}" if host else "")


def open_patiently(options: argparse.Namespace) -> Engine:
    """Another check may hold the database for a moment."""
    until = time.monotonic() + min(options.timeout, LONGEST_WAIT)
    while True:
        try:
            return Engine(
                plugins=[*options.plugin_dir, *bundled_plugins()],
                state=options.state,
                log=LoggingLog(),
                log_level=options.log_level,
            )
        except WatchpostError as error:
            if error.status != "WP_E_BUSY" or time.monotonic() >= until:
                raise
        time.sleep(0.05)


def poll(options: argparse.Namespace, rows: list[tuple[str, str]]) -> Result:
    """One poll. Raises ValueError, WatchpostError and TimeoutError."""
    with open_patiently(options) as engine:
        known = engine.types.get(options.type)
        if known is None:
            raise ValueError(unknown_type(options.type))
        secret = {p["key"] for p in known.description["parameters"] if p["kind"] == "secret"}
        host = options.hostname
        options.instance = options.instance or stable_name(options.type, host, rows, secret)
        settings: dict[str, list[str]] = {}
        for key, value in rows:
            settings.setdefault(key, []).append(value)
        device = Device(host, host, host, host) if host else None
        made = engine._only(options.type, settings, options.instance, options.timeout, device)
        for problem in engine.warnings:
            print(problem, file=sys.stderr)
        return made.poll(limit=options.timeout + 3)


def unknown_type(type: str) -> str:
    """What the engine says about it."""
    try:
        type_of(type)
    except WatchpostError as error:
        return error.text
    return ""


def check(options: argparse.Namespace) -> int:
    """The answer, also when there is none: always one line on standard output."""
    logging.basicConfig(level=logging.DEBUG, format="%(levelname)s: %(message)s")
    try:
        result = poll(options, parse(options.settings))
    except SettingsError as error:
        print(error, file=sys.stderr)
        wrong = "; ".join(str(p).removeprefix("error: ") for p in error.problems if p.is_error)
        return unknown(options, f"settings: {wrong}")
    except TimeoutError:
        return unknown(options, "no answer in time")
    except (ValueError, WatchpostError) as error:
        print(f"watchpost check: {error}", file=sys.stderr)
        return unknown(options, str(error))
    if options.json:
        print(json.dumps(result.to_dict(), ensure_ascii=False, separators=(",", ":")))
    else:
        print(result.status_line())
    return result.exit_code


def unknown(options: argparse.Namespace, why: str) -> int:
    """There is no verdict."""
    if options.json:
        answer = {"instance": options.instance or "", "type": options.type, "state": "UNKNOWN",
                  "verdict": "error", "summary": why, "readings": [], "facts": {}, "error": None,
                  "exit_code": UNKNOWN}  # fmt: skip
        print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))
    else:
        print(f"{options.type.upper()} UNKNOWN - {why.replace('|', '/')}")
    return UNKNOWN


def show_types(options: argparse.Namespace) -> int:
    """A line each."""
    with Engine(plugins=[*options.plugin_dir, *bundled_plugins()]) as engine:
        for each in engine.types.values():
            print(f"{each.id} {each.version}  {each.title}  ({each.plugin})")
    return 0


def describe(options: argparse.Namespace) -> int:
    """The settings and metrics of a type."""
    with Engine(plugins=[*options.plugin_dir, *bundled_plugins()]) as engine:
        if options.type not in engine.types:
            print(f"watchpost describe: no plugin offers {options.type!r}; there are: {', '.join(engine.types)}",
                  file=sys.stderr)  # fmt: skip
            return 1
        print(engine.types[options.type].help(), end="")
    return 0


def parser() -> Parser:
    """Of all commands."""
    common = Parser(add_help=False)
    common.add_argument("--plugin-dir", metavar="DIR", action="append", default=[],
                        help="folder or file to look for plugins in; may be repeated")  # fmt: skip
    top = Parser(prog="watchpost", description="What host_sim does for one check, from Python.")
    top.add_argument("--version", action="version", version=f"watchpost {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    one = commands.add_parser(
        "check", parents=[common], help="one poll, one line, one exit code",
        description="Polls once and answers as the monitoring-plugins guidelines want it. Secrets need not stand in the "
        "argument list, where ps shows them: key=@env:NAME or key=@file:PATH. A value that begins with @ is written "
        "with @@.",
        epilog="Exit codes: 0 OK or PENDING, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, also for wrong settings or arguments.",
    )  # fmt: skip
    one.add_argument("type", metavar="TYPE")
    one.add_argument("settings", metavar="key=value", nargs="*")
    one.add_argument(
        "-H",
        "--hostname",
        metavar="ADDRESS",
        default="",
        help="the device: %%Device.Address and %%Device.HostName",
    )
    one.add_argument(
        "-t",
        "--timeout",
        metavar="TIME",
        type=seconds,
        default=60.0,
        help="the answer is there by then (60s)",
    )
    one.add_argument(
        "--state",
        metavar="FILE",
        help="keep the monitor's state there between runs; without it, it is forgotten",
    )
    one.add_argument(
        "--instance", metavar="NAME", help="name of the state in that file; made from the settings otherwise"
    )
    one.add_argument("--json", action="store_true", help="the answer as JSON")
    one.add_argument("--log-level", choices=["debug", "info", "warning", "error"], default="error")
    one.set_defaults(run=check)

    types = commands.add_parser("types", parents=[common], help="the types of all plugins")
    types.set_defaults(run=show_types)
    about = commands.add_parser("describe", parents=[common], help="the settings and metrics of a type")
    about.add_argument("type", metavar="TYPE")
    about.set_defaults(run=describe)
    return top


def main() -> int:
    """The exit code."""
    options = parser().parse_args()
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
