"""What benchmarks use of tests/interop and of the Python package, which must be in PYTHONPATH."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))

from monitors import results
from watchpost.servers import MailServers, unavailable, wait_until

from host_sim import HostSim, Running

INTEROP = Path(sys.path[0])

__all__ = ["INTEROP", "HostSim", "MailServers", "Running", "results", "unavailable", "wait_until"]
