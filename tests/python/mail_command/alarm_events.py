"""Events as a host raises them."""

from __future__ import annotations

import itertools

from mailed_plant import MailedPlant
from watchpost import Event, State

_serial = itertools.count(1)


def begins(plant: MailedPlant, point: str = "level", text: str = "too high") -> Event:
    """The alarm of the point is active in the controller now; its event."""
    number = plant.controller.raise_alarm(point)
    return Event(
        "point_raised",
        f"{point}/{number}",
        source=point,
        title="水位",
        text=text,
        value="4.20 m",
        at=plant.clock.now(),
        alarm=str(number),
    )


def ends(plant: MailedPlant, begun: Event) -> Event:
    """The alarm is over in the controller; its event."""
    plant.controller.clear_alarm(begun.source)
    return Event(
        "point_cleared",
        f"{begun.key}/over",
        source=begun.source,
        title=begun.title,
        state=State.OK,
        former_state=State.CRITICAL,
        text="back to normal",
        value="3.10 m",
        at=plant.clock.now(),
        alarm=begun.alarm,
    )


def monitor(state: State, former: State, text: str = "the mail is late") -> Event:
    """A monitor named "mx" goes from one state to another, now."""
    return Event(
        "monitor_state", f"mx/{next(_serial)}", source="mx", state=state, former_state=former, text=text
    )
