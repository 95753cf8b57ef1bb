"""Alarms become mails: held off, repeated for hours, over, acknowledged by reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from alarm_events import begins, ends, monitor
from mailed_plant import COLLEAGUE, DUTY, PERSON, MailedPlant, codes, mailed_code, text_of
from watchpost import State, VirtualClock

TO = {"alarm.to": [DUTY]}


def subjects(plant: MailedPlant, address: str = DUTY) -> list[str]:
    """Of what the person got, up to the code."""
    return [str(m["Subject"]).partition(" [")[0] for m in plant.letters(address)]


def test_an_alarm_is_told_acknowledged_by_reply_and_over(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start(TO)
    plant.poll()
    alarm = begins(plant)
    plant.engine.raise_event(alarm)
    virtual_clock.advance(seconds=1)
    (told,) = plant.letters(DUTY)
    text = text_of(told)
    assert "水位" in text and "4.20 m" in text and "too high" in text
    assert told["Auto-Submitted"] == "auto-generated"
    # No rule is about the one on duty: the code of the mail is what allows it.
    answer = plant.ask("ack\n", DUTY, subject=f"Re: {told['Subject']}")
    assert codes(answer) == [206]
    assert plant.controller.sample("level").alarm == "acknowledged"
    (done,) = plant.controller.acknowledgements
    assert (done.point, str(done.occurrence), done.origin.principal) == ("level", alarm.alarm, DUTY)
    virtual_clock.advance(hours=2)
    plant.engine.raise_event(ends(plant, alarm))
    virtual_clock.advance(seconds=1)
    over = plant.letters(DUTY, "[OVER]")
    assert len(over) == 1
    assert str(told["Message-ID"]) in str(over[0]["References"])
    assert "after 2 h 0 min" in text_of(over[0])
    assert plant.moves == []


def test_an_alarm_is_told_in_the_language_of_the_last_mail_else_of_the_title(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({"alarm.to": [DUTY, PERSON], "alarm.language": "auto"})
    plant.poll()
    plant.ask("get level\n")
    alarm = begins(plant)
    plant.engine.raise_event(alarm)
    virtual_clock.advance(seconds=1)
    assert subjects(plant) == ["【警報】水位: 4.20 m"]
    assert subjects(plant, PERSON)[-1] == "[ALARM] 水位: 4.20 m"
    plant.ask("水位 表示\n")
    plant.engine.raise_event(ends(plant, alarm))
    virtual_clock.advance(seconds=1)
    assert subjects(plant, PERSON)[-1] == "【復旧】水位: 3.10 m"


def test_an_alarm_is_repeated_until_it_is_acknowledged(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({**TO, "alarm.repeat": "30m"})
    plant.poll()
    alarm = begins(plant)
    plant.engine.raise_event(alarm)
    virtual_clock.advance(hours=2, minutes=1)
    assert subjects(plant) == ["[ALARM] 水位: 4.20 m"] + [
        f"[ALARM, mail {n}] 水位: 4.20 m" for n in (2, 3, 4, 5)
    ]
    # The code of any of them is good.
    code = mailed_code(text_of(plant.letters(DUTY)[2]))
    assert codes(plant.ask(f"ack {code}\n", DUTY)) == [206]
    virtual_clock.advance(hours=3)
    assert len(plant.letters(DUTY)) == 6
    plant.engine.raise_event(ends(plant, alarm))
    virtual_clock.advance(hours=1)
    assert len(plant.letters(DUTY, "[OVER]")) == 1


@pytest.mark.parametrize(("lasts", "mails"), [(timedelta(minutes=9), 0), (timedelta(minutes=11), 2)])
def test_an_alarm_is_held_off(
    plant: MailedPlant, virtual_clock: VirtualClock, lasts: timedelta, mails: int
) -> None:
    plant.start({**TO, "alarm.hold_off": "10m"})
    alarm = begins(plant)
    plant.engine.raise_event(alarm)
    virtual_clock.advance(lasts)
    plant.engine.raise_event(ends(plant, alarm))
    virtual_clock.advance(hours=2)
    assert len(plant.letters(DUTY)) == mails
    if mails:
        assert [s[:6] for s in subjects(plant)] == ["[ALARM", "[OVER]"]


def test_a_restart_neither_loses_nor_doubles_an_alarm(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({**TO, "alarm.hold_off": "10m", "alarm.repeat": "1h"})
    alarm = begins(plant)
    plant.box.notify(alarm)
    virtual_clock.advance(minutes=5)
    plant.restart()
    plant.box.notify(alarm)  # as a host does that died before it knew that the event was taken
    virtual_clock.advance(minutes=10)
    assert len(plant.letters(DUTY)) == 1
    plant.engine.close()
    virtual_clock.advance(hours=1, minutes=5)
    plant.restart()
    virtual_clock.advance(minutes=1)
    assert len(plant.letters(DUTY)) == 2
    plant.box.notify(ends(plant, alarm))
    virtual_clock.advance(hours=5)
    assert len(plant.letters(DUTY)) == 3


def test_an_alarm_waits_for_the_mail_server_and_is_told_once(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start(TO)
    plant.sandbox.set_unavailable("smtp")
    plant.engine.raise_event(begins(plant))
    results = virtual_clock.advance(hours=3)
    assert {r.verdict for r in results[1:]} == {"sending"}
    assert results[-1].readings["mails_waiting"].value == 1
    assert plant.letters(DUTY) == []
    plant.sandbox.set_unavailable("smtp", False)
    results = virtual_clock.advance(hours=1)
    assert len(plant.letters(DUTY)) == 1
    assert results[-1].verdict == "run"


def test_without_an_interval_alarms_leave_and_no_mail_is_read(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({**TO, "alarm.repeat": "1h"}, interval=None)
    plant.mail("pump1 on\n")
    alarm = begins(plant)
    plant.engine.raise_event(alarm)
    assert virtual_clock.advance(hours=2, minutes=30) == []
    plant.engine.raise_event(ends(plant, alarm))
    virtual_clock.advance(hours=6)
    assert len(plant.letters(DUTY)) == 4
    # Nobody would read the reply.
    assert not any(
        "ack " in text_of(m) or "[" in str(m["Subject"])[7:] for m in plant.letters(DUTY, "[ALARM] ")
    )
    assert plant.sandbox.counters()["imap"]["sessions"] == 0
    assert plant.waiting() == 1
    assert plant.moves == []


def test_a_monitor_that_gets_worse_is_told_again(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start({**TO, "alarm.repeat": "1h"})
    plant.poll()
    plant.engine.raise_event(monitor(State.WARNING, State.OK))
    virtual_clock.advance(minutes=1)
    code = mailed_code(text_of(plant.letters(DUTY)[-1]))
    assert codes(plant.ask(f"ack {code}\n", DUTY)) == [206]
    told = len(plant.letters(DUTY))
    virtual_clock.advance(hours=3)
    assert len(plant.letters(DUTY)) == told
    plant.engine.raise_event(monitor(State.CRITICAL, State.WARNING))
    virtual_clock.advance(minutes=1)
    plant.engine.raise_event(monitor(State.WARNING, State.CRITICAL))
    virtual_clock.advance(minutes=1)
    plant.engine.raise_event(monitor(State.OK, State.WARNING))
    virtual_clock.advance(minutes=1)
    alarms = [s for s in subjects(plant) if not s.startswith("Re:")]
    assert alarms == ["[ALARM] mx: WARNING", "[ALARM] mx: CRITICAL", "[OVER] mx: OK"]


def test_rules_say_who_is_told(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start(
        {
            "alarm.to": [DUTY, COLLEAGUE, PERSON],
            "alarm.point": ["level to=2 recovery=no", "monitor:* at=critical to=3"],
        }
    )
    alarm = begins(plant)
    plant.engine.raise_event(alarm)
    plant.engine.raise_event(monitor(State.WARNING, State.OK))
    virtual_clock.advance(minutes=10)
    plant.engine.raise_event(ends(plant, alarm))
    plant.engine.raise_event(monitor(State.CRITICAL, State.WARNING))
    virtual_clock.advance(minutes=10)
    assert plant.letters(DUTY) == []
    assert subjects(plant, COLLEAGUE) == ["[ALARM] 水位: 4.20 m"]
    assert subjects(plant, PERSON) == ["[ALARM] mx: CRITICAL"]


def test_the_code_of_an_alarm_is_no_good_for_the_next_one(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start(TO)
    plant.poll()
    first = begins(plant)
    plant.engine.raise_event(first)
    virtual_clock.advance(minutes=5)
    code = mailed_code(text_of(plant.letters(DUTY)[0]))
    plant.engine.raise_event(ends(plant, first))
    virtual_clock.advance(minutes=5)
    plant.engine.raise_event(replace(begins(plant), text="too high again"))
    virtual_clock.advance(minutes=5)
    late = plant.mail(f"ack {code}\n", DUTY)
    virtual_clock.advance(minutes=5)
    assert plant.answers(late, DUTY) == []
    assert plant.controller.sample("level").alarm == "active"
    assert plant.controller.acknowledgements == []
