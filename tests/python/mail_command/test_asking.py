"""What people read who ask: points, values, the state of things; in their language."""

from __future__ import annotations

import pytest
from mailed_plant import AUTHSERV, COLLEAGUE, PERSON, PROVEN, MailedPlant, codes, operate
from watchpost import VirtualClock

ENGLISH = ["help", "list", "status", "get level"]
JAPANESE = ["使い方", "一覧", "状態", "水位の値は？"]


@pytest.mark.parametrize("lines", [ENGLISH, JAPANESE])
def test_questions_move_nothing(plant: MailedPlant, lines: list[str]) -> None:
    plant.start()
    plant.controller["level"] = 1.25
    answer = plant.ask("\n".join(lines) + "\n")
    assert codes(answer) == [203, 203, 203, 202]
    assert "1.25 m" in answer
    for point in ("pump1", "ポンプ1", "temp1", "温度1", "valve", "gate"):
        assert point in answer
    assert ("現在値" in answer) is (lines is JAPANESE)
    assert plant.moves == []
    assert plant.waiting() == 0
    assert plant.audit("command.accepted") == []


def test_the_answer_is_in_the_language_of_the_mail_and_the_next_one_in_that_of_the_next(
    plant: MailedPlant,
) -> None:
    plant.start()
    assert "200 done" in plant.ask("pump1 on\n")
    assert "200 実行しました" in plant.ask("ポンプ1を停止\n")
    assert "実行" not in plant.ask("get pump1\n")
    assert plant.moves == [("pump1", True), ("pump1", False)]


@pytest.mark.parametrize(("language", "done"), [("ja", "実行しました"), ("en", "done")])
def test_a_language_may_be_fixed(plant: MailedPlant, language: str, done: str) -> None:
    plant.start({"answer.language": language})
    for line in ("pump1 on\n", "ポンプ1を停止\n"):
        assert f"200 {done}" in plant.ask(line)


def test_each_line_has_its_answer_and_a_refused_one_holds_up_no_other(plant: MailedPlant) -> None:
    plant.start()
    answer = plant.ask("pump1 on\nget nosuch\nset temp1 20.5\nset temp1 hot\npump2 on\n")
    assert codes(answer) == [200, 510, 200, 513, 200]
    assert plant.moves == [("pump1", True), ("temp1", 20.5), ("pump2", True)]
    quoted = [line[2:] for line in answer.splitlines() if line.startswith("> ")]
    assert quoted == ["pump1 on", "get nosuch", "set temp1 20.5", "set temp1 hot", "pump2 on"]


def test_a_line_that_is_no_command_holds_up_what_moves_and_not_what_asks(plant: MailedPlant) -> None:
    plant.start()
    assert codes(plant.ask("pump1 on\nget level\nfrobnicate it all\npump2 on\n")) == [504, 202, 500, 504]
    assert plant.moves == []


def test_status_tells_over_hours_what_was_done(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start({"allow": operate(PERSON) + [f"{COLLEAGUE} read * assurance=address"]})
    for line in ("pump1 on\n", "pump1 off\n", "set temp1 99\n"):
        plant.ask(line)
        virtual_clock.advance(hours=1)
    last = virtual_clock.now()
    status = plant.ask("status\n", COLLEAGUE)
    assert "operations done: 2" in status
    assert "mails sent: 3" in status
    # Times are those of the facility's own clock.
    assert f"last reading: {last.astimezone():%Y-%m-%d %H:%M}" in status
    assert plant.box.last is not None
    assert plant.box.last.readings["mails_read"].value == 4


def test_what_a_point_is_worth_stands_beside_its_value(plant: MailedPlant) -> None:
    plant.start()
    plant.controller["level"] = 0.5
    assert "0.50 m (good" in plant.ask("get level\n")
    plant.controller.set_quality("level", "bad")
    answer = plant.ask("get level\n")
    assert codes(answer) == [202]
    assert "(bad" in answer and "(good" not in answer


def test_who_may_only_read_moves_nothing(plant: MailedPlant) -> None:
    plant.start({"allow": [f"{PERSON} read pump* assurance=dmarc"], "authserv": AUTHSERV})
    assert codes(plant.ask("get pump1\nget level\npump1 on\n", fields=PROVEN)) == [202, 530, 531]
    assert plant.moves == []
    listed = plant.ask("list\n", fields=PROVEN)
    assert "pump2" in listed and "level" not in listed
