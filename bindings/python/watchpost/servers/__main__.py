"""`python3 -m watchpost.servers`: starts the servers, says how to reach them, stops them at Ctrl-C."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from .certificates import KINDS
from .mail_servers import ALL_MECHANISMS, MailServers
from .provision import prepare
from .releases import RELEASES, Unavailable


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python3 -m watchpost.servers",
        description="Starts Postfix and Dovecot on loopback until Ctrl-C.",
    )
    parser.add_argument("--users", type=int, default=3, help="number of accounts (default 3)")
    parser.add_argument("--mechanisms", default=ALL_MECHANISMS, help=f'default "{ALL_MECHANISMS}"')
    parser.add_argument("--certificate", choices=KINDS, default="good")
    parser.add_argument(
        "--tls", choices=("yes", "required", "no"), default="yes", help="Dovecot's ssl setting"
    )
    parser.add_argument("--host", default="127.0.0.1", help="127.0.0.2: Dovecot treats clients as remote")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the settings there for other tools")
    parser.add_argument("--release", choices=RELEASES, help="whose servers (default: as this machine's)")
    parser.add_argument("--fetch", action="store_true", help="fetch the servers, start nothing")
    parser.add_argument("--offline", action="store_true", help="fetch nothing")
    options = parser.parse_args()
    try:
        root = prepare(options.release, options.offline or None)
    except Unavailable as reason:
        print(f"{parser.prog}: {reason}", file=sys.stderr)
        return 3
    if options.fetch:
        print(f"servers of {root.release.title}: {root.folder}")
        return 0
    # SIGINT too: a shell's background job starts with it ignored, and Python leaves that as it is.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    with MailServers(
        options.users,
        options.mechanisms,
        certificate=options.certificate,
        tls=options.tls,
        host=options.host,
        release=options.release,
    ) as servers:
        text = json.dumps(servers.description(), indent=2)
        print(text, flush=True)
        if options.json:
            partial = options.json.with_suffix(options.json.suffix + ".part")
            partial.write_text(text + "\n")
            partial.replace(options.json)
        print("Ctrl-C stops the servers.", file=sys.stderr, flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
