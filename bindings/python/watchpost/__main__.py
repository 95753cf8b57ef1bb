"""python -m watchpost: what host_sim does for one check, from Python.

python -m watchpost check email_monitor -H mail.example.org smtp.to=probe@example.org ... mail.password=@env:PW
python -m watchpost types
python -m watchpost describe email_monitor
"""

from __future__ import annotations

import argparse
import sys

from . import Engine, __version__, _core
from .plugins import bundled_plugins


def check(arguments: list[str]) -> int:
    """`host_sim check`, with the plugins that come with the package."""
    folders = [part for plugin in bundled_plugins() for part in ("--plugin-dir", str(plugin))]
    return _core.check([*arguments, *folders])


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


def parser() -> argparse.ArgumentParser:
    """Of all commands but `check`, which is only listed."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--plugin-dir", metavar="DIR", action="append", default=[],
                        help="folder or file to look for plugins in; may be repeated")  # fmt: skip
    top = argparse.ArgumentParser(
        prog="watchpost", description="What host_sim does for one check, from Python."
    )
    top.add_argument("--version", action="version", version=f"watchpost {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("check", help="one poll, one line, one exit code; as host_sim check")
    types = commands.add_parser("types", parents=[common], help="the types of all plugins")
    types.set_defaults(run=show_types)
    about = commands.add_parser("describe", parents=[common], help="the settings and metrics of a type")
    about.add_argument("type", metavar="TYPE")
    about.set_defaults(run=describe)
    return top


def main() -> int:
    """The exit code."""
    if sys.argv[1:2] == ["check"]:
        return check(sys.argv[2:])
    options = parser().parse_args()
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
