"""kill -9 of `host_sim run` while it carries out mail: no command twice, every sender told, the database clean."""

from __future__ import annotations

from pathlib import Path

from facility import Facility
from kills import KILLS, Killer
from letters import codes, emptied, letter, letters_of, text_of
from monitors import assert_database_is_clean
from watchpost.servers import MailServers, User, wait_until

from host_sim import HostSim

EXECUTED, PERHAPS = (200, 205), 430
"""Codes: carried out, perhaps found out after a restart; accepted, but whether it moved is not known."""


def test_kills_execute_nothing_twice_and_leave_no_sender_without_an_answer(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path, person: User, plant: User
) -> None:
    killer = Killer()
    facility = Facility(
        tmp_path,
        host_sim,
        mail_servers,
        plant,
        interval="100ms",
        allow=[f"{person.address} operate * assurance=address"],
        answer__per_hour="1000",
    )
    asked = []
    for _ in range(KILLS):
        message = letter(person.address, plant.address, "toggle pump1\n")
        mail_servers.submit(person, message, plant.address)
        asked.append(str(message["Message-ID"]))
        with facility.run() as running:
            killer.kill(running)
        assert_database_is_clean(tmp_path / "state.db")
    with facility.run():
        emptied(mail_servers, plant)

        def answered() -> bool:
            ids = {str(m["In-Reply-To"]) for m in letters_of(mail_servers, person)}
            return ids >= set(asked)

        wait_until(answered, "an answer to each mail")

    answers: dict[str, list[str]] = {of: [] for of in asked}
    for m in letters_of(mail_servers, person):
        answers[str(m["In-Reply-To"])].append(text_of(m))
    said = {}
    for of, texts in answers.items():
        found = [code for text in texts for code in codes(text)]
        assert len(found) == 1, f"{of}: {texts}"
        said[of] = found[0]
    executed = sum(code in EXECUTED for code in said.values())
    perhaps = sum(code == PERHAPS for code in said.values())
    assert executed > KILLS / 2, said
    moves = facility.moves()
    assert len({move["key"] for move in moves}) == len(moves), "a command was carried out twice"
    others = {of: texts for of, texts in answers.items() if said[of] not in EXECUTED}
    assert executed <= len(moves) <= executed + perhaps, others
    assert facility.point("pump1")["value"] is (len(moves) % 2 == 1)
