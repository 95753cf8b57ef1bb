"""The address that EHLO gives is that of our end of the connection (RFC 5321 section 4.1.4)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from host_sim import HostSim


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("unshare") is None, reason="needs root and unshare")
def test_it_is_our_own_off_loopback_too(host_sim: HostSim) -> None:
    settings = {
        "smtp.server": "192.0.2.10",
        "smtp.port": "2525",
        "smtp.tls": "none",
        "smtp.to": "probe@example.org",
        "smtp.from": "probe@example.org",
        "mail.server": "192.0.2.10",
        "mail.username": "probe",
        "mail.password": "unused-password",
    }
    command = [
        str(host_sim.path),
        "check",
        "email_monitor",
        *(f"{key}={value}" for key, value in settings.items()),
    ]
    if host_sim.plugin:
        command += ["--plugin-dir", str(host_sim.plugin)]
    script = Path(__file__).with_name("off_loopback.py")
    said = subprocess.run(
        ["unshare", "-n", sys.executable, str(script), *command],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert said.stdout == "EHLO [192.0.2.10]\n"
