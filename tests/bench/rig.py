"""What benchmarks use of tests/interop."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))

from availability import unavailable
from mail_servers import MailServers
from monitors import results
from waiting import wait_until

from host_sim import HostSim, Running

__all__ = ["HostSim", "MailServers", "Running", "results", "unavailable", "wait_until"]
