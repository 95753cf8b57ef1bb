"""Who wrote a mail: what a forger of From uses up, and what proven mail gets all the same."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from mailed_plant import AUTHSERV, BOX, COLLEAGUE, PERSON, PROVEN, MailedPlant, codes, mailed_code, operate
from one_time_code import one_time_code, totp_row
from watchpost import Settings, VirtualClock

DMARC: Settings = {"allow": operate(PERSON, assurance="dmarc"), "authserv": AUTHSERV}


def test_forged_mail_does_not_silence_the_proven_owner(plant: MailedPlant) -> None:
    plant.start(DMARC)
    for _ in range(25):
        plant.mail("toggle pump1\n")
    plant.poll()
    assert plant.letters(PERSON) == []
    id = plant.mail("pump1 on\n", fields=PROVEN)
    plant.poll()
    assert plant.moves == [("pump1", True)]
    assert [codes(a) for a in plant.answers(id)] == [[200]]


def test_forged_codes_do_not_lock_the_proven_owner_out(plant: MailedPlant) -> None:
    plant.start(DMARC)
    id = plant.mail("valve on\n", fields=PROVEN)
    plant.poll()
    (answer,) = plant.answers(id)
    for n in range(6):
        plant.mail(f"confirm AAAA-BBBB-CC0{n}\n")
    plant.poll()
    plant.mail(f"confirm {mailed_code(answer)}\n", fields=PROVEN)
    plant.poll()
    assert plant.moves == [("valve", True)]


def test_right_codes_of_a_day_are_taken_while_somebody_guesses(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({"allow": operate(PERSON, assurance="totp"), "totp": [totp_row(PERSON)]})
    taken = []
    for _ in range(24):
        for n in range(3):
            plant.mail(f"code 00000{n}\ntoggle pump2\n")
        id = plant.mail(f"code {one_time_code(virtual_clock.now())}\ntoggle pump1\n")
        plant.poll()
        (answer,) = plant.answers(id)
        if codes(answer)[-1] == 450:
            id = plant.mail(f"confirm {mailed_code(answer)}\n")
            plant.poll()
            (answer,) = plant.answers(id)
        taken.append(codes(answer)[-1])
        virtual_clock.advance(hours=1)
    assert taken == [200] * 24
    assert {point for point, _ in plant.moves} == {"pump1"}


def test_content_type_outside_of_the_signature_chooses_no_text(plant: MailedPlant) -> None:
    plant.start(DMARC)
    text = ["get level", "", "-----Original Message-----", "From: Boss <boss@other.test>", "", "pump1 on", ""]
    for id, type, body in [
        ("1", 'multipart/mixed; boundary="---Original Message-----"', text),
        ("2", "text/plain; format=flowed", ["get level", "pump1 on", ""]),
        ("3", "text/plain; charset=utf-8", ["pump2 on", ""]),  # which leaves the text as it stands
    ]:
        fields = {**PROVEN, "From": PERSON, "To": BOX, "Date": format_datetime(plant.clock.now())}
        fields |= {"Message-ID": f"<type{id}@people.example>", "Subject": "x", "Content-Type": type}
        thin = fields["DKIM-Signature"].replace(":content-type:content-transfer-encoding", "")
        fields["DKIM-Signature"] = thin
        header = [f"{name}: {body}" for name, body in fields.items()]
        plant.sandbox.inject(BOX, "\r\n".join([*header, "", *body]).encode())
    plant.poll()
    assert plant.moves == [("pump2", True)]
    assert [codes(a) for a in plant.answers("<type2@people.example>")] == [[202, 532]]
    assert "does not cover the field Content-Type" in str(plant.audit())


def test_the_grounds_of_a_refusal_are_in_the_audit_log(plant: MailedPlant) -> None:
    plant.start({**DMARC, "allow": [f"{PERSON} operate * assurance=dmarc+totp"], "totp": [totp_row(PERSON)]})
    assert plant.ask("pump1 on\n") == ""
    assert "no dmarc: no Authentication-Results" in plant.audit("mail.dropped")[0].facts["grounds"]
    assert codes(plant.ask("pump1 on\n", fields=PROVEN)) == [532]
    (record,) = plant.audit("mail.answered")
    assert "dmarc=pass" in record.facts["grounds"]
    row = f"row 1 of allow ({PERSON} operate)"
    assert record.facts["refused"] == f"line 1, pump1: {row}: needs more proof: totp"


@pytest.mark.parametrize("subject", ["Automatische Antwort: Pumpe", "自動応答: ポンプ", "Out of office"])
def test_a_subject_alone_makes_nobody_a_machine(plant: MailedPlant, subject: str) -> None:
    plant.start()
    assert codes(plant.ask("pump1 on\n", subject=subject)) == [200]
    assert plant.ask("I am back on Monday.\n", subject=subject) == ""
    assert codes(plant.ask("I am back.\n", fields={"X-Auto-Response-Suppress": "All"})) == [500]


@pytest.mark.parametrize("retrieve", ["imap", "pop3"])
def test_a_mail_that_is_too_big_is_told_so_where_it_is_proven(plant: MailedPlant, retrieve: str) -> None:
    plant.start({**DMARC, "mail.max_size": "8KiB"}, retrieve=retrieve)
    plant.ask("get level\n", fields=PROVEN)
    large = "pump1 on\n\n" + "x" * 60 + "\n" * 20_000
    assert plant.ask(large) == ""
    assert codes(plant.ask(large, fields=PROVEN)) == [523]
    assert plant.moves == []


def test_an_address_of_a_pattern_is_answered_once_a_day(
    plant: MailedPlant, virtual_clock: VirtualClock
) -> None:
    plant.start({"allow": ["*@sandbox.test read * assurance=address"]})
    for sender in (PERSON, COLLEAGUE):
        for _ in range(10):
            plant.mail("get level\n", sender)
    plant.poll()
    assert len(plant.letters(PERSON)) == len(plant.letters(COLLEAGUE)) == 1
    plant.restart()
    assert plant.ask("get level\n") == ""
    virtual_clock.advance(timedelta(days=1))
    assert codes(plant.ask("get level\n")) == [202]
