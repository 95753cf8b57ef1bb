"""Answers that could not leave at once: the server is dead, the host is killed, and each leaves once."""

from __future__ import annotations

from pathlib import Path

from facility import Facility
from letters import answer_to, answers_to, letter
from watchpost.servers import MailServers, wait_until

from host_sim import HostSim


def test_answers_outlive_a_dead_server_and_a_killed_host(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path
) -> None:
    person, plant = mail_servers.user(3), mail_servers.user(4)
    mail_servers.clear(person)
    mail_servers.clear(plant)
    facility = Facility(
        tmp_path, host_sim, mail_servers, plant, allow=[f"{person.address} operate * assurance=address"]
    )
    questions = [letter(person.address, plant.address, "on pump1\nget level\n") for _ in range(3)]
    mail_servers.deliver(plant, len(questions), make=lambda i: questions[i].as_bytes())
    mail_servers.stop_smtp()
    try:
        with facility.run() as running:
            # Removed means that the outcome, and the answer to be sent, are stored.
            wait_until(lambda: not mail_servers.messages(plant), "an empty mailbox", 20, 0.1)
            running.kill()
    finally:
        mail_servers.start_smtp()
    assert not mail_servers.messages(person)
    for _ in range(3):
        with facility.run():
            answers = [answer_to(mail_servers, person, question) for question in questions]
    assert len({answer["Message-ID"] for answer in answers}) == len(questions)
    for question in questions:
        assert len(answers_to(mail_servers, person, str(question["Message-ID"]))) == 1
    mail_servers.clear(person)
