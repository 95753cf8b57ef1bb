#!/usr/bin/python3
"""Who may include whom, and how long a file may be (docs: the rules below are the specification).

tests/rules/check_includes.py [ROOT]       prints every violation, exit status 1 when there is one
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

CODE = {".h", ".hpp", ".c", ".cpp"}
MEASURED = CODE | {".py", ".pyi", ".sh", ".cmake"}
MOST_LINES = 500
MOST_TEST_LINES = 700

# Where a quoted or bracketed name is looked for, besides the folder of the file that includes it.
ROOTS = ["plugins", "plugin_api/include", "host_sim", "tests"]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

LIBC = {
    "assert.h", "errno.h", "float.h", "inttypes.h", "limits.h", "stdarg.h", "stddef.h", "stdint.h", "stdio.h",
    "stdlib.h", "string.h", "time.h",
}  # fmt: skip


@dataclass(frozen=True)
class Area:
    """Files below `path` may include files of this project only below `may`."""

    path: str
    may: tuple[str, ...]


# The longest path that fits a file decides.
AREAS = [
    Area("plugin_api", ("plugin_api",)),
    Area("plugins/mail", ("plugins/mail",)),
    Area("plugins/account", ("plugins/account", "plugins/mail", "plugin_api")),
    Area("plugins/email_monitor", ("plugins/email_monitor", "plugins/account", "plugins/mail", "plugin_api")),
    Area("plugins/mail_command", ("plugins/mail_command", "plugins/account", "plugins/mail", "plugin_api")),
    Area("host_sim/engine", ("host_sim/engine", "plugin_api")),
    Area("host_sim/sandbox", ("host_sim/sandbox",)),
    Area("host_sim/cli", ("host_sim/cli", "host_sim/engine", "host_sim/sandbox")),
    Area("bindings", ("bindings", "host_sim/engine", "host_sim/cli", "host_sim/sandbox", "plugin_api")),
]

# Parsers and mechanisms: bytes in, values out. Nothing they include may reach for Asio.
PURE = re.compile(
    r"^plugins/mail/(text/.*|message/.*|sasl/.*|[^/]+/([^/]*(parser|parse)[^/]*|(reply|response|capabilit|listing|lexer|syntax|discretion|command)[^/]*))$"
)
ASIO = re.compile(r"^boost/asio")

# Sockets live in one folder of the plugins.
SOCKETS = re.compile(
    r"^(sys/socket\.h|netinet/.*|arpa/inet\.h|netdb\.h|poll\.h|boost/asio/(ip/.*|ssl.*|connect\.hpp))$"
)
SOCKET_FOLDER = "plugins/mail/net/"

# Rooms of plugins/mail, the lower ones first: each may include those before it, and itself. Its own files are
# what all share.
FLOORS = [{"text"}, {"json", "net", "sasl"}, {"message"}, {"imap", "pop3", "smtp"}, {"broker", "oauth"}]
ROOM = re.compile(r"^plugins/mail/([^/]+)/")
# The same in plugins/mail_command, along the way of a mail; what stands in the folder itself stands above all.
COMMAND_FLOORS = [
    "state", "rows", "host", "grammar", "identity", "outbox", "alarm", "journal", "runtime", "reply", "decide", "act", "intake",
]  # fmt: skip
COMMAND = "plugins/mail_command/"
# What only its own room may include.
PRIVATE = {"plugins/mail/net/internals.h"}

C_HEADERS = re.compile(r"^plugin_api/include/watchpost/(?!cpp/).*\.h$")

# libstdc++ 12 still brings <cstdint> along with other headers, so the compiler does not tell.
FIXED_WIDTH = re.compile(r"\bstd::u?int(_fast|_least)?(8|16|32|64|ptr|max)_t\b")
CSTDINT = re.compile(r"^cstdint$")


class Tree:
    def __init__(self, root: Path):
        self.root = root
        self.files = set(listed(root))
        self.found: dict[str, tuple[str, ...]] = {}

    def text(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8", errors="replace")

    def includes(self, file: str) -> tuple[str, ...]:
        if file not in self.found:
            self.found[file] = tuple(match.group(2) for match in INCLUDE.finditer(self.text(file)))
        return self.found[file]

    def resolve(self, file: str, name: str) -> str | None:
        """The file of this project that is meant; None: one of the system or of a library."""
        for folder in [str(PurePosixPath(file).parent), *ROOTS]:
            path = normal(f"{folder}/{name}")
            if path in self.files:
                return path
        return None

    def chain_to(self, wanted: re.Pattern[str], file: str) -> tuple[str, ...]:
        """The shortest way of includes from `file`, over files of this project, to a header; empty: none."""
        ways, seen = [(file,)], {file}
        for way in ways:
            for name in self.includes(way[-1]):
                if wanted.match(name):
                    return (*way, name)
                inner = self.resolve(way[-1], name)
                if inner and inner not in seen:
                    seen.add(inner)
                    ways.append((*way, inner))
        return ()


def normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def listed(root: Path) -> list[str]:
    """What git knows or would add; without git, everything outside build/."""
    git = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        out = subprocess.run(git, capture_output=True, check=True).stdout.decode()
        names = [name for name in out.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [p.relative_to(root).as_posix() for p in root.rglob("*")]
        names = [name for name in names if not name.startswith(("build/", ".git/"))]
    return [name for name in names if (root / name).is_file()]


def area_of(file: str) -> Area | None:
    fitting = [area for area in AREAS if file.startswith(area.path + "/")]
    return max(fitting, key=lambda area: len(area.path), default=None)


def floor_of(file: str) -> int | None:
    if file.startswith(COMMAND):
        folder = file.removeprefix(COMMAND).rpartition("/")[0]
        return COMMAND_FLOORS.index(folder) if folder in COMMAND_FLOORS else len(COMMAND_FLOORS)
    room = ROOM.match(file)
    return next((i for i, rooms in enumerate(FLOORS) if room and room[1] in rooms), None)


def check_rooms(file: str, name: str, inner: str | None) -> list[str]:
    """Within the plugins: one spelling of includes, no way up, nothing private."""
    faults = []
    spelled_apart = (
        inner is not None and inner.startswith("plugins/") and "/" in name and inner != f"plugins/{name}"
    )
    if name.startswith("../") or spelled_apart:
        faults.append(f'{file}: spell it from plugins/, as "mail/net/connection.h", not {name}')
    if inner is None:
        return faults
    here, there = floor_of(file), floor_of(inner)
    apart = PurePosixPath(file).parent != PurePosixPath(inner).parent
    one_house = file.startswith(COMMAND) == inner.startswith(COMMAND)
    if apart and one_house and here is not None and there is not None and here <= there:
        faults.append(f"{file}: must not look up to {inner}")
    if apart and inner in PRIVATE:
        faults.append(f"{file}: {inner} is for its own room")
    return faults


def check_file(tree: Tree, file: str) -> list[str]:
    faults = []
    area = area_of(file)
    for name in tree.includes(file):
        inner = tree.resolve(file, name)
        if file.startswith("plugins/"):
            faults += check_rooms(file, name, inner)
        if area and inner and not inner.startswith(tuple(allowed + "/" for allowed in area.may)):
            faults.append(f"{file}: {area.path} must not include {inner}")
        if area and not inner and name.startswith("watchpost/") and "plugin_api" not in area.may:
            faults.append(f"{file}: {area.path} must not include {name}")
        if C_HEADERS.match(file) and not inner and name not in LIBC:
            faults.append(f"{file}: a C header of the ABI includes only libc, not {name}")
        if C_HEADERS.match(file) and inner and not C_HEADERS.match(inner):
            faults.append(f"{file}: a C header of the ABI must not include {inner}")
        if file.startswith("plugins/") and not file.startswith(SOCKET_FOLDER) and SOCKETS.match(name):
            faults.append(f"{file}: sockets belong to {SOCKET_FOLDER}, not {name}")
    if PURE.match(file):
        chain = tree.chain_to(ASIO, file)
        if chain:
            faults.append(f"{file}: a parser must not reach Asio: " + " -> ".join(chain[1:]))
    if FIXED_WIDTH.search(tree.text(file)) and not tree.chain_to(CSTDINT, file):
        faults.append(f"{file}: std::uint32_t and its like come from <cstdint>")
    return faults


def check_size(tree: Tree, file: str) -> list[str]:
    most = MOST_TEST_LINES if file.startswith("tests/") else MOST_LINES
    lines = len((tree.root / file).read_bytes().splitlines())
    return [f"{file}: {lines} lines, at most {most}"] if lines > most else []


def check(root: Path) -> list[str]:
    tree = Tree(root)
    faults = []
    for file in sorted(tree.files):
        suffix = PurePosixPath(file).suffix
        if suffix in CODE:
            faults += check_file(tree, file)
        if suffix in MEASURED:
            faults += check_size(tree, file)
    return faults


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    faults = check(root)
    print("\n".join(faults) if faults else "include and size rules hold")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
