"""A facility that is asked and operated by mail: its controller, its mail server, and the people who write."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from watchpost import (
    Engine,
    Instance,
    MemoryPoints,
    Point,
    PointsService,
    Result,
    Sandbox,
    Setting,
    Settings,
    VirtualClock,
)

BOX = "plant@sandbox.test"
PERSON = "person@sandbox.test"
COLLEAGUE = "colleague@sandbox.test"
DUTY = "duty@sandbox.test"
STRANGER = "stranger@sandbox.test"
PEOPLE = (PERSON, COLLEAGUE, DUTY, STRANGER)

POINTS = (
    Point("pump1", title="ポンプ1", output=True, operable=True),
    Point("pump2", title="ポンプ2", output=True, operable=True),
    Point("temp1", "analog", "温度1", output=True, operable=True, decimals=1, unit="C", min=5, max=40),
    Point("level", "analog", "水位", alarms=True, decimals=2, unit="m"),
    Point("valve", output=True, operable=True, confirmed=True),
    Point("gate", output=True, operable=True, two_persons=True),
)
# What our own server writes about mail that passed DMARC, whose signature covers what commands depend on.
AUTHSERV = "mx.sandbox.test received=0"
PROVEN = {
    "Authentication-Results": "mx.sandbox.test; dmarc=pass header.from=sandbox.test; "
    "dkim=pass header.d=sandbox.test header.b=AAAABBBB",
    "DKIM-Signature": "v=1; a=rsa-sha256; d=sandbox.test; s=x; bh=x; b=AAAABBBBCCCC; "
    "h=from:to:cc:date:message-id:subject:content-type:content-transfer-encoding",
}
INTERVAL = timedelta(minutes=5)


def operate(*people: str, assurance: str = "address") -> list[str]:
    """Rows of `allow`: these people may do all with such a proof."""
    return [f"{who} operate * assurance={assurance}" for who in people]


@dataclass(frozen=True)
class Record:
    """A line of the audit log."""

    at: datetime
    event: str
    facts: Mapping[str, str]


class MailedPlant:
    """The points of POINTS, and one mail_command that reads the mailbox of BOX every five minutes.

    Its database is a file, so that restart() goes on where the engine before stopped.
    """

    def __init__(
        self,
        clock: VirtualClock,
        make_engine: Callable[..., Engine],
        sandbox: Sandbox,
        folder: Path,
    ) -> None:
        self.clock = clock
        self.sandbox = sandbox
        self.database = folder / "state.db"
        self.controller = MemoryPoints(POINTS)
        """The facility, unless start() was given another one."""
        self._make_engine = make_engine
        self._started: tuple[Settings, PointsService | None, timedelta | None, str] = ({}, None, None, "imap")
        self._mails = 0

    # The process

    def settings(self, settings: Settings, retrieve: str = "imap") -> Settings:
        """Of an instance that has the account BOX; with `settings` that differ. Alarm mails are in English."""
        full: dict[str, Setting | Sequence[Setting]] = {"alarm.language": "en", **settings}
        for key, value in self.sandbox.mail_command_settings(BOX, retrieve).items():
            full.setdefault(key, value)
        return full

    def start(
        self,
        settings: Settings | None = None,
        *,
        points: PointsService | None = None,
        interval: timedelta | None = INTERVAL,
        retrieve: str = "imap",
    ) -> Instance:
        """An engine with the one instance. `settings`: that differ; PERSON may do all unless `allow` is there."""
        if isinstance(points, MemoryPoints):
            self.controller = points
        self._started = {"allow": operate(PERSON), **(settings or {})}, points, interval, retrieve
        return self.restart()

    def restart(self) -> Instance:
        """Closes the engine and starts another one with the same settings on the same database."""
        settings, points, interval, retrieve = self._started
        self.engine = self._make_engine(
            points=self.controller if points is None else points, state=self.database
        )
        self.box = self.engine.instance("mail_command", self.settings(settings, retrieve), interval=interval)
        return self.box

    def poll(self) -> Result:
        """Reads the account now; returns when what is to be sent has left."""
        result = self.box.poll()
        assert self.engine.settle()
        return result

    # Mail

    def mail(
        self,
        text: str,
        sender: str = PERSON,
        *,
        subject: str = "",
        id: str = "",
        at: datetime | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> str:
        """Puts a mail into the mailbox of BOX; its Message-ID. `at`: its Date; `fields`: more of its header."""
        self._mails += 1
        message = EmailMessage(policy=SMTP)
        message["From"] = sender
        message["To"] = BOX
        message["Subject"] = subject
        message["Date"] = format_datetime(self.clock.now() if at is None else at)
        message["Message-ID"] = id or f"<{self._mails}@people.example>"
        for name, value in (fields or {}).items():
            message[name] = value
        message.set_content(text)
        self.sandbox.inject(BOX, message)
        return str(message["Message-ID"])

    def ask(
        self, text: str, sender: str = PERSON, *, subject: str = "", fields: Mapping[str, str] | None = None
    ) -> str:
        """Sends a mail and lets it be read; the text of its answer, of which there is one at most."""
        id = self.mail(text, sender, subject=subject, fields=fields)
        self.poll()
        (answer,) = self.answers(id, sender) or [""]
        return answer

    def letters(self, address: str = PERSON, front: str = "") -> list[EmailMessage]:
        """What the person got, oldest first; `front`: how the subject begins."""
        all = [m.parsed for m in self.sandbox.messages(address)]
        return [m for m in all if str(m["Subject"]).startswith(front)]

    def answers(self, id: str, address: str = PERSON) -> list[str]:
        """The texts of the answers to that mail."""
        return [text_of(m) for m in self.letters(address) if str(m["In-Reply-To"]).strip() == id]

    def waiting(self) -> int:
        """Mails in the mailbox of BOX."""
        return len(self.sandbox.messages(BOX))

    # What there is to see

    @property
    def moves(self) -> list[tuple[str, object]]:
        """Each movement of an output: point and value."""
        return [(o.point, o.value) for o in self.controller.operations]

    def audit(self, event: str = "") -> list[Record]:
        """The records of the audit log; `event`: of that alone."""
        with closing(sqlite3.connect(self.database)) as database:
            rows = database.execute("SELECT wall, event, facts FROM audit ORDER BY sequence").fetchall()
        all = [
            Record(datetime.fromtimestamp(wall / 1000, UTC), name, dict(json.loads(facts)))
            for wall, name, facts in rows
        ]
        return [r for r in all if event in ("", r.event)]

    def state(self) -> dict[str, str]:
        """What the instance keeps, as it is durable."""
        with closing(sqlite3.connect(self.database)) as database:
            rows = database.execute("SELECT key, value FROM state WHERE instance = 'mail_command'").fetchall()
        return {key: bytes(value).decode() for key, value in rows}


def text_of(message: EmailMessage) -> str:
    """The text, with lines that end in LF."""
    return str(message.get_content()).replace("\r\n", "\n")


def codes(answer: str) -> list[int]:
    """What became of each line."""
    return [int(code) for code in re.findall(r"^(\d{3}) ", answer, re.MULTILINE)]


def mailed_code(text: str) -> str:
    """The one code that a text asks to be sent back."""
    (code,) = set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", text))
    return str(code)
