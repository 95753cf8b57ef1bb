"""A monitor and the mails about it in one engine: a lost mail becomes an alarm mail, and its end another one."""

from __future__ import annotations

import pytest
from mailed_plant import BOX, DUTY, MailedPlant, codes, mailed_code, text_of
from watchpost import State, User, VirtualClock

PROBE = "probe@sandbox.test"


@pytest.mark.parametrize("acknowledged", [False, True])
def test_lost_mail_is_told_to_the_one_on_duty(
    plant: MailedPlant, virtual_clock: VirtualClock, acknowledged: bool
) -> None:
    plant.sandbox.add_user(User(PROBE))
    plant.start({"alarm.to": [DUTY], "alarm.repeat": "2h", "alarm.point": ["monitor:* at=critical"]})
    plant.engine.instance("email_monitor", plant.sandbox.settings(PROBE), name="mx", interval=300)
    results = virtual_clock.advance(hours=1)
    assert {r.verdict for r in results if r.instance == "mx"} == {"up"}
    assert plant.letters(DUTY) == []

    lost = plant.sandbox.add_rule("drop", recipient=PROBE)
    results = virtual_clock.advance(hours=1)
    down = [r for r in results if r.instance == "mx" and r.state is State.CRITICAL]
    assert down
    (alarm,) = plant.letters(DUTY)
    assert str(alarm["Subject"]).startswith("[ALARM] mx: CRITICAL")
    assert down[0].summary[:40] in text_of(alarm)
    if acknowledged:
        assert codes(plant.ask(f"ack {mailed_code(text_of(alarm))}\n", DUTY)) == [206]
    virtual_clock.advance(hours=4)
    repeats = plant.letters(DUTY, "[ALARM, mail")
    assert len(repeats) == (0 if acknowledged else 2), [str(m["Subject"]) for m in plant.letters(DUTY)]

    plant.sandbox.remove_rule(lost)
    virtual_clock.advance(hours=1)
    assert [str(m["Subject"]).partition(" [")[0] for m in plant.letters(DUTY, "[OVER]")] == ["[OVER] mx: OK"]
    virtual_clock.advance(hours=4)
    assert len(plant.letters(DUTY)) == 2 + len(repeats) + acknowledged
    assert plant.sandbox.messages(BOX) == []
