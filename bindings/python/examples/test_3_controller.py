"""The test plays the facility: its control points are written in Python, and operated by mail."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

from watchpost import MemoryPoints, Operated, Operation, Point, Sandbox, VirtualClock
from watchpost.pytest_plugin import PERSON, PLANT, MakeInstance

POINTS = [
    Point("pump1", title="Pump 1", output=True, operable=True),
    Point("level", "analog", title="Level", unit="m", decimals=2),
]
SETTINGS = {"allow": [f"{PERSON} operate * assurance=address"]}


class SlowPump(MemoryPoints):
    """A facility that remembers who has asked it."""

    def __init__(self) -> None:
        super().__init__(POINTS)
        self.askers: list[str] = []

    def operate(self, instance: str, what: Operation) -> Operated:
        if not what.dry_run:
            self.askers.append(what.origin.principal)
        return super().operate(instance, what)


def write(sandbox: Sandbox, clock: VirtualClock, text: str) -> None:
    """A mail of the person to the plant."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = PERSON, PLANT, "pump"
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{clock.monotonic()}@sandbox.test>"
    mail.set_content(text)
    sandbox.inject(PLANT, mail)


def test_a_pump_is_operated_and_its_operator_answered(
    mail_command: MakeInstance, sandbox: Sandbox, virtual_clock: VirtualClock
) -> None:
    plant = SlowPump()
    plant["level"] = 2.5
    mail_command(plant, SETTINGS, interval=300)

    write(sandbox, virtual_clock, "on pump1\nget level\n")
    virtual_clock.advance(minutes=10)

    assert plant["pump1"] is True
    assert plant.askers == [PERSON]
    [answer] = sandbox.messages(PERSON)
    assert "2.50 m" in answer.parsed.get_content()
