"""A POP3 server that wants more time between sign-ins than there is between polls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from mailed_plant import BOX, PEOPLE, MailedPlant, codes
from watchpost import Sandbox, State, VirtualClock

DELAY = timedelta(minutes=48)
INTERVAL = timedelta(minutes=10)


@pytest.fixture
def sandbox(virtual_clock: VirtualClock) -> Iterator[Sandbox]:
    with Sandbox(users=[BOX, *PEOPLE], clock=virtual_clock, login_delay=DELAY) as server:
        yield server


def test_polls_are_put_off_and_the_account_is_read_as_soon_as_it_may_be(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    box = plant.start(interval=INTERVAL, retrieve="pop3")
    virtual_clock.advance(INTERVAL)
    assert box.last is not None and box.last.verdict == "run"
    assert "below the 2880 s that the server wants" in box.last.facts["interval"]
    signed_in = virtual_clock.now()

    # Older than the freshness of 15 minutes before anybody may look: not the fault of who wrote it.
    id = plant.mail("on pump1\n")
    virtual_clock.advance(INTERVAL)
    assert (box.last.state, box.last.verdict) == (State.OK, "run")
    assert "not read for 2280 s yet" in box.last.summary
    virtual_clock.advance(signed_in + DELAY - virtual_clock.now() - timedelta(seconds=5))
    assert plant.moves == []
    virtual_clock.advance(seconds=10)
    assert plant.moves == [("pump1", True)]
    (answer,) = plant.answers(id)
    assert codes(answer) == [200]


def test_a_trial_sign_in_tells_how_much_time_it_wants(plant: MailedPlant) -> None:
    box = plant.start(interval=None, retrieve="pop3")
    end = box.probe("sign-in").end
    assert (end.verdict, end.facts["mail.login_delay"]) == ("signed-in", "2880 s")
