"""Outputs that go back by themselves: after hours, over restarts, without mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mailed_plant import PERSON, MailedPlant, codes, text_of
from watchpost import VirtualClock


@pytest.mark.parametrize("restarted", ["", "before it is due", "after it was due"])
def test_an_output_goes_back_after_hours_once(
    plant: MailedPlant, virtual_clock: VirtualClock, restarted: str
) -> None:
    plant.start()
    assert "goes back at" in plant.ask("pump1 on for 3h\n")
    virtual_clock.advance(hours=2, minutes=55)
    assert plant.controller["pump1"] is True
    if restarted == "before it is due":
        plant.restart()
    elif restarted == "after it was due":
        plant.engine.close()
        virtual_clock.advance(hours=1)
        assert plant.controller["pump1"] is True
        plant.restart()
    virtual_clock.advance(minutes=10)
    assert plant.controller["pump1"] is False
    plant.restart()
    virtual_clock.advance(hours=4)
    assert plant.moves == [("pump1", True), ("pump1", False)]
    assert len(plant.audit("command.returned")) == 1
    assert len(plant.letters(PERSON)) == 1
    assert not [key for key in plant.state() if key.startswith("revert")]


def test_until_goes_back_at_the_time_of_day(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start()
    plant.controller["temp1"] = 18.0
    end = virtual_clock.now() + timedelta(hours=5)
    assert codes(plant.ask(f"set temp1 24.5 until {end.astimezone():%H:%M}\n")) == [200]
    virtual_clock.advance(hours=4, minutes=59)
    assert plant.controller["temp1"] == 24.5
    virtual_clock.advance(minutes=2)
    assert plant.controller["temp1"] == 18.0
    (back,) = plant.audit("command.returned")
    assert timedelta() <= back.at - end <= timedelta(seconds=10)


def test_a_later_for_takes_the_return_over(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start()
    plant.ask("pump1 on for 1h\n")
    virtual_clock.advance(minutes=50)
    plant.ask("pump1 on for 2h\n")
    virtual_clock.advance(minutes=100)
    assert plant.controller["pump1"] is True
    virtual_clock.advance(hours=1)
    assert plant.moves == [("pump1", True), ("pump1", True), ("pump1", False)]


def test_an_order_for_good_ends_the_return(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start()
    plant.ask("pump1 on for 1h\n")
    virtual_clock.advance(minutes=50)
    plant.ask("pump1 on\n")
    virtual_clock.advance(hours=3)
    assert plant.controller["pump1"] is True
    assert plant.audit("command.returned") == []


def test_an_output_goes_back_while_there_is_no_mail_server(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start()
    plant.ask("pump1 on for 30m\n")
    for protocol in ("imap", "smtp"):
        plant.sandbox.set_unavailable(protocol)
    results = virtual_clock.advance(hours=1)
    assert {r.verdict for r in results} == {"receiving"}
    assert plant.moves == [("pump1", True), ("pump1", False)]


def test_a_return_that_is_denied_is_tried_until_it_is_done_and_told_once(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start()
    plant.ask("pump1 on for 10m\n")
    plant.controller.deny("pump1", "local mode")
    virtual_clock.advance(hours=1)
    told = plant.letters(PERSON)[1:]
    assert len(told) == 1
    assert "could not be returned" in text_of(told[0]) and "local mode" in text_of(told[0])
    assert plant.controller["pump1"] is True
    plant.controller.deny("pump1", "")
    virtual_clock.advance(minutes=2)
    assert plant.moves == [("pump1", True), ("pump1", False)]
    assert plant.audit("command.returned")[-1].facts["result"] == "done"


def test_a_pulse_is_on_and_off(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start({"command.pulse": "5s"})
    plant.ask("pulse pump1\npump2 pulse for 90s\n")
    assert plant.controller["pump1"] is True
    virtual_clock.advance(seconds=5)
    assert (plant.controller["pump1"], plant.controller["pump2"]) == (False, True)
    virtual_clock.advance(seconds=90)
    assert plant.moves == [("pump1", True), ("pump2", True), ("pump1", False), ("pump2", False)]
