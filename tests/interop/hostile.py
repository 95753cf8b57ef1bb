"""Mail that must move nothing: forged, quoted or repeated."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product

from authority import Authority
from letters import letter

FRAMES = [
    "Bitte NICHT ausführen!\n\n{}",
    "{}\n\nNo, wait. What does this do?\n",
    "what was that?\n\n-----Original Message-----\nFrom: Boss <boss@other.example>\n\n{}",
    "ok\n\nVon: Anlage <plant@plant.example>\nGesendet: Montag, 30. November 2026 10:00\n\n{}",
    "On Mon, Nov 30, 2026 at 10:00 AM Plant <plant@plant.example> wrote:\n{}",
    "了解しました\n\n2026年11月30日(月) 10:00 Plant <plant@plant.example>:\n{}",
    "Thanks\n\nLe lun. 30 nov. 2026 à 10:00, Plant a écrit :\n{}",
    "{}\nonly if the level is low\n",
]
"""What people write around an order that is not theirs, or that they do not want carried out."""


class Hostile:
    """Sixty such mails in an order of chance: twenty of each kind. `sent` are honest mails, for repetitions."""

    EACH = 20

    def __init__(
        self,
        chance: random.Random,
        ends: tuple[str, str],
        authorities: tuple[Authority, Authority],
        forged: Sequence[str],
        quoted: Sequence[str],
    ) -> None:
        """`ends` are the person who writes honest mail and the plant, `authorities` the one that lets the person
        sign and one that nobody trusts. `forged` and `quoted` are texts that would move something at the top of
        a proven mail."""
        self.sent: list[bytes] = []
        self._chance, (self._person, self._to), self._orders = chance, ends, forged
        self._people, self._others = authorities
        around = list(product(FRAMES, quoted))
        chance.shuffle(around)
        self._next: list[Callable[[], bytes]] = [self._forged, self._repeated] * self.EACH
        self._next += [partial(self._quoted, *around[i % len(around)]) for i in range(self.EACH)]
        chance.shuffle(self._next)

    def __len__(self) -> int:
        """How many are left."""
        return len(self._next)

    def next(self) -> bytes:
        """The next one, to be submitted as it is."""
        return self._next.pop()()

    def _forged(self) -> bytes:
        order = self._chance.choice(self._orders)
        unsigned = letter(self._person, self._to, order).as_bytes()
        foreign = self._others.signed(self._person, self._to, order)[1]
        message = self._people.signed(self._person, self._to, "get level\n")[1]
        assert message.count(b"get level") == 1
        return self._chance.choice([unsigned, foreign, message.replace(b"get level", order.strip().encode())])

    def _quoted(self, frame: str, order: str) -> bytes:
        return self._people.signed(self._person, self._to, frame.format(order))[1]

    def _repeated(self) -> bytes:
        """Word for word, or with a Message-ID that makes it look new."""
        again = self._chance.choice(self.sent)
        if self._chance.random() < 0.5:
            return again
        head, _, rest = again.partition(b"Message-ID: <")
        return head + b"Message-ID: <again-" + rest
