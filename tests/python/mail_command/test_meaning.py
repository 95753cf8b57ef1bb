"""What a mail means that is no plain list of commands: sentences, quotations, second thoughts."""

from __future__ import annotations

import pytest
from alarm_events import begins
from mailed_plant import DUTY, PERSON, MailedPlant, codes, mailed_code, operate, text_of
from watchpost import VirtualClock

SENTENCES = [
    "pump1 is off",
    "please do not switch pump1 off",
    "stop pump1 only if the level is low",
    "on pump1 tomorrow 7:00",
    "18:30 pump1 off",
    "ポンプ1 以外 すべて 停止",
    "pump1 off bis 18:30",
]
# What mail programs put above what they quote and do not mark.
HEADS = [
    "\n-----Ursprüngliche Nachricht-----\nVon: Anlage <plant@sandbox.test>\nGesendet: Mo\nAn: P\nBetreff: x\n\n",
    "\nFrom: Plant Controller\nSent: Monday\nTo: P\nSubject: x\n\n",
    "\n差出人: 設備\n送信日時: 2024年1月1日\n宛先: 田中\n件名: x\n\n",
    "\nLähettäjä: Laitos\nLähetetty: maanantai\n\n",
    "\n",
]


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_moves_nothing(plant: MailedPlant, line: str) -> None:
    plant.start()
    plant.controller["pump1"] = True
    plant.ask(line + "\n")
    assert plant.moves == []


def test_the_first_line_of_the_answer_says_that_nothing_was_operated_and_why(plant: MailedPlant) -> None:
    plant.start()
    answer = plant.ask("pump1 on\nget level\n\nBut only if it is dry.\n")
    first, line, remedy = answer.splitlines()[:3]
    assert "Nothing was operated: line 3 " in first
    assert line == "> But only if it is dry."
    assert remedy.startswith("Send the commands again")
    assert codes(answer) == [504, 202]
    assert plant.moves == []
    assert plant.audit("mail.answered")[0].facts["in_doubt"] == "line 3"


def test_a_bullet_is_not_every_point(plant: MailedPlant) -> None:
    plant.start()
    plant.ask("  *   pump1 on\n")
    assert plant.moves == [("pump1", True)]


def test_bold_is_not_a_pattern(plant: MailedPlant) -> None:
    plant.start()
    plant.ask("*pump* on\n")
    assert plant.moves == []
    plant.ask("*pump1* on\n")
    assert plant.moves == [("pump1", True)]


def test_a_pattern_is_confirmed_unless_the_row_says_otherwise(plant: MailedPlant) -> None:
    plant.start()
    question = plant.ask("pump* on\n")
    assert codes(question) == [450, 450]
    assert plant.moves == []
    assert codes(plant.ask(f"confirm {mailed_code(question)}\n")) == [200, 200]
    assert plant.moves == [("pump1", True), ("pump2", True)]
    plant.start({"allow": [operate(PERSON)[0] + " patterns=at-once"]})
    assert codes(plant.ask("pump* off\n")) == [200, 200]


@pytest.mark.parametrize("head", HEADS)
def test_a_quoted_letter_confirms_nothing(plant: MailedPlant, head: str) -> None:
    plant.start()
    question = plant.ask("valve on\n")
    assert codes(question) == [450]
    subject = f"AW: {plant.letters()[-1]['Subject']}"
    for above in ("Bitte NICHT ausführen!\n", "", "Wait.\n"):
        plant.mail(above + head + question, subject=subject)
        plant.poll()
    assert plant.moves == []
    # The code was not used up, and a reply that agrees is heard above the same quotation.
    assert codes(plant.ask("Ok.\n" + head + question, subject=subject)) == [200]
    assert plant.moves == [("valve", True)]


def test_a_quoted_alarm_acknowledges_nothing(plant: MailedPlant, virtual_clock: VirtualClock) -> None:
    plant.start({"alarm.to": DUTY})
    plant.ask("get level\n")
    plant.engine.raise_event(begins(plant))
    assert plant.engine.settle()
    virtual_clock.advance(seconds=30)
    (alarm,) = plant.letters(DUTY, "[ALARM]")
    for head in HEADS:
        plant.mail("Was ist da los?\n" + head + text_of(alarm), DUTY, subject=f"AW: {alarm['Subject']}")
    plant.poll()
    assert not [r for r in plant.audit() if r.facts.get("asked") == "acknowledge"]
    subject = f"AW: {alarm['Subject']}"
    assert codes(plant.ask("了解しました\n" + HEADS[0] + text_of(alarm), DUTY, subject=subject)) == [206]


def test_agreement_counts_as_the_first_line_only(plant: MailedPlant) -> None:
    plant.start()
    code = mailed_code(plant.ask("valve on\n"))
    assert codes(plant.ask(f"get level\nconfirm {code}\n")) == [202, 501]
    assert plant.moves == []
    assert codes(plant.ask(f"Hello,\n\nconfirm: {code}\n\nBest regards\n")) == [200]


@pytest.mark.parametrize(
    "line", ["Kennwort: Rosebud7", "PIN Rosebud7", "暗証番号 Rosebud7", "Password:\nRosebud7!"]
)
def test_what_may_be_a_password_is_not_repeated(plant: MailedPlant, line: str) -> None:
    plant.start()
    assert "Rosebud7" not in plant.ask(f"pump1 on\n{line}\n")
    assert plant.moves == []
    assert "Rosebud7" not in str(plant.audit()) + str(plant.state())


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("Pump1 on.\n\nSent from my iPhone\n", [("pump1", True)]),
        ("„pump1“ on\n", [("pump1", True)]),
        ("set temp1 25℃\n", [("temp1", 25.0)]),
        ("set temp1 3²\n", []),
        (
            "お疲れ様です。\nポンプ1とポンプ2を運転\nよろしくお願いします。\n",
            [("pump1", True), ("pump2", True)],
        ),
        ("Hallo,\n\n1. pump1 on\n2. pump2 on\n\nDanke\nKlaus\n", [("pump1", True), ("pump2", True)]),
        ("pump1 on\n\nTaro Tanaka\nExample Works\n", [("pump1", True)]),
    ],
)
def test_what_people_write_on_phones_is_understood(
    plant: MailedPlant, text: str, moves: list[tuple[str, object]]
) -> None:
    plant.start()
    plant.ask(text)
    assert plant.moves == moves
