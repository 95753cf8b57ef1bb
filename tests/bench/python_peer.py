"""The long-lived Python client of python_loop.py as a peer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from measurement import REST_MS, Run, Sample, Target


def peer(protocol: str) -> Callable[[Target, int], Run]:
    """The peer that fetches by `protocol` (imap, pop3), in a process of its own."""

    def run(target: Target, count: int) -> Run:
        command = [sys.executable, str(Path(__file__).with_name("python_loop.py")), protocol, str(count)]
        command.append(str(REST_MS))
        text = json.dumps(target.as_dict())
        ended = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, check=True)
        answer = json.loads(ended.stdout)
        return Run([Sample(**sample) for sample in answer["samples"]], answer["peak_rss_mib"], 0)

    return run
