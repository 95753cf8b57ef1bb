"""The wall clock of a running controller is set back while an output is on for a time."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from facility import Facility
from letters import answer_to, letter
from watchpost.servers import MailServers, User, wait_until


def test_for_some_seconds_is_that_long_though_the_clock_is_set_back(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    tmp_path: Path,
    plant: User,
    person: User,
    allow: list[str],
) -> None:
    preloaded, offset = tmp_path / "clock_offset.so", tmp_path / "offset"
    source = Path(__file__).with_name("clock_offset.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", preloaded, source, "-ldl"], check=True, timeout=60)
    offset.write_text("0")
    facility = facility_with(allow=allow)
    message = letter(person.address, plant.address, "pump1 on for 5s\n")
    environment = {"LD_PRELOAD": str(preloaded), "CLOCK_OFFSET_FILE": str(offset)}
    with facility.run(environment) as running:
        mail_servers.submit(person, message, plant.address)
        wait_until(lambda: facility.moves(), "the pump to run")
        offset.write_text("-3600")
        wait_until(lambda: len(facility.moves()) == 2, "the pump to stop")
        assert facility.point("pump1")["value"] is False
        answer_to(mail_servers, person, message)
        wait_until(lambda: "the clock was set back" in running.err(), "a word in the log")
