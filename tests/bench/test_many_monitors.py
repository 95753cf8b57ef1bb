"""The benchmark of many monitors runs. What it measures is told, not tested."""

from __future__ import annotations

import pytest
from conftest import missing
from many_peers import MECHANISMS, compare, table
from rig import HostSim, unavailable


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_three_monitors(request: pytest.FixtureRequest, mechanism: str) -> None:
    build = request.config.getoption("--build")
    if build is None:
        missing("no --build FOLDER given")
    reason = unavailable()
    if reason:
        missing(f"no mail servers here: {reason}")
    host_sim = HostSim(build / "host_sim/cli/host_sim", build / "plugins/email_monitor/email_monitor.so")
    entries = compare(host_sim, mechanism, monitors=3, interval=1, turns=1)
    assert [entry.name for entry in entries] == ["host_sim with 3 monitors", "Python with 3 threads"]
    assert all(0.5 < entry.cpu_ms < 1000 for entry in entries), entries
    assert "of Python's CPU" in table(entries)
