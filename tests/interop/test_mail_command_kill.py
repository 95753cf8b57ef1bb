"""kill -9 of `host_sim run` while it carries out mail: no command twice, every sender told, the database clean."""

from __future__ import annotations

import os
import random
import re
import time
from pathlib import Path

from facility import Facility
from letters import letter, letters_of, text_of
from monitors import assert_database_is_clean
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim

KILLS = int(os.environ.get("WATCHPOST_KILLS", "20"))
SEED = int(os.environ.get("WATCHPOST_KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)

EXECUTED, PERHAPS = (200, 205), 430
"""Codes: carried out, perhaps found out after a restart; accepted, but whether it moved is not known."""


def test_kills_execute_nothing_twice_and_leave_no_sender_without_an_answer(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path
) -> None:
    print(f"{KILLS} kills, WATCHPOST_KILL_SEED={SEED}")
    chance = random.Random(SEED)
    person, plant = mail_servers.user(3), mail_servers.user(4)
    mail_servers.clear(person)
    mail_servers.clear(plant)
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
            # The moment of the kill is the one thing here that is meant to be blind.
            time.sleep(chance.uniform(0.02, 0.7))
            assert running.kill().code == -9
        assert_database_is_clean(tmp_path / "state.db")
    with facility.run():
        wait_until(lambda: not mail_servers.messages(plant), "all mail carried out", 60, 0.2)

        def answered() -> bool:
            ids = {str(m["In-Reply-To"]) for m in letters_of(mail_servers, person)}
            return ids >= set(asked)

        wait_until(answered, "an answer to each mail", 60, 0.5)

    answers: dict[str, list[str]] = {of: [] for of in asked}
    for m in letters_of(mail_servers, person):
        answers[str(m["In-Reply-To"])].append(text_of(m))
    codes = {}
    for of, texts in answers.items():
        said = [int(code) for text in texts for code in re.findall(r"^(\d{3}) ", text, re.MULTILINE)]
        assert len(said) == 1, f"{of}: {texts}"
        codes[of] = said[0]
    executed = sum(code in EXECUTED for code in codes.values())
    perhaps = sum(code == PERHAPS for code in codes.values())
    assert executed > KILLS / 2, codes
    moves = facility.moves()
    assert len({move["key"] for move in moves}) == len(moves), "a command was carried out twice"
    others = {of: texts for of, texts in answers.items() if codes[of] not in EXECUTED}
    assert executed <= len(moves) <= executed + perhaps, others
    assert facility.point("pump1")["value"] is (len(moves) % 2 == 1)
    mail_servers.clear(person)
