"""kill -9 of `host_sim run` while it carries out mail, some of it hostile: no command twice, none that nobody gave,
every sender told, the database clean."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from authority import Authority
from facility import POINTS, Facility, stored
from hostile import Hostile
from kills import SEED, Killer
from letters import answer_to, codes, emptied, letters_of, text_of
from monitors import assert_database_is_clean
from watchpost.servers import MailServers, User, wait_until

KILLS = 200
EXECUTED, PERHAPS = (200, 205), 430
"""Codes: carried out, perhaps found out after a restart; accepted, but whether it moved is not known."""

VALVE = '\n[[points]]\nid = "valve"\ndirection = "out"\nconfirm = true\n'


def test_kills_and_hostile_mail_move_nothing_that_nobody_ordered(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    tmp_path: Path,
    person: User,
    plant: User,
) -> None:
    people, others = Authority(tmp_path / "people"), Authority(tmp_path / "others")
    for authority in (people, others):
        authority.enroll(person.address)
    facility = facility_with(
        interval="100ms",
        points=POINTS + VALVE,
        allow=[f"{person.address} operate * assurance=signature"],
        signer=[f"{person.address} ca={people.ca_file}"],
        answer__per_hour="1000",
    )

    def send(mail: tuple[str, bytes]) -> str:
        mail_servers.submit(person, mail[1], plant.address)
        return mail[0]

    # A code that waits to be confirmed, for those who quote it.
    with facility.run():
        wish = people.signed(person.address, plant.address, "on valve\n")
        question = text_of(answer_to(mail_servers, person, send(wish)))
    (code,) = set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", question))

    killer, chance = Killer(), random.Random(SEED)
    hostile = Hostile(
        chance,
        (person.address, plant.address),
        (people, others),
        forged=["on pump2\n", "confirm K7QF-3MZX-9TRA\n"],
        quoted=["on pump2\n", f"confirm {code}\n", question],
    )
    hostile.sent.append(wish[1])
    asked = []
    for left in range(KILLS, 0, -1):
        honest = people.signed(person.address, plant.address, "toggle pump1\n")
        asked.append(send(honest))
        while chance.random() < len(hostile) / left:
            mail_servers.submit(person, hostile.next(), plant.address)
        with facility.run() as running:
            killer.kill(running)
        assert_database_is_clean(tmp_path / "state.db")
        # A repetition is one of what came before it.
        wait_until(lambda: mail_servers.queue_length() == 0, "a delivered mail")
        hostile.sent.append(honest[1])
    assert len(hostile) == 0

    def unanswered() -> set[str]:
        return set(asked) - {str(m["In-Reply-To"]) for m in letters_of(mail_servers, person)}

    def uncertain() -> int:
        phase = '"phase":"uncertain"'
        query = f"SELECT value FROM state WHERE key LIKE 'outbox.%' AND CAST(value AS TEXT) LIKE '%{phase}%'"
        return len(stored(tmp_path / "state.db", query))

    with facility.run():
        emptied(mail_servers, plant)
        # Of a letter that was leaving when the process died nobody knows whether it left: it is not sent again.
        wait_until(lambda: len(unanswered()) <= uncertain(), "an answer to each mail")

    answers: dict[str, list[str]] = {of: [] for of in asked}
    for m in letters_of(mail_servers, person):
        answers.setdefault(str(m["In-Reply-To"]), []).append(text_of(m))
    said = {}
    for of in set(asked) - unanswered():
        found = [code for text in answers[of] for code in codes(text)]
        assert len(found) == 1, f"{of}: {answers[of]}"
        said[of] = found[0]
    executed = sum(code in EXECUTED for code in said.values())
    perhaps = sum(code == PERHAPS for code in said.values()) + len(unanswered())
    assert executed > KILLS / 2, said
    moves = facility.moves()
    assert len({move["key"] for move in moves}) == len(moves), "a command was carried out twice"
    others_said = {of: answers[of] for of in asked if said.get(of) not in EXECUTED}
    assert executed <= len(moves) <= executed + perhaps, others_said
    assert facility.point("pump1")["value"] is (len(moves) % 2 == 1)
    assert facility.point("pump2")["value"] is False
    assert facility.point("valve")["value"] is False
