"""Answers that could not leave at once: the server is dead, the host is killed, and each leaves once."""

from __future__ import annotations

from collections.abc import Callable

from conftest import smtp_is_down
from facility import Facility
from letters import answer_to, answers_to, emptied, letter
from watchpost.servers import MailServers, User


def test_answers_outlive_a_dead_server_and_a_killed_host(
    facility_with: Callable[..., Facility],
    mail_servers: MailServers,
    person: User,
    allow: list[str],
    plant: User,
) -> None:
    facility = facility_with(allow=allow)
    questions = [letter(person.address, plant.address, "on pump1\nget level\n") for _ in range(3)]
    mail_servers.deliver(plant, len(questions), make=lambda i: questions[i].as_bytes())
    with smtp_is_down(mail_servers), facility.run() as running:
        # Removed means that the outcome, and the answer to be sent, are stored.
        emptied(mail_servers, plant)
        running.kill()
    assert not mail_servers.messages(person)
    for _ in range(3):
        with facility.run():
            answers = [answer_to(mail_servers, person, question) for question in questions]
    assert len({answer["Message-ID"] for answer in answers}) == len(questions)
    for question in questions:
        assert len(answers_to(mail_servers, person, str(question["Message-ID"]))) == 1
